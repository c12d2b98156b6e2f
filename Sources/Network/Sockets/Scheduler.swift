package import Bytes

/// Who tells the time and keeps deadlines: an ``EventLoop``, or a simulation whose clock is moved by hand.
///
/// Belongs to one thread, like everything that runs on it.
package protocol Scheduler: AnyObject {
    /// When the current turn began. Every event of a turn happens at that time.
    var now: Instant { get }

    /// Runs `action` at `deadline`, unless the timer is cancelled before.
    func schedule(at deadline: Instant, _ action: @escaping () -> Void) -> Timer
}

/// An action that is due at a time.
package final class Timer {
    package let deadline: Instant
    private var action: (() -> Void)?

    package init(deadline: Instant, action: @escaping () -> Void) {
        self.deadline = deadline
        self.action = action
    }

    /// The action will not run.
    package func cancel() { action = nil }

    /// Runs the action; for the scheduler, once the deadline has come.
    package func fire() {
        let action = action
        self.action = nil
        action?()
    }

    /// Whether the action ran or will not run.
    package var isDone: Bool { action == nil }
}
