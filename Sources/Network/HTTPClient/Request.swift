/// A request as its sender describes it; ``Client`` adds `Host`, `User-Agent`, `Accept`, the framing fields
/// (`Content-Length` or `Transfer-Encoding`), for large bodies `Expect`, and nothing else.
package struct Request: Sendable {
    /// The method, a token of any spelling (RFC 9110, section 9.1).
    package var method: String

    /// An absolute `http` or `https` URL.
    package var url: String

    /// Fields in the order in which they are sent; one of them replaces what the client would add by the same name.
    package var fields: [Field]

    /// Names of fields that the client would add and that must not be sent, `Expect` for example.
    package var omittedFieldNames: [String] = []

    package var body: Body

    /// Where the content of the response goes.
    package var responseBody: ResponseBody

    /// The longest time from the start to the last byte of the response. At most 24 days: libcurl counts milliseconds
    /// in 31 bits.
    package var timeout: Duration

    /// Whether a redirect (RFC 9110, section 15.4) is followed, at most ``maximumRedirectCount`` times; otherwise it
    /// is the response.
    package var followsRedirects: Bool

    /// The most content that is kept in memory; a longer response is an error.
    package var maximumResponseByteCount: Int

    /// The cookies that this request sends and whose changes it stores.
    package var cookieJar: CookieJar?

    /// Whether the peer's certificate must be valid and name the host; nil means as the client's configuration says.
    package var verifiesPeer: Bool?

    /// The path of a PEM file with the authorities to trust; nil means as the client's configuration says.
    package var caCertificate: String?

    /// Name and password to send at once, without being asked (RFC 7617).
    package var basicCredentials: BasicCredentials?

    /// Whether `/../` and `/./` go out as they stand in the URL, instead of being resolved first (RFC 3986,
    /// section 5.2.4); for requests that are meant to be wrong.
    package var sendsPathAsIs = false

    package init(
        method: String = "GET", url: String, fields: [Field] = [], body: Body = .none,
        responseBody: ResponseBody = .memory, timeout: Duration = .seconds(60), followsRedirects: Bool = false,
        maximumResponseByteCount: Int = Request.standardMaximumResponseByteCount, cookieJar: CookieJar? = nil,
        verifiesPeer: Bool? = nil, caCertificate: String? = nil, basicCredentials: BasicCredentials? = nil
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.responseBody = responseBody
        self.timeout = timeout
        self.followsRedirects = followsRedirects
        self.maximumResponseByteCount = maximumResponseByteCount
        self.cookieJar = cookieJar
        self.verifiesPeer = verifiesPeer
        self.caCertificate = caCertificate
        self.basicCredentials = basicCredentials
    }

    /// 64 MiB of content in memory: far above any JSON of the protocol, and what is larger is a file and belongs
    /// into one (httpx and requests know no limit, aiohttp's is 1 MiB, but for requests).
    package static let standardMaximumResponseByteCount = 64 * 1024 * 1024

    /// libcurl's own default since 8.3; the curl tool and Firefox stop at 50 and 20.
    package static let maximumRedirectCount = 30
}

/// The name and the value of a field (RFC 9110, section 5).
package struct Field: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A name and a password (RFC 7617).
package struct BasicCredentials: Sendable, Hashable {
    package var username: String
    package var password: String

    package init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

extension Request {
    /// The content of a request.
    package enum Body: Sendable {
        /// No content; `POST`, `PUT` and `PATCH` say so by `Content-Length: 0` (RFC 9110, section 8.6).
        case none
        /// These bytes.
        case bytes([UInt8])
        /// What the regular file at this path holds when the transfer starts; read while it is sent.
        case file(path: String)
        /// `multipart/form-data` (RFC 7578) of these parts, in their order.
        case form([FormPart])
    }

    /// Where the content of a response goes.
    package enum ResponseBody: Sendable {
        /// Into ``Response/body``.
        case memory
        /// Into a file that replaces what stood at `path`, once it is whole; until then it grows beside it, and a
        /// transfer that fails leaves nothing.
        ///
        /// A response whose status is not 2xx goes into memory all the same: its content is an explanation, not the
        /// file that was asked for.
        case file(path: String)
    }
}

/// A part of a `multipart/form-data` body (RFC 7578, section 4).
package struct FormPart: Sendable {
    package var name: String
    package var content: Content

    /// The file name to announce; for content from a file nil means the last component of its path.
    package var fileName: String?

    /// The media type to announce; for content from a file nil means libcurl's guess by the file name's extension,
    /// else `application/octet-stream`.
    package var contentType: String?

    /// Further fields of the part.
    package var fields: [Field]

    package init(
        name: String, content: Content, fileName: String? = nil, contentType: String? = nil, fields: [Field] = []
    ) {
        self.name = name
        self.content = content
        self.fileName = fileName
        self.contentType = contentType
        self.fields = fields
    }

    package enum Content: Sendable {
        case bytes([UInt8])
        /// The regular file at this path, read while it is sent.
        case file(path: String)
    }
}
