/// The four bytes with which a client of WebSocket masks a frame (RFC 6455, section 5.3).
package struct MaskingKey: Sendable, Hashable {
    /// The bytes in the order in which they are sent, the first one in the lowest place.
    private let word: UInt32

    /// A key of four bytes in the order in which they are sent.
    package init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        word = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16 | UInt32(fourth) << 24
    }

    /// The key that a random number gives.
    package init(_ number: UInt32) { word = number }

    /// The bytes in the order in which they are sent.
    package var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }

    /// Masks `bytes` from `start` on, or takes the mask away.
    ///
    /// - Parameter offset: how many bytes of the payload came before.
    package func apply(to bytes: inout [UInt8], from start: Int, offset: Int) {
        // The key as it lies at this offset: its first byte is that of the payload's byte `offset`.
        let turn = UInt32(8 * (offset & 3))
        let turned = turn == 0 ? word : word >> turn | word << (32 - turn)
        let wide = UInt64(turned) | UInt64(turned) << 32
        unsafe bytes.withUnsafeMutableBytes { buffer in
            var index = start
            while index + 8 <= buffer.count {
                let masked =
                    unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ wide
                unsafe buffer.storeBytes(of: masked.littleEndian, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            var key = wide
            while index < buffer.count {
                unsafe buffer[index] ^= UInt8(truncatingIfNeeded: key)
                key >>= 8
                index += 1
            }
        }
    }
}
