internal import CZlib

/// Takes apart what a ``Deflater`` in raw form made (RFC 1951), run by run.
///
/// Belongs to one thread at a time.
@safe package final class Inflater {
    private var stream = unsafe z_stream()
    private var chunk = [UInt8](repeating: 0, count: Inflater.chunkByteCount)

    /// What one call of zlib writes at most.
    private static let chunkByteCount = 8 * 1024

    /// What ends the inflating of a run early.
    package enum Failure: Error, Hashable, Sendable {
        /// The bytes are no deflated data.
        case malformed(DeflateError)
        /// More than the caller wants came out; the output has as many bytes as it may.
        case tooLong
    }

    /// Whether everything so far made complete blocks, and the last one ended with its byte.
    package private(set) var isBetweenBlocks = true

    /// - Parameter windowBits: 8 to 15, no less than the sender's.
    package init(windowBits: Int) throws(DeflateError) {
        let code = unsafe zlib_inflate_init(&stream, Int32(-windowBits))
        guard code == Z_OK else { throw unsafe DeflateError(code, stream.msg) }
    }

    deinit { unsafe inflateEnd(&stream) }

    /// Inflates `bytes` behind `output`.
    ///
    /// A block that is marked as the last one ends a stream in the middle of a message; what follows begins a new one
    /// with the same window (RFC 7692, section 7.2.3.5).
    ///
    /// - Parameter limit: how many bytes `output` may have at most.
    package func inflate(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int) throws(Failure) {
        var rest = bytes
        while !rest.isEmpty {
            let run = rest.prefix(1 << 30)
            rest = rest.dropFirst(run.count)
            try unsafe run.withUnsafeBufferPointer { input throws(Failure) in
                try unsafe inflate(input, into: &output, limit: limit)
            }
        }
    }

    private func inflate(
        _ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], limit: Int
    ) throws(Failure) {
        unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.avail_in = UInt32(input.count)
        while true {
            let (code, count) = unsafe chunk.withUnsafeMutableBufferPointer { buffer in
                unsafe stream.next_out = buffer.baseAddress
                unsafe stream.avail_out = UInt32(buffer.count)
                let code = unsafe CZlib.inflate(&stream, Z_SYNC_FLUSH)
                return unsafe (code, buffer.count - Int(stream.avail_out))
            }
            // In `data_type`, 128 stands for the end of a block, the lowest bits for unread ones of the last byte.
            isBetweenBlocks = unsafe code == Z_STREAM_END || stream.data_type & 0xBF == 0x80
            let room = limit - output.count
            output.append(contentsOf: chunk[..<min(count, room)])
            guard count <= room else { throw .tooLong }
            switch code {
            case Z_OK: break
            case Z_BUF_ERROR: return
            case Z_STREAM_END: unsafe inflateResetKeep(&stream)
            default: throw unsafe .malformed(DeflateError(code, stream.msg))
            }
            if unsafe stream.avail_in == 0 && stream.avail_out > 0 { return }
        }
    }

    /// Forgets what came before.
    package func reset() {
        unsafe inflateReset(&stream)
        isBetweenBlocks = true
    }
}
