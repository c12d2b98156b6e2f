import Bytes
import SocketIO
import TestSupport
import Testing

@Suite("Delays before a client comes back")
struct ReconnectionTests {
    /// Chance that always gives the same.
    private struct Fixed: RandomNumberGenerator, Sendable {
        let value: UInt64
        mutating func next() -> UInt64 { value }
    }

    private func delays(_ reconnection: Reconnection, chance: UInt64, attempts: Int) -> [Duration?] {
        var random: any RandomNumberGenerator & Sendable = Fixed(value: chance)
        return (0..<attempts).map { reconnection.delay(before: $0, using: &random) }
    }

    @Test(.requirements("SIO-RC-01"))
    func `they grow to a limit`() {
        var steady = Reconnection()
        steady.jitter = 0
        let grown: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5)]
        #expect(delays(steady, chance: 0, attempts: 5) == grown)
        steady.factor = 3
        #expect(delays(steady, chance: 0, attempts: 3) == [.seconds(1), .seconds(3), .seconds(5)])
    }

    @Test(.requirements("SIO-RC-01"))
    func `chance takes away or adds half`() {
        let standard = Reconnection()
        #expect(delays(standard, chance: 0, attempts: 3) == [.milliseconds(500), .seconds(1), .seconds(2)])
        let longest = delays(standard, chance: .max, attempts: 4).compactMap(\.self)
        #expect(longest[0] > .milliseconds(1_499) && longest[0] <= .milliseconds(1_500))
        #expect(longest[3] == .seconds(5))
    }

    @Test(.requirements("SIO-RC-01"))
    func `any attempt and any setting gives a delay in its range`() {
        var random: any RandomNumberGenerator & Sendable = SeededGenerator(seed: 7)
        var wild = Reconnection()
        wild.factor = 1e300
        for reconnection in [Reconnection(), wild] {
            for attempt in [0, 1, 2, 30, 64, 1_000_000, .max] {
                let delay = reconnection.delay(before: attempt, using: &random)
                #expect(delay.map { $0 >= .milliseconds(500) && $0 <= .seconds(5) } == true)
            }
        }
        var none = Reconnection()
        none.firstDelay = .zero
        #expect(delays(none, chance: .max, attempts: 3) == [.zero, .zero, .zero])
    }

    @Test(.requirements("SIO-RC-01"))
    func `attempts end`() {
        var limited = Reconnection()
        limited.attemptLimit = 2
        #expect(delays(limited, chance: 0, attempts: 4).map { $0 == nil } == [false, false, true, true])
        #expect(delays(.never, chance: 0, attempts: 1) == [nil])
    }
}
