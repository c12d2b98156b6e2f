/// The bytes that protocols of text are made of, by the names that RFC 5234, appendix B.1 gives them.
package enum ASCII {
    package static let tab: UInt8 = 0x09
    package static let lineFeed: UInt8 = 0x0A
    package static let carriageReturn: UInt8 = 0x0D
    package static let space: UInt8 = 0x20
    package static let quote: UInt8 = 0x22
    package static let percent: UInt8 = 0x25
    package static let comma: UInt8 = 0x2C
    package static let hyphen: UInt8 = 0x2D
    package static let slash: UInt8 = 0x2F
    package static let zero: UInt8 = 0x30
    package static let colon: UInt8 = 0x3A
    package static let semicolon: UInt8 = 0x3B
    package static let equals: UInt8 = 0x3D
    package static let backslash: UInt8 = 0x5C
    package static let delete: UInt8 = 0x7F
}

extension UInt8 {
    /// `0` to `9`.
    package var isDigit: Bool { self &- ASCII.zero < 10 }

    /// The letter in lower case; every other byte as it is.
    package var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// The value of a hexadecimal digit of either case, or nil.
    package var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self &- 0x30
        case 0x41...0x46: self &- 0x41 &+ 10
        case 0x61...0x66: self &- 0x61 &+ 10
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// Whether these bytes spell `text`, letters of ASCII compared without their case.
    ///
    /// - Parameter text: in lower case.
    package func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in
            var index = 0
            for byte in self {
                guard unsafe byte.lowercased == expected[index] else { return false }
                index += 1
            }
            return true
        }
    }

    /// Whether these bytes spell `text` exactly.
    package func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { unsafe $0.elementsEqual(self) }
    }

    /// The number that these bytes spell in decimal digits, or nil when there is another byte, none, or too many for
    /// an `Int`.
    package var decimalValue: Int? {
        guard !isEmpty else { return nil }
        var value = 0
        for byte in self {
            guard byte.isDigit else { return nil }
            let (tens, overflowOfTens) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowOfSum) = tens.addingReportingOverflow(Int(byte &- ASCII.zero))
            guard !overflowOfTens, !overflowOfSum else { return nil }
            value = sum
        }
        return value
    }
}

extension Array where Element == UInt8 {
    /// Appends the bytes of `text`.
    package mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe append(contentsOf: $0) }
    }

    /// Appends the UTF-8 of `text`.
    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(contentsOf: $0) }
    }

    /// Appends `number` in decimal digits.
    package mutating func append(decimal number: Int) {
        if number < 0 { append(ASCII.hyphen) }
        var magnitude = number.magnitude
        let start = count
        repeat {
            append(ASCII.zero &+ UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        self[start...].reverse()
    }

    /// Appends `number` in hexadecimal digits, in lower case and without leading zeros.
    package mutating func append(hexadecimal number: Int) {
        append(String(number, radix: 16))
    }
}
