import Glibc
import TLS

/// A server that is called `localhost`, and a client that knows it.
enum TestIdentity {
    static let contexts = Result {
        let now = Int(time(nil))
        let authority = try CertificateAuthority(at: now)
        let identity = try authority.makeIdentity(for: [SubjectName("localhost")!], at: now)
        return (
            server: try ServerContext(
                certificates: .text(identity.certificate), privateKey: .text(identity.privateKey)),
            client: try ClientContext(trust: .authorities(.text(authority.certificate)))
        )
    }
}
