/// Finds what a document tells: commands, the JSON after them, and the comments that start processes.
struct MarkdownScanner {
    /// Something found in a document, in its order.
    enum Finding {
        /// A command: its words after `curl`, and the whole of it.
        case command([Word], Passage)
        /// An answer: from where its text begins to where its line ends, or its block if more text follows it there or
        /// it is no JSON.
        case answer(Range<Int>, isMarked: Bool)
        /// `<!-- mockloop start: COMMAND -->`
        case start(Passage)
    }

    /// Info strings of fences in which an answer may stand besides commands. A fence of another language (python, yaml
    /// …) shows something else, even if it looks like JSON.
    static let answerInfos: Set<String> = [
        "", "json", "jsonc", "json5", "javascript", "js", "text", "txt", "plain", "plaintext", "output", "http",
        "console", "shell", "bash", "sh", "zsh", "shell-session", "shellsession", "terminal", "session",
    ]
    static let jsonInfos: Set<String> = ["json", "jsonc", "json5"]

    private let document: MarkdownLines
    private(set) var findings: [Finding] = []
    private(set) var title: String?
    /// Whether a command was found whose answer is still looked for.
    private var awaitsAnswer = false
    /// Whether no comment ends any more; looked for once, not by each comment that begins.
    private var lacksCommentEnd = false

    /// How many bytes a command may have, and over how many lines a code span may go on. Both are far above real ones,
    /// and keep a page of unbalanced quotes from being read again for each of them.
    private static let commandByteCount = 64 << 10
    private static let spanLineCount = 20

    /// - Throws: ``ReadingError`` for a command whose quotes are not closed, or a comment that nobody understands.
    init(_ document: MarkdownLines) throws(ReadingError) {
        self.document = document
        var line = 0
        while line < document.lines.count { line = try scan(line) }
    }

    private var text: Passage { document.text }
    private var bytes: [UInt8] { text.bytes }

    /// Scans a line.
    ///
    /// - Returns: the number of the next line to scan; what was found may take several.
    private mutating func scan(_ number: Int) throws(ReadingError) -> Int {
        let line = document.lines[number]
        if line.kind == .fence { return number + 1 }
        if let start = commandStart(in: number) {
            let end = try command(from: start, in: line)
            return document.line(at: end) + 1
        }
        if awaitsAnswer, let end = answer(at: number) {
            awaitsAnswer = false
            return max(document.line(at: end), number) + 1
        }
        switch line.kind {
        case .text:
            if title == nil { title = heading(number) }
            return try scanText(number)
        case .fenced(let info):
            // Documents with their fences the wrong way round have text and code spans inside of an unmarked one.
            guard info.isEmpty else { return number + 1 }
            try codeSpans(from: line.range.lowerBound, to: line.range.upperBound, onlyAfterBlank: true)
            return number + 1
        case .fence: return number + 1
        }
    }

    private func heading(_ number: Int) -> String? {
        guard bytes[document.lines[number].range].first == UInt8(ascii: "#") else { return nil }
        let line = document.trimmed(number)
        let title = line.drop { $0 == "#" }.drop { $0 == " " }
        return title.isEmpty ? nil : String(title)
    }

    // MARK: Commands

    /// Where a command begins in a line of code; nil when it holds none.
    private func commandStart(in number: Int) -> Int? {
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
    private mutating func command(from start: Int, in line: MarkdownLines.Line) throws(ReadingError) -> Int {
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
    private mutating func commands(in passage: Passage) throws(ReadingError) {
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

    // MARK: Text

    /// Scans a paragraph's line for code spans and comments; both may go on in the following lines.
    private mutating func scanText(_ number: Int) throws(ReadingError) -> Int {
        let line = document.lines[number]
        if let open = bytes[line.range].firstRange(of: Array("<!--".utf8)) {
            let place = open.lowerBound
            try codeSpans(from: line.range.lowerBound, to: place, onlyAfterBlank: false)
            let end = try comment(at: place)
            return document.line(at: end) + 1
        }
        let end = try codeSpans(
            from: line.range.lowerBound, to: line.range.upperBound, mayEndAt: paragraphEnd(from: number),
            onlyAfterBlank: false)
        return document.line(at: max(end - 1, line.range.lowerBound)) + 1
    }

    /// Where the paragraph ends that a line belongs to, or where a span of this line is not looked for any further.
    private func paragraphEnd(from number: Int) -> Int {
        let following = document.lines[number...].prefix(Self.spanLineCount).prefix { $0.kind == .text && !$0.isBlank }
        return (following.last ?? document.lines[number]).range.upperBound
    }

    /// Adds the commands of the code spans that begin in a range (CommonMark 0.31, section 6.1).
    ///
    /// - Returns: the end of the last span, or of the range.
    @discardableResult
    private mutating func codeSpans(
        from start: Int, to end: Int, mayEndAt limit: Int? = nil, onlyAfterBlank: Bool
    ) throws(ReadingError) -> Int {
        let mark = UInt8(ascii: "`")
        let limit = limit ?? end
        var place = start
        while place < end {
            guard bytes[place] == mark else {
                place += 1
                continue
            }
            let length = bytes[place..<limit].prefix { $0 == mark }.count
            let content = place + length
            guard let close = closing(length, from: content, limit: limit) else {
                place = content
                continue
            }
            let isApart =
                place == start || ShellWords.isBlank(bytes[place - 1]) || bytes[place - 1] == UInt8(ascii: "(")
            if isApart || !onlyAfterBlank { try span(text[content..<close].trimmed) }
            place = close + length
        }
        return max(place, end)
    }

    private mutating func span(_ content: Passage) throws(ReadingError) {
        let command = content.bytes.starts(with: "$ ".utf8) ? content[2..<content.bytes.count].trimmed : content
        guard Self.isCommand(command.bytes[...]) else { return }
        do throws(ReadingError) {
            try commands(in: command)
        } catch {
            try noteUnreadable(command, error)
        }
    }

    /// A command whose quotes are wrong still counts, unless it may be for the Loop: then it is an error.
    private mutating func noteUnreadable(_ command: Passage, _ error: ReadingError) throws(ReadingError) {
        guard !Self.mayBeForLoop(command) else { throw error }
        findings.append(.command([], command))
        awaitsAnswer = false
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
    /// - Returns: the offset of its last byte.
    private mutating func comment(at start: Int) throws(ReadingError) -> Int {
        let content = start + 4
        let close = lacksCommentEnd ? nil : bytes[content...].firstRange(of: Array("-->".utf8))
        lacksCommentEnd = close == nil
        let line = document.lines[document.line(at: start)]
        let whole = text[content..<(close?.lowerBound ?? max(content, line.range.upperBound))].trimmed
        guard whole.bytes.starts(with: "mockloop".utf8) else { return (close?.upperBound ?? content) - 1 }
        guard let close else { throw text.error(.commentNotClosed, at: start) }
        let rest = whole[8..<whole.bytes.count].trimmed
        guard rest.bytes.starts(with: "start:".utf8) else { throw whole.error(.unknownComment(whole.text)) }
        let command = rest[6..<rest.bytes.count].trimmed
        guard !command.isEmpty else { throw whole.error(.startWithoutCommand) }
        findings.append(.start(command))
        return close.upperBound - 1
    }

    // MARK: Answers

    /// Looks for an answer that begins in a line.
    ///
    /// - Returns: the offset of its last byte; nil when there is none. What looks like JSON and is none counts as an
    ///   answer, too, so that its error is shown and not hidden.
    private mutating func answer(at number: Int) -> Int? {
        let line = document.lines[number]
        var isMarked = false
        if case .fenced(let info) = line.kind {
            guard Self.answerInfos.contains(info) else { return nil }
            isMarked = Self.jsonInfos.contains(info)
        }
        let content = line.range.drop { ShellWords.isBlank(bytes[$0]) }
        guard let start = content.first, looksLikeJSON(at: start, isMarked: isMarked) else { return nil }
        // Read from the whole text, which costs no copy; JSON cannot reach past the fence that closes its block.
        guard let read = try? ExampleJSON.read(text, from: start, strings: .document([])) else {
            findings.append(.answer(start..<line.blockEnd, isMarked: isMarked))
            return line.range.upperBound
        }
        let lineEnd = document.lines[document.line(at: max(start, read.end - 1))].range.upperBound
        findings.append(.answer(start..<(isMarked ? line.blockEnd : lineEnd), isMarked: isMarked))
        return read.end - 1
    }

    /// Whether JSON begins here, rather than a link (`[text](…)`) or something of another language.
    private func looksLikeJSON(at start: Int, isMarked: Bool) -> Bool {
        guard let next = bytes[(start + 1)...].first(where: { !ShellWords.isBlank($0) }) else { return isMarked }
        switch bytes[start] {
        case UInt8(ascii: "{"): return isMarked || "\"'}./".utf8.contains(next) || next == "…".utf8.first
        case UInt8(ascii: "["): return isMarked || "{[\"']-.0123456789".utf8.contains(next) || next == "…".utf8.first
        default:
            // A block marked as JSON is nothing else; a status line and fields may stand before it.
            return isMarked && !"HTTP/ ".utf8.contains(bytes[start])
        }
    }
}
