import TLS
import TestSupport
import Testing

@Suite("Contexts")
struct ContextTests {
    private let folder = TemporaryFolder()

    private func error(certificates: PEM, privateKey: PEM) throws -> ConfigurationError {
        try #require(throws: ConfigurationError.self) {
            try ServerContext(certificates: certificates, privateKey: privateKey)
        }
    }

    /// A private key as `openssl pkcs8 -topk8` protects it; the password is "secret".
    private static let protectedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi2oUFUuo5xkAICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEM8guFmQ4keCJBh0n+pwyvAEgZB2
        vao1g80ocavqyVxsl/AtkWck2TottZgoLtgZXYz2ln5tXdr/uPu3j3jHXVo7WmGK
        X47dDfsnVd4S2cVg7sjdhrhnjvU+uISdJ/6Fn0xxep+SY1ua49sr1NrLHdj/4TQH
        fA/PSMDkQ3LMtATVfPzQtksHiXS+002qs60lfKaPsObh0s+v8eAY9S4k/obJ4/8=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    @Test
    func `certificate and key are read from files as from text`() throws {
        let identity = try Authorities.usual.get().identity
        let certificates = folder.file("certificate.pem", Array(identity.certificate.utf8))
        let key = folder.file("key.pem", Array(identity.privateKey.utf8))
        let authorities = folder.file("ca.pem", Array(try Authorities.usual.get().certificate.utf8))
        var pair = Pair(
            try ClientContext(trust: .authorities(.file(authorities))),
            try ServerContext(certificates: .file(certificates), privateKey: .file(key)))
        pair.talk()
        #expect(pair.ofClient.handshake != nil)
    }

    @Test
    func `text around a certificate, and one file for both, are fine`() throws {
        let identity = try Authorities.usual.get().identity
        let both = folder.file(
            "both.pem", Array("A key:\n\(identity.privateKey)\nA certificate:\n\(identity.certificate)\nbye\n".utf8))
        _ = try ServerContext(certificates: .file(both), privateKey: .file(both))
    }

    @Test
    func `a chain is sent with its certificates`() throws {
        // The authority's own certificate is sent, too, which does no harm and shows that more than one arrives.
        let made = try Authorities.usual.get()
        let lone = try ServerContext(
            certificates: .text(made.identity.certificate), privateKey: .text(made.identity.privateKey))
        let chained = try ServerContext(
            certificates: .text(made.identity.certificate + made.certificate),
            privateKey: .text(made.identity.privateKey))
        var byteCounts: [Int] = []
        for server in [lone, chained] {
            let pair = Pair(try made.client(versions: .tls12 ... .tls12), server)
            pair.server.receive(pair.client.takeOutput())
            #expect(try pair.server.nextEvent() == nil)
            byteCounts.append(pair.server.takeOutput().count)
        }
        #expect(byteCounts[1] > byteCounts[0] + 400)
    }

    @Test
    func `a file that is not there is named`() throws {
        let error = try error(certificates: .file("/nonexistent/c.pem"), privateKey: .text(""))
        #expect(error.problem == .unreadable)
        #expect(error.source == .file("/nonexistent/c.pem"))
        #expect(
            error.description.hasPrefix(
                "The file /nonexistent/c.pem cannot be read; does it exist, and may this user read it? (error:"))
        #expect(error.description.contains("No such file or directory"))
        #expect(error.library.code != 0)
    }

    @Test(arguments: ["", "nonsense\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `what is no certificate is refused`(text: String) throws {
        let error = try error(certificates: .text(text), privateKey: .text(""))
        #expect(error.problem == .noCertificate)
        #expect(error.description.contains("it should begin with -----BEGIN CERTIFICATE-----"))
    }

    @Test
    func `a chain whose second certificate is damaged is refused`() throws {
        let identity = try Authorities.usual.get().identity
        let damaged = identity.certificate.replacing("\nMII", with: "\nMIJ")
        let error = try error(
            certificates: .text(identity.certificate + damaged), privateKey: .text(identity.privateKey))
        #expect(error.problem == .damagedCertificate)
    }

    @Test
    func `what is no key is refused`() throws {
        let identity = try Authorities.usual.get().identity
        for text in ["", "nonsense\n", identity.certificate] {
            let error = try error(certificates: .text(identity.certificate), privateKey: .text(text))
            #expect(error.problem == .noKey)
            #expect(error.description.contains("it should begin with -----BEGIN PRIVATE KEY-----"))
        }
    }

    @Test
    func `a key that a password protects is refused, and nobody is asked for it`() throws {
        let identity = try Authorities.usual.get().identity
        let key = folder.file("key.pem", Array(Self.protectedKey.utf8))
        let error = try error(certificates: .text(identity.certificate), privateKey: .file(key))
        #expect(error.problem == .protectedKey)
        #expect(error.description.contains("openssl pkey -in protected.pem -out plain.pem"))
    }

    @Test
    func `another certificate's key is refused, and both are named`() throws {
        let (usual, other) = (try Authorities.usual.get().identity, try Authorities.other.get().identity)
        let certificate = folder.file("certificate.pem", Array(usual.certificate.utf8))
        let key = folder.file("key.pem", Array(other.privateKey.utf8))
        let error = try error(certificates: .file(certificate), privateKey: .file(key))
        #expect(error.problem == .mismatch(certificate: .file(certificate)))
        #expect(error.source == .file(key))
        #expect(
            error.description.hasPrefix(
                "The file \(key) has a private key that does not belong to the first certificate of the file "
                    + "\(certificate); "))
        #expect(error.description.contains("key values mismatch"))
    }

    @Test
    func `authorities that cannot be read are refused`() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ClientContext(trust: .authorities(.text("nonsense")))
        }
        #expect(error.problem == .noCertificate)
        #expect(throws: ConfigurationError.self) {
            try ClientContext(trust: .systemAnd(.file("/nonexistent/ca.pem")))
        }
    }
}
