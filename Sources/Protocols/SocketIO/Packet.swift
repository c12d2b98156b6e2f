internal import Bytes
package import JSON

/// A packet of Socket.IO (protocol 5).
///
///     <type>[<attachments>-][<namespace>,][<id>][<JSON>]
///
/// as one text of Engine.IO, and behind it so many binary messages as it has attachments.
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
    package var id: UInt64?
    package var content: Content

    /// The namespace that has no name on the wire.
    package static let mainNamespace = "/"

    /// Names of events that libraries use for their own (Socket.IO protocol 5, section Sending and receiving data).
    package static let reservedNames: Set<String> = [
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
    ]
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
}
