import HTTPClient
import JSON
import SocketIOServer
import Testing

@testable import MockLoop

/// Asks the control interface of a Loop, and holds every answer to the Loop's own document.
struct ControlClient {
    let loop: TestLoop
    let document: DocumentReader

    init(_ loop: TestLoop) async throws {
        self.loop = loop
        document = DocumentReader(document: try await loop.get("/mockloop/openapi.json").json)
    }

    /// - Parameters:
    ///   - path: behind `/mockloop`.
    ///   - status: which the answer must have.
    /// - Returns: the answer.
    @discardableResult
    func send(
        _ method: String, _ path: String, _ body: Value? = nil, status: Int = 200,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Value {
        let response = try await loop.send(
            method, "/mockloop\(path)", fields: body == nil ? [:] : ["Content-Type": "application/json"],
            body: body.map { .bytes($0.bytes()) } ?? .none)
        #expect(response.status == status, "\(method) \(path): \(response.text)", sourceLocation: sourceLocation)
        #expect(response.field("Content-Type") == "application/json", sourceLocation: sourceLocation)
        let json = try Value(parsing: response.body)
        if let operation = document.operation(method, path) {
            #expect(
                document.flaws(in: json, as: response.status, of: operation) == [], sourceLocation: sourceLocation)
        }
        return json
    }

    func get(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Value {
        try await send("GET", path, sourceLocation: sourceLocation)
    }

    func post(
        _ path: String, _ body: Value = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Value {
        try await send("POST", path, body, sourceLocation: sourceLocation)
    }

    /// What a refusal says.
    func refusal(
        _ method: String, _ path: String, _ body: Value? = nil, status: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        try await send(method, path, body, status: status, sourceLocation: sourceLocation)["detail"]?.string ?? ""
    }

    /// The entries of the journal that a query names: `?kind=event`.
    func entries(_ query: String = "") async throws -> [Value] {
        try #require(try await get("/journal\(query)")["entries"]?.array)
    }

    /// Waits for an entry of the journal.
    func wait(_ body: Value, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Value {
        try await send("POST", "/wait", body, sourceLocation: sourceLocation)
    }
}

extension TestLoop {
    /// Runs `body` with a Loop and its control interface.
    static func control(
        configured change: @Sendable (inout LoopServer.Configuration) -> Void = { _ in },
        _ body: (TestLoop, ControlClient) async throws -> Void
    ) async throws {
        try await run(configured: change) { try await body($0, try await ControlClient($0)) }
    }
}

/// What cannot be seen from outside.
extension LoopServer {
    /// Those who wait for an entry of the journal.
    var waiterCount: Int { waiters.count }
    /// Exchanges that have begun and not ended.
    var openExchangeCount: Int { openRecords.count }
    /// Requests that hang on purpose.
    var hangingCount: Int { hangingExchanges.count }
    /// Sessions of Engine.IO.
    var sessionCount: Int { sockets?.sessionCount ?? 0 }
    var nextEntryNumber: Int { journal.nextNumber }

    /// As when the time of all of them were up.
    func endWaiters() { waiters.endAll() }
}
