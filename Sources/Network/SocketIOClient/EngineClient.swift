internal import Bytes
package import EngineIO
package import HTTP1
package import Sockets
internal import WebSocket
internal import WebSocketTransport

/// A session of Engine.IO with a server: joins the core, the requests and the WebSocket that carry it, and the clock.
///
/// It lives until it is closed, by either side, whether or not anybody else knows of it.
package final class EngineClient {
    /// Where the server is, and what it is told.
    package struct Configuration: Sendable {
        package var destination: Destination
        package var engine = ClientConfiguration()
        /// Fields that every request has: credentials, a cookie.
        package var fields = FieldSection()
        /// Bytes of one message or payload of the server's.
        package var maxPayload = 100 << 20

        package init(destination: Destination) { self.destination = destination }
    }

    /// The session is open.
    package var onOpened: () -> Void = {}
    /// Called with each message.
    package var onMessage: (EngineIO.Message) -> Void = { _ in }
    /// The session is carried by a WebSocket from now on.
    package var onUpgraded: () -> Void = {}
    /// The session is closed, or did not come about; nothing further is called.
    package var onClosed: (ClientSession.CloseReason) -> Void = { _ in }

    private let configuration: Configuration
    private let dialer: any Dialer
    private let scheduler: any Scheduler
    /// Where the keys of WebSockets' handshakes come from.
    private var random: SeededGenerator
    private var core: ClientSession
    /// One connection for GET, and one for POST: each waits while its request is under way.
    private let getting: RequestLane
    private let posting: RequestLane
    private var attempts: [(token: Int, attempt: WebSocketConnector)] = []
    private var webSockets: [(token: Int, webSocket: WebSocketChannel)] = []
    private var alarm = Alarm()
    private var isProceeding = false

    /// Begins a session; nothing is called before ``start()``.
    package init(
        _ configuration: Configuration, dialer: any Dialer, on scheduler: any Scheduler,
        random: inout any RandomNumberGenerator & Sendable
    ) {
        self.configuration = configuration
        self.dialer = dialer
        self.scheduler = scheduler
        var limits = HTTP1.Limits.standard
        // In base 64, and with what else is in the payload.
        limits.bodyByteCount = 2 * configuration.maxPayload
        getting = RequestLane(to: configuration.destination, dialer: dialer, on: scheduler, limits: limits)
        posting = RequestLane(to: configuration.destination, dialer: dialer, on: scheduler, limits: limits)
        core = ClientSession(configuration.engine, stamp: random.next(), at: scheduler.now)
        self.random = SeededGenerator(seed: random.next())
    }

    /// Begins to connect.
    package func start() { proceed() }

    /// What carries the session.
    package var transport: Transport { core.transport }

    /// Whether what is sent now goes out at once.
    package var isWritable: Bool { core.isWritable && !(webSockets.first?.webSocket.isCongested ?? false) }

    /// Sends a message; once the session is closed, or where the transport cannot carry it, it is dropped.
    ///
    /// - Returns: whether it was taken.
    @discardableResult
    package func send(_ message: EngineIO.Message) -> Bool {
        defer { proceed() }
        do { try core.send(message, at: scheduler.now) } catch { return false }
        return true
    }

    /// Ends the session behind what waits.
    package func close() {
        core.close(at: scheduler.now)
        proceed()
    }

    // MARK: Actions

    private func proceed() {
        // What a message brings about may come back here.
        guard !isProceeding else { return }
        isProceeding = true
        while let action = core.nextAction(at: scheduler.now) {
            switch action {
            case .get(let token, let target): request("GET", target, [], token, on: getting)
            case .post(let token, let target, let body): request("POST", target, body, token, on: posting)
            case .abandon(let token): abandon(token)
            case .openWebSocket(let token, let target): openWebSocket(token, target)
            case .send(let token, let packet): send(packet, on: token)
            case .closeWebSocket(let token): closeWebSocket(token)
            case .opened: onOpened()
            case .deliver(let message): onMessage(message)
            case .upgraded: onUpgraded()
            case .closed(let reason): closed(reason)
            }
        }
        isProceeding = false
        arm()
    }

    private func closed(_ reason: ClientSession.CloseReason) {
        alarm.cancel()
        getting.close()
        posting.close()
        let onClosed = onClosed
        onOpened = {}
        onMessage = { _ in }
        onUpgraded = {}
        self.onClosed = { _ in }
        onClosed(reason)
    }

    private func arm() {
        guard let deadline = core.nextDeadline, !alarm.rings(by: deadline) else { return }
        alarm.set(to: deadline, on: scheduler) { [self] in
            core.reach(scheduler.now)
            proceed()
        }
    }

    // MARK: Polling

    private func request(_ method: String, _ target: String, _ body: [UInt8], _ token: Int, on lane: RequestLane) {
        var fields = FieldSection(["Host": configuration.destination.authority])
        if method == "POST" {
            fields.append("Content-Type", "text/plain; charset=UTF-8")
            fields.append("Content-Length", String(body.count))
        }
        for (name, value) in configuration.fields { fields.append(name, value) }
        let head = RequestHead(method: method, target: target, fields: fields)
        lane.send(head, body: body, token) { [self] outcome in
            switch outcome {
            case .answered(let head, let body):
                core.answered(token, status: head.status, body: body, at: scheduler.now)
            case .failed(let description): core.failed(token, description)
            }
            proceed()
        }
    }

    private func abandon(_ token: Int) {
        for lane in [getting, posting] where lane.token == token { lane.close() }
    }

    // MARK: WebSocket

    private func openWebSocket(_ token: Int, _ target: String) {
        var request = WebSocketConnector.Request(destination: configuration.destination, target: target)
        request.fields = configuration.fields
        request.limits.messageByteCount = configuration.maxPayload
        // The key tells answers of mistaken servers, and is no secret (RFC 6455, section 10.3 speaks of masking keys).
        let key = SeededGenerator(seed: random.next())
        let attempt = WebSocketConnector.connect(request, dialer: dialer, on: scheduler, random: key) {
            [self] result in
            attempts.removeAll { $0.token == token }
            switch result {
            case .success(let (webSocket, trailing)): opened(webSocket, token, behind: trailing)
            case .failure(let failure):
                core.closed(
                    token, isByPeer: false, status: failure.status, failure.description, at: scheduler.now)
            }
            proceed()
        }
        attempts.append((token, attempt))
    }

    private func opened(_ webSocket: WebSocketChannel, _ token: Int, behind trailing: [UInt8]) {
        webSockets.append((token, webSocket))
        webSocket.onMessage = { [self] message in
            core.receive(EngineIO.Message(message), on: token, at: scheduler.now)
            proceed()
        }
        webSocket.onClosed = { [self] closure in
            webSockets.removeAll { $0.token == token }
            core.closed(
                token, isByPeer: closure.code != .abnormal, "the WebSocket was closed: \(closure.code.rawValue)",
                at: scheduler.now)
            proceed()
        }
        core.opened(token, at: scheduler.now)
        webSocket.start(behind: trailing)
    }

    private func send(_ packet: Packet, on token: Int) {
        webSockets.first { $0.token == token }?.webSocket.send(packet)
    }

    private func closeWebSocket(_ token: Int) {
        if let place = attempts.firstIndex(where: { $0.token == token }) {
            attempts.remove(at: place).attempt.cancel()
        }
        guard let place = webSockets.firstIndex(where: { $0.token == token }) else { return }
        webSockets.remove(at: place).webSocket.closeForGood()
    }
}

extension WebSocketConnector.Failure {
    /// The status of an answer that was none to a handshake.
    fileprivate var status: Int? {
        if case .refused(.status(let status)) = self { status } else { nil }
    }
}
