internal import Bytes
internal import EngineIO
internal import HTTP1
internal import HTTPClient
internal import JSON
internal import Logging
internal import POSIX
internal import SocketIO
internal import SocketIOClient
internal import Sockets
internal import TLS

/// A node's standing with its Loop: logged in, and connected over Socket.IO; made anew whenever it is lost.
///
/// ```text
/// ensure() ──▶ connected and not broken? ──yes──▶ nothing to do
///                  │ no
///                  ▼
///     GET /api/status (200 within 5 s) ─▶ POST /api/login ─▶ the old client leaves ─▶ a new one connects
/// ```
///
/// It does not come back by itself: whoever owns it calls ``ensure()`` every few seconds (``Repetition``). So a Loop that
/// was restarted, and knows no cookie of before, is logged in to again.
///
/// The clients of the Python library from 0.10.14 on do the same, but for the reconnection of their Socket.IO library,
/// which is left on there and races with theirs.
actor LoopSession {
    /// Answers the Loop's events; nil for one that the node does not know. What it throws is told to the Loop.
    typealias Handler = @Sendable (LoopEvent) async throws -> EventReply?

    /// What the handshake says the node is.
    enum Kind: String, Sendable {
        case trainer
        case annotator = "annotation_node"
        case converter
    }

    /// Where Loops of all versions have Socket.IO.
    static let path = "/ws/socket.io/"

    /// How long `GET /api/status` may take, and how long a connection. The Python library's numbers.
    static let readinessTime = Duration.seconds(5)
    static let connectTime = Duration.seconds(20)

    nonisolated let connection: LoopConnection
    private nonisolated let loop: EventLoop
    private let configuration: NodeConfiguration
    private let kind: Kind
    private let logger: Logger

    private var state = State.offline
    /// A client is there, but something about it is wrong: the next ``ensure()`` replaces it.
    private var isBroken = false
    private var handler: Handler?
    private var ended: Promise<NodeEnding>?
    private var attemptCount = 0
    /// ``ensure()``, while it does something.
    private var ensuring: Task<Void, any Error>?

    private enum State {
        case offline
        case connecting(Attempt)
        case online(Attempt)

        var attempt: Attempt? {
            switch self {
            case .offline: nil
            case .connecting(let attempt), .online(let attempt): attempt
            }
        }
    }

    /// One client, from its first word to its last.
    private struct Attempt {
        /// Tells it from those before, which may still have something to say.
        let number: Int
        let client: SocketClient
        let socket: ClientSocket
        /// What became of it; who waits for that is told by whoever gives it up, too.
        let outcome: Promise<Result<Void, any Error>>
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// A session that is not open yet.
    ///
    /// - Throws: ``NodeError/system(reason:)`` when the system gives no thread for it.
    init(
        _ configuration: NodeConfiguration, _ kind: Kind, over connection: LoopConnection, logger: Logger
    ) throws(NodeError) {
        do throws(SystemError) {
            loop = try EventLoop(name: "loop session")
        } catch {
            throw .system(reason: error.description)
        }
        self.configuration = configuration
        self.kind = kind
        self.connection = connection
        self.logger = logger
    }

    /// From now on events are answered by `handler`, and a `restart` fulfils `ended`.
    func serve(_ handler: @escaping Handler, ended: Promise<NodeEnding>) {
        self.handler = handler
        self.ended = ended
    }

    /// Whether events can be sent.
    var isConnected: Bool { if case .online = state { true } else { false } }

    /// What is there cannot be trusted: it is replaced at the next occasion.
    func markBroken() { isBroken = true }

    /// Makes sure that the node is connected; joins who is about to.
    ///
    /// - Throws: ``NodeError`` when the Loop is not ready, does not let the node in or cannot be connected to;
    ///   `CancellationError`.
    func ensure() async throws {
        guard !isConnected || isBroken else { return }
        if let ensuring { return try await ensuring.value }
        let task = Task { try await reconnect() }
        ensuring = task
        defer { ensuring = nil }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func reconnect() async throws {
        logger.info(
            "Connecting to \(connection.baseURL)", metadata: ["reason": "\(isBroken ? "broken" : "not connected")"])
        try await connection.checkReadiness(within: Self.readinessTime)
        try await connection.logIn()
        disconnect()
        do {
            try await connect()
            isBroken = false
        } catch {
            isBroken = true
            throw error
        }
    }

    /// Leaves the Loop, at once; ``ensure()`` comes back.
    ///
    /// Whoever waits for an acknowledgement gets an error.
    func disconnect() {
        let attempt = state.attempt
        state = .offline
        attempt?.outcome.fulfil(.failure(NodeError.noConnection(reason: "it was given up")))
        attempt?.client.close()
    }

    /// Leaves the Loop for good; nothing is answered any more.
    func close() {
        handler = nil
        ended = nil
        disconnect()
    }

    // MARK: - Events of the node

    /// Sends an event and waits for its acknowledgement.
    ///
    /// - Parameter timeLimit: how long that may take.
    /// - Returns: the first argument of the acknowledgement, null where it has none.
    /// - Throws: ``SessionError``; `CancellationError`.
    func call(_ event: String, _ arguments: [Value], within timeLimit: Duration) async throws -> Value {
        try await call(event, within: timeLimit) { arguments }
    }

    /// Sends an event and waits for its acknowledgement.
    ///
    /// - Parameters:
    ///   - timeLimit: how long that may take.
    ///   - arguments: called when the event goes out, behind all acknowledgements that were given before.
    func call(_ event: String, within timeLimit: Duration, _ arguments: @Sendable () -> [Value]) async throws -> Value {
        guard case .online(let attempt) = state else { throw SessionError.notConnected }
        var payload = Payload()
        for argument in arguments() { payload.append(argument) }
        let answer = Promise<Result<Value, any Error>>()
        do {
            try attempt.socket.emit(event, payload, timeLimit: timeLimit) { result in
                switch result {
                case .success(let arguments): answer.fulfil(.success(arguments[0].map { Value($0) } ?? .null))
                case .failure(.timeout):
                    answer.fulfil(.failure(SessionError.noAcknowledgement(event, within: timeLimit)))
                case .failure(.disconnected), .failure(.notSent):
                    answer.fulfil(.failure(SessionError.connectionLost(event)))
                }
            }
        } catch {
            throw SessionError.notConnected
        }
        return try await withTaskCancellationHandler {
            try await answer.value.get()
        } onCancel: {
            answer.fulfil(.failure(CancellationError()))
        }
    }

    // MARK: - Connecting

    private func connect() async throws {
        let outcome = Promise<Result<Void, any Error>>()
        let number = try begin(outcome)
        let deadline = loop.schedule(at: loop.now + Self.connectTime) {
            outcome.fulfil(.failure(NodeError.noConnection(reason: "no answer within \(Self.connectTime)")))
        }
        defer { deadline.cancel() }
        do {
            try await withTaskCancellationHandler {
                try await outcome.value.get()
            } onCancel: {
                outcome.fulfil(.failure(CancellationError()))
            }
            guard state.attempt?.number == number else { throw NodeError.noConnection(reason: "it was lost at once") }
            logger.info("Connected to \(connection.baseURL)")
        } catch {
            if state.attempt?.number == number { disconnect() }
            throw error
        }
    }

    /// Begins to connect.
    ///
    /// - Returns: the attempt's number.
    private func begin(_ outcome: Promise<Result<Void, any Error>>) throws(NodeError) -> Int {
        attemptCount += 1
        let number = attemptCount
        let client = try makeClient()
        let socket = client.socket(Packet.mainNamespace)
        state = .connecting(Attempt(number: number, client: client, socket: socket, outcome: outcome))
        let fail = { (reason: String) in outcome.fulfil(.failure(NodeError.noConnection(reason: reason))) }
        socket.onConnect = { [self] in
            if case .connecting(let attempt) = state, attempt.number == number { state = .online(attempt) }
            outcome.fulfil(.success(()))
        }
        socket.onRefused = { fail("the Loop refused it: \($0)") }
        client.onAttemptFailed = { fail($0) }
        socket.onDisconnect = { [self] in lost(number, $0) }
        socket.onEvent = { [self] in receive($0) }
        do {
            try socket.connect()
        } catch {
            preconditionFailure("the main namespace has a name that namespaces can have: \(error)")
        }
        return number
    }

    /// A client with the cookies of the login and the fields that say who the node is.
    private func makeClient() throws(NodeError) -> SocketClient {
        guard let (destination, _) = Destination.read(url: connection.baseURL) else {
            throw .noConnection(reason: "\(connection.baseURL.debugDescription) is no address of a Loop")
        }
        var settings = SocketClient.Configuration(destination: destination)
        settings.engine.engine.path = Self.path
        settings.reconnection = .never
        settings.engine.fields = FieldSection([
            "organization": configuration.organization, "project": configuration.project, "nodeType": kind.rawValue,
        ])
        let cookies = connection.cookies.map { "\($0.name)=\($0.value)" }
        if !cookies.isEmpty { settings.engine.fields.append("Cookie", cookies.joined(separator: "; ")) }
        let sockets = SocketDialer(on: loop)
        guard destination.isSecure else { return SocketClient(settings, dialer: sockets, on: loop) }
        // The Python library asks for no host name where it is given the authorities, so certificates without one are
        // in use there.
        let trust: ClientContext.Trust = configuration.certificatePath.map { .authorities(.file($0)) } ?? .system
        do throws(ConfigurationError) {
            let context = try ClientContext(trust: trust, verifiesHost: configuration.certificatePath == nil)
            let dialer = TLSDialer(over: sockets, trusting: context, on: loop)
            return SocketClient(settings, dialer: dialer, on: loop)
        } catch {
            throw .noConnection(reason: error.description)
        }
    }

    private func lost(_ number: Int, _ reason: DisconnectReason) {
        guard state.attempt?.number == number else { return }
        logger.info("The connection to \(connection.baseURL) is lost: \(reason.clientText)")
        disconnect()
    }

    // MARK: - Events of the Loop

    private func receive(_ event: ReceivedEvent) {
        guard event.name != "restart" else {
            // Never acknowledged: for the Loop the node is gone.
            logger.info("The Loop asks for a restart")
            ended?.fulfil(.restart)
            return
        }
        let loopEvent = LoopEvent(name: event.name, arguments: event.arguments.elements.map { Value($0) })
        // In a task of its own: an answer may take another event and its acknowledgement.
        Task {
            let reply = await reply(to: loopEvent)
            event.acknowledge?(Payload(reply.json))
        }
    }

    private func reply(to event: LoopEvent) async -> EventReply {
        guard let handler else { return .nothing }
        do {
            if let reply = try await handler(event) { return reply }
            logger.debug("Nothing is known of the event \(event.name.debugDescription)")
            return .nothing
        } catch {
            logger.error("\(event.name) failed: \(error)")
            return .failure("\(error)")
        }
    }
}

/// Why an event of a node was not acknowledged.
enum SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    case notConnected
    case connectionLost(String)
    case noAcknowledgement(String, within: Duration)

    var description: String {
        switch self {
        case .notConnected: "there is no connection to the Loop."
        case .connectionLost(let event): "the connection to the Loop was lost before \(event) was acknowledged."
        case .noAcknowledgement(let event, let limit): "the Loop did not acknowledge \(event) within \(limit)."
        }
    }
}
