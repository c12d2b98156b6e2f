internal import Bytes
internal import EngineIO
internal import JSON
internal import Sockets
internal import SocketIO

/// A client of a ``SocketServer``: joins the core, the session of Engine.IO and the sockets in its namespaces.
final class SocketConnection {
    let session: EngineSession
    private let server: SocketServer
    private var core: ServerConnection
    private var sockets: [Socket] = []
    private var waiters = AcknowledgementWaiters()
    private var alarm = Alarm()
    private var isProceeding = false

    init(_ session: EngineSession, server: SocketServer) {
        self.session = session
        self.server = server
        core = ServerConnection(
            connectTime: server.configuration.connectTime, limits: server.configuration.limits,
            at: server.scheduler.now)
    }

    func start() {
        // The session lets go of these when it is closed.
        session.onMessage = { [self] message in
            server.onMessage?(session, .received, message)
            core.receive(message, at: server.scheduler.now)
            proceed()
        }
        session.onClosed = { [self] reason in
            core.transportClosed(reason.text)
            proceed()
            alarm.cancel()
        }
        arm()
    }

    // MARK: Joining

    func accept(_ request: ConnectRequest) {
        let name = request.namespace.name
        let id = server.makeSocketID()
        guard core.accept(name, socketID: id) else { return proceed() }
        let socket = Socket(id, in: request.namespace, auth: request.auth, connection: self)
        sockets.append(socket)
        request.namespace.add(socket)
        request.namespace.onConnect(socket)
        proceed()
    }

    func refuse(_ namespace: String, message: String, data: Value?) {
        core.refuse(namespace, message: message, data: data)
        proceed()
    }

    private func socket(in namespace: String) -> Socket? { sockets.first { $0.namespace.name == namespace } }

    // MARK: Sending

    func send(_ packet: EncodedPacket, namespace: String, isVolatile: Bool) {
        let delivery: Delivery = isVolatile ? .volatile(isWritable: session.isWritable) : .reliable
        core.send(packet, namespace: namespace, delivery: delivery)
        proceed()
    }

    func emit(
        _ event: String, _ payload: SocketIO.Payload, namespace: String, timeLimit: Duration?,
        _ completion: @escaping AcknowledgementWaiters.Completion
    ) throws(SocketIO.LocalError) {
        let now = server.scheduler.now
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

    func disconnect(_ namespace: String) {
        core.disconnect(namespace)
        proceed()
    }

    func close() {
        core.close()
        proceed()
    }

    // MARK: Actions

    private func proceed() {
        // What an event brings about may come back here.
        guard !isProceeding else { return }
        isProceeding = true
        while let action = core.nextAction() {
            switch action {
            case .ask(let namespace, let auth): ask(namespace, auth)
            case .event(let event): deliver(event)
            case .acknowledged(let token, let arguments):
                waiters.take(token)?(.success(arguments))
            case .acknowledgementFailed(let token, let failure):
                waiters.take(token)?(.failure(failure))
            case .disconnected(let namespace, let reason):
                guard let place = sockets.firstIndex(where: { $0.namespace.name == namespace }) else { break }
                sockets.remove(at: place).disconnected(reason)
            case .send(let message):
                server.onMessage?(session, .sent, message)
                session.send(message)
            case .close: session.close()
            }
        }
        isProceeding = false
        arm()
    }

    private func ask(_ name: String, _ auth: Value) {
        guard let namespace = server.existingNamespace(name) else {
            return core.refuse(name, message: ServerConnection.unknownNamespaceMessage)
        }
        namespace.onRequest(ConnectRequest(namespace, auth: auth, connection: self))
    }

    private func deliver(_ event: Event) {
        guard let socket = socket(in: event.namespace) else { return }
        let acknowledge = event.id.map { id in
            Acknowledgement { [self] in self.acknowledge(id, $0, namespace: event.namespace) }
        }
        socket.onEvent(ReceivedEvent(name: event.name, arguments: event.arguments, acknowledge: acknowledge))
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

extension ServerSession.CloseReason {
    /// In words; what the reference has a name for is called so.
    fileprivate var text: String {
        switch self {
        case .byServer: "forced close"
        case .byClient: "transport close"
        case .transportLost: "transport error"
        case .pingTimeout: "ping timeout"
        case .overlappingRequests: "transport error: two requests of one kind at a time"
        case .malformed: "parse error"
        case .tooSlow: "transport error: more waits for the client than may"
        }
    }
}
