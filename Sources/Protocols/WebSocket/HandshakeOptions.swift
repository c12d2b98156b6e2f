/// What one party of an opening handshake wants.
package struct HandshakeOptions: Sendable, Hashable {
    /// The subprotocols that are spoken, the best first.
    package var subprotocols: [String] = []

    /// How messages may be compressed: a client offers it, a server agrees to it. Nil, the default, for not at all.
    package var compression: CompressionAgreement?

    package init(subprotocols: [String] = [], compression: CompressionAgreement? = nil) {
        self.subprotocols = subprotocols
        self.compression = compression
    }
}
