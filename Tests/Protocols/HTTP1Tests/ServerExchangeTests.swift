import Bytes
import HTTP1
import TestSupport
import Testing

/// A server connection, spoken to in text.
private struct Server {
    var connection = Connection(role: .server)

    mutating func hears(_ text: String) { connection.receive(Array(text.utf8)) }

    /// Every event that is due, content as text.
    mutating func events() throws(ProtocolError) -> [Event] {
        var events: [Event] = []
        while let event = try connection.nextEvent() { events.append(event) }
        return events
    }

    mutating func sends(_ event: Event) throws -> String {
        var bytes: [UInt8] = []
        do { try connection.send(event, into: &bytes) } catch {
            #expect(bytes == [], "a refused event wrote something")
            throw error
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func sends(_ status: Int, _ fields: KeyValuePairs<String, String> = [:]) throws -> String {
        try sends(.response(ResponseHead(status: status, fields: FieldSection(fields))))
    }

    mutating func sends(_ content: String) throws -> String { try sends(.body(Array(content.utf8))) }

    mutating func ends(_ trailers: KeyValuePairs<String, String> = [:]) throws -> String {
        try sends(.endOfMessage(trailers: FieldSection(trailers)))
    }
}

private let end = Event.endOfMessage(trailers: FieldSection())

@Suite("A server answers: RFC 9112, sections 6, 7 and 9; RFC 9110, sections 9, 10 and 15")
struct ServerExchangeTests {
    @Test func `a response with a length`() throws {
        var server = Server()
        server.hears("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try server.events().count == 2)
        #expect(server.connection.isPaused)
        #expect(try server.sends(200, ["Content-Length": "5"]) == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        #expect(try server.sends("hel") == "hel")
        #expect(throws: LocalError.self) { try server.sends("lo!") }
        #expect(throws: LocalError.self) { try server.ends() }
        #expect(try server.sends("lo") == "lo")
        #expect(throws: LocalError.self) { try server.ends(["X": "y"]) }
        #expect(try server.ends() == "")
        #expect(!server.connection.isPaused)
        #expect(!server.connection.mustClose)
        #expect(server.connection.isIdle)
    }

    @Test func `a response without a length is chunked`() throws {
        var server = Server()
        server.hears("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try server.events()
        #expect(try server.sends(200) == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(try server.sends("hello, wide world") == "11\r\nhello, wide world\r\n")
        #expect(try server.sends("") == "")
        #expect(throws: LocalError.self) { try server.ends(["Content-Length": "5"]) }
        #expect(try server.ends(["X": "y"]) == "0\r\nX: y\r\n\r\n")
        #expect(!server.connection.mustClose)
    }

    @Test func `content that passes outside is announced and completed`() throws {
        var server = Server()
        server.hears("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try server.events()
        _ = try server.sends(200)
        var bytes: [UInt8] = []
        let isSent = try server.connection.willSend(contentByteCount: 255, into: &bytes)
        server.connection.didSend(contentByteCount: 255, into: &bytes)
        #expect(isSent)
        #expect(bytes == Array("ff\r\n\r\n".utf8))
    }

    @Test func `a client of HTTP 1.0 gets a body that ends with the connection`() throws {
        var server = Server()
        server.hears("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        _ = try server.events()
        #expect(throws: LocalError.self) { try server.sends(100) }
        #expect(throws: LocalError.self) { try server.sends(200, ["Transfer-Encoding": "chunked"]) }
        #expect(try server.sends(200) == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        #expect(try server.sends("hello") == "hello")
        #expect(try server.ends(["X": "there is no place for it"]) == "")
        #expect(server.connection.mustClose)
    }

    @Test(
        .requirements("H1-CO-01"),
        arguments: [
            ("HTTP/1.1", "", "", false), ("HTTP/1.1", "Connection: close\r\n", "Connection: close\r\n", true),
            ("HTTP/1.1", "Connection: Keep-Alive, CLOSE\r\n", "Connection: close\r\n", true),
            ("HTTP/1.0", "", "Connection: close\r\n", true),
            ("HTTP/1.0", "Connection: Keep-Alive\r\n", "Connection: keep-alive\r\n", false),
            ("HTTP/1.0", "Connection: keep-alive, close\r\n", "Connection: close\r\n", true),
        ])
    func `the connection stays as the client wishes (section 9.3)`(
        _ version: String, _ wish: String, _ answer: String, _ isLast: Bool
    ) throws {
        var server = Server()
        server.hears("GET / \(version)\r\nHost: a\r\n\(wish)\r\n")
        _ = try server.events()
        #expect(
            try server.sends(200, ["Content-Length": "0"]) == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\(answer)\r\n")
        _ = try server.ends()
        #expect(server.connection.mustClose == isLast)
        // What follows the last request is not read.
        server.hears("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try server.events().isEmpty == isLast)
    }

    @Test(.requirements("H1-CO-02")) func `a server that closes says so, and says it once`() throws {
        var server = Server()
        server.hears("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try server.events()
        #expect(
            try server.sends(200, ["Connection": "close", "Content-Length": "0"])
                == "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        _ = try server.ends()
        #expect(server.connection.mustClose)
    }

    @Test(.requirements("H1-HE-01"), arguments: ["HEAD / HTTP/1.1", "HEAD / HTTP/1.0"])
    func `a response to HEAD has no body (RFC 9110, section 9.3.2)`(_ line: String) throws {
        var server = Server()
        server.hears("\(line)\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
        _ = try server.events()
        #expect(try server.sends(200, ["Content-Length": "5"]).hasPrefix("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"))
        #expect(try server.sends("hello") == "")
        #expect(try server.ends() == "")
        #expect(!server.connection.mustClose)
    }

    @Test(.requirements("H1-TE-11")) func `204 and 304 have no body`() throws {
        var server = Server()
        server.hears("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try server.events()
        #expect(throws: LocalError.self) { try server.sends(204, ["Content-Length": "0"]) }
        #expect(throws: LocalError.self) { try server.sends(204, ["Transfer-Encoding": "chunked"]) }
        #expect(try server.sends(204) == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try server.sends("hello") == "")
        #expect(try server.ends() == "")
        _ = try server.events()
        #expect(
            try server.sends(304, ["Content-Length": "5"]) == "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")
        #expect(try server.ends() == "")
        #expect(server.connection.isIdle)
    }

    // MARK: 100-continue

    @Test(.requirements("H1-EX-01")) func `a client that expects 100 gets it, then sends its body`() throws {
        var server = Server()
        server.hears("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        guard case .request(let head)? = try server.connection.nextEvent() else {
            return #expect(Bool(false), "no request")
        }
        #expect(head.expectsContinue)
        #expect(server.connection.awaitsContinue)
        #expect(try server.connection.nextEvent() == nil)
        #expect(try server.sends(100) == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(!server.connection.awaitsContinue)
        server.hears("hello")
        #expect(try server.events() == [.body(Array("hello".utf8)), end])
        #expect(try server.sends(200, ["Content-Length": "0"]) == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        _ = try server.ends()
        #expect(!server.connection.mustClose)
    }

    @Test(.requirements("H1-EX-01"))
    func `a final response in place of 100 is the last one, because the body may follow or not`() throws {
        var server = Server()
        server.hears("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        _ = try server.events()
        #expect(
            try server.sends(403, ["Content-Length": "0"])
                == "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        _ = try server.ends()
        #expect(server.connection.mustClose)
    }

    @Test(.requirements("H1-EX-02")) func `a client that did not wait needs no 100`() throws {
        var server = Server()
        server.hears("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhel")
        guard case .request? = try server.connection.nextEvent() else { return #expect(Bool(false), "no request") }
        #expect(!server.connection.awaitsContinue)
        #expect(try server.sends(403, ["Content-Length": "0"]) == "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        _ = try server.ends()
        server.hears("loGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try server.events().count == 4)
        #expect(!server.connection.mustClose)
    }

    @Test func `a client that was told nothing and sends its body all the same waits no more`() throws {
        var server = Server()
        server.hears("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhel")
        #expect(try server.events().count == 2)
        #expect(!server.connection.awaitsContinue)
        #expect(try server.sends(403, ["Content-Length": "0"]) == "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    }

    @Test(.requirements("H1-EX-02")) func `an expectation without a body, or of HTTP 1.0, waits for nothing`() throws {
        for text in [
            "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
            "PUT / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
        ] {
            var server = Server()
            server.hears(text)
            _ = try server.connection.nextEvent()
            #expect(!server.connection.awaitsContinue)
        }
    }

    // MARK: Early answers, upgrades

    @Test func `an answer may come before the request is complete`() throws {
        var server = Server()
        server.hears("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
        #expect(try server.events().count == 2)
        _ = try server.sends(200, ["Content-Length": "0"])
        _ = try server.ends()
        #expect(!server.connection.mustClose)
        #expect(!server.connection.isIdle)
        server.hears("loGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try server.events().count == 4)
    }

    @Test(.requirements("H1-CO-08")) func `an early answer with close need not wait for the rest of the request`()
        throws
    {
        var server = Server()
        server.hears("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
        _ = try server.events()
        _ = try server.sends(413, ["Content-Length": "0", "Connection": "close"])
        #expect(!server.connection.mustClose)
        _ = try server.ends()
        #expect(server.connection.mustClose)
    }

    @Test func `101 needs an offer and a complete request`() throws {
        let offer = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        for (text, isAllowed) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\(offer)\r\n", true), ("GET / HTTP/1.0\r\nHost: a\r\n\(offer)\r\n", false),
            ("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n\r\n", false),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\(offer)\r\n", false),
        ] {
            var server = Server()
            server.hears(text)
            _ = try server.events()
            if isAllowed {
                server.hears("frame")
                #expect(
                    try server.sends(101, ["Upgrade": "websocket", "Connection": "Upgrade"])
                        == "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
                #expect(server.connection.isSwitched)
                #expect(try server.events() == [])
                #expect(server.connection.takeTrailingData() == Array("frame".utf8))
            } else {
                #expect(throws: LocalError.self, "\(text)") { try server.sends(101) }
            }
        }
    }

    @Test func `2xx to CONNECT opens a tunnel and has no framing`() throws {
        var server = Server()
        server.hears("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n\u{16}")
        _ = try server.events()
        #expect(throws: LocalError.self) { try server.sends(200, ["Content-Length": "0"]) }
        #expect(try server.sends(200) == "HTTP/1.1 200 OK\r\n\r\n")
        #expect(server.connection.isSwitched)
        #expect(server.connection.takeTrailingData() == [0x16])
    }

    // MARK: Misuse

    @Test func `a response is sent once, and only when it is due`() throws {
        var server = Server()
        #expect(throws: LocalError.self) { try server.sends(200) }
        #expect(throws: LocalError.self) { try server.sends("hello") }
        #expect(throws: LocalError.self) { try server.ends() }
        #expect(throws: LocalError.self) { try server.sends(.request(get("/"))) }
        server.hears("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try server.events()
        _ = try server.sends(200, ["Content-Length": "0"])
        #expect(throws: LocalError.self) { try server.sends(100) }
        #expect(throws: LocalError.self) { try server.sends(200) }
        _ = try server.ends()
        #expect(throws: LocalError.self) { try server.sends(200) }
    }

    @Test(
        .requirements("H1-HE-04"),
        arguments: [
            ("X", "a\r\nSet-Cookie: b"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\0b"), ("X\r\nY", "a"), ("X Y", "a"),
            ("X:", "a"),
            ("", "a"), ("Content-Length", "five"), ("Content-Length", "-1"), ("Transfer-Encoding", "gzip"),
        ])
    func `nobody's input splits a response`(_ name: String, _ value: String) throws {
        var server = Server()
        server.hears("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try server.events()
        #expect(throws: LocalError.self) { try server.sends(200, [name: value]) }
        #expect(throws: LocalError.self) {
            try server.sends(.response(ResponseHead(status: 200, reason: value + "\r\n")))
        }
        #expect(throws: LocalError.self) { try server.sends(1000) }
        #expect(throws: LocalError.self) { try server.sends(99) }
        #expect(try server.sends(200, ["Content-Length": "0"]) == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }
}
