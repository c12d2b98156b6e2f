internal import COpenSSL

/// A connection that cannot go on. What there is to say to the peer about it, an alert, is in the engine's output.
package struct ConnectionError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Cause: Hashable, Sendable {
        /// The peer sent a request of HTTP, and no handshake.
        case plainHTTP
        /// The server's certificate is not one to trust, or not for this host; with OpenSSL's number and words
        /// (`X509_V_ERR_…`).
        case refusedCertificate(code: Int, reason: String)
        /// The peer ended the connection with an alert of this number (RFC 8446, section 6).
        case alert(Int)
        /// The peer ended the connection before the handshake was complete.
        case endInHandshake
        /// The handshake took longer than it may.
        case slowHandshake
        /// What the peer sent is no TLS, or breaks one of its rules, or no version and cipher suits both.
        case violation
    }

    package let cause: Cause
    /// What OpenSSL says; nil where the connection just ended.
    package let library: LibraryError?

    /// The connection ended before the handshake was complete.
    package static let endInHandshake = ConnectionError(.endInHandshake)

    /// Whoever keeps the time gave the handshake up.
    package static let slowHandshake = ConnectionError(.slowHandshake)

    init(_ cause: Cause, _ library: LibraryError? = nil) {
        self.cause = cause
        self.library = library
    }

    /// The cause of an error that a call on a connection left.
    ///
    /// - Parameter verifyResult: what the look at the peer's certificate came to.
    init(_ library: LibraryError, verifyResult: Int) {
        self.library = library
        guard library.library == ERR_LIB_SSL else {
            cause = .violation
            return
        }
        switch library.reason {
        case openssl_http_request, openssl_proxy_request: cause = .plainHTTP
        case openssl_certificate_refused:
            let reason = unsafe X509_verify_cert_error_string(verifyResult).map { unsafe String(cString: $0) }
            cause = .refusedCertificate(code: verifyResult, reason: reason ?? "unknown")
        case let reason where (openssl_alert_offset..<openssl_alert_offset + 256).contains(reason):
            cause = .alert(Int(reason - openssl_alert_offset))
        default: cause = .violation
        }
    }

    package var description: String {
        let sentence =
            switch cause {
            case .plainHTTP: "The peer sent a request of HTTP without TLS; the URL should begin with https"
            case .refusedCertificate(_, let reason): "The server's certificate is not accepted: \(reason)"
            case .alert(let number): "The peer ended the connection with alert \(number)"
            case .endInHandshake: "The peer ended the connection before the handshake was complete"
            case .slowHandshake: "The handshake took too long"
            case .violation: "The peer does not keep to TLS 1.2 or 1.3"
            }
        return sentence + (library.map { " (\($0))" } ?? "")
    }
}
