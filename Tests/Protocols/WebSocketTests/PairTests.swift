import Bytes
import HTTP1
import TestSupport
import Testing
import WebSocket

/// A client and a server that talk in memory; what one sends arrives at the other in random runs.
private struct Pair {
    /// One party, with what it said and what it heard.
    struct Party {
        var connection: WebSocket.Connection
        /// Sent, and not yet arrived at the other.
        var inFlight: [UInt8] = []
        var said: [Message] = []
        var heard: [Message] = []
        /// Pings that were sent, and pongs that came.
        var pings: [[UInt8]] = []
        var pongs: [[UInt8]] = []
        var closure: Closure?
    }

    var client: Party
    var server: Party
    var random: SeededGenerator

    init(_ agreement: Agreement, random: SeededGenerator) {
        self.random = random
        client = Party(
            connection: WebSocket.Connection(
                role: .client, agreement: agreement, random: SeededGenerator(seed: 1)))
        server = Party(connection: WebSocket.Connection(role: .server, agreement: agreement))
    }

    /// Brings a random run of what `sender` sent to `receiver`, which reads all it can.
    private mutating func deliver(from sender: inout Party, to receiver: inout Party) throws {
        sender.inFlight += sender.connection.takeOutput()
        let longest = Bool.random(using: &random) ? 60 : 30_000
        let count = min(Int.random(in: 1...longest, using: &random), sender.inFlight.count)
        receiver.connection.receive(Array(sender.inFlight.prefix(count)))
        sender.inFlight.removeFirst(count)
        while let event = try receiver.connection.nextEvent(at: .start) {
            switch event {
            case .message(let message): receiver.heard.append(message)
            case .ping: break
            case .pong(let data): receiver.pongs.append(data)
            case .closed(let closure): receiver.closure = closure
            }
        }
    }

    mutating func deliver() throws {
        // Apart, because each is changed while the other is.
        var (client, server) = (self.client, self.server)
        try deliver(from: &client, to: &server)
        try deliver(from: &server, to: &client)
        (self.client, self.server) = (client, server)
    }

    mutating func deliverEverything() throws {
        while client.connection.hasOutput || server.connection.hasOutput || !client.inFlight.isEmpty
            || !server.inFlight.isEmpty
        { try deliver() }
    }

    /// One party says something.
    mutating func say(_ party: WritableKeyPath<Pair, Party>) throws {
        let byteCount = [0, 1, 5, 125, 126, 400, 70_000].randomElement(using: &random) ?? 0
        switch Int.random(in: 0...3, using: &random) {
        case 0:
            let text = (0..<byteCount / 3).map { _ in "aé🐦\n".randomElement(using: &random) ?? "x" }
            let message = Message.text(Array(String(text).utf8))
            try self[keyPath: party].connection.send(message)
            self[keyPath: party].said.append(message)
        case 1:
            let text = [UInt8](repeating: 0x62, count: byteCount)
            try self[keyPath: party].connection.sendText(prefix: 0x34, text)
            self[keyPath: party].said.append(.text([0x34] + text))
        case 2:
            let message = Message.binary(random.bytes(byteCount))
            try self[keyPath: party].connection.send(message)
            self[keyPath: party].said.append(message)
        default:
            let data = random.bytes(min(byteCount, 125))
            try self[keyPath: party].connection.ping(data)
            self[keyPath: party].pings.append(data)
        }
    }
}

@Suite("A client and a server understand each other")
struct PairTests {
    /// What both make of their handshakes.
    private static func agree(_ client: HandshakeOptions, _ server: HandshakeOptions) throws -> Agreement {
        var random = SystemRandomNumberGenerator()
        let handshake = ClientHandshake(options: client, using: &random)
        let request = handshake.request(target: "/", host: "a", adding: FieldSection())
        guard case .accepted(let answer, let agreement) = ServerHandshake.judge(request, server) else {
            throw HandshakeError.status(400)
        }
        let checked = try handshake.check(answer)
        #expect(checked == agreement)
        return agreement
    }

    @Test(.requirements("WS-HS-01", "WS-HS-06", "WS-HS-10", "WS-HS-11"))
    func `both make the same of the handshake`() throws {
        let none = try Self.agree(.init(), .init(subprotocols: ["a"], compression: CompressionAgreement()))
        #expect(none == Agreement())
        let both = try Self.agree(
            .init(subprotocols: ["a", "b"], compression: CompressionAgreement()),
            .init(subprotocols: ["b", "c"], compression: CompressionAgreement()))
        #expect(both == Agreement(subprotocol: "b", compression: CompressionAgreement()))
        for windowBits in 9...15 {
            let less = CompressionAgreement.Direction(windowBits: windowBits, takesContextOver: windowBits % 2 == 0)
            let wanted = CompressionAgreement(client: less, server: less)
            #expect(try Self.agree(.init(compression: wanted), .init(compression: .init())).compression == wanted)
            #expect(try Self.agree(.init(compression: .init()), .init(compression: wanted)).compression == wanted)
        }
    }

    @Test(
        .requirements("WS-FR-07", "WS-FR-11", "WS-FR-13", "WS-FR-15", "WS-DF-02", "WS-CL-01", "WS-CL-11"),
        arguments: 0..<30 as Range<UInt64>)
    func `whatever they say arrives, in order, in whatever runs`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var direction: CompressionAgreement.Direction {
            .init(windowBits: Int.random(in: 9...15, using: &random), takesContextOver: .random(using: &random))
        }
        let wanted = seed % 3 == 0 ? nil : CompressionAgreement(client: direction, server: direction)
        let agreement = try Self.agree(.init(compression: wanted), .init(compression: .init()))
        #expect(agreement.compression == wanted)
        var pair = Pair(agreement, random: random)
        for _ in 0..<40 {
            try pair.say(Bool.random(using: &random) ? \.client : \.server)
            for _ in 0..<Int.random(in: 0...5, using: &random) { try pair.deliver() }
        }
        // One of them closes while things are still on their way.
        let code = CloseCode(rawValue: 4000 + UInt16(seed))
        if seed % 2 == 0 {
            pair.client.connection.close(code: code, reason: "enough", at: .start)
        } else {
            pair.server.connection.close(code: code, reason: "enough", at: .start)
        }
        try pair.deliverEverything()
        let (first, second) = seed % 2 == 0 ? (pair.client, pair.server) : (pair.server, pair.client)
        #expect(second.heard == first.said)
        #expect(second.closure == Closure(code: code, reason: "enough"))
        #expect(first.heard == second.said)
        #expect(first.closure == Closure(code: code))
        #expect(first.pongs == first.pings)
        // Pings that crossed the Close are answered behind it, where nobody listens.
        #expect(second.pings.starts(with: second.pongs))
        #expect(pair.server.connection.mustClose)
        #expect(!pair.client.connection.mustClose)
        pair.client.connection.receiveEnd()
        #expect(try pair.client.connection.nextEvent(at: .start) == nil)
        #expect(pair.client.connection.mustClose)
    }
}
