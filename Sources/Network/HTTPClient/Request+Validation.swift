import Bytes
internal import CCurl

extension Request {
    /// Refuses what libcurl would send on as it is, and a peer would read as another request: it copies method and
    /// fields without a look at them, and texts end for it at the first NUL.
    func validate() throws(Failure) {
        guard method.isToken else {
            throw Failure.badArgument("the method \(method.debugDescription) is not a token (RFC 9110, section 5.6.2)")
        }
        if method == "HEAD", case .none = body {
        } else if method == "HEAD" {
            throw Failure.badArgument("a HEAD request has no body here; leave it out")
        }
        for field in fields { try field.validate() }
        for name in omittedFieldNames { try Field(name: name, value: "").validate() }
        if case .form(let parts) = body {
            for part in parts { try part.validate() }
        }
        let texts = [url, caCertificate, basicCredentials?.username, basicCredentials?.password]
        guard !texts.contains(where: { $0?.utf8.contains(0) == true }) else {
            throw Failure.badArgument("a NUL stands in the URL, the credentials or the name of the certificate file")
        }
    }
}

extension Field {
    /// RFC 9110, sections 5.1 and 5.5: the name is a token, the value has no CR, LF or NUL.
    fileprivate func validate() throws(Failure) {
        guard name.isToken else {
            throw Failure.badArgument("the field name \(name.debugDescription) is not a token (RFC 9110, section 5.1)")
        }
        guard value.isFieldValue else {
            throw Failure.badArgument(
                "the value of the field \(name) has a line break or a NUL (RFC 9110, section 5.5)")
        }
    }
}

extension FormPart {
    fileprivate func validate() throws(Failure) {
        guard !name.utf8.contains(0), fileName?.utf8.contains(0) != true else {
            throw Failure.badArgument("the form part \(name.debugDescription) has a NUL in its name or file name")
        }
        guard contentType?.isFieldValue != false else {
            throw Failure.badArgument(
                "the media type of the form part \(name.debugDescription) has a line break or a NUL")
        }
        for field in fields { try field.validate() }
    }
}

extension Failure {
    fileprivate static func badArgument(_ detail: String) -> Failure {
        Failure(CURLE_BAD_FUNCTION_ARGUMENT, detail)
    }
}

extension String {
    /// RFC 9110, section 5.6.2: `token = 1*tchar`.
    fileprivate var isToken: Bool {
        !utf8.isEmpty
            && utf8.allSatisfy { byte in
                byte.isDigit || (byte.lowercased &- 0x61) < 26 || Self.tokenPunctuation.contains(byte)
            }
    }

    fileprivate var isFieldValue: Bool { !utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D } }

    private static let tokenPunctuation = Array("!#$%&'*+-.^_`|~".utf8)
}
