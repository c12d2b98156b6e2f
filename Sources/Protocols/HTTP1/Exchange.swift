/// Where both parties stand in the current request and its response.
///
/// Two machines, one per party; this file does not know which of them we are.
///
///     client:  idle ──request──▶ sending ──end──▶ done ─┐
///                                                       ├─ both done ─▶ idle again, or closed when not persistent
///     server:  idle ─response──▶ sending ──end──▶ done ─┘
///                └─1xx─▶ idle
///
/// An upgrade (101, or 2xx to CONNECT) turns both to `switched`: what follows is another protocol. The server may be
/// done before the client is; its answer then stands, and the rest of the request is read or the connection closed.
struct Exchange: Sendable, Hashable {
    enum Phase: Sendable, Hashable {
        case idle, sending, done, switched, closed
    }

    private(set) var client = Phase.idle
    private(set) var server = Phase.idle

    /// Whether another exchange may follow (RFC 9112, section 9.3); each message can only take that away.
    private(set) var isPersistent = true

    /// The method of the current request, which decides whether its response has a body.
    private(set) var method = ""

    /// The version of the current request: what a server may send back depends on it.
    private(set) var requestVersion = Version.http11

    /// A request head passed.
    mutating func request(_ head: RequestHead) {
        client = .sending
        method = head.method
        requestVersion = head.version
        if !head.isPersistent { isPersistent = false }
    }

    /// A response head passed.
    mutating func response(_ head: ResponseHead) {
        if head.status == 101 || method == "CONNECT" && head.status / 100 == 2 {
            client = .switched
            server = .switched
        } else if !head.isInformational {
            server = .sending
            if !head.isPersistent(to: requestVersion) { isPersistent = false }
        }
    }

    /// The client's message is complete.
    mutating func requestEnded() {
        if client == .sending { client = .done }
        beginNextIfDone()
    }

    /// The server's message is complete.
    mutating func responseEnded() {
        if server == .sending { server = .done }
        beginNextIfDone()
    }

    /// No further exchange on this connection.
    mutating func forbidReuse() { isPersistent = false }

    /// One party left, or broke the rules.
    mutating func close() {
        client = .closed
        server = .closed
        isPersistent = false
    }

    private mutating func beginNextIfDone() {
        guard client == .done, server == .done else { return }
        client = isPersistent ? .idle : .closed
        server = client
    }
}

extension RequestHead {
    /// Whether the client wants the connection kept (RFC 9112, section 9.3).
    var isPersistent: Bool {
        switch version {
        case .http11: !fields.contains("close", in: "connection")
        case .http10: fields.contains("keep-alive", in: "connection")
        }
    }
}

extension ResponseHead {
    /// Whether the server keeps the connection after this answer to a request of `version`.
    func isPersistent(to version: Version) -> Bool {
        if fields.contains("close", in: "connection") { return false }
        return self.version == .http11 && version == .http11 || fields.contains("keep-alive", in: "connection")
    }
}
