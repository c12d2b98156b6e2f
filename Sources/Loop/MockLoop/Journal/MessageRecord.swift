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
    var eventID: UInt64? { id(behind: UInt8(ascii: "2"), UInt8(ascii: "5")) }

    /// The id of the event that this acknowledges.
    var acknowledgementID: UInt64? { id(behind: UInt8(ascii: "3"), UInt8(ascii: "6")) }

    private func id(behind plain: UInt8, _ binary: UInt8) -> UInt64? {
        guard case .text(let text) = message, let type = text.first, type == plain || type == binary else { return nil }
        var rest = text.dropFirst()
        if type == binary { rest = rest.drop { $0 != UInt8(ascii: "-") }.dropFirst() }
        if rest.first == UInt8(ascii: "/") { rest = rest.drop { $0 != UInt8(ascii: ",") }.dropFirst() }
        return UInt64(String(decoding: rest.prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
    }
}
