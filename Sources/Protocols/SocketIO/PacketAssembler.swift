package import EngineIO

/// Puts packets together from the messages that carry them: a text, and behind it the attachments.
package struct PacketAssembler: Sendable {
    private let limits: Limits
    /// A packet whose attachments are awaited. Rare, so it is one word here.
    private var pending: Pending?

    private final class Pending: Sendable {
        let text: PacketReader.Result
        let attachments: [[UInt8]]

        init(_ text: PacketReader.Result, _ attachments: [[UInt8]]) {
            self.text = text
            self.attachments = attachments
        }
    }

    package init(limits: Limits = .standard) { self.limits = limits }

    /// Takes the next message.
    ///
    /// - Returns: the packet that it completes, or nil while attachments are awaited.
    package mutating func receive(_ message: Message) throws(PacketError) -> Packet? {
        switch (message, pending) {
        case (.text(let text), nil):
            var reader = PacketReader(text, limits: limits)
            return complete(try reader.read(), [])
        case (.binary(let bytes), let pending?): return complete(pending.text, pending.attachments + [bytes])
        case (.text, .some): throw PacketError(.textInsteadOfAttachment, at: 0)
        case (.binary, nil): throw PacketError(.unexpectedAttachment, at: 0)
        }
    }

    private mutating func complete(_ text: PacketReader.Result, _ attachments: [[UInt8]]) -> Packet? {
        guard attachments.count == text.attachmentCount else {
            pending = Pending(text, attachments)
            return nil
        }
        pending = nil
        return Packet(namespace: text.namespace, id: text.id, content: text.content(attachments))
    }
}

extension PacketReader.Result {
    fileprivate func content(_ attachments: [[UInt8]]) -> Packet.Content {
        switch (type, document) {
        case (.connect, _): return .connect(document)
        case (.disconnect, _): return .disconnect
        case (.event, let document?), (.binaryEvent, let document?):
            return .event(name: name, Arguments(document, skipping: 1, attachments: attachments))
        case (.acknowledgement, let document?), (.binaryAcknowledgement, let document?):
            return .acknowledgement(Arguments(document, skipping: 0, attachments: attachments))
        case (.connectError, let document?): return .connectError(document)
        case (.event, nil), (.binaryEvent, nil), (.acknowledgement, nil), (.binaryAcknowledgement, nil),
            (.connectError, nil):
            preconditionFailure("the reader gives these with their JSON only")
        }
    }
}
