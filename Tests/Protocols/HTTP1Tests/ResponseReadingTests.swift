import HTTP1
import TestSupport
import Testing

@Suite("Responses are read: RFC 9112, sections 4, 6 and 9")
struct ResponseReadingTests {
    @Test(
        .requirements("H1-CC-01", "H1-CC-02"),
        arguments: [
            ("a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ["200 OK", "body hello", "end"]),
            (
                "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
                ["200 OK", "body hello", "end X: y"]
            ),
            ("no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", ["200 ", "end"]),
            ("not even a blank for a reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", ["200 ", "end"]),
            (
                "a reason of several words", "HTTP/1.1 404 Not\tfound: é\r\nContent-Length: 0\r\n\r\n",
                ["404 Not\tfound: é", "end"]
            ),
            ("a status that nobody knows", "HTTP/1.1 999 ?\r\nContent-Length: 0\r\n\r\n", ["999 ?", "end"]),
            ("204 without a length", "HTTP/1.1 204 No Content\r\n\r\n", ["204 No Content", "end"]),
            (
                "204 with a length, which does not count", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
                ["204 No Content", "end"]
            ),
            (
                "304 with the length of what was not modified",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
                ["304 Not Modified", "end"]
            ),
            (
                "informational responses first",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                ["100 Continue", "103 Early Hints", "200 OK", "body ok", "end"]
            ),
            (
                "100 with a length, which does not count",
                "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
                ["100 Continue", "204 No Content", "end"]
            ),
        ])
    func `is accepted`(_ name: String, _ text: String, _ log: [String]) throws {
        #expect(try clientLog(of: text) == log, "\(name)")
    }

    @Test(.requirements("H1-CC-01")) func `a response without a length ends with the connection`() throws {
        let text = "HTTP/1.1 200 OK\r\n\r\nhello"
        #expect(try clientLog(of: text) == ["200 OK", "body hello"])
        #expect(try clientLog(of: text, closing: true) == ["200 OK", "body hello", "end", "closed"])
        #expect(try clientLog(of: "HTTP/1.1 200 OK\r\n\r\n", closing: true) == ["200 OK", "end", "closed"])
    }

    @Test func `behind a response that ends with the connection no request is sent`() throws {
        var client = try LoggingClient(requests: [get("/")])
        try client.receive(Array("HTTP/1.1 200 OK\r\n\r\nhello".utf8)[...])
        client.connection.receiveEnd()
        let end = try client.connection.nextEvent()
        #expect(end == .endOfMessage(trailers: FieldSection()))
        #expect(client.connection.mustClose)
        var sent: [UInt8] = []
        #expect(throws: LocalError.self) { try client.connection.send(.request(get("/2")), into: &sent) }
    }

    @Test(.requirements("H1-CC-01")) func `a response to HEAD has the fields of a body, but none`() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        // The second one waits until its request was sent.
        var client = try LoggingClient(requests: [request("HEAD", "/1")])
        try client.receive(Array(text.utf8.prefix(38))[...])
        #expect(client.log == ["200 OK", "end"])
        #expect(
            try clientLog(
                of: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", answering: [request("HEAD", "/")]) == [
                    "200 OK", "end",
                ])
        #expect(try clientLog(of: "HTTP/1.1 200 OK\r\n\r\n", answering: [request("HEAD", "/")]) == ["200 OK", "end"])
    }

    @Test(
        .requirements("H1-CC-04"),
        arguments: [
            Refusal("no HTTP", "hello\r\n", "refused malformedStatusLine at 0"),
            Refusal("an empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n", "refused malformedStatusLine at 0"),
            Refusal("another protocol", "HTTQ/1.1 200 OK\r\n\r\n", "refused malformedVersion at 0"),
            Refusal("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", "refused unsupportedVersion at 0"),
            Refusal("HTTP/2 as curl writes it", "HTTP/2 200 OK\r\n\r\n", "refused malformedVersion at 0"),
            Refusal("a version of two digits", "HTTP/1.10 200 OK\r\n\r\n", "refused malformedStatusLine at 8"),
            Refusal("no status", "HTTP/1.1\r\n\r\n", "refused malformedStatusLine at 8"),
            Refusal("no digits", "HTTP/1.1 OK\r\n\r\n", "refused malformedStatusLine at 9"),
            Refusal("two digits", "HTTP/1.1 99 OK\r\n\r\n", "refused malformedStatusLine at 9"),
            Refusal("two digits at the end", "HTTP/1.1 99\r\n\r\n", "refused malformedStatusLine at 9"),
            Refusal("four digits", "HTTP/1.1 2000 OK\r\n\r\n", "refused malformedStatusLine at 12"),
            Refusal("below 100", "HTTP/1.1 099 OK\r\n\r\n", "refused malformedStatusLine at 9"),
            Refusal("a signed status", "HTTP/1.1 +20 OK\r\n\r\n", "refused malformedStatusLine at 9"),
            Refusal("two blanks", "HTTP/1.1  200 OK\r\n\r\n", "refused malformedStatusLine at 9"),
            Refusal("a tab", "HTTP/1.1\t200 OK\r\n\r\n", "refused malformedStatusLine at 8"),
            Refusal("NUL in the reason", "HTTP/1.1 200 O\0K\r\n\r\n", "refused malformedStatusLine at 14"),
            Refusal("CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n", "refused bareLineEnd at 14"),
            Refusal("LF for CR LF", "HTTP/1.1 200 OK\nX: y\r\n\r\n", "refused bareLineEnd at 15"),
            Refusal("a blank before a colon", "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "refused malformedFieldName at 18"),
            Refusal("a folded field", "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n", "refused foldedFieldLine at 23"),
            Refusal(
                "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                "refused malformedContentLength at 57"),
            Refusal(
                "length and coding", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "refused contradictoryFraming at 66"),
            Refusal(
                "a coding in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "refused malformedTransferEncoding at 47"),
            Refusal(
                "an unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "refused unsupportedTransferCoding at 53"),
            Refusal(
                "101 for a request that offers nothing", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "refused unexpectedMessage at 0"),
        ])
    func `a broken response is refused`(_ refusal: Refusal) throws {
        #expect(try clientLog(of: refusal.text) == refusal.log)
    }

    @Test(
        .requirements("H1-CC-03"),
        arguments: [
            ("HTTP/1.1 2", "refused endedInsideMessage at 10"), ("", "refused endedInsideMessage at 0"),
            ("HTTP/1.1 100 Continue\r\n\r\n", "refused endedInsideMessage at 25"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "refused endedInsideMessage at 42"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "refused endedInsideMessage at 57"),
        ])
    func `a response that ends too early is none`(_ text: String, _ last: String) throws {
        #expect(try clientLog(of: text, closing: true).last == last)
    }

    @Test(.requirements("H1-CC-05")) func `a response that nobody asked for belongs to nobody (section 9.2)`() throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        // All that a client can know is that bytes are there before it sends its next request.
        #expect(
            try clientLog(of: answer + "HTTP/1.1 200 OK\r\n", answering: [get("/")])
                == ["200 OK", "body ok", "end", "refused unexpectedMessage at 40"])
        #expect(try clientLog(of: "\r", answering: []) == ["refused unexpectedMessage at 0"])
    }

    @Test(.requirements("H1-CC-05")) func `bytes behind the last response are dropped (section 9.6)`() throws {
        #expect(
            try clientLog(
                of: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nokHTTP/1.1 200", closing: true)
                == ["200 OK", "body ok", "end", "closed"])
    }

    @Test(.requirements("H1-CC-05")) func `a next request is not sent while unasked bytes wait`() throws {
        var client = Connection(role: .client)
        var sent: [UInt8] = []
        try client.send(.request(get("/1")), into: &sent)
        try client.send(.endOfMessage(trailers: FieldSection()), into: &sent)
        client.receive(Array("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n".utf8))
        _ = try client.nextEvent()
        _ = try client.nextEvent()
        sent = []
        #expect(throws: LocalError.self) { try client.send(.request(get("/2")), into: &sent) }
        #expect(sent == [])
    }

    @Test(arguments: [
        ("HTTP/1.1", "", false), ("HTTP/1.1", "Connection: close\r\n", true),
        ("HTTP/1.1", "Connection: x, CLOSE\r\n", true),
        ("HTTP/1.1", "Connection: keep-alive\r\n", false), ("HTTP/1.1", "Connection: x\r\nConnection: close\r\n", true),
        ("HTTP/1.1", "Connection: enclosed\r\n", false), ("HTTP/1.0", "", true),
        ("HTTP/1.0", "Connection: keep-alive\r\n", false),
        ("HTTP/1.0", "Connection: keep-alive, close\r\n", true),
    ])
    func `the server says whether the connection stays (section 9.3)`(_ version: String, _ line: String, _ isLast: Bool)
        throws
    {
        var client = try LoggingClient(requests: [get("/")])
        try client.receive(Array("\(version) 200 OK\r\n\(line)Content-Length: 0\r\n\r\n".utf8)[...])
        #expect(client.connection.mustClose == isLast)
    }

    @Test func `another protocol begins behind 101 when it was offered`() throws {
        let upgrade = request("GET", "/", ["Connection": "Upgrade", "Upgrade": "websocket"])
        var client = try LoggingClient(requests: [upgrade])
        try client.receive(
            Array(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u{1}frame".utf8)[
                    ...])
        #expect(client.log == ["101 Switching Protocols"])
        #expect(client.connection.isSwitched)
        #expect(client.connection.takeTrailingData() == Array("\u{1}frame".utf8))
    }

    @Test func `a tunnel begins behind 2xx to CONNECT, whatever its fields say (section 6.3)`() throws {
        var client = try LoggingClient(requests: [request("CONNECT", "a:443")])
        try client.receive(Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\u{16}\u{3}".utf8)[...])
        #expect(client.connection.isSwitched)
        #expect(client.connection.takeTrailingData() == [0x16, 0x03])
        #expect(
            try clientLog(
                of: "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", answering: [request("CONNECT", "a:443")])
                == ["403 Forbidden", "body no", "end"])
    }
}
