internal import Bytes
package import EngineIO
package import HTTP1
package import HTTPServer
package import Sockets
internal import WebSocket
internal import WebSocketTransport

/// Serves Engine.IO on an HTTP server: sessions over long-polling and WebSocket.
///
/// ```swift
/// let engine = EngineServer(on: loop, configuration) { session in … }
/// let http = Server(on: loop, configuration: …) { exchange in
///     if !engine.handle(exchange) { exchange.answer(…) }
/// }
/// ```
///
/// Belongs to the scheduler's thread, like everything that it gives out.
package final class EngineServer {
    package let configuration: ServerConfiguration
    let scheduler: any Scheduler
    private let accept: (EngineSession) -> Void
    private var random: any RandomNumberGenerator & Sendable
    private var sessions: [String: EngineSession] = [:]
    private let webSocketLimits: WebSocket.Limits

    /// Whether the application lets a client in that asks for a session; a refusal is told to the client.
    package var authorize: (RequestHead, Query) -> Refusal? = { _, _ in nil }

    /// - Parameters:
    ///   - random: where session ids come from: the system, or a seed in a simulation.
    ///   - accept: called with each new session, before anything is delivered.
    package init(
        on scheduler: any Scheduler, _ configuration: ServerConfiguration,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        accept: @escaping (EngineSession) -> Void
    ) {
        self.scheduler = scheduler
        self.configuration = configuration
        self.random = random
        self.accept = accept
        var limits = WebSocket.Limits.standard
        limits.messageByteCount = configuration.maxPayload
        webSocketLimits = limits
    }

    /// Sessions that are open.
    package var sessionCount: Int { sessions.count }

    /// Takes a request that is for this server.
    ///
    /// - Returns: false when its path is another's, and nothing was done.
    package func handle(_ exchange: Exchange) -> Bool {
        let request = exchange.request
        guard configuration.serves(target: request.target) else { return false }
        switch ServerRequest.read(request, configuration, session: { sessions[$0]?.transport }) {
        case .refused(let refusal): refuse(exchange, refusal)
        case .preflight(let answer): exchange.answer(Response(answer))
        case .handshake(let transport, let query):
            if let refusal = authorize(request, query) { return refuse(exchange, refusal) }
            open(exchange, query, over: transport)
        case .poll(let id): sessions[id]?.poll(exchange)
        case .post(let id): sessions[id]?.post(exchange)
        case .webSocket(let id):
            if let (webSocket, trailing) = upgrade(exchange) {
                sessions[id]?.take(webSocket, behind: trailing, connectionNumber: exchange.connectionNumber)
            }
        }
        return true
    }

    /// Ends all sessions: clients are told, as far as their transports allow.
    package func shutDown() {
        for session in Array(sessions.values) { session.close() }
    }

    @discardableResult
    private func refuse(_ exchange: Exchange, _ refusal: Refusal) -> Bool {
        exchange.answer(Response(configuration.answer(.refused(refusal), to: exchange.request)))
        return true
    }

    private func open(_ exchange: Exchange, _ query: Query, over transport: Transport) {
        let id = SessionID.make(using: &random)
        switch transport {
        case .polling:
            let session = EngineSession(id, of: exchange, query, over: nil, server: self)
            sessions[id] = session
            accept(session)
            session.poll(exchange)
        case .webSocket:
            var fields = FieldSection()
            configuration.addHandshake(to: &fields, sessionID: id)
            guard let (webSocket, trailing) = upgrade(exchange, adding: fields) else { return }
            let session = EngineSession(id, of: exchange, query, over: webSocket, server: self)
            sessions[id] = session
            accept(session)
            session.start(behind: trailing)
        }
    }

    private func upgrade(
        _ exchange: Exchange, adding fields: FieldSection = FieldSection()
    ) -> (WebSocketChannel, [UInt8])? {
        var fields = fields
        configuration.add(to: &fields, answering: exchange.request)
        return exchange.acceptWebSocket(HandshakeOptions(), limits: webSocketLimits, adding: fields, on: scheduler)
    }

    func ended(_ session: EngineSession) { sessions[session.id] = nil }
}

extension Response {
    init(_ answer: Answer) { self.init(status: answer.status, fields: answer.fields, body: answer.body) }
}
