internal import Files
internal import LoopDomain
internal import TLS

/// What shows clients of https that they talk to a Loop.
public enum ServerCertificate: Sendable, Hashable {
    /// A certificate that the Loop makes, and an authority that vouches for it: for `localhost`, 127.0.0.1, ::1,
    /// `backend`, `learning-loop.ai` and all below it, and the host that the Loop listens at.
    case ownAuthority
    /// Files in PEM form: a certificate, followed by those that lead to an authority, and its private key.
    case files(certificate: String, privateKey: String)
}

extension LoopServer {
    /// What nodes call a Loop: by this machine's names, by the name in the libraries' own containers, by the real ones.
    private static let names = ["localhost", "127.0.0.1", "::1", "backend", "learning-loop.ai", "*.learning-loop.ai"]

    /// Where the authority's certificate is.
    nonisolated var authorityPath: String { "\(folderPath)/ca.pem" }

    /// What all connections of https share. An authority of the Loop's own is made, and written to its file.
    func makeServerContext() throws -> ServerContext {
        do {
            switch configuration.certificate {
            case .files(let certificate, let privateKey):
                return try ServerContext(certificates: .file(certificate), privateKey: .file(privateKey))
            case .ownAuthority:
                // By the system's clock, whatever the Loop takes for the time: that is what clients go by.
                let now = SystemClock().now.microsecondsSinceEpoch / 1_000_000
                let authority = try CertificateAuthority(at: now)
                let host = configuration.host
                let names = Self.names + (Self.names.contains(host) ? [] : [host])
                let identity = try authority.makeIdentity(for: names.compactMap { SubjectName($0) }, at: now)
                try WholeFile.write(Array(authority.certificate.utf8), to: authorityPath)
                return try ServerContext(
                    certificates: .text(identity.certificate), privateKey: .text(identity.privateKey))
            }
        } catch let error as ConfigurationError {
            throw StartError(what: "https cannot be served. \(error)")
        }
    }
}
