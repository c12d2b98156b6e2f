/// What makes a message no packet of Socket.IO. The connection is closed over it.
package struct PacketError: Error, Hashable, Sendable {
    /// Which rule (Socket.IO protocol 5, section Packet encoding).
    package enum Rule: Hashable, Sendable {
        /// The first character is none of `0` to `6`.
        case unknownType
        /// A binary packet without `<number>-` behind its type.
        case malformedAttachmentCount
        /// More attachments than ``Limits/attachmentCount``.
        case tooManyAttachments
        /// An id that is too large for any counter, stands where none may, or is missing from an acknowledgement.
        case malformedID
        /// What stands behind is no JSON, or not JSON alone.
        case malformedJSON
        /// JSON that is deeper, or has more values, than `JSON.Limits` allow.
        case excessiveJSON
        /// JSON that this type of packet does not have: an event needs a list with a name, and so on.
        case wrongPayload
        /// An event whose name is the library's own: `connect`, `disconnect` and so on.
        case reservedName
        /// `num` of a placeholder is no number of an attachment.
        case malformedPlaceholder
        /// The attachments of a packet have more bytes than ``Limits/attachmentByteCount``.
        case attachmentsTooLarge
        /// A text while attachments are awaited.
        case textInsteadOfAttachment
        /// A binary message that no packet announced.
        case unexpectedAttachment
    }

    package let rule: Rule
    /// Bytes of the message before the place.
    package let offset: Int

    package init(_ rule: Rule, at offset: Int) {
        self.rule = rule
        self.offset = offset
    }
}

extension PacketError: CustomStringConvertible {
    package var description: String { "\(rule.sentence) (at byte \(offset) of the message)" }
}

extension PacketError.Rule {
    /// What is wrong, for people.
    package var sentence: String {
        switch self {
        case .unknownType: "The packet's type is none of 0 to 6."
        case .malformedAttachmentCount: "The number of attachments of a binary packet is no number and a dash."
        case .tooManyAttachments: "The packet has more attachments than are accepted here."
        case .malformedID: "The packet's id is too large, missing, or stands where none may."
        case .malformedJSON: "What follows is not one JSON text."
        case .excessiveJSON: "The JSON is too deep, or has too many values."
        case .wrongPayload: "The payload is not what a packet of this type has."
        case .reservedName: "The event has a name that only the library itself uses."
        case .malformedPlaceholder: "A placeholder names an attachment that there is not."
        case .attachmentsTooLarge: "The attachments are larger than is accepted here."
        case .textInsteadOfAttachment: "A text came where an attachment was awaited."
        case .unexpectedAttachment: "A binary message came that no packet announced."
        }
    }
}
