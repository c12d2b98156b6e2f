import ArgumentParser
import EngineIO
import Fixtures
import SocketIOServer
import WebSocket

/// `mockloop fixture`: the servers that outside conformance suites are run against.
struct FixtureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fixture",
        abstract: "Run a bare server that outside conformance suites judge.",
        subcommands: [
            HTTPFixture.self, WebSocketFixture.self, EngineIOFixture.self, SocketIOFixture.self,
            WebSocketClientFixture.self, SocketIOClientFixture.self,
        ])
}

/// `mockloop fixture http`: HTTP/1.1, with nothing behind it.
struct HTTPFixture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http",
        abstract: "Answer each request with its own body.",
        usage: "mockloop fixture http [<options>]",
        discussion:
            "At /echo the request's field lines come back, at /cookie its cookies. SIGINT (Ctrl-C) or SIGTERM ends it.")

    @OptionGroup var serving: ServingOptions

    func run() async throws { try await serving.serve(.http(HTTPEcho())) }
}

/// `mockloop fixture websocket`: WebSocket at every path.
struct WebSocketFixture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "websocket",
        abstract: "Send each WebSocket message back.",
        usage: "mockloop fixture websocket [<options>]",
        discussion: "It answers at every path. SIGINT (Ctrl-C) or SIGTERM ends it.")

    @OptionGroup var serving: ServingOptions

    @Option(help: ArgumentHelp("Bytes of a message at most. (default: 67108864)", valueName: "bytes"))
    var maxPayload: Int?

    @Flag(help: "Agree to permessage-deflate, where a client offers it.")
    var compression = false

    func run() async throws {
        var limits = Limits.standard
        limits.messageByteCount = try Settings.positive(maxPayload, "max-payload", default: 64 << 20)
        let options = HandshakeOptions(compression: compression ? CompressionAgreement() : nil)
        try await serving.serve(.webSocket(options, limits))
    }
}

/// Settings of an Engine.IO server; the defaults are those that the official suites want.
struct EngineIOOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How often a client is pinged. (default: 300)", valueName: "ms"))
    var pingInterval: Int?

    @Option(help: ArgumentHelp("How long its pong may take. (default: 200)", valueName: "ms"))
    var pingTimeout: Int?

    @Option(help: ArgumentHelp("Bytes of a payload or message at most. (default: 1000000)", valueName: "bytes"))
    var maxPayload: Int?

    /// Sets what the options say.
    func apply(to configuration: inout ServerConfiguration) throws {
        configuration.pingInterval = .milliseconds(try Settings.positive(pingInterval, "ping-interval", default: 300))
        configuration.pingTimeout = .milliseconds(try Settings.positive(pingTimeout, "ping-timeout", default: 200))
        configuration.maxPayload = try Settings.positive(maxPayload, "max-payload", default: 1_000_000)
        // Whoever sets a large payload wants it to come back.
        configuration.bufferedByteCount = max(configuration.bufferedByteCount, 4 * configuration.maxPayload)
    }
}

/// `mockloop fixture engineio`: Engine.IO 4 at `/engine.io/`.
struct EngineIOFixture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engineio",
        abstract: "Send each Engine.IO message back.",
        usage: "mockloop fixture engineio [<options>]",
        discussion: "It answers at /engine.io/. SIGINT (Ctrl-C) or SIGTERM ends it.")

    @OptionGroup var serving: ServingOptions
    @OptionGroup var engine: EngineIOOptions

    func run() async throws {
        var configuration = ServerConfiguration()
        try engine.apply(to: &configuration)
        try await serving.serve(.engineIO(configuration))
    }
}

/// `mockloop fixture socketio`: Socket.IO 5 at `/socket.io/`.
struct SocketIOFixture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "socketio",
        abstract: "Answer Socket.IO events with their own arguments.",
        usage: "mockloop fixture socketio [<options>]",
        discussion: """
            In the namespaces / and /custom at /socket.io/, a client gets "auth" with what it said of itself; "message" \
            comes back as "message-back"; "message-with-ack" is acknowledged with its arguments. SIGINT (Ctrl-C) or \
            SIGTERM ends it.
            """)

    @OptionGroup var serving: ServingOptions
    @OptionGroup var engine: EngineIOOptions

    @Option(help: ArgumentHelp("How long a client may take to join a namespace. (default: 1000)", valueName: "ms"))
    var connectTimeout: Int?

    func run() async throws {
        var configuration = SocketServer.Configuration()
        try engine.apply(to: &configuration.engine)
        configuration.allowAttachments(of: configuration.engine.maxPayload)
        configuration.connectTime = .milliseconds(
            try Settings.positive(connectTimeout, "connect-timeout", default: 1000))
        try await serving.serve(.socketIO(configuration))
    }
}

extension ServingOptions {
    /// Runs a fixture until a signal ends it.
    func serve(_ fixture: Fixture) async throws {
        let host = try listeningHost
        let port = try listeningPort
        let tlsPort = try listeningTLSPort
        try await serve {
            do {
                return try await FixtureServer.start(fixture, host: host, port: port, tlsPort: tlsPort)
            } catch {
                throw Failure("The \(fixture.name) fixture cannot be started at \(host), port \(port): \(error)")
            }
        } ready: {
            .fixture(fixture, at: await $0.url, tls: await $0.tlsURL, caCertificate: await $0.caCertificatePath)
        }
    }
}
