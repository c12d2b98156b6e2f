/// How an Engine.IO client behaves.
package struct ClientConfiguration: Sendable {
    /// The path, as the server has it.
    package var path = "/engine.io/"
    /// The transports that may be used, the first of them first.
    package var transports: [Transport] = [.polling, .webSocket]
    /// What the query of each request has besides, percent-encoded where it must be: `token=…`.
    package var query: [(name: String, value: String)] = []
    /// How long the handshake may take. python-engineio and the reference have 20 s for a connection.
    package var openTime = Duration.seconds(20)
    /// How long an upgrade may take before it is given up.
    package var upgradeTime = Duration.seconds(10)
    /// How long the last packets of a session that is being closed may take.
    package var closeTime = Duration.seconds(10)
    /// Packets in one POST: what python-engineio takes in one payload.
    package var packetsPerPost = 16

    package init() {}
}
