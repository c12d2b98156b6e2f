import Glibc
import TLS

/// Certificates for tests, made once: making keys takes time.
enum Authorities {
    /// An authority, and what it vouches for.
    struct Made: Sendable {
        let certificate: String
        let identity: CertificateAuthority.Identity

        /// - Parameter time: when both were made, in seconds since 1970.
        init(names: [String], at time: Int = Int(Glibc.time(nil))) throws {
            let authority = try CertificateAuthority(at: time)
            certificate = authority.certificate
            identity = try authority.makeIdentity(for: names.map { SubjectName($0)! }, at: time)
        }

        func server(versions: ClosedRange<Version> = .tls12 ... .tls13) throws -> ServerContext {
            try ServerContext(
                certificates: .text(identity.certificate), privateKey: .text(identity.privateKey), versions: versions)
        }

        func client(versions: ClosedRange<Version> = .tls12 ... .tls13) throws -> ClientContext {
            try ClientContext(trust: .authorities(.text(certificate)), versions: versions)
        }
    }

    static let usual = Result {
        try Made(names: ["localhost", "127.0.0.1", "::1", "backend", "*.learning-loop.ai"])
    }

    /// Another authority that vouches for the same names.
    static let other = Result { try Made(names: ["localhost"]) }

    /// An authority whose server's certificate has just run out: 819 days and an hour after it was made.
    static let expired = Result { try Made(names: ["localhost"], at: Int(time(nil)) - (819 * 24 + 1) * 3600) }
}
