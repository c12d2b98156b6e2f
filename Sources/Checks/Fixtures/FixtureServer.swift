internal import HTTPServer
internal import Sockets

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A bare server that outside conformance suites are run against: it listens until it is stopped.
///
/// One thread of its own does everything; the actor runs on it, and so does what answers the requests.
package actor FixtureServer {
    /// Whose server it is; the name stands in the command line.
    package enum Kind: String, Sendable {
        case http
    }

    nonisolated let loop: EventLoop
    private let application: any FixtureApplication
    private var http: Server?
    private var endpoint: Endpoint?

    /// The server's own thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private init(_ application: any FixtureApplication, loop: EventLoop) {
        self.application = application
        self.loop = loop
    }

    /// Starts the fixture of a kind; it answers when this returns.
    ///
    /// - Parameters:
    ///   - host: where it listens, a name or an address.
    ///   - port: 0 picks a free one.
    /// - Throws: `SystemError` and `ResolutionError`, in the system's words.
    package static func start(
        _ kind: Kind, host: String = "127.0.0.1", port: UInt16 = 0
    ) async throws -> FixtureServer {
        switch kind {
        case .http: try await start(HTTPEcho(), host: host, port: port)
        }
    }

    /// Starts a server that answers as `application` does.
    static func start(
        _ application: any FixtureApplication, host: String = "127.0.0.1", port: UInt16 = 0
    ) async throws -> FixtureServer {
        let server = FixtureServer(application, loop: try EventLoop(name: "fixture"))
        try await server.open(host: host, port: port)
        return server
    }

    private func open(host: String, port: UInt16) throws {
        let server = Server(on: loop, configuration: .init { time(nil) }) { self.handle($0) }
        endpoint = try server.listen(host: host, port: port)
        try server.start()
        http = server
    }

    private func handle(_ exchange: Exchange) {
        Task { await application.answer(exchange) }
    }

    /// Where it is reached: `http://127.0.0.1:8080`.
    package var url: String { endpoint?.url ?? "" }

    /// The port that it listens at.
    package var port: UInt16 { endpoint?.port ?? 0 }

    /// How long requests that are under way may take when the server stops.
    private static let stopGrace = Duration.seconds(5)

    /// Ends the server: no new connection, answers to what is under way, then everything is closed.
    package func stop() async {
        await http?.shutDown(grace: Self.stopGrace)
        http = nil
    }
}

/// What a fixture does with the requests that it gets.
protocol FixtureApplication: Sendable {
    /// Answers a request, on the server's own thread.
    ///
    /// An exchange that is let go without an answer ends its connection; where the request broke a rule, the server
    /// says so before.
    nonisolated(nonsending) func answer(_ exchange: Exchange) async
}
