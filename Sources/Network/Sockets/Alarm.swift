package import Bytes

/// The one timer of somebody whose deadline moves.
///
/// It wakes its owner no later than the deadline, and may do so earlier: a deadline that moves on sets no timer. Its owner
/// looks what is due, and sets it again.
package struct Alarm {
    private var timer: Timer?

    package init() {}

    /// Whether it will ring by `deadline` as it is; asked first, because most of the time nothing is to be done.
    package func rings(by deadline: Instant) -> Bool {
        guard let timer, !timer.isDone else { return false }
        return timer.deadline <= deadline
    }

    /// Lets it ring at `deadline`, and no later.
    package mutating func set(
        to deadline: Instant, on scheduler: any Scheduler, _ action: @escaping () -> Void
    ) {
        timer?.cancel()
        timer = scheduler.schedule(at: deadline, action)
    }

    package func cancel() { timer?.cancel() }
}
