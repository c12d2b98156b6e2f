internal import Bytes
internal import JSON

/// Reads the text of a packet, front to back, once.
///
///     type         = "0"-"6"
///     packet       = type [ attachments "-" ] [ namespace "," ] [ id ] [ JSON ]
///     attachments  = 1*DIGIT               types 5 and 6 have it, the others do not
///     namespace    = "/" *( any but "," )  its comma may be missing at the end of the packet
///     id           = 1*DIGIT               types 3 and 6 have it, 2 and 5 may, the others do not
struct PacketReader {
    private let text: [UInt8]
    private let limits: Limits
    private var place = 0

    init(_ text: [UInt8], limits: Limits) {
        self.text = text
        self.limits = limits
    }

    /// A packet's text, and what is to be done with it when its attachments are there.
    struct Result: Sendable {
        var type: PacketType
        var attachmentCount: Int
        var namespace: String
        var id: UInt64?
        var document: Document?
        /// The name of an event.
        var name = ""
    }

    mutating func read() throws(PacketError) -> Result {
        guard let first = text.first, let type = PacketType(rawValue: first) else {
            throw PacketError(.unknownType, at: 0)
        }
        place = 1
        let attachmentCount = type.isBinary ? try readAttachmentCount() : 0
        let namespace = readNamespace()
        let id = try readID(for: type)
        let start = place
        let document = try readJSON()
        var result = Result(
            type: type, attachmentCount: attachmentCount, namespace: namespace, id: id, document: document)
        let root = document?.root
        switch type {
        case .connect:
            guard root == nil || root?.kind == .object else { throw PacketError(.wrongPayload, at: start) }
        case .disconnect:
            guard root == nil else { throw PacketError(.wrongPayload, at: start) }
        case .connectError:
            guard root?.kind == .object || root?.kind == .string else { throw PacketError(.wrongPayload, at: start) }
        case .event, .binaryEvent:
            result.name = try Self.name(of: root, at: start)
        case .acknowledgement, .binaryAcknowledgement:
            guard root?.kind == .array else { throw PacketError(.wrongPayload, at: start) }
        }
        if let document, type.isBinary, let offset = document.misplacedPlaceholder(attachmentCount: attachmentCount) {
            throw PacketError(.malformedPlaceholder, at: offset)
        }
        return result
    }

    /// `<number>-`
    private mutating func readAttachmentCount() throws(PacketError) -> Int {
        let start = place
        while place < text.count, text[place].isDigit { place += 1 }
        guard place < text.count, text[place] == ASCII.hyphen, place > start else {
            throw PacketError(.malformedAttachmentCount, at: place)
        }
        defer { place += 1 }
        guard let count = text[start..<place].decimalValue, count <= limits.attachmentCount else {
            throw PacketError(.tooManyAttachments, at: start)
        }
        return count
    }

    /// `/name,`, or to the end of the text; without it the main namespace is meant.
    private mutating func readNamespace() -> String {
        guard place < text.count, text[place] == ASCII.slash else { return Packet.mainNamespace }
        let start = place
        let end = text.firstIndex(of: ASCII.comma, from: start) ?? text.count
        place = min(end + 1, text.count)
        return String(decoding: text[start..<end], as: UTF8.self)
    }

    private mutating func readID(for type: PacketType) throws(PacketError) -> UInt64? {
        let start = place
        var id: UInt64 = 0
        while place < text.count, text[place].isDigit {
            let (tens, overflowOfTens) = id.multipliedReportingOverflow(by: 10)
            let (sum, overflowOfSum) = tens.addingReportingOverflow(UInt64(text[place] &- ASCII.zero))
            guard !overflowOfTens, !overflowOfSum else { throw PacketError(.malformedID, at: start) }
            id = sum
            place += 1
        }
        let isThere = place > start
        switch type {
        case .event, .binaryEvent: return isThere ? id : nil
        case .acknowledgement, .binaryAcknowledgement:
            guard isThere else { throw PacketError(.malformedID, at: start) }
            return id
        case .connect, .disconnect, .connectError:
            guard !isThere else { throw PacketError(.malformedID, at: start) }
            return nil
        }
    }

    /// The rest, which is one JSON text or nothing.
    private func readJSON() throws(PacketError) -> Document? {
        guard place < text.count else { return nil }
        let document: Document
        do throws(SyntaxError) {
            document = try Document(parsingPrefixOf: text, from: place)
        } catch {
            throw PacketError(error.isAboutSize ? .excessiveJSON : .malformedJSON, at: error.offset)
        }
        let end = document.root.byteRange.upperBound
        if let other = text[end...].firstIndex(where: { !Self.isWhitespace($0) }) {
            throw PacketError(.malformedJSON, at: other)
        }
        return document
    }

    /// What may stand around a JSON text (RFC 8259, section 2).
    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == ASCII.space || byte == ASCII.tab || byte == ASCII.lineFeed || byte == ASCII.carriageReturn
    }

    /// The name in front of an event's arguments: a string, or a number, whose spelling it then is.
    private static func name(of root: Element?, at start: Int) throws(PacketError) -> String {
        guard let root, let first = root.elements.first(where: { _ in true }) else {
            throw PacketError(.wrongPayload, at: start)
        }
        switch first.kind {
        case .number: return first.text
        case .null, .bool, .array, .object, .ellipsis:
            throw PacketError(.wrongPayload, at: first.byteRange.lowerBound)
        case .string:
            let name = first.string ?? ""
            guard !Packet.reservedNames.contains(name) else {
                throw PacketError(.reservedName, at: first.byteRange.lowerBound)
            }
            return name
        }
    }
}

extension SyntaxError {
    /// Whether it is not the grammar that is broken but a limit.
    fileprivate var isAboutSize: Bool {
        switch kind {
        case .tooLong, .tooDeep, .tooManyValues: true
        case .endedEarly, .unexpected, .trailingComma, .leadingZero, .unknownWord, .controlCharacter, .invalidUTF8,
            .byteOrderMark:
            false
        }
    }
}
