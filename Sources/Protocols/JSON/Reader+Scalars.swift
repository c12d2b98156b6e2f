// Each function begins at the first byte of its scalar and leaves `position` behind the last one.

extension Reader {
    private static let wordTrue = Array("true".utf8)
    private static let wordFalse = Array("false".utf8)
    private static let wordNull = Array("null".utf8)

    /// Reads `true`, `false` or `null` (RFC 8259, section 3: lower case only).
    mutating func readWord(_ text: Span<UInt8>) throws(SyntaxError) {
        let word =
            switch text[position] {
            case UInt8(ascii: "t"): Self.wordTrue
            case UInt8(ascii: "f"): Self.wordFalse
            case UInt8(ascii: "n"): Self.wordNull
            default: throw SyntaxError(kind: .unknownWord, offset: position)
            }
        for index in word.indices {
            guard position + index < text.count else { throw endedEarly(text, expected: .restOfWord) }
            guard text[position + index] == word[index] else {
                throw SyntaxError(kind: .unknownWord, offset: position)
            }
        }
        position += word.count
    }

    /// Reads a number (RFC 8259, section 6).
    ///
    /// ```
    /// number = [ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]
    /// ```
    mutating func readNumber(_ text: Span<UInt8>) throws(SyntaxError) {
        if text[position] == Byte.minus { position += 1 }
        if position < text.count, text[position] == Byte.zero {
            position += 1
            if position < text.count, Byte.isDigit(text[position]) {
                throw SyntaxError(kind: .leadingZero, offset: position)
            }
        } else {
            try readDigits(text)
        }
        if position < text.count, text[position] == Byte.dot {
            position += 1
            try readDigits(text)
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < text.count, text[position] == Byte.plus || text[position] == Byte.minus { position += 1 }
            try readDigits(text)
        }
    }

    /// Reads one digit or more.
    private mutating func readDigits(_ text: Span<UInt8>) throws(SyntaxError) {
        guard position < text.count else { throw endedEarly(text, expected: .digit) }
        guard Byte.isDigit(text[position]) else { throw unexpected(text, expected: .digit) }
        repeat { position += 1 } while position < text.count && Byte.isDigit(text[position])
    }

    /// Reads a string with its quotes (RFC 8259, section 7).
    ///
    /// Surrogates that are not a pair are let through, as most parsers do; ``Element/string`` says what becomes of them.
    ///
    /// - Returns: whether it has escapes, so that its bytes are not yet its characters.
    mutating func readString(_ text: Span<UInt8>) throws(SyntaxError) -> Bool {
        var hasEscapes = false
        var index = position + 1
        while index < text.count {
            let byte = text[index]
            switch byte {
            case Byte.quote:
                position = index + 1
                return hasEscapes
            case Byte.backslash:
                hasEscapes = true
                position = index
                try readEscape(text)
                index = position
            case 0x20...0x7F:
                index += 1
            case 0x80...:
                position = index
                try readBeyondASCII(text)
                index = position
            default:
                throw SyntaxError(kind: .controlCharacter(byte), offset: index)
            }
        }
        throw endedEarly(text, expected: .restOfString)
    }

    /// Reads a backslash and what belongs to it: 2 bytes, or 6 for `\u`.
    private mutating func readEscape(_ text: Span<UInt8>) throws(SyntaxError) {
        position += 1
        guard position < text.count else { throw endedEarly(text, expected: .escape) }
        switch text[position] {
        case Byte.quote, Byte.backslash, Byte.slash, UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard position < text.count else { throw endedEarly(text, expected: .hexDigit) }
                guard Byte.hexValue(text[position]) != nil else { throw unexpected(text, expected: .hexDigit) }
                position += 1
            }
        default:
            throw unexpected(text, expected: .escape)
        }
    }

    /// Reads one code point of two to four bytes (The Unicode Standard, table 3-7: no overlong forms, no surrogates).
    private mutating func readBeyondASCII(_ text: Span<UInt8>) throws(SyntaxError) {
        let second: ClosedRange<UInt8>
        let count: Int
        switch text[position] {
        case 0xC2...0xDF: (second, count) = (0x80...0xBF, 2)
        case 0xE0: (second, count) = (0xA0...0xBF, 3)
        case 0xED: (second, count) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, count) = (0x80...0xBF, 3)
        case 0xF0: (second, count) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, count) = (0x80...0xBF, 4)
        case 0xF4: (second, count) = (0x80...0x8F, 4)
        default: throw SyntaxError(kind: .invalidUTF8, offset: position)
        }
        for index in 1..<count {
            guard position + index < text.count else { throw endedEarly(text, expected: .restOfString) }
            guard (index == 1 ? second : 0x80...0xBF).contains(text[position + index]) else {
                throw SyntaxError(kind: .invalidUTF8, offset: position)
            }
        }
        position += count
    }
}
