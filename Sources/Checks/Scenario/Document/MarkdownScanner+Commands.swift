/// Commands in lines of code.
extension MarkdownScanner {
    /// Where a command begins in a line of code; nil when it holds none.
    func commandStart(in number: Int) -> Int? {
        let line = document.lines[number]
        let content = line.range.drop { ShellWords.isBlank(bytes[$0]) }
        guard var start = content.first else { return nil }
        if line.kind == .text {
            // An indented code block (CommonMark 0.31, section 4.4) begins after an empty line.
            let isCode = start - line.range.lowerBound >= 4 || bytes[line.range.lowerBound] == UInt8(ascii: "\t")
            guard isCode, number == 0 || document.lines[number - 1].isBlank || wasCode(number - 1) else { return nil }
            let shown = document.trimmed(number)
            guard shown.contains("://") || shown.contains(" -") else { return nil }
        }
        for prompt in ["$ ", "% "] where bytes[start...].starts(with: prompt.utf8) { start += 2 }
        return Self.isCommand(bytes[start..<line.range.upperBound]) ? start : nil
    }

    private func wasCode(_ number: Int) -> Bool {
        let line = document.lines[number]
        return line.kind == .text && bytes[line.range].prefix(4).allSatisfy { $0 == UInt8(ascii: " ") }
            && line.range.count > 4
    }

    /// `curl` and a blank after it.
    static func isCommand(_ bytes: ArraySlice<UInt8>) -> Bool {
        let rest = bytes.drop { ShellWords.isBlank($0) }
        guard rest.starts(with: "curl".utf8) else { return false }
        let after = rest.dropFirst(4)
        return after.first.map { ShellWords.isBlank($0) } ?? false && after.contains { !ShellWords.isBlank($0) }
    }

    /// Reads the command that begins at `start` in a line of code, and those joined to it by `&&` or `;`.
    ///
    /// - Returns: the offset of the last byte that belongs to it.
    mutating func command(from start: Int, in line: MarkdownLines.Line) throws(ReadingError) -> Int {
        let hasPrompt =
            start > line.range.lowerBound && bytes[start - 1] == UInt8(ascii: " ")
            && start >= line.range.lowerBound + 2 && "$%".utf8.contains(bytes[start - 2])
        // As many lines as backslashes and quotes ask for, but not past the end of the block.
        var end = continuedEnd(from: line.range.upperBound, in: line)
        while true {
            do throws(ReadingError) {
                try commands(in: logicalLine(from: start, to: end, hasPrompt: hasPrompt))
                return max(start, end - 1)
            } catch {
                if case .unterminatedQuote(let quote) = error.problem,
                    let next = lineEnd(after: end, with: quote, in: line)
                {
                    end = continuedEnd(from: next, in: line)
                } else {
                    try noteUnreadable(text[start..<line.range.upperBound], error)
                    return max(start, line.range.upperBound - 1)
                }
            }
        }
    }

    /// The end of the last line that backslashes join to the one that ends at `end`.
    private func continuedEnd(from end: Int, in line: MarkdownLines.Line) -> Int {
        var end = end
        while bytes[..<end].last == UInt8(ascii: "\\"), let next = lineEnd(after: end, in: line) { end = next }
        return end
    }

    /// The end of the next line of the same block that has this quote in it.
    private func lineEnd(after end: Int, with quote: String, in line: MarkdownLines.Line) -> Int? {
        var end = end
        while let next = lineEnd(after: end, in: line) {
            if let mark = quote.utf8.first, bytes[end..<next].contains(mark) { return next }
            end = next
        }
        return nil
    }

    /// The end of the line after the one that ends at `end`, if it belongs to the same block.
    private func lineEnd(after end: Int, in line: MarkdownLines.Line) -> Int? {
        guard end + 1 < line.blockEnd, end - line.range.lowerBound < Self.commandByteCount else { return nil }
        let next = document.lines[document.line(at: end + 1)]
        return next.range.upperBound <= line.blockEnd && next.range.lowerBound > end ? next.range.upperBound : nil
    }

    /// The text of a command over several lines; the `> ` with which a shell asks for more is taken away.
    private func logicalLine(from start: Int, to end: Int, hasPrompt: Bool) -> Passage {
        guard hasPrompt else { return text[start..<end] }
        var joined = text[start..<start]
        var place = start
        while place <= end {
            let line = document.lines[document.line(at: place)]
            let stop = min(end, line.range.upperBound)
            if place > start, bytes[place..<stop].starts(with: "> ".utf8) { place += 2 }
            joined = joined.joined(with: text[min(place, stop)..<min(stop + 1, end)])
            place = line.range.upperBound + 1
        }
        return joined
    }

    /// Whether a command that cannot be read would be missed by a story.
    static func mayBeForLoop(_ command: Passage) -> Bool { command.text.contains(DocumentReader.loopPath) }

    /// Adds the commands of a logical line. A pipe is not a Loop's business; `> file` is the same as `--output file`.
    mutating func commands(in passage: Passage) throws(ReadingError) {
        var start = 0
        while true {
            let shell = try ShellWords(passage, syntax: .shell, from: start)
            let end = shell.terminator?.index ?? passage.bytes.count
            let words = Array(shell.words.dropFirst()) + (try redirection(after: shell.terminator, in: passage))
            if shell.words.first?.text == "curl" {
                findings.append(.command(words, passage[start..<end].trimmed))
                awaitsAnswer = true
            }
            guard let terminator = shell.terminator, ["&&", ";"].contains(terminator.text) else { return }
            start = terminator.end
        }
    }

    /// The option that a redirection of standard output means; none for other operators, descriptors and devices.
    private func redirection(
        after terminator: ShellWords.Operator?, in passage: Passage
    ) throws(ReadingError) -> [Word] {
        guard let terminator, terminator.text == ">", terminator.descriptor == nil,
            let file = try ShellWords(passage, syntax: .shell, from: terminator.end).words.first,
            !file.text.hasPrefix("/dev/")
        else { return [] }
        return [Word(passage.substituting("--output", at: terminator.index)), file]
    }

    /// A command whose quotes are wrong still counts, unless it may be for the Loop: then it is an error.
    mutating func noteUnreadable(_ command: Passage, _ error: ReadingError) throws(ReadingError) {
        guard !Self.mayBeForLoop(command) else { throw error }
        findings.append(.command([], command))
        awaitsAnswer = false
    }
}
