import Files
import HTTPClient
import JSON
import TestSupport
import Testing

@testable import MockLoop

@Suite("The journal's file", .timeLimit(.minutes(5)))
struct JournalFileTests {
    /// The entries of a file, a line each.
    private func entries(in path: String) throws -> [Value] {
        let text = String(decoding: try FileReader.contents(of: path), as: UTF8.self)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return try text.split(separator: "\n").map { try Value(parsing: String($0)) }
    }

    /// An entry without what became known of its node only later.
    private func anonymous(_ entry: Value) -> Value {
        var entry = entry
        for name in ["node", "node_name", "node_kind"] where entry[name] != nil { entry[name] = .null }
        return entry
    }

    @Test
    func `the file has what the journal shows, in its order, and all of it when the Loop has stopped`() async throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/journal"
        var shown: [Value] = []
        try await TestLoop.control(configured: { $0.journalFile = path }) { loop, control in
            let node = try await loop.connect(as: "trainer")
            try await node.call("update_trainer", Statuses.trainer("t"))
            for _ in 0..<200 { _ = try await loop.get("/api/status") }
            _ = try await control.send("DELETE", "/nodes/t/connection")
            _ = try await control.wait(["kind": "disconnected", "after": 0])
            shown = try await control.entries("?limit=1000")
            // Written while things happen.
            while try FileReader.contents(of: path).count(where: { $0 == UInt8(ascii: "\n") }) < 200 {
                await Task.yield()
            }

            // These have not come to an end when the Loop stops.
            var clients: [RawClient] = []
            for members: Value in [["action": "hang"], ["delay": 3600]] {
                var fault: Value = ["path": "/api/projects"]
                for member in members.object ?? [] { fault[member.name] = member.value }
                _ = try await control.post("/faults", fault)
                let client = try RawClient(port: loop.port)
                clients.append(client)
                try await client.send("GET /api/projects HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await control.wait(["kind": "fault", "after": .number(Number(shown.count))])
                let last = try #require(try await control.entries("?limit=1000").last)
                shown.append(last)
            }
            await loop.server.stop()
            for client in clients { _ = try await client.receiveToEnd() }
        }
        let written = try entries(in: path)
        #expect(written.map { $0["number"]?.int } == Array(1...written.count))
        for (one, other) in zip(written, shown) { #expect(anonymous(one) == anonymous(other)) }
        #expect(written.count == shown.count + 2)
        for entry in written.suffix(2) {
            #expect(entry["target"] == "/api/projects" && entry["status"] == .null && entry["complete"] == false)
        }
    }

    @Test
    func `entries that memory no longer has are in the file all the same`() async throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/journal"
        try await TestLoop.control(configured: { $0.journalFile = path }) { loop, control in
            _ = try await loop.get("/api/status")
            try await control.send("DELETE", "/journal")
            _ = try await loop.get("/api/projects")
        }
        #expect(try entries(in: path).map { $0["target"]?.string } == ["/api/status", "/api/projects"])
    }

    @Test
    func `a file that is there is replaced, and one that cannot be made is a reason not to start`() async throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/journal"
        try WholeFile.write(Array("what was there before".utf8), to: path)
        try await TestLoop.run(configured: { $0.journalFile = path }) { _ in }
        #expect(try entries(in: path) == [])

        var configuration = LoopServer.Configuration()
        configuration.journalFile = "\(folder.path)/none/journal"
        let error = await #expect(throws: StartError.self) { try await LoopServer.start(configuration) }
        #expect(
            error?.description
                == """
                The journal cannot be written to \(folder.path)/none/journal: open \(folder.path)/none/journal: \
                No such file or directory (errno 2)
                """)
    }

    @Test
    func `a disk that is full costs the file, and nothing else`() async throws {
        try await TestLoop.control(configured: { $0.journalFile = "/dev/full" }) { loop, control in
            for _ in 0..<10 {
                let response = try await loop.get("/api/status")
                #expect(response.status == 200)
            }
            let entries = try await control.entries()
            #expect(entries.count == 10)
        }
    }
}
