import EngineIO
import JSON
import SocketIO
import SocketIOClient
import Sockets
import Testing

/// Somebody who calls a node by Socket.IO, and waits for what is acknowledged.
actor SocketCaller {
    private let loop: EventLoop
    private var client: SocketClient?
    private var socket: ClientSocket?

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private init(loop: EventLoop) { self.loop = loop }

    /// Connects to the node at `url`.
    static func connect(to url: String) async throws -> SocketCaller {
        let caller = SocketCaller(loop: try EventLoop(name: "socket caller"))
        try await caller.open(url)
        return caller
    }

    private func open(_ url: String) async throws {
        let place = try #require(Destination.read(url: url))
        var configuration = SocketClient.Configuration(destination: place.destination)
        configuration.engine.engine.path = "/ws/socket.io/"
        let client = SocketClient(configuration, dialer: SocketDialer(on: loop), on: loop)
        let socket = client.socket("/")
        self.client = client
        self.socket = socket
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            socket.onConnect = {
                continuation.resume()
                socket.onConnect = {}
            }
            do { try socket.connect() } catch { continuation.resume(throwing: error) }
        }
    }

    /// Nobody has acknowledged the event.
    struct NoAnswer: Error {}

    /// Sends an event and waits for its acknowledgement.
    func call(_ event: String, _ payload: SocketIO.Payload = SocketIO.Payload(), within limit: Duration = .seconds(20))
        async throws -> Value
    {
        guard let socket else { throw NoAnswer() }
        return try await withCheckedThrowingContinuation { continuation in
            do {
                try socket.emit(event, payload, timeLimit: limit) { result in
                    switch result {
                    case .success(let arguments):
                        continuation.resume(returning: arguments[0].map { Value($0) } ?? .null)
                    case .failure: continuation.resume(throwing: NoAnswer())
                    }
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    func close() {
        client?.close()
        client = nil
        socket = nil
    }
}
