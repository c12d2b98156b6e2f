/// The lines of a Markdown document, each with what it is as far as commands and answers are concerned.
///
/// This is CommonMark where a story needs it (fences, quotes, code spans) and no more. Fences that are marked the wrong
/// way round, as real documents have them, leave lines inside of a fence that its author saw as text; so what stands
/// in a line counts for more than where the line stands.
struct MarkdownLines {
    /// What a line is.
    enum Kind: Equatable {
        case text
        /// A line inside of a fence with this info string (its first word, in small letters; often empty).
        case fenced(info: String)
        /// The line that opens or closes a fence.
        case fence
    }

    struct Line {
        let kind: Kind
        /// The line's bytes in `text`, without the marks of a quote.
        let range: Range<Int>
        /// Whether there is nothing in it but blanks.
        let isBlank: Bool
        /// The end in `text` of the fence around the line, or of the document.
        var blockEnd: Int
    }

    /// The document without the marks of quotes; lines end with a line feed.
    let text: Passage
    private(set) var lines: [Line] = []

    init(_ source: SourceText) {
        var scanner = FenceScanner()
        var bytes: [UInt8] = []
        var origins: [Int] = []
        var open: [Int] = []
        for number in 1...source.lineCount {
            let range = source.range(ofLine: number)
            let (kind, skipped) = scanner.take(source.bytes[range])
            let start = bytes.count
            for offset in range.dropFirst(skipped) {
                bytes.append(source.bytes[offset])
                origins.append(offset)
            }
            if kind == .fence {
                for line in open { lines[line].blockEnd = start }
                open = []
            }
            let isBlank = bytes[start...].allSatisfy(ShellWords.isBlank)
            lines.append(Line(kind: kind, range: start..<bytes.count, isBlank: isBlank, blockEnd: .max))
            if case .fenced = kind { open.append(lines.count - 1) }
            bytes.append(UInt8(ascii: "\n"))
            origins.append(range.upperBound)
        }
        origins.append(source.bytes.count)
        for line in lines.indices { lines[line].blockEnd = min(lines[line].blockEnd, bytes.count) }
        text = Passage(bytes: bytes, origins: origins, source: source)
    }

    /// The text of a line without blanks at its ends.
    func trimmed(_ line: Int) -> String { text[lines[line].range].trimmed.text }

    /// The line that holds a byte of the text.
    func line(at index: Int) -> Int {
        var low = 0
        var high = lines.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle].range.lowerBound <= index { low = middle } else { high = middle }
        }
        return low
    }
}

/// Knows whether it is inside of a fence (CommonMark 0.31, section 4.5), line by line.
private struct FenceScanner {
    private struct Fence {
        let mark: UInt8
        let length: Int
        let info: String
        let isQuoted: Bool
        /// The info string of a shorter fence inside of this one; a document that shows Markdown, or has its fences
        /// wrong, has such.
        var innerInfo: String?
    }

    private var fence: Fence?

    /// Takes the next line.
    ///
    /// - Returns: what it is, and how many bytes at its start are the marks of a quote.
    mutating func take(_ line: ArraySlice<UInt8>) -> (kind: MarkdownLines.Kind, skipped: Int) {
        let skipped = fence.map { $0.isQuoted } ?? true ? quoteMarks(of: line) : 0
        let content = line.dropFirst(skipped)
        let mark = fenceMark(of: content)
        guard var fence else {
            guard let mark, mark.mark == UInt8(ascii: "~") || !mark.hasBackquoteAfter else { return (.text, skipped) }
            self.fence = Fence(mark: mark.mark, length: mark.length, info: mark.info, isQuoted: skipped > 0)
            return (.fence, skipped)
        }
        if let mark, mark.mark == fence.mark {
            if mark.info.isEmpty, mark.length >= fence.length, !mark.hasBackquoteAfter {
                self.fence = nil
                return (.fence, skipped)
            }
            if !mark.hasBackquoteAfter {
                fence.innerInfo = mark.info.isEmpty ? nil : mark.info
                self.fence = fence
            }
        }
        return (.fenced(info: fence.innerInfo ?? fence.info), skipped)
    }

    private func quoteMarks(of line: ArraySlice<UInt8>) -> Int {
        var index = line.startIndex
        var end = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: ">") {
                index += 1
                if index < line.endIndex, line[index] == UInt8(ascii: " ") { index += 1 }
                end = index
            } else if line[index] == UInt8(ascii: " "), index - end < 3 {
                index += 1
            } else {
                break
            }
        }
        return end - line.startIndex
    }

    private func fenceMark(
        of line: ArraySlice<UInt8>
    ) -> (mark: UInt8, length: Int, info: String, hasBackquoteAfter: Bool)? {
        let content = line.drop { ShellWords.isBlank($0) }
        guard let mark = content.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        let length = content.prefix { $0 == mark }.count
        guard length >= 3 else { return nil }
        let rest = content.dropFirst(length)
        let words = rest.split(whereSeparator: { ShellWords.isBlank($0) || "{},".utf8.contains($0) })
        let info = words.first.map { String(decoding: $0, as: UTF8.self).lowercased() } ?? ""
        return (mark, length, info, rest.contains(UInt8(ascii: "`")))
    }
}
