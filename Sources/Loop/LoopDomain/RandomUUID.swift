internal import Bytes

/// UUIDs of version 4 from any source of random numbers, so that a seed gives the same ones again.
package enum RandomUUID {
    /// `3c20d807-f71c-40dc-a996-8a8968aa5431`, in lower case (RFC 9562, section 5.4).
    package static func next(using generator: inout some RandomNumberGenerator) -> String {
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hexadecimal(high) + hexadecimal(low)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hexadecimal(_ number: UInt64) -> [UInt8] {
        stride(from: 60, through: 0, by: -4).map { shift in
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift)) & 15
            return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
    }
}

/// UUIDs that a text determines: the same in every process, whatever it did before.
package enum TextUUID {
    /// The UUID of a thing that is named by `words`.
    package static func of(_ words: String...) -> String {
        var generator = SeededGenerator(seed: seed(words))
        return RandomUUID.next(using: &generator)
    }

    /// A seed that `words` determine: FNV-1a with 64 bits.
    package static func seed(_ words: [String]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for word in words {
            for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            // So that ("ab", "c") is not ("a", "bc").
            hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
        }
        return hash
    }
}
