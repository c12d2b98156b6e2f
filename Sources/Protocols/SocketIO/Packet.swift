internal import Bytes
package import JSON

/// A packet of Socket.IO (protocol 5).
///
///     <type>[<attachments>-][<namespace>,][<id>][<JSON>]
///
/// as one text of Engine.IO, and behind it so many binary messages as it has attachments. ``PacketAssembler`` reads
/// packets, ``EncodedPacket`` writes them.
package struct Packet: Sendable {
    package enum Content: Sendable {
        /// With an object: a client's credentials, a server's `sid`.
        case connect(Document?)
        case disconnect
        case event(name: String, Arguments)
        case acknowledgement(Arguments)
        /// With an object that has `message` and perhaps `data`, or with a text.
        case connectError(Document)
    }

    package var namespace: String
    /// Of an event that wants an acknowledgement, and of the acknowledgement.
    ///
    /// JavaScript's counters end at 2⁵³ − 1; what is above is kept exactly all the same.
    package var id: UInt64?
    package var content: Content

    /// The namespace that has no name on the wire.
    package static let mainNamespace = "/"

    /// Names of events that libraries use for their own (Socket.IO protocol 5, section Sending and receiving data).
    package static let reservedNames: Set<String> = [
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
    ]

    /// Whether a namespace can have this name: a slash in front, and no comma, which would end it on the wire.
    static func isNamespace(_ name: String) -> Bool {
        name.utf8.first == ASCII.slash && !name.utf8.contains(ASCII.comma)
    }
}

/// The digit in front of a packet.
enum PacketType: UInt8, Sendable {
    case connect = 0x30
    case disconnect
    case event
    case acknowledgement
    case connectError
    case binaryEvent
    case binaryAcknowledgement

    /// Whether the number of its attachments follows.
    var isBinary: Bool { self == .binaryEvent || self == .binaryAcknowledgement }
}
