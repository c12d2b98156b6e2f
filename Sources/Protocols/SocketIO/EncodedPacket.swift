internal import Bytes
package import EngineIO
internal import JSON

/// A packet as it goes over the wire: encoded once, and sent to as many as one likes.
package struct EncodedPacket: Sendable, Hashable {
    package let text: [UInt8]
    package let attachments: [[UInt8]]

    /// The messages that carry it, in order; nothing may come between them.
    package var messages: [Message] { [.text(text)] + attachments.map { .binary($0) } }

    /// An event.
    ///
    /// - Parameter id: for one that wants an acknowledgement.
    /// - Throws: ``LocalError/reservedName``.
    package static func event(
        _ name: String, _ payload: Payload, namespace: String, id: UInt64? = nil
    ) throws(LocalError) -> EncodedPacket {
        guard !Packet.reservedNames.contains(name) else { throw .reservedName }
        var text = head(payload.attachments.isEmpty ? .event : .binaryEvent, payload, namespace, id)
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
        var text = head(type, payload, namespace, id)
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
        var text = head(type, Payload(), namespace, nil)
        if let object { text.append(json: object) }
        return EncodedPacket(text: text, attachments: [])
    }

    /// Everything before the JSON.
    private static func head(
        _ type: PacketType, _ payload: Payload, _ namespace: String, _ id: UInt64?
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(64 + payload.json.count)
        text.append(type.rawValue)
        if !payload.attachments.isEmpty {
            text.append(decimal: payload.attachments.count)
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

/// We asked for what is not possible. Never a peer's fault, and never told to one.
package enum LocalError: Error, Hashable, Sendable {
    /// A name of an event that libraries use for their own.
    case reservedName
    /// The namespace is not connected.
    case notConnected
}
