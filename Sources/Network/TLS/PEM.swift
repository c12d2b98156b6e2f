internal import COpenSSL

/// Certificates or a key in the text form of RFC 7468: in a file, or here.
package enum PEM: Sendable, Hashable, CustomStringConvertible {
    case file(String)
    case text(String)

    /// What an error calls it.
    package var description: String {
        switch self {
        case .file(let path): "the file \(path)"
        case .text: "the given text"
        }
    }

    /// A `BIO` that reads the text.
    private func reader() throws(ConfigurationError) -> Handle {
        do throws(LibraryError) {
            switch self {
            case .file(let path):
                return try unsafe Handle(releasedBy: { unsafe BIO_free_all($0) }) { unsafe BIO_new_file(path, "r") }
            case .text(let text):
                let memory = try unsafe Handle(releasedBy: { unsafe BIO_free_all($0) }) { unsafe BIO_new(BIO_s_mem()) }
                let bytes = Array(text.utf8)
                var count = 0
                if !bytes.isEmpty {
                    try LibraryError.check { unsafe BIO_write_ex(memory.pointer, bytes, bytes.count, &count) }
                }
                return memory
            }
        } catch {
            throw ConfigurationError(.unreadable, self, error)
        }
    }

    /// Calls `body` with each certificate, in their order.
    ///
    /// - Throws: ``ConfigurationError``, also when there is none.
    func forEachCertificate(
        _ body: (borrowing Handle, _ isFirst: Bool) throws(ConfigurationError) -> Void
    ) throws(ConfigurationError) {
        let reader = try reader()
        var isFirst = true
        while true {
            let certificate: Handle
            do throws(LibraryError) {
                certificate = try unsafe Handle(releasedBy: { unsafe X509_free($0) }) {
                    unsafe PEM_read_bio_X509(reader.pointer, nil, { _, _, _, _ in -1 }, nil)
                }
            } catch {
                // The text's end is reported as one more certificate that does not begin.
                guard error.library == ERR_LIB_PEM, error.reason == openssl_no_pem_start, !isFirst else {
                    throw ConfigurationError(isFirst ? .noCertificate : .damagedCertificate, self, error)
                }
                return
            }
            try body(certificate, isFirst)
            isFirst = false
        }
    }

    /// The private key that the text begins with.
    func privateKey() throws(ConfigurationError) -> Handle {
        let reader = try reader()
        // Without a function that answers, OpenSSL asks for the password on the terminal.
        var wasAsked = false
        do throws(LibraryError) {
            return try unsafe Handle(releasedBy: { unsafe EVP_PKEY_free($0) }) {
                unsafe PEM_read_bio_PrivateKey(
                    reader.pointer, nil,
                    { _, _, _, wasAsked in
                        unsafe wasAsked?.assumingMemoryBound(to: Bool.self).pointee = true
                        return -1
                    }, &wasAsked)
            }
        } catch {
            throw ConfigurationError(wasAsked ? .protectedKey : .noKey, self, error)
        }
    }
}
