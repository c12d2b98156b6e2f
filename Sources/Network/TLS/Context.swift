internal import COpenSSL

/// What all connections of a server have in common: a certificate and its key.
package struct ServerContext: Sendable {
    let context: Context

    /// - Parameters:
    ///   - certificates: the server's own certificate first, then those that lead to an authority.
    ///   - privateKey: the key of the first certificate.
    ///   - versions: those that clients may choose from.
    /// - Throws: ``ConfigurationError``, which names the file and says what to do.
    package init(
        certificates: PEM, privateKey: PEM, versions: ClosedRange<Version> = .tls12 ... .tls13
    ) throws(ConfigurationError) {
        context = unsafe Context(method: TLS_server_method(), versions: versions)
        let pointer = unsafe context.pointer
        unsafe openssl_keep_no_sessions(pointer)
        try certificates.forEachCertificate { certificate, isFirst throws(ConfigurationError) in
            do throws(LibraryError) {
                try LibraryError.check {
                    if isFirst { return unsafe SSL_CTX_use_certificate(pointer, certificate.pointer) }
                    // What is added is taken over, so it gets a reference of its own.
                    unsafe X509_up_ref(certificate.pointer)
                    let isAdded = unsafe openssl_add_chain_certificate(pointer, certificate.pointer)
                    if isAdded != 1 { unsafe X509_free(certificate.pointer) }
                    return isAdded
                }
            } catch {
                throw ConfigurationError(.refusedCertificate, certificates, error)
            }
        }
        let key = try privateKey.privateKey()
        do throws(LibraryError) {
            try LibraryError.check { unsafe SSL_CTX_use_PrivateKey(pointer, key.pointer) }
            try LibraryError.check { unsafe SSL_CTX_check_private_key(pointer) }
        } catch {
            throw ConfigurationError(.mismatch(certificate: certificates), privateKey, error)
        }
    }
}

/// What all connections of a client have in common: whom it trusts.
package struct ClientContext: Sendable {
    /// Whom a client trusts to vouch for servers.
    package enum Trust: Sendable, Hashable {
        /// The system's authorities.
        case system
        /// The authorities of a file or text, and nobody else.
        case authorities(PEM)
        /// The system's authorities and those of a file or text.
        case systemAnd(PEM)
        /// Everybody: the server may be anyone, and say it is anything.
        case everybody
    }

    let context: Context
    /// Whether a server's certificate must name the host that is connected to.
    let verifiesHost: Bool

    /// - Parameters:
    ///   - trust: who may vouch for servers.
    ///   - verifiesHost: whether a server must have a certificate for the very host that is connected to; if not, one
    ///     for any host does. It matters where somebody is trusted.
    ///   - versions: those that are offered.
    /// - Throws: ``ConfigurationError``, which names the file and says what to do.
    package init(
        trust: Trust = .system, verifiesHost: Bool = true, versions: ClosedRange<Version> = .tls12 ... .tls13
    ) throws(ConfigurationError) {
        context = unsafe Context(method: TLS_client_method(), versions: versions)
        let verifiesPeer = trust != .everybody
        self.verifiesHost = verifiesPeer && verifiesHost
        unsafe SSL_CTX_set_verify(context.pointer, verifiesPeer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        switch trust {
        case .system: try context.trustSystem()
        case .authorities(let authorities): try context.trust(authorities)
        case .systemAnd(let authorities):
            try context.trustSystem()
            try context.trust(authorities)
        case .everybody: break
        }
    }
}

/// An `SSL_CTX`.
// Safe to send: it is changed by the initializers of ``ServerContext`` and ``ClientContext`` only, before anybody else
// has it; afterwards connections are made from it, which OpenSSL allows from any thread (openssl-threads(7)).
@safe final class Context: @unchecked Sendable {
    private let handle: Handle

    var pointer: OpaquePointer { unsafe handle.pointer }

    /// For TLS 1.2: keys that are made anew for each connection, and ciphers that authenticate. Those of TLS 1.3 are
    /// all of that kind. Mozilla's "intermediate" set has little else.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

    init(method: OpaquePointer?, versions: ClosedRange<Version>) {
        do throws(LibraryError) {
            handle = try unsafe Handle(releasedBy: { unsafe SSL_CTX_free($0) }) { unsafe SSL_CTX_new(method) }
            let pointer = unsafe handle.pointer
            try LibraryError.check {
                unsafe openssl_set_versions(pointer, versions.lowerBound.number, versions.upperBound.number)
            }
            try LibraryError.check { unsafe SSL_CTX_set_cipher_list(pointer, Self.ciphers) }
            unsafe openssl_forbid_the_outdated(pointer)
            unsafe openssl_release_idle_buffers(pointer)
        } catch {
            preconditionFailure("OpenSSL has what TLS 1.2 and 1.3 need: \(error)")
        }
    }

    func trustSystem() throws(ConfigurationError) {
        do throws(LibraryError) {
            try LibraryError.check { unsafe SSL_CTX_set_default_verify_paths(pointer) }
        } catch {
            throw ConfigurationError(.noSystemAuthorities, nil, error)
        }
    }

    func trust(_ authorities: PEM) throws(ConfigurationError) {
        let store = unsafe SSL_CTX_get_cert_store(pointer)
        try authorities.forEachCertificate { certificate, _ throws(ConfigurationError) in
            do throws(LibraryError) {
                try LibraryError.check { unsafe X509_STORE_add_cert(store, certificate.pointer) }
            } catch {
                throw ConfigurationError(.refusedCertificate, authorities, error)
            }
        }
    }
}
