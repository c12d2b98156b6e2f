internal import CZlib

/// Takes apart what a ``Deflater`` in raw form made (RFC 1951), run by run.
///
/// Belongs to one thread at a time.
@safe package final class Inflater {
    /// In a place of its own, because zlib's state points back at it.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    /// Whether what was inflated so far ends with a block, and this at the end of a byte: where a message that was
    /// flushed ends.
    package private(set) var isBetweenBlocks = true

    /// What one call of zlib writes at most.
    private static let chunkByteCount = 16 * 1024

    /// What ends the inflating of a run early.
    package enum Failure: Error, Hashable, Sendable {
        /// The bytes are no deflated data.
        case malformed(DeflateError)
        /// More than the caller wants came out.
        case tooLong
    }

    /// - Parameter windowBits: 8 to 15, no less than the sender's.
    package init(windowBits: Int) throws(DeflateError) {
        unsafe stream.initialize(to: z_stream())
        let code = unsafe zlib_inflate_init(stream, Int32(-windowBits))
        guard code == Z_OK else { throw unsafe DeflateError(code, stream.pointee.msg) }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Inflates `bytes` behind `output`.
    ///
    /// A block that is marked as the last one ends a stream in the middle of a message; what follows begins a new one
    /// with the same window (RFC 7692, section 7.2.3.5).
    ///
    /// - Parameter limit: how many bytes `output` may have at most.
    /// - Throws: what is wrong; `output` then has what came out before, up to the limit. Nothing can be inflated any
    ///   more.
    package func inflate(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int) throws(Failure) {
        var rest = bytes
        // zlib counts in 32 bits.
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
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(input.count)
        while true {
            let (code, isFull) = inflateChunk(into: &output, limit: limit)
            guard output.count <= limit else {
                output.removeLast(output.count - limit)
                throw .tooLong
            }
            switch code {
            // Z_BUF_ERROR says that there was nothing more to do.
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END: unsafe inflateResetKeep(stream)
            default: throw unsafe .malformed(DeflateError(code, stream.pointee.msg))
            }
            guard unsafe !isFull && stream.pointee.avail_in == 0 else { continue }
            // 128: behind the end of a block; the low bits count those of the last byte that are still unused.
            isBetweenBlocks = unsafe code == Z_STREAM_END || stream.pointee.data_type & (128 | 7) == 128
            return
        }
    }

    /// Calls zlib once, with room for at most one byte more than the limit allows.
    ///
    /// - Returns: zlib's answer, and whether there may be more to come out of what was read.
    private func inflateChunk(into output: inout [UInt8], limit: Int) -> (code: Int32, isFull: Bool) {
        let room = min(max(limit - output.count, 0), Self.chunkByteCount - 1) + 1
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { chunk in
            unsafe stream.pointee.next_out = chunk.baseAddress
            unsafe stream.pointee.avail_out = UInt32(room)
            let code = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
            let count = unsafe room - Int(stream.pointee.avail_out)
            unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<count]))
            return (code, count == room)
        }
    }

    /// Forgets what came before.
    package func reset() {
        unsafe inflateReset(stream)
        isBetweenBlocks = true
    }
}
