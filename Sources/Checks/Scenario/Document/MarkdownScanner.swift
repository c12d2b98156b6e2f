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

    let document: MarkdownLines
    var findings: [Finding] = []
    private(set) var title: String?
    /// Whether a command was found whose answer is still looked for.
    var awaitsAnswer = false
    /// Whether no comment ends any more; looked for once, not by each comment that begins.
    var lacksCommentEnd = false

    /// How many bytes a command may have, and over how many lines a code span may go on. Both are far above real ones,
    /// and keep a page of unbalanced quotes from being read again for each of them.
    static let commandByteCount = 64 << 10
    static let spanLineCount = 20

    /// - Throws: ``ReadingError`` for a command whose quotes are not closed, or a comment that nobody understands.
    init(_ document: MarkdownLines) throws(ReadingError) {
        self.document = document
        var line = 0
        while line < document.lines.count { line = try scan(line) }
    }

    var text: Passage { document.text }
    var bytes: [UInt8] { text.bytes }

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
            if info.isEmpty { try scanCodeSpans(number) }
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
        guard let start = content.first, looksLikeJSON(at: start, in: number, isMarked: isMarked) else { return nil }
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
    private func looksLikeJSON(at start: Int, in number: Int, isMarked: Bool) -> Bool {
        guard let next = bytes[(start + 1)...].first(where: { !ShellWords.isBlank($0) }) else { return isMarked }
        switch bytes[start] {
        case UInt8(ascii: "{"): return isMarked || "\"'}./".utf8.contains(next) || next == "…".utf8.first
        case UInt8(ascii: "["): return isMarked || "{[\"']-.0123456789".utf8.contains(next) || next == "…".utf8.first
        // A block that is marked as JSON holds nothing else, unless it shows the head of the answer, too.
        default: return isMarked && !followsStatusLine(number)
        }
    }

    /// Whether a line belongs to the status line and fields at the beginning of its block.
    private func followsStatusLine(_ number: Int) -> Bool {
        let lines = document.lines[...number].reversed().prefix {
            $0.kind == document.lines[number].kind && !$0.isBlank
        }
        return lines.contains { bytes[$0.range].starts(with: "HTTP/".utf8) }
    }
}
