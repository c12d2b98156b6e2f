import Bytes
import POSIX
import Sockets
import Testing

@Suite("MemoryChannel")
struct MemoryChannelTests {
    /// A connection and the time that it goes by.
    private final class Line {
        let scheduler = ManualScheduler()
        let client: MemoryChannel
        let server: MemoryChannel

        init() { (client, server) = MemoryChannel.pair(over: PromptLink(on: scheduler)) }

        deinit { client.dissolve() }

        /// Lets everything happen that takes no time.
        func settle() { while scheduler.step(by: scheduler.now) {} }

        func pass(_ duration: Duration) {
            let end = scheduler.now + duration
            while scheduler.step(by: end) {}
            scheduler.move(to: end)
        }
    }

    /// What an end was told, in order; runs of bytes are put together.
    private final class Ear {
        var heard = ""

        init(_ channel: MemoryChannel) {
            channel.onBytes = { [self] bytes in
                heard += unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
            }
            channel.onEnd = { [self] in heard += "|end" }
            channel.onDrained = { [self] in heard += "|drained" }
            channel.onClosed = { [self] in heard += $0 == nil ? "|closed" : "|failed" }
        }
    }

    /// As many bytes as wait for a peer that does not read.
    private static let windowByteCount = PromptLink(on: ManualScheduler()).windowByteCount

    @Test
    func `what is written arrives in order, both ways, and never within the call`() {
        let line = Line()
        let (one, other) = (Ear(line.client), Ear(line.server))
        line.client.write(Array("a".utf8))
        line.client.write(Array("b".utf8))
        line.server.write(Array("x".utf8))
        #expect(one.heard.isEmpty && other.heard.isEmpty)
        line.settle()
        #expect(one.heard == "x" && other.heard == "ab")
        #expect(line.scheduler.now == Instant(sinceStart: .zero))
    }

    @Test
    func `what is written comes back, whole`() {
        let line = Line()
        let ear = Ear(line.client)
        line.server.onBytes = { [unowned server = line.server] bytes in
            server.write(unsafe bytes.withUnsafeBytes { unsafe Array($0) })
        }
        let text = String(repeating: "three ", count: 50_000)
        line.client.write(Array(text.utf8))
        line.settle()
        #expect(ear.heard.filter { $0 != "|" }.hasPrefix("three three"))
        #expect(ear.heard.replacing("|drained", with: "") == text)
    }

    @Test
    func `a peer that is slow to read makes the sender wait, with little in memory`() {
        let line = Line()
        let total = 8 << 20
        let run = (0..<(64 * 1024)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var (sent, mostWaiting, drained) = (0, 0, 0)
        let channel = line.server
        // A sender that heeds the limit: it goes on when all is gone.
        func send() {
            while sent < total && !channel.isCongested {
                channel.write(run)
                sent += run.count
                mostWaiting = max(mostWaiting, channel.waitingByteCount)
            }
            if sent == total { channel.closeAfterWriting() }
        }
        channel.onDrained = {
            drained += 1
            send()
        }
        line.client.pauseReading()
        var received: [UInt8] = []
        line.client.onBytes = { bytes in received += unsafe bytes.withUnsafeBytes { unsafe Array($0) } }
        send()
        line.settle()
        #expect(channel.isCongested && received.isEmpty)
        #expect(mostWaiting <= Congestion.byteCount + run.count)

        line.client.resumeReading()
        line.settle()
        #expect(received.count == total && drained > 1)
        #expect(stride(from: 0, to: total, by: run.count).allSatisfy { received[$0..<($0 + run.count)] == run[...] })
        #expect(mostWaiting <= Congestion.byteCount + run.count)
    }

    @Test(arguments: [-1, 0, 1])
    func `bytes beyond the window wait, and no others`(difference: Int) {
        let line = Line()
        let ear = Ear(line.client)
        line.server.pauseReading()
        line.client.write([UInt8](repeating: 7, count: Self.windowByteCount + difference))
        #expect(line.client.waitingByteCount == max(0, difference))
        line.settle()
        #expect(line.client.waitingByteCount == max(0, difference))
        line.server.resumeReading()
        line.settle()
        #expect(ear.heard == (difference > 0 ? "|drained" : ""))
    }

    @Test
    func `nothing is read while reading is paused, and nothing is lost`() {
        let line = Line()
        let ear = Ear(line.server)
        line.server.pauseReading()
        line.client.write(Array("early".utf8))
        line.client.closeAfterWriting()
        line.settle()
        #expect(ear.heard.isEmpty)
        line.server.resumeReading()
        line.settle()
        #expect(ear.heard == "early|end")
    }

    @Test
    func `a peer that pauses within its call gets no more`() {
        let line = Line()
        var heard: [Int] = []
        line.server.onBytes = { [unowned server = line.server] bytes in
            heard.append(bytes.byteCount)
            server.pauseReading()
        }
        line.client.write([UInt8](repeating: 7, count: 200_000))
        line.settle()
        #expect(heard.count == 1)
        line.server.resumeReading()
        line.settle()
        #expect(heard.count == 2)
    }

    @Test
    func `both sides are told of an end, in order, and close without waiting`() {
        let line = Line()
        let (one, other) = (Ear(line.client), Ear(line.server))
        line.server.onEnd = { [unowned server = line.server] in
            other.heard += "|end"
            server.write(Array("good bye".utf8))
            server.closeAfterWriting()
        }
        line.client.write(Array("hello".utf8))
        line.client.closeAfterWriting()
        #expect(!line.client.isOpen)
        line.settle()
        // What arrives behind one's own end is thrown away.
        #expect(one.heard == "|closed")
        #expect(other.heard == "hello|end|closed")
        #expect(line.client.isOver)
    }

    @Test
    func `a last answer that fills the window arrives whole, however slow its reader is`() {
        let line = Line()
        let answer = [UInt8](repeating: 7, count: 4 * Self.windowByteCount)
        var (received, events) = (0, "")
        line.client.pauseReading()
        line.client.onBytes = { received += $0.byteCount }
        line.client.onEnd = { events += "|end" }
        let ear = Ear(line.server)
        line.server.write(answer)
        line.server.closeAfterWriting()
        // The time to linger does not begin before everything is on its way.
        line.pass(.seconds(100))
        #expect(ear.heard.isEmpty && received == 0)
        line.client.resumeReading()
        line.settle()
        #expect(received == answer.count && events == "|end")
    }

    @Test(arguments: [true, false])
    func `a peer that never ends is let go when the time to linger is over`(isReading: Bool) {
        let line = Line()
        let ear = Ear(line.server)
        if !isReading { line.client.pauseReading() }
        line.server.write(Array("last".utf8))
        line.server.closeAfterWriting()
        line.pass(line.server.lingerTime - .nanoseconds(1))
        #expect(ear.heard.isEmpty)
        line.pass(.nanoseconds(1))
        #expect(ear.heard == "|closed")
        // What was sent before is not lost.
        let late = Ear(line.client)
        line.client.resumeReading()
        line.settle()
        #expect(late.heard == (isReading ? "" : "last|end"))
    }

    @Test
    func `a peer that goes on sending is read, and not heard`() {
        let line = Line()
        let (one, other) = (Ear(line.client), Ear(line.server))
        line.server.onBytes = { [unowned server = line.server] _ in
            server.write(Array("enough".utf8))
            server.closeAfterWriting()
        }
        line.client.write([UInt8](repeating: 1, count: 10 * Self.windowByteCount))
        line.client.write(Array("more".utf8))
        line.settle()
        #expect(one.heard == "enough|end|drained" || one.heard == "enough|drained|end")
        line.client.closeAfterWriting()
        line.settle()
        #expect(other.heard == "|closed")
    }

    @Test
    func `an end that closes at once loses what waits, and nothing else`() {
        let line = Line()
        var received = 0
        line.server.pauseReading()
        line.server.onBytes = { received += $0.byteCount }
        let ear = Ear(line.client)
        line.client.write([UInt8](repeating: 7, count: 3 * Self.windowByteCount))
        line.client.close()
        #expect(ear.heard == "|closed" && line.client.waitingByteCount == 0)
        line.server.resumeReading()
        line.settle()
        #expect(received == Self.windowByteCount)
    }

    @Test
    func `what is written to an end that is gone comes back as a failure`() {
        let line = Line()
        let ear = Ear(line.client)
        line.server.close()
        line.settle()
        #expect(ear.heard == "|end")
        line.client.write([65])
        #expect(ear.heard == "|end")
        line.settle()
        #expect(ear.heard == "|end|failed")
    }

    @Test(arguments: [true, false])
    func `a connection that breaks fails at both ends, whether or not one reads, and delivers no more`(
        isReading: Bool
    ) {
        let line = Line()
        let (one, other) = (Ear(line.client), Ear(line.server))
        if !isReading { line.server.pauseReading() }
        line.client.write([65])
        line.server.cut()
        line.settle()
        #expect(one.heard == "|failed" && other.heard == "|failed")
        #expect(line.client.isOver && line.server.isOver)
    }

    @Test
    func `nothing is called after a channel is closed`() {
        let line = Line()
        let ear = Ear(line.server)
        line.server.onBytes = { [unowned server = line.server] _ in
            server.close()
            server.close()
            server.write([1])
            server.closeAfterWriting()
        }
        line.client.write(Array("x".utf8))
        line.client.write([UInt8](repeating: 7, count: 200_000))
        line.client.closeAfterWriting()
        line.settle()
        #expect(ear.heard == "|closed")
    }

    @Test
    func `the two ends let go of each other when both are closed`() {
        weak var client: MemoryChannel?
        weak var server: MemoryChannel?
        let scheduler = ManualScheduler()
        do {
            let pair = MemoryChannel.pair(over: PromptLink(on: scheduler))
            (client, server) = pair
            pair.0.write([1])
            pair.0.close()
            pair.1.onEnd = { [unowned end = pair.1] in end.close() }
        }
        #expect(client != nil && server != nil)
        while scheduler.step() {}
        #expect(client == nil && server == nil)
    }
}
