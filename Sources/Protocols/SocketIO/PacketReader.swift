internal import Bytes
internal import JSON

/// Reads the text of a packet, front to back, once.
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
        let isBinary = type == .binaryEvent || type == .binaryAcknowledgement
        let attachmentCount = isBinary ? try readAttachmentCount() : 0
        let namespace = readNamespace()
        let id = try readID(for: type)
        let start = place
        var result = Result(
            type: type, attachmentCount: attachmentCount, namespace: namespace, id: id, document: try readJSON())
        guard try hasFittingPayload(&result, at: start) else { throw PacketError(.wrongPayload, at: start) }
        if let document = result.document, isBinary,
            !Arguments.areSound(document, attachmentCount: attachmentCount)
        {
            throw PacketError(.malformedPlaceholder, at: start)
        }
        return result
    }

    /// `<number>-`
    private mutating func readAttachmentCount() throws(PacketError) -> Int {
        let start = place
        while place < text.count, text[place].isDigit { place += 1 }
        guard place < text.count, text[place] == ASCII.hyphen, place > start else {
            throw PacketError(.malformedAttachmentCount, at: start)
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
        do {
            let document = try Document(parsingPrefixOf: text, from: place)
            let end = document.root.byteRange.upperBound
            guard text[end...].allSatisfy({ $0 == ASCII.space || $0 == ASCII.tab || $0 == 0x0A || $0 == 0x0D }) else {
                throw PacketError(.malformedJSON, at: end)
            }
            return document
        } catch let error as PacketError {
            throw error
        } catch let error as SyntaxError {
            throw PacketError(.malformedJSON, at: error.offset)
        } catch {
            throw PacketError(.malformedJSON, at: place)
        }
    }

    private func hasFittingPayload(_ result: inout Result, at start: Int) throws(PacketError) -> Bool {
        let root = result.document?.root
        switch result.type {
        case .connect: return root == nil || root?.kind == .object
        case .disconnect: return root == nil
        case .connectError: return root?.kind == .object || root?.kind == .string
        case .acknowledgement, .binaryAcknowledgement: return root?.kind == .array
        case .event, .binaryEvent:
            guard let name = root?.elements.first(where: { _ in true }) else { return false }
            switch name.kind {
            case .string: result.name = name.string ?? ""
            case .number: result.name = name.text
            case .null, .bool, .array, .object, .ellipsis: return false
            }
            guard !Packet.reservedNames.contains(result.name) else { throw PacketError(.reservedName, at: start) }
            return true
        }
    }
}
