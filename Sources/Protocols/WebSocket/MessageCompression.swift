internal import Compression

/// Both directions of `permessage-deflate` on one connection (RFC 7692, section 7.2).
///
/// zlib's state takes 256 KiB to compress and 40 KiB to inflate; a direction in which nothing was compressed has none.
final class MessageCompression {
    // The largest window, whatever was agreed on: zlib holds references to a smaller one only from one call to the
    // next, so that what a careless peer gets away with would depend on how its bytes arrive.
    private(set) lazy var inflater = try? Inflater(windowBits: 15)
    // zlib makes no raw stream with a window of 8 bits, and none that it makes with 9 bits may be sent instead: then
    // nothing is compressed, which every receiver takes.
    private lazy var deflater = sending.windowBits >= 9 ? try? Deflater(.raw(windowBits: sending.windowBits)) : nil
    private let sending: CompressionAgreement.Direction
    private let receiving: CompressionAgreement.Direction

    init(_ agreement: CompressionAgreement, role: Connection.Role) {
        (sending, receiving) =
            role == .client ? (agreement.client, agreement.server) : (agreement.server, agreement.client)
    }

    /// The message of `prefix` and `payload` compressed, or nil where it cannot be, and goes as it is (RFC 7692,
    /// section 7.2.1).
    func compress(prefix: UInt8?, _ payload: [UInt8]) -> [UInt8]? {
        guard let deflater else { return nil }
        var compressed: [UInt8] = []
        do {
            if let prefix { try deflater.deflate([prefix], .none, into: &compressed) }
            try deflater.deflate(payload, .sync, into: &compressed)
        } catch {
            // What it has taken in, the peer has not; no later message may refer to it.
            self.deflater = nil
            return nil
        }
        // The empty block at the end is left out.
        compressed.removeLast(min(4, compressed.count))
        if !sending.takesContextOver { deflater.reset() }
        return compressed.isEmpty ? [0x00] : compressed
    }

    /// The peer's message, which was compressed, is complete.
    func messageReceived() {
        if !receiving.takesContextOver { inflater?.reset() }
    }
}
