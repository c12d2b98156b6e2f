/// Reads Swift text as lines of mere code: comments and string literals are left out, line breaks stay.
///
/// It is a scanner, not a parser: an interpolation that holds a string literal ends the literal around it too early,
/// which costs at most the rest of that line.
struct CodeLines {
    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")

    private var rest: ArraySlice<UInt8>
    private var lines: [[UInt8]] = [[]]

    static func of(_ text: String) -> [String] {
        var reader = CodeLines(rest: Array(text.utf8)[...])
        reader.readAll()
        return reader.lines.map { String(decoding: $0, as: UTF8.self) }
    }

    private init(rest: ArraySlice<UInt8>) { self.rest = rest }

    private mutating func readAll() {
        while let byte = rest.first {
            if startsWith("//") {
                rest = rest.drop { $0 != Self.newline }
            } else if startsWith("/*") {
                skipBlockComment()
            } else if byte == Self.quote || byte == UInt8(ascii: "#") {
                skipStringLiteral()
            } else {
                if byte != Self.newline { lines[lines.count - 1].append(byte) }
                skip(1)
            }
        }
    }

    private func startsWith(_ text: String) -> Bool { rest.starts(with: text.utf8) }

    /// Drops bytes; a line break among them begins a new line.
    private mutating func skip(_ count: Int) {
        for byte in rest.prefix(count) where byte == Self.newline { lines.append([]) }
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

    /// Drops a literal in any form: `"…"`, `"""…"""`, `#"…"#`; or a number sign that begins none.
    private mutating func skipStringLiteral() {
        let hashes = String(repeating: "#", count: rest.prefix { $0 == UInt8(ascii: "#") }.count)
        skip(hashes.count)
        guard rest.first == Self.quote else { return }
        let isMultiline = startsWith("\"\"\"")
        let end = (isMultiline ? "\"\"\"" : "\"") + hashes
        let escape = "\\" + hashes
        skip(isMultiline ? 3 : 1)
        while !rest.isEmpty, !startsWith(end) {
            // A literal of one line that has no end would swallow the file; it ends with its line at the latest.
            if !isMultiline, rest.first == Self.newline { return }
            skip(startsWith(escape) ? escape.utf8.count + 1 : 1)
        }
        skip(end.utf8.count)
    }
}
