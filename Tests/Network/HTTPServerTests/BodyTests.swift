import HTTP1
import HTTPServer
import Sockets
import TestSupport
import Testing

@Suite("HTTP server: bodies", .timeLimit(.minutes(5)))
struct BodyTests {
    /// Says how many bytes the body has; a body that breaks a rule is answered with the rule.
    private static let counting = TestServer.Handling.later { _, exchange in
        var count = 0
        do {
            while let run = try await exchange.nextBody() { count += run.count }
            exchange.answer(.text("\(count)"))
        } catch let error as ProtocolError {
            exchange.answer(.text("\(error.rule)", status: error.status))
        }
    }

    /// Answers without a look at the body.
    private static let ignoring = TestServer.Handling.now { $0.answer(.text("no")) }

    @Test(.requirements("H1-TE-01"))
    func `a body comes whole, whatever its framing`() async throws {
        try await TestServer.run(Self.counting) { _, port in
            let client = try RawClient(port: port)
            let body = String(repeating: "x", count: 300_000)
            #expect(try await client.exchange(Wire.post("/", body: body)).text == "300000")
            let head = Wire.request("POST", "/", ["Transfer-Encoding: chunked"])
            #expect(try await client.exchange(head + "5;a=b\r\nhello\r\n0\r\nChecksum: x\r\n\r\n").text == "5")
            #expect(try await client.exchange(Wire.post("/", body: "")).text == "0")
        }
    }

    @Test(.requirements("H1-EX-01"))
    func `a client that waits to be told to continue is told when somebody wants the body`() async throws {
        try await TestServer.run(Self.counting) { _, port in
            let client = try RawClient(port: port)
            for _ in 0..<2 {
                try await client.send(Wire.request("POST", "/", ["Content-Length: 5", "Expect: 100-continue"]))
                #expect(try await client.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
                let response = try await client.exchange("hello")
                #expect(response.text == "5")
                #expect(!response.saysClose)
            }
        }
    }

    @Test(arguments: [5, 100_000])
    func `a client that waits to be told to continue is not told when nobody wants the body`(
        byteCount: Int
    ) async throws {
        try await TestServer.run(Self.ignoring) { _, port in
            let client = try RawClient(port: port)
            let response = try await client.exchange(
                Wire.request("POST", "/", ["Content-Length: \(byteCount)", "Expect: 100-continue"]))
            #expect(response.status == 200)
            // It may send the body all the same, or leave it out: nobody could tell them apart.
            #expect(response.saysClose)
            #expect(try await client.hasEnded())
        }
    }

    @Test
    func `a client that does not wait to be told to continue is not confused`() async throws {
        try await TestServer.run(Self.counting) { _, port in
            let client = try RawClient(port: port)
            let request = Wire.post("/", "Expect: 100-continue", body: "hello")
            try await client.send(request + request)
            for _ in 0..<2 {
                var response = try await client.response()
                if response.status == 100 { response = try await client.response() }
                #expect(response.text == "5")
            }
        }
    }

    struct Unread: Sendable, CustomTestStringConvertible {
        let byteCount: Int
        let isKept: Bool
        var testDescription: String { "\(byteCount) bytes" }
    }

    @Test(
        .requirements("H1-CO-08"),
        arguments: [
            Unread(byteCount: 1, isKept: true), Unread(byteCount: 64 * 1024, isKept: true),
            Unread(byteCount: 64 * 1024 + 1, isKept: false), Unread(byteCount: 16 << 20, isKept: false),
        ])
    func `an answer before the body was read keeps the connection when little of it is to come`(
        example: Unread
    ) async throws {
        try await TestServer.run(Self.ignoring) { _, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.request("POST", "/", ["Content-Length: \(example.byteCount)"]))
            let response = try await client.response()
            #expect(response.text == "no")
            #expect(response.saysClose != example.isKept)
            // Nobody resets a client that sends on: it gets rid of all.
            try await client.send([UInt8](repeating: 0x78, count: example.byteCount))
            if example.isKept {
                #expect(try await client.exchange(Wire.get("/")).text == "no")
            } else {
                #expect(try await client.hasEnded())
            }
        }
    }

    @Test(.requirements("H1-CO-04"))
    func `a client that sends a large body before it reads finds the answer that came early`() async throws {
        try await TestServer.run(Self.ignoring) { _, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.request("POST", "/", ["Content-Length: \(32 << 20)"]))
            try await client.send([UInt8](repeating: 0x78, count: 32 << 20))
            #expect(try await client.response().text == "no")
        }
    }

    @Test(.requirements("H1-CO-08"))
    func `an early answer to a body of unknown length ends the connection`() async throws {
        try await TestServer.run(Self.ignoring) { _, port in
            let client = try RawClient(port: port)
            let head = Wire.request("POST", "/", ["Transfer-Encoding: chunked"])
            #expect(try await client.exchange(head + "5\r\nhel").saysClose)
            #expect(try await client.hasEnded())
        }
    }

    // MARK: Limits

    struct Limited: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let statusAbove: Int
        /// A request that is `excess` bytes (or lines) above the limit.
        let request: @Sendable (_ excess: Int) -> String
    }

    @Test(arguments: [
        Limited(testDescription: "request line", statusAbove: 414) { excess in
            let fixed = "GET / HTTP/1.1".utf8.count
            return Wire.get("/" + String(repeating: "a", count: 100 - fixed + excess))
        },
        Limited(testDescription: "field section", statusAbove: 431) { excess in
            let fixed = "Host: test\r\nA: \r\n".utf8.count
            return Wire.get("/", "A: " + String(repeating: "a", count: 200 - fixed + excess))
        },
        Limited(testDescription: "field count", statusAbove: 431) { excess in
            Wire.request("GET", "/", (0..<(9 + excess)).map { "A\($0): a" })
        },
        Limited(testDescription: "body by length", statusAbove: 413) { excess in
            Wire.post("/", body: String(repeating: "a", count: 1000 + excess))
        },
        Limited(testDescription: "body in chunks", statusAbove: 413) { excess in
            let chunks = ["1f4\r\n" + String(repeating: "a", count: 500) + "\r\n", "1f3\r\n"]
            let rest = String(500 + excess, radix: 16) + "\r\n" + String(repeating: "a", count: 500 + excess)
            return Wire.request("POST", "/", ["Transfer-Encoding: chunked"]) + chunks[0] + rest + "\r\n0\r\n\r\n"
        },
        Limited(testDescription: "chunk line", statusAbove: 400) { excess in
            let line = "1;" + String(repeating: "a", count: 50 - 2 + excess)
            return Wire.request("POST", "/", ["Transfer-Encoding: chunked"]) + line + "\r\na\r\n0\r\n\r\n"
        },
    ])
    func `a limit is inclusive`(example: Limited) async throws {
        try await TestServer.run(
            Self.counting,
            configured: { configuration in
                configuration.limits.startLineByteCount = 100
                configuration.limits.fieldSectionByteCount = 200
                configuration.limits.fieldCount = 10
                configuration.limits.bodyByteCount = 1000
                configuration.limits.chunkLineByteCount = 50
            }
        ) { _, port in
            for excess in [-1, 0, 1] {
                let client = try RawClient(port: port)
                let response = try await client.exchange(example.request(excess))
                #expect(response.status == (excess > 0 ? example.statusAbove : 200), "excess \(excess)")
            }
            // A refusal ends a connection, not the server.
            #expect(try await RawClient(port: port).exchange(Wire.get("/")).status == 200)
        }
    }

    @Test
    func `an exchange may set its own limit, above that of the server or below`() async throws {
        try await TestServer.run(
            .later { _, exchange in
                do {
                    let body = try await exchange.body(limit: exchange.request.target == "/small" ? 10 : 2000)
                    exchange.answer(.text("\(body.count)"))
                } catch let error as ProtocolError {
                    exchange.answer(.text("\(error.rule)", status: error.status))
                }
            }, configured: { $0.limits.bodyByteCount = 1000 }
        ) { _, port in
            let body = String(repeating: "a", count: 2000)
            for (target, body, expected) in [
                ("/large", body, "2000"), ("/large", body + "a", "bodyTooLarge"), ("/small", "0123456789", "10"),
                ("/small", "0123456789a", "bodyTooLarge"),
            ] {
                let response = try await RawClient(port: port).exchange(Wire.post(target, body: body))
                #expect(response.text == expected)
            }
        }
    }

    @Test
    func `a body that is announced as too long is refused before it is sent`() async throws {
        try await TestServer.run(Self.counting, configured: { $0.limits.bodyByteCount = 1000 }) { _, port in
            let client = try RawClient(port: port)
            let response = try await client.exchange(
                Wire.request("POST", "/", ["Content-Length: 1000000000000", "Expect: 100-continue"]))
            #expect(response.status == 413)
        }
    }

    // MARK: A peer that goes

    @Test(.requirements("H1-CL-07"))
    func `a client that ends in the middle of its body gets to know what was wrong`() async throws {
        try await TestServer.run(Self.counting) { _, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.request("POST", "/", ["Content-Length: 10"]) + "half")
            await client.endSending()
            let response = try await client.response()
            #expect(response.status == 400)
            #expect(response.text == "endedInsideMessage")
            #expect(try await client.hasEnded())
        }
    }

    @Test
    func `a connection that breaks during an upload wakes the handler`() async throws {
        let (steps, step) = AsyncStream.makeStream(of: String.self)
        try await TestServer.run(
            .later { _, exchange in
                do {
                    while let run = try await exchange.nextBody() { step.yield("\(run.count)") }
                } catch {
                    step.yield("\(type(of: error))")
                }
                exchange.answer(.text("too late"))
            }
        ) { server, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.request("POST", "/", ["Content-Length: 10"]) + "half")
            var iterator = steps.makeAsyncIterator()
            #expect(await iterator.next() == "4")
            await client.reset()
            #expect(await iterator.next() == "ConnectionEnded")
            #expect(await server.connectionCount == 0)
        }
    }

    @Test
    func `a connection that breaks during a download wakes the handler`() async throws {
        let (ends, end) = AsyncStream.makeStream(of: String.self)
        try await TestServer.run(
            .later { _, exchange in
                exchange.begin(ResponseHead(status: 200))
                do {
                    while true { try await exchange.write([UInt8](repeating: 7, count: 64 * 1024)) }
                } catch {
                    end.yield("\(type(of: error))")
                }
            }
        ) { server, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/"))
            _ = try await client.receive(100_000)
            await client.reset()
            var iterator = ends.makeAsyncIterator()
            #expect(await iterator.next() == "ConnectionEnded")
            #expect(await server.connectionCount == 0)
        }
    }

    @Test
    func `while nobody asks for the body, its sender must wait`() async throws {
        let (gate, open) = AsyncStream<Never>.makeStream()
        try await TestServer.run(
            .later { _, exchange in
                for await _ in gate {}
                var count = 0
                while let run = try await exchange.nextBody() { count += run.count }
                exchange.answer(.text("\(count)"))
            }, configured: { $0.limits.bodyByteCount = .max }
        ) { _, port in
            let client = try RawClient(port: port)
            let total = 64 << 20
            try await client.send(Wire.request("POST", "/", ["Content-Length: \(total)"]))
            let sent = try await client.flood([UInt8](repeating: 7, count: 64 * 1024), limit: total)
            #expect(sent < total)
            open.finish()
            try await client.send([UInt8](repeating: 7, count: total - sent))
            #expect(try await client.response().text == "\(total)")
        }
    }
}
