internal import Bytes
internal import Compression
package import EngineIO
package import HTTP1
internal import HTTPServer
internal import Sockets
internal import WebSocket
internal import WebSocketTransport

/// A session of an ``EngineServer``: joins the core, the requests and WebSockets that carry it, and the clock.
///
/// It lives until it is closed, by either side, whether or not anybody else knows of it.
package final class EngineSession {
    package let id: String
    /// The request that opened it, and its query.
    package let request: RequestHead
    package let query: Query

    /// The number of the connection that carries it: of its WebSocket, or else of the one that its last request came by.
    package private(set) var connectionNumber: Int

    /// What an application keeps with the session.
    package var context: AnyObject?

    /// Called with each message.
    package var onMessage: (EngineIO.Message) -> Void = { _ in }
    /// The session is closed; nothing further is called.
    package var onClosed: (ServerSession.CloseReason) -> Void = { _ in }

    private var core: ServerSession
    /// Knows us, too: the ring is cut when the session ends.
    private let server: EngineServer
    /// Requests that are not answered: a poll and a POST at most, as a rule.
    private var exchanges: [(token: Int, exchange: Exchange)] = []
    /// The WebSocket that carries the session, or may come to.
    private var webSockets: [(token: Int, webSocket: WebSocketChannel)] = []
    /// The number of the connection whose WebSocket may come to carry it.
    private var nextConnectionNumber = 0
    private var lastToken = 0
    private var isFirstAnswer = true
    private var alarm = Alarm()
    private var isProceeding = false

    /// - Parameter exchange: asked for the session.
    init(_ id: String, of exchange: Exchange, _ query: Query, over webSocket: WebSocketChannel?, server: EngineServer) {
        self.id = id
        request = exchange.request
        connectionNumber = exchange.connectionNumber
        self.query = query
        self.server = server
        if let webSocket {
            lastToken = 1
            core = ServerSession(id: id, server.configuration, over: 1, at: server.scheduler.now)
            webSockets.append((1, webSocket))
            // The switching answer had the fields of the first one.
            isFirstAnswer = false
        } else {
            core = ServerSession(id: id, server.configuration, at: server.scheduler.now)
        }
    }

    /// What carries the session.
    package var transport: Transport { core.transport }

    /// Whether what is sent now goes out at once.
    package var isWritable: Bool { core.isWritable }

    /// Sends a message; once the session is closed, or where the transport cannot carry it, it is dropped.
    ///
    /// - Returns: whether it was taken.
    @discardableResult
    package func send(_ message: EngineIO.Message) -> Bool {
        do { try core.send(message) } catch { return false }
        proceed()
        return true
    }

    /// Ends the session behind what waits.
    package func close() {
        core.close(at: server.scheduler.now)
        proceed()
    }

    /// Ends the session without a word, as if a cable had been pulled. For tests of clients.
    package func abort() {
        for (token, exchange) in exchanges {
            exchange.abort()
            core.lose(token)
        }
        exchanges = []
        // Their ends are the session's; one that has no WebSocket ends with its requests, or is not heard of again.
        for (_, webSocket) in webSockets { webSocket.abort() }
        close()
    }

    // MARK: Requests

    func poll(_ exchange: Exchange) {
        reachDeadline()
        let token = note(exchange)
        core.poll(token, at: server.scheduler.now)
        proceed()
        watch(exchange, token)
    }

    func post(_ exchange: Exchange) {
        reachDeadline()
        let token = note(exchange)
        core.beginPost(token, at: server.scheduler.now)
        proceed()
        guard exchanges.contains(where: { $0.token == token }) else { return }
        exchange.collectBody(limit: server.configuration.maxPayload) { [self] result in
            switch result {
            case .success(let body): core.endPost(token, body: body, at: server.scheduler.now)
            case .failure(let error as HTTP1.ProtocolError) where error.rule != .endedInsideMessage:
                // Too long, as a rule: it is told, and nothing of it counts.
                core.refusePost(token)
                if let exchange = forget(token) {
                    exchange.answer(Response(status: error.status, contentType: "text/plain", body: []))
                }
            case .failure: core.lose(token)
            }
            proceed()
        }
    }

    private func note(_ exchange: Exchange) -> Int {
        lastToken += 1
        exchanges.append((lastToken, exchange))
        if transport == .polling { connectionNumber = exchange.connectionNumber }
        return lastToken
    }

    /// Sees to it that the end of a client is noticed while its poll is held.
    private func watch(_ exchange: Exchange, _ token: Int) {
        guard exchanges.contains(where: { $0.token == token }) else { return }
        exchange.whenPeerEnds { [self] in
            guard let exchange = forget(token) else { return }
            exchange.abort()
            core.lose(token)
            proceed()
        }
    }

    private func forget(_ token: Int) -> Exchange? {
        guard let place = exchanges.firstIndex(where: { $0.token == token }) else { return nil }
        return exchanges.remove(at: place).exchange
    }

    // MARK: WebSockets

    /// Takes a WebSocket that may come to carry the session.
    ///
    /// - Parameter connectionNumber: of the connection that it is.
    func take(_ webSocket: WebSocketChannel, behind trailing: [UInt8], connectionNumber: Int) {
        lastToken += 1
        nextConnectionNumber = connectionNumber
        webSockets.append((lastToken, webSocket))
        core.open(lastToken, at: server.scheduler.now)
        attach(webSocket, lastToken)
        webSocket.start(behind: trailing)
        proceed()
    }

    /// Begins a session that is carried by a WebSocket.
    func start(behind trailing: [UInt8]) {
        guard let (token, webSocket) = webSockets.first else { return }
        attach(webSocket, token)
        // The open packet goes before any answer to what came behind the request.
        proceed()
        webSocket.start(behind: trailing)
    }

    private func attach(_ webSocket: WebSocketChannel, _ token: Int) {
        webSocket.onMessage = { [self] message in
            core.receive(EngineIO.Message(message), on: token, at: server.scheduler.now)
            proceed()
        }
        webSocket.onDrained = { [self] in core.isCongested = false }
        webSocket.onClosed = { [self] closure in
            webSockets.removeAll { $0.token == token }
            core.close(token, isByPeer: closure.code != .abnormal)
            proceed()
        }
    }

    private func send(_ packet: Packet, on token: Int) {
        guard let (_, webSocket) = webSockets.first(where: { $0.token == token }) else { return }
        webSocket.send(packet)
        core.isCongested = webSocket.isCongested
        if webSocket.waitingByteCount > server.configuration.bufferedByteCount {
            core.overflow()
            webSocket.abort()
        }
    }

    private func closeWebSocket(_ token: Int) {
        guard let place = webSockets.firstIndex(where: { $0.token == token }) else { return }
        webSockets.remove(at: place).webSocket.closeForGood()
    }

    // MARK: Actions

    private func proceed() {
        // What a message brings about may come back here.
        guard !isProceeding else { return }
        isProceeding = true
        while let action = core.nextAction() {
            switch action {
            case .answer(let token, let reply): answer(reply, to: token)
            case .send(let token, let packet): send(packet, on: token)
            case .closeWebSocket(let token): closeWebSocket(token)
            case .deliver(let message): onMessage(message)
            case .upgraded: connectionNumber = nextConnectionNumber
            case .closed(let reason): closed(reason)
            }
        }
        isProceeding = false
        arm()
    }

    /// Longer answers are sent as they are: compressing them would hold up everybody else for more than some
    /// milliseconds, and what is so long is images as a rule, which are compressed already.
    private static let mostCompressedByteCount = 256 * 1024

    private func answer(_ reply: Reply, to token: Int) {
        guard let exchange = forget(token) else { return }
        let configuration = server.configuration
        var response = Response(configuration.answer(reply, to: exchange.request))
        if isFirstAnswer {
            isFirstAnswer = false
            configuration.addHandshake(to: &response.fields, sessionID: id)
        }
        if case .payload = reply, let threshold = configuration.compressionThreshold,
            (threshold...max(threshold, Self.mostCompressedByteCount)).contains(response.body.count),
            exchange.request.fields.contains("gzip", in: "accept-encoding"),
            let compressed = try? Gzip.encode(response.body)
        {
            response.body = compressed
            response.fields.append("Content-Encoding", "gzip")
        }
        exchange.answer(response)
    }

    private func closed(_ reason: ServerSession.CloseReason) {
        alarm.cancel()
        server.ended(self)
        let onClosed = onClosed
        onMessage = { _ in }
        self.onClosed = { _ in }
        onClosed(reason)
    }

    /// What is due comes before what arrives now, though its timer may come later in this turn.
    private func reachDeadline() {
        let now = server.scheduler.now
        if let deadline = core.nextDeadline, deadline <= now { core.reach(now) }
    }

    private func arm() {
        guard let deadline = core.nextDeadline, !alarm.rings(by: deadline) else { return }
        alarm.set(to: deadline, on: server.scheduler) { [weak self] in
            guard let self else { return }
            core.reach(server.scheduler.now)
            proceed()
        }
    }
}
