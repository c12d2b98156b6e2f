internal import Bytes

/// The fields of a message in the order and spelling in which they were sent (RFC 9110, section 5).
///
/// All field lines lie in one run of bytes, as they go over the wire; a field is two ranges of it. So a section of any
/// number of fields costs two allocations, is written with one copy, and nothing is made a `String` that nobody asks
/// for.
package struct FieldSection: Sendable {
    /// Where a field's name and value lie in ``bytes``.
    struct Entry: Sendable, Hashable {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// The field lines; in a section that was read, what stood around them, too.
    private(set) var bytes: [UInt8]
    private(set) var entries: [Entry]
    /// Where in ``bytes`` the field lines are, each with its line end.
    private var lines: Range<Int>

    /// Whether every name is a token and no value has a control character (RFC 9110, sections 5.1 and 5.5). A section
    /// that is not is never sent: whoever could put a line end into a value could write a message of his own.
    package private(set) var isWellFormed = true

    /// A section that was read, and is well-formed: `lines` of `bytes`, with a line end behind each of `entries`.
    init(bytes: [UInt8], lines: Range<Int>, entries: [Entry]) {
        self.bytes = bytes
        self.lines = lines
        self.entries = entries
    }

    package init() {
        self.init(bytes: [], lines: 0..<0, entries: [])
    }

    /// A section of `fields` in this order.
    package init(_ fields: KeyValuePairs<String, String>) {
        self.init()
        entries.reserveCapacity(fields.count)
        // Enough for most fields that a server sends, and for those that every answer gets.
        bytes.reserveCapacity(fields.count * 64 + 128)
        for (name, value) in fields { append(name, value) }
    }

    /// The head that the section was read with, as it came: start line, field lines, empty line. Nil for a section that
    /// was not read, or was added to.
    package var readHead: [UInt8]? {
        lines.lowerBound > 0 && bytes.count == lines.upperBound + 2 ? bytes : nil
    }

    /// Bytes of all field lines and what stands around them.
    package var byteCount: Int { bytes.count }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    /// Adds a field line at the end.
    package mutating func append(_ name: String, _ value: String) {
        // Behind the lines of a head that was read stands its empty line.
        bytes.removeLast(bytes.count - lines.upperBound)
        let nameStart = bytes.count
        bytes.append(name)
        let nameEnd = bytes.count
        bytes.append(": ")
        let valueStart = bytes.count
        bytes.append(value)
        let entry = Entry(name: nameStart..<nameEnd, value: valueStart..<bytes.count)
        bytes.append("\r\n")
        lines = lines.lowerBound..<bytes.count
        entries.append(entry)
        if !isWellFormed(entry) { isWellFormed = false }
    }

    private func isWellFormed(_ entry: Entry) -> Bool {
        for index in entry.name where !Grammar.isTokenCharacter(bytes[index]) { return false }
        for index in entry.value where !Grammar.isFieldValueCharacter(bytes[index]) { return false }
        return !entry.name.isEmpty
    }

    /// Writes the field lines behind `output`.
    func write(into output: inout [UInt8]) { output.append(contentsOf: bytes[lines]) }

    /// The value of the first field called `name`, which must be given in lower case; names match without their case.
    package subscript(_ name: StaticString) -> String? {
        firstValue(of: name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of the value of the first field called `name` (in lower case), or nil.
    package func firstValue(of name: StaticString) -> ArraySlice<UInt8>? {
        for entry in entries where self.name(of: entry, is: name) { return bytes[entry.value] }
        return nil
    }

    /// The values of all fields called `name` (in lower case), in order.
    package func values(of name: StaticString) -> [ArraySlice<UInt8>] {
        entries.compactMap { self.name(of: $0, is: name) ? bytes[$0.value] : nil }
    }

    /// The members of the comma-separated lists in all fields called `name` (RFC 9110, section 5.6.1): white space
    /// around them and empty members are left out.
    package func listMembers(of name: StaticString) -> [ArraySlice<UInt8>] {
        var members: [ArraySlice<UInt8>] = []
        for entry in entries where self.name(of: entry, is: name) {
            forEachMember(of: entry.value) { if !$0.isEmpty { members.append($0) } }
        }
        return members
    }

    /// Whether a list field called `name` (in lower case) has `member` (in lower case), compared without case.
    package func contains(_ member: StaticString, in name: StaticString) -> Bool {
        for entry in entries where self.name(of: entry, is: name) {
            var isMember = false
            forEachMember(of: entry.value) { if $0.equalsIgnoringCase(member) { isMember = true } }
            if isMember { return true }
        }
        return false
    }

    package func contains(_ name: StaticString) -> Bool { firstValue(of: name) != nil }
}

extension FieldSection: Sequence {
    /// Each field as it was sent.
    package func makeIterator() -> AnyIterator<(name: String, value: String)> {
        var rest = entries.makeIterator()
        return AnyIterator {
            rest.next().map {
                (String(decoding: bytes[$0.name], as: UTF8.self), String(decoding: bytes[$0.value], as: UTF8.self))
            }
        }
    }
}

extension FieldSection: Hashable {
    /// Equal are sections with the same names and values, byte by byte, in the same order.
    package static func == (one: FieldSection, other: FieldSection) -> Bool {
        one.count == other.count
            && zip(one.entries, other.entries).allSatisfy {
                one.bytes[$0.name] == other.bytes[$1.name] && one.bytes[$0.value] == other.bytes[$1.value]
            }
    }

    package func hash(into hasher: inout Hasher) {
        for entry in entries {
            hasher.combine(bytes[entry.name])
            hasher.combine(bytes[entry.value])
        }
    }
}

extension FieldSection: CustomStringConvertible {
    package var description: String { map { "\($0.name): \($0.value)" }.joined(separator: "\n") }
}

extension ArraySlice<UInt8> {
    /// Without the blanks and tabs at both ends (`OWS` of RFC 9110, section 5.6.3).
    package var trimmingWhiteSpace: ArraySlice<UInt8> {
        var trimmed = self
        while let first = trimmed.first, Grammar.isWhiteSpace(first) { trimmed.removeFirst() }
        while let last = trimmed.last, Grammar.isWhiteSpace(last) { trimmed.removeLast() }
        return trimmed
    }
}
