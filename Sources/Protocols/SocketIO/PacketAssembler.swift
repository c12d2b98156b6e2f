package import EngineIO

/// Puts packets together from the messages that carry them: a text, and behind it the attachments.
///
/// What it has of a packet goes with it: a new session begins with a new assembler.
package struct PacketAssembler: Sendable {
    private let limits: Limits
    /// A packet whose attachments are awaited. Rare, so it is one word here.
    private var pending: [Pending] = []

    private struct Pending: Sendable {
        let text: PacketReader.Result
        var attachments: [[UInt8]]
        var byteCount: Int
    }

    package init(limits: Limits = .standard) { self.limits = limits }

    /// Takes the next message.
    ///
    /// - Returns: the packet that it completes, or nil while attachments are awaited.
    /// - Throws: what is wrong with the message. Whatever was pending is dropped.
    package mutating func receive(_ message: Message) throws(PacketError) -> Packet? {
        switch message {
        case .text(let text):
            guard pending.isEmpty else {
                pending = []
                throw PacketError(.textInsteadOfAttachment, at: 0)
            }
            var reader = PacketReader(text, limits: limits)
            let result = try reader.read()
            guard result.attachmentCount > 0 else { return Packet(result, attachments: []) }
            pending = [Pending(text: result, attachments: [], byteCount: 0)]
            return nil
        case .binary(let bytes): return try receive(attachment: bytes)
        }
    }

    private mutating func receive(attachment: [UInt8]) throws(PacketError) -> Packet? {
        guard var packet = pending.popLast() else { throw PacketError(.unexpectedAttachment, at: 0) }
        let (room, isTooLarge) = limits.attachmentByteCount.subtractingReportingOverflow(packet.byteCount)
        guard !isTooLarge, attachment.count <= room else { throw PacketError(.attachmentsTooLarge, at: max(room, 0)) }
        packet.byteCount += attachment.count
        packet.attachments.append(attachment)
        guard packet.attachments.count < packet.text.attachmentCount else {
            return Packet(packet.text, attachments: packet.attachments)
        }
        pending.append(packet)
        return nil
    }
}

extension Packet {
    /// What a text means once its attachments are there.
    fileprivate init(_ text: PacketReader.Result, attachments: [[UInt8]]) {
        self.init(namespace: text.namespace, id: text.id, content: Self.content(text, attachments))
    }

    private static func content(_ text: PacketReader.Result, _ attachments: [[UInt8]]) -> Content {
        switch (text.type, text.document) {
        case (.connect, let document): return .connect(document)
        case (.disconnect, _): return .disconnect
        case (.event, let document?), (.binaryEvent, let document?):
            return .event(name: text.name, Arguments(document, skipping: 1, attachments: attachments))
        case (.acknowledgement, let document?), (.binaryAcknowledgement, let document?):
            return .acknowledgement(Arguments(document, skipping: 0, attachments: attachments))
        case (.connectError, let document?): return .connectError(document)
        case (.event, nil), (.binaryEvent, nil), (.acknowledgement, nil), (.binaryAcknowledgement, nil),
            (.connectError, nil):
            preconditionFailure("the reader gives these with their JSON only")
        }
    }
}
