import HTTP1
import HTTPServer
import Sockets
import TestSupport
import Testing

/// Times in here are so short that a test need not wait, and are put where the peer does nothing anyway.
@Suite("HTTP server: time", .timeLimit(.minutes(5)))
struct TimeTests {
    private static let soon = Duration.milliseconds(20)

    private static let reading = TestServer.Handling.later { _, exchange in
        exchange.answer(.text("\(try await exchange.body(limit: 1 << 20).count)"))
    }

    @Test(.requirements("H1-CO-06"), arguments: [true, false])
    func `a connection without a request is closed without a word`(hadOne: Bool) async throws {
        try await TestServer.run(Self.reading, configured: { $0.times.idle = Self.soon }) { server, port in
            var client = try RawClient(port: port)
            if hadOne {
                // On a loaded machine the time may be over before the request is there: then once more.
                while (try? await client.exchange(Wire.get("/")).status) != 200 { client = try RawClient(port: port) }
            }
            #expect(try await client.hasEnded())
        }
    }

    @Test(.requirements("H1-HD-08"))
    func `a head that does not come to its end is answered 408`() async throws {
        try await TestServer.run(Self.reading, configured: { $0.times.head = Self.soon }) { _, port in
            let client = try RawClient(port: port)
            let response = try await client.exchange("GET / HTTP/1.1\r\nHo")
            #expect(response.status == 408)
            #expect(response.saysClose)
            #expect(try await client.hasEnded())
        }
    }

    @Test(.requirements("H1-HD-08"))
    func `a head that comes drop by drop is answered 408 all the same`() async throws {
        try await TestServer.run(
            Self.reading,
            configured: { configuration in
                configuration.times.head = Self.soon
                configuration.limits.fieldSectionByteCount = .max
            }
        ) { _, port in
            let client = try RawClient(port: port)
            try await client.send("GET / HTTP/1.1\r\nA: ")
            while await !client.isReadable { try await client.send("a") }
            #expect(try await client.response().status == 408)
        }
    }

    @Test
    func `a body that stops is answered 408`() async throws {
        try await TestServer.run(Self.reading, configured: { $0.times.progress = Self.soon }) { _, port in
            let client = try RawClient(port: port)
            let response = try await client.exchange(Wire.request("POST", "/", ["Content-Length: 10"]) + "half")
            #expect(response.status == 408)
            #expect(response.saysClose)
            #expect(try await client.hasEnded())
        }
    }

    @Test
    func `a body that stops after its answer has begun ends the connection`() async throws {
        let (ends, end) = AsyncStream.makeStream(of: String.self)
        try await TestServer.run(
            .later { _, exchange in
                exchange.begin(ResponseHead(status: 200))
                do {
                    while let run = try await exchange.nextBody() { try await exchange.write(run) }
                } catch let error as ProtocolError {
                    end.yield("\(error.rule)")
                }
            }, configured: { $0.times.progress = Self.soon }
        ) { _, port in
            let client = try RawClient(port: port)
            try await client.send(
                Wire.request("POST", "/", ["Content-Length: 10", "Expect: 100-continue"]) + "half")
            let text = String(decoding: try await client.receiveToEnd(), as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.hasSuffix("\r\n\r\n4\r\nhalf\r\n"))
            var iterator = ends.makeAsyncIterator()
            #expect(await iterator.next() == "tooSlow")
        }
    }

    @Test
    func `a body that nobody wanted, and that stops, ends the connection`() async throws {
        try await TestServer.run(
            .now { $0.answer(.text("no")) }, configured: { $0.times.progress = Self.soon }
        ) { _, port in
            let client = try RawClient(port: port)
            #expect(try await client.exchange(Wire.request("POST", "/", ["Content-Length: 10"]) + "half").text == "no")
            #expect(try await client.hasEnded())
        }
    }

    /// How an answer that nobody reads was given.
    enum Answering: CaseIterable { case inRuns, inOne, inOneAsTheLast }

    @Test(arguments: Answering.allCases)
    func `a peer that takes nothing of its answer is let go`(answering: Answering) async throws {
        let run = [UInt8](repeating: 7, count: 16 << 20)
        try await TestServer.run(
            .later { _, exchange in
                guard answering == .inRuns else { return exchange.answer(Response(status: 200, body: run)) }
                exchange.begin(ResponseHead(status: 200))
                while true { try await exchange.write(run) }
            }, configured: { $0.times.progress = Self.soon }
        ) { server, port in
            let client = try RawClient(port: port, receiveBufferByteCount: 8 * 1024)
            try await client.send(
                answering == .inOneAsTheLast ? Wire.get("/", "Connection: close") : Wire.get("/"))
            // Nothing is read until the server has given up.
            while await !server.hasServed { await Task.yield() }
            let received = try? await client.drain()
            #expect(received ?? 0 < run.count)
        }
    }

    @Test
    func `a handler may take its time`() async throws {
        let (gate, open) = AsyncStream<Never>.makeStream()
        try await TestServer.run(
            .later { _, exchange in
                for await _ in gate {}
                exchange.answer(.text("at last"))
            },
            configured: { configuration in
                configuration.times.head = Self.soon
                configuration.times.progress = Self.soon
            }
        ) { server, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/"))
            // Another one comes later, and its time is over: so the first one's has passed, too.
            #expect(try await RawClient(port: port).exchange("GET").status == 408)
            open.finish()
            #expect(try await client.response().text == "at last")
        }
    }
}
