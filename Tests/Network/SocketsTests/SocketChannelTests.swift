import POSIX
import Sockets
import TestSupport
import Testing

@Suite("SocketChannel", .timeLimit(.minutes(5)))
struct SocketChannelTests {
    /// What a channel told.
    enum Report: Sendable, Equatable {
        case bytes(String)
        case end
        case drained
        case closed(isError: Bool)
    }

    /// Reports everything that the channel tells.
    private static func record(_ channel: SocketChannel, to reports: AsyncStream<Report>.Continuation) {
        channel.onBytes = { bytes in
            reports.yield(.bytes(unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }))
        }
        channel.onEnd = { reports.yield(.end) }
        channel.onDrained = { reports.yield(.drained) }
        channel.onClosed = { reports.yield(.closed(isError: $0 != nil)) }
    }

    @Test
    func `what is written comes back`() async throws {
        let host = try Host()
        let port = try await host.listen { channel in
            channel.onBytes = { [unowned channel] bytes in
                channel.write(unsafe bytes.withUnsafeBytes { unsafe Array($0) })
            }
        }
        let client = try RawClient(port: port)
        for text in ["one", "two", String(repeating: "three ", count: 5000)] {
            try await client.send(text)
            #expect(try await client.receive(text.utf8.count) == Array(text.utf8))
        }
    }

    @Test
    func `a peer that is slow to read makes the sender wait, with little in memory`() async throws {
        let total = 32 << 20
        let run = (0..<(64 * 1024)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (waiting, report) = AsyncStream.makeStream(of: Int.self)
        let host = try Host()
        let port = try await host.listen { channel in
            // A sender that heeds the limit: it goes on when all is gone.
            var sent = 0
            var mostWaiting = 0
            let send = { [unowned channel] in
                while sent < total && !channel.isCongested {
                    channel.write(run)
                    sent += run.count
                    mostWaiting = max(mostWaiting, channel.waitingByteCount)
                }
                if channel.isCongested { report.yield(channel.waitingByteCount) }
                if sent == total {
                    report.yield(mostWaiting)
                    report.finish()
                    channel.closeAfterWriting()
                }
            }
            channel.onDrained = { send() }
            send()
        }
        let client = try RawClient(port: port, receiveBufferByteCount: 8 * 1024)
        var reports = waiting.makeAsyncIterator()
        let first = try #require(await reports.next())
        #expect(first > Congestion.byteCount)

        let received = try await client.receiveToEnd()
        #expect(received.count == total)
        #expect(stride(from: 0, to: total, by: run.count).allSatisfy { received[$0..<($0 + run.count)] == run[...] })
        for await count in waiting { #expect(count <= Congestion.byteCount + run.count) }
    }

    @Test
    func `a peer that sends no more is still answered`() async throws {
        let host = try Host()
        let port = try await host.listen { channel in
            channel.onEnd = { [unowned channel] in
                channel.write(Array("good bye".utf8))
                channel.closeAfterWriting()
            }
        }
        let client = try RawClient(port: port)
        try await client.send("hello")
        await client.endSending()
        #expect(try await client.receiveToEnd() == Array("good bye".utf8))
    }

    /// When the peer ends its direction, seen from the last answer.
    enum PeerEnds: CaseIterable { case before, meanwhile }

    @Test(arguments: PeerEnds.allCases)
    func `a last answer that fills all buffers arrives whole when the peer has ended its direction`(
        when: PeerEnds
    ) async throws {
        let answer = [UInt8](repeating: 7, count: 8 << 20)
        let host = try Host()
        let port = try await host.listen { channel in
            let answerAndClose = { [unowned channel] in
                channel.write(answer)
                channel.closeAfterWriting()
            }
            channel.onEnd = { if when == .before { answerAndClose() } }
            channel.onBytes = { _ in if when == .meanwhile { answerAndClose() } }
        }
        let client = try RawClient(port: port, receiveBufferByteCount: 8 * 1024)
        try await client.send("give")
        let first = when == .meanwhile ? try await client.receive(1) : []
        await client.endSending()
        #expect(try await client.drain() == answer.count - first.count)
    }

    @Test
    func `the time to linger begins when everything is written`() async throws {
        let answer = [UInt8](repeating: 7, count: 8 << 20)
        let host = try Host()
        let port = try await host.listen { channel in
            channel.lingerTime = .zero
            channel.onBytes = { [unowned channel] _ in
                channel.write(answer)
                channel.closeAfterWriting()
            }
        }
        let client = try RawClient(port: port, receiveBufferByteCount: 8 * 1024)
        try await client.send("give")
        #expect(try await client.drain() == answer.count)
    }

    @Test
    func `a last answer reaches a peer that goes on sending`() async throws {
        let host = try Host()
        let port = try await host.listen { channel in
            channel.onBytes = { [unowned channel] _ in
                channel.write(Array("enough".utf8))
                channel.closeAfterWriting()
            }
        }
        let client = try RawClient(port: port)
        try await client.send([UInt8](repeating: 1, count: 32 << 20))
        await client.endSending()
        #expect(try await client.receiveToEnd() == Array("enough".utf8))
    }

    @Test
    func `a peer that never ends is let go when the time to linger is over`() async throws {
        let (reports, report) = AsyncStream.makeStream(of: Report.self)
        let host = try Host()
        let port = try await host.listen { channel in
            Self.record(channel, to: report)
            channel.lingerTime = .zero
            channel.closeAfterWriting()
        }
        let client = try RawClient(port: port)
        var iterator = reports.makeAsyncIterator()
        #expect(await iterator.next() == .closed(isError: false))
        #expect(try await client.hasEnded())
    }

    @Test(arguments: [true, false])
    func `a peer that breaks off is noticed, whether or not one reads`(isReading: Bool) async throws {
        let (reports, report) = AsyncStream.makeStream(of: Report.self)
        let host = try Host()
        let port = try await host.listen { channel in
            Self.record(channel, to: report)
            if !isReading { channel.pauseReading() }
            report.yield(.drained)
        }
        let client = try RawClient(port: port)
        var iterator = reports.makeAsyncIterator()
        #expect(await iterator.next() == .drained)
        await client.reset()
        #expect(await iterator.next() == .closed(isError: true))
    }

    @Test
    func `a peer that breaks off after it has ended its direction is noticed`() async throws {
        let (reports, report) = AsyncStream.makeStream(of: Report.self)
        let host = try Host()
        let port = try await host.listen { channel in Self.record(channel, to: report) }
        let client = try RawClient(port: port)
        await client.endSending()
        var iterator = reports.makeAsyncIterator()
        #expect(await iterator.next() == .end)
        await client.reset()
        #expect(await iterator.next() == .closed(isError: true))
    }

    @Test
    func `nothing is read while reading is paused, and nothing is lost`() async throws {
        let (reports, report) = AsyncStream.makeStream(of: Report.self)
        let host = try Host()
        let port = try await host.listen { channel in
            Self.record(channel, to: report)
            channel.pauseReading()
            report.yield(.drained)
        }
        let client = try RawClient(port: port)
        var iterator = reports.makeAsyncIterator()
        #expect(await iterator.next() == .drained)
        // More than the buffers of both sides hold: what is not read stays with the peer.
        let sent = try await client.flood([UInt8](repeating: 0x78, count: 64 * 1024), limit: 1 << 30)
        #expect(sent < 1 << 30)
        report.yield(.drained)
        #expect(await iterator.next() == .drained)
        await host.run { $0.channels[0].resumeReading() }
        await client.endSending()
        var received = 0
        while case .bytes(let text)? = await iterator.next() { received += text.utf8.count }
        #expect(received == sent)
    }

    @Test
    func `nothing is called after a channel is closed`() async throws {
        let (reports, report) = AsyncStream.makeStream(of: Report.self)
        let host = try Host()
        let port = try await host.listen { channel in
            Self.record(channel, to: report)
            channel.onBytes = { [unowned channel] _ in
                channel.close()
                channel.close()
                channel.write([1])
                channel.closeAfterWriting()
            }
        }
        let client = try RawClient(port: port)
        try await client.send("x")
        #expect(try await client.hasEnded())
        await host.run { _ in report.finish() }
        var all: [Report] = []
        for await report in reports { all.append(report) }
        #expect(all == [.closed(isError: false)])
    }
}
