import Bytes
import Sockets
import Testing

@Suite("ManualScheduler")
struct ManualSchedulerTests {
    private static func at(_ seconds: Int) -> Instant { Instant(sinceStart: .seconds(seconds)) }

    @Test
    func `timers run in the order of their deadlines, and of their setting where those are the same`() {
        let scheduler = ManualScheduler()
        var generator = SeededGenerator(seed: 3)
        var expected: [[Int]] = []
        var ran: [[Int]] = []
        for number in 0..<500 {
            let second = Int.random(in: 1...9, using: &generator)
            expected.append([second, number])
            _ = scheduler.schedule(at: Self.at(second)) { ran.append([second, number]) }
        }
        while scheduler.step() {}
        #expect(ran == expected.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(scheduler.now == Self.at(9))
    }

    @Test
    func `nothing happens before its time, and everything at it`() {
        let scheduler = ManualScheduler(at: Self.at(100))
        var ran = 0
        let timer = scheduler.schedule(at: Self.at(110)) { ran += 1 }
        #expect(scheduler.nextDeadline == Self.at(110))
        scheduler.move(to: Instant(sinceStart: .seconds(110) - .nanoseconds(1)))
        scheduler.runDue()
        #expect(ran == 0 && !timer.isDone)
        scheduler.move(to: Self.at(110))
        #expect(ran == 0)
        scheduler.runDue()
        #expect(ran == 1 && timer.isDone)
        #expect(scheduler.nextDeadline == nil)
    }

    @Test
    func `the time does not go back`() {
        let scheduler = ManualScheduler(at: Self.at(10))
        scheduler.move(to: Self.at(9))
        #expect(scheduler.now == Self.at(10))
        _ = scheduler.schedule(at: Self.at(5)) {}
        #expect(scheduler.step())
        #expect(scheduler.now == Self.at(10))
    }

    @Test
    func `a step goes no further than it may`() {
        let scheduler = ManualScheduler()
        _ = scheduler.schedule(at: Self.at(2)) {}
        #expect(!scheduler.step(by: Self.at(1)))
        #expect(scheduler.now == Self.at(0))
        #expect(scheduler.step(by: Self.at(2)))
        #expect(scheduler.now == Self.at(2))
        #expect(!scheduler.step())
    }

    @Test
    func `a timer that is cancelled is not waited for`() {
        let scheduler = ManualScheduler()
        var ran: [Int] = []
        let timers = (1...3).map { second in scheduler.schedule(at: Self.at(second)) { ran.append(second) } }
        timers[0].cancel()
        #expect(scheduler.nextDeadline == Self.at(2))
        timers[1].cancel()
        timers[2].cancel()
        #expect(scheduler.nextDeadline == nil && !scheduler.step())
        #expect(ran.isEmpty)
    }

    @Test
    func `what is due when it is set runs in the next turn, and what it sets in turn in the one behind`() {
        let turns = ManualScheduler()
        let scheduler = ManualScheduler(at: Self.at(1), turnsOf: turns)
        var ran: [String] = []
        _ = scheduler.schedule(at: Self.at(2)) { ran.append("later") }
        #expect(turns.nextDeadline == nil)
        _ = scheduler.schedule(at: Self.at(1)) {
            ran.append("second")
            _ = scheduler.schedule(at: Self.at(1)) { ran.append("third") }
        }
        _ = scheduler.schedule(at: Self.at(0)) { ran.append("first") }
        #expect(ran.isEmpty)
        #expect(turns.step())
        #expect(ran == ["first", "second"])
        #expect(turns.step())
        #expect(ran == ["first", "second", "third"])
        #expect(!turns.step())
        #expect(scheduler.now == Self.at(1) && scheduler.nextDeadline == Self.at(2))
    }
}
