import Foundation
import TLS
import TestSupport
import Testing

@Suite("CertificateAuthority", .timeLimit(.minutes(5)))
struct CertificateAuthorityTests {
    /// 2025-06-15 12:00:00 UTC.
    private static let time = 1_749_988_800

    private let folder = TestSupport.TemporaryFolder()

    /// What `openssl` writes to standard output and standard error, and how it ends.
    private func openssl(_ arguments: String...) throws -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (output, process.terminationStatus)
    }

    private func text(of certificate: String) throws -> [String] {
        let file = folder.file("certificate.pem", Array(certificate.utf8))
        return try openssl("x509", "-in", file, "-noout", "-text").output
            .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The lines below the one that is `title`, as many as asked for.
    private func lines(_ count: Int = 1, below title: String, in text: [String]) throws -> [String] {
        let place = try #require(text.firstIndex(of: title), "no \(title) in \(text)")
        return Array(text[(place + 1)...].prefix(count))
    }

    @Test
    func `the authority's certificate has what strict readers want`() throws {
        let text = try text(of: CertificateAuthority(at: Self.time).certificate)
        #expect(text.contains("Version: 3 (0x2)"))
        #expect(text.contains("Signature Algorithm: ecdsa-with-SHA256"))
        #expect(text.contains("ASN1 OID: prime256v1"))
        #expect(text.contains("Not Before: Jun 14 12:00:00 2025 GMT"))
        #expect(text.contains("Not After : Jun 13 12:00:00 2035 GMT"))
        #expect(try lines(below: "X509v3 Basic Constraints: critical", in: text) == ["CA:TRUE, pathlen:0"])
        #expect(try lines(below: "X509v3 Key Usage: critical", in: text) == ["Certificate Sign, CRL Sign"])
        let own = try lines(below: "X509v3 Subject Key Identifier:", in: text)
        #expect(try lines(below: "X509v3 Authority Key Identifier:", in: text) == own)
        let issuer = try #require(text.first { $0.hasPrefix("Issuer:") })
        #expect(issuer.hasPrefix("Issuer: CN = MockLoop authority "))
        #expect(text.contains(issuer.replacing("Issuer:", with: "Subject:")))
    }

    @Test
    func `a server's certificate says what it is for, and for whom`() throws {
        let authority = try CertificateAuthority(at: Self.time)
        let names = ["localhost", "127.0.0.1", "::1", "*.learning-loop.ai"].compactMap { SubjectName($0) }
        let identity = try authority.makeIdentity(for: names, at: Self.time)
        let text = try text(of: identity.certificate)
        #expect(text.contains("Version: 3 (0x2)"))
        #expect(text.contains("Not Before: Jun 14 12:00:00 2025 GMT"))
        #expect(text.contains("Not After : Sep 12 12:00:00 2027 GMT"))
        #expect(text.contains("ASN1 OID: prime256v1"))
        #expect(try lines(below: "X509v3 Basic Constraints: critical", in: text) == ["CA:FALSE"])
        #expect(try lines(below: "X509v3 Key Usage: critical", in: text) == ["Digital Signature"])
        #expect(
            try lines(below: "X509v3 Extended Key Usage:", in: text) == ["TLS Web Server Authentication"])
        #expect(
            try lines(below: "X509v3 Subject Alternative Name:", in: text) == [
                "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:*.learning-loop.ai"
            ])
        let ofAuthority = try self.text(of: authority.certificate)
        #expect(
            try lines(below: "X509v3 Authority Key Identifier:", in: text)
                == lines(below: "X509v3 Subject Key Identifier:", in: ofAuthority))
        #expect(text.first { $0.hasPrefix("Issuer:") } == ofAuthority.first { $0.hasPrefix("Issuer:") })
    }

    @Test
    func `the strictest reader accepts the chain, and only for its names and time`() throws {
        let authority = try CertificateAuthority(at: Self.time)
        let identity = try authority.makeIdentity(for: [#require(SubjectName("localhost"))], at: Self.time)
        let ca = folder.file("ca.pem", Array(authority.certificate.utf8))
        let leaf = folder.file("leaf.pem", Array(identity.certificate.utf8))
        func verify(host: String = "localhost", at time: Int = Self.time) throws -> String {
            try openssl(
                "verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslserver", "-verify_hostname", host,
                "-attime", String(time), "-CAfile", ca, leaf
            ).output
        }
        #expect(try verify() == "\(leaf): OK\n")
        #expect(try verify(host: "example.org").contains("hostname mismatch"))
        let day = 24 * 3600
        #expect(try verify(at: Self.time - day) == "\(leaf): OK\n")
        #expect(try verify(at: Self.time - day - 1).contains("certificate is not yet valid"))
        #expect(try verify(at: Self.time + 819 * day - 1) == "\(leaf): OK\n")
        #expect(try verify(at: Self.time + 819 * day).contains("certificate has expired"))
    }

    @Test
    func `the key is the certificate's, and in the form that every reader takes`() throws {
        let identity = try Authorities.usual.get().identity
        #expect(identity.privateKey.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let key = folder.file("key.pem", Array(identity.privateKey.utf8))
        let certificate = folder.file("certificate.pem", Array(identity.certificate.utf8))
        let ofKey = try openssl("pkey", "-in", key, "-pubout")
        #expect(ofKey.status == 0)
        #expect(try openssl("x509", "-in", certificate, "-noout", "-pubkey").output == ofKey.output)
    }

    @Test
    func `no two authorities share a serial number, a name or a key`() throws {
        var serials: Set<String> = []
        var names: Set<String> = []
        for _ in 0..<20 {
            let text = try text(of: CertificateAuthority(at: Self.time).certificate)
            let serial = try lines(below: "Serial Number:", in: text)[0]
            serials.insert(serial)
            names.insert(try #require(text.first { $0.hasPrefix("Subject:") }))
            // 16 bytes, positive, or fewer where the first were 0.
            #expect(!serial.hasPrefix("-"))
        }
        #expect(serials.count == 20)
        #expect(names.count == 20)
    }

    @Test(arguments: ["", "a,DNS:b", "a b", "a\nb", "*a*", "a.*", "ä", String(repeating: "a", count: 254)])
    func `what is no name of a host is none of a certificate`(text: String) {
        #expect(SubjectName(text) == nil)
    }

    @Test(arguments: ["a", "*.a", "a_b-c.d", "10.0.0.1", "fe80::1", String(repeating: "a", count: 253)])
    func `names and addresses are names`(text: String) {
        #expect(SubjectName(text) != nil)
    }
}
