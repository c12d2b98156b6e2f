internal import EngineIO
internal import Files
internal import HTTP1
internal import HTTPServer
internal import Sockets
internal import SocketIOServer
internal import TLS
internal import WebSocketTransport

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A bare server that outside conformance suites are run against: it listens until it is stopped.
///
/// One thread of its own does everything; the actor runs on it, and so does what answers the requests.
package actor FixtureServer {
    nonisolated let loop: EventLoop
    private let fixture: Fixture
    private var http: Server?
    private var endpoint: Endpoint?
    private var tlsEndpoint: Endpoint?
    /// With the certificate of the authority that vouches for us; it goes with the server.
    private var folder: TemporaryFolder?
    private var engine: EngineServer?
    private var sockets: SocketEcho?

    /// The server's own thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private init(_ fixture: Fixture, loop: EventLoop) {
        self.fixture = fixture
        self.loop = loop
    }

    /// Starts a fixture; it answers when this returns.
    ///
    /// - Parameters:
    ///   - host: where it listens, a name or an address.
    ///   - port: 0 picks a free one.
    ///   - tlsPort: where it speaks https, with a certificate of an authority of its own; nil for nowhere.
    /// - Throws: `SystemError` and `ResolutionError`, in the system's words.
    package static func start(
        _ fixture: Fixture, host: String = "127.0.0.1", port: UInt16 = 0, tlsPort: UInt16? = nil
    ) async throws -> FixtureServer {
        let server = FixtureServer(fixture, loop: try EventLoop(name: "fixture"))
        try await server.open(host: host, port: port, tlsPort: tlsPort)
        return server
    }

    private func open(host: String, port: UInt16, tlsPort: UInt16?) throws {
        switch fixture {
        case .http, .webSocket: break
        case .engineIO(let configuration):
            engine = EngineServer(on: loop, configuration) { session in
                session.onMessage = { [unowned session] in session.send($0) }
            }
        case .socketIO(let configuration): sockets = SocketEcho(on: loop, configuration)
        }
        let server = Server(on: loop, configuration: .init { time(nil) }) { self.handle($0) }
        endpoint = try server.listen(host: host, port: port, on: loop)
        if let tlsPort {
            tlsEndpoint = try server.listen(host: host, port: tlsPort, on: loop, tls: try makeServerContext(for: host))
        }
        try server.start()
        http = server
    }

    private func makeServerContext(for host: String) throws -> ServerContext {
        let now = time(nil)
        let authority = try CertificateAuthority(at: now)
        let names = Set(["localhost", "127.0.0.1", "::1", host]).sorted().compactMap { SubjectName($0) }
        let identity = try authority.makeIdentity(for: names, at: now)
        let folder = try TemporaryFolder(prefix: "mockloop-fixture")
        try WholeFile.write(Array(authority.certificate.utf8), to: "\(folder.path)/ca.pem")
        self.folder = folder
        return try ServerContext(
            certificates: .text(identity.certificate), privateKey: .text(identity.privateKey))
    }

    private func handle(_ exchange: Exchange) {
        switch fixture {
        case .http(let echo): Task { await answer(exchange, with: echo) }
        case .webSocket(let options, let limits):
            guard let (webSocket, trailing) = exchange.acceptWebSocket(options, limits: limits, on: loop) else {
                return
            }
            webSocket.onMessage = { [unowned webSocket] in webSocket.send($0) }
            webSocket.start(behind: trailing)
        case .engineIO, .socketIO:
            if engine?.handle(exchange) ?? sockets?.server.handle(exchange) ?? false { return }
            exchange.answer(
                Response(status: 404, contentType: "text/plain; charset=utf-8", body: Array("Nothing is here.".utf8)))
        }
    }

    private func answer(_ exchange: Exchange, with echo: HTTPEcho) async { await echo.answer(exchange) }

    /// Where it is reached: `http://127.0.0.1:8080`.
    package var url: String { endpoint?.url ?? "" }

    /// The port that it listens at.
    package var port: UInt16 { endpoint?.port ?? 0 }

    /// Where it is reached by https, if it is.
    package var tlsURL: String? { tlsEndpoint?.url }

    /// A PEM file with the authority that clients of https must trust.
    package var caCertificatePath: String? { folder.map { "\($0.path)/ca.pem" } }

    /// Sessions of Engine.IO that are open.
    package var sessionCount: Int { engine?.sessionCount ?? sockets?.server.sessionCount ?? 0 }

    /// How long requests that are under way may take when the server stops.
    private static let stopGrace = Duration.seconds(5)

    /// Ends the server: no new connection, answers to what is under way, then everything is closed.
    package func stop() async {
        engine?.shutDown()
        sockets?.server.shutDown()
        await http?.shutDown(grace: Self.stopGrace)
        http = nil
        folder?.remove()
    }
}
