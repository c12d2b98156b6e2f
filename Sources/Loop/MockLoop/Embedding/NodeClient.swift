internal import Bytes
internal import JSON
internal import SocketIO
internal import SocketIOClient
internal import Sockets

/// What is behind a ``ScriptedNode``: a client of Socket.IO on the Loop's thread.
final class NodeClient {
    private let client: SocketClient
    private let socket: ClientSocket
    /// The connections that it has, or had until shortly.
    private let wires = Wires()
    private(set) var events: [ScriptedNode.Event] = []
    var replies: [String: @Sendable ([JSONValue]) -> JSONValue?] = [:]
    /// Whether it was let in, or why not.
    let arrival = Pending<Void>()

    /// How nodes of the library say that all is well.
    private static let success: JSONValue = ["success": true, "error_msg": nil, "payload": nil]

    private final class Wires {
        var channels: [MemoryChannel] = []

        func add(_ channel: MemoryChannel) {
            channels.removeAll { $0.isOver }
            channels.append(channel)
        }
    }

    init(
        _ configuration: SocketClient.Configuration, on scheduler: any Scheduler, seed: UInt64,
        dialer: (@escaping (MemoryChannel) -> Void) -> MemoryDialer
    ) {
        client = SocketClient(
            configuration, dialer: dialer { [wires] in wires.add($0) }, on: scheduler,
            random: SeededGenerator(seed: seed))
        socket = client.socket(SocketIO.Packet.mainNamespace)
        socket.onEvent = { [unowned self] in receive($0) }
        socket.onConnect = { [arrival] in arrival.complete(.success(())) }
        socket.onRefused = { [unowned self] in fail("\($0)") }
        client.onAttemptFailed = { [unowned self] in if !arrival.isDone { fail($0) } }
    }

    var isConnected: Bool { socket.id != nil }

    func connect() throws { try socket.connect() }

    private func fail(_ reason: String) {
        arrival.complete(.failure(ClientError.notLetIn(reason)))
        client.close()
    }

    // MARK: Events

    private func receive(_ event: ReceivedEvent) {
        let arguments = event.arguments.elements.map { JSONValue(Value($0)) }
        var acknowledgement: JSONValue?
        if let acknowledge = event.acknowledge {
            acknowledgement = replies[event.name].map { $0(arguments) } ?? Self.success
            if let acknowledgement { acknowledge(Payload(acknowledgement.value)) }
        }
        events.append(
            ScriptedNode.Event(name: event.name, arguments: arguments, acknowledgement: acknowledgement))
    }

    func emit(_ event: String, _ arguments: [JSONValue]) throws {
        guard isConnected else { throw ClientError.notConnected }
        do { try socket.emit(event, Payload(arguments)) } catch { throw ClientError.reservedEvent(event) }
    }

    func call(_ event: String, _ arguments: [JSONValue], within limit: Duration) throws -> Pending<JSONValue> {
        guard isConnected else { throw ClientError.notConnected }
        let pending = Pending<JSONValue>()
        do {
            try socket.emit(event, Payload(arguments), timeLimit: limit) { result in
                pending.complete(
                    result.map { JSONValue($0[0].map { Value($0) } ?? .null) }
                        .mapError { ClientError.notAcknowledged(event: event, reason: $0.words) })
            }
        } catch {
            throw ClientError.reservedEvent(event)
        }
        return pending
    }

    // MARK: Ending

    func close() { client.close() }

    func cut() {
        for channel in wires.channels { channel.cut() }
    }
}

extension Payload {
    fileprivate init(_ arguments: [JSONValue]) {
        self.init()
        for argument in arguments { append(argument.value) }
    }
}

extension AcknowledgementFailure {
    fileprivate var words: String {
        switch self {
        case .timeout: "nothing came in time"
        case .disconnected: "the connection ended"
        case .notSent: "it was not sent"
        }
    }
}
