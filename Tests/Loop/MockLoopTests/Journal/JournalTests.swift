import EngineIO
import HTTP1
import HTTPClient
import JSON
import LoopDomain
import SocketIO
import SocketIOServer
import TestSupport
import Testing

@testable import MockLoop

@Suite("The journal", .timeLimit(.minutes(5)))
struct JournalTests {
    // MARK: Exchanges

    @Test
    func `an exchange is written down as it went over the wire`() async throws {
        try await TestLoop.control { loop, control in
            let client = try RawClient(port: loop.port)
            let head =
                "POST /api/login?x=%20 HTTP/1.1\r\nhost:a\r\nX-Odd:   spaced  \r\nX-ODD:\r\nContent-Length: 35\r\n\r\n"
            let form = "username=mockloop&password=mockloop"
            let response = try await client.exchange(head + form)
            let entries = try await control.entries()
            #expect(entries.count == 1)
            let entry = entries[0]
            #expect(entry["number"] == 1 && entry["kind"] == "exchange" && entry["secure"] == false)
            #expect(entry["time"] == "2021-06-01T06:28:21.288442Z" && entry["seconds"] == 0.0)
            #expect(entry["method"] == "POST" && entry["target"] == "/api/login?x=%20" && entry["complete"] == true)
            #expect(entry["request"]?["raw"] == .string(head))
            #expect(
                entry["request"]?["fields"] == [
                    ["host", "a"], ["X-Odd", "spaced"], ["X-ODD", ""], ["Content-Length", "35"],
                ])
            // Passwords and cookies, too.
            #expect(entry["request"]?["body"] == ["bytes": 35, "text": .string(form)])
            #expect(entry["status"] == 200)
            #expect(entry["response"]?["raw"] == .string(response.head + "\r\n\r\n"))
            let names = entry["response"]?["fields"]?.array?.compactMap { $0[0]?.string }
            #expect(names == ["Content-Type", "Set-Cookie", "Content-Length", "Date"])
            #expect(entry["response"]?["body"] == ["bytes": 17, "text": .string(response.text)])
            #expect(entry["fault"] == nil && entry["seconds_taken"] == 0.0)
        }
    }

    @Test
    func `what is no UTF-8 is kept all the same`() async throws {
        try await TestLoop.control { loop, control in
            let client = try RawClient(port: loop.port)
            try await client.send(
                Array("POST /x HTTP/1.1\r\nHost: a\r\nX-Name: gr".utf8) + [0xFC]
                    + Array("n\r\nContent-Length: 3\r\n\r\n".utf8) + [0, 0xFF, 0x80])
            #expect(try await client.response().status == 404)
            let request = try await control.entries()[0]["request"]
            #expect(request?["fields"]?[1] == ["X-Name", "grün"])
            #expect(request?["raw"]?.string?.contains("X-Name: grün\r\n") == true)
            #expect(request?["body"] == ["bytes": 3, "base64": "AP+A"])
        }
    }

    @Test
    func `a body that nobody asked for is there as far as it came`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await loop.send("POST", "/api/nothing", body: .bytes(Array("hello".utf8)))
            let client = try RawClient(port: loop.port)
            try await client.send("POST /api/nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
            #expect(try await client.response().status == 404)
            let bodies = try await control.entries().map { $0["request"]?["body"] }
            #expect(bodies[0] == ["bytes": 5, "text": "hello"])
            #expect(bodies[1]?["incomplete"] == true && (bodies[1]?["bytes"]?.int ?? 9) <= 4)
        }
    }

    @Test
    func `an answer to HEAD has no content, and one that is chunked has it without the chunks' frames`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await loop.send("HEAD", "/api/status")
            let entry = try await control.entries()[0]
            #expect(entry["response"]?["body"] == ["bytes": 0, "text": ""])
            #expect(entry["response"]?["raw"]?.string?.contains("Content-Length: 16\r\n") == true)
        }
    }

    @Test
    func `of a long body the beginning is kept`() async throws {
        try await TestLoop.control { loop, control in
            let limit = Journal.bodyByteCountLimit
            for count in [limit, limit + 1] {
                let body = [UInt8](repeating: UInt8(ascii: "x"), count: count)
                _ = try await loop.send(
                    "POST", "\(TestLoop.demo)/detections", body: .bytes(body))
                let kept = try await control.entries().last?["request"]?["body"]
                #expect(kept?["bytes"]?.int == count, "\(kept?["bytes"] ?? nil) of \(count)")
                #expect(kept?["text"]?.string?.utf8.count == limit)
                #expect((kept?["truncated"] == true) == (count > limit))
            }
            let file = "\(TestLoop.demo)/models/\(Demo.models[0].id)/mocked/file"
            let whole = try await loop.get(file).body
            let kept = try await control.entries().last?["response"]?["body"]
            #expect(kept?["bytes"]?.int == whole.count && kept?["base64"] != nil)
        }
    }

    @Test
    func `requests of one connection are told from those of another, and https from http`() async throws {
        try await TestLoop.control(configured: { $0.tlsPort = 0 }) { loop, control in
            let one = try RawClient(port: loop.port)
            let other = try RawClient(port: loop.port)
            for client in [one, other, one] {
                _ = try await client.exchange("GET /api/status HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            let connections = try await control.entries().map { $0["connection"]?.int }
            #expect(connections[0] != connections[1] && connections[0] == connections[2])
            let connection = try #require(connections[1])
            #expect(try await control.entries("?connection=\(connection)").count == 1)

            let url = try #require(await loop.server.tlsURL)
            let authority = await loop.server.caCertificatePath
            let response = try await loop.client.perform(Request(url: "\(url)/api/status", caCertificate: authority))
            #expect(response.status == 200)
            #expect(try await control.entries().last?["secure"] == true)
        }
    }

    @Test
    func `a client that leaves in the middle leaves an exchange that is not complete`() async throws {
        try await TestLoop.control { loop, control in
            for isBroken in [false, true] {
                let client = try RawClient(port: loop.port)
                try await client.send("POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
                while await loop.server.openExchangeCount < 1 { await Task.yield() }
                if isBroken { await client.reset() } else { await client.close() }
                let entry = try await control.wait(["kind": "exchange", "after": isBroken ? 1 : 0])
                // One that has only ended its sending could still read what is wrong with that.
                #expect(entry["status"] == (isBroken ? .null : 400))
                #expect(entry["complete"] == .bool(!isBroken))
                #expect(entry["request"]?["body"] == ["bytes": 4, "text": "half", "incomplete": true])
                #expect(await loop.server.openExchangeCount == 0)
            }
        }
    }

    // MARK: Socket.IO

    @Test
    func `a session is written down from its first poll to its end`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer", fields: ["X-Own": "field"])
            while await node.transport != .webSocket { await Task.yield() }
            try await node.call("update_trainer", Statuses.trainer("t"))
            await node.react(to: "hello") { _ in 5 }
            _ = try await control.post("/nodes/t/emit", ["event": "hello", "arguments": ["ü"]])
            await node.close()
            _ = try await control.wait(["kind": "disconnected", "after": 0])

            let entries = try await control.entries("?limit=1000")
            let events = entries.filter { $0["kind"] == "event" || $0["kind"] == "acknowledgement" }
            #expect(events.map { $0["event"]?.string } == ["update_trainer", "update_trainer", "hello", "hello"])
            #expect(events.map { $0["direction"]?.string } == ["in", "out", "out", "in"])
            #expect(events.map { $0["acknowledgement_id"] } == ["0", "0", "0", "0"])
            #expect(events[2]["raw"] == "20[\"hello\",\"ü\"]" && events[3]["raw"] == "30[5]")
            #expect(events.allSatisfy { $0["node"] == "t" && $0["node_kind"] == "trainer" })

            let exchanges = entries.filter { $0["kind"] == "exchange" }
            #expect(exchanges[0]["target"]?.string?.hasPrefix("/ws/socket.io/?") == true)
            #expect(exchanges[0]["response"]?["body"]?["text"]?.string?.hasPrefix("0{\"sid\":") == true)
            let upgrade = try #require(exchanges.first { $0["status"] == 101 })
            #expect(upgrade["complete"] == true)
            #expect(upgrade["response"]?["raw"]?.string?.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n") == true)
            #expect(events.last?["connection"] == upgrade["connection"], "the WebSocket that carries it")

            let connected = try #require(entries.first { $0["kind"] == "connected" })
            #expect(connected["headers"]?.array?.contains(["X-Own", "field"]) == true)
            #expect(entries.last?["kind"] == "disconnected" && entries.last?["session"] == connected["session"])
            #expect(entries.last?["reason"] == "client namespace disconnect")
            #expect(entries.map { $0["number"]?.int } == Array(1...entries.count))
        }
    }

    @Test
    func `by polling a message has the number of the connection that its request came by`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer", over: [.polling])
            try await node.call("update_trainer", Statuses.trainer("t"))
            let event = try await control.wait(["event": "update_trainer", "after": 0])
            let posts = try await control.entries("?method=POST&path=/ws/*")
            #expect(posts.last?["connection"] == event["connection"])
            #expect(posts.last?["request"]?["body"]?["text"]?.string?.hasPrefix("4") == true)
            await node.close()
        }
    }

    @Test
    func `a client that is refused has its refusal written down, and one that talks nonsense that`() async throws {
        try await TestLoop.control(configured: { $0.authentication = .strict }) { loop, control in
            await #expect(throws: TestNode.Refused.self) { try await loop.connect(as: "trainer") }
            let refused = try await control.wait(["kind": "connect_error", "after": 0])
            #expect(refused["payload"]?["message"]?.string?.hasPrefix("Not authenticated") == true)
            #expect(refused["direction"] == "out")
            #expect(try await control.entries("?kind=connected") == [])

            let node = try await loop.connect(as: "detector", over: [.polling])
            let session = try #require(try await control.get("/nodes/detector")["session"]?.string)
            let response = try await loop.send(
                "POST", "/ws/socket.io/?EIO=4&transport=polling&sid=\(session)",
                body: .bytes(Array("4nonsense".utf8)))
            #expect(response.status == 200)
            let malformed = try await control.wait(["kind": "malformed", "after": 0])
            #expect(malformed["body"] == ["bytes": 8, "text": "nonsense"] && malformed["session"] == .string(session))
            let end = try await control.wait(["kind": "disconnected", "after": 0])
            #expect(end["reason"]?.string?.hasPrefix("parse error: ") == true)
            while await node.isConnected { await Task.yield() }
        }
    }

    @Test
    func `attachments are written down behind the packet whose places they take`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer", over: [.webSocket])
            try await node.sendBinary("picture", [1, 2, 255])
            let attachment = try await control.wait(["kind": "attachment", "after": 0])
            #expect(attachment["body"] == ["bytes": 3, "base64": "AQL/"] && attachment["direction"] == "in")
            let event = try await control.wait(["event": "picture", "after": 0])
            #expect(event["raw"]?.string?.hasPrefix("51-[\"picture\",") == true)
            #expect(event["arguments"] == [["_placeholder": true, "num": 0]])
            #expect(event["number"]?.int.map { $0 + 1 } == attachment["number"]?.int)
        }
    }

    // MARK: Reading

    @Test
    func `the journal is read page by page, and what is asked for by any of its marks`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer", over: [.webSocket])
            try await node.call("update_trainer", Statuses.trainer("t"))
            for _ in 0..<5 { _ = try await loop.get("/api/status") }
            _ = try await loop.get("/api/nothing")
            var after = 0
            var seen: [Int] = []
            while true {
                let page = try await control.get("/journal?after=\(after)&limit=2&kind=exchange")
                let entries = try #require(page["entries"]?.array)
                guard !entries.isEmpty else { break }
                #expect(entries.count <= 2)
                seen += entries.compactMap { $0["number"]?.int }
                after = try #require(page["next"]?.int)
            }
            let all = try await control.entries("?limit=1000")
            #expect(seen == all.filter { $0["kind"] == "exchange" }.compactMap { $0["number"]?.int })
            #expect(seen.count == 7)
            func count(_ query: String) async throws -> Int { try await control.entries("?\(query)").count }
            #expect(try await count("path=/api/*") == 6)
            #expect(try await count("path=/api/*&method=GET&status=404") == 1)
            #expect(try await count("node=t") == all.count - 7)
            #expect(try await count("node=trainer&event=update_trainer") == 1)
            #expect(try await count("node=trainer&event=update_trainer&direction=out") == 0)
            #expect(try await count("event=update_trainer&kind=acknowledgement") == 1)
            #expect(try await count("node=nobody") == 0)
            #expect(try await count("session=x") == 0)
            #expect(try await count("limit=3") == 3)
            let last = try #require(all.last?["number"]?.int)
            #expect(try await control.get("/journal?after=\(last)") == ["entries": [], "next": .number(Number(last))])
        }
    }

    @Test
    func `an emptied journal goes on with its numbers`() async throws {
        try await TestLoop.control { loop, control in
            for _ in 0..<3 { _ = try await loop.get("/api/status") }
            #expect(try await control.send("DELETE", "/journal") == ["entries": [], "next": 3])
            #expect(try await control.get("/state")["journal"] == ["first": 4, "next": 4])
            _ = try await loop.get("/api/status")
            #expect(try await control.entries("?after=1").map { $0["number"]?.int } == [4])
        }
    }

    // MARK: Memory

    private static func peer() -> Peer {
        Peer(session: "s", request: RequestHead(method: "GET", target: "/"), connection: 1)
    }

    private static func message(_ text: String, _ peer: Peer, _ direction: MessageDirection = .received)
        -> Journal.Content
    {
        .message(MessageRecord(.text(Array(text.utf8)), direction, peer))
    }

    @Test
    func `of a hundred thousand events the last ones are kept`() {
        var journal = Journal()
        let peer = Self.peer()
        let now = Timestamp(microsecondsSinceEpoch: 0)
        for number in 1...100_000 {
            let entry = journal.append(Self.message("2[\"update_trainer\",{\"n\":\(number)}]", peer), at: now)
            #expect(entry.number == number)
        }
        #expect(journal.nextNumber == 100_001)
        #expect(journal.firstNumber == 100_001 - Journal.entryCountLimit)
        #expect(journal.entries(after: 0).count == Journal.entryCountLimit)
        #expect(journal.entries(after: 99_999).map(\.number) == [100_000])
        #expect(journal.entries(after: 100_000).isEmpty && journal.entries(after: 1 << 53).isEmpty)
        #expect(
            journal.entry(80_000) == nil && journal.entry(80_001)?.number == 80_001 && journal.entry(100_001) == nil)
        // Half as many again lie around at most, until they are cleared away.
        #expect(journal.storedEntryCount <= 2 * Journal.entryCountLimit + 1)
    }

    @Test
    func `of large messages fewer are kept, and the last one whatever its size`() {
        var journal = Journal()
        let peer = Self.peer()
        let now = Timestamp(microsecondsSinceEpoch: 0)
        let megabyte = String(repeating: "x", count: 1 << 20)
        for _ in 0..<100 { _ = journal.append(Self.message(megabyte, peer), at: now) }
        #expect(journal.entries(after: 0).count == Journal.byteCountLimit >> 20)
        _ = journal.append(Self.message(String(repeating: "x", count: Journal.byteCountLimit + 1), peer), at: now)
        #expect(journal.entries(after: 0).map(\.number) == [101])
        _ = journal.append(Self.message("x", peer), at: now)
        #expect(journal.entries(after: 0).map(\.number) == [102])
        journal.removeAll()
        for _ in 0..<64 { _ = journal.append(Self.message(megabyte, peer), at: now) }
        #expect(journal.entries(after: 0).count == 64)
    }

    @Test
    func `an acknowledgement is that of the last event with its number, from the other side, of the same node`() {
        var journal = Journal()
        let (peer, other) = (Self.peer(), Self.peer())
        let now = Timestamp(microsecondsSinceEpoch: 0)
        for (text, who, direction) in [
            ("21[\"old\"]", peer, MessageDirection.sent), ("21[\"mine\"]", peer, .received),
            ("21[\"asked\"]", peer, .sent),
            ("21[\"other\"]", other, .sent), ("22[\"later\"]", peer, .sent), ("2[\"none\"]", peer, .sent),
        ] { _ = journal.append(Self.message(text, who, direction), at: now) }
        func answered(_ text: String) -> String? {
            let entry = journal.append(Self.message(text, peer), at: now)
            return journal.event(acknowledgedBy: entry)?.content.eventName
        }
        #expect(answered("31[]") == "asked")
        #expect(answered("32[]") == "later")
        #expect(answered("33[]") == nil)
        #expect(answered("61-1[{\"_placeholder\":true,\"num\":0}]") == "asked")
        #expect(answered("3[]") == nil)
        #expect(answered("399999999999999999999[]") == nil)
        journal.removeAll()
        #expect(answered("31[]") == nil)
    }

    @Test
    func `an event is known by its name however that is spelled`() throws {
        var journal = Journal()
        let peer = Self.peer()
        var query = JournalQuery()
        query.event = "grün"
        for (text, fits) in [
            ("2[\"grün\"]", true), ("212[\"grün\",1]", true), ("2/a,3[\"grün\"]", true), ("2[ \"grün\" ]", true),
            ("2[\"gr\\u00fcn\"]", true), ("51-7[\"grün\",{\"_placeholder\":true,\"num\":0}]", true),
            ("2[\"grüne\"]", false), ("2[\"grü\"]", false), ("2[\"grün\"", false),
            ("3[\"grün\"]", false), ("2[1,\"grün\"]", false), ("", false), ("2", false), ("9[\"grün\"]", false),
        ] {
            let entry = journal.append(Self.message(text, peer), at: Timestamp(microsecondsSinceEpoch: 0))
            #expect(query.matches(entry, in: journal) == fits, "\(text)")
        }
    }
}
