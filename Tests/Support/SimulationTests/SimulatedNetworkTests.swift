import Bytes
import POSIX
import Simulation
import Sockets
import Testing

@Suite("SimulatedNetwork")
struct SimulatedNetworkTests {
    /// What one end was told, in order; runs of bytes that come one after the other are put together.
    private final class Ear {
        var heard = ""
        var runs = 0

        init(_ channel: any Channel) {
            channel.onBytes = { [self] bytes in
                runs += 1
                heard += unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
            }
            channel.onEnd = { [self] in heard += "|end" }
            channel.onClosed = { [self] in heard += $0 == nil ? "|closed" : "|failed" }
        }
    }

    private func connect(
        seed: UInt64, _ body: (SimulatedNetwork, _ client: any Channel, _ server: any Channel) throws -> Void
    ) throws {
        let network = SimulatedNetwork(seed: seed)
        var accepted: (any Channel)?
        network.listen(port: 1) { accepted = $0 }
        let client = try #require(network.connect(port: 1))
        try body(network, client, try #require(accepted))
    }

    @Test(arguments: 1...50)
    func `bytes arrive whole and in order, in other runs`(seed: UInt64) throws {
        try connect(seed: seed) { network, client, server in
            let ear = Ear(server)
            let text = (0..<500).map { "\($0)," }
            for piece in text {
                client.write(Array(piece.utf8))
                network.run(for: .milliseconds(network.random(0...3)))
            }
            client.closeAfterWriting()
            network.run(for: .seconds(1))
            #expect(ear.heard == text.joined() + "|end")
            #expect(ear.runs > 1)
        }
    }

    @Test
    func `a seed decides everything`() throws {
        func run(_ seed: UInt64) throws -> [Duration] {
            var times: [Duration] = []
            try connect(seed: seed) { network, client, server in
                server.onBytes = { _ in times.append(network.now.sinceStart) }
                client.write(Array(repeating: 1, count: 10_000))
                network.run(for: .seconds(10))
            }
            return times
        }
        #expect(try run(7) == run(7))
        #expect(try run(7) != run(8))
    }

    @Test
    func `who listens is asked, and nobody else`() {
        let network = SimulatedNetwork(seed: 1)
        #expect(network.connect(port: 1) == nil)
        network.listen(port: 1) { _ in }
        #expect(network.connect(port: 1) != nil)
        network.stopListening(port: 1)
        #expect(network.connect(port: 1) == nil)
    }

    @Test
    func `a cut connection fails at both ends and delivers nothing more`() throws {
        try connect(seed: 3) { network, client, server in
            let (one, other) = (Ear(client), Ear(server))
            client.write([65])
            network.cutAll()
            network.run(for: .seconds(1))
            #expect(one.heard == "|failed")
            #expect(other.heard == "|failed")
            #expect(network.openConnectionCount == 0)
        }
    }

    @Test
    func `what is written to a closed end comes back as a failure`() throws {
        try connect(seed: 4) { network, client, server in
            let ear = Ear(client)
            server.close()
            network.run(for: .seconds(1))
            #expect(ear.heard == "|end")
            client.write([65])
            network.run(for: .seconds(1))
            #expect(ear.heard == "|end|failed")
        }
    }

    @Test
    func `a peer that does not read makes bytes wait, and resuming drains them`() throws {
        try connect(seed: 5) { network, client, server in
            var received = 0
            var drained = 0
            server.pauseReading()
            server.onBytes = { received += $0.byteCount }
            client.onDrained = { drained += 1 }
            client.write(Array(repeating: 1, count: 1 << 20))
            network.run(for: .seconds(1))
            #expect(received == 0)
            #expect(client.isCongested)
            server.resumeReading()
            network.run(for: .seconds(100))
            #expect(received == 1 << 20)
            #expect(client.waitingByteCount == 0)
            #expect(drained == 1)
        }
    }

    @Test
    func `timers fire in the order of their deadlines, and of their setting`() {
        let network = SimulatedNetwork(seed: 1)
        var fired: [Int] = []
        let timers = [3, 1, 2, 1].enumerated().map { index, seconds in
            network.schedule(at: Instant(sinceStart: .seconds(seconds))) { fired.append(index) }
        }
        timers[2].cancel()
        network.run(for: .seconds(2))
        #expect(fired == [1, 3])
        #expect(network.now == Instant(sinceStart: .seconds(2)))
        network.run(for: .seconds(1))
        #expect(fired == [1, 3, 0])
    }
}
