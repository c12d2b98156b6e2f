internal import COpenSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An authority of one's own: it vouches for servers of this machine, to clients that are told to trust it.
///
/// Its key never leaves this object. The certificates are such as strict readers want them (RFC 5280, section 4.2;
/// `X509_V_FLAG_X509_STRICT`, which Python 3.13 asks for): critical constraints, key identifiers, a random serial number.
package final class CertificateAuthority {
    /// Its certificate as PEM: what clients are told to trust.
    package let certificate: String

    private let ownCertificate: Handle
    private let key: Handle

    /// How long before the given time a certificate begins: for clients whose clocks are slow.
    private static let head = 24 * 3600

    /// How long the authority vouches: ten years.
    private static let lifetime = 3650 * 24 * 3600

    /// How long a server's certificate is good. Apple's systems refuse those of more than 825 days.
    private static let serverLifetime = 820 * 24 * 3600

    /// Makes an authority.
    ///
    /// - Parameter time: seconds since 1970; certificates are good from a day before.
    package init(at time: Int) throws(LibraryError) {
        key = try Certificates.makeKey()
        let serial = try Certificates.makeSerial()
        ownCertificate = try Certificates.make(
            // No two authorities have one name: who trusts several looks for them by name.
            subject: "MockLoop authority " + serial.prefix(4).map { Certificates.hexadecimal($0) }.joined(),
            serial: serial, notBefore: time - Self.head, notAfter: time + Self.lifetime, key: key)
        try Certificates.add(
            [
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
                (NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always"),
            ], to: ownCertificate, issuer: ownCertificate)
        try Certificates.sign(ownCertificate, with: key)
        certificate = try Certificates.text(of: ownCertificate)
    }

    /// A certificate and its private key, as PEM.
    package struct Identity: Sendable {
        package let certificate: String
        package let privateKey: String
    }

    /// Makes a key and a certificate for a server.
    ///
    /// - Parameters:
    ///   - names: what clients may call the server, at least one.
    ///   - time: seconds since 1970; the certificate is good from a day before.
    package func makeIdentity(for names: [SubjectName], at time: Int) throws(LibraryError) -> Identity {
        precondition(!names.isEmpty, "a certificate vouches for somebody")
        let serverKey = try Certificates.makeKey()
        let server = try Certificates.make(
            subject: "MockLoop", serial: try Certificates.makeSerial(), notBefore: time - Self.head,
            notAfter: time - Self.head + Self.serverLifetime, key: serverKey)
        try LibraryError.check {
            unsafe X509_set_issuer_name(server.pointer, X509_get_subject_name(ownCertificate.pointer))
        }
        try Certificates.add(
            [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"), (NID_subject_key_identifier, "hash"),
                (NID_authority_key_identifier, "keyid:always"),
                (NID_subject_alt_name, names.map(\.configuration).joined(separator: ",")),
            ], to: server, issuer: ownCertificate)
        try Certificates.sign(server, with: key)
        return Identity(
            certificate: try Certificates.text(of: server), privateKey: try Certificates.text(ofKey: serverKey))
    }
}

/// What a certificate calls its server (RFC 5280, section 4.2.1.6).
package struct SubjectName: Hashable, Sendable {
    /// As x509v3_config(5) has it.
    let configuration: String

    /// A name of DNS, whose first label may be `*`, or an address without brackets.
    ///
    /// - Returns: nil for text that is neither.
    package init?(_ text: String) {
        let address = unsafe a2i_IPADDRESS(text)
        ERR_clear_error()
        if unsafe address != nil {
            unsafe ASN1_OCTET_STRING_free(address)
            configuration = "IP:" + text
            return
        }
        // Nothing that would mean something to the reader of the configuration, such as a comma.
        let isName = text.utf8.enumerated().allSatisfy { place, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
            case UInt8(ascii: "*"): place == 0
            default: false
            }
        }
        // 253 is the most that a name of DNS has (RFC 1035, section 2.3.4).
        guard isName, !text.isEmpty, text.utf8.count <= 253 else { return nil }
        configuration = "DNS:" + text
    }
}

/// Certificates and keys while they are made.
private enum Certificates {
    static func makeKey() throws(LibraryError) -> Handle {
        try unsafe Handle(releasedBy: { unsafe EVP_PKEY_free($0) }) { unsafe openssl_make_p256_key() }
    }

    /// 127 random bits: positive, and far more than the 64 that the CA/Browser Forum asks for.
    static func makeSerial() throws(LibraryError) -> [UInt8] {
        var serial = [UInt8](repeating: 0, count: 16)
        try LibraryError.check { unsafe RAND_bytes(&serial, Int32(serial.count)) }
        serial[0] &= 0x7F
        return serial
    }

    static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// A certificate without extensions and signature, whose issuer is its subject.
    static func make(
        subject: String, serial: [UInt8], notBefore: Int, notAfter: Int, key: borrowing Handle
    ) throws(LibraryError) -> Handle {
        let made = try unsafe Handle(releasedBy: { unsafe X509_free($0) }) { unsafe X509_new() }
        let certificate = unsafe made.pointer
        // Counted from 0: version 3.
        try LibraryError.check { unsafe X509_set_version(certificate, 2) }
        let number = try unsafe Handle(releasedBy: { unsafe BN_free($0) }) {
            unsafe BN_bin2bn(serial, Int32(serial.count), nil)
        }
        try LibraryError.check {
            unsafe BN_to_ASN1_INTEGER(number.pointer, X509_get_serialNumber(certificate)) == nil ? 0 : 1
        }
        try LibraryError.check {
            unsafe ASN1_TIME_set(X509_getm_notBefore(certificate), notBefore) == nil ? 0 : 1
        }
        try LibraryError.check { unsafe ASN1_TIME_set(X509_getm_notAfter(certificate), notAfter) == nil ? 0 : 1 }
        let name = unsafe X509_get_subject_name(certificate)
        let text = Array(subject.utf8)
        try LibraryError.check {
            unsafe X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, Int32(text.count), -1, 0)
        }
        try LibraryError.check { unsafe X509_set_issuer_name(certificate, name) }
        try LibraryError.check { unsafe X509_set_pubkey(certificate, key.pointer) }
        return made
    }

    static func add(
        _ extensions: [(kind: Int32, value: String)], to certificate: borrowing Handle, issuer: borrowing Handle
    ) throws(LibraryError) {
        let (subject, issuer) = unsafe (certificate.pointer, issuer.pointer)
        for (kind, value) in extensions {
            try LibraryError.check { unsafe openssl_add_extension(subject, issuer, kind, value) }
        }
    }

    static func sign(_ certificate: borrowing Handle, with key: borrowing Handle) throws(LibraryError) {
        ERR_clear_error()
        // It gives the signature's length.
        guard unsafe X509_sign(certificate.pointer, key.pointer, EVP_sha256()) > 0 else { throw .take() }
    }

    static func text(of certificate: borrowing Handle) throws(LibraryError) -> String {
        let certificate = unsafe certificate.pointer
        return try unsafe text { unsafe PEM_write_bio_X509($0, certificate) }
    }

    static func text(ofKey key: borrowing Handle) throws(LibraryError) -> String {
        let key = unsafe key.pointer
        return try unsafe text { unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    private static func text(_ write: (OpaquePointer) -> Int32) throws(LibraryError) -> String {
        let memory = try unsafe Handle(releasedBy: { unsafe BIO_free_all($0) }) { unsafe BIO_new(BIO_s_mem()) }
        try LibraryError.check { unsafe write(memory.pointer) }
        var start: UnsafePointer<CChar>?
        let count = unsafe openssl_memory(memory.pointer, &start)
        return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
