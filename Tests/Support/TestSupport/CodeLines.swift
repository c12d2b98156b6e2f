/// Reads Swift text as lines of mere code: comments are left out, each string literal is but its number, line breaks
/// stay.
///
/// ```swift
/// let port = 8080  // the usual one     let port = 8080
/// greet("Alma", "Bert")                 greet("0", "1")
/// ```
///
/// It is a scanner, not a parser: an interpolation that holds a string literal ends the literal around it too early,
/// which costs at most the rest of that line.
package struct CodeLines {
    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let backtick = UInt8(ascii: "`")

    private let text: [UInt8]
    /// What is still to be read, a part of the text.
    private var rest: ArraySlice<UInt8>
    private var codeLines: [[UInt8]] = [[]]

    /// What stands between the quotation marks of each literal, as it is written: escapes are not resolved.
    package private(set) var literals: [String] = []

    /// The lines of the text, without what is no code.
    package var lines: [String] { codeLines.map { String(decoding: $0, as: UTF8.self) } }

    package init(of text: String) {
        self.text = Array(text.utf8)
        rest = self.text[...]
        readAll()
    }

    private mutating func readAll() {
        while let byte = rest.first {
            if startsWith("//") {
                rest = rest.drop { $0 != Self.newline }
            } else if startsWith("/*") {
                skipBlockComment()
            } else if byte == Self.quote || byte == UInt8(ascii: "#") {
                takeStringLiteral()
            } else if byte == Self.backtick {
                takeIdentifier()
            } else {
                if byte != Self.newline { append([byte]) }
                skip(1)
            }
        }
    }

    private func startsWith(_ text: String) -> Bool { rest.starts(with: text.utf8) }

    private mutating func append(_ bytes: some Sequence<UInt8>) {
        codeLines[codeLines.count - 1].append(contentsOf: bytes)
    }

    /// Drops bytes; a line break among them begins a new line.
    private mutating func skip(_ count: Int) {
        for byte in rest.prefix(count) where byte == Self.newline { codeLines.append([]) }
        rest = rest.dropFirst(count)
    }

    /// Drops a comment between `/*` and `*/`; they nest.
    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            let opens = startsWith("/*")
            let closes = startsWith("*/")
            depth += opens ? 1 : closes ? -1 : 0
            skip(opens || closes ? 2 : 1)
        } while depth > 0 && !rest.isEmpty
    }

    /// Takes a name between backticks as it stands: it may hold quotation marks and what looks like a comment.
    private mutating func takeIdentifier() {
        let name = rest.dropFirst().prefix { $0 != Self.backtick && $0 != Self.newline }
        let end = name.endIndex < rest.endIndex && rest[name.endIndex] == Self.backtick ? 2 : 1
        append(rest.prefix(name.count + end))
        rest = rest.dropFirst(name.count + end)
    }

    /// Takes a literal in any form: `"…"`, `"""…"""`, `#"…"#`; or drops a number sign that begins none.
    private mutating func takeStringLiteral() {
        let hashes = String(repeating: "#", count: rest.prefix { $0 == UInt8(ascii: "#") }.count)
        skip(hashes.count)
        guard rest.first == Self.quote else { return }
        let isMultiline = startsWith("\"\"\"")
        let end = (isMultiline ? "\"\"\"" : "\"") + hashes
        let escape = "\\" + hashes
        append("\"\(literals.count)\"".utf8)
        skip(isMultiline ? 3 : 1)
        let start = rest.startIndex
        while !rest.isEmpty, !startsWith(end) {
            // A literal of one line that has no end would swallow the file; it ends with its line at the latest.
            if !isMultiline, rest.first == Self.newline { break }
            skip(startsWith(escape) ? escape.utf8.count + 1 : 1)
        }
        literals.append(String(decoding: text[start..<rest.startIndex], as: UTF8.self))
        if startsWith(end) { skip(end.utf8.count) }
    }
}
