import EngineIO
import JSON
import SocketIO
import SocketIOClient
import Sockets

/// A trainer of a test, as a Loop sees it over Socket.IO: it is idle, trains when it is told to, and stops.
actor SimpleTrainer {
    private nonisolated let loop: EventLoop
    private let client: SocketClient
    private let socket: ClientSocket
    private var state = "idle"

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// - Parameter url: the Loop's address.
    static func start(_ url: String) async throws -> SimpleTrainer {
        let trainer = try SimpleTrainer(url, loop: EventLoop(name: "trainer"))
        try await trainer.connect()
        return trainer
    }

    struct NoURL: Error { let text: String }

    private init(_ url: String, loop: EventLoop) throws {
        guard let (destination, _) = Destination.read(url: url) else { throw NoURL(text: url) }
        self.loop = loop
        var configuration = SocketClient.Configuration(destination: destination)
        configuration.engine.engine.path = "/ws/socket.io/"
        client = SocketClient(configuration, dialer: SocketDialer(on: loop), on: loop)
        socket = client.socket("/")
    }

    private func connect() throws {
        socket.onConnect = { [unowned self] in report() }
        socket.onEvent = { [unowned self] event in
            let acknowledgement = answer(to: event.name)
            event.acknowledge?(SocketIO.Payload(acknowledgement))
        }
        try socket.connect()
    }

    /// Ends the connection for good.
    func stop() { client.close() }

    private func answer(to event: String) -> Value {
        switch (event, state) {
        case ("begin_training", "idle"):
            state = "running"
            report()
            emit("update_training", "zauberzeug", "demo", ["trainer_id": "4711", "train_image_count": 7])
        case ("begin_training", _): return ["success": false, "error_msg": "busy", "payload": "refused"]
        case ("stop_training", _):
            state = "idle"
            report()
        default: return nil
        }
        return ["success": true, "error_msg": nil, "payload": nil]
    }

    private func report() {
        emit(
            "update_trainer",
            ["id": "4711", "name": "Simple trainer", "state": .string(state), "errors": [:], "pretrained_models": []])
    }

    private func emit(_ name: String, _ arguments: Value...) {
        var payload = SocketIO.Payload()
        for argument in arguments { payload.append(argument) }
        // What the Loop makes of it is for the story to see.
        try? socket.emit(name, payload, timeLimit: nil) { _ in }
    }
}
