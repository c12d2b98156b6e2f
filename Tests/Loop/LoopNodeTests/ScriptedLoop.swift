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

    /// Targets that end so are not answered before ``release()``, or never, and the connection ends.
    private var heldSuffix: String?
    private var cutSuffix: String?
    private var held: [(Exchange, Response)] = []
    private var heldWatchers: [(count: Int, CheckedContinuation<Void, Never>)] = []

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
        let response = answer ?? .json(#"{"detail": "no such thing"}"#, status: 404)
        if let cutSuffix, exchange.request.target.hasSuffix(cutSuffix) { return exchange.abort() }
        guard let heldSuffix, exchange.request.target.hasSuffix(heldSuffix) else { return exchange.answer(response) }
        held.append((exchange, response))
        for watcher in heldWatchers where watcher.count <= held.count { watcher.1.resume() }
        heldWatchers.removeAll { $0.count <= held.count }
    }

    // MARK: - A Loop that takes its time

    /// Requests whose target ends with `suffix` are not answered until ``release()``.
    func hold(_ suffix: String) { heldSuffix = suffix }

    /// Waits until so many requests are held.
    ///
    /// - Returns: how many are.
    func heldCount(atLeast count: Int) async -> Int {
        if held.count < count { await withCheckedContinuation { heldWatchers.append((count, $0)) } }
        return held.count
    }

    /// Answers what is held, and holds nothing more.
    func release() {
        heldSuffix = nil
        for (exchange, response) in held { exchange.answer(response) }
        held = []
    }

    /// Requests whose target ends with `suffix` end their connection.
    func cut(_ suffix: String) { cutSuffix = suffix }
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
