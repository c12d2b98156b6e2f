import Bytes
import Sockets
import Testing

@Suite("MemoryDialer")
struct MemoryDialerTests {
    private let scheduler = ManualScheduler()
    private let destination = Destination(host: "loop", port: 80)

    private func settle() { while scheduler.step(by: scheduler.now) {} }

    @Test
    func `who listens gets the other end, later`() throws {
        let link = PromptLink(on: scheduler)
        var asked: [Destination] = []
        var accepted: MemoryChannel?
        let dialer = MemoryDialer(over: link) { destination in
            asked.append(destination)
            let (client, server) = MemoryChannel.pair(over: link)
            accepted = server
            return client
        }
        var channel: (any Channel)?
        dialer.dial(destination, timeLimit: .seconds(1)) { channel = try? $0.get() }
        #expect(channel == nil && asked.isEmpty)
        settle()
        #expect(asked == [destination])
        let client = try #require(channel)
        var heard = 0
        try #require(accepted).onBytes = { heard += $0.byteCount }
        client.write([1, 2, 3])
        settle()
        #expect(heard == 3)
        accepted?.dissolve()
    }

    @Test
    func `nobody is a refusal`() {
        let dialer = MemoryDialer(over: PromptLink(on: scheduler)) { _ in nil }
        var error: DialError?
        dialer.dial(destination, timeLimit: .seconds(1)) { result in
            if case .failure(let failure) = result { error = failure }
        }
        settle()
        #expect(error?.description == "No connection to loop, port 80: connection refused")
    }

    @Test
    func `an attempt that is cancelled asks nobody`() {
        var asked = 0
        let dialer = MemoryDialer(over: PromptLink(on: scheduler)) { _ in
            asked += 1
            return nil
        }
        dialer.dial(destination, timeLimit: .seconds(1)) { _ in asked += 1 }.cancel()
        settle()
        #expect(asked == 0)
    }
}
