/// A piece of text cut out of a source, of which every byte still knows where it stood.
///
/// A YAML scalar loses its quotes and indentation, a shell command its continued lines: the readers of commands, JSON
/// and variables see plain text, and their errors point at the file all the same.
struct Passage: Sendable {
    let source: SourceText
    /// The text in UTF-8.
    let bytes: [UInt8]
    /// The offset in the source of each byte, and of the end; one more than there are bytes.
    fileprivate let origins: [Int]

    /// A run of the source, as it stands there.
    init(_ range: Range<Int>, of source: SourceText) {
        self.source = source
        bytes = Array(source.bytes[range])
        origins = Array(range.lowerBound...range.upperBound)
    }

    /// Text with the origin of each byte.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - origins: for each byte its offset in the source, and the offset of the end.
    init(bytes: [UInt8], origins: [Int], source: SourceText) {
        precondition(origins.count == bytes.count + 1, "a passage needs the origin of each byte and of its end")
        self.source = source
        self.bytes = bytes
        self.origins = origins
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isEmpty: Bool { bytes.isEmpty }

    /// Where the passage begins.
    var position: Position { source.position(at: origins[0]) }

    /// Where a byte of the passage stood.
    ///
    /// - Parameter index: 0 up to and including the number of bytes.
    func position(at index: Int) -> Position {
        source.position(at: origins[min(index, bytes.count)])
    }

    /// A part of the passage.
    subscript(_ range: Range<Int>) -> Passage {
        Passage(
            bytes: Array(bytes[range]), origins: Array(origins[range.lowerBound...range.upperBound]), source: source)
    }

    /// This passage and another one, the way a shell joins continued lines.
    func joined(with other: Passage) -> Passage {
        Passage(bytes: bytes + other.bytes, origins: origins.dropLast() + other.origins, source: source)
    }

    /// The passage without blanks at its ends.
    var trimmed: Passage {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return self[0..<0] }
        return self[first..<last + 1]
    }

    /// An error at one of the passage's bytes.
    func error(_ problem: ReadingError.Problem, at index: Int = 0) -> ReadingError {
        ReadingError(problem, at: position(at: index), in: source)
    }
}

extension Passage {
    /// Bytes picked from this passage.
    ///
    /// - Parameters:
    ///   - bytes: the bytes.
    ///   - indices: for each of them where it stood in this passage, and where the last of them ended.
    func picking(_ bytes: [UInt8], at indices: [Int]) -> Passage {
        Passage(bytes: bytes, origins: indices.map { origins[$0] }, source: source)
    }

    /// Another text that stands for a part of this passage, all of it at one place.
    func substituting(_ text: String, at index: Int) -> Passage {
        let bytes = Array(text.utf8)
        return Passage(bytes: bytes, origins: Array(repeating: origins[index], count: bytes.count + 1), source: source)
    }
}
