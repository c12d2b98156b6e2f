/// The peer broke a rule of WebSocket. It is told by a Close frame with ``closeCode``, and the connection ends.
package struct ProtocolError: Error, Hashable, Sendable {
    /// Which rule.
    package enum Rule: Hashable, Sendable {
        /// A reserved bit without an extension that gives it a meaning (RFC 6455, section 5.2).
        case reservedBit
        /// An opcode that RFC 6455 does not define (section 5.2).
        case unknownOpcode
        /// A client's frame that is not masked (section 5.1).
        case unmasked
        /// A server's frame that is masked (section 5.1).
        case masked
        /// A length in more bytes than it needs, or of 2⁶³ or more (section 5.2).
        case malformedLength
        /// A control frame of more than 125 bytes (section 5.5).
        case longControlFrame
        /// A control frame that is not the last of its message (section 5.5).
        case fragmentedControlFrame
        /// A continuation where no message has begun (section 5.4).
        case unexpectedContinuation
        /// A new message inside a fragmented one (section 5.4).
        case interruptedMessage
        /// A text or the reason of a Close that is not UTF-8 (section 8.1).
        case invalidText
        /// A Close frame with a payload of one byte (section 5.5.1).
        case malformedClose
        /// A close code that is not for the wire (section 7.4).
        case invalidCloseCode
        /// A message of more bytes than ``Limits/messageByteCount``.
        case messageTooLong
        /// A compressed message that cannot be inflated (RFC 7692, section 7.2.2).
        case malformedCompression
    }

    package let rule: Rule

    /// Bytes of frames that the peer sent on this connection before the place: the first byte of a header, the byte of
    /// a payload, or the first one of a frame's payload that is compressed.
    package let offset: Int

    package init(_ rule: Rule, at offset: Int) {
        self.rule = rule
        self.offset = offset
    }

    /// The code of the Close frame that tells the peer.
    package var closeCode: CloseCode {
        switch rule {
        case .invalidText: .invalidPayload
        case .messageTooLong: .messageTooBig
        case .reservedBit, .unknownOpcode, .unmasked, .masked, .malformedLength, .longControlFrame,
            .fragmentedControlFrame, .unexpectedContinuation, .interruptedMessage, .malformedClose, .invalidCloseCode,
            .malformedCompression:
            .protocolError
        }
    }
}

extension ProtocolError: CustomStringConvertible {
    package var description: String { "\(rule.sentence) (at byte \(offset) behind the handshake)" }
}

extension ProtocolError.Rule {
    /// What is wrong and how it should be, for people.
    package var sentence: String {
        switch self {
        case .reservedBit: "A reserved bit of a frame is set, and no extension was agreed on that uses it."
        case .unknownOpcode: "A frame has an opcode other than 0, 1, 2, 8, 9 and 10."
        case .unmasked: "A frame of a client is not masked."
        case .masked: "A frame of a server is masked."
        case .malformedLength: "A frame's length is not in its shortest form, or is 2^63 or more."
        case .longControlFrame: "A control frame has more than 125 bytes."
        case .fragmentedControlFrame: "A control frame is fragmented."
        case .unexpectedContinuation: "A continuation frame continues no message."
        case .interruptedMessage: "A new message begins inside a fragmented one."
        case .invalidText: "A text is not UTF-8."
        case .malformedClose: "A Close frame has a payload of one byte; it is empty or begins with a code of two."
        case .invalidCloseCode: "A Close frame has a code that must not be sent."
        case .messageTooLong: "A message is longer than is accepted here."
        case .malformedCompression: "A compressed message cannot be inflated."
        }
    }
}

/// We asked for what is not possible. Never a peer's fault, and never told to one.
package struct LocalError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
