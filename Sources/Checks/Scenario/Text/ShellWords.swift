/// Splits a command line into words, as a POSIX shell does (POSIX.1-2017, Shell Command Language, section 2.2).
///
/// `'…'` protects everything, `"…"` everything but `\` before `$`, `` ` ``, `"`, `\` and a line end, `\` the next
/// character; `\` before a line end continues the line. A `#` at the start of a word begins a comment.
///
/// What the shell would do besides starting the one command is not done: an operator (`|`, `>`, `&&`, `;` …) ends the
/// words and is handed back. One difference serves people who forget quotes: a `&` in the middle of a word, as in
/// `…?format=a&version=1`, is an ordinary character.
struct ShellWords {
    /// An operator that ended the words.
    struct Operator {
        /// Its spelling: `|`, `||`, `&`, `&&`, `;`, `<`, `>`, `>>`, `(`, `)`.
        let text: String
        /// Its offset in the passage.
        let index: Int
        /// The offset of what comes after it.
        let end: Int
        /// The digit before a redirection (`2>`); nil for another operator, or where there is none.
        var descriptor: Int?
    }

    private(set) var words: [Word] = []
    /// The operator that ended the words; nil when they end with the text.
    private(set) var terminator: Operator?

    private let passage: Passage
    private let syntax: Template.Syntax
    private var index: Int

    /// - Parameters:
    ///   - passage: the command line, which may run over several lines.
    ///   - syntax: whether single quotes protect `$` from being a variable (in a shell they do, in a story they do not).
    ///   - start: where to begin in the passage.
    /// - Throws: ``ReadingError`` for a quote that is not closed.
    init(_ passage: Passage, syntax: Template.Syntax, from start: Int = 0) throws(ReadingError) {
        self.passage = passage
        self.syntax = syntax
        index = start
        try split()
    }

    private var bytes: [UInt8] { passage.bytes }

    private mutating func split() throws(ReadingError) {
        while true {
            skipBlanks()
            guard index < bytes.count else { return }
            if bytes[index] == UInt8(ascii: "#") {
                index = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                continue
            }
            if let found = operatorHere(inWord: false) {
                terminator = found
                return
            }
            let word = try word()
            // `2>` names the descriptor that is redirected; the digit is no word.
            if isDescriptor(word) {
                terminator = operatorHere(inWord: false)
                terminator?.descriptor = Int(word.text)
                return
            }
            words.append(word)
        }
    }

    private mutating func skipBlanks() {
        while index < bytes.count {
            if Self.isBlank(bytes[index]) {
                index += 1
            } else if let length = continuation(at: index) {
                index += length
            } else {
                return
            }
        }
    }

    /// The length of a backslash with the line end after it; nil when something else stands there.
    private func continuation(at index: Int) -> Int? {
        guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else { return nil }
        if bytes[index + 1] == UInt8(ascii: "\n") { return 2 }
        return bytes[(index + 1)...].starts(with: [UInt8(ascii: "\r"), UInt8(ascii: "\n")]) ? 3 : nil
    }

    private mutating func word() throws(ReadingError) -> Word {
        var builder = WordBuilder(at: index)
        while index < bytes.count, !Self.isBlank(bytes[index]), operatorHere(inWord: true) == nil {
            switch bytes[index] {
            case UInt8(ascii: "'"): try singleQuoted(into: &builder)
            case UInt8(ascii: "\""): try doubleQuoted(into: &builder)
            case UInt8(ascii: "\\"):
                if let length = continuation(at: index) {
                    index += length
                } else if index + 1 < bytes.count {
                    builder.append(bytes[index + 1], from: index + 1, protected: true)
                    index += 2
                } else {
                    index += 1
                }
            default:
                builder.append(bytes[index], from: index, protected: false)
                index += 1
            }
        }
        return builder.word(in: passage, endingAt: index)
    }

    private func isDescriptor(_ word: Word) -> Bool {
        guard index < bytes.count, "<>".utf8.contains(bytes[index]), word.bytes.count == 1 else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(word.bytes[0]) && !word.protected[0]
    }

    private mutating func singleQuoted(into builder: inout WordBuilder) throws(ReadingError) {
        guard let close = bytes[(index + 1)...].firstIndex(of: UInt8(ascii: "'")) else {
            throw passage.error(.unterminatedQuote("'"), at: index)
        }
        for inner in index + 1..<close { builder.append(bytes[inner], from: inner, protected: syntax == .shell) }
        index = close + 1
    }

    private mutating func doubleQuoted(into builder: inout WordBuilder) throws(ReadingError) {
        let open = index
        index += 1
        while true {
            guard index < bytes.count else { throw passage.error(.unterminatedQuote("\""), at: open) }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return
            case UInt8(ascii: "\\"):
                if let length = continuation(at: index) {
                    index += length
                } else if index + 1 < bytes.count, "$`\"\\".utf8.contains(bytes[index + 1]) {
                    builder.append(bytes[index + 1], from: index + 1, protected: true)
                    index += 2
                } else {
                    builder.append(bytes[index], from: index, protected: false)
                    index += 1
                }
            default:
                builder.append(bytes[index], from: index, protected: false)
                index += 1
            }
        }
    }

    private func operatorHere(inWord: Bool) -> Operator? {
        let rest = bytes[index...]
        for text in ["||", "&&", ">>", "|", ";", "<", ">", "(", ")"] where rest.starts(with: text.utf8) {
            // Parentheses mean something to a shell only where a word could begin.
            if inWord, text == "(" || text == ")" { return nil }
            return Operator(text: text, index: index, end: index + text.utf8.count)
        }
        guard bytes[index] == UInt8(ascii: "&") else { return nil }
        let endsWord = index + 1 == bytes.count || Self.isBlank(bytes[index + 1])
        return endsWord ? Operator(text: "&", index: index, end: index + 1) : nil
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }
}

/// The bytes of one word while its quotes are taken off.
private struct WordBuilder {
    private var bytes: [UInt8] = []
    private var indices: [Int] = []
    private var protected: [Bool] = []
    private let start: Int

    init(at start: Int) { self.start = start }

    mutating func append(_ byte: UInt8, from index: Int, protected: Bool) {
        bytes.append(byte)
        indices.append(index)
        self.protected.append(protected)
    }

    func word(in passage: Passage, endingAt end: Int) -> Word {
        // An empty word ('') stands where its quotes stood.
        let places = bytes.isEmpty ? [start] : indices + [end]
        return Word(passage.picking(bytes, at: places), protected: protected)
    }
}
