internal import Bytes

/// A packet of Engine.IO (protocol 4, section Protocol): a type and what belongs to it.
///
/// Over WebSocket each packet is one message: a text that begins with the type's digit, or, for a binary message, its
/// bytes alone. ``Payload`` is the form for polling.
package enum Packet: Sendable, Hashable {
    /// The server's handshake, a JSON object.
    case open([UInt8])
    case close
    /// With `probe` in an upgrade, else empty.
    case ping([UInt8])
    case pong([UInt8])
    case message(Message)
    case upgrade
    case noop

    /// What an upgrade is probed with (section Upgrade).
    static let probe = Array("probe".utf8)

    /// The digit of the type; nil for a binary message, which has none.
    var type: UInt8? {
        switch self {
        case .open: UInt8(ascii: "0")
        case .close: UInt8(ascii: "1")
        case .ping: UInt8(ascii: "2")
        case .pong: UInt8(ascii: "3")
        case .message(.text): Packet.messageType
        case .message(.binary): nil
        case .upgrade: UInt8(ascii: "5")
        case .noop: UInt8(ascii: "6")
        }
    }

    /// The digit of a text message.
    package static var messageType: UInt8 { UInt8(ascii: "4") }

    /// What stands behind the type.
    var content: [UInt8] {
        switch self {
        case .open(let content), .ping(let content), .pong(let content), .message(.text(let content)),
            .message(.binary(let content)):
            content
        case .close, .upgrade, .noop: []
        }
    }

    /// The packet that a message of a WebSocket is.
    ///
    /// - Throws: ``PacketError``.
    package init(webSocketMessage message: Message) throws(PacketError) {
        switch message {
        case .text(let text): self = try Packet(text: text[...])
        case .binary: self = .message(message)
        }
    }

    /// The message that this packet is on a WebSocket.
    package var webSocketMessage: Message {
        guard let type else { return .binary(content) }
        return .text([type] + content)
    }

    /// The packet with its type in front.
    init(text: ArraySlice<UInt8>) throws(PacketError) {
        guard let type = text.first else { throw .empty }
        let content = Array(text.dropFirst())
        switch type {
        case UInt8(ascii: "0"): self = .open(content)
        case UInt8(ascii: "1"): self = .close
        case UInt8(ascii: "2"): self = .ping(content)
        case UInt8(ascii: "3"): self = .pong(content)
        case Packet.messageType: self = .message(.text(content))
        case UInt8(ascii: "5"): self = .upgrade
        case UInt8(ascii: "6"): self = .noop
        default: throw .unknownType(type)
        }
    }
}

/// What makes bytes no packet.
package enum PacketError: Error, Hashable, Sendable {
    /// No type: an empty text.
    case empty
    /// A type that the protocol does not have.
    case unknownType(UInt8)
    /// Text that is not UTF-8.
    case invalidText
    /// `b` with something behind it that is not base 64.
    case invalidBase64
}

extension PacketError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "an empty packet"
        case .unknownType(let type): "a packet of the unknown type \(String(UnicodeScalar(type)).debugDescription)"
        case .invalidText: "a packet whose text is not UTF-8"
        case .invalidBase64: "a binary packet that is not base 64"
        }
    }
}
