import Glibc
import HTTPClient
import JSON
import MockLoop
import TestSupport
import Testing

@Suite("A Loop's life", .timeLimit(.minutes(5)))
struct LifeTests {
    @Test
    func `a port that is taken is refused with what to do`() async throws {
        try await TestLoop.run { loop in
            var configuration = LoopServer.Configuration()
            configuration.port = loop.port
            let error = await #expect(throws: StartError.self) { try await LoopServer.start(configuration) }
            #expect(
                error?.description == """
                    The port \(loop.port) of 127.0.0.1 is in use by another program; choose another with --port, or 0 \
                    for a free one.
                    """)
        }
    }

    @Test
    func `a host that nobody knows is refused with the resolver's words`() async throws {
        var configuration = LoopServer.Configuration()
        configuration.host = "no host.invalid"
        let error = await #expect(throws: StartError.self) { try await LoopServer.start(configuration) }
        #expect(
            error?.description.hasPrefix(
                "The Loop cannot be started at no host.invalid, port 0: The host \"no host.invalid\"") == true)
    }

    @Test
    func `a Loop at localhost is reached by name and by the address of IPv4`() async throws {
        try await TestLoop.run(configured: { $0.host = "localhost" }) { loop in
            #expect(loop.url == "http://localhost:\(loop.port)")
            #expect(try await loop.get("/api/status").status == 200)
            let client = try RawClient(port: loop.port)
            #expect(try await client.exchange("GET /api/status HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        }
    }

    @Test
    func `two Loops of one process know nothing of each other`() async throws {
        try await TestLoop.run { one in
            try await TestLoop.run { other in
                #expect(one.port != other.port && one.server.folderPath != other.server.folderPath)
                _ = try await one.upload([UploadFile("w", "W")], to: TestLoop.demo + "/format_a")
                #expect(try await one.models().count == 4)
                #expect(try await other.models().count == 3)
            }
        }
    }

    @Test
    func `a Loop that stops ends what is under way when the grace is over, and leaves nothing on disk`() async throws {
        try await TestLoop.run { loop in
            let client = try RawClient(port: loop.port)
            try await client.send(
                """
                POST \(TestLoop.demo)/format_a HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r
                Content-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data; name="files"; filename="w"\r\n\r\nhalf
                """)
            while loop.storedNames.isEmpty { await Task.yield() }
            await loop.server.stop()
            #expect(try await client.hasEnded())
            #expect(unsafe access(loop.server.folderPath, F_OK) != 0)
            // To stop twice is no error.
            await loop.server.stop()
        }
    }

    @Test
    func `a disk without room is a 507 that says so, and nothing remains`() async {
        // In a process of its own: the limit for files is one of the whole process.
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            try await TestLoop.run { loop in
                for _ in 0..<2 {
                    let large = UploadFile("w", [UInt8](repeating: 7, count: 200_000))
                    let response = try await loop.upload([large], to: TestLoop.demo + "/format_a")
                    precondition(response.status == 507 && response.detail?.hasPrefix("There is no room") == true)
                    precondition(loop.storedNames.isEmpty)
                }
                // Each file fits, the archive of both does not.
                let half = [UInt8](repeating: 7, count: 60_000)
                let files = [UploadFile("a", half), UploadFile("b", half)]
                let response = try await loop.upload(files, to: TestLoop.demo + "/format_a")
                precondition(response.status == 507 && loop.storedNames.isEmpty)
                let small = try await loop.upload([UploadFile("w", "W")], to: TestLoop.demo + "/format_a")
                precondition(small.json["version"] == "2.0")
            }
            // At once: what threads hold while a process exits is now and then reported as lost.
            _exit(0)
        }
    }

    @Test
    func `a Loop that stops is let go, with its thread`() async throws {
        weak var forgotten: LoopServer?
        do {
            let server = try await LoopServer.start()
            forgotten = server
            await server.stop()
        }
        while forgotten != nil { await Task.yield() }
    }
}
