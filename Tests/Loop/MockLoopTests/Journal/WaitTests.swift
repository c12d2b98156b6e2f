import HTTPClient
import JSON
import TestSupport
import Testing

@testable import MockLoop

@Suite("Waiting for something to happen", .timeLimit(.minutes(5)))
struct WaitTests {
    /// Returns when `count` wait for something.
    private func waitersCome(_ loop: TestLoop, _ count: Int = 1) async {
        while await loop.server.waiterCount < count { await Task.yield() }
    }

    @Test
    func `who waits is told of the next event that is meant, and of no other`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer")
            try await node.call("update_trainer", Statuses.trainer("t"))
            let other = try await loop.connect(as: "trainer")
            async let entry = control.wait(
                [
                    "event": "update_trainer", "node": "t", "direction": "in",
                    "where": ["state": "running", "errors": [:]],
                ])
            await waitersCome(loop)
            try await other.call("update_trainer", Statuses.trainer("u", state: "running"))
            try await node.call("update_trainer", Statuses.trainer("t", state: "idle"))
            try await node.call("update_training", "zauberzeug", "demo", ["state": "running", "errors": [:]])
            try await node.call("update_trainer", Statuses.trainer("t", state: "running", progress: 0.5))
            try await node.call("update_trainer", Statuses.trainer("t", state: "running", progress: 0.75))
            let found = try await entry
            #expect(found["arguments"]?[0]?["progress"] == 0.5 && found["node"] == "t")
            #expect(await loop.server.waiterCount == 0)
        }
    }

    @Test
    func `with a number the first entry behind it counts, without one only what comes`() async throws {
        try await TestLoop.control { loop, control in
            for _ in 0..<3 { _ = try await loop.get("/api/status") }
            for after in 0..<3 {
                let entry = try await control.wait([
                    "request": ["path": "/api/status"], "after": .number(Number(after)),
                ])
                #expect(entry["number"]?.int == after + 1)
            }
            for body: Value in [["after": 3, "within": 0], ["within": 0], ["after": 1000, "within": 0.01]] {
                #expect(
                    try await control.refusal("POST", "/wait", body, status: 504).hasPrefix(
                        "Nothing of the kind came within"))
            }
            async let next = control.wait(["after": 3])
            await waitersCome(loop)
            _ = try await loop.get("/api/projects")
            #expect(try await next["target"] == "/api/projects")
        }
    }

    @Test
    func `requests are told apart by method, path, status, connection and JSON`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await loop.get("/api/nothing")
            let body: Value = ["uuid": "d", "name": "n", "more": ["a": 1, "b": [1, 2]]]
            _ = try await loop.send("POST", "\(TestLoop.demo)/detectors", json: body)
            _ = try await loop.send("POST", "/api/login", body: .bytes(Array("a=b".utf8)))
            func find(_ members: Value) async throws -> String? {
                var wish: Value = ["after": 0, "within": 0]
                for member in members.object ?? [] { wish[member.name] = member.value }
                let response = try await loop.send("POST", "/mockloop/wait", json: wish)
                return response.status == 504 ? nil : try #require(response.json["target"]?.string)
            }
            let detectors = "\(TestLoop.demo)/detectors"
            #expect(try await find(["request": ["method": "POST"]]) == detectors)
            #expect(try await find(["request": ["method": "post"]]) == nil)
            #expect(try await find(["request": ["path": "/api/*/detectors"]]) == detectors)
            #expect(try await find(["status": 404]) == "/api/nothing")
            #expect(try await find(["request": [:], "status": 503]) == nil)
            #expect(try await find(["where": ["uuid": "d", "more": ["b": [1, 2]]]]) == detectors)
            #expect(try await find(["where": ["more": ["a": 1.0]]]) == detectors, "numbers count by their value")
            for other: Value in [["uuid": "e"], ["more": ["b": [1]]], ["more": ["c": nil]], ["more": []]] {
                #expect(try await find(["where": other]) == nil)
            }
            #expect(try await find(["where": [:], "request": ["path": "/api/login"]]) == nil, "it is no JSON")
            let entries = try await control.entries()
            let connection = try #require(entries[2]["connection"])
            #expect(try await find(["connection": connection, "kind": "exchange"]) != nil)
            #expect(try await find(["connection": 99]) == nil)
            // No event is a request.
            #expect(try await find(["status": 200, "event": "update_trainer"]) == nil)
        }
    }

    @Test
    func `acknowledgements are meant by their kind, and by the event that they answer`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer")
            try await node.call("update_trainer", Statuses.trainer("t"))
            await node.react(to: "stop_training") { _ in ["success": true, "mark": 1] }
            _ = try await control.post("/nodes/t/stop_training")
            func find(_ members: Value) async throws -> Value {
                var wish: Value = ["after": 0, "within": 0]
                for member in members.object ?? [] { wish[member.name] = member.value }
                return try await control.wait(wish)
            }
            let first = try await find(["kind": "acknowledgement"])
            #expect(first["event"] == "update_trainer" && first["direction"] == "out")
            #expect(first["arguments"] == [Statuses.success])
            let stopped = try await find(["kind": "acknowledgement", "event": "stop_training"])
            #expect(stopped["direction"] == "in" && stopped["arguments"]?[0]?["mark"] == 1)
            #expect(try await find(["kind": "acknowledgement", "where": ["mark": 1]]) == stopped)
            #expect(try await find(["kind": "acknowledgement", "direction": "in"]) == stopped)
            #expect(try await find(["event": "stop_training"])["kind"] == "event")
            #expect(try await find(["kind": "event", "direction": "out"])["event"] == "stop_training")
            let session = try #require(stopped["session"])
            #expect(try await find(["session": session, "kind": "connect"])["raw"] == "0")
        }
    }

    @Test
    func `nodes are waited for by kind before they said who they are, and by name when they have`() async throws {
        try await TestLoop.control { loop, control in
            async let byKind = control.wait(["kind": "connected", "node": "trainer"])
            await waitersCome(loop)
            async let byName = control.wait(["kind": "connected", "node": "trainer t"])
            await waitersCome(loop, 2)
            let node = try await loop.connect(as: "trainer")
            let connected = try await byKind
            #expect(connected["node"] == .null && connected["node_kind"] == "trainer")
            #expect(connected["headers"]?.array?.contains(["nodeType", "trainer"]) == true)
            // Another one, of an early version, which says nothing.
            let other = try await loop.connect()
            try await other.call("update_trainer", Statuses.trainer("u"))
            #expect(await loop.server.waiterCount == 1)
            try await node.call("update_trainer", Statuses.trainer("t"))
            let named = try await byName
            #expect(named["number"] == connected["number"] && named["node"] == "t" && named["node_name"] == "trainer t")
            // One that was connected before is not one that comes.
            _ = try await control.refusal(
                "POST", "/wait", ["kind": "connected", "node": "t", "within": 0], status: 504)

            async let left = control.wait(["kind": "disconnected", "node": "u"])
            await waitersCome(loop)
            await node.close()
            await other.close()
            #expect(try await left["node"] == "u")
        }
    }

    @Test
    func `many wait at once, and each is told of its own`() async throws {
        try await TestLoop.control { loop, control in
            let count = 50
            let targets = try await withThrowingTaskGroup(of: (Int, Value?).self) { group in
                for number in 0..<count {
                    group.addTask {
                        let entry = try await control.wait(["request": ["path": .string("/api/\(number % 10)/*")]])
                        return (number, entry["target"])
                    }
                }
                await waitersCome(loop, count)
                for number in 0..<10 { _ = try await loop.get("/api/\(number)/x") }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for number in 0..<count { #expect(targets[number]?.string == "/api/\(number % 10)/x") }
            #expect(await loop.server.waiterCount == 0)
        }
    }

    @Test
    func `a client that leaves is not waited for`() async throws {
        try await TestLoop.run { loop in
            let client = try RawClient(port: loop.port)
            try await client.send("POST /mockloop/wait HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
            await waitersCome(loop)
            await client.close()
            while await loop.server.waiterCount > 0 { await Task.yield() }
            let other = try RawClient(port: loop.port)
            try await other.send("POST /mockloop/wait HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
            await waitersCome(loop)
            await other.reset()
            while await loop.server.waiterCount > 0 { await Task.yield() }
        }
    }

    @Test
    func `who waits goes on when the journal is emptied, and is told nothing when the Loop stops`() async throws {
        try await TestLoop.control(configured: { $0.stopGrace = .seconds(60) }) { loop, control in
            _ = try await loop.get("/api/status")
            async let entry = control.wait(["after": 1])
            await waitersCome(loop)
            try await control.send("DELETE", "/journal")
            #expect(await loop.server.waiterCount == 1)
            _ = try await loop.get("/api/projects")
            #expect(try await entry["number"] == 2)

            let client = try RawClient(port: loop.port)
            try await client.send("POST /mockloop/wait HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
            await waitersCome(loop)
            let stop = Task { await loop.server.stop() }
            #expect(try await client.response().status == 504)
            await stop.value
        }
    }

    struct Wish: Sendable, CustomTestStringConvertible {
        let body: Value
        let status: Int

        init(_ body: Value, _ status: Int) {
            self.body = body
            self.status = status
        }

        var testDescription: String { "\(body)" }
    }

    @Test(arguments: [
        Wish(["kind": "eggs"], 422), Wish(["within": 600], 504), Wish(["within": 600.5], 422),
        Wish(["within": -0.1], 422),
        Wish(["after": -1], 422), Wish(["after": 1.5], 422), Wish(["status": 99], 422),
        Wish(["direction": "both"], 422),
        Wish(["request": "GET"], 422), Wish(["request": ["target": "/"]], 422), Wish(["where": []], 422),
        Wish(["events": "a"], 422),
        Wish(["event": nil, "node": nil, "after": nil], 504),
    ])
    func `a wish that makes no sense is refused at once`(wish: Wish) async throws {
        try await TestLoop.control { loop, control in
            async let response = loop.send("POST", "/mockloop/wait", json: wish.body)
            if wish.status == 504 {
                await waitersCome(loop)
                await loop.server.endWaiters()
            }
            let answer = try await response
            #expect(answer.status == wish.status)
        }
    }
}
