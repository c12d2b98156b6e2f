/// Why a text is not JSON, and where.
package struct SyntaxError: Error, Equatable, Sendable {
    /// What is wrong.
    package let kind: Kind

    /// The offset of the first byte that cannot stand where it stands; the length of the text when that ends too early.
    package let offset: Int

    package init(kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    package enum Kind: Equatable, Sendable {
        /// The text ends before its value does. With more bytes it might have been JSON.
        case endedEarly(expected: Expectation)

        /// A byte that cannot stand here.
        case unexpected(UInt8, expected: Expectation)

        /// A comma with `]` or `}` after it; the offset is the bracket's.
        case trailingComma

        /// A number such as `007` or `-01`; the offset is that of the digit after the zero.
        case leadingZero

        /// A letter begins none of `true`, `false` and `null`: `True`, `None`, `NaN`, an unquoted name.
        case unknownWord

        /// A control character (U+0000 to U+001F) stands in a string as it is, not as an escape.
        case controlCharacter(UInt8)

        /// The bytes of a string are not UTF-8; the offset is that of the first byte of the wrong sequence.
        case invalidUTF8

        /// The text begins with U+FEFF, which RFC 8259, section 8.1, forbids senders to add.
        case byteOrderMark

        /// The text has more bytes than ``Limits/byteCount``.
        case tooLong(limit: Int)

        /// Arrays and objects stand deeper inside one another than ``Limits/depth``.
        case tooDeep(limit: Int)

        /// There are more values than ``Limits/valueCount``.
        case tooManyValues(limit: Int)
    }

    /// What may stand at a place.
    package enum Expectation: Equatable, Sendable {
        case value
        case elementOrEnd
        case nameOrEnd
        case name
        case colon
        case commaOrObjectEnd
        case commaOrArrayEnd
        /// Nothing but whitespace: the value is complete.
        case endOfText
        case restOfString
        /// The rest of `true`, `false` or `null`.
        case restOfWord
        case digit
        /// The character after a backslash.
        case escape
        /// One of the four digits after `\u`.
        case hexDigit
        /// The rest of `...`, in ``Dialect/example``.
        case restOfEllipsis
    }

    /// Whether more bytes could have made the text valid: it was cut off rather than wrong.
    package var isEndedEarly: Bool {
        if case .endedEarly = kind { true } else { false }
    }
}

/// A place in a text, as editors count: both numbers begin at 1.
package struct Location: Equatable, Sendable {
    /// Lines end with LF, CR LF or CR.
    package let line: Int
    /// Counts code points, not bytes, so that it agrees with editors also behind an `é`.
    package let column: Int

    /// The place of a byte offset in `bytes`; an offset past the end counts as the end.
    package init(of offset: Int, in bytes: [UInt8]) {
        let text = bytes.span
        var line = 1
        var column = 1
        for index in 0..<min(max(offset, 0), text.count) {
            let byte = text[index]
            let endsLine =
                byte == Byte.lineFeed
                || byte == Byte.carriageReturn && !(index + 1 < text.count && text[index + 1] == Byte.lineFeed)
            if endsLine {
                line += 1
                column = 1
            } else if byte & 0b1100_0000 != 0b1000_0000 {  // all but the continuation bytes of UTF-8
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}

extension SyntaxError {
    /// The line and column of the error; `bytes` is the text that was read.
    package func location(in bytes: [UInt8]) -> Location { Location(of: offset, in: bytes) }
}
