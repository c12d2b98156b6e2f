import HTTP1
import HTTPServer
import Sockets
import TestSupport
import Testing

/// The hand-over to another protocol (RFC 9110, section 7.8).
@Suite("HTTP server: switching protocols", .timeLimit(.minutes(5)))
struct SwitchTests {
    private static let switching = ResponseHead(
        status: 101, fields: FieldSection(["Upgrade": "echo", "Connection": "Upgrade"]))

    /// Switches to a protocol that sends back what it gets, what came behind the request first.
    private static let echo = TestServer.Handling.now { exchange in
        guard let (channel, trailing) = exchange.switchProtocol(switching) else {
            return exchange.answer(.text("no switch", status: 400))
        }
        channel.onBytes = { [unowned channel] bytes in
            channel.write(unsafe bytes.withUnsafeBytes { unsafe Array($0) })
        }
        channel.onEnd = { [unowned channel] in channel.closeAfterWriting() }
        channel.write(trailing)
        channel.resumeReading()
    }

    private static let offer = Wire.get("/", "Connection: Upgrade", "Upgrade: echo")

    @Test
    func `what follows the request belongs to the other protocol`() async throws {
        try await TestServer.run(Self.echo) { server, port in
            let client = try RawClient(port: port)
            try await client.send(Self.offer + "GET / HTTP/1.1\r\n\r\nfirst")
            let response = try await client.response()
            #expect(response.status == 101)
            #expect(response.value("Upgrade") == "echo")
            #expect(try await client.receive(until: "first") == "GET / HTTP/1.1\r\n\r\nfirst")
            try await client.send("second")
            #expect(try await client.receive(until: "second") == "second")
            // The connection is no longer the server's.
            #expect(await server.connectionCount == 0)
            await client.endSending()
            #expect(try await client.hasEnded())
        }
    }

    @Test(arguments: [
        Wire.get("/", "Upgrade: echo"), Wire.get("/"),
        "GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
    ])
    func `there is no switch without an offer`(request: String) async throws {
        try await TestServer.run(Self.echo) { _, port in
            let client = try RawClient(port: port)
            try await client.send(request)
            #expect(try await client.hasEnded())
        }
    }

    @Test
    func `there is no switch inside a request`() async throws {
        try await TestServer.run(Self.echo) { _, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/", "Connection: Upgrade", "Upgrade: echo", "Content-Length: 5") + "ab")
            #expect(try await client.response().status == 400)
        }
    }
}
