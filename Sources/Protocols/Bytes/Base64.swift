/// Base 64 (RFC 4648, section 4).
package enum Base64 {
    /// What a reader makes of missing padding and of bits that stand for nothing.
    package enum Strictness: Sendable, Hashable {
        /// Complete groups of four, and no two texts for the same bytes (RFC 4648, sections 3.2 and 3.5).
        case canonical
        /// Padding may be left out, and spare bits are ignored, as most readers do.
        case lenient
    }

    /// The bytes that `text` stands for, or nil when it has characters beyond the alphabet, or a length that no bytes
    /// have.
    package static func decode(_ text: ArraySlice<UInt8>, _ strictness: Strictness = .canonical) -> [UInt8]? {
        var digits = text
        for _ in 1...2 where digits.last == ASCII.equals { digits.removeLast() }
        let padding = text.count - digits.count
        switch strictness {
        case .canonical: guard text.count % 4 == 0 else { return nil }
        case .lenient: guard padding == 0 || text.count % 4 == 0, digits.count % 4 != 1 else { return nil }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var bits: UInt32 = 0
        var bitCount = 0
        for digit in digits {
            let value = values[Int(digit)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        }
        let spare = bits & (1 << UInt32(bitCount) - 1)
        return spare == 0 || strictness == .lenient ? bytes : nil
    }

    /// The bytes that `text` stands for, in canonical form, or nil.
    package static func decode(_ text: [UInt8]) -> [UInt8]? { decode(text[...]) }

    /// Appends `bytes` in base 64, with padding, to `text`.
    package static func encode(_ bytes: [UInt8], into text: inout [UInt8]) {
        text.reserveCapacity(text.count + encodedByteCount(bytes.count))
        var index = 0
        while index + 3 <= bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            for shift: UInt32 in [18, 12, 6, 0] { text.append(alphabet[Int(group >> shift & 63)]) }
            index += 3
        }
        let rest = bytes.count - index
        guard rest > 0 else { return }
        let group = UInt32(bytes[index]) << 16 | (rest == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
        text.append(alphabet[Int(group >> 18 & 63)])
        text.append(alphabet[Int(group >> 12 & 63)])
        text.append(rest == 2 ? alphabet[Int(group >> 6 & 63)] : ASCII.equals)
        text.append(ASCII.equals)
    }

    /// `bytes` in base 64, with padding.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        encode(bytes, into: &text)
        return text
    }

    /// How many characters stand for `count` bytes.
    package static func encodedByteCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each byte as a digit; 255 for those that are none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()
}
