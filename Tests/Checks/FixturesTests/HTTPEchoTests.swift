import Testing
import TestSupport

import TestSupport
import Testing

@testable import Fixtures

@Suite("The HTTP fixture", .timeLimit(.minutes(5)))
struct HTTPEchoTests {
    /// Runs `body` with a client of a fixture.
    private func withClient(
        _ application: HTTPEcho = HTTPEcho(), _ body: (RawClient) async throws -> Void
    ) async throws {
        let server = try await FixtureServer.start(.http(application))
        let client = try RawClient(port: await server.port)
        do {
            try await body(client)
            await client.close()
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// A request with a body of `Content-Length`, or without one.
    private func request(_ method: String, _ target: String, _ fields: String..., body: String? = nil) -> String {
        let length = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
        return "\(method) \(target) HTTP/1.1\r\nHost: test\r\n" + (fields + length).map { $0 + "\r\n" }.joined()
            + "\r\n"
            + (body ?? "")
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH"])
    func `the body comes back, with its content type`(method: String) async throws {
        try await withClient { client in
            for target in ["/", "/a/b?c=d", "http://other/a", "/%C3%A9"] {
                let response = try await client.exchange(
                    request(method, target, "Content-Type: text/css; charset=x", body: "hello"))
                #expect(response.status == 200)
                #expect(response.text == "hello")
                #expect(response.value("content-type") == "text/css; charset=x")
                #expect(response.value("content-length") == "5")
                #expect(!response.saysClose)
            }
        }
    }

    @Test(arguments: [nil, ""])
    func `no body comes back as an empty one`(body: String?) async throws {
        try await withClient { client in
            let response = try await client.exchange(request("GET", "/", body: body))
            #expect(response.status == 200)
            #expect(response.text.isEmpty)
            #expect(response.value("content-type") == "application/octet-stream")
        }
    }

    @Test
    func `chunks come back as one body`() async throws {
        try await withClient { client in
            let head = request("POST", "/", "Transfer-Encoding: chunked")
            let response = try await client.exchange(head + "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n")
            #expect(response.text == "hello world")
            #expect(response.value("content-length") == "11")
        }
    }

    @Test(.requirements("H1-HE-01"))
    func `HEAD gets the fields of GET and no content: RFC 9110, section 9.3.2`() async throws {
        try await withClient { client in
            let get = try await client.exchange(request("GET", "/", body: "hello"))
            let head = try await client.exchange(request("HEAD", "/", body: "hello"), method: "HEAD")
            #expect(head.status == 200)
            #expect(head.text.isEmpty)
            for name in ["content-type", "content-length"] { #expect(head.value(name) == get.value(name)) }
        }
    }

    @Test(.requirements("H1-RL-08", "H1-TE-11"), arguments: ["*", "/", "/a"])
    func `OPTIONS names the methods, without content: RFC 9110, section 9.3.7`(target: String) async throws {
        try await withClient { client in
            let response = try await client.exchange(request("OPTIONS", target))
            #expect(response.status == 204)
            #expect(response.value("allow") == "GET, HEAD, POST, PUT, PATCH, OPTIONS")
            #expect(response.value("content-length") == nil && response.value("transfer-encoding") == nil)
            // The connection goes on, behind a body that nobody read, too.
            let next = try await client.exchange(request("OPTIONS", target, body: "hello"))
            #expect(next.status == 204)
            let last = try await client.exchange(request("GET", "/"))
            #expect(last.status == 200)
        }
    }

    @Test(.requirements("H1-HE-02"), arguments: [("DELETE", "/"), ("TRACE", "/"), ("CONNECT", "a:443")])
    func `a known method that does nothing here is not allowed: RFC 9110, section 15.5.6`(
        method: String, target: String
    ) async throws {
        try await withClient { client in
            let response = try await client.exchange(request(method, target, "Authorization: secret"))
            #expect(response.status == 405)
            #expect(response.value("allow") == "GET, HEAD, POST, PUT, PATCH, OPTIONS")
            #expect(!response.text.contains("secret"))
        }
    }

    @Test(.requirements("H1-RL-01"), arguments: ["FOOBAR", "get", "Post", "GETS"])
    func `a method that is not known is answered 501, and case counts: RFC 9110, section 9.1`(
        method: String
    ) async throws {
        try await withClient { client in
            let response = try await client.exchange(request(method, "/"))
            #expect(response.status == 501)
        }
    }

    @Test(arguments: ["/a%00b", "/a%0d%0aX:%20y", "/%1F", "/%7f", "/%", "/%4", "/%4g", "http://a/%00"])
    func `a path that hides a control character is refused: RFC 3986, section 7.3`(target: String) async throws {
        try await withClient { client in
            let response = try await client.exchange(request("GET", target))
            #expect(response.status == 400)
            #expect(!response.saysClose)
            // In a query it is data.
            let next = try await client.exchange(request("GET", "/%20?a=%00%0d%0a"))
            #expect(next.status == 200)
        }
    }

    @Test(.requirements("H1-HD-10"))
    func `of two content types none is chosen: RFC 9110, section 5.3`() async throws {
        try await withClient { client in
            let twice = request("POST", "/", "Content-Type: text/plain", "Content-Type: text/html", body: "hello")
            let response = try await client.exchange(twice)
            #expect(response.status == 400)
            let next = try await client.exchange(request("GET", "/"))
            #expect(next.status == 200)
        }
    }

    @Test(arguments: ["/echo", "/echo?a", "http://b/echo"])
    func `at one path the fields come back as they were sent`(target: String) async throws {
        try await withClient { client in
            let response = try await client.exchange(
                request("POST", target, "COOKIE: a=1", "X-Empty:", "Cookie: b=2", body: "hello"))
            #expect(response.text == "Host: test\nCOOKIE: a=1\nX-Empty: \nCookie: b=2\nContent-Length: 5\n")
        }
    }

    @Test
    func `at one path the cookies come back`() async throws {
        try await withClient { client in
            let response = try await client.exchange(
                request("GET", "/cookie", "Cookie: a=1; b=x=y;  c=hello world ;d=", "Cookie: e=2; =3; ;f; ==="))
            #expect(response.text == "a=1\nb=x=y\nc=hello world\nd=\ne=2\n")
            let next = try await client.exchange(request("GET", "/cookie"))
            #expect(next.text.isEmpty)
        }
    }

    @Test(.requirements("H1-EX-01"))
    func `a client that waits to be told to continue is told: RFC 9110, section 10.1.1`() async throws {
        try await withClient { client in
            try await client.send(request("POST", "/", "Content-Length: 5", "Expect: 100-continue"))
            #expect(try await client.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            let response = try await client.exchange("hello")
            #expect(response.text == "hello")
        }
    }

    @Test(.requirements("H1-CO-05"))
    func `a client that sends no more gets its answer: RFC 9112, section 9.6`() async throws {
        try await withClient { client in
            try await client.send(request("GET", "/", body: "1") + request("POST", "/", body: "2"))
            await client.endSending()
            #expect(try await client.response().text == "1")
            #expect(try await client.response().text == "2")
            #expect(try await client.hasEnded())
        }
    }

    @Test(.requirements("H1-CO-08"))
    func `what a body says is no request: RFC 9112, section 9.3`() async throws {
        try await withClient { client in
            for method in ["GET", "HEAD", "OPTIONS", "DELETE"] {
                let hidden = request("GET", "/hidden")
                try await client.send(request(method, "/", body: hidden) + request("GET", "/", body: "next"))
                #expect(try await client.response(to: method).status < 500)
                #expect(try await client.response().text == "next")
            }
        }
    }

    @Test(arguments: ["POST / HTTP/1.1", "GET / HTTP/1.0"], ["websocket", "h2c", "other/1.0"])
    func `an offer of another protocol is passed over: RFC 9110, section 7.8`(
        line: String, protocolName: String
    ) async throws {
        try await withClient { client in
            let offer = "\(line)\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: \(protocolName)\r\n\r\n"
            let response = try await client.exchange(offer)
            #expect(response.status == 200)
            #expect(response.value("upgrade") == nil)
        }
    }

    // MARK: Large and broken bodies

    /// One below, at and above what is held.
    @Test(arguments: [HTTPEcho.heldByteCount - 1, HTTPEcho.heldByteCount, HTTPEcho.heldByteCount + 1, 1_000_000])
    func `a body of any size comes back, whatever its framing`(byteCount: Int) async throws {
        let body = String(repeating: "x", count: byteCount)
        let isHeld = byteCount <= HTTPEcho.heldByteCount
        try await withClient { client in
            let response = try await client.exchange(request("POST", "/", body: body))
            #expect(response.text == body)
            #expect(response.value("content-length") == "\(byteCount)")
        }
        try await withClient { client in
            let chunk = String(byteCount, radix: 16) + "\r\n" + body + "\r\n0\r\n\r\n"
            let response = try await client.exchange(request("POST", "/", "Transfer-Encoding: chunked") + chunk)
            #expect(response.text == body)
            #expect(response.value("transfer-encoding") == (isHeld ? nil : "chunked"))
        }
        try await withClient { client in
            let response = try await client.exchange(request("HEAD", "/", body: body), method: "HEAD")
            #expect(response.value("content-length") == "\(byteCount)")
            await client.endSending()
            #expect(try await client.hasEnded())
        }
    }

    @Test
    func `a large body comes back while it arrives`() async throws {
        try await withClient { client in
            let half = String(repeating: "x", count: HTTPEcho.heldByteCount + 1)
            try await client.send(request("POST", "/", "Content-Length: \(2 * half.utf8.count)") + half)
            #expect(try await client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await client.receive(half.utf8.count) == Array(half.utf8))
            try await client.send(half)
            #expect(try await client.receive(half.utf8.count) == Array(half.utf8))
        }
    }

    @Test(
        .requirements("H1-CL-07", "H1-TE-04"),
        arguments: [
            ("Content-Length: 10", "hello"), ("Transfer-Encoding: chunked", "5\r\nhello\r\n"),
            ("Transfer-Encoding: chunked", "5\r\nhello!!\r\n0\r\n\r\n"),
            ("Transfer-Encoding: chunked", "5\r\nhello0\r\n\r\n"),
        ])
    func `a small body that is broken, or not complete, is refused: RFC 9112, section 8`(
        field: String, body: String
    ) async throws {
        try await withClient { client in
            try await client.send(request("POST", "/", field) + body)
            await client.endSending()
            let response = try await client.response()
            #expect(response.status == 400)
            #expect(response.saysClose)
            #expect(try await client.hasEnded())
        }
    }

    @Test
    func `the answer to a large body that breaks off does not look whole`() async throws {
        try await withClient { client in
            let part = String(repeating: "x", count: HTTPEcho.heldByteCount + 1)
            try await client.send(request("POST", "/", "Content-Length: \(part.utf8.count + 1)") + part)
            #expect(try await client.receive(until: "\r\n\r\n").contains("Content-Length: \(part.utf8.count + 1)\r\n"))
            await client.endSending()
            #expect(try await client.drain() <= part.utf8.count)
        }
        try await withClient { client in
            let size = HTTPEcho.heldByteCount + 1
            try await client.send(
                request("POST", "/", "Transfer-Encoding: chunked") + String(size, radix: 16) + "\r\n"
                    + String(repeating: "x", count: size) + "\r\n")
            #expect(try await client.receive(until: "\r\n\r\n").contains("Transfer-Encoding: chunked\r\n"))
            await client.endSending()
            let rest = try await client.receiveToEnd()
            #expect(!rest.reversed().starts(with: "0\r\n\r\n".utf8.reversed()))
        }
    }

    @Test(arguments: [(9, 200), (10, 200), (11, 413)])
    func `a limit is inclusive`(byteCount: Int, status: Int) async throws {
        try await withClient(HTTPEcho(bodyByteCountLimit: 10)) { client in
            let body = String(repeating: "x", count: byteCount)
            let response = try await client.exchange(request("POST", "/", body: body))
            #expect(response.status == status)
        }
    }
}
