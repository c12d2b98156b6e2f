import TestSupport
import Testing

@testable import HTTPClient

/// What a ``Response`` says of the bytes that came.
@Suite struct ResponseTests {
    private static func receive(_ bytes: String..., request: (ScriptedPeer) -> Request = { Request(url: $0.url()) })
        async throws -> Response
    {
        let peer = ScriptedPeer { connection in
            guard connection.readRequest() != nil else { return }
            for piece in bytes { connection.send(piece) }
        }
        defer { peer.stop() }
        return try await Client().perform(request(peer))
    }

    @Test func `status line, fields in order, content`() async throws {
        let response = try await Self.receive(
            "HTTP/1.1 201 All is  well\r\nB: 1\r\na:2\r\nb: \t 3 \r\nEmpty:\r\nContent-Length: 5\r\n\r\nhallo")
        #expect(response.status == 201)
        #expect(response.reason == "All is  well")
        #expect(response.version == "HTTP/1.1")
        #expect(
            response.fields == [
                Field(name: "B", value: "1"), Field(name: "a", value: "2"), Field(name: "b", value: "3"),
                Field(name: "Empty", value: ""), Field(name: "Content-Length", value: "5"),
            ])
        #expect(response.field("A") == "2")
        #expect(response.field("B") == "1")
        #expect(response.field("C") == nil)
        #expect(response.body == Array("hallo".utf8))
        #expect(response.timing.total >= response.timing.startOfTransfer)
        #expect(response.timing.startOfTransfer >= response.timing.connect)
        #expect(response.timing.connect > .zero)
    }

    @Test(arguments: ["HTTP/1.1 200 \r\n", "HTTP/1.1 200\r\n", "HTTP/1.0 200 OK\r\n"])
    func `a status line may be short or old`(_ line: String) async throws {
        let response = try await Self.receive(line + "A: 1\r\n\r\nuntil the end")
        #expect(response.status == 200)
        #expect(response.reason == (line.contains("OK") ? "OK" : ""))
        #expect(response.version == line.prefix(8))
        #expect(response.body == Array("until the end".utf8))
    }

    @Test(.requirements("H1-CC-01")) func `chunks are joined and trailers kept apart`() async throws {
        let response = try await Self.receive(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhal\r\n",
            "2\r\nlo\r\n0\r\nT: 1\r\nT: 2\r\n\r\n")
        #expect(response.body == Array("hallo".utf8))
        #expect(response.fields == [Field(name: "Transfer-Encoding", value: "chunked")])
        #expect(response.trailers == [Field(name: "T", value: "1"), Field(name: "T", value: "2")])
    }

    @Test(.requirements("H1-CC-02")) func `interim responses leave nothing in the final one`() async throws {
        let response = try await Self.receive(
            "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n", "HTTP/1.1 102 Processing\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nB: 1\r\n\r\n")
        #expect(response.status == 204)
        #expect(response.reason == "No Content")
        #expect(response.fields == [Field(name: "B", value: "1")])
        #expect(response.trailers == [])
    }

    @Test func `a field that begins like a status line is a field`() async throws {
        let response = try await Self.receive(
            "HTTP/1.1 200 OK\r\nA: 1\r\nHTTP/1.1 500 Odd: 2\r\nContent-Length: 0\r\n\r\n")
        #expect(response.status == 200)
        #expect(response.reason == "OK")
        #expect(
            response.fields.prefix(2) == [Field(name: "A", value: "1"), Field(name: "HTTP/1.1 500 Odd", value: "2")])
    }

    @Test(
        arguments: [
            ("HTTP/1.1 101 Switching Protocols", 101, "abc"), ("HTTP/1.1 999 Odd", 999, "abc"),
            ("HTTP/1.1 204 No Content", 204, ""), ("HTTP/1.1 304 Not Modified", 304, ""),
        ] as [(String, Int, String)])
    func `rare status codes are responses`(line: String, status: Int, body: String) async throws {
        let response = try await Self.receive("\(line)\r\nA: 1\r\n\r\nabc")
        #expect(response.status == status)
        #expect(String(decoding: response.body, as: UTF8.self) == body)
    }

    @Test func `a folded value is one value`() async throws {
        let response = try await Self.receive("HTTP/1.1 200 OK\r\nA: 1,\r\n \t2\r\nB: 3\r\nContent-Length: 0\r\n\r\n")
        #expect(response.field("A") == "1, 2")
        #expect(response.field("B") == "3")
    }

    @Test func `a value that is no UTF-8 keeps its bytes as ISO 8859-1`() async throws {
        let peer = ScriptedPeer { connection in
            _ = connection.readRequest()
            connection.send(Array("HTTP/1.1 200 OK\r\nA: ".utf8) + [0xFC] + Array("\r\nB: ü\r\n\r\n".utf8))
        }
        defer { peer.stop() }
        let response = try await Client().perform(Request(url: peer.url()))
        #expect(response.field("A") == "ü")
        #expect(response.field("B") == "ü")
    }

    @Test(.requirements("H1-CC-01")) func `HEAD has no content whatever its length says`() async throws {
        let response = try await Self.receive("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n") {
            Request(method: "HEAD", url: $0.url())
        }
        #expect(response.body.isEmpty)
        #expect(response.field("content-length") == "1000")
    }

    @Test func `a redirect is the response unless it is to be followed`() async throws {
        let peer = ScriptedPeer.answering { request in
            request.requestLine.contains("/old")
                ? "HTTP/1.1 302 Found\r\nLocation: /new\r\nOld: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nold\r\n0\r\nT: 1\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nNew: 1\r\nContent-Length: 3\r\n\r\nnew"
        }
        defer { peer.stop() }
        let client = Client()
        let first = try await client.perform(Request(url: peer.url("/old")))
        #expect(first.status == 302)
        #expect(first.body == Array("old".utf8))
        #expect(first.url == peer.url("/old"))
        let second = try await client.perform(Request(url: peer.url("/old"), followsRedirects: true))
        #expect(second.status == 200)
        #expect(second.body == Array("new".utf8))
        #expect(second.field("Old") == nil)
        #expect(second.trailers.isEmpty)
        #expect(second.url == peer.url("/new"))
    }

    @Test func `a redirect that keeps the method sends the body again`() async throws {
        let peer = ScriptedPeer.answering { request in
            request.requestLine.contains("/old")
                ? "HTTP/1.1 307 Temporary Redirect\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        }
        defer { peer.stop() }
        _ = try await Client().perform(
            Request(method: "PUT", url: peer.url("/old"), body: .bytes(Array("hallo".utf8)), followsRedirects: true))
        #expect(peer.requests.map(\.requestLine) == ["PUT /old HTTP/1.1", "PUT /new HTTP/1.1"])
        #expect(peer.requests.map(\.bodyText) == ["hallo", "hallo"])
    }

    @Test func `redirects without end are an error`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n" }
        defer { peer.stop() }
        let error = await #expect(throws: TransferError.self) {
            try await Client().perform(Request(url: peer.url(), followsRedirects: true))
        }
        #expect(error?.code == 47)
        #expect(peer.requests.count == Request.maximumRedirectCount + 1)
    }

    @Test func `a redirect does not leave http`() async throws {
        let error = await #expect(throws: TransferError.self) {
            try await Self.receive("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n") {
                Request(url: $0.url(), followsRedirects: true)
            }
        }
        #expect(error?.code == 1)
    }

    @Test func `connections are kept and used again`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" }
        defer { peer.stop() }
        let client = Client()
        for _ in 0..<10 { _ = try await client.perform(Request(method: "POST", url: peer.url(), body: .bytes([1]))) }
        #expect(peer.requests.count == 10)
        #expect(peer.connectionCount == 1)
    }
}
