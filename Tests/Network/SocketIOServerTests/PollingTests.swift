import EngineIO
import HTTP1
import Simulation
import SocketIOServer
import TestSupport
import Testing

/// Engine.IO over HTTP, from the bytes of a request to those of its answer.
@Suite("Polling over HTTP")
struct PollingTests {
    @Test(.requirements("EIO-HP-01", "EIO-HP-02", "EIO-HP-03", "EIO-HP-04", "EIO-HP-14"))
    func `a POST is answered ok, and what came back waits for the poll`() throws {
        let host = EngineHost()
        let client = try host.connect()
        let sid = try host.open(client)
        host.sessions[0].onMessage = { [session = host.sessions[0]] in session.send($0) }
        let (head, body) = client.exchange(EngineHost.post(sid, "4a\u{1E}4b\u{1E}bAQID"))
        #expect(body == "ok")
        #expect(head.contains("\r\nContent-Length: 2\r\n"))
        #expect(head.contains("\r\nContent-Type: text/html\r\n"))
        #expect(head.contains("\r\nCache-Control: no-store\r\n"))
        let poll = client.exchange(EngineHost.get(sid))
        #expect(poll.body == "4a\u{1E}4b\u{1E}bAQID")
        #expect(poll.head.contains("\r\nContent-Type: text/plain; charset=UTF-8\r\n"))
        host.sessions[0].onMessage = { _ in }
    }

    @Test(.requirements("EIO-HP-05", "EIO-HP-06"))
    func `a poll is held until there is something`() throws {
        let host = EngineHost()
        let client = try host.connect()
        let sid = try host.open(client)
        client.send(EngineHost.get(sid))
        host.network.run(for: .seconds(10))
        #expect(client.unread.isEmpty)
        host.sessions[0].send(.text(Array("late".utf8)))
        #expect(client.response().body == Array("4late".utf8))
    }

    /// python-engineio before 4.1 sends text under that type, which the reference refuses.
    @Test(.requirements("EIO-HP-15"))
    func `what is called binary is taken if it is text, and refused if it is not`() throws {
        let host = EngineHost()
        let client = try host.connect()
        let sid = try host.open(client)
        let type = "Content-Type: application/octet-stream"
        #expect(client.exchange(EngineHost.post(sid, "4text", type)).body == "ok")
        #expect(host.messages == ["text"])
        for bytes: [UInt8] in [[0x00, 0x04, 0xFF, 0x61], [0x34, 0xFF]] {
            let client = try host.connect()
            let sid = try host.open(client)
            client.send(
                Array(
                    "POST /engine.io/?EIO=4&transport=polling&sid=\(sid) HTTP/1.1\r\nHost: a\r\n\(type)\r\nContent-Length: \(bytes.count)\r\n\r\n"
                        .utf8) + bytes)
            let (head, body) = client.response()
            #expect(head.hasPrefix("HTTP/1.1 400 "))
            #expect(body == Array(#"{"code":3,"message":"Bad request"}"#.utf8))
            #expect(client.exchange(EngineHost.get(sid)).body.hasPrefix(#"{"code":1,"#))
        }
        #expect(host.messages == ["text"])
        #expect(host.closeReasons == [.malformed, .malformed])
    }

    @Test(.requirements("EIO-HS-27"))
    func `two handshakes over one connection give two sessions`() throws {
        let host = EngineHost()
        let client = try host.connect()
        let (one, other) = (try host.open(client), try host.open(client))
        #expect(one != other)
        #expect(host.engine.sessionCount == 2)
    }

    @Test(.requirements("EIO-HP-21"))
    func `a connection for each request carries a session as well`() throws {
        let host = EngineHost()
        let sid = try host.open(try host.connect(), "Connection: close")
        for text in ["one", "two"] {
            let client = try host.connect()
            let (head, body) = client.exchange(EngineHost.post(sid, "4\(text)", "Connection: close"))
            #expect(body == "ok")
            #expect(head.contains("\r\nConnection: close\r\n"))
            host.network.run(for: .seconds(1))
            #expect(client.hasEnded)
        }
        #expect(host.messages == ["one", "two"])
        #expect(host.engine.sessionCount == 1)
    }

    @Test(.requirements("EIO-HP-16", "EIO-HP-17"), arguments: UInt64(1)...30)
    func `bodies in chunks and in many segments come whole`(seed: UInt64) throws {
        let host = EngineHost(seed: seed)
        let client = try host.connect()
        let sid = try host.open(client)
        let text = String(repeating: "grün 🐍 漢字 ", count: 50)
        #expect(client.exchange(EngineHost.post(sid, "4\(text)")).body == "ok")
        let bytes = Array("4\(text)".utf8)
        client.send(
            "POST /engine.io/?EIO=4&transport=polling&sid=\(sid) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        for start in stride(from: 0, to: bytes.count, by: 7) {
            let run = bytes[start..<min(start + 7, bytes.count)]
            client.send(Array("\(run.count)\r\n".utf8) + run + Array("\r\n".utf8))
        }
        client.send("0\r\n\r\n")
        #expect(client.response().body == Array("ok".utf8))
        #expect(host.messages == [text, text])
    }

    /// A body of as many bytes as `maxPayload` is, one less and one more.
    @Test(.requirements("EIO-LM-01", "EIO-LM-02", "EIO-LM-03"), arguments: [-1, 0, 1], [false, true])
    func `a body may have maxPayload bytes and not one more`(excess: Int, isChunked: Bool) throws {
        let host = EngineHost { $0.maxPayload = 1000 }
        let client = try host.connect()
        let sid = try host.open(client)
        // Bytes count, not characters.
        let body = "4" + String(repeating: "ü", count: 499) + String(repeating: "a", count: 1 + excess)
        #expect(body.utf8.count == 1000 + excess)
        if isChunked {
            client.send(
                "POST /engine.io/?EIO=4&transport=polling&sid=\(sid) HTTP/1.1\r\nHost: a\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n")
            let bytes = Array(body.utf8)
            client.send(Array(bytes.prefix(1000)))
            if excess < 0 { client.send("x") }
            client.send("\r\n" + (excess > 0 ? "1\r\na\r\n" : "") + "0\r\n\r\n")
        } else {
            client.send(EngineHost.post(sid, body))
        }
        let (head, answer) = client.response()
        if excess <= 0 {
            #expect(answer == Array("ok".utf8))
            #expect(host.messages.count == 1)
        } else {
            #expect(head.hasPrefix("HTTP/1.1 413 "))
            #expect(host.messages.isEmpty)
        }
        // Whoever sends too much is told; the session goes on.
        #expect(host.engine.sessionCount == 1)
        #expect(try host.connect().exchange(EngineHost.post(sid, "4b")).body == "ok")
    }

    @Test(.requirements("EIO-HP-19"))
    func `a held poll whose connection is cut ends the session`() throws {
        let host = EngineHost()
        let client = try host.connect()
        let sid = try host.open(client)
        client.send(EngineHost.get(sid))
        host.network.run(for: .seconds(1))
        client.close()
        host.network.run(for: .seconds(1))
        #expect(host.closeReasons == [.transportLost])
        #expect(try host.connect().exchange(EngineHost.get(sid)).body == #"{"code":1,"message":"Session ID unknown"}"#)
    }

    @Test(.requirements("EIO-HP-20"))
    func `a POST that is cut ends the session, and delivers nothing`() throws {
        let host = EngineHost()
        let client = try host.connect()
        let sid = try host.open(client)
        client.send(EngineHost.post(sid, "4abc\u{1E}4def").dropLastCharacters(2))
        host.network.run(for: .seconds(1))
        client.close()
        host.network.run(for: .seconds(1))
        #expect(host.closeReasons == [.transportLost])
        #expect(host.messages.isEmpty)
    }

    @Test(.requirements("EIO-HP-22", "EIO-HP-23"))
    func `long answers are compressed where the client takes that`() throws {
        func head(_ count: Int, _ fields: String..., threshold: Int? = 1024) throws -> String {
            let host = EngineHost { $0.compressionThreshold = threshold }
            let client = try host.connect()
            let sid = try host.open(client)
            host.sessions[0].send(.text(Array(repeating: UInt8(ascii: "a"), count: count)))
            client.send(EngineHost.get(sid, fields))
            let (head, body) = client.response()
            if head.contains("Content-Encoding: gzip") {
                #expect(body.prefix(2) == [0x1F, 0x8B])
                #expect(body.count < 400)
            } else {
                #expect(body.count == count + 1)
            }
            return head
        }
        let encoding = "\r\nContent-Encoding: gzip\r\n"
        #expect(try head(1023, "Accept-Encoding: deflate, gzip").contains(encoding))
        #expect(try !head(1022, "Accept-Encoding: gzip").contains(encoding))
        #expect(try !head(5000).contains(encoding))
        // So long ones would hold up others.
        #expect(try head(256 * 1024 - 1, "Accept-Encoding: gzip").contains(encoding))
        #expect(try !head(256 * 1024, "Accept-Encoding: gzip").contains(encoding))
        #expect(try !head(5000, "Accept-Encoding: gzip", threshold: nil).contains(encoding))
    }

    @Test(.requirements("EIO-HS-22", "EIO-HS-23"), arguments: ["/engine.iox/", "/engine.io", "/", "/engine.io/a"])
    func `other paths are others'`(path: String) throws {
        let host = EngineHost()
        for request in [EngineHost.get(""), EngineHost.webSocket()] {
            let (head, _) = try host.connect().exchange(request.replacing("/engine.io/?", with: "\(path)?"))
            #expect(head.hasPrefix("HTTP/1.1 404 "))
        }
        #expect(host.engine.sessionCount == 0)
    }

    @Test(.requirements("EIO-HS-24", "EIO-ER-06"))
    func `the application may refuse a client`() throws {
        let host = EngineHost()
        host.engine.authorize = { request, query in
            query["token"] == "right" ? nil : .forbidden("Who are you?")
        }
        let (head, body) = try host.connect().exchange(EngineHost.get("").replacing("EIO=4", with: "EIO=4&token=wrong"))
        #expect(head.hasPrefix("HTTP/1.1 403 "))
        #expect(body == #"{"code":4,"message":"Who are you?"}"#)
        #expect(try host.connect().exchange(EngineHost.webSocket()).head.hasPrefix("HTTP/1.1 403 "))
        #expect(
            try host.connect().exchange(EngineHost.get("").replacing("EIO=4", with: "EIO=4&token=right")).head
                .hasPrefix("HTTP/1.1 200 "))
    }

    @Test(.requirements("EIO-HD-06", "EIO-HD-07", "EIO-HD-08"))
    func `the cookie and the first fields are in the first answer only`() throws {
        let plain = EngineHost()
        #expect(!(try plain.connect().exchange(EngineHost.get("")).head.contains("Set-Cookie")))
        for isWebSocket in [false, true] {
            let host = EngineHost {
                $0.cookie = .init()
                $0.handshakeFields.append("X-First", "yes")
                $0.fields.append("X-Each", "yes")
            }
            let client = try host.connect()
            let (head, _) = client.exchange(isWebSocket ? EngineHost.webSocket() : EngineHost.get(""))
            #expect(head.contains("\r\nSet-Cookie: io=\(host.sessions[0].id); Path=/; HttpOnly; SameSite=Lax\r\n"))
            #expect(head.contains("\r\nX-First: yes\r\n"))
            #expect(head.contains("\r\nX-Each: yes\r\n"))
            guard !isWebSocket else { continue }
            let second = client.exchange(EngineHost.post(host.sessions[0].id, "4a")).head
            #expect(!second.contains("Set-Cookie"))
            #expect(!second.contains("X-First"))
            #expect(second.contains("\r\nX-Each: yes\r\n"))
        }
    }

    @Test(.requirements("EIO-CL-05"))
    func `a server that ends tells its clients, and nothing stays`() throws {
        let host = EngineHost()
        let (polling, holding, webSocket) = (try host.connect(), try host.connect(), try host.connect())
        _ = try host.open(polling)
        holding.send(EngineHost.get(try host.open(holding)))
        _ = webSocket.exchange(EngineHost.webSocket())
        host.network.run(for: .seconds(1))
        #expect(host.engine.sessionCount == 3)
        host.engine.shutDown()
        #expect(holding.response().body == Array("1".utf8))
        host.network.run(for: .seconds(31))
        #expect(host.engine.sessionCount == 0)
        #expect(host.closeReasons == [.byServer, .byServer, .byServer])
    }
}

extension String {
    fileprivate func dropLastCharacters(_ count: Int) -> String { String(dropLast(count)) }
}
