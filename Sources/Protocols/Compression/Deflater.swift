internal import CZlib

/// Compresses a stream of bytes (RFC 1951), message by message.
///
/// Belongs to one thread at a time.
@safe package final class Deflater {
    /// What stands around the compressed bytes.
    package enum Form: Sendable, Hashable {
        /// Nothing. `windowBits`, 9 to 15, says how far back references go: 2 to the power of it bytes.
        case raw(windowBits: Int)
        /// The head and tail of gzip (RFC 1952).
        case gzip
    }

    /// In a place of its own, because zlib's state points back at it.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    /// What one call of zlib writes at most.
    private static let chunkByteCount = 16 * 1024

    /// - Parameter level: 1, the fastest, to 9.
    package init(_ form: Form, level: Int = 6) throws(DeflateError) {
        let windowBits: Int =
            switch form {
            case .raw(let bits): -bits
            case .gzip: 15 + 16
            }
        unsafe stream.initialize(to: z_stream())
        let code = unsafe zlib_deflate_init(stream, Int32(level), Int32(windowBits))
        guard code == Z_OK else { throw unsafe DeflateError(code, stream.pointee.msg) }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// How far a run of bytes is brought out.
    package enum Flush: Sendable, Hashable {
        /// As far as zlib likes: more of the same follows.
        case none
        /// Everything so far can be read from what was written; the stream goes on.
        case sync
        /// The stream ends.
        case finish
    }

    /// Compresses `bytes` and everything before, behind `output`.
    package func deflate(_ bytes: [UInt8], _ flush: Flush, into output: inout [UInt8]) throws(DeflateError) {
        let mode =
            switch flush {
            case .none: Z_NO_FLUSH
            case .sync: Z_SYNC_FLUSH
            case .finish: Z_FINISH
            }
        var rest = bytes[...]
        // zlib counts in 32 bits.
        repeat {
            let run = rest.prefix(1 << 30)
            rest = rest.dropFirst(run.count)
            try unsafe run.withUnsafeBufferPointer { input throws(DeflateError) in
                try unsafe deflate(input, rest.isEmpty ? mode : Z_NO_FLUSH, into: &output)
            }
        } while !rest.isEmpty
    }

    private func deflate(
        _ input: UnsafeBufferPointer<UInt8>, _ mode: Int32, into output: inout [UInt8]
    ) throws(DeflateError) {
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(input.count)
        var code = Z_OK
        repeat {
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.chunkByteCount) { chunk in
                unsafe stream.pointee.next_out = chunk.baseAddress
                unsafe stream.pointee.avail_out = UInt32(chunk.count)
                code = unsafe CZlib.deflate(stream, mode)
                let count = unsafe chunk.count - Int(stream.pointee.avail_out)
                unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<count]))
            }
            // Z_BUF_ERROR says that there was nothing more to do.
            guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                throw unsafe DeflateError(code, stream.pointee.msg)
            }
        } while unsafe stream.pointee.avail_out == 0
    }

    /// Forgets what came before: what follows refers to nothing of it.
    package func reset() { unsafe deflateReset(stream) }
}

/// The coding `gzip` of HTTP (RFC 9110, section 8.4.1.3).
package enum Gzip {
    /// `bytes` compressed.
    package static func encode(_ bytes: [UInt8], level: Int = 6) throws(DeflateError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count / 4 + 64)
        try Deflater(.gzip, level: level).deflate(bytes, .finish, into: &output)
        return output
    }
}
