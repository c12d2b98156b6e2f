internal import JSON

/// What a server tells a client in the open packet (Engine.IO protocol 4, section Handshake).
package struct Handshake: Sendable, Hashable {
    package var sessionID: String
    /// The transports that the session can be upgraded to.
    package var upgrades: [String]
    /// After how long the server pings, counted from the last pong; a whole number of milliseconds.
    package var pingInterval: Duration
    /// How long the pong may take; a whole number of milliseconds.
    package var pingTimeout: Duration
    /// Bytes of one payload or message that the server takes.
    package var maxPayload: Int

    package init(
        sessionID: String, upgrades: [String], pingInterval: Duration, pingTimeout: Duration, maxPayload: Int
    ) {
        self.sessionID = sessionID
        self.upgrades = upgrades
        self.pingInterval = pingInterval
        self.pingTimeout = pingTimeout
        self.maxPayload = maxPayload
    }

    /// The JSON object, its members in the order in which the reference has them.
    package var json: [UInt8] {
        var writer = Writer()
        writer.beginObject()
        writer.name("sid")
        writer.string(sessionID)
        writer.name("upgrades")
        writer.beginArray()
        for upgrade in upgrades { writer.string(upgrade) }
        writer.endArray()
        writer.name("pingInterval")
        writer.number(pingInterval.milliseconds)
        writer.name("pingTimeout")
        writer.number(pingTimeout.milliseconds)
        writer.name("maxPayload")
        writer.number(maxPayload)
        writer.endObject()
        return writer.bytes
    }

    /// The handshake in the open packet of a server, or nil when it is none.
    ///
    /// A `maxPayload` may be missing, as in servers of before 2021; then nothing is known of a limit.
    package init?(json: [UInt8]) {
        guard let root = try? Document(parsing: json).root, let sessionID = root["sid"]?.string, !sessionID.isEmpty,
            let pingInterval = root["pingInterval"]?.double, let pingTimeout = root["pingTimeout"]?.double,
            pingInterval >= 0, pingTimeout >= 0, pingInterval + pingTimeout < 1e12
        else { return nil }
        self.sessionID = sessionID
        upgrades = root["upgrades"]?.elements.compactMap(\.string) ?? []
        self.pingInterval = .milliseconds(Int(pingInterval))
        self.pingTimeout = .milliseconds(Int(pingTimeout))
        maxPayload = root["maxPayload"]?.int ?? .max
    }
}

extension Duration {
    /// Whole milliseconds.
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
