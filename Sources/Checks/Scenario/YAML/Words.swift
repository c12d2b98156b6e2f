/// A mapping of a story whose words are known beforehand.
struct Words {
    /// What the mapping describes, in the words of an error: "a request step".
    let subject: String
    let position: Position
    let source: SourceText
    private let entries: [Node.Entry]

    /// - Parameters:
    ///   - node: the mapping.
    ///   - subject: what it describes.
    ///   - known: the words that may stand in it.
    /// - Throws: ``ReadingError`` if it is no mapping, or holds a word that is not known.
    init(_ node: Node, subject: String, known: [String], in source: SourceText) throws(ReadingError) {
        guard case .mapping(let entries, let position) = node else {
            throw ReadingError(
                .wrongKind(subject: subject, expected: "a mapping", found: node.kind), at: node.position, in: source)
        }
        self.subject = subject
        self.position = position
        self.source = source
        self.entries = entries
        for entry in entries where !known.contains(entry.name.text) {
            let word = entry.name.text
            let close = nearest(to: word, in: known)
            throw ReadingError(
                .unknownWord(word, subject: subject, nearest: close, known: known), at: entry.name.position, in: source)
        }
    }

    subscript(_ name: String) -> Node? { entries.first { $0.name.text == name }?.value }

    func has(_ name: String) -> Bool { self[name] != nil }

    /// Where a word stands; the mapping's own place when it does not.
    func place(of name: String) -> Position { entries.first { $0.name.text == name }?.name.position ?? position }

    func required(_ name: String) throws(ReadingError) -> Node {
        guard let node = self[name] else {
            throw ReadingError(.missingWord(name, subject: subject), at: position, in: source)
        }
        return node
    }

    /// The text of a word, if it is there.
    func scalar(_ name: String) throws(ReadingError) -> Scalar? {
        guard let node = self[name] else { return nil }
        return try node.scalar(subject: "\"\(name)\"", in: source)
    }

    /// The entries of the mapping that a word names; none if it is not there.
    func entries(_ name: String) throws(ReadingError) -> [Node.Entry] {
        guard let node = self[name] else { return [] }
        return try node.entries(subject: "\"\(name)\"", in: source)
    }
}

extension Node {
    /// The text; everything else is an error.
    func scalar(subject: String, in source: SourceText) throws(ReadingError) -> Scalar {
        guard case .scalar(let scalar) = self, !scalar.isNull else {
            throw ReadingError(.wrongKind(subject: subject, expected: "a text", found: kind), at: position, in: source)
        }
        return scalar
    }

    /// The entries of a mapping; everything else is an error.
    func entries(subject: String, in source: SourceText) throws(ReadingError) -> [Entry] {
        guard case .mapping(let entries, _) = self else {
            throw ReadingError(
                .wrongKind(subject: subject, expected: "a mapping", found: kind), at: position, in: source)
        }
        return entries
    }

    /// The elements of a list; everything else is an error.
    func elements(subject: String, in source: SourceText) throws(ReadingError) -> [Node] {
        guard case .sequence(let nodes, _) = self else {
            throw ReadingError(.wrongKind(subject: subject, expected: "a list", found: kind), at: position, in: source)
        }
        return nodes
    }
}
