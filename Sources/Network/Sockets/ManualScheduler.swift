package import Bytes

/// A scheduler whose time stands still until it is moved by hand.
///
/// Timers run in the order of their deadlines, those of one deadline in the order in which they were set: the same calls
/// give the same run.
package final class ManualScheduler: Scheduler {
    package private(set) var now: Instant

    private var timers = TimerHeap()
    private let turns: (any Scheduler)?
    private var isTurnAwaited = false

    /// - Parameters:
    ///   - now: the time to begin with.
    ///   - turns: the scheduler in whose next turn ``runDue()`` is called when a timer is set that is due already: what
    ///     takes no time need not wait until the time is moved. Without one, whoever moves the time runs those, too.
    package init(at now: Instant = Instant(sinceStart: .zero), turnsOf turns: (any Scheduler)? = nil) {
        self.now = now
        self.turns = turns
    }

    package func schedule(at deadline: Instant, _ action: @escaping () -> Void) -> Timer {
        let timer = Timer(deadline: deadline, action: action)
        timers.insert(timer)
        if deadline <= now { awaitTurn() }
        return timer
    }

    private func awaitTurn() {
        guard let turns, !isTurnAwaited else { return }
        isTurnAwaited = true
        _ = turns.schedule(at: turns.now) { [weak self] in
            guard let self else { return }
            isTurnAwaited = false
            runDue()
        }
    }

    /// When the next thing happens, if anything does.
    package var nextDeadline: Instant? { timers.nextDeadline }

    /// Lets the next thing happen, if it is due by `limit`, and moves the time there.
    ///
    /// - Returns: whether anything happened.
    @discardableResult
    package func step(by limit: Instant? = nil) -> Bool {
        guard let deadline = nextDeadline, limit.map({ deadline <= $0 }) ?? true,
            let timer = timers.popDue(deadline)
        else { return false }
        now = max(now, deadline)
        timer.fire()
        return true
    }

    /// Moves the time to `instant`, where it is not there yet; nothing happens by that.
    package func move(to instant: Instant) { now = max(now, instant) }

    /// Runs the timers that are due. What they set at once is due the next time, so that nobody keeps the thread to itself.
    package func runDue() {
        let count = timers.count
        while let timer = timers.popDue(now, setBefore: count) { timer.fire() }
    }
}
