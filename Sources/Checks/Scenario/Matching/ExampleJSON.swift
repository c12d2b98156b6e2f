internal import JSON

/// Reads JSON as people write it in stories and documents (``Dialect/example``) into the pattern of an answer.
struct ExampleJSON {
    /// What the strings of the text mean.
    enum Strings: Sendable {
        /// Those of a story: `${variables}` and `<forms>`.
        case story(Names)
        /// Those of a document: examples, in which the document's hosts mean the Loop.
        case document([DocumentHost])
    }

    /// Deeper values are refused: no answer of a Loop nests a tenth of it, and patterns are walked recursively.
    private static let limits = Limits(depth: 100, valueCount: 100_000)

    private let passage: Passage
    private let strings: Strings

    /// Reads the value that begins at `start` (after blanks).
    ///
    /// - Returns: the pattern, and the offset in the passage at which the value ends.
    /// - Throws: ``ReadingError`` at the first byte that fits no rule.
    static func read(
        _ passage: Passage, from start: Int = 0, strings: Strings
    ) throws(ReadingError) -> (pattern: Pattern, end: Int) {
        let document: Document
        do throws(SyntaxError) {
            document = try Document(parsingPrefixOf: passage.bytes, from: start, dialect: .example, limits: limits)
        } catch {
            throw passage.error(.json(error), at: error.offset)
        }
        let reader = ExampleJSON(passage: passage, strings: strings)
        return (try reader.pattern(document.root), document.root.byteRange.upperBound)
    }

    /// Reads a text that is one value and nothing else.
    static func readWhole(_ passage: Passage, strings: Strings) throws(ReadingError) -> Pattern {
        let (pattern, end) = try read(passage, strings: strings)
        if let next = passage.bytes[end...].firstIndex(where: { !ShellWords.isBlank($0) }) {
            throw passage.error(.textAfterJSON, at: next)
        }
        return pattern
    }

    private func pattern(_ element: Element) throws(ReadingError) -> Pattern {
        switch element.kind {
        case .null: return .null
        case .bool: return .bool(element.bool ?? false)
        case .number: return .number(element.text)
        case .string: return try pattern(ofString: element)
        case .ellipsis: return .form(.any)
        case .array:
            var items: [Pattern.Item] = []
            for child in element.elements {
                items.append(child.kind == .ellipsis ? .more : .value(try pattern(child)))
            }
            return .array(items)
        case .object:
            var members: [Pattern.Member] = []
            for (name, child) in element.members {
                members.append(Pattern.Member(name: name, value: try pattern(child)))
            }
            return .object(members, open: element.isOpen)
        }
    }

    private func pattern(ofString element: Element) throws(ReadingError) -> Pattern {
        let text = element.string ?? ""
        switch strings {
        case .document(let hosts): return .text(TextPattern.example(text, hosts: hosts))
        case .story(let names):
            let inside = element.byteRange.lowerBound + 1..<element.byteRange.upperBound - 1
            let content = passage[inside]
            // A string with escapes is not spelled as it reads; its parts have no better place than its beginning.
            let spelled = content.text == text ? content : passage.substituting(text, at: inside.lowerBound)
            return try TextPattern.reading(spelled, names: names)
        }
    }
}
