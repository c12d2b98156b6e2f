/// Certificates, keys or authorities that cannot be used.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Problem: Hashable, Sendable {
        /// There is no such file, or we may not read it.
        case unreadable
        /// There is no certificate in PEM form in it.
        case noCertificate
        /// A certificate after the first cannot be read.
        case damagedCertificate
        /// A certificate is well formed and still refused: its key is too short, say.
        case refusedCertificate
        /// There is no private key in PEM form in it.
        case noKey
        /// The private key is encrypted.
        case protectedKey
        /// The private key belongs to another certificate.
        case mismatch(certificate: PEM)
        /// The system's authorities cannot be loaded.
        case noSystemAuthorities
    }

    package let problem: Problem
    /// Where the trouble is; nil where no file or text of the caller's is.
    package let source: PEM?
    /// What OpenSSL says.
    package let library: LibraryError

    init(_ problem: Problem, _ source: PEM?, _ library: LibraryError) {
        self.problem = problem
        self.source = source
        self.library = library
    }

    package var description: String {
        let place = source?.description ?? "OpenSSL"
        let sentence =
            switch problem {
            case .unreadable: "\(place) cannot be read; does it exist, and may this user read it?"
            case .noCertificate:
                "\(place) has no certificate in PEM form; it should begin with -----BEGIN CERTIFICATE-----."
            case .damagedCertificate: "\(place) has a certificate, after the first, that cannot be read."
            case .refusedCertificate: "\(place) has a certificate that OpenSSL does not accept; make another one."
            case .noKey:
                "\(place) has no private key in PEM form; it should begin with -----BEGIN PRIVATE KEY-----."
            case .protectedKey:
                "\(place) has a private key that a password protects; give one without: "
                    + "openssl pkey -in protected.pem -out plain.pem"
            case .mismatch(let certificate):
                "\(place) has a private key that does not belong to the first certificate of "
                    + "\(certificate); give the key that the certificate was made for."
            case .noSystemAuthorities: "The system's certificate authorities cannot be loaded; name a file with some."
            }
        return sentence.prefix(1).uppercased() + sentence.dropFirst() + " (\(library))"
    }
}
