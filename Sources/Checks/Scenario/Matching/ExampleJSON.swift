/// Reads JSON as people write it in stories and documents into the pattern of an answer.
///
/// The grammar is RFC 8259 with four liberties: `...` (or `…`) as a member, an element or a value stands for any number
/// of them; a comma may follow the last one; `//` begins a comment; names and strings are what `Strings` makes of them.
///
/// ```
/// value  = object | array | string | number | "true" | "false" | "null" | "..."
/// object = "{" [ member *( "," member ) [","] ] "}"      member = string ":" value | "..."
/// array  = "[" [ value  *( "," value  ) [","] ] "]"      the comma beside "..." may be missing
/// ```
struct ExampleJSON {
    /// What the strings of the text mean.
    enum Strings: Sendable {
        /// Those of a story: `${variables}` and `<forms>`.
        case story(Names)
        /// Those of a document: examples, in which the document's hosts mean the Loop.
        case document([DocumentHost])
    }

    /// Deeper values are refused: no answer of a Loop nests a tenth of it, and the reader calls itself.
    static let maximumDepth = 100

    private let passage: Passage
    private let strings: Strings
    private var index: Int
    private var depth = 0

    /// Reads the value that begins at `start` (after blanks).
    ///
    /// - Returns: the pattern, and the offset in the passage at which the value ends.
    /// - Throws: ``ReadingError`` at the first byte that fits no rule.
    static func read(
        _ passage: Passage, from start: Int = 0, strings: Strings
    ) throws(ReadingError) -> (pattern: Pattern, end: Int) {
        var reader = ExampleJSON(passage: passage, strings: strings, index: start)
        reader.skipBlanks()
        let pattern = try reader.value()
        return (pattern, reader.index)
    }

    /// Reads a text that is one value and nothing else.
    static func readWhole(_ passage: Passage, strings: Strings) throws(ReadingError) -> Pattern {
        let (pattern, end) = try read(passage, strings: strings)
        var rest = ExampleJSON(passage: passage, strings: strings, index: end)
        rest.skipBlanks()
        guard rest.index == passage.bytes.count else { throw rest.error(.textAfterValue) }
        return pattern
    }

    private init(passage: Passage, strings: Strings, index: Int) {
        self.passage = passage
        self.strings = strings
        self.index = index
    }

    private var bytes: [UInt8] { passage.bytes }
    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func error(_ problem: JSONProblem, at place: Int? = nil) -> ReadingError {
        passage.error(.json(problem), at: place ?? index)
    }

    private mutating func skipBlanks() {
        while let byte = next {
            if ShellWords.isBlank(byte) {
                index += 1
            } else if bytes[index...].starts(with: "//".utf8) {
                index = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else {
                return
            }
        }
    }

    private mutating func skip(_ text: String) -> Bool {
        guard bytes[index...].starts(with: text.utf8) else { return false }
        index += text.utf8.count
        return true
    }

    private mutating func skipDots() -> Bool { skip("...") || skip("…") }

    private mutating func value() throws(ReadingError) -> Pattern {
        guard depth < Self.maximumDepth else { throw passage.error(.tooDeep(Self.maximumDepth), at: index) }
        depth += 1
        defer { depth -= 1 }
        guard let next else { throw error(.endInsteadOfValue) }
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return try pattern(of: string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "'"): throw error(.singleQuotes)
        default: return skipDots() ? .form(.any) : try word()
        }
    }

    private mutating func object() throws(ReadingError) -> Pattern {
        let start = index
        index += 1
        var members: [Pattern.Member] = []
        var open = false
        while true {
            skipBlanks()
            if skip("}") { return .object(members, open: open) }
            if skipDots() {
                open = true
                skipBlanks()
                _ = skip(",")
                continue
            }
            members.append(try member(of: start))
            try separator(closing: "}", of: start)
        }
    }

    private mutating func member(of start: Int) throws(ReadingError) -> Pattern.Member {
        guard let byte = next else { throw error(.unclosed("{"), at: start) }
        guard byte == UInt8(ascii: "\"") else {
            throw error(byte == UInt8(ascii: "'") ? .singleQuotes : .memberName)
        }
        let name = try string().text
        skipBlanks()
        guard skip(":") else { throw error(.missingColon(name)) }
        skipBlanks()
        return Pattern.Member(name: name, value: try value())
    }

    private mutating func array() throws(ReadingError) -> Pattern {
        let start = index
        index += 1
        var items: [Pattern.Item] = []
        while true {
            skipBlanks()
            if skip("]") { return .array(items) }
            if skipDots() {
                items.append(.more)
                skipBlanks()
                _ = skip(",")
                continue
            }
            guard next != nil else { throw error(.unclosed("["), at: start) }
            items.append(.value(try value()))
            try separator(closing: "]", of: start)
        }
    }

    /// Steps over the comma after a member or element; before the closing bracket and before three dots it may be
    /// missing.
    private mutating func separator(closing: String, of start: Int) throws(ReadingError) {
        skipBlanks()
        if skip(",") { return }
        guard index < bytes.count else { throw error(.unclosed(closing == "}" ? "{" : "["), at: start) }
        let rest = bytes[index...]
        guard [closing, "...", "…"].contains(where: { rest.starts(with: $0.utf8) }) else {
            throw error(.missingComma(closing: closing))
        }
    }

    /// Reads a string with its quotes (RFC 8259, section 7).
    ///
    /// - Returns: its text, of which each byte knows where it stood.
    private mutating func string() throws(ReadingError) -> Passage {
        let open = index
        index += 1
        var text: [UInt8] = []
        var places: [Int] = []
        func append(_ new: some Sequence<UInt8>, from place: Int) {
            for byte in new {
                text.append(byte)
                places.append(place)
            }
        }
        while true {
            guard let byte = next, byte != UInt8(ascii: "\n") else { throw error(.unterminatedString, at: open) }
            let place = index
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return passage.picking(text, at: places + [place])
            case UInt8(ascii: "\\"): append(try escape(at: place).utf8, from: place)
            case 0..<0x20 where byte != UInt8(ascii: "\t"): throw error(.controlCharacter, at: place)
            default: append([byte], from: place)
            }
        }
    }

    /// Reads what follows the backslash at `place`.
    private mutating func escape(at place: Int) throws(ReadingError) -> String {
        guard let byte = next else { throw error(.escape, at: place) }
        index += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var units = [try codeUnit(at: place)]
            if UTF16.isLeadSurrogate(units[0]), skip("\\u") { units.append(try codeUnit(at: place)) }
            guard let text = String(validating: units, as: UTF16.self) else { throw error(.escape, at: place) }
            return text
        // In a story `\<` is the text `<`, also between the quotes of JSON.
        case UInt8(ascii: "<"): return "\\<"
        default: throw error(.escape, at: place)
        }
    }

    private mutating func codeUnit(at place: Int) throws(ReadingError) -> UInt16 {
        guard index + 4 <= bytes.count,
            bytes[index..<index + 4].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw error(.escape, at: place) }
        index += 4
        return unit
    }

    private func pattern(of text: Passage) throws(ReadingError) -> Pattern {
        switch strings {
        case .story(let names): try TextPattern.reading(text, names: names)
        case .document(let hosts): .text(TextPattern.example(text.text, hosts: hosts))
        }
    }

    /// Reads a number (RFC 8259, section 6).
    private mutating func number() throws(ReadingError) -> Pattern {
        let start = index
        while let byte = next, Names.isNameByte(byte) || "+-.".utf8.contains(byte) {
            // The dots after `1, 2 ...` are no part of a number.
            if bytes[index...].starts(with: "...".utf8) { break }
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard Scalars.isNumber(text) else { throw error(.number(text), at: start) }
        return .number(text)
    }

    private mutating func word() throws(ReadingError) -> Pattern {
        let start = index
        while let byte = next, Names.isNameByte(byte) { index += 1 }
        switch String(decoding: bytes[start..<index], as: UTF8.self) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "True", "False", "None": throw error(.pythonWord, at: start)
        default: throw error(.noValue, at: start)
        }
    }
}

/// Spellings of JSON's scalars.
enum Scalars {
    /// Whether a text is a number as RFC 8259, section 6 spells them.
    static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text)
        if rest.first == "-" { rest.removeFirst() }
        let whole = rest.prefix { $0.isASCII && $0.isNumber }
        guard !whole.isEmpty, whole.count == 1 || whole.first != "0" else { return false }
        rest = rest.dropFirst(whole.count)
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if let exponent = rest.first, exponent == "e" || exponent == "E" {
            rest.removeFirst()
            if let sign = rest.first, sign == "+" || sign == "-" { rest.removeFirst() }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count)
        }
        return rest.isEmpty
    }
}
