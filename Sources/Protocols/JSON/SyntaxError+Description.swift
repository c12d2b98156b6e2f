extension SyntaxError: CustomStringConvertible {
    /// What is wrong, where (as a byte offset), and how to mend it.
    package var description: String { "byte \(offset): \(problem). \(remedy)" }

    /// What is wrong, where (as line and column), and how to mend it, for people who can see the text.
    ///
    /// For example: `line 3, column 5: found the word "None", which JSON does not have. Write null.`
    package func description(in bytes: [UInt8]) -> String {
        let location = location(in: bytes)
        let (problem, remedy) = wordAdvice(in: bytes) ?? characterAdvice(in: bytes) ?? (problem, remedy)
        return "line \(location.line), column \(location.column): \(problem). \(remedy)"
    }

    /// What is wrong, as a clause without a full stop, for a sentence of the caller's own.
    package var problem: String {
        switch kind {
        case .endedEarly(let expected): "the text ends too early, \(expected.phrase) is missing"
        case .unexpected(let byte, expected: .endOfText): "found \(Self.name(of: byte)) after the end of the value"
        case .unexpected(let byte, let expected): "expected \(expected.phrase), found \(Self.name(of: byte))"
        case .trailingComma: "a comma is followed by the end of the array or object"
        case .leadingZero: "a number begins with a zero and another digit"
        case .unknownWord: "found a word that is not true, false or null"
        case .controlCharacter(Byte.lineFeed), .controlCharacter(Byte.carriageReturn): "a line ends inside a string"
        case .controlCharacter(let byte): "a string contains \(Self.name(of: byte)) as it is"
        case .invalidUTF8: "a string contains bytes that are not UTF-8"
        case .byteOrderMark: "the text begins with a byte order mark"
        case .tooLong(let limit): "the text has more than \(limit) bytes"
        case .tooDeep(let limit): "arrays and objects stand more than \(limit) deep inside one another"
        case .tooManyValues(let limit): "the text has more than \(limit) values"
        }
    }

    /// How to mend it, as a sentence.
    package var remedy: String {
        switch kind {
        case .endedEarly(let expected): "\(expected.remedy) If the text was cut off, send all of it."
        case .unexpected(UInt8(ascii: "'"), expected: .value), .unexpected(UInt8(ascii: "'"), expected: .name),
            .unexpected(UInt8(ascii: "'"), expected: .elementOrEnd),
            .unexpected(UInt8(ascii: "'"), expected: .nameOrEnd):
            "Use double quotes; JSON has no single ones."
        case .unexpected(Byte.slash, expected: .value), .unexpected(Byte.slash, expected: .name),
            .unexpected(Byte.slash, expected: .elementOrEnd), .unexpected(Byte.slash, expected: .nameOrEnd):
            "Remove the comment; JSON has none."
        case .unexpected(Byte.plus, expected: .value), .unexpected(Byte.plus, expected: .elementOrEnd):
            "Write the number without its plus sign."
        case .unexpected(Byte.dot, expected: .value), .unexpected(Byte.dot, expected: .elementOrEnd):
            "Write a digit before the decimal point."
        case .unexpected(_, let expected): expected.remedy
        case .trailingComma: "Remove the comma after the last element or member."
        case .leadingZero: "Remove the zeros in front, or write the number as a string."
        case .unknownWord: "Put text in double quotes; true, false and null are lower case."
        case .controlCharacter(Byte.lineFeed), .controlCharacter(Byte.carriageReturn):
            "Close the string with a double quote, or write the line end as \\n."
        case .controlCharacter(let byte): "Write it as \(Self.escape(of: byte))."
        case .invalidUTF8: "Encode the text as UTF-8."
        case .byteOrderMark: "Save the text as UTF-8 without a byte order mark."
        case .tooLong: "Send less at once."
        case .tooDeep: "Nest the data less deeply."
        case .tooManyValues: "Send fewer values at once."
        }
    }
}

extension SyntaxError {
    /// A better message for a word, once the text shows which one it is.
    private func wordAdvice(in bytes: [UInt8]) -> (problem: String, remedy: String)? {
        guard kind == .unknownWord, bytes.indices.contains(offset) else { return nil }
        let letters = bytes[offset...].prefix(32).prefix {
            Byte.isLetter($0) || Byte.isDigit($0) || $0 == UInt8(ascii: "_")
        }
        let word = String(decoding: letters, as: UTF8.self)
        let remedy =
            switch word {
            case "True", "TRUE", "yes", "on": "Write true."
            case "False", "FALSE", "no", "off": "Write false."
            case "None", "nil", "undefined", "Null", "NULL": "Write null."
            case "NaN", "Infinity", "inf", "nan": "JSON numbers are finite; write null or leave the member out."
            default: "Put it in double quotes."
            }
        return ("found the word \"\(word)\", which JSON does not have", remedy)
    }

    /// A better message for a character beyond ASCII, of which ``Kind/unexpected(_:expected:)`` knows the first byte only.
    private func characterAdvice(in bytes: [UInt8]) -> (problem: String, remedy: String)? {
        guard case .unexpected(0x80..., let expected) = kind, bytes.indices.contains(offset),
            let character = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars.first
        else { return nil }
        let isQuote = "\u{201C}\u{201D}\u{201E}\u{201F}\u{2018}\u{2019}\u{00AB}\u{00BB}".unicodeScalars.contains(
            character)
        let code = String(character.value, radix: 16, uppercase: true)
        let number = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
        return (
            "expected \(expected.phrase), found \"\(character)\" (\(number))",
            isQuote ? "Use the straight double quote (\"); editors like to replace it." : expected.remedy
        )
    }

    /// A byte as people know it: the character if it can be seen, else its number.
    private static func name(of byte: UInt8) -> String {
        switch byte {
        case Byte.quote: "a double quote (\")"
        case 0x21...0x7E: "\"\(Character(Unicode.Scalar(byte)))\""
        case Byte.space: "a space"
        case Byte.lineFeed, Byte.carriageReturn: "the end of the line"
        case Byte.tab: "a tab"
        default: "the byte 0x\(hex(byte))"
        }
    }

    private static func escape(of byte: UInt8) -> String { byte == Byte.tab ? "\\t" : "\\u00\(hex(byte))" }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}

extension SyntaxError.Expectation {
    /// The expected thing, with its article.
    fileprivate var phrase: String {
        switch self {
        case .value: "a value"
        case .elementOrEnd: "a value or \"]\""
        case .nameOrEnd: "a member's name in double quotes or \"}\""
        case .name: "a member's name in double quotes"
        case .colon: "a colon after the member's name"
        case .commaOrObjectEnd: "a comma or \"}\""
        case .commaOrArrayEnd: "a comma or \"]\""
        case .endOfText: "the end of the text"
        case .restOfString: "the closing quote of a string"
        case .restOfWord: "the rest of true, false or null"
        case .digit: "a digit"
        case .escape: "one of \" \\ / b f n r t u after a backslash"
        case .hexDigit: "a hexadecimal digit (four follow \\u)"
        case .restOfEllipsis: "the rest of an ellipsis"
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .value: "Write a string, a number, an object, an array, true, false or null here."
        case .elementOrEnd: "Write an element, or close the array."
        case .nameOrEnd: "Write a member as \"name\": value, or close the object."
        case .name: "Write a member as \"name\": value."
        case .colon: "Write members as \"name\": value."
        case .commaOrObjectEnd: "Separate members with commas, or close the object."
        case .commaOrArrayEnd: "Separate elements with commas, or close the array."
        case .endOfText: "Remove what follows; a JSON text is one value."
        case .restOfString: "Close the string with a double quote."
        case .restOfWord: "Write the word in full."
        case .digit: "A number needs digits after its sign, its decimal point and its e."
        case .escape: "Write a backslash itself as \\\\."
        case .hexDigit: "Write the escape as \\u and four hexadecimal digits."
        case .restOfEllipsis: "Write three dots."
        }
    }
}
