internal import EngineIO
internal import HTTP1
public import LoopDomain
internal import SocketIO
internal import SocketIOClient

extension LoopServer {
    /// Connects a node that the test plays, over a connection that is made of memory.
    ///
    /// - Parameters:
    ///   - kind: what its handshake says that it is, as nodes do from version 0.7.26 on; nil for an older one.
    ///   - project: what its handshake says that it is for; detectors say so, others say nothing.
    ///   - fields: further fields of its requests: a cookie, say.
    ///   - transport: how its session is carried.
    ///   - reconnects: whether it comes back by itself when the connection was lost, a second or so later.
    /// - Throws: ``ClientError/notLetIn(_:)``; `CancellationError` when the task is cancelled.
    public func connect(
        as kind: NodeKind? = nil, of project: ProjectPath? = nil, adding fields: [String: String] = [:],
        over transport: NodeTransport = .upgraded, reconnects: Bool = true
    ) async throws -> ScriptedNode {
        lastClient += 1
        let number = lastClient
        var configuration = SocketClient.Configuration(destination: destination)
        configuration.engine.engine.path = Self.socketPath
        configuration.engine.engine.transports = transport.transports
        if !reconnects { configuration.reconnection = .never }
        if let kind {
            configuration.engine.fields.append("organization", project?.organization ?? "")
            configuration.engine.fields.append("project", project?.project ?? "")
            configuration.engine.fields.append("nodeType", kind.header)
        }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            configuration.engine.fields.append(name, value)
        }
        let client = NodeClient(
            configuration, on: scheduler,
            seed: TextUUID.seed(["client", String(self.configuration.seed), String(number)])
        ) {
            makeDialer(onConnect: $0)
        }
        clients[number] = client
        do {
            try client.connect()
            try await client.arrival.value
        } catch {
            client.close()
            await settle()
            throw error
        }
        await settle()
        return ScriptedNode(number: number, of: self)
    }

    // MARK: For the nodes

    func client(_ number: Int) -> NodeClient {
        guard let client = clients[number] else { preconditionFailure("a node's client is there as long as its Loop") }
        return client
    }

    func isConnected(_ number: Int) -> Bool { client(number).isConnected }

    func events(of number: Int) -> [ScriptedNode.Event] { client(number).events }

    func setReply(of number: Int, to event: String, _ reply: @escaping @Sendable ([JSONValue]) -> JSONValue?) {
        client(number).replies[event] = reply
    }

    func emit(_ event: String, _ arguments: [JSONValue], as number: Int) async throws {
        try client(number).emit(event, arguments)
        await settle()
    }

    func call(
        _ event: String, _ arguments: [JSONValue], within limit: Duration, as number: Int
    ) async throws -> JSONValue {
        let acknowledgement = try await client(number).call(event, arguments, within: limit).value
        await settle()
        return acknowledgement
    }

    func begin(
        _ event: String, _ arguments: [JSONValue], within limit: Duration, as number: Int
    ) async throws -> Pending<JSONValue> {
        let pending = try client(number).call(event, arguments, within: limit)
        await settle()
        return pending
    }

    func disconnect(_ number: Int) async {
        client(number).close()
        await settle()
    }

    func cut(_ number: Int) async {
        client(number).cut()
        await settle()
    }
}

extension NodeTransport {
    fileprivate var transports: [Transport] {
        switch self {
        case .upgraded: [.polling, .webSocket]
        case .polling: [.polling]
        case .webSocket: [.webSocket]
        }
    }
}
