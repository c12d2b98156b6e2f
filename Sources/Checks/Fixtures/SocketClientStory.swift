internal import Bytes
internal import EngineIO
internal import JSON
internal import SocketIO
internal import SocketIOClient
internal import Sockets
internal import TLS

/// What our Socket.IO client does with a server that answers as ``SocketEcho`` does: events and acknowledgements in
/// number, bytes in quantity, a burst.
package actor SocketClientStory {
    /// What is to be seen.
    package struct Plan: Sendable {
        package var url: String
        /// The authority that vouches for the server, as a file of PEM; nil for those of the system.
        package var authority: String?
        package var eventCount = 1000
        package var binaryByteCount = 20_000_000
        package var burstCount = 60
        /// How long each part may take.
        package var patience = Duration.seconds(120)

        package init(url: String) { self.url = url }
    }

    /// The ways to a server.
    package enum Way: String, Sendable, CaseIterable {
        case polling = "polling"
        case webSocket = "websocket"
        case upgrade = "polling, then websocket"

        var transports: [Transport] {
            switch self {
            case .polling: [.polling]
            case .webSocket: [.webSocket]
            case .upgrade: [.polling, .webSocket]
            }
        }
    }

    private nonisolated let loop: EventLoop
    private let plan: Plan
    private let client: SocketClient
    private let socket: ClientSocket
    private let way: Way
    /// Why the client is connected no more.
    private var lastWords = ""

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Tells the story over one way.
    ///
    /// - Parameter progress: called with each part that held.
    /// - Throws: what did not.
    package static func run(
        _ plan: Plan, over way: Way, progress: @escaping @Sendable (String) -> Void
    ) async throws {
        guard let (destination, _) = Destination.read(url: plan.url) else { throw FixtureError.noURL(plan.url) }
        let loop = try EventLoop(name: "socketio-client")
        let trust: ClientContext.Trust = plan.authority.map { .authorities(.file($0)) } ?? .system
        let tls: ClientContext?
        do {
            tls = destination.isSecure ? try ClientContext(trust: trust) : nil
        } catch {
            throw FixtureError.nobodyToTrust("\(error)")
        }
        try await SocketClientStory(plan, way, destination, tls, loop: loop).run(progress)
    }

    private init(_ plan: Plan, _ way: Way, _ destination: Destination, _ tls: ClientContext?, loop: EventLoop) async {
        self.loop = loop
        self.plan = plan
        self.way = way
        var configuration = SocketClient.Configuration(destination: destination)
        configuration.engine.engine.transports = way.transports
        configuration.reconnection = .never
        let sockets = SocketDialer(on: loop)
        let dialer: any Dialer = tls.map { TLSDialer(over: sockets, trusting: $0, on: loop) } ?? sockets
        client = SocketClient(configuration, dialer: dialer, on: loop)
        socket = client.socket("/")
    }

    private func run(_ progress: @Sendable (String) -> Void) async throws {
        defer { client.close() }
        // Sent while the connection is made and upgraded.
        async let early: Void = acknowledgements(plan.eventCount)
        do {
            try await connected()
        } catch {
            // With this, nobody waits for an acknowledgement any more.
            client.close()
            throw error
        }
        try await early
        progress("\(plan.eventCount) events were acknowledged, from before the connection on")
        try await echoes(plan.eventCount)
        progress("\(plan.eventCount) events came back, in order")
        try await echoes(plan.burstCount)
        progress("a burst of \(plan.burstCount) came back, in order")
        try await binary()
        progress("\(plan.binaryByteCount) bytes came back")
        let isUpgraded = client.transport == .webSocket
        guard isUpgraded == (way != .polling) else {
            throw FixtureError.unexpected("the transport \(way.rawValue)", "\(String(describing: client.transport))")
        }
    }

    // MARK: Parts

    private func connected() async throws {
        try await within(plan.patience, "the connection") { [self] done in
            socket.auth = { ["token": "abc"] }
            socket.onConnect = { done(nil) }
            socket.onDisconnect = { [unowned self] in lastWords = $0.clientText }
            socket.onRefused = { done("a refusal: \($0)") }
            client.onAttemptFailed = { done("a failure: \($0)") }
            try socket.connect()
        }
    }

    /// Each event is acknowledged with what it had.
    private func acknowledgements(_ count: Int) async throws {
        var missing = count
        try await within(plan.patience, "\(count) acknowledgements") { [self] done in
            for number in 0..<count {
                let payload = SocketIO.Payload(.number(Number(number)), ["text": "grün 🐍"])
                try socket.emit("message-with-ack", payload, timeLimit: nil) { result in
                    guard case .success(let arguments) = result, arguments[0]?.int == number,
                        arguments[1]?["text"]?.string == "grün 🐍"
                    else { return done("another acknowledgement of event \(number): \(result)") }
                    missing -= 1
                    if missing == 0 { done(nil) }
                }
            }
        }
    }

    /// Each event comes back, none twice, in order.
    private func echoes(_ count: Int) async throws {
        var expected = 0
        try await within(plan.patience, "\(count) events") { [self] done in
            socket.onEvent = { event in
                guard event.name == "message-back" else { return }
                guard event.arguments[0]?.int == expected else {
                    return done("event \(event.arguments[0]?.text ?? "without number") in the place of \(expected)")
                }
                expected += 1
                if expected == count { done(nil) }
            }
            for number in 0..<count { try socket.emit("message", SocketIO.Payload(.number(Number(number)))) }
        }
    }

    private func binary() async throws {
        let bytes = (0..<plan.binaryByteCount).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try await within(plan.patience, "\(bytes.count) bytes") { [self] done in
            var payload = SocketIO.Payload()
            payload.append(["file": payload.attach(bytes)])
            try socket.emit("message-with-ack", payload, timeLimit: nil) { result in
                switch result {
                case .failure(let failure): done("\(failure): \(self.lastWords)")
                case .success(let arguments):
                    let returned = arguments[0]?["file"].flatMap { arguments.attachment(for: $0) }
                    done(returned == bytes ? nil : "other bytes, \(returned?.count ?? 0) of them")
                }
            }
        }
    }

    /// Waits until `begin` has called what it is given: with nil when all is well, else with what went wrong.
    private func within(
        _ patience: Duration, _ what: String, _ begin: (@escaping (String?) -> Void) throws -> Void
    ) async throws {
        try await withCheckedThrowingContinuation(isolation: self) {
            (continuation: CheckedContinuation<Void, any Error>) in
            var waiting: CheckedContinuation<Void, any Error>? = continuation
            var deadline: Timer?
            let done = { (flaw: String?) in
                deadline?.cancel()
                guard let continuation = waiting.take() else { return }
                if let flaw {
                    continuation.resume(throwing: FixtureError.unexpected(what, flaw))
                } else {
                    continuation.resume()
                }
            }
            deadline = loop.schedule(at: loop.now + patience) { done("nothing more for \(patience)") }
            do { try begin(done) } catch { done("\(error)") }
        }
    }
}
