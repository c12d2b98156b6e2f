/// Checks UTF-8 while it arrives (RFC 3629): runs of bytes may end inside a character.
///
/// What cannot become a character any more is found with the first byte that makes it so: an overlong form or a
/// surrogate with its second byte. Runs of ASCII are passed by eight bytes at a time.
package struct UTF8Validator: Sendable, Hashable {
    /// Continuation bytes that are still to come.
    private var missing: UInt8 = 0
    /// Between which values the next one must be.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    package init() {}

    /// Whether no character is incomplete, so that the text may end here.
    package var isAtBoundary: Bool { missing == 0 }

    /// Whether `bytes` are UTF-8 from the first to the last.
    package static func isValid(_ bytes: [UInt8]) -> Bool {
        var validator = UTF8Validator()
        return validator.firstInvalid(in: bytes, from: 0) == nil && validator.isAtBoundary
    }

    /// Goes on with `bytes`.
    ///
    /// - Returns: the offset of the first byte that no text can have there, or nil.
    package mutating func firstInvalid(in bytes: RawSpan) -> Int? {
        unsafe bytes.withUnsafeBytes { unsafe firstInvalid(in: $0) }
    }

    /// Goes on with the bytes of `bytes` from `start` on.
    ///
    /// - Returns: how many bytes behind `start` the first one is that no text can have there, or nil.
    package mutating func firstInvalid(in bytes: [UInt8], from start: Int) -> Int? {
        unsafe bytes.withUnsafeBytes { unsafe firstInvalid(in: UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }

    private mutating func firstInvalid(in bytes: UnsafeRawBufferPointer) -> Int? {
        var index = 0
        while index < bytes.count {
            if missing == 0 {
                while index + 8 <= bytes.count,
                    unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                {
                    index += 8
                }
                guard index < bytes.count else { return nil }
                let byte = unsafe bytes[index]
                guard byte < 0x80 || begin(byte) else { return index }
            } else {
                let byte = unsafe bytes[index]
                guard byte >= lowest, byte <= highest else { return index }
                missing -= 1
                lowest = 0x80
                highest = 0xBF
            }
            index += 1
        }
        return nil
    }

    /// The table of RFC 3629, section 4: which bytes may follow `first`.
    ///
    /// - Returns: false when no character begins so.
    private mutating func begin(_ first: UInt8) -> Bool {
        switch first {
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lowest) = (2, 0xA0)
        case 0xED: (missing, highest) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lowest) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, highest) = (3, 0x8F)
        default: return false
        }
        return true
    }
}
