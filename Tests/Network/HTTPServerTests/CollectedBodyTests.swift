import HTTP1
import HTTPServer
import TestSupport
import Testing

/// Bodies for who is no task.
@Suite("HTTP server: collected bodies", .timeLimit(.minutes(5)))
struct CollectedBodyTests {
    private static let limit = 100_000

    private static let collecting = TestServer.Handling.now { exchange in
        exchange.collectBody(limit: limit) { result in
            switch result {
            case .success(let body): exchange.answer(.text("\(body.count) \(body.reduce(0) { $0 &+ Int($1) })"))
            case .failure(let error as ProtocolError): exchange.answer(.text("\(error.rule)", status: error.status))
            case .failure: exchange.abort()
            }
        }
    }

    @Test(arguments: [0, 1, 65_536, limit])
    func `a body up to the limit comes whole`(count: Int) async throws {
        try await TestServer.run(Self.collecting) { _, port in
            let client = try RawClient(port: port)
            let body = String(repeating: "a", count: count)
            for _ in 1...2 {
                try await client.send(Wire.request("POST", "/", ["Content-Length: \(count)"]))
                try await client.send(body)
                #expect(try await client.response().text == "\(count) \(count * 97)")
            }
            try await client.send(Wire.request("POST", "/", ["Transfer-Encoding: chunked"]))
            if count > 0 { try await client.send("\(String(count, radix: 16))\r\n\(body)\r\n") }
            try await client.send("0\r\n\r\n")
            #expect(try await client.response().text == "\(count) \(count * 97)")
        }
    }

    @Test
    func `a longer body is refused`() async throws {
        try await TestServer.run(Self.collecting) { _, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.request("POST", "/", ["Content-Length: \(Self.limit + 1)"]))
            #expect(try await client.response().status == 413)
        }
    }

    @Test
    func `a client that asks is told to go on`() async throws {
        try await TestServer.run(Self.collecting) { _, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.request("POST", "/", ["Content-Length: 3", "Expect: 100-continue"]))
            #expect(try await client.response().status == 100)
            try await client.send("abc")
            #expect(try await client.response().text == "3 294")
        }
    }
}
