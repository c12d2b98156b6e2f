/// Code spans and comments in lines of text.
extension MarkdownScanner {
    /// Scans a line of a paragraph; its spans and comments may go on in the following lines.
    ///
    /// - Returns: the number of the next line to scan.
    mutating func scanText(_ number: Int) throws(ReadingError) -> Int {
        var place = document.lines[number].range.lowerBound
        var last = number
        while place < document.lines[last].range.upperBound {
            switch bytes[place] {
            case UInt8(ascii: "`"): place = try codeSpan(at: place, mayEndAt: paragraphEnd(from: last))
            case UInt8(ascii: "<") where bytes[place...].starts(with: "<!--".utf8): place = try comment(at: place)
            default: place += 1
            }
            if place > document.lines[last].range.upperBound { last = document.line(at: place) }
        }
        return last + 1
    }

    /// Scans a line of an unmarked block for spans that stand apart from what is before them.
    mutating func scanCodeSpans(_ number: Int) throws(ReadingError) {
        let line = document.lines[number].range
        var place = line.lowerBound
        while place < line.upperBound {
            let before = place == line.lowerBound ? UInt8(ascii: " ") : bytes[place - 1]
            if bytes[place] == UInt8(ascii: "`"), ShellWords.isBlank(before) || before == UInt8(ascii: "(") {
                place = try codeSpan(at: place, mayEndAt: line.upperBound)
            } else {
                place += 1
            }
        }
    }

    /// Where the paragraph ends that a line belongs to, or where a span of this line is not looked for any further.
    private func paragraphEnd(from number: Int) -> Int {
        let following = document.lines[number...].prefix(Self.spanLineCount).prefix { $0.kind == .text && !$0.isBlank }
        return (following.last ?? document.lines[number]).range.upperBound
    }

    /// Reads the code span at `place` (CommonMark 0.31, section 6.1), and the command in it if there is one.
    ///
    /// - Returns: where to go on: after the span, or after its backquotes if nothing closes it.
    private mutating func codeSpan(at place: Int, mayEndAt limit: Int) throws(ReadingError) -> Int {
        let mark = UInt8(ascii: "`")
        let length = bytes[place..<limit].prefix { $0 == mark }.count
        let start = place + length
        guard let close = closing(length, from: start, limit: limit) else { return start }
        let content = text[start..<close].trimmed
        let command = content.bytes.starts(with: "$ ".utf8) ? content[2..<content.bytes.count].trimmed : content
        if Self.isCommand(command.bytes[...]) {
            do throws(ReadingError) {
                try commands(in: command)
            } catch {
                try noteUnreadable(command, error)
            }
        }
        return close + length
    }

    /// The offset of the next run of just so many backquotes.
    private func closing(_ length: Int, from start: Int, limit: Int) -> Int? {
        let mark = UInt8(ascii: "`")
        var place = start
        while let next = bytes[place..<limit].firstIndex(of: mark) {
            let run = bytes[next..<limit].prefix { $0 == mark }.count
            if run == length { return next }
            place = next + run
        }
        return nil
    }

    /// Reads the comment at `start`.
    ///
    /// - Returns: the offset after it; one that is not closed is no comment.
    private mutating func comment(at start: Int) throws(ReadingError) -> Int {
        let content = start + 4
        let close = lacksCommentEnd ? nil : bytes[content...].firstRange(of: Array("-->".utf8))
        lacksCommentEnd = close == nil
        let line = document.lines[document.line(at: start)]
        let whole = text[content..<(close?.lowerBound ?? max(content, line.range.upperBound))].trimmed
        guard whole.bytes.starts(with: "mockloop".utf8) else { return close?.upperBound ?? content }
        guard let close else { throw text.error(.commentNotClosed, at: start) }
        let rest = whole[8..<whole.bytes.count].trimmed
        guard rest.bytes.starts(with: "start:".utf8) else { throw whole.error(.unknownComment(whole.text)) }
        let command = rest[6..<rest.bytes.count].trimmed
        guard !command.isEmpty else { throw whole.error(.startWithoutCommand) }
        findings.append(.start(command))
        return close.upperBound
    }
}
