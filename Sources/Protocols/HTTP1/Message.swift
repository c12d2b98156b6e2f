internal import Bytes

/// The protocol version of a message; major versions other than 1 never get this far.
package enum Version: Sendable, Hashable {
    case http10, http11
}

/// The control data and fields of a request (RFC 9112, section 3).
package struct RequestHead: Sendable, Hashable {
    package var method: String
    /// The request target as it was sent (RFC 9112, section 3.2).
    package var target: String
    package var version: Version
    package var fields: FieldSection

    package init(method: String, target: String, version: Version = .http11, fields: FieldSection = FieldSection()) {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
    }

    /// Whether the client waits for `100 (Continue)` before it sends the body (RFC 9110, section 10.1.1).
    package var expectsContinue: Bool { version == .http11 && fields.contains("100-continue", in: "expect") }
}

/// The control data and fields of a response (RFC 9112, section 4).
package struct ResponseHead: Sendable, Hashable {
    /// 100 to 999.
    package var status: Int
    package var reason: String
    package var version: Version
    package var fields: FieldSection

    package init(status: Int, reason: String? = nil, version: Version = .http11, fields: FieldSection = FieldSection())
    {
        self.status = status
        self.reason = reason ?? Self.reason(for: status)
        self.version = version
        self.fields = fields
    }

    /// 1xx: another response to the same request follows (RFC 9110, section 15.2).
    package var isInformational: Bool { status / 100 == 1 }

    /// The reason phrase that RFC 9110, section 15 and RFC 6585 give a status; empty for others.
    package static func reason(for status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: ""
        }
    }
}

/// What happens on a connection, in either direction.
package enum Event: Sendable, Hashable {
    case request(RequestHead)
    /// A final response, or an informational one (1xx), after which another follows.
    case response(ResponseHead)
    /// A run of the body's content, never empty; where runs begin and end means nothing.
    case body([UInt8])
    /// The message is complete. Trailers are kept apart from the fields (RFC 9110, section 6.5).
    case endOfMessage(trailers: FieldSection)
    /// The peer closed the connection between two messages.
    case endOfConnection
}
