import HTTP1
import HTTPServer
import Sockets
import TLS
import TestSupport

/// An HTTP server that does what a test says with each request.
actor TestServer {
    /// What is done with a request.
    enum Handling: Sendable {
        /// On the spot, as for an answer that is in memory.
        case now(@Sendable (Exchange) -> Void)
        /// By a task on the server's own thread. An error that it throws ends the exchange without an answer.
        case later(@Sendable (isolated TestServer, Exchange) async throws -> Void)

        /// The body comes back, run by run.
        static let echo = later { _, exchange in
            exchange.begin(ResponseHead(status: 200))
            while let run = try await exchange.nextBody() { try await exchange.write(run) }
            exchange.end()
        }
    }

    nonisolated let loop: EventLoop
    private let handling: Handling
    private var http: Server?

    /// The requests that were handled, or are being handled.
    private(set) var requestCount = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private init(_ handling: Handling) throws {
        self.handling = handling
        loop = try EventLoop(name: "http-test")
    }

    /// Runs `body` with a server and its port; afterwards every connection is closed.
    static func run(
        _ handling: Handling, configured change: @Sendable (inout Server.Configuration) -> Void = { _ in },
        tls: ServerContext? = nil,
        _ body: (TestServer, UInt16) async throws -> Void
    ) async throws {
        let server = try TestServer(handling)
        // 1994-11-06 08:49:37 UTC, the date of RFC 9110, section 5.6.7.
        var configuration = Server.Configuration { 784_111_777 }
        change(&configuration)
        let port = try await server.listen(configuration, tls)
        do {
            try await body(server, port)
        } catch {
            await server.shutDown(grace: .zero)
            throw error
        }
        await server.shutDown(grace: .zero)
    }

    private func listen(_ configuration: Server.Configuration, _ tls: ServerContext?) throws -> UInt16 {
        let http = Server(on: loop, configuration: configuration) { self.handle($0) }
        self.http = http
        let address = try http.listen(at: try Address.resolve(host: "127.0.0.1", port: 0)[0], on: loop, tls: tls)
        try http.start()
        return address.port
    }

    private func handle(_ exchange: Exchange) {
        requestCount += 1
        switch handling {
        case .now(let body): body(exchange)
        case .later(let body): Task { try? await body(self, exchange) }
        }
    }

    var connectionCount: Int { http?.connectionCount ?? 0 }

    /// Whether there were requests, and all their connections are gone.
    var hasServed: Bool { requestCount > 0 && connectionCount == 0 }

    private(set) var isShuttingDown = false

    /// Ends the server, as its owner does.
    func shutDown(grace: Duration) async {
        isShuttingDown = true
        await http?.shutDown(grace: grace)
        http = nil
    }
}

extension Response {
    /// An answer in plain text.
    static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, contentType: "text/plain", body: Array(text.utf8))
    }
}

/// The requests of these tests, written as they go over the wire.
enum Wire {
    static func get(_ target: String, _ fields: String...) -> String { request("GET", target, fields) }

    static func post(_ target: String, _ fields: String..., body: String) -> String {
        request("POST", target, fields + ["Content-Length: \(body.utf8.count)"]) + body
    }

    /// A request without body, or the head of one.
    static func request(_ method: String, _ target: String, _ fields: [String] = []) -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: test\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }
}
