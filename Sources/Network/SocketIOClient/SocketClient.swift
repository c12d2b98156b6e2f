internal import Bytes
package import EngineIO
package import Sockets
package import SocketIO

/// A client of Socket.IO: namespaces, events, acknowledgements, and coming back when the connection was lost.
///
/// ```swift
/// let client = SocketClient(configuration, dialer: SocketDialer(on: loop), on: loop)
/// let socket = client.socket("/")
/// socket.onConnect = { socket.emit("hello", Payload("world")) }
/// socket.connect()
/// ```
///
/// Belongs to the scheduler's thread, like everything that it gives out.
package final class SocketClient {
    package struct Configuration: Sendable {
        package var engine: EngineClient.Configuration
        package var reconnection = Reconnection()
        package var limits = SocketIO.Limits.standard

        /// A client of the server at `destination`, at `/socket.io/`.
        package init(destination: Destination) {
            engine = EngineClient.Configuration(destination: destination)
            engine.engine.path = "/socket.io/"
            // A client that takes a large message takes it as an attachment, too.
            limits.attachmentByteCount = engine.maxPayload
        }
    }

    /// A session could not be opened: why. Another attempt may follow.
    package var onAttemptFailed: (String) -> Void = { _ in }
    /// No further attempt follows.
    package var onGaveUp: () -> Void = {}

    private let configuration: Configuration
    private let dialer: any Dialer
    private let scheduler: any Scheduler
    private var random: any RandomNumberGenerator & Sendable
    private var core: ClientConnection
    private var engine: (session: Int, client: EngineClient)?
    private var sockets: [String: ClientSocket] = [:]
    private var waiters = AcknowledgementWaiters()
    private var alarm = Alarm()
    private var isProceeding = false

    /// - Parameter random: where chance comes from: the system, or a seed in a simulation.
    package init(
        _ configuration: Configuration, dialer: any Dialer, on scheduler: any Scheduler,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.configuration = configuration
        self.dialer = dialer
        self.scheduler = scheduler
        self.random = random
        core = ClientConnection(
            openTime: configuration.engine.engine.openTime, reconnection: configuration.reconnection,
            limits: configuration.limits, random: random)
    }

    /// The client's end in a namespace; it does nothing before ``ClientSocket/connect()``.
    package func socket(_ namespace: String) -> ClientSocket {
        if let known = sockets[namespace] { return known }
        let socket = ClientSocket(namespace, client: self)
        sockets[namespace] = socket
        return socket
    }

    /// What carries the client now; nil for nothing.
    package var transport: Transport? { engine?.client.transport }

    /// Leaves all namespaces and closes the connection.
    package func close() {
        core.close()
        proceed()
    }

    // MARK: For the sockets

    func socketID(in namespace: String) -> String? { core.socketID(in: namespace) }

    func connect(_ namespace: String) throws(SocketIO.LocalError) {
        try core.connect(namespace, at: scheduler.now)
        proceed()
    }

    func disconnect(_ namespace: String) {
        core.disconnect(namespace)
        proceed()
    }

    func emit(
        _ event: String, _ payload: SocketIO.Payload, namespace: String, isVolatile: Bool
    ) throws(SocketIO.LocalError) {
        let delivery: Delivery =
            isVolatile ? .volatile(isWritable: engine?.client.isWritable ?? false) : .reliable
        try core.emit(event, payload, namespace: namespace, delivery: delivery, at: scheduler.now)
        proceed()
    }

    func emit(
        _ event: String, _ payload: SocketIO.Payload, namespace: String, timeLimit: Duration?,
        _ completion: @escaping AcknowledgementWaiters.Completion
    ) throws(SocketIO.LocalError) {
        let now = scheduler.now
        try waiters.wait(completion) { token throws(SocketIO.LocalError) in
            try core.emit(
                event, payload, namespace: namespace, acknowledgement: token, timeLimit: timeLimit, at: now)
        }
        proceed()
    }

    func acknowledge(_ id: UInt64, _ payload: SocketIO.Payload, namespace: String) {
        core.acknowledge(id, payload, namespace: namespace)
        proceed()
    }

    // MARK: Actions

    private func proceed() {
        // What an event brings about may come back here.
        guard !isProceeding else { return }
        isProceeding = true
        while let action = core.nextAction() { perform(action) }
        isProceeding = false
        arm()
    }

    private func perform(_ action: ClientConnection.Action) {
        switch action {
        case .open(let session): open(session)
        case .send(let session, let message): if engine?.session == session { engine?.client.send(message) }
        case .close(let session): if engine?.session == session { closeEngine() }
        case .authenticate(let namespace, let session):
            core.join(namespace, auth: sockets[namespace]?.auth(), on: session)
        case .connected(let namespace, _): sockets[namespace]?.onConnect()
        case .refused(let namespace, let error): sockets[namespace]?.onRefused(error)
        case .event(let event): deliver(event)
        case .acknowledged(let token, let arguments):
            waiters.take(token)?(.success(arguments))
        case .acknowledgementFailed(let token, let failure):
            waiters.take(token)?(.failure(failure))
        case .disconnected(let namespace, let reason): sockets[namespace]?.onDisconnect(reason)
        case .attemptFailed(let description): onAttemptFailed(description)
        case .waiting: break
        case .gaveUp: onGaveUp()
        }
    }

    private func deliver(_ event: Event) {
        guard let socket = sockets[event.namespace] else { return }
        let acknowledge = event.id.map { id in
            Acknowledgement { [self] in self.acknowledge(id, $0, namespace: event.namespace) }
        }
        socket.onEvent(
            ReceivedEvent(name: event.name, arguments: event.arguments, acknowledge: acknowledge))
    }

    private func open(_ session: Int) {
        let client = EngineClient(configuration.engine, dialer: dialer, on: scheduler, random: &random)
        engine = (session, client)
        client.onOpened = { [self] in
            core.opened(session, at: scheduler.now)
            proceed()
        }
        client.onMessage = { [self] message in
            core.receive(message, on: session, at: scheduler.now)
            proceed()
        }
        client.onClosed = { [self] reason in
            if engine?.session == session { engine = nil }
            core.closed(session, reason.text, at: scheduler.now)
            proceed()
        }
        client.start()
    }

    private func closeEngine() {
        let client = engine?.client
        engine = nil
        client?.close()
    }

    private func arm() {
        guard let deadline = core.nextDeadline, !alarm.rings(by: deadline) else { return }
        alarm.set(to: deadline, on: scheduler) { [self] in
            core.reach(scheduler.now)
            proceed()
        }
    }
}

extension ClientSession.CloseReason {
    /// In words; what the reference has a name for is called so.
    fileprivate var text: String {
        switch self {
        case .byClient: "forced close"
        case .byServer: "transport close"
        case .refused(let status, let body):
            "the server answered \(status): \(String(decoding: body.prefix(200), as: UTF8.self))"
        case .transportLost(let how): "transport error: \(how)"
        case .pingTimeout: "ping timeout"
        case .openTimeout: "timeout"
        case .malformed: "parse error"
        }
    }
}
