/// How much a connection takes from its peer, and how long it waits.
package struct Limits: Sendable, Hashable {
    /// Bytes of a message: of a frame as announced, of the sum of fragments, and of what compressed ones inflate to.
    /// More is answered 1009, before memory is taken.
    ///
    /// 1 MiB is what Python's websockets takes; ws for Node.js takes 100 MiB.
    package var messageByteCount = 1 << 20

    /// How long the peer's Close may take after ours, or the end of the connection after both. Python's websockets waits
    /// 10 s, ws 30 s.
    package var closeTime = Duration.seconds(10)

    package init() {}

    package static let standard = Limits()

    /// Bytes of a control frame (RFC 6455, section 5.5).
    static let controlByteCount = 125

    /// Pongs that wait to be written; behind them only the latest ping is answered, so that a peer that asks and does not
    /// listen costs 8 KiB.
    static let unsentPongCount = 64
}
