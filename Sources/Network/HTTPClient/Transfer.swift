internal import CCurl

/// One request on its way: the easy handle that carries it, where its body comes from, where its response goes.
///
/// Lives on the thread of its ``TransferLoop`` alone, from beginning to end.
final class Transfer {
    let easy = EasyHandle()
    let url: String
    private var fieldSection = FieldSection()
    private var source: BodySource?
    private var sink: ResponseSink

    /// What a callback found wrong; libcurl itself reports only that one of them ended the transfer.
    private var failure: Failure?

    /// Opens the files and sets every option; nothing is sent yet.
    init(_ request: Request, configuration: Client.Configuration) throws(Failure) {
        url = request.url
        sink = try ResponseSink(request.responseBody, maximumByteCount: request.maximumResponseByteCount)
        try configure(request, configuration)
    }

    /// What came of the transfer that libcurl ended with `code`.
    func finish(_ code: CURLcode) throws(Failure) -> Response {
        do throws(Failure) {
            if let failure { throw failure }
            guard code == CURLE_OK else { throw Failure(code, easy.errorDetail) }
            try sink.finish(status: easy.status)
        } catch {
            abandon()
            throw error
        }
        return Response(
            status: easy.status, reason: fieldSection.reason, version: fieldSection.version,
            fields: fieldSection.fields, trailers: fieldSection.trailers, body: sink.bytes, timing: easy.timing,
            url: easy.effectiveURL)
    }

    /// Removes what was received of a file; called before anybody hears that the transfer failed.
    func abandon() { sink.discard() }
}

// MARK: - Before: options

extension Transfer {
    private func configure(_ request: Request, _ configuration: Client.Configuration) throws(Failure) {
        try easy.setNoSignals()
        try easy.setSchemes(["http", "https"])
        try easy.setHostsWithoutProxy("*")
        // Fields in order and a reason phrase are HTTP/1.1's; nothing here speaks HTTP/2.
        try easy.setHTTPVersion(CURL_HTTP_VERSION_1_1)
        try easy.setURL(request.url)
        try easy.setPathAsIs(request.sendsPathAsIs)
        try easy.setMaximumRedirectCount(request.followsRedirects ? Request.maximumRedirectCount : nil)
        try easy.setTimeout(request.timeout)
        try easy.setConnectTimeout(configuration.connectTimeout)
        try easy.setUserAgent(configuration.userAgent)
        try easy.setVerifiesPeer(request.verifiesPeer ?? configuration.verifiesPeer)
        if let path = request.caCertificate ?? configuration.caCertificate { try easy.setCACertificate(path: path) }
        if let credentials = request.basicCredentials { try easy.setBasicCredentials(credentials) }
        if let jar = request.cookieJar { try easy.setCookieJar(jar) }
        if case .memory = request.responseBody { try easy.setMaximumContentLength(request.maximumResponseByteCount) }
        try setMethodAndBody(request)
        try setCallbacks()
    }

    /// Every body but a form goes libcurl's way of a `POST`, under whatever name: its way of a `PUT` waits for
    /// `100 Continue` however short the body is, this one from 1 MiB on.
    private func setMethodAndBody(_ request: Request) throws(Failure) {
        var omitted = request.omittedFieldNames
        let naturalMethod: String
        switch request.body {
        case .none where request.method == "HEAD":
            naturalMethod = "HEAD"
            try easy.setHEAD()
        case .none where !["POST", "PUT", "PATCH"].contains(request.method):
            naturalMethod = "GET"
            try easy.setGET()
        case .none: naturalMethod = try setBody(BodySource(bytes: []))
        case .bytes(let bytes): naturalMethod = try setBody(BodySource(bytes: bytes))
        case .file(let path): naturalMethod = try setBody(BodySource(path: path))
        case .form(let parts):
            naturalMethod = "POST"
            try easy.setForm(FormBody(parts, for: easy))
        }
        if source != nil, !request.fields.contains(where: { $0.isNamed("Content-Type") }) {
            // libcurl would say application/x-www-form-urlencoded of any body.
            omitted.append("Content-Type")
        }
        if request.method != naturalMethod { try easy.setMethod(request.method) }
        try easy.setFields(FieldList(request.fields, omitted: omitted))
    }

    private func setBody(_ body: consuming BodySource) throws(Failure) -> String {
        try easy.setPOST(byteCount: body.byteCount)
        source = consume body
        return "POST"
    }
}

// MARK: - During: callbacks

extension Transfer {
    /// The functions that libcurl calls on the loop's thread. Each finds its transfer in the last argument, which is
    /// alive as long as its handle is: the loop keeps it until the handle is removed.
    private func setCallbacks() throws(Failure) {
        unsafe try easy.setCallbacks(
            field: { bytes, _, count, transfer in
                unsafe Transfer.from(transfer).receiveLine(UnsafeRawBufferPointer(start: bytes, count: count))
                    ? count : 0
            },
            write: { bytes, _, count, transfer in
                unsafe Transfer.from(transfer).receiveContent(UnsafeRawBufferPointer(start: bytes, count: count))
                    ? count : 0
            },
            read: { buffer, size, count, transfer in
                unsafe Transfer.from(transfer)
                    .sendContent(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
                    ?? Int(CURL_READFUNC_ABORT)
            },
            seek: { transfer, offset, origin in
                unsafe Transfer.from(transfer).rewind(to: Int(offset), origin: origin)
            },
            transfer: Unmanaged.passUnretained(self).toOpaque()
        )
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer {
        guard let pointer = unsafe pointer else { preconditionFailure("libcurl lost the data of a callback") }
        return unsafe Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// - Returns: false to end the transfer.
    private func receiveLine(_ line: UnsafeRawBufferPointer) -> Bool {
        guard unsafe fieldSection.receive(Array(line)) else {
            failure = Failure(
                CURLE_RECV_ERROR, "the response's fields are longer than \(FieldSection.maximumByteCount) bytes")
            return false
        }
        return true
    }

    /// - Returns: false to end the transfer.
    private func receiveContent(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do {
            unsafe try sink.write(bytes, status: easy.status)
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// - Returns: the number of bytes put into `buffer`, or nil to end the transfer.
    private func sendContent(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
        do {
            return unsafe try source?.read(into: buffer) ?? 0
        } catch {
            failure = error
            return nil
        }
    }

    /// - Returns: `CURL_SEEKFUNC_OK` or `CURL_SEEKFUNC_FAIL`; libcurl asks for places from the front only.
    private func rewind(to offset: Int, origin: Int32) -> Int32 {
        origin == SEEK_SET && source?.seek(to: offset) == true ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
    }
}
