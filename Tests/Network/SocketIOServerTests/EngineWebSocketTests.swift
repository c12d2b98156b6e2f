import EngineIO
import Simulation
import SocketIOServer
import TestSupport
import Testing

/// Engine.IO over WebSocket, from the bytes of the handshake on.
@Suite("Engine.IO over WebSocket")
struct EngineWebSocketTests {
    /// Opens a WebSocket; its handshake is taken.
    private func open(_ host: EngineHost, _ sid: String = "") throws -> SimulatedClient {
        let client = try host.connect()
        let (head, _) = client.exchange(EngineHost.webSocket(sid))
        #expect(head.hasPrefix("HTTP/1.1 101 "))
        return client
    }

    /// The next text frame of the server's, short or of up to 65,535 bytes.
    private func text(_ client: SimulatedClient) -> String {
        let head = client.receive(2)
        guard head.count == 2, head[0] == 0x81 else { return "no text frame: \(head)" }
        var count = Int(head[1])
        if count == 126 {
            let long = client.receive(2)
            count = Int(long[0]) << 8 | Int(long[1])
        }
        return String(decoding: client.receive(count), as: UTF8.self)
    }

    @Test(.requirements("EIO-HS-05", "EIO-HS-06", "WS-FR-03", "WS-HS-01"))
    func `the open packet is the first frame, and messages follow`() throws {
        let host = EngineHost()
        let client = try open(host)
        let packet = text(client)
        #expect(packet.hasPrefix(#"0{"sid":"\#(host.sessions[0].id)","upgrades":[],"pingInterval":25000,"#))
        client.send(EngineHost.frame("4hello"))
        host.network.run(for: .seconds(1))
        #expect(host.messages == ["hello"])
        host.sessions[0].send(.text(Array("back".utf8)))
        #expect(text(client) == "4back")
    }

    @Test(.requirements("WS-HS-08"), arguments: UInt64(1)...20)
    func `frames in the segment of the handshake are not lost`(seed: UInt64) throws {
        let host = EngineHost(seed: seed)
        let client = try host.connect()
        client.send(Array(EngineHost.webSocket().utf8) + EngineHost.frame("4one") + EngineHost.frame("4two"))
        host.network.run(for: .seconds(1))
        #expect(host.messages == ["one", "two"])
    }

    @Test(
        .requirements("EIO-HS-16", "EIO-HS-17", "EIO-HS-18", "EIO-ER-10"),
        arguments: [
            ("EIO=4", "EIO=3", 5), ("EIO=4&", "", 5), ("transport=websocket", "transport=tcp", 0),
            ("transport=websocket", "", 0), ("transport=websocket", "transport=websocket&sid=unknown", 1),
        ])
    func `a handshake that is refused gets an answer of HTTP`(old: String, new: String, code: Int) throws {
        let host = EngineHost()
        let (head, body) = try host.connect().exchange(EngineHost.webSocket().replacing(old, with: new))
        #expect(head.hasPrefix("HTTP/1.1 400 "))
        #expect(head.contains("\r\nContent-Type: application/json\r\n"))
        #expect(body.hasPrefix("{\"code\":\(code),"))
        #expect(host.engine.sessionCount == 0)
    }

    @Test(.requirements("WS-HS-03", "WS-HS-04"))
    func `what is no handshake of WebSocket opens no session`() throws {
        let host = EngineHost()
        for (old, new, status) in [
            ("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", 400), ("Version: 13", "Version: 8", 426),
        ] {
            let (head, _) = try host.connect().exchange(EngineHost.webSocket().replacing(old, with: new))
            #expect(head.hasPrefix("HTTP/1.1 \(status) "))
        }
        #expect(host.engine.sessionCount == 0)
    }

    /// A frame of as many bytes as `maxPayload` is, one less and one more; whole and in two fragments.
    @Test(.requirements("EIO-LM-04", "WS-LM-01"), arguments: [-1, 0, 1], [false, true])
    func `a message may have maxPayload bytes and not one more`(excess: Int, isFragmented: Bool) throws {
        let host = EngineHost { $0.maxPayload = 1000 }
        let other = try open(host)
        _ = text(other)
        let client = try open(host)
        _ = text(client)
        let message = "4" + String(repeating: "a", count: 999 + excess)
        if isFragmented {
            var first = EngineHost.frame(String(message.prefix(500)))
            first[0] = 0x01
            var second = EngineHost.frame(String(message.dropFirst(500)))
            second[0] = 0x80
            client.send(first + second)
        } else {
            client.send(EngineHost.frame(message))
        }
        host.network.run(for: .seconds(1))
        if excess <= 0 {
            #expect(host.messages == [String(message.dropFirst())])
        } else {
            // 1009, and the end.
            #expect(client.receive(4) == [0x88, 0x02, 0x03, 0xF1])
            #expect(host.messages.isEmpty)
            #expect(host.engine.sessionCount == 1)
        }
        other.send(EngineHost.frame("4alive"))
        host.network.run(for: .seconds(1))
        #expect(host.messages.last == "alive")
    }

    @Test(.requirements("EIO-UP-01", "EIO-UP-02", "EIO-UP-05", "EIO-UP-07", "EIO-UP-08"))
    func `a session goes over to a WebSocket without loss`() throws {
        let host = EngineHost()
        let polling = try host.connect()
        let sid = try host.open(polling)
        polling.send(EngineHost.get(sid))
        let webSocket = try open(host, sid)
        webSocket.send(EngineHost.frame("2probe"))
        #expect(text(webSocket) == "3probe")
        #expect(polling.response().body == Array("6".utf8))
        host.sessions[0].send(.text(Array("between".utf8)))
        webSocket.send(EngineHost.frame("5"))
        #expect(text(webSocket) == "4between")
        let (head, _) = polling.exchange(EngineHost.get(sid))
        #expect(head.hasPrefix("HTTP/1.1 400 "))
        let second = try open(host, sid)
        #expect(second.receive(2) == [0x88, 0x02])
        webSocket.send(EngineHost.frame("4alive"))
        host.network.run(for: .seconds(1))
        #expect(host.messages == ["alive"])
    }

    @Test(.requirements("EIO-HB-02", "EIO-HB-04"))
    func `a client that does not answer pings is closed`() throws {
        let host = EngineHost {
            $0.pingInterval = .seconds(10)
            $0.pingTimeout = .seconds(5)
        }
        let client = try open(host)
        _ = text(client)
        host.network.run(for: .seconds(11))
        #expect(text(client) == "2")
        client.send(EngineHost.frame("3"))
        host.network.run(for: .seconds(9))
        #expect(client.unread.isEmpty)
        host.network.run(for: .seconds(3))
        #expect(text(client) == "2")
        host.network.run(for: .seconds(6))
        #expect(client.receive(2) == [0x88, 0x02])
        #expect(host.closeReasons == [.pingTimeout])
    }

    @Test(.requirements("EIO-LM-07"))
    func `a client that never reads is let go`() throws {
        let host = EngineHost { $0.bufferedByteCount = 1 << 20 }
        let client = try open(host)
        _ = text(client)
        host.network.weather.windowByteCount = 1000
        client.pauseReading()
        for _ in 0..<30 { host.sessions[0].send(.binary(Array(repeating: 1, count: 50_000))) }
        #expect(host.closeReasons == [.tooSlow])
        #expect(host.engine.sessionCount == 0)
    }

    @Test(.requirements("EIO-CL-02", "EIO-CL-04"))
    func `both sides can close`() throws {
        let host = EngineHost()
        let (one, other) = (try open(host), try open(host))
        host.sessions[0].send(.text(Array("last".utf8)))
        host.sessions[0].close()
        _ = text(one)
        #expect(text(one) == "4last")
        #expect(one.receive(4) == [0x88, 0x02, 0x03, 0xE8])
        other.send(EngineHost.frame("1"))
        host.network.run(for: .seconds(1))
        #expect(host.closeReasons == [.byServer, .byClient])
        #expect(host.engine.sessionCount == 0)
    }
}
