internal import Bytes
internal import COpenSSL

/// What an ``Engine`` has of the connection: what came from the peer and is not yet read, what is to be sent to it.
///
/// OpenSSL sees it as a `BIO`. Its own kind for memory would do, but never gives back the most that it once held; here
/// the bytes to send leave without a copy, and a connection that is idle keeps nothing.
final class Wire {
    var input = ByteQueue()
    var output: [UInt8] = []

    /// A `BIO` on this wire, which must outlive it.
    func makeBIO() throws(LibraryError) -> OpaquePointer {
        let bio = try unsafe LibraryError.check { unsafe BIO_new(Self.method.pointer) }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    private static func of(_ bio: OpaquePointer?) -> Wire? {
        unsafe BIO_get_data(bio).map { unsafe Unmanaged<Wire>.fromOpaque($0).takeUnretainedValue() }
    }

    private func read(into buffer: UnsafeMutablePointer<CChar>?, _ limit: Int) -> Int {
        guard let buffer = unsafe buffer else { return 0 }
        let count = min(limit, input.count)
        unsafe input.withUnsafeBytes { source in
            guard let start = source.baseAddress, count > 0 else { return }
            unsafe UnsafeMutableRawPointer(buffer).copyMemory(from: start, byteCount: count)
        }
        input.removeFirst(count)
        return count
    }

    /// How OpenSSL reads and writes a wire.
    private static let method = Method()

    // Safe to send: it is made once, and not changed afterwards.
    @safe private final class Method: @unchecked Sendable {
        let pointer: OpaquePointer

        init() {
            guard let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "wire") else {
                preconditionFailure("there is memory for a table of functions")
            }
            unsafe BIO_meth_set_read_ex(method) { bio, buffer, limit, count in
                unsafe openssl_clear_retry(bio)
                let readCount = unsafe Wire.of(bio)?.read(into: buffer, limit) ?? 0
                unsafe count?.pointee = readCount
                if readCount == 0 { unsafe openssl_nothing_to_read(bio) }
                return readCount == 0 ? 0 : 1
            }
            unsafe BIO_meth_set_write_ex(method) { bio, buffer, length, count in
                unsafe openssl_clear_retry(bio)
                guard let wire = unsafe Wire.of(bio) else { return 0 }
                unsafe wire.output.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: length))
                unsafe count?.pointee = length
                return 1
            }
            // Everything that is written is on its way; other questions have no answer.
            unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
            unsafe pointer = unsafe method
        }
    }
}
