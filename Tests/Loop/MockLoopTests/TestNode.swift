import EngineIO
import HTTP1
import HTTPClient
import JSON
import POSIX
import SocketIO
import SocketIOClient
import Sockets
import Testing

/// A node in this process, as far as it talks over Socket.IO: it says what a test lets it say, and answers events as a
/// test wants.
///
/// ```swift
/// let node = try await loop.connect(as: "trainer")
/// await node.react(to: "begin_training") { _ in ["success": true] }
/// let acknowledgement = try await node.call("update_trainer", status)
/// ```
actor TestNode {
    /// What the node makes of an event: its acknowledgement, nil for none.
    typealias Reaction = @Sendable (_ arguments: [Value]) async throws -> Value?

    /// The Loop does not let the node in.
    struct Refused: Error { let message: String }

    /// Something else went wrong.
    struct Failed: Error { let what: String }

    /// How long nothing may happen: far more than a loaded machine needs.
    private static let patience = Duration.seconds(60)

    private let loop: EventLoop
    private let client: SocketClient
    private let socket: ClientSocket
    private var reactions: [String: Reaction] = [:]
    /// The events that were received, in order.
    private(set) var heard: [String] = []
    /// How often the connection was lost.
    private(set) var lossCount = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// - Parameter fields: those of every request of the handshake.
    init(port: UInt16, path: String, fields: FieldSection, transports: [Transport]) async throws {
        let loop = try EventLoop(name: "test node")
        var configuration = SocketClient.Configuration(destination: Destination(host: "127.0.0.1", port: port))
        configuration.engine.engine.path = path
        configuration.engine.engine.transports = transports
        configuration.engine.fields = fields
        configuration.reconnection = .never
        self.loop = loop
        client = SocketClient(configuration, dialer: SocketDialer(on: loop), on: loop)
        socket = client.socket("/")
        listen()
    }

    /// Lets the node live for as long as it is connected.
    private func listen() {
        socket.onEvent = { [self] in receive($0) }
        socket.onDisconnect = { [self] _ in
            lossCount += 1
            socket.onEvent = { _ in }
            socket.onDisconnect = { _ in }
        }
    }

    /// What carries the connection.
    var transport: Transport? { client.transport }
    /// Whether the Loop has let the node in, and still does.
    var isConnected: Bool { socket.id != nil }

    /// Connects, and is let in.
    ///
    /// - Throws: ``Refused``, ``Failed``.
    func connect() async throws {
        try await withCheckedThrowingContinuation(isolation: self) {
            (continuation: CheckedContinuation<Void, any Error>) in
            var waiting: CheckedContinuation<Void, any Error>? = continuation
            socket.onConnect = { waiting.take()?.resume() }
            socket.onRefused = { error in
                guard case .refused(let message, _) = error else { return }
                waiting.take()?.resume(throwing: Refused(message: message))
            }
            client.onAttemptFailed = { waiting.take()?.resume(throwing: Failed(what: $0)) }
            do { try socket.connect() } catch { waiting.take()?.resume(throwing: error) }
        }
    }

    func close() { client.close() }

    // MARK: Saying something

    /// Sends an event, and waits for its acknowledgement.
    @discardableResult
    func call(_ event: String, _ arguments: Value...) async throws -> Value {
        try await call(event, with: arguments)
    }

    func call(_ event: String, with arguments: [Value]) async throws -> Value {
        let result: Result<Value, AcknowledgementFailure> = try await withCheckedThrowingContinuation(isolation: self) {
            continuation in
            do {
                try socket.emit(event, Self.payload(arguments), timeLimit: Self.patience) { result in
                    continuation.resume(returning: result.map { $0[0].map(Value.init) ?? .null })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        return try result.get()
    }

    /// Sends an event whose acknowledgement does not matter.
    func send(_ event: String, _ arguments: Value...) throws { try socket.emit(event, Self.payload(arguments)) }

    /// Sends an event with bytes.
    func sendBinary(_ event: String, _ bytes: [UInt8]) throws {
        var payload = SocketIO.Payload()
        payload.append(binary: bytes)
        try socket.emit(event, payload)
    }

    /// Whether an event is acknowledged before another one that is sent behind it, and always is.
    func isAcknowledged(_ event: String, with arguments: [Value] = []) async throws -> Bool {
        var isAcknowledged = false
        try socket.emit(event, Self.payload(arguments), timeLimit: nil) { result in
            if case .success = result { isAcknowledged = true }
        }
        try await call("update_annotation_node")
        return isAcknowledged
    }

    private static func payload(_ arguments: [Value]) -> SocketIO.Payload {
        var payload = SocketIO.Payload()
        for argument in arguments { payload.append(argument) }
        return payload
    }

    // MARK: Hearing something

    /// What the node makes of `event` from now on.
    func react(to event: String, _ reaction: @escaping Reaction) { reactions[event] = reaction }

    private func receive(_ event: ReceivedEvent) {
        heard.append(event.name)
        guard let reaction = reactions[event.name] else { return }
        Task { await answer(event, by: reaction) }
    }

    private func answer(_ event: ReceivedEvent, by reaction: Reaction) async {
        do {
            guard let answer = try await reaction(event.arguments.elements.map(Value.init)) else { return }
            event.acknowledge?(SocketIO.Payload(answer))
        } catch {
            Issue.record("The reaction to \(event.name) failed: \(error)")
        }
    }
}

extension TestLoop {
    /// Where nodes connect.
    static let socketPath = "/ws/socket.io/"

    /// A node that is connected over Socket.IO.
    ///
    /// - Parameters:
    ///   - kind: what its handshake says it is; nil for a version before 0.7.26, which says nothing.
    ///   - fields: further fields of the handshake.
    func connect(
        as kind: String? = nil, fields: KeyValuePairs<String, String> = [:],
        over transports: [Transport] = [.polling, .webSocket]
    ) async throws -> TestNode {
        var section = FieldSection(fields)
        if let kind {
            section.append("organization", "")
            section.append("project", "")
            section.append("nodeType", kind)
        }
        let node = try await TestNode(port: port, path: Self.socketPath, fields: section, transports: transports)
        try await node.connect()
        return node
    }

    /// Sends JSON.
    func send(_ method: String, _ path: String, json: Value, fields: [String: String] = [:]) async throws -> Response {
        try await send(
            method, path, fields: fields.merging(["Content-Type": "application/json"]) { own, _ in own },
            body: .bytes(json.bytes()))
    }

    /// Tells a node something over the control interface, and returns what that answers.
    func tell(_ node: String, _ command: String, _ json: Value = [:]) async throws -> Value {
        let response = try await send("POST", "/mockloop/nodes/\(node)/\(command)", json: json)
        try #require(response.status == 200, "\(response.text)")
        return response.json
    }
}
