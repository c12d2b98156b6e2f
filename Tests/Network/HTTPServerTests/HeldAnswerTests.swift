import HTTP1
import HTTPServer
import TestSupport
import Testing

/// Answers that are held back until something happens.
@Suite("HTTP server: held answers", .timeLimit(.minutes(5)))
struct HeldAnswerTests {
    @Test(arguments: [true, false])
    func `a peer that leaves while its answer is held is noticed`(isReset: Bool) async throws {
        let gone = Latch()
        let held = TestServer.Handling.now { exchange in
            exchange.whenPeerEnds {
                gone.open()
                exchange.abort()
            }
        }
        try await TestServer.run(held) { server, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/"))
            while await server.requestCount == 0 { await Task.yield() }
            if isReset { await client.reset() } else { await client.close() }
            await gone.wait()
            while await server.connectionCount > 0 { await Task.yield() }
        }
    }

    @Test
    func `a peer that stays is not told to have left, and its next request waits`() async throws {
        let left = Latch()
        let server = TestServer.Handling.later { server, exchange in
            exchange.whenPeerEnds { left.open() }
            if exchange.request.target == "/held" { while server.requestCount < 2 { await Task.yield() } }
            exchange.answer(.text(exchange.request.target))
        }
        try await TestServer.run(server) { _, port in
            let holding = try RawClient(port: port)
            // The second request is in the same segment: it is taken in, and answered in its turn.
            try await holding.send(Wire.get("/held") + Wire.get("/next"))
            let other = try RawClient(port: port)
            #expect(try await other.exchange(Wire.get("/other")).text == "/other")
            #expect(try await holding.response().text == "/held")
            #expect(try await holding.response().text == "/next")
        }
    }
}
