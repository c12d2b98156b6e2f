import TestSupport
import Testing

@Suite struct HandClockTests {
    @Test func `the clock stands still until it is moved`() {
        let clock = HandClock()
        #expect(clock.elapsed == .zero)
        clock.advance(by: .milliseconds(1500))
        #expect(clock.elapsed == .milliseconds(1500))
        #expect(clock.elapsed == .milliseconds(1500))
    }

    @Test func `a sleeper wakes when its deadline is reached and not before`() async throws {
        let clock = HandClock()
        let sleeper = Task { try await clock.sleep(for: .seconds(2)) }
        await clock.untilAsleep()
        clock.advance(by: .milliseconds(1999))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .milliseconds(1))
        #expect(clock.sleeperCount == 0)
        try await sleeper.value
    }

    @Test func `a deadline that is past does not sleep`() async throws {
        let clock = HandClock()
        clock.advance(by: .seconds(1))
        try await clock.sleep(until: .init(sinceStart: .seconds(1)))
    }

    @Test func `a cancelled sleeper ends with a CancellationError`() async {
        let clock = HandClock()
        let sleeper = Task { try await clock.sleep(for: .seconds(2)) }
        await clock.untilAsleep()
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        #expect(clock.sleeperCount == 0)
    }

    @Test func `a task that is cancelled before it sleeps does not sleep`() async {
        let clock = HandClock()
        let sleeper = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            try await clock.sleep(for: .seconds(2))
        }
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        #expect(clock.sleeperCount == 0)
    }

    @Test func `one can wait for several sleepers`() async throws {
        let clock = HandClock()
        let sleepers = (1...3).map { second in Task { try await clock.sleep(for: .seconds(second)) } }
        await clock.untilAsleep(3)
        clock.advance(by: .seconds(3))
        for sleeper in sleepers { try await sleeper.value }
    }
}
