/// `--start 'N: COMMAND'`: a process that starts before the N-th command of a document.
package struct StartOption: Sendable {
    package let number: Int
    package let command: String
    private let source: SourceText

    /// Reads the option's value.
    ///
    /// - Throws: ``ReadingError`` that names the option in place of a file.
    package init(_ text: String) throws(ReadingError) {
        source = try SourceText(name: "--start", bytes: Array(text.utf8))
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let command = parts.count == 2 ? String(parts[1].drop { $0.isWhitespace }) : ""
        let digits = parts[0].filter { !$0.isWhitespace }
        guard let number = Int(digits), !command.isEmpty else {
            throw ReadingError(.startNotation(text), at: Position(line: 1, column: 1), in: source)
        }
        self.number = number
        self.command = command
    }

    func error(_ problem: ReadingError.Problem) -> ReadingError {
        ReadingError(problem, at: Position(line: 1, column: 1), in: source)
    }

    func step(name: String, before position: Position) -> Step {
        let start = ProcessStart(
            name: name, command: .shell(Template(literal: command)), environment: [], directory: nil, readiness: nil)
        return Step(
            number: number, title: "start \(ShellWords.onOneLine(command))", position: position, action: .start(start),
            captures: [])
    }
}

/// `--variable name=value`.
package struct VariableOption: Sendable {
    package let name: String
    package let value: String

    /// Reads the option's value.
    ///
    /// - Throws: ``ReadingError`` that names the option in place of a file.
    package init(_ text: String) throws(ReadingError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Names.isName(parts[0].utf8) else {
            let source = try SourceText(name: "--variable", bytes: Array(text.utf8))
            throw ReadingError(.variableNotation(text), at: Position(line: 1, column: 1), in: source)
        }
        name = String(parts[0])
        value = String(parts[1])
    }
}
