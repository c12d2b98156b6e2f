import HTTPClient
import JSON
import LoopNode
import MockLoop
import Testing

/// A mock Loop in this process, and its control interface.
struct ControlledLoop: Sendable {
    let server: LoopServer
    let url: String
    private let client = Client()

    static let demo = "zauberzeug/demo"

    /// Runs `body` with a Loop, and stops it.
    static func run(
        configured change: @Sendable (inout LoopServer.Configuration) -> Void = { _ in },
        _ body: (ControlledLoop) async throws -> Void
    ) async throws {
        let loop = try await start(configured: change)
        do {
            try await body(loop)
        } catch {
            await loop.stop()
            throw error
        }
        await loop.stop()
    }

    static func start(
        configured change: @Sendable (inout LoopServer.Configuration) -> Void = { _ in }
    ) async throws -> ControlledLoop {
        var configuration = LoopServer.Configuration()
        configuration.stopGrace = .zero
        change(&configuration)
        let server = try await LoopServer.start(configuration)
        return ControlledLoop(server: server, url: await server.url)
    }

    func stop() async {
        await server.stop()
        await client.close()
    }

    /// `127.0.0.1:port`.
    var host: String { String(url.dropFirst("http://".count)) }

    /// How a node finds this Loop.
    func nodeConfiguration(dataFolder: String) -> NodeConfiguration {
        var configuration = NodeConfiguration()
        configuration.host = host
        configuration.username = "mockloop"
        configuration.password = "mockloop"
        configuration.dataFolder = dataFolder
        configuration.serverHost = "127.0.0.1"
        configuration.serverPort = 0
        return configuration
    }

    // MARK: - Control

    /// Sends a request to the control interface, and sees that it is answered with 200.
    @discardableResult
    func control(
        _ method: String, _ path: String, _ body: Value? = nil, location: SourceLocation = #_sourceLocation
    ) async throws -> Value {
        let response = try await request(method, "/mockloop\(path)", body)
        try #require(
            (200..<300).contains(response.status), "\(method) \(path): \(response.status) \(response.text)",
            sourceLocation: location)
        return (try? Value(parsing: response.body)) ?? .null
    }

    func request(_ method: String, _ path: String, _ body: Value? = nil) async throws -> Response {
        try await client.perform(
            Request(
                method: method, url: url + path,
                fields: body == nil ? [] : [Field(name: "Content-Type", value: "application/json")],
                body: body.map { .bytes($0.bytes()) } ?? .none))
    }

    /// Waits for the next journal entry that matches, or the first behind the one with number `after`.
    @discardableResult
    func wait(_ query: Value, after: Int? = nil, location: SourceLocation = #_sourceLocation) async throws -> Value {
        var query = query
        query["within"] = 50
        if let after { query["after"] = .number(Number(after)) }
        return try await control("POST", "/wait", query, location: location)
    }

    /// Waits until a node of this kind has sent a status.
    @discardableResult
    func waitForNode(_ event: String, after: Int = 0) async throws -> Value {
        try await wait(["event": .string(event), "direction": "in"], after: after)
    }

    /// The number of the journal's last entry.
    func lastEntry() async throws -> Int {
        (try await control("GET", "/state")["journal"]?["next"]?.int ?? 1) - 1
    }

    /// Arms a fault.
    func arm(_ fault: Value, location: SourceLocation = #_sourceLocation) async throws {
        try await control("POST", "/faults", fault, location: location)
    }

    /// The journal's entries of a kind.
    func journal(_ query: String) async throws -> [Value] {
        try await control("GET", "/journal?limit=1000&\(query)")["entries"]?.array ?? []
    }
}
