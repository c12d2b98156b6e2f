import Bytes
import HTTP1
import HTTPServer
import Simulation
import Sockets
import TestSupport
import Testing
import WebSocket
import WebSocketTransport

/// WebSockets over channels: both ends of ours, on a network made of memory.
@Suite("WebSocketChannel")
struct WebSocketChannelTests {
    /// A server that sends every message back, and a client's attempts to connect.
    private final class Echo {
        let network: SimulatedNetwork
        private let http: Server
        private let inbox: Inbox

        final class Inbox {
            var accepted: [WebSocketChannel] = []
            var closures: [Closure] = []
        }

        init(seed: UInt64 = 1, options: HandshakeOptions = HandshakeOptions(), limits: WebSocket.Limits = .standard) {
            let network = SimulatedNetwork(seed: seed)
            let inbox = Inbox()
            self.network = network
            self.inbox = inbox
            http = Server(on: network, configuration: .init { 0 }) { [unowned network] exchange in
                guard let (webSocket, trailing) = exchange.acceptWebSocket(options, limits: limits, on: network) else {
                    return
                }
                webSocket.onMessage = { [unowned webSocket] in webSocket.send($0) }
                webSocket.onClosed = { inbox.closures.append($0) }
                inbox.accepted.append(webSocket)
                webSocket.start(behind: trailing)
            }
            network.listen(port: 80) { [http] in http.accept($0) }
        }

        var accepted: [WebSocketChannel] { inbox.accepted }
        var closures: [Closure] { inbox.closures }

        func connect(
            port: UInt16 = 80, _ change: (inout WebSocketConnector.Request) -> Void = { _ in }
        ) throws -> Result<(webSocket: WebSocketChannel, trailing: [UInt8]), WebSocketConnector.Failure> {
            var request = WebSocketConnector.Request(destination: Destination(host: "echo", port: port), target: "/a?b")
            change(&request)
            var result: Result<(webSocket: WebSocketChannel, trailing: [UInt8]), WebSocketConnector.Failure>?
            WebSocketConnector.connect(request, dialer: MemoryDialer(on: network), on: network) { result = $0 }
            _ = network.run(atMost: .seconds(60)) { result != nil }
            return try #require(result)
        }
    }

    @Test(arguments: UInt64(1)...30)
    func `messages come back as they were, in order`(seed: UInt64) throws {
        let isCompressed = seed % 2 == 0
        let compression = isCompressed ? CompressionAgreement() : nil
        let echo = Echo(seed: seed, options: HandshakeOptions(compression: compression))
        let (webSocket, trailing) = try echo.connect { $0.options.compression = compression }.get()
        var received: [WebSocket.Message] = []
        var closure: Closure?
        webSocket.onMessage = { received.append($0) }
        webSocket.onClosed = { closure = $0 }
        webSocket.start(behind: trailing)
        var sent: [WebSocket.Message] = []
        for number in 0..<20 {
            let count = echo.network.random(0...20_000)
            sent.append(
                number % 2 == 0
                    ? .text(Array(String(repeating: "ä", count: count / 2).utf8))
                    : .binary((0..<count).map { UInt8(truncatingIfNeeded: $0 &* number) }))
            webSocket.send(sent[number])
        }
        #expect(echo.network.run { received.count == sent.count })
        #expect(received == sent)
        webSocket.close(code: .goingAway, reason: "enough")
        #expect(echo.network.run { closure != nil })
        #expect(closure == Closure(code: .goingAway))
        #expect(echo.closures == [Closure(code: .goingAway, reason: "enough")])
        echo.network.run(for: .seconds(20))
        #expect(echo.network.openConnectionCount == 0)
    }

    @Test(.requirements("WS-CL-10"))
    func `a cut connection is reported as 1006, once, at both ends`() throws {
        let echo = Echo()
        let (webSocket, trailing) = try echo.connect().get()
        var closures: [Closure] = []
        var isEnded = false
        webSocket.onClosed = { closures.append($0) }
        webSocket.onEnded = { isEnded = true }
        webSocket.start(behind: trailing)
        echo.network.cutAll()
        echo.network.run(for: .seconds(60))
        #expect(closures == [.abnormal])
        #expect(echo.closures == [.abnormal])
        #expect(isEnded)
        // Nobody hears what is said now, and nothing comes of it.
        webSocket.send(.text([]))
        webSocket.close()
    }

    @Test(.requirements("WS-CL-08"))
    func `a peer that does not answer the Close is dropped after a time`() throws {
        let echo = Echo()
        let client = try #require(SimulatedClient(port: 80, on: echo.network))
        _ = client.exchange(
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        echo.accepted[0].close()
        #expect(client.receive(4) == [0x88, 0x02, 0x03, 0xE8])
        echo.network.run(for: .seconds(9))
        #expect(!client.hasEnded)
        echo.network.run(for: .seconds(2))
        #expect(client.hasEnded)
        #expect(echo.closures == [.abnormal])
    }

    @Test(.requirements("WS-CL-07", "WS-CL-09"))
    func `a peer that breaks the rules is told, and the server ends the connection first`() throws {
        let echo = Echo()
        let client = try #require(SimulatedClient(port: 80, on: echo.network))
        _ = client.exchange(
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        // Not masked.
        client.send([0x81, 0x01, 0x61])
        #expect(client.receive(4) == [0x88, 0x02, 0x03, 0xEA])
        #expect(echo.network.run { client.hasEnded })
        #expect(echo.closures.map(\.code) == [.protocolError])
    }

    @Test
    func `where nobody listens, or nobody speaks WebSocket, there is a reason`() throws {
        let echo = Echo()
        guard case .failure(.unreachable(let error)) = try echo.connect(port: 81) else {
            Issue.record("connected to nobody")
            return
        }
        #expect(error.description == "No connection to echo, port 81: connection refused")

        let http = Server(on: echo.network, configuration: .init { 0 }) { $0.answer(Response(status: 401)) }
        echo.network.listen(port: 82) { http.accept($0) }
        guard case .failure(.refused(.status(401))) = try echo.connect(port: 82) else {
            Issue.record("a refusal is no WebSocket")
            return
        }

        // Silence, an end, and what is no HTTP.
        echo.network.listen(port: 83) { channel in channel.onBytes = { _ in } }
        guard case .failure(.ended(let silence)) = try echo.connect(port: 83, { $0.timeLimit = .seconds(3) }) else {
            Issue.record("silence is no WebSocket")
            return
        }
        #expect(silence == "no answer within 3.0 seconds")
        echo.network.listen(port: 84) { channel in channel.onBytes = { [unowned channel] _ in channel.close() } }
        guard case .failure(.ended) = try echo.connect(port: 84) else {
            Issue.record("an end is no WebSocket")
            return
        }
        echo.network.listen(port: 85) { channel in
            channel.onBytes = { [unowned channel] _ in channel.write(Array("hello".utf8)) }
        }
        guard case .failure(.broken) = try echo.connect(port: 85) else {
            Issue.record("what is no HTTP is no WebSocket")
            return
        }
    }

    @Test(.requirements("WS-HS-02", "WS-HS-05"))
    func `a request that is no handshake is answered as HTTP`() throws {
        let echo = Echo()
        for (request, status) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 426),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 405),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 1\r\n\r\na", 400
            ),
        ] {
            let client = try #require(SimulatedClient(port: 80, on: echo.network))
            #expect(client.exchange(request).head.hasPrefix("HTTP/1.1 \(status) "))
        }
        #expect(echo.accepted.isEmpty)
    }
}
