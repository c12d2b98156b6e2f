package import HTTP1

/// How an Engine.IO server behaves.
package struct ServerConfiguration: Sendable {
    /// The path, with the slash at its end; requests without it are served only if ``takesPathWithoutSlash``.
    package var path = "/engine.io/"
    package var takesPathWithoutSlash = false
    package var transports = Set(Transport.allCases)
    package var allowsUpgrades = true

    /// How often a client is asked for a sign of life. The reference has 25 s.
    package var pingInterval = Duration.seconds(25)
    /// How long that may take. The reference has 20 s.
    package var pingTimeout = Duration.seconds(20)
    /// How long an upgrade may take from its beginning. The reference has 10 s.
    package var upgradeTimeout = Duration.seconds(10)
    /// How long a session that is being closed waits for a poll to say so. The reference has 30 s.
    package var closeTimeout = Duration.seconds(30)

    /// Bytes of a POST's body, and of a message on WebSocket. The reference has 10⁶.
    package var maxPayload = 1_000_000
    /// Packets in one answer to a poll: what python-engineio takes in one payload, which closes the session over more.
    /// What remains is in the answer to the next one, which is asked for at once.
    package var packetsPerPoll = 16
    /// Bytes that wait for a client that does not fetch them; with more, its session is closed. Ten times what the
    /// largest message needs in base 64.
    package var bufferedByteCount = 16 << 20

    /// Who may use this server from pages of other origins; nil for nobody.
    package var crossOrigin: CrossOrigin?
    /// The cookie that carries the session's id, for balancers of load; nil for none.
    package var cookie: SessionCookie?
    /// Fields that every answer has, and those that the first answer of a session has besides.
    package var fields = FieldSection()
    package var handshakeFields = FieldSection()
    /// What a client gets behind the open packet, in the same payload over polling.
    package var initialMessage: Message?
    /// Answers to polls of so many bytes or more are compressed, if the client takes that; nil for never. The reference
    /// has 1024.
    package var compressionThreshold: Int? = 1024

    package init() {}

    /// The transports that a session over `transport` can be upgraded to.
    func upgrades(from transport: Transport) -> [String] {
        transport == .polling && allowsUpgrades && transports.contains(.webSocket) ? [Transport.webSocket.rawValue] : []
    }

    /// Whether a request to `target` is for this server; its query does not matter.
    package func serves(target: String) -> Bool {
        let requested = target.utf8.prefix { $0 != UInt8(ascii: "?") }
        return requested.elementsEqual(path.utf8)
            || takesPathWithoutSlash && requested.elementsEqual(path.utf8.dropLast())
    }
}

/// The cookie of ``ServerConfiguration/cookie``.
package struct SessionCookie: Sendable, Hashable {
    package enum SameSite: String, Sendable, Hashable {
        case strict = "Strict"
        case lax = "Lax"
        case none = "None"
    }

    package var name = "io"
    /// Nil for the path of the request.
    package var path: String? = "/"
    package var isHTTPOnly = true
    /// Only over TLS; browsers demand it of ``SameSite/none``.
    package var isSecure = false
    package var sameSite: SameSite? = .lax

    package init() {}

    /// The value of `Set-Cookie` (RFC 6265, section 4.1).
    func text(sessionID: String) -> String {
        var text = "\(name)=\(sessionID)"
        if let path { text += "; Path=\(path)" }
        if isHTTPOnly { text += "; HttpOnly" }
        if isSecure { text += "; Secure" }
        if let sameSite { text += "; SameSite=\(sameSite.rawValue)" }
        return text
    }
}
