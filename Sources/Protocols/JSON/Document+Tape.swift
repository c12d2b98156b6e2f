// Walks over the tape. Loops are here, over spans, and not over elements: each copy of an element counts references.

extension Document {
    /// The index of the entry after the value at `index` and all that is inside it.
    func index(after index: Int) -> Int {
        Self.index(after: index, tape: tape.span, text: bytes.span)
    }

    private static func index(after index: Int, tape: Span<TapeEntry>, text: Span<UInt8>) -> Int {
        let entry = tape[index]
        let byte = text[Int(entry.offset)]
        return byte == Byte.openBrace || byte == Byte.openBracket ? entry.extent + 1 : index + 1
    }

    /// The index of the value of the last member with that name, among the members whose entries are in `range`.
    func lastMember(named name: String, among range: Range<Int>) -> Int? {
        let tape = tape.span
        let text = bytes.span
        var found: Int?
        var index = range.lowerBound
        while index < range.upperBound {
            if isString(at: index, name) { found = index + 1 }
            index = Self.index(after: index + 1, tape: tape, text: text)
        }
        return found
    }

    /// The characters of the string at `index`.
    func string(at index: Int) -> String {
        let entry = tape[index]
        let contents = bytes[(Int(entry.offset) + 1)..<(entry.extent - 1)]
        return entry.isMarked ? StringContents.resolved(contents) : String(decoding: contents, as: UTF8.self)
    }

    /// Whether the string at `index` has exactly these code points.
    func isString(at index: Int, _ other: String) -> Bool {
        let entry = tape[index]
        guard !entry.isMarked else { return StringContents.areIdentical(string(at: index), other) }
        let start = Int(entry.offset) + 1
        guard entry.extent - 1 - start == other.utf8.count else { return false }
        let text = bytes.span
        var place = start
        for byte in other.utf8 {
            guard text[place] == byte else { return false }
            place += 1
        }
        return true
    }
}
