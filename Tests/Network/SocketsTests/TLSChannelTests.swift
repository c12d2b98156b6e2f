import Bytes
import Glibc
import POSIX
import Simulation
import Sockets
import TLS
import TestSupport
import Testing

@Suite("TLSChannel", .timeLimit(.minutes(5)))
struct TLSChannelTests {
    /// What a channel told.
    private final class Record {
        var bytes: [UInt8] = []
        var ends = 0
        var drained = 0
        /// The error's code; 0 without one, nil while it is open.
        var closed: Int32?
        var handshake: Result<Engine.Handshake, ConnectionError>?

        var text: String { String(decoding: bytes, as: UTF8.self) }

        init(of channel: any Channel) {
            channel.onBytes = { [unowned self] in bytes += unsafe $0.withUnsafeBytes { unsafe Array($0) } }
            channel.onEnd = { [unowned self] in ends += 1 }
            channel.onDrained = { [unowned self] in drained += 1 }
            channel.onClosed = { [unowned self] in closed = $0?.code ?? 0 }
            (channel as? TLSChannel)?.onHandshake = { [unowned self] in handshake = $0 }
        }
    }

    /// A client and a server over a simulated network.
    private final class Pair {
        let network: SimulatedNetwork
        let client: TLSChannel
        let server: TLSChannel
        /// What is below the client.
        let lower: any Channel
        let ofClient: Record
        let ofServer: Record

        init(seed: UInt64 = 1, host: String = "localhost") throws {
            let contexts = try TestIdentity.contexts.get()
            let network = SimulatedNetwork(seed: seed)
            var server: TLSChannel?
            network.listen(port: 443) { server = TLSChannel(accepting: contexts.server, over: $0, on: network) }
            lower = try #require(network.connect(port: 443))
            network.stopListening(port: 443)
            client = TLSChannel(connecting: contexts.client, to: host, over: lower, on: network)
            self.server = try #require(server)
            self.network = network
            ofClient = Record(of: client)
            ofServer = Record(of: self.server)
        }

        /// Lets the handshake come to its end.
        func connect() -> Bool {
            network.run { ofClient.handshake != nil && ofServer.handshake != nil }
        }
    }

    /// A server and whoever is at the other end without TLS.
    private final class RawPair {
        let network = SimulatedNetwork(seed: 1)
        let server: TLSChannel
        let client: any Channel
        let ofServer: Record
        let ofClient: Record

        init() throws {
            let contexts = try TestIdentity.contexts.get()
            var server: TLSChannel?
            let network = network
            network.listen(port: 443) { server = TLSChannel(accepting: contexts.server, over: $0, on: network) }
            client = try #require(network.connect(port: 443))
            self.server = try #require(server)
            ofServer = Record(of: self.server)
            ofClient = Record(of: client)
        }
    }

    private static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    // MARK: Talking

    @Test(arguments: 1...20)
    func `both talk over a network that splits and delays`(seed: Int) throws {
        let pair = try Pair(seed: UInt64(seed))
        let (up, down) = (Self.bytes(100_000), Self.bytes(150_000))
        pair.client.write(up)
        pair.server.onBytes = { [unowned pair] in
            pair.ofServer.bytes += unsafe $0.withUnsafeBytes { unsafe Array($0) }
            if pair.ofServer.bytes.count == up.count { pair.server.write(down) }
        }
        #expect(pair.network.run { pair.ofClient.bytes.count == down.count })
        #expect(pair.ofServer.bytes == up)
        #expect(pair.ofClient.bytes == down)
        #expect(try pair.ofClient.handshake?.get().version == .tls13)
        #expect(try pair.ofServer.handshake?.get().serverName == "localhost")
        #expect(pair.client.isSecure && pair.server.isSecure && !pair.lower.isSecure)
    }

    @Test
    func `what is written before the handshake waits for it, and counts`() throws {
        let pair = try Pair()
        let greetingByteCount = pair.client.waitingByteCount
        pair.client.write(Self.bytes(1000))
        #expect(pair.client.waitingByteCount == greetingByteCount + 1000)
        #expect(!pair.client.isCongested)
        pair.client.write(Self.bytes(Congestion.byteCount))
        #expect(pair.client.isCongested)
        #expect(pair.network.run { pair.ofServer.bytes.count == 1000 + Congestion.byteCount })
        #expect(pair.client.waitingByteCount == 0)
        #expect(pair.ofClient.drained > 0)
    }

    @Test
    func `who wrote before the handshake hears that it is gone`() throws {
        let pair = try Pair()
        pair.client.write([1])
        #expect(pair.network.run { pair.ofClient.drained > 0 })
        #expect(pair.client.waitingByteCount == 0)
        #expect(pair.ofClient.handshake != nil)
    }

    @Test
    func `nothing is read while reading is paused, and nothing is lost`() throws {
        let pair = try Pair()
        // Paused before the handshake, which goes on all the same.
        pair.server.pauseReading()
        pair.client.write(Array("first".utf8))
        #expect(pair.connect())
        pair.network.run(for: .seconds(10))
        #expect(pair.ofServer.bytes.isEmpty)
        pair.server.resumeReading()
        // Not from within the call.
        #expect(pair.ofServer.bytes.isEmpty)
        #expect(pair.network.run { pair.ofServer.text == "first" })

        // One who pauses with each run gets one run at a time.
        var runs = 0
        pair.server.onBytes = { [unowned pair] in
            runs += 1
            pair.ofServer.bytes += unsafe $0.withUnsafeBytes { unsafe Array($0) }
            pair.server.pauseReading()
        }
        pair.ofServer.bytes = []
        let sent = Self.bytes(200_000)
        pair.client.write(sent)
        pair.client.closeAfterWriting()
        while pair.ofServer.bytes.count < sent.count {
            let before = runs
            pair.server.resumeReading()
            try #require(pair.network.run { runs > before })
            #expect(runs == before + 1)
            pair.network.run(for: .milliseconds(1))
            #expect(runs == before + 1)
        }
        #expect(pair.ofServer.bytes == sent)
        #expect(pair.ofServer.ends == 0)
        pair.server.resumeReading()
        #expect(pair.network.run { pair.ofServer.ends == 1 })
    }

    @Test
    func `a peer that does not read makes the sender wait`() throws {
        let pair = try Pair()
        #expect(pair.connect())
        pair.client.pauseReading()
        pair.server.write(Self.bytes(Congestion.byteCount * 2))
        #expect(pair.server.isCongested)
        pair.network.run(for: .seconds(60))
        #expect(pair.server.isCongested)
        #expect(pair.ofServer.drained == 1, "that of the handshake")
        pair.client.resumeReading()
        #expect(pair.network.run { pair.ofServer.drained == 2 })
        #expect(pair.server.waitingByteCount == 0)
    }

    // MARK: The end

    @Test
    func `who closes after writing is heard to the last byte, and then ends`() throws {
        for seed in 1...20 {
            let pair = try Pair(seed: UInt64(seed))
            pair.server.onEnd = { [unowned pair] in
                pair.ofServer.ends += 1
                pair.server.write(Array("late answer".utf8))
                pair.server.closeAfterWriting()
            }
            let sent = Self.bytes(100_000)
            pair.client.write(sent)
            // The handshake is still to come.
            pair.client.closeAfterWriting()
            #expect(!pair.client.isOpen)
            #expect(pair.network.run { pair.ofClient.closed != nil && pair.ofServer.closed != nil })
            #expect(pair.ofServer.bytes == sent)
            #expect(pair.ofServer.ends == 1)
            #expect(pair.ofClient.closed == 0)
            #expect(pair.ofServer.closed == 0)
            #expect(pair.network.openConnectionCount == 0)
        }
    }

    @Test
    func `a peer that has ended its direction is still answered`() throws {
        let pair = try Pair()
        #expect(pair.connect())
        pair.client.write(Array("question".utf8))
        // As one does who says so in TLS, and leaves its socket open.
        pair.client.closeAfterWriting()
        #expect(pair.network.run { pair.ofServer.ends == 1 })
        #expect(pair.server.isOpen)
        pair.server.write(Array("answer".utf8))
        pair.server.closeAfterWriting()
        #expect(pair.network.run { pair.ofServer.closed == 0 })
    }

    @Test
    func `an end without close_notify is an error, after what came before it`() throws {
        let pair = try Pair()
        #expect(pair.connect())
        pair.client.write(Array("half of".utf8))
        pair.lower.closeAfterWriting()
        #expect(pair.network.run { pair.ofServer.closed != nil })
        #expect(pair.ofServer.text == "half of")
        #expect(pair.ofServer.ends == 0)
        #expect(pair.ofServer.closed == ECONNRESET)
    }

    @Test
    func `a connection that is cut closes with an error`() throws {
        let pair = try Pair()
        #expect(pair.connect())
        pair.network.cutAll()
        #expect(pair.network.run { pair.ofClient.closed != nil && pair.ofServer.closed != nil })
        #expect(pair.ofClient.closed == ECONNRESET)
        #expect(pair.ofServer.closed == ECONNRESET)
    }

    @Test
    func `who closes at once announces nothing, and nothing further is called`() throws {
        let pair = try Pair()
        #expect(pair.connect())
        pair.server.write(Array("never".utf8))
        pair.client.close()
        #expect(pair.ofClient.closed == 0)
        #expect(!pair.client.isOpen)
        pair.client.write([1])
        pair.client.closeAfterWriting()
        pair.client.close()
        pair.network.run(for: .seconds(60))
        #expect(pair.ofClient.bytes.isEmpty)
        #expect(pair.ofServer.ends == 0)
        #expect(pair.ofServer.closed == ECONNRESET)
        #expect(pair.network.openConnectionCount == 0)
    }

    @Test
    func `one who closes while bytes are given to it gets no more`() throws {
        let pair = try Pair()
        #expect(pair.connect())
        var runs = 0
        pair.server.onBytes = { [unowned pair] _ in
            runs += 1
            pair.server.close()
        }
        pair.client.write(Self.bytes(200_000))
        #expect(pair.network.run { pair.ofServer.closed == 0 })
        #expect(runs == 1)
    }

    @Test
    func `a channel that is closed is let go`() throws {
        weak var client: TLSChannel?
        weak var server: TLSChannel?
        do {
            let pair = try Pair()
            (client, server) = (pair.client, pair.server)
            #expect(pair.connect())
            pair.client.closeAfterWriting()
            pair.server.closeAfterWriting()
            #expect(pair.network.run { pair.ofClient.closed == 0 && pair.ofServer.closed == 0 })
        }
        #expect(client == nil)
        #expect(server == nil)
    }

    // MARK: Peers that do not keep to it

    @Test
    func `a handshake that takes too long is given up`() throws {
        let pair = try RawPair()
        // A greeting that is never complete, a byte every ten seconds.
        let greeting = try Engine(connecting: TestIdentity.contexts.get().client, to: "localhost").takeOutput()
        for byte in greeting.prefix(5) {
            pair.client.write([byte])
            pair.network.run(for: .seconds(10))
        }
        pair.network.run(for: .milliseconds(9_999))
        #expect(pair.ofServer.closed == nil)
        pair.network.run(for: .milliseconds(1))
        #expect(pair.ofServer.closed == ETIMEDOUT)
        #expect(throws: ConnectionError.slowHandshake) { try pair.ofServer.handshake?.get() }
        #expect(pair.network.run { pair.ofClient.ends + Int(pair.ofClient.closed ?? 0) > 0 })
        #expect(TLSChannel.handshakeTimeLimit == .seconds(60))
    }

    @Test
    func `a handshake in time is never given up`() throws {
        let pair = try Pair()
        #expect(pair.connect())
        pair.network.run(for: .seconds(3600))
        #expect(pair.ofServer.closed == nil)
        #expect(pair.ofClient.closed == nil)
    }

    @Test
    func `a request without TLS gets the answer that it understands`() throws {
        let pair = try RawPair()
        pair.server.answerToPlainHTTP = Array("HTTP/1.1 400 No\r\n\r\n".utf8)
        pair.client.write(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(pair.network.run { pair.ofClient.ends == 1 })
        #expect(pair.ofClient.text == "HTTP/1.1 400 No\r\n\r\n")
        #expect(pair.ofServer.closed == EPROTO)
        guard case .failure(let error) = pair.ofServer.handshake else {
            Issue.record("\(String(describing: pair.ofServer.handshake))")
            return
        }
        #expect(error.cause == .plainHTTP)
    }

    @Test
    func `garbage gets the end and nothing else`() throws {
        let pair = try RawPair()
        pair.server.answerToPlainHTTP = Array("not this".utf8)
        pair.client.write(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8))
        #expect(pair.network.run { pair.ofClient.ends == 1 })
        #expect(pair.ofClient.bytes.isEmpty)
        #expect(pair.ofServer.closed == EPROTO)
    }

    @Test
    func `a certificate that is refused is told to both`() throws {
        let pair = try Pair(host: "example.org")
        #expect(pair.network.run { pair.ofClient.closed != nil && pair.ofServer.closed != nil })
        guard case .failure(let ofClient) = pair.ofClient.handshake,
            case .failure(let ofServer) = pair.ofServer.handshake
        else {
            Issue.record("the handshake went well")
            return
        }
        #expect(ofClient.cause == .refusedCertificate(code: 62, reason: "hostname mismatch"))
        #expect(ofServer.cause == .alert(42))
    }

    @Test(arguments: [400, 2000])
    func `who asks for answers again and again, and takes none, is cut off in the end`(count: Int) throws {
        let pair = try RawPair()
        let client = Engine(connecting: try TestIdentity.contexts.get().client, to: "localhost")
        var isConnected = false
        pair.client.onBytes = {
            client.receive($0)
            while let event = try? client.nextEvent() {
                if case .handshakeCompleted = event { isConnected = true }
            }
            pair.client.write(client.takeOutput())
        }
        pair.client.write(client.takeOutput())
        #expect(pair.network.run { isConnected && pair.ofServer.handshake != nil })
        pair.client.onBytes = { _ in }
        pair.client.pauseReading()
        pair.server.write(Self.bytes(500_000))
        for _ in 0..<count { #expect(client.updateKeys()) }
        pair.client.write(client.takeOutput())
        pair.network.run(for: .seconds(60))
        // An answer has 22 bytes, and 16 KiB are allowed.
        #expect(pair.ofServer.closed == (count > 744 ? ENOBUFS : nil))
    }
}
