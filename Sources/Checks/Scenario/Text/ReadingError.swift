/// Why a story or document cannot be read: the place, what is wrong there, and how to mend it.
///
/// Reading is the only thing that fails with an error; whatever happens later while a story runs is a result.
package struct ReadingError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, with the values that the message names.
    package let problem: Problem
    /// The name of the file, as it was given.
    package let file: String
    /// Where the problem begins.
    package let position: Position
    /// The text of that line.
    package let line: String

    init(_ problem: Problem, at position: Position, in source: SourceText) {
        self.problem = problem
        self.position = position
        file = source.name
        line = source.line(position.line)
    }

    /// What is wrong, in one sentence without a full stop.
    package var message: String { problem.message }
    /// How to mend it, in one sentence without a full stop.
    package var fix: String { problem.fix }

    /// The message as it is shown: place and problem, the line with a caret below the place, and the way to mend it.
    ///
    ///     story.yaml:4:5: "expekt" is no word of a request step
    ///       4 |     expekt: 200
    ///         |     ^
    ///     fix: write "expect"
    package var description: String {
        let number = String(position.line)
        let margin = String(repeating: " ", count: number.count)
        let excerpt = Excerpt(line: line, column: position.column)
        var lines = ["\(file):\(position): \(message)"]
        if !line.isEmpty {
            lines.append("  \(number) | \(excerpt.text)")
            lines.append("  \(margin) | \(excerpt.indent)^")
        }
        lines.append("fix: \(fix)")
        return lines.joined(separator: "\n")
    }
}

/// The part of a line around a column that fits on a terminal, and the blanks that put a caret under the column.
private struct Excerpt {
    /// Half of it fits before the column; together with the margin a line stays below 80 columns.
    static let width = 68

    let text: String
    let indent: String

    init(line: String, column: Int) {
        let shown = line.unicodeScalars.map { $0.properties.generalCategory == .control && $0 != "\t" ? "·" : $0 }
        let place = min(max(column - 1, 0), shown.count)
        let start = shown.count <= Self.width ? 0 : min(max(0, place - Self.width / 2), shown.count - Self.width)
        let end = min(shown.count, start + Self.width)
        let lead = start > 0 ? "… " : ""
        text = lead + String(String.UnicodeScalarView(shown[start..<end])) + (end < shown.count ? " …" : "")
        // A tab stays a tab, so that the caret stands below its column whatever the terminal makes of it.
        let before = shown[start..<max(place, start)].map { $0 == "\t" ? Character("\t") : " " }
        indent = String(repeating: " ", count: lead.count) + String(before)
    }
}
