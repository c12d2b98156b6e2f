import Glibc
import HTTP1
import HTTPServer
import POSIX
import Sockets
import TestSupport
import Testing

@Suite("HTTP server: shutdown", .timeLimit(.minutes(5)))
struct ShutdownTests {
    /// Longer than any test waits: who needs this grace hangs.
    private static let long = Duration.seconds(600)

    /// An exchange that is under way until the test goes on.
    private struct Held {
        let began = AsyncStream.makeStream(of: Void.self)
        let gate = AsyncStream<Never>.makeStream()

        func hold() async {
            began.continuation.yield()
            for await _ in gate.stream {}
        }

        func untilHeld() async {
            var iterator = began.stream.makeAsyncIterator()
            _ = await iterator.next()
        }

        func letGo() { gate.continuation.finish() }
    }

    @Test
    func `connections without a request are closed at once, and no further one is accepted`() async throws {
        try await TestServer.run(.now { $0.answer(.text("hello")) }) { server, port in
            let fresh = try RawClient(port: port)
            let used = try RawClient(port: port)
            #expect(try await used.exchange(Wire.get("/")).text == "hello")
            while await server.connectionCount < 2 { await Task.yield() }
            await server.shutDown(grace: Self.long)
            #expect(try await fresh.hasEnded())
            #expect(try await used.hasEnded())
            #expect(throws: SystemError("connect", code: ECONNREFUSED)) { try RawClient(port: port) }
        }
    }

    @Test
    func `a request that is under way is answered, and told that it was the last`() async throws {
        let held = Held()
        try await TestServer.run(
            .later { _, exchange in
                await held.hold()
                exchange.answer(.text("answered"))
            }
        ) { server, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/") + Wire.get("/never"))
            await held.untilHeld()
            async let end: Void = server.shutDown(grace: Self.long)
            while await !server.isShuttingDown { await Task.yield() }
            held.letGo()
            let response = try await client.response()
            #expect(response.text == "answered")
            #expect(response.saysClose)
            #expect(try await client.hasEnded())
            await client.close()
            await end
        }
    }

    @Test
    func `an answer that had begun is brought to its end, and the connection closed`() async throws {
        let held = Held()
        try await TestServer.run(
            .later { _, exchange in
                exchange.begin(ResponseHead(status: 200))
                await held.hold()
                try await exchange.write(Array("whole".utf8))
                exchange.end()
            }
        ) { server, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/"))
            await held.untilHeld()
            async let end: Void = server.shutDown(grace: Self.long)
            while await !server.isShuttingDown { await Task.yield() }
            held.letGo()
            #expect(try await client.response().text == "whole")
            #expect(try await client.hasEnded())
            await client.close()
            await end
        }
    }

    @Test
    func `what is not done when the grace is over is cut off`() async throws {
        let held = Held()
        try await TestServer.run(
            .later { _, exchange in
                await held.hold()
                exchange.answer(.text("too late"))
            }
        ) { server, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/"))
            await held.untilHeld()
            await server.shutDown(grace: .zero)
            #expect(try await client.hasEnded())
            held.letGo()
        }
    }
}
