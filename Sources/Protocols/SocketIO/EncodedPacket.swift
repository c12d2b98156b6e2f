internal import Bytes
package import EngineIO
internal import JSON

/// A packet as it goes over the wire: encoded once, and sent to as many as one likes.
package struct EncodedPacket: Sendable, Hashable {
    package let text: [UInt8]
    package let attachments: [[UInt8]]

    /// The messages that carry it, in order; no other message may come between them.
    package var messages: [Message] { [.text(text)] + attachments.map { .binary($0) } }

    /// A packet that was read, with its JSON as it was spelled.
    package init(_ packet: Packet) {
        switch packet.content {
        case .connect(let object):
            self.init(.connect, packet, object, attachments: [])
        case .disconnect:
            self.init(.disconnect, packet, nil, attachments: [])
        case .connectError(let error):
            self.init(.connectError, packet, error, attachments: [])
        case .event(_, let arguments):
            let type: PacketType = arguments.attachments.isEmpty ? .event : .binaryEvent
            self.init(type, packet, arguments.document, attachments: arguments.attachments)
        case .acknowledgement(let arguments):
            let type: PacketType = arguments.attachments.isEmpty ? .acknowledgement : .binaryAcknowledgement
            self.init(type, packet, arguments.document, attachments: arguments.attachments)
        }
    }

    private init(_ type: PacketType, _ packet: Packet, _ document: Document?, attachments: [[UInt8]]) {
        let json = document.map { $0.bytes[$0.root.byteRange] } ?? []
        text = Self.head(type, attachments.count, packet.namespace, packet.id, roomFor: json.count) + json
        self.attachments = attachments
    }

    private init(text: [UInt8], attachments: [[UInt8]]) {
        self.text = text
        self.attachments = attachments
    }

    /// An event.
    ///
    /// - Parameter id: for one that wants an acknowledgement.
    /// - Throws: ``LocalError/reservedName``, ``LocalError/malformedNamespace``.
    package static func event(
        _ name: String, _ payload: Payload, namespace: String, id: UInt64? = nil
    ) throws(LocalError) -> EncodedPacket {
        guard !Packet.reservedNames.contains(name) else { throw .reservedName }
        guard Packet.isNamespace(namespace) else { throw .malformedNamespace }
        let type: PacketType = payload.attachments.isEmpty ? .event : .binaryEvent
        var text = head(
            type, payload.attachments.count, namespace, id, roomFor: payload.json.count + name.utf8.count + 5)
        text.append(UInt8(ascii: "["))
        text.append(json: .string(name))
        if payload.count > 0 { text.append(ASCII.comma) }
        text.append(contentsOf: payload.json)
        text.append(UInt8(ascii: "]"))
        return EncodedPacket(text: text, attachments: payload.attachments)
    }

    /// The acknowledgement of an event.
    package static func acknowledgement(of id: UInt64, _ payload: Payload, namespace: String) -> EncodedPacket {
        let type: PacketType = payload.attachments.isEmpty ? .acknowledgement : .binaryAcknowledgement
        var text = head(type, payload.attachments.count, namespace, id, roomFor: payload.json.count + 2)
        text.append(UInt8(ascii: "["))
        text.append(contentsOf: payload.json)
        text.append(UInt8(ascii: "]"))
        return EncodedPacket(text: text, attachments: payload.attachments)
    }

    /// - Parameter object: credentials, or `sid`.
    static func connect(namespace: String, _ object: Value?) -> EncodedPacket {
        plain(.connect, namespace: namespace, object)
    }

    static func disconnect(namespace: String) -> EncodedPacket { plain(.disconnect, namespace: namespace, nil) }

    static func connectError(namespace: String, message: String, data: Value?) -> EncodedPacket {
        var object: Value = ["message": .string(message)]
        if let data { object["data"] = data }
        return plain(.connectError, namespace: namespace, object)
    }

    private static func plain(_ type: PacketType, namespace: String, _ object: Value?) -> EncodedPacket {
        var text = head(type, 0, namespace, nil, roomFor: 64)
        if let object { text.append(json: object) }
        return EncodedPacket(text: text, attachments: [])
    }

    /// Everything before the JSON, with room for so many bytes of that.
    private static func head(
        _ type: PacketType, _ attachmentCount: Int, _ namespace: String, _ id: UInt64?, roomFor byteCount: Int
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(32 + namespace.utf8.count + byteCount)
        text.append(type.rawValue)
        if type.isBinary {
            text.append(decimal: attachmentCount)
            text.append(ASCII.hyphen)
        }
        if namespace != Packet.mainNamespace {
            text.append(namespace)
            text.append(ASCII.comma)
        }
        if let id { text.append(String(id)) }
        return text
    }
}
