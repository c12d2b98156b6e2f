import HTTP1
import HTTPServer
import TestSupport
import Testing

@Suite("HTTP server: answers", .timeLimit(.minutes(5)))
struct AnswerTests {
    /// Says the target, and the body if there is one.
    private static let echo = TestServer.Handling.later { _, exchange in
        let body = try await exchange.body(limit: 1 << 20)
        exchange.answer(.text(exchange.request.target + String(decoding: body, as: UTF8.self)))
    }

    @Test(.requirements("H1-HE-03"))
    func `an answer has its length, the date of the server's clock, and its name`() async throws {
        try await TestServer.run(.now { $0.answer(.text("hello")) }, configured: { $0.name = "test/1" }) { _, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/"))
            await client.endSending()
            #expect(
                String(decoding: try await client.receiveToEnd(), as: UTF8.self) == """
                    HTTP/1.1 200 OK\r
                    Content-Type: text/plain\r
                    Content-Length: 5\r
                    Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                    Server: test/1\r
                    \r
                    hello
                    """)
        }
    }

    @Test(.requirements("H1-CO-03"))
    func `pipelined requests are answered in their order, those with a body between them too`() async throws {
        try await TestServer.run(Self.echo) { _, port in
            let client = try RawClient(port: port)
            let requests = (0..<500).map { number in
                number % 3 == 0 ? Wire.post("/\(number)", body: " body \(number)") : Wire.get("/\(number)")
            }
            try await client.send(requests.joined())
            for number in 0..<500 {
                #expect(try await client.response().text == "/\(number)" + (number % 3 == 0 ? " body \(number)" : ""))
            }
        }
    }

    @Test
    func `answers that nobody reads do not pile up`() async throws {
        // Far more than what the buffers of both sides hold.
        let body = [UInt8](repeating: 7, count: 1 << 20)
        try await TestServer.run(.now { $0.answer(Response(status: 200, body: body)) }) { server, port in
            let client = try RawClient(port: port, receiveBufferByteCount: 8 * 1024)
            let count = 60
            try await client.send(String(repeating: Wire.get("/"), count: count))
            _ = try await client.receive(1)
            // The server has read all requests in one go by now, and answered as many as it may.
            #expect(await server.requestCount < 20)
            await client.endSending()
            #expect(try await client.drain() > count * body.count)
            #expect(await server.requestCount == count)
        }
    }

    struct Persistence: Sendable, CustomTestStringConvertible {
        let requestLine: String
        let field: String
        let isKept: Bool
        var testDescription: String { "\(requestLine) with \(field.isEmpty ? "nothing" : field)" }
    }

    @Test(
        .requirements("H1-CO-01", "H1-CO-02"),
        arguments: [
            Persistence(requestLine: "GET / HTTP/1.1", field: "", isKept: true),
            Persistence(requestLine: "GET / HTTP/1.1", field: "Connection: close\r\n", isKept: false),
            Persistence(requestLine: "GET / HTTP/1.1", field: "Connection: keep-alive\r\n", isKept: true),
            Persistence(requestLine: "GET / HTTP/1.0", field: "", isKept: false),
            Persistence(requestLine: "GET / HTTP/1.0", field: "Connection: keep-alive\r\n", isKept: true),
            Persistence(requestLine: "HEAD / HTTP/1.1", field: "", isKept: true),
        ])
    func `a connection is kept as the client wants it`(example: Persistence) async throws {
        try await TestServer.run(.now { $0.answer(.text("hello")) }) { _, port in
            let client = try RawClient(port: port)
            let request = "\(example.requestLine)\r\nHost: a\r\n\(example.field)\r\n"
            let method = example.requestLine.hasPrefix("HEAD") ? "HEAD" : "GET"
            let first = try await client.exchange(request, method: method)
            #expect(first.saysClose != example.isKept)
            if example.isKept {
                #expect(try await client.exchange(request, method: method).status == 200)
            } else {
                #expect(try await client.hasEnded())
            }
        }
    }

    @Test(.requirements("H1-HE-01"))
    func `HEAD gets the fields of GET and no content`() async throws {
        try await TestServer.run(.now { $0.answer(.text("hello")) }) { _, port in
            let client = try RawClient(port: port)
            let head = try await client.exchange(Wire.request("HEAD", "/"), method: "HEAD")
            let get = try await client.exchange(Wire.get("/"))
            #expect(head.head == get.head)
            #expect(get.text == "hello")
        }
    }

    /// An answer in three runs.
    private static let stream = TestServer.Handling.later { _, exchange in
        exchange.begin(ResponseHead(status: 200))
        for run in ["one ", "two ", "three"] { try await exchange.write(Array(run.utf8)) }
        exchange.end()
    }

    @Test
    func `an answer of unknown length is chunked`() async throws {
        try await TestServer.run(Self.stream) { _, port in
            let client = try RawClient(port: port)
            for _ in 0..<2 {
                let response = try await client.exchange(Wire.get("/"))
                #expect(response.value("Transfer-Encoding") == "chunked")
                #expect(response.text == "one two three")
            }
        }
    }

    @Test
    func `an answer of unknown length to HTTP/1.0 ends with the connection`() async throws {
        try await TestServer.run(Self.stream) { _, port in
            let response = try await RawClient(port: port).exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(response.value("Transfer-Encoding") == nil)
            #expect(response.saysClose)
            #expect(response.text == "one two three")
        }
    }

    @Test
    func `a long answer waits for a peer that is slow to read`() async throws {
        let run = [UInt8](repeating: 7, count: 256 * 1024)
        try await TestServer.run(
            .later { _, exchange in
                exchange.begin(
                    ResponseHead(status: 200, fields: FieldSection(["Content-Length": String(64 * run.count)])))
                for _ in 0..<64 { try await exchange.write(run) }
                exchange.end()
            }
        ) { _, port in
            let client = try RawClient(port: port, receiveBufferByteCount: 8 * 1024)
            try await client.send(Wire.get("/"))
            await client.endSending()
            #expect(try await client.drain() > 64 * run.count)
        }
    }

    @Test
    func `only the first of two answers is sent`() async throws {
        try await TestServer.run(
            .now { exchange in
                exchange.answer(.text("first"))
                exchange.answer(.text("second"))
                exchange.begin(ResponseHead(status: 500))
                exchange.end()
                exchange.abort()
            }
        ) { _, port in
            let client = try RawClient(port: port)
            for _ in 0..<2 { #expect(try await client.exchange(Wire.get("/")).text == "first") }
        }
    }

    @Test
    func `an exchange that is let go without an answer ends its connection, and no other`() async throws {
        try await TestServer.run(
            .later { _, exchange in
                if exchange.request.target == "/" { exchange.answer(.text("hello")) }
            }
        ) { _, port in
            let other = try RawClient(port: port)
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/dropped") + Wire.get("/"))
            #expect(try await client.hasEnded())
            #expect(try await other.exchange(Wire.get("/")).text == "hello")
        }
    }

    @Test
    func `half an answer does not look whole`() async throws {
        try await TestServer.run(
            .later { _, exchange in
                exchange.begin(ResponseHead(status: 200))
                try await exchange.write(Array("half".utf8))
                throw CancellationError()
            }
        ) { _, port in
            let client = try RawClient(port: port)
            try await client.send(Wire.get("/"))
            let text = String(decoding: try await client.receiveToEnd(), as: UTF8.self)
            #expect(text.hasSuffix("\r\n\r\n4\r\nhalf\r\n"))
        }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let request: String
        let status: Int
        let detail: String
        var testDescription: String { request.debugDescription }
    }

    @Test(
        .requirements("H1-CO-07"),
        arguments: [
            Refused(request: "hello\r\n\r\n", status: 400, detail: "The request line"),
            Refused(request: "\u{16}\u{3}\u{1}\0\u{1}", status: 400, detail: "The method"),
            Refused(request: "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", status: 400, detail: "The request target"),
            Refused(request: "GET / HTTP/2.0\r\nHost: a\r\n\r\n", status: 505, detail: "This protocol version"),
            Refused(request: "GET / HTTP/1.1\r\n\r\n", status: 400, detail: "The Host field is missing"),
            Refused(request: "GET / HTTP/1.1\nHost: a\n\n", status: 400, detail: "A line does not end in CR LF"),
            Refused(
                request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                status: 400, detail: "Content-Length and Transfer-Encoding"),
            Refused(
                request: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", status: 501,
                detail: "The only transfer coding"),
            Refused(
                request: "POST / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n", status: 417,
                detail: "The only expectation"),
        ])
    func `a peer that breaks a rule is told which, and the connection ends`(example: Refused) async throws {
        try await TestServer.run(.now { $0.answer(.text("hello")) }) { server, port in
            let client = try RawClient(port: port)
            // What came before in the pipeline is answered all the same.
            #expect(try await client.exchange(Wire.get("/")).text == "hello")
            let response = try await client.exchange(example.request)
            #expect(response.status == example.status)
            #expect(response.text.hasPrefix(example.detail))
            #expect(response.saysClose)
            #expect(try await client.hasEnded())
            #expect(await server.requestCount == 1)
        }
    }
}
