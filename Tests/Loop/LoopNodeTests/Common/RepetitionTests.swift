import POSIX
import TestSupport
import Testing

@testable import LoopNode

@Suite("What is done again and again", .timeLimit(.minutes(5))) struct RepetitionTests {
    private let clock = HandClock()
    private let log = LogRecorder()
    private let count = Lock(0)

    private struct Failure: Error, CustomStringConvertible { let description = "it failed" }

    private func rounds() -> Int { count.withLock { $0 } }

    @Test func `a round comes at once, and again every 5 s`() async {
        let repetition = Repetition(isMuted: false, clock: clock, logger: log.logger)
        let task = Task { await repetition.run { count.withLock { $0 += 1 } } }
        for round in 1...3 {
            await clock.untilAsleep()
            #expect(rounds() == round)
            clock.advance(by: .seconds(4))
            #expect(clock.sleeperCount == 1)
            clock.advance(by: .seconds(1))
        }
        await clock.untilAsleep()
        task.cancel()
        await task.value
    }

    @Test func `a round that fails is logged, and the next one comes`() async {
        let repetition = Repetition(isMuted: false, clock: clock, logger: log.logger)
        let task = Task { await repetition.run { throw Failure() } }
        await clock.untilAsleep()
        clock.advance(by: .seconds(5))
        await clock.untilAsleep()
        task.cancel()
        await task.value
        #expect(log.text == ["warning: it failed", "warning: it failed"])
    }

    @Test func `while it is muted nothing is done, and a second after that it goes on`() async {
        let repetition = Repetition(isMuted: true, clock: clock, logger: log.logger)
        let task = Task { await repetition.run { count.withLock { $0 += 1 } } }
        for _ in 0..<3 {
            await clock.untilAsleep()
            clock.advance(by: .seconds(1))
        }
        await clock.untilAsleep()
        #expect(rounds() == 0)
        repetition.isMuted = false
        clock.advance(by: .seconds(1))
        await clock.untilAsleep()
        #expect(rounds() == 1)
        repetition.isMuted = true
        clock.advance(by: .seconds(5))
        await clock.untilAsleep()
        #expect(rounds() == 1)
        task.cancel()
        await task.value
    }

    @Test func `a round that is cancelled is the last one, without a word`() async {
        let repetition = Repetition(isMuted: false, clock: clock, logger: log.logger)
        let task = Task { [clock] in await repetition.run { try await clock.sleep(for: .seconds(1000)) } }
        await clock.untilAsleep()
        task.cancel()
        await task.value
        #expect(log.text.isEmpty)
    }
}
