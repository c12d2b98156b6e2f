/// What both parties agreed on in the opening handshake.
package struct Agreement: Sendable, Hashable {
    package var subprotocol: String?
    /// How messages may be compressed; nil when they may not.
    package var compression: CompressionAgreement?

    package init(subprotocol: String? = nil, compression: CompressionAgreement? = nil) {
        self.subprotocol = subprotocol
        self.compression = compression
    }
}

/// The parameters of `permessage-deflate` as agreed on (RFC 7692, section 7.1).
package struct CompressionAgreement: Sendable, Hashable {
    /// How one party compresses.
    package struct Direction: Sendable, Hashable {
        /// 8 to 15: a back reference reaches 2 to the power of it bytes.
        package var windowBits = 15
        /// Whether each message may refer to those before it.
        package var takesContextOver = true

        package init(windowBits: Int = 15, takesContextOver: Bool = true) {
            self.windowBits = windowBits
            self.takesContextOver = takesContextOver
        }
    }

    package var client = Direction()
    package var server = Direction()

    package init(client: Direction = Direction(), server: Direction = Direction()) {
        self.client = client
        self.server = server
    }
}
