internal import Bytes
internal import EngineIO
internal import HTTP1
internal import LoopDomain
internal import SocketIO
internal import SocketIOServer

extension LoopServer {
    /// Bytes of one packet of a node: a confusion matrix of a thousand categories fits, an image need not.
    private static let packetByteCountLimit = 16 << 20

    /// Where nodes connect.
    func makeSocketServer() -> SocketServer {
        var settings = SocketServer.Configuration()
        settings.engine.path = Self.socketPath
        settings.engine.maxPayload = Self.packetByteCountLimit
        let server = SocketServer(
            on: scheduler, settings, random: SeededGenerator(seed: TextUUID.seed(["sockets", String(configuration.seed)])))
        let nodes = server.namespace(SocketIO.Packet.mainNamespace)
        nodes.onRequest = { self.admit($0) }
        nodes.onConnect = { self.connected($0) }
        server.onMessage = { session, direction, message in
            let record = MessageRecord(message, direction, self.peer(of: session))
            // The first status belongs to the node that it names: somebody may wait for it by its name.
            if record.peer.nodeID == nil, direction == .received, record.peer.learn(from: record.packet) {
                self.note(identified: record.peer)
            }
            self.note(.message(record))
        }
        return server
    }

    /// The node behind a session, which is known from its first message on.
    private func peer(of session: EngineSession) -> Peer {
        if let known = session.context as? Peer {
            known.connection = session.connectionNumber
            return known
        }
        let peer = Peer(session: session.id, request: session.request, connection: session.connectionNumber)
        session.context = peer
        return peer
    }

    /// Lets a node in, by the credentials of its handshake.
    ///
    /// Detectors from version 0.7.56 on have none; whatever an `auth` object says (up to 0.1.8) does not matter.
    private func admit(_ request: ConnectRequest) {
        let peer = peer(of: request.session)
        let isLetIn =
            switch visitor(showing: Credentials(peer.request.fields)) {
            case .known(.user): true
            case .known(.guest), .nobody: configuration.authentication == .lenient || peer.kind == .detector
            case .wrong: false
            }
        if isLetIn {
            request.accept()
        } else {
            request.refuse("Not authenticated: log in with POST /api/login, and send the cookie with the handshake.")
        }
    }

    private func connected(_ socket: Socket) {
        guard let session = socket.session else { return }
        let connection = NodeConnection(peer(of: session), socket)
        connections.append(connection)
        note(connected: connection.peer)
        socket.onEvent = { self.receive($0, from: connection) }
        socket.onDisconnect = { self.disconnected(connection, $0.words) }
    }

    private func disconnected(_ connection: NodeConnection, _ reason: String) {
        connections.removeAll { $0 === connection }
        note(.disconnected(connection.peer, connection: connection.peer.connection, reason: reason))
    }

    private func receive(_ event: ReceivedEvent, from connection: NodeConnection) {
        guard let fault = faults.take(event: event.name, of: connection.peer) else {
            return handle(event, from: connection)
        }
        note(.fault(FaultRecord(fault, metBy: event.name, of: connection.peer)))
        guard fault.delay > .zero else { return apply(fault, to: event, from: connection) }
        Task {
            await pause(for: fault.delay)
            apply(fault, to: event, from: connection)
        }
    }

    private func apply(_ fault: Fault, to event: ReceivedEvent, from connection: NodeConnection) {
        switch fault.action {
        case .acknowledge(let value): event.acknowledge?(Payload(value))
        case .hang: break
        case .cut: connection.socket.session?.abort()
        case .late, .status, .cutBody: handle(event, from: connection)
        }
    }

    private func handle(_ event: ReceivedEvent, from connection: NodeConnection) {
        let answer = answer(to: event, from: connection.peer)
        if let answer { event.acknowledge?(Payload(answer)) }
    }
}

extension DisconnectReason {
    /// The reference's word, and what was wrong where something was.
    fileprivate var words: String {
        switch self {
        case .byServer, .byClient, .transportClosed, .connectTimeout: serverText
        case .malformed(let error): "\(serverText): \(error)"
        case .protocolViolation(let violation): "\(serverText): \(violation)"
        }
    }
}
