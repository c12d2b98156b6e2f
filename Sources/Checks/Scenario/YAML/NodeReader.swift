import Yams

/// Turns YAML text into nodes that know their places. The only file that knows Yams.
struct NodeReader {
    /// Aliases may repeat a value; this many values in all keep a few lines of them from becoming millions. (Only as
    /// values: aliases in the names of a mapping are compared by Yams, however much they stand for.)
    static let maximumCount = 20_000
    /// Deeper values are refused: a story nests a tenth of it, and the reader calls itself.
    static let maximumDepth = 100

    private let source: SourceText
    private var count = 0

    /// Reads a text that holds one YAML document.
    ///
    /// - Returns: its root; nil when there is nothing but comments.
    /// - Throws: ``ReadingError`` with libyaml's own words and place when it is no YAML.
    static func read(_ source: SourceText) throws(ReadingError) -> Node? {
        var reader = NodeReader(source: source)
        let root: Yams.Node?
        do {
            root = try Yams.compose(yaml: String(decoding: source.bytes, as: UTF8.self), .basic, .default, .utf8)
        } catch let error as YamlError {
            throw reader.readingError(error)
        } catch {
            throw ReadingError(.yaml("\(error)"), at: Position(line: 1, column: 1), in: source)
        }
        guard let root else { return nil }
        return try reader.node(root, depth: 0)
    }

    private init(source: SourceText) { self.source = source }

    private mutating func node(_ node: Yams.Node, depth: Int) throws(ReadingError) -> Node {
        let position = position(of: node.mark)
        count += 1
        guard count <= Self.maximumCount else {
            throw ReadingError(.tooMany(Self.maximumCount), at: position, in: source)
        }
        guard depth < Self.maximumDepth else {
            throw ReadingError(.tooDeep(Self.maximumDepth), at: position, in: source)
        }
        switch node {
        case .scalar(let scalar): return .scalar(self.scalar(scalar))
        case .alias: throw ReadingError(.yaml("an alias stands where a value is needed"), at: position, in: source)
        case .sequence(let sequence):
            var nodes: [Node] = []
            for element in sequence { nodes.append(try self.node(element, depth: depth + 1)) }
            return .sequence(nodes, position)
        case .mapping(let mapping):
            var entries: [Node.Entry] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw ReadingError(.nameIsNoText, at: self.position(of: key.mark), in: source)
                }
                entries.append(
                    Node.Entry(name: self.scalar(name, isName: true), value: try self.node(value, depth: depth + 1)))
            }
            return .mapping(entries, position)
        }
    }

    private func scalar(_ scalar: Yams.Node.Scalar, isName: Bool = false) -> Scalar {
        let position = position(of: scalar.mark)
        let style: Scalar.Style =
            switch scalar.style {
            case .plain, .any: .plain
            case .singleQuoted, .doubleQuoted: .quoted
            case .literal, .folded: .block
            }
        // While Yams looks for duplicate names it gives each of them the tag of a string; that tells nothing.
        let isTagged = !isName && style == .plain && scalar.tag.description == Tag.Name.str.rawValue
        let passage = ScalarAligner(source: source, start: source.offset(of: position), style: style)
            .passage(of: Array(scalar.string.utf8))
        return Scalar(passage: passage, position: position, style: style, isTaggedString: isTagged)
    }

    private func position(of mark: Mark?) -> Position {
        mark.map { Position(line: min($0.line, source.lineCount), column: $0.column) } ?? Position(line: 1, column: 1)
    }

    /// Yams gives the place of one of the names that occur twice. When lists or mappings are among them it calls them
    /// `<uncovertable>`, and the one whose place it gives is not always the same: then the error has no better place
    /// than the beginning.
    private func duplicateError(_ names: [String], at place: Position) -> ReadingError {
        guard names.contains("<uncovertable>") else {
            return ReadingError(.duplicateWord(names.first ?? ""), at: place, in: source)
        }
        return ReadingError(.nameIsNoText, at: names.count == 1 ? place : Position(line: 1, column: 1), in: source)
    }

    private func readingError(_ error: YamlError) -> ReadingError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ReadingError(.yaml(problem), at: position(of: mark), in: source)
        case .duplicatedKeysInMapping(let duplicates, let context):
            duplicateError(duplicates, at: position(of: context.mark))
        case .reader(let problem, let offset, _, _):
            ReadingError(.yaml(problem), at: source.position(at: offset ?? 0), in: source)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            ReadingError(.yaml("\(error)"), at: Position(line: 1, column: 1), in: source)
        }
    }
}

/// Finds where each byte of a scalar's text stood in the file.
///
/// YAML folds lines, doubles quotes and escapes characters, but it keeps the order of what is not blank. So the text
/// and the file are walked side by side: a blank has no place of its own and gets that of the byte before it; anything
/// else is the next such byte of the file. Only an escaped character (`\n`) can be off, by the length of its escape.
private struct ScalarAligner {
    /// How far apart two neighbours of the text are looked for: more blanks or comments than this do not occur.
    static let reach = 4096

    let source: SourceText
    let start: Int
    let style: Scalar.Style

    func passage(of text: [UInt8]) -> Passage {
        let bytes = source.bytes
        var place = contentStart
        var last = place
        var origins: [Int] = []
        origins.reserveCapacity(text.count + 1)
        for byte in text {
            if ShellWords.isBlank(byte) {
                origins.append(last)
                if last < bytes.count, ShellWords.isBlank(bytes[last]) { last += 1 }
                continue
            }
            let limit = min(bytes.count, place + Self.reach)
            while place < limit, bytes[place] != byte { place += 1 }
            guard place < limit else {
                // An escape had other letters than its character: the rest stands somewhere after the last known byte.
                place = last
                origins.append(last)
                continue
            }
            origins.append(place)
            place += 1
            last = place
        }
        origins.append(last)
        return Passage(bytes: text, origins: origins, source: source)
    }

    /// Where the text can begin: after the opening quote, or on the line after the block indicator.
    private var contentStart: Int {
        switch style {
        case .plain: return start
        case .quoted: return min(start + 1, source.bytes.count)
        case .block:
            let rest = source.bytes[min(start, source.bytes.count)...]
            return rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? source.bytes.count
        }
    }
}
