@testable import HTTPClient
import JSON
import TestSupport

@testable import Scenario

/// A MockLoop of a test, as far as stories see it: a journal in which entries appear at their times, nodes, and scripted
/// answers to commands.
final class ScriptedControl: Exchange {
    typealias Command = @Sendable (ScriptedControl, Value) -> (status: Int, json: Value)

    /// An entry, and the time of the clock from which it is there.
    private struct Entry {
        let time: Duration
        let kind: String
        let members: [Member]

        func value(_ number: Int) -> Value {
            let milliseconds = Int(time.inSeconds * 1000) % 1000
            let fraction = String(repeating: "0", count: 3 - "\(milliseconds)".count) + "\(milliseconds)"
            let text = "2024-02-29T12:30:\(10 + Int(time.inSeconds)).\(fraction)000Z"
            return .object(
                [
                    Member(name: "number", value: .number(Number(number))), Member(name: "time", value: .string(text)),
                    Member(name: "kind", value: .string(kind)),
                ] + members)
        }
    }

    private let clock: HandClock
    private let commands: [String: Command]
    /// How long a look into the journal takes.
    private let slowness: Duration
    private let state = Guarded<(entries: [Entry], nodes: [Value], requests: [(line: String, body: Value)])>(
        ([], [], []))

    /// - Parameter commands: what answers requests below `/mockloop`, by method and path.
    init(_ clock: HandClock, commands: [String: Command] = [:], slowness: Duration = .zero) {
        self.clock = clock
        self.slowness = slowness
        self.commands = commands
    }

    /// What was asked for, in order; what looks at the state and the journal is not listed.
    var requests: [(line: String, body: Value)] { state.withLock { $0.requests } }
    var lines: [String] { requests.map(\.line) }

    func set(_ nodes: [Value]) { state.withLock { $0.nodes = nodes } }

    private func add(_ kind: String, after delay: Duration, _ members: [Member]) {
        let time = clock.elapsed + delay
        state.withLock { $0.entries.append(Entry(time: time, kind: kind, members: members)) }
    }

    /// Adds an event, which is there after a delay.
    func event(
        _ name: String, _ arguments: Value..., from node: String = "trainer", direction: String = "in",
        after delay: Duration = .zero
    ) {
        add(
            "event", after: delay,
            [
                Member(name: "direction", value: .string(direction)), Member(name: "node", value: .string(node)),
                Member(name: "event", value: .string(name)), Member(name: "arguments", value: .array(arguments)),
            ])
    }

    /// Adds the beginning or the end of a connection, or another entry that only has a node.
    func note(_ kind: String, of node: String = "trainer", after delay: Duration = .zero) {
        add(kind, after: delay, [Member(name: "node", value: nil), Member(name: "node_kind", value: .string(node))])
    }

    /// Adds a request with its answer.
    ///
    /// - Parameter kept: the entry's own form of the body, where it is no plain text.
    func request(
        _ method: String, _ target: String, status: Int? = 200, body: String = "", kept: Value? = nil,
        after delay: Duration = .zero
    ) {
        let request: Value = ["fields": [["X-Node", "trainer"]], "body": kept ?? ["text": .string(body)]]
        add(
            "exchange", after: delay,
            [
                Member(name: "method", value: .string(method)), Member(name: "target", value: .string(target)),
                Member(name: "status", value: status.map { .number(Number($0)) } ?? nil),
                Member(name: "request", value: request),
            ])
    }

    // MARK: Answers

    func perform(_ request: Request) async throws -> Response {
        try Task.checkCancellation()
        let path = request.url.replacing("http://127.0.0.1:8080/mockloop", with: "")
        var body: Value = .null
        if case .bytes(let bytes) = request.body { body = try Value(parsing: bytes) }
        let (status, json) = try await answer("\(request.method) \(path)", body)
        return Response(status: status, body: json.bytes(), fields: [], url: request.url)
    }

    private func answer(_ line: String, _ body: Value) async throws -> (status: Int, json: Value) {
        if line == "GET /state" {
            return (200, ["journal": ["next": .number(Number(entries.count + 1))], "nodes": .array(nodes)])
        }
        if line.hasPrefix("GET /journal?") {
            let query = line.split(separator: "?")[1].split(separator: "&").map { $0.split(separator: "=") }
            let after = query.first { $0[0] == "after" }.flatMap { Int($0[1]) } ?? 0
            return (200, ["entries": .array(Array(entries.dropFirst(after)))])
        }
        if line == "POST /wait" { return try await wait(body) }
        state.withLock { $0.requests.append((line, body)) }
        if let command = commands[line] { return command(self, body) }
        if line.hasPrefix("GET /nodes/") {
            let name = line.dropFirst("GET /nodes/".count)
            let node = nodes.first { $0["name"]?.string.map { $0 == name } ?? false }
            return node.map { (200, $0) } ?? (404, ["detail": "there is no node \"\(String(name))\""])
        }
        return (404, ["detail": "Not Found"])
    }

    private var nodes: [Value] { state.withLock { $0.nodes } }

    /// The journal as it is now.
    private var entries: [Value] {
        let now = clock.elapsed
        return state.withLock { state in
            state.entries.filter { $0.time <= now }.sorted { $0.time < $1.time }.enumerated().map { index, entry in
                entry.value(index + 1)
            }
        }
    }

    private func wait(_ body: Value) async throws -> (status: Int, json: Value) {
        if slowness > .zero { try await clock.sleep(for: slowness) }
        let deadline = clock.now.advanced(by: .milliseconds(Int((body["within"]?.double ?? 0) * 1000)))
        while true {
            let rest = entries.dropFirst(body["after"]?.int ?? entries.count)
            if let entry = rest.first(where: { Self.isLike(body, $0) }) { return (200, entry) }
            guard clock.now < deadline else { return (504, ["detail": "nothing came in time"]) }
            try await clock.sleep(for: .milliseconds(50))
        }
    }

    private static func isLike(_ body: Value, _ entry: Value) -> Bool {
        if let request = body["request"] {
            guard entry["kind"]?.string == "exchange", let path = request["path"]?.string,
                let target = entry["target"]?.string
            else { return false }
            let isOfMethod = request["method"].map { $0 == entry["method"] } ?? true
            let ends = path.split(separator: "*", omittingEmptySubsequences: false)
            return isOfMethod && target.hasPrefix(ends[0]) && target.hasSuffix(ends[ends.count - 1])
        }
        return ["kind", "direction", "event", "node"].allSatisfy { body[$0] == nil || body[$0] == entry[$0] }
    }
}
