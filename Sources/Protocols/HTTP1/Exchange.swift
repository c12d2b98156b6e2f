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

    /// Whether the current request offers other protocols, so that 101 may answer it. An offer of HTTP/1.0 counts for
    /// nothing (RFC 9110, section 7.8).
    private(set) var offersUpgrade = false

    /// Whether the client still waits for `100 (Continue)` before it sends the body.
    private(set) var awaitsContinue = false

    /// A request head passed.
    mutating func request(_ head: RequestHead, fields: ControlFields, hasBody: Bool) {
        client = .sending
        method = head.method
        requestVersion = head.version
        offersUpgrade =
            head.version == .http11 && fields.hasUpgrade && fields.connectionOptions.contains(.upgrade)
        awaitsContinue = head.version == .http11 && fields.expectsContinue && hasBody
        if !fields.keepsConnection(isDefault: head.version == .http11) { isPersistent = false }
    }

    /// A request head passed that broke the rules: its answer is due all the same, and is the last one.
    ///
    /// Nothing is taken for granted of such a client, so the answer must suit one of HTTP/1.0.
    mutating func brokenRequest(method: String) {
        client = .closed
        self.method = method
        requestVersion = .http10
        isPersistent = false
    }

    /// A response head passed.
    ///
    /// - Parameter keepsConnection: whether the server will keep the connection behind it.
    mutating func response(_ head: ResponseHead, keepsConnection: Bool) {
        if head.switchesProtocol(answering: method) {
            client = .switched
            server = .switched
        } else if head.isInformational {
            if head.status == 100 { awaitsContinue = false }
        } else {
            server = .sending
            awaitsContinue = false
            if !keepsConnection { isPersistent = false }
        }
    }

    /// A piece of the request's body passed, so nothing is waited for.
    mutating func requestContent() { awaitsContinue = false }

    /// The client's message is complete.
    mutating func requestEnded() {
        if client == .sending { client = .done }
        awaitsContinue = false
        beginNextIfDone()
    }

    /// The server's message is complete.
    mutating func responseEnded() {
        if server == .sending { server = .done }
        beginNextIfDone()
    }

    /// No further exchange on this connection.
    mutating func forbidReuse() { isPersistent = false }

    /// The client broke the rules in the middle of its message: the answer may be given, or finished.
    mutating func clientFailed() {
        client = .closed
        isPersistent = false
        awaitsContinue = false
        beginNextIfDone()
    }

    /// One party left, or nothing more is to be said.
    mutating func close() {
        client = .closed
        server = .closed
        isPersistent = false
    }

    private mutating func beginNextIfDone() {
        guard server == .done else { return }
        switch client {
        case .done:
            client = isPersistent ? .idle : .closed
            server = client
        case .closed: server = .closed
        case .idle, .sending, .switched: break
        }
    }
}

extension ControlFields {
    /// Whether the sender wants the connection kept (RFC 9112, section 9.3), which HTTP/1.1 does by default.
    func keepsConnection(isDefault: Bool) -> Bool {
        !connectionOptions.contains(.close) && (isDefault || connectionOptions.contains(.keepAlive))
    }
}

extension ResponseHead {
    /// Whether another protocol begins behind this head (RFC 9110, sections 7.8 and 9.3.6).
    func switchesProtocol(answering method: String) -> Bool {
        status == 101 || method == "CONNECT" && status / 100 == 2
    }
}
