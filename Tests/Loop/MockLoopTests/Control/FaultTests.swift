import EngineIO
import HTTPClient
import JSON
import LoopDomain
import TestSupport
import Testing

@testable import MockLoop

@Suite("Faults", .timeLimit(.minutes(5)))
struct FaultTests {
    private static let status = "GET /api/status HTTP/1.1\r\nHost: a\r\n\r\n"

    // MARK: Which requests meet one

    @Test
    func `a fault is shown, met as often as it should be, and gone`() async throws {
        try await TestLoop.control { loop, control in
            let fault = try await control.post(
                "/faults", ["path": "/api/status", "action": ["status": 500], "count": 2])
            #expect(
                fault == [
                    "id": 1, "remaining": 2, "met": 0, "method": nil, "path": "/api/status",
                    "action": ["status": 500], "delay": 0.0,
                ])
            #expect(try await loop.get("/api/status").status == 500)
            let left = try await control.get("/faults")["faults"]?[0]
            #expect(left?["remaining"] == 1 && left?["met"] == 1)
            // Others go past it.
            #expect(try await loop.get("/api/projects").status == 200)
            let response = try await loop.get("/api/status")
            #expect(response.status == 500 && response.detail == "This is fault 1, which was asked for.")
            #expect(try await loop.get("/api/status").status == 200)
            #expect(try await control.get("/faults") == ["faults": []])
            #expect(
                try await control.refusal("DELETE", "/faults/1", status: 404)
                    == "There is no fault 1: it never was, or has been met as often as it should.")
        }
    }

    @Test
    func `of several faults the oldest is met first, and each can be disarmed`() async throws {
        try await TestLoop.control { loop, control in
            for status in [501, 502, 503, 504] {
                _ = try await control.post("/faults", ["action": ["status": .number(Number(status))]])
            }
            #expect(try await control.send("DELETE", "/faults/2") == ["disarmed": true])
            #expect(try await loop.get("/api/status").status == 501)
            #expect(try await loop.get("/api/status").status == 503)
            #expect(try await control.send("DELETE", "/faults") == ["faults": []])
            #expect(try await loop.get("/api/status").status == 200)
            // Ids are not used again.
            #expect(try await control.post("/faults", ["delay": 1])["id"] == 5)
        }
    }

    @Test
    func `method and path say which requests meet it`() async throws {
        try await TestLoop.control { loop, control in
            let fault = try await control.post(
                "/faults", ["method": "PUT", "path": "/api/*/file", "action": ["status": 418]])
            #expect(fault["method"] == "PUT")
            let file = "\(TestLoop.demo)/models/\(Demo.models[0].id)/mocked/file"
            #expect(try await loop.get(file).status == 200)
            #expect(try await loop.upload([UploadFile("w", "W")], "PUT", to: file).status == 418)

            // Only the query of one of them is meant.
            _ = try await control.post("/faults", ["path": "/api/*?state=inbox", "action": ["status": 418]])
            #expect(try await loop.get("\(TestLoop.demo)/data?state=review").status == 200)
            #expect(try await loop.get("\(TestLoop.demo)/data?state=inbox").status == 418)
            // Paths of no Loop are as good as others, those of the control interface are not.
            _ = try await control.post("/faults", ["path": "*", "action": ["status": 418]])
            #expect(try await control.get("/faults")["faults"]?.array?.count == 1)
            #expect(try await loop.get("/nothing").status == 418)
        }
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let order: Value
        let says: String

        init(_ order: Value, _ says: String) {
            self.order = order
            self.says = says
        }

        var testDescription: String { "\(order)" }
    }

    @Test(arguments: [
        Mistake(["action": ["status": 199]], "action.status goes from 200 to 599."),
        Mistake(["action": ["status": 600]], "action.status goes from 200 to 599."),
        Mistake(["action": "explode"], "action is \"explode\", not \"hang\" or \"cut\" or \"cut_body\" or \"late\"."),
        Mistake(["action": 500], "action is a number, not \"hang\""), Mistake(["action": nil], "action is null, not"),
        Mistake(["action": ["acknowledge": 1]], "There is no \"action.acknowledge\" here; there is status."),
        Mistake([:], "action or delay is missing."),
        Mistake(["action": "hang", "count": 0], "count goes from 1 to 1000000."),
        Mistake(["action": "hang", "count": 1_000_001], "count goes from 1 to 1000000."),
        Mistake(["action": "hang", "delay": 3600.5], "delay goes from 0 to 3600."),
        Mistake(["action": "hang", "delay": -1], "delay goes from 0 to 3600."),
        Mistake(["action": "hang", "node": "a"], "There is no \"node\" here"),
        Mistake(["event": "a", "action": "cut_body"], "action is \"cut_body\", not \"hang\" or \"cut\" or \"late\"."),
        Mistake(["event": "a", "action": ["status": 500]], "There is no \"action.status\" here"),
        Mistake(["event": "a", "path": "/api/*", "action": "cut"], "There is no \"path\" here"),
    ])
    func `a fault that makes no sense is refused`(mistake: Mistake) async throws {
        try await TestLoop.control { _, control in
            let refusal = try await control.refusal("POST", "/faults", mistake.order, status: 422)
            #expect(refusal.hasPrefix(mistake.says), "\(refusal)")
            #expect(try await control.get("/faults")["faults"] == [])
        }
    }

    // MARK: What becomes of requests

    @Test
    func `a status is answered with what clients need to know, and nothing is done`() async throws {
        try await TestLoop.control { loop, control in
            for (status, name, value) in [
                (401, "WWW-Authenticate", "Bearer"), (422, "Content-Type", "application/json"),
                (429, "Retry-After", "5"), (500, "Content-Type", "application/json"), (503, "Retry-After", "5"),
                (200, "Content-Type", "application/json"),
            ] {
                _ = try await control.post("/faults", ["action": ["status": .number(Number(status))]])
                let response = try await loop.upload([UploadFile("w", "W")], to: "\(TestLoop.demo)/format_a")
                #expect(response.status == status && response.field(name) == value)
                #expect(response.detail?.hasPrefix("This is fault ") == true)
                // Nothing but HEAD hides content.
                _ = try await control.post("/faults", ["action": ["status": .number(Number(status))]])
                #expect(try await loop.send("HEAD", "/api/status").status == status)
            }
            for status in [204, 304] {
                _ = try await control.post("/faults", ["action": ["status": .number(Number(status))]])
                let client = try RawClient(port: loop.port)
                let response = try await client.exchange(Self.status)
                #expect(response.status == status && response.value("Content-Length") == nil)
                #expect(try await client.exchange(Self.status).status == 200)
            }
            #expect(try await loop.models().count == 3)
        }
    }

    @Test
    func `an upload of any size is read whole before it is refused`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await control.post("/faults", ["action": ["status": 429], "count": 2])
            let large = UploadFile("w", [UInt8](repeating: 7, count: 5_000_000))
            let response = try await loop.upload([large], to: "\(TestLoop.demo)/format_a")
            #expect(response.status == 429)
            let entry = try await control.wait(["kind": "exchange", "after": 0])
            let body = entry["request"]?["body"]
            #expect(body?["bytes"]?.int ?? 0 > 5_000_000 && body?["truncated"] == true && body?["incomplete"] == nil)
            // One that waits to be told to go on is told.
            let client = try RawClient(port: loop.port)
            try await client.send(
                "POST /api/login HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(try await client.response().status == 100)
            try await client.send("a=b")
            #expect(try await client.response().status == 429)
        }
    }

    @Test
    func `a request that hangs has no answer until its client leaves`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await control.post("/faults", ["action": "hang"])
            let client = try RawClient(port: loop.port)
            try await client.send("POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=b")
            let met = try await control.wait(["kind": "fault", "after": 0])
            #expect(met["fault"] == 1 && met["action"] == "hang" && met["target"] == "/api/login")
            // Others are answered meanwhile.
            #expect(try await loop.get("/api/status").status == 200)
            #expect(await !client.isReadable)
            #expect(try await control.entries("?kind=exchange&path=/api/login") == [])
            await client.close()
            let entry = try await control.wait(["request": ["path": "/api/login"], "after": 0])
            #expect(entry["status"] == .null && entry["response"] == .null && entry["complete"] == false)
            #expect(entry["fault"] == 1 && entry["request"]?["body"] == ["bytes": 3, "text": "a=b"])
            #expect(entry["connection"] == met["connection"])
            #expect(await loop.server.hangingCount == 0)
        }
    }

    @Test
    func `a connection is cut without an answer, in good order`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await control.post("/faults", ["action": "cut", "count": 2])
            let client = try RawClient(port: loop.port)
            try await client.send("POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=b")
            #expect(try await client.receiveToEnd() == [])
            let entry = try await control.wait(["kind": "exchange", "after": 0])
            #expect(entry["status"] == .null && entry["complete"] == false)
            #expect(entry["request"]?["body"] == ["bytes": 3, "text": "a=b"])
            // On a connection of its own: on one that was used before, a client may send its request once more.
            let fresh = Client()
            await #expect(throws: TransferError.self) {
                try await fresh.perform(Request(url: "\(loop.url)/api/status"))
            }
            #expect(try await loop.get("/api/status").status == 200)
        }
    }

    @Test
    func `an answer is cut in the middle, of its content or of its head where it has none`() async throws {
        try await TestLoop.control { loop, control in
            func cut(_ request: String) async throws -> String {
                _ = try await control.post("/faults", ["action": "cut_body", "path": "*"])
                let client = try RawClient(port: loop.port)
                try await client.send("\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
                return String(decoding: try await client.receiveToEnd(), as: UTF8.self)
            }
            // {"status": "ok"}
            let short = try await cut("GET /api/status")
            #expect(short.hasPrefix("HTTP/1.1 200 OK\r\n") && short.contains("\r\nContent-Length: 16\r\n"))
            #expect(short.hasSuffix("\r\n\r\n{\"status"))
            let entry = try await control.wait(["kind": "exchange", "after": 0])
            #expect(entry["status"] == 200 && entry["complete"] == false)
            #expect(entry["response"]?["body"] == ["bytes": 8, "text": "{\"status"])
            #expect((entry["response"]?["raw"]?.string ?? "") + "{\"status" == short)

            let bodiless = try await cut("HEAD /api/status")
            #expect(bodiless.hasPrefix("HTTP/1.1 200 OK\r\n") && !bodiless.contains("\r\n\r\n"))

            let refusal = try await cut("GET /nothing")
            #expect(refusal.hasPrefix("HTTP/1.1 404 Not Found\r\n") && !refusal.contains("}"))
        }
    }

    @Test
    func `a download is cut in the middle of a file`() async throws {
        try await TestLoop.control { loop, control in
            let file = "\(TestLoop.demo)/models/\(Demo.models[0].id)/mocked/file"
            let whole = try await loop.get(file).body
            _ = try await control.post("/faults", ["action": "cut_body", "path": "*/file"])
            let client = try RawClient(port: loop.port)
            try await client.send("GET \(file) HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await client.receive(until: "\r\n\r\n")
            #expect(head.contains("\r\nContent-Length: \(whole.count)\r\n"))
            #expect(try await client.receiveToEnd() == Array(whole.prefix(whole.count / 2)))
            // A client of ours takes it for what it is.
            _ = try await control.post("/faults", ["action": "cut_body", "path": "*/file"])
            await #expect(throws: TransferError.self) { try await loop.get(file) }

            // Of one that is sent in several runs, half of the first one comes.
            let large =
                [UInt8](repeating: 7, count: 100_000) + (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            _ = try await loop.upload(
                [UploadFile("w.zip", large), UploadFile("v", large)], to: "\(TestLoop.demo)/format_b")
            #expect(try await loop.get(file).body == whole)
        }
    }

    @Test
    func `a request that is late is done as any other, after the delay`() async throws {
        try await TestLoop.control { loop, control in
            for (action, status) in [("late" as Value, 200), (["status": 503], 503)] {
                let fault = try await control.post("/faults", ["action": action, "delay": 0.3])
                #expect(fault["delay"] == 0.3)
                let response = try await loop.get("/api/status")
                #expect(response.status == status && response.timing.total >= .milliseconds(300))
            }
            // A delay alone is a fault.
            #expect(try await control.post("/faults", ["delay": 0.3])["action"] == "late")
            let response = try await loop.upload([UploadFile("w", "W")], to: "\(TestLoop.demo)/format_a")
            #expect(response.status == 200 && response.timing.total >= .milliseconds(300))
            #expect(try await loop.models().count == 4)
        }
    }

    @Test
    func `a Loop that stops waits neither for what is late nor for what hangs`() async throws {
        weak var forgotten: LoopServer?
        do {
            let server = try await LoopServer.start()
            forgotten = server
            let port = await server.port
            let client = try RawClient(port: port)
            for body in [#"{"path": "/api/status", "delay": 3600}"#, #"{"path": "/api/projects", "action": "hang"}"#] {
                _ = try await client.exchange(
                    "POST /mockloop/faults HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
            let others = [try RawClient(port: port), try RawClient(port: port)]
            for (other, path) in zip(others, ["/api/status", "/api/projects"]) {
                try await other.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            while await server.nextEntryNumber < 3 { await Task.yield() }
            await server.stop()
            for other in others { _ = try await other.receiveToEnd() }
        }
        while forgotten != nil { await Task.yield() }
    }

    // MARK: Socket.IO

    @Test
    func `a handshake is refused as a request is, over either transport`() async throws {
        try await TestLoop.control { loop, control in
            for transports in [[Transport.polling, .webSocket], [.webSocket]] {
                _ = try await control.post("/faults", ["path": "/ws/*", "action": ["status": 503]])
                await #expect(throws: (any Error).self) { try await loop.connect(as: "trainer", over: transports) }
                let node = try await loop.connect(as: "trainer", over: transports)
                #expect(await node.isConnected)
                await node.close()
            }
            let refused = try await control.entries("?status=503&path=/ws/*")
            #expect(refused.count == 2 && refused.allSatisfy { $0["fault"]?.int != nil })
        }
    }

    @Test(arguments: ["cut", "cut_body"] as [Value])
    func `an upgrade is cut, and the session goes on by polling`(action: Value) async throws {
        try await TestLoop.control { loop, control in
            _ = try await control.post("/faults", ["path": "/ws/*?*transport=websocket*", "action": action])
            let node = try await loop.connect(as: "trainer")
            let entry = try await control.wait(["request": ["path": "/ws/*?*transport=websocket*"], "after": 0])
            #expect(entry["complete"] == false && entry["fault"] == 1)
            #expect(entry["status"] == (action == "cut" ? .null : 101))
            #expect(try await node.call("update_trainer", Statuses.trainer("t")) == Statuses.success)
            #expect(await node.transport == .polling)
        }
    }

    @Test
    func `a WebSocket whose head is cut in half is none`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await control.post("/faults", ["path": "/ws/*", "action": "cut_body"])
            let client = try RawClient(port: loop.port)
            try await client.send(
                """
                GET /ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r
                Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
                """)
            let half = String(decoding: try await client.receiveToEnd(), as: UTF8.self)
            #expect(half.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n") && !half.contains("\r\n\r\n"))
            #expect(await loop.server.sessionCount == 0)
        }
    }

    // MARK: Events

    @Test
    func `an event is acknowledged as one likes, not at all, or late`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer")
            let status = Statuses.trainer("t")
            func arm(_ members: Value) async throws {
                var body: Value = ["event": "update_trainer"]
                for member in members.object ?? [] { body[member.name] = member.value }
                _ = try await control.post("/faults", body)
            }
            let failure: Value = ["success": false, "error_msg": "No."]
            for wanted: Value in [failure, true, nil, "x", [1]] {
                try await arm(["action": ["acknowledge": wanted]])
                #expect(try await node.call("update_trainer", status) == wanted)
                #expect(try await control.get("/nodes/trainer")["status"] == .null, "nothing is done")
            }
            try await arm(["action": "hang"])
            #expect(try await !node.isAcknowledged("update_trainer", with: [status]))

            // Of another node, or another event.
            for body: Value in [
                ["event": "update_trainer", "node": "somebody", "action": "hang"],
                ["event": "update_detector", "action": "hang"],
            ] { _ = try await control.post("/faults", body) }
            try await arm(["node": "t", "delay": 0.2])
            #expect(try await node.call("update_trainer", status) == Statuses.success)
            #expect(try await control.get("/nodes/t")["status"] == status)
            #expect(try await control.get("/faults")["faults"]?.array?.count == 2)
            for name in ["trainer%20t", "trainer"] {
                try await arm(["node": .string(name == "trainer" ? name : "trainer t"), "action": ["acknowledge": 7]])
                #expect(try await node.call("update_trainer", status) == 7)
            }
            let met = try await control.entries("?kind=fault&node=t")
            #expect(met.count == 9 && met[0]["event"] == "update_trainer" && met[0]["node_kind"] == "trainer")
        }
    }

    @Test
    func `an event cuts the connection of its node`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await control.post("/faults", ["event": "update_trainer", "action": "cut"])
            let node = try await loop.connect(as: "trainer")
            await #expect(throws: (any Error).self) { try await node.call("update_trainer", Statuses.trainer("t")) }
            while await node.isConnected { await Task.yield() }
            #expect(try await control.wait(["kind": "disconnected", "node": "t", "after": 0])["node"] == "t")
        }
    }

    @Test
    func `a node that has left meets the fault that is late no more`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await control.post(
                "/faults", ["event": "update_trainer", "action": ["acknowledge": 1], "delay": 0.05, "count": 2])
            let node = try await loop.connect(as: "trainer")
            try await node.send("update_trainer", Statuses.trainer("t"))
            _ = try await control.wait(["kind": "fault", "after": 0])
            await node.close()
            _ = try await control.wait(["kind": "disconnected", "after": 0])
            let other = try await loop.connect(as: "trainer")
            #expect(try await other.call("update_trainer", Statuses.trainer("u")) == 1)
        }
    }
}
