internal import Bytes
internal import EngineIO
internal import JSON
internal import SocketIO
internal import SocketIOServer

/// A message of Socket.IO as it went over the wire: the text of a packet, or an attachment.
struct MessageRecord {
    let peer: Peer
    /// The number of the connection that it came or went by.
    let connection: Int
    let direction: MessageDirection
    private let message: EngineIO.Message

    init(_ message: EngineIO.Message, _ direction: MessageDirection, _ peer: Peer) {
        self.message = message
        self.direction = direction
        self.peer = peer
        connection = peer.connection
    }

    var bytes: [UInt8] {
        switch message {
        case .text(let bytes), .binary(let bytes): bytes
        }
    }

    var isText: Bool { if case .text = message { true } else { false } }

    /// The packet; nil for an attachment, and for what is none. Attachments are not put into it.
    var packet: SocketIO.Packet? {
        guard case .text(let text) = message else { return nil }
        var assembler = PacketAssembler()
        return try? assembler.receive(message) ?? Self.packetWithoutAttachments(text)
    }

    /// A packet with attachments, whose placeholders stay: `51-["name",{"_placeholder":true,"num":0}]`.
    private static func packetWithoutAttachments(_ text: [UInt8]) throws -> SocketIO.Packet? {
        guard let first = text.first, let end = text.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        // As if it were a packet of the other type, which has none.
        var assembler = PacketAssembler()
        return try assembler.receive(.text([first - 3] + text[(end + 1)...]))
    }

    // These look at the front of the text alone: for every entry that is passed over, nothing is parsed.

    /// The id of an event that is to be acknowledged.
    var eventID: UInt64? { front.flatMap { $0.kind == .event ? $0.id : nil } }

    /// The id of the event that this acknowledges.
    var acknowledgementID: UInt64? { front.flatMap { $0.kind == .acknowledgement ? $0.id : nil } }

    /// Whether it can be of this kind, if it is well-formed.
    func mayBe(_ kind: JournalKind) -> Bool {
        switch kind {
        case .attachment: !isText
        case .malformed: isText
        case .event, .acknowledgement, .connect, .disconnect, .connectError: front?.kind == kind
        case .exchange, .connected, .disconnected, .fault: false
        }
    }

    /// Whether it can be an event of this name, if it is well-formed.
    func mayBe(event name: String) -> Bool {
        guard let front, front.kind == .event else { return false }
        var rest = front.rest.drop { $0 != UInt8(ascii: "\"") }.dropFirst()
        // Another spelling of the same name has escapes in it.
        guard !rest.prefix(name.utf8.count * 6).prefix(while: { $0 != UInt8(ascii: "\"") }).contains(ASCII.backslash)
        else { return true }
        for byte in name.utf8 where rest.popFirst() != byte { return false }
        return rest.first == UInt8(ascii: "\"")
    }

    /// What stands in front of a packet's JSON: `51-/namespace,12`.
    private struct Front {
        let kind: JournalKind
        let id: UInt64?
        let rest: ArraySlice<UInt8>
    }

    private var front: Front? {
        guard case .text(let text) = message, let type = text.first else { return nil }
        var rest = text.dropFirst()
        let kind: JournalKind
        switch type {
        case UInt8(ascii: "0"): kind = .connect
        case UInt8(ascii: "1"): kind = .disconnect
        case UInt8(ascii: "2"), UInt8(ascii: "5"): kind = .event
        case UInt8(ascii: "3"), UInt8(ascii: "6"): kind = .acknowledgement
        case UInt8(ascii: "4"): kind = .connectError
        default: return nil
        }
        if type >= UInt8(ascii: "5") { rest = rest.drop { $0 != UInt8(ascii: "-") }.dropFirst() }
        if rest.first == ASCII.slash { rest = rest.drop { $0 != UInt8(ascii: ",") }.dropFirst() }
        let digits = rest.prefix { $0.isDigit }
        return Front(
            kind: kind, id: UInt64(String(decoding: digits, as: UTF8.self)), rest: rest[digits.endIndex...])
    }
}
