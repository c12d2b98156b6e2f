/// A piece of a command line whose quotes are gone; some bytes were protected by them from meaning anything else.
struct Word: Sendable {
    let passage: Passage
    /// For each byte whether quotes or a backslash protect it, so that a `$` there is only a dollar.
    let protected: [Bool]

    init(_ passage: Passage) {
        self.init(passage, protected: Array(repeating: false, count: passage.bytes.count))
    }

    init(_ passage: Passage, protected: [Bool]) {
        self.passage = passage
        self.protected = protected
    }

    var bytes: [UInt8] { passage.bytes }
    var text: String { passage.text }

    subscript(_ range: Range<Int>) -> Word {
        Word(passage[range], protected: Array(protected[range]))
    }

    subscript(_ range: PartialRangeFrom<Int>) -> Word { self[range.lowerBound..<bytes.count] }

    /// The offset of the first such byte, from an offset on.
    func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        bytes[start...].firstIndex(of: byte)
    }
}

/// Text with places for the values of variables.
///
/// In a story a place is written `${name}`, wherever it stands, and `$${` is the text `${`. In the commands of a
/// document the shell's rules hold: `$NAME` is one, too, and neither is one between single quotes.
package struct Template: Sendable {
    /// Whose rules say what a variable looks like.
    enum Syntax: Sendable { case story, shell }

    /// One run of a template.
    enum Part: Sendable {
        case literal(String)
        case variable(name: String, position: Position)
    }

    let parts: [Part]

    /// Text without variables.
    init(literal: String) { parts = literal.isEmpty ? [] : [.literal(literal)] }

    init(parts: [Part]) { self.parts = parts }

    /// Finds the variables in a text.
    ///
    /// - Throws: ``ReadingError`` for a variable that is not closed, has no proper name, or is not known at this place.
    init(_ word: Word, syntax: Syntax = .story, names: Names) throws(ReadingError) {
        var parts: [Part] = []
        var literal: [UInt8] = []
        let bytes = word.bytes
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), !word.protected[index] else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            if syntax == .story, bytes[index...].starts(with: "$${".utf8) {
                literal += Array("${".utf8)
                index += 3
                continue
            }
            guard let place = try Self.variable(at: index, of: word, syntax: syntax) else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            let name = String(decoding: bytes[place.name], as: UTF8.self)
            guard names.contains(name) else {
                throw word.passage.error(names.unknown(name), at: index)
            }
            if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal = []
            parts.append(.variable(name: name, position: word.passage.position(at: index)))
            index = place.end
        }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        self.parts = parts
    }

    /// The template of plain text of a story.
    init(_ passage: Passage, names: Names) throws(ReadingError) {
        try self.init(Word(passage), names: names)
    }

    /// The variable that begins with the dollar at `index`: the offsets of its name and its end; nil when the dollar
    /// is only a dollar.
    private static func variable(
        at index: Int, of word: Word, syntax: Syntax
    ) throws(ReadingError) -> (name: Range<Int>, end: Int)? {
        let bytes = word.bytes
        guard index + 1 < bytes.count else { return nil }
        if bytes[index + 1] == UInt8(ascii: "{") {
            guard let close = bytes[(index + 2)...].firstIndex(of: UInt8(ascii: "}")) else {
                throw word.passage.error(.unterminatedVariable, at: index)
            }
            let name = index + 2..<close
            guard Names.isName(bytes[name]) else {
                throw word.passage.error(.variableName(String(decoding: bytes[name], as: UTF8.self)), at: index)
            }
            return (name, close + 1)
        }
        guard syntax == .shell else { return nil }
        if bytes[index + 1] == UInt8(ascii: "(") { throw word.passage.error(.commandSubstitution, at: index) }
        let end = bytes[(index + 1)...].firstIndex { !Names.isNameByte($0) } ?? bytes.count
        let name = index + 1..<end
        return Names.isName(bytes[name]) ? (name, end) : nil
    }

    /// The text if it has no variables; nil otherwise.
    var literal: String? {
        switch parts.count {
        case 0: return ""
        case 1: if case .literal(let text) = parts[0] { return text } else { return nil }
        default: return nil
        }
    }

    /// The text as it was written, for people.
    package var shown: String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .variable(let name, _): "${\(name)}"
            }
        }.joined()
    }

    /// The text with the variables' values in their places.
    ///
    /// - Throws: ``UnsetVariable`` when the story has not come by a value yet (a capture that was skipped).
    func text(_ values: [String: String]) throws(UnsetVariable) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .variable(let name, let position):
                guard let value = values[name] else { throw UnsetVariable(name: name, position: position) }
                text += value
            }
        }
        return text
    }

    static func + (left: Template, right: Template) -> Template { Template(parts: left.parts + right.parts) }
}

/// A variable without a value where it is needed: the step that should have captured it did not run.
struct UnsetVariable: Error { let name: String; let position: Position }

/// The names of the variables that are known at a place in a story: built-in ones, those of the command line and the
/// story's head, and what earlier steps captured.
struct Names: Sendable {
    private(set) var known: Set<String>
    /// Whether the mending hint speaks of a document, which cannot define variables itself.
    private let inDocument: Bool

    init(_ known: some Sequence<String>, inDocument: Bool = false) {
        self.known = Set(known)
        self.inDocument = inDocument
    }

    func contains(_ name: String) -> Bool { known.contains(name) }

    mutating func insert(_ name: String) { known.insert(name) }

    /// The problem with a name that is not known.
    func unknown(_ name: String) -> ReadingError.Problem {
        .unknownVariable(name, nearest: nearest(to: name, in: known), inDocument: inDocument)
    }

    /// Letters, digits and `_`, not beginning with a digit: what a shell accepts, too.
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return bytes.allSatisfy(isNameByte)
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
