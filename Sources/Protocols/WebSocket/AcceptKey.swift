internal import Bytes
internal import COpenSSL

/// The proof that a server has read a client's handshake (RFC 6455, section 4.2.2, step 5.4).
enum AcceptKey {
    private static let identifier = Array("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)

    /// The value of `Sec-WebSocket-Accept` that answers a `Sec-WebSocket-Key`: the hash of it and a fixed identifier.
    static func value(for key: ArraySlice<UInt8>) -> String {
        let input = Array(key) + identifier
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        // Known to the standard's own authors as weak: it proves that the key was read, and protects nothing.
        unsafe SHA1(input, input.count, &digest)
        return String(decoding: Base64.encode(digest), as: UTF8.self)
    }
}
