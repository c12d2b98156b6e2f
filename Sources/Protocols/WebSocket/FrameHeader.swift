internal import Bytes

/// The header of a frame (RFC 6455, section 5.2): 2 to 14 bytes.
///
///      0               1               2               3
///     ┌─┬───┬─────────┬─┬─────────────┬───────────────────────────────┐
///     │F│RSV│ opcode  │M│ length      │ length of 16 bits, if 126     │
///     │I│123│         │A│ 0…125       │ length of 64 bits, if 127     │
///     │N│   │         │S│             │                               │
///     └─┴───┴─────────┴─┴─────────────┴───────────────────────────────┘
///     then the masking key of 4 bytes, if MASK
struct FrameHeader: Sendable, Hashable {
    var isFinal: Bool
    /// RSV1: the message is compressed (RFC 7692, section 6).
    var isCompressed: Bool
    var opcode: Opcode
    var maskingKey: MaskingKey?
    /// Bytes of the payload.
    var length: Int

    /// Two bytes, a length of 64 bits, a masking key.
    static let largestByteCount = 14

    /// Reads the header at the front of `queue`, which keeps its bytes.
    ///
    /// Whatever is wrong with the bytes that are here is found at once, though more are needed for a whole header.
    ///
    /// - Parameters:
    ///   - isMasked: whether frames of the peer must be masked, or must not.
    ///   - allowsCompression: whether RSV1 has a meaning.
    /// - Returns: the header and its length in bytes, or nil while more bytes are needed.
    static func read(
        _ queue: ByteQueue, isMasked: Bool, allowsCompression: Bool
    ) throws(ProtocolError.Rule) -> (header: FrameHeader, byteCount: Int)? {
        guard queue.count >= 1 else { return nil }
        let first = queue[0]
        guard first & 0x30 == 0 else { throw .reservedBit }
        guard let opcode = Opcode(rawValue: first & 0x0F) else { throw .unknownOpcode }
        let isFinal = first & 0x80 != 0
        let isCompressed = first & 0x40 != 0
        // On the first frame of a data message only (RFC 7692, section 6.1).
        guard !isCompressed || allowsCompression && (opcode == .text || opcode == .binary) else { throw .reservedBit }
        guard isFinal || !opcode.isControl else { throw .fragmentedControlFrame }

        guard queue.count >= 2 else { return nil }
        let second = queue[1]
        guard (second & 0x80 != 0) == isMasked else { throw isMasked ? .unmasked : .masked }
        let short = Int(second & 0x7F)
        guard !opcode.isControl || short <= Limits.controlByteCount else { throw .longControlFrame }
        let lengthBytes = short == 126 ? 2 : short == 127 ? 8 : 0
        guard queue.count >= 2 + lengthBytes else { return nil }
        var length = short
        if lengthBytes > 0 {
            var wide: UInt64 = 0
            for index in 2..<2 + lengthBytes { wide = wide << 8 | UInt64(queue[index]) }
            guard wide > (lengthBytes == 2 ? 125 : 0xFFFF), let exact = Int(exactly: wide) else {
                throw .malformedLength
            }
            length = exact
        }
        var byteCount = 2 + lengthBytes
        var key: MaskingKey?
        if isMasked {
            guard queue.count >= byteCount + 4 else { return nil }
            key = MaskingKey(
                queue[byteCount], queue[byteCount + 1], queue[byteCount + 2], queue[byteCount + 3])
            byteCount += 4
        }
        let header = FrameHeader(
            isFinal: isFinal, isCompressed: isCompressed, opcode: opcode, maskingKey: key, length: length)
        return (header, byteCount)
    }

    /// Writes the header behind `bytes`, with the length in its shortest form.
    func write(into bytes: inout [UInt8]) {
        bytes.append((isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        let mask: UInt8 = maskingKey == nil ? 0 : 0x80
        switch length {
        case ...125:
            bytes.append(mask | UInt8(length))
        case ...0xFFFF:
            bytes.append(mask | 126)
            bytes.append(UInt8(truncatingIfNeeded: length >> 8))
            bytes.append(UInt8(truncatingIfNeeded: length))
        default:
            bytes.append(mask | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: length >> shift))
            }
        }
        if let maskingKey { bytes.append(contentsOf: maskingKey.bytes) }
    }
}

extension ProtocolError.Rule: Error {}
