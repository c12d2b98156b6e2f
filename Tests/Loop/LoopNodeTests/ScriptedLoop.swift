import HTTP1
import HTTPServer
import Sockets

/// A Loop that gives the answers that a test prepared, and keeps what it was asked.
///
/// ```swift
/// let loop = try await ScriptedLoop.start()
/// await loop.answer("GET /api/status", .text(503, "not yet"), .text(200, "ok"))
/// ```
actor ScriptedLoop {
    /// What a node asked.
    struct Heard: Sendable {
        /// `GET /api/status`.
        let line: String
        let fields: FieldSection
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let loop: EventLoop
    private var server: Server?
    private var answers: [String: [Response]] = [:]

    /// What was asked, in order.
    private(set) var heard: [Heard] = []

    /// `127.0.0.1:port`.
    private(set) var host = ""

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private init(loop: EventLoop) { self.loop = loop }

    /// A Loop that is ready, lets everybody in, and answers 404 to everything else.
    static func start() async throws -> ScriptedLoop {
        let loop = ScriptedLoop(loop: try EventLoop(name: "scripted loop"))
        try await loop.open()
        await loop.answer("GET /api/status", .json("{}"))
        await loop.answer("POST /api/login", .json("{}", fields: ["Set-Cookie": "session=1"]))
        return loop
    }

    private func open() throws {
        let server = Server(on: loop, configuration: .init { 0 }) { exchange in
            Task { await self.handle(exchange) }
        }
        self.server = server
        for address in try Address.resolve(host: "127.0.0.1", port: 0).prefix(1) {
            host = try server.listen(at: address, on: loop).description
            try server.start()
        }
    }

    /// Prepares the answers to `line`, one after the other; the last one is given from then on.
    func answer(_ line: String, _ answers: Response...) { self.answers[line] = answers }

    /// The request lines that were heard, in order.
    var lines: [String] { heard.map(\.line) }

    private func handle(_ exchange: Exchange) async {
        guard let body = try? await exchange.body(limit: 1 << 24) else { return }
        let line = "\(exchange.request.method) \(exchange.request.target)"
        heard.append(Heard(line: line, fields: exchange.request.fields, body: body))
        var prepared = answers[line] ?? []
        let answer = prepared.count > 1 ? prepared.removeFirst() : prepared.first
        answers[line] = prepared
        exchange.answer(answer ?? .json(#"{"detail": "no such thing"}"#, status: 404))
    }
}

extension Response {
    static func json(_ text: String, status: Int = 200, fields: KeyValuePairs<String, String> = [:]) -> Response {
        var response = Response(status: status, contentType: "application/json", body: Array(text.utf8))
        for (name, value) in fields { response.fields.append(name, value) }
        return response
    }

    static func text(_ status: Int, _ text: String) -> Response {
        Response(status: status, contentType: "text/plain", body: Array(text.utf8))
    }

    /// A model as the Loop delivers it.
    static func zip(_ bytes: [UInt8], disposition: String? = #"attachment; filename="model.zip""#) -> Response {
        var response = Response(status: 200, contentType: "application/zip", body: bytes)
        if let disposition { response.fields.append("Content-Disposition", disposition) }
        return response
    }
}
