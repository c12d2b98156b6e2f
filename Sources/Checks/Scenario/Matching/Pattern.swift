/// What a JSON value has to look like.
package indirect enum Pattern: Sendable {
    /// Any value of a form.
    case form(Form)
    case null
    case bool(Bool)
    /// A number of this value, however it is spelled.
    case number(String)
    /// A string like this.
    case text(TextPattern)
    /// The value of a variable: a string with its text, or a number, `true`, `false` or `null` spelled like it.
    case variable(name: String, position: Position)
    /// An array of just these elements, where `more` stands for any number of them.
    case array([Item])
    /// An object with these members, in any order.
    case object([Member], open: Bool)

    /// One place of an array.
    package enum Item: Sendable {
        case value(Pattern)
        case more
    }

    /// One member of an object.
    package struct Member: Sendable {
        let name: String
        let value: Pattern
    }
}

/// What a text has to look like: runs of literal text, variables, and forms between them.
package struct TextPattern: Sendable {
    /// One run of it.
    enum Piece: Sendable {
        case literal(String)
        case variable(name: String, position: Position)
        /// Text of a form; `example` is what the document showed in its place.
        case form(Form, example: String?)
    }

    let pieces: [Piece]

    init(_ pieces: [Piece]) { self.pieces = pieces }

    /// A text that must be there as it is.
    init(literal: String) { pieces = literal.isEmpty ? [] : [.literal(literal)] }

    /// The same text as a template gives.
    init(_ template: Template) {
        pieces = template.parts.map { part in
            switch part {
            case .literal(let text): .literal(text)
            case .variable(let name, let position): .variable(name: name, position: position)
            }
        }
    }

    /// As it is shown to people.
    package var shown: String {
        pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .variable(let name, _): "${\(name)}"
            case .form(let form, _): form.notation
            }
        }.joined()
    }
}

extension TextPattern {
    /// Splits the text of a story into literal runs, `${variables}` and `<forms>`.
    ///
    /// `\<` is the text `<`; a `<` that no word and `>` follow is a plain character, too.
    ///
    /// - Parameter wholeValue: whether the text is a whole JSON value, which may be of any form; inside other texts
    ///   only the forms of texts make sense.
    /// - Throws: ``ReadingError`` for an unknown form, a form that must stand alone, or a wrong variable.
    static func reading(_ passage: Passage, names: Names, wholeValue: Bool = true) throws(ReadingError) -> Pattern {
        var pieces: [Piece] = []
        let bytes = passage.bytes
        var literalStart = 0
        var index = 0
        func literal(upTo end: Int) throws(ReadingError) {
            guard literalStart < end else { return }
            pieces += TextPattern(try Template(passage[literalStart..<end], names: names)).pieces
        }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), bytes[index...].starts(with: "\\<".utf8) {
                try literal(upTo: index)
                literalStart = index + 1
                index += 2
                continue
            }
            guard bytes[index] == UInt8(ascii: "<"), let end = formEnd(in: bytes, at: index) else {
                index += 1
                continue
            }
            let name = String(decoding: bytes[index + 1..<end - 1], as: UTF8.self)
            guard let form = Form(rawValue: name) else {
                throw passage.error(
                    .unknownForm(name, nearest: nearest(to: name, in: Form.allCases.map(\.rawValue))), at: index)
            }
            if wholeValue, index == 0, end == bytes.count { return .form(form) }
            guard form.fitsInText else { throw passage.error(.formStandsAlone(name), at: index) }
            try literal(upTo: index)
            pieces.append(.form(form, example: nil))
            literalStart = end
            index = end
        }
        try literal(upTo: bytes.count)
        return .text(TextPattern(pieces))
    }

    /// The offset after `<word>` at `index`; nil when something else stands there.
    private static func formEnd(in bytes: [UInt8], at index: Int) -> Int? {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard let close = bytes[(index + 1)...].firstIndex(where: { !letters.contains($0) }), close > index + 1,
            bytes[close] == UInt8(ascii: ">")
        else { return nil }
        return close + 1
    }

    /// Splits the text of a document's example: hosts of the document become the Loop's, and UUIDs, timestamps and
    /// version numbers stand for any of their form. Three dots stand for any text.
    ///
    /// - Parameter hosts: what the document calls the Loop; longer names first.
    static func example(_ text: String, hosts: [DocumentHost]) -> TextPattern {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            guard let (piece, end) = examplePiece(in: bytes, at: index, hosts: hosts) else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal = []
            pieces.append(piece)
            index = end
        }
        if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
        return TextPattern(pieces)
    }

    private static func examplePiece(
        in bytes: [UInt8], at index: Int, hosts: [DocumentHost]
    ) -> (piece: Piece, end: Int)? {
        for dots in ["...", "…"] where bytes[index...].starts(with: dots.utf8) {
            return (.form(.any, example: nil), index + dots.utf8.count)
        }
        if index == 0 || !DocumentHost.continuesName(bytes[index - 1]) {
            for host in hosts {
                if let end = host.end(in: bytes, from: index) {
                    return (.variable(name: host.variable, position: host.position), end)
                }
            }
        }
        // A form begins and ends where a word does: `v4.0` has one, `a1b2` and the tail of a longer number have none.
        if index > 0, isWordByte(bytes[index - 1]), isWordByte(bytes[index]), !isLetterBeforeDigit(bytes, at: index) {
            return nil
        }
        for form in [Form.uuid, .timestamp, .version] {
            guard let end = form.ends(in: bytes, from: index).last, end == bytes.count || !isWordByte(bytes[end]) else {
                continue
            }
            return (.form(form, example: String(decoding: bytes[index..<end], as: UTF8.self)), end)
        }
        return nil
    }

    private static func isWordByte(_ byte: UInt8) -> Bool { Names.isNameByte(byte) && byte != UInt8(ascii: "_") }

    private static func isLetterBeforeDigit(_ bytes: [UInt8], at index: Int) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return digits.contains(bytes[index]) && !digits.contains(bytes[index - 1])
    }
}

/// A name under which a document speaks of the Loop: the scheme and authority of its commands, or the authority alone.
struct DocumentHost: Sendable, Hashable {
    /// The name as the document spells it: `https://loop.example.com:8443`, `loop.example.com:8443`.
    let name: String
    /// The variable with the real Loop's counterpart: `loop` or `loop_host`.
    let variable: String
    /// Where the document uses it first.
    let position: Position

    /// Where the name ends if it stands at `start`, and does not go on behind it; `start` must not be inside of a name.
    func end(in bytes: [UInt8], from start: Int) -> Int? {
        let end = start + name.utf8.count
        guard bytes[start...].starts(with: name.utf8) else {
            return nil
        }
        guard end < bytes.count else { return end }
        if bytes[end] == UInt8(ascii: ".") {
            return end + 1 < bytes.count && Self.continuesName(bytes[end + 1]) ? nil : end
        }
        if bytes[end] == UInt8(ascii: ":") {
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            return end + 1 < bytes.count && digits.contains(bytes[end + 1]) ? nil : end
        }
        return Self.continuesName(bytes[end]) ? nil : end
    }

    static func continuesName(_ byte: UInt8) -> Bool {
        Names.isNameByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte >= 0x80
    }
}
