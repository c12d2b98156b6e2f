internal import Bytes

/// Names of sessions that nobody can guess.
package enum SessionID {
    /// A new name: 128 bits of `random` in the alphabet for URLs (RFC 4648, section 5), 22 characters.
    package static func make(using random: inout any RandomNumberGenerator & Sendable) -> String {
        let words = [random.next() as UInt64, random.next() as UInt64]
        let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        let text = Base64.encode(bytes).compactMap { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: digit
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
