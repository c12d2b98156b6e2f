internal import Bytes

/// What carries the bytes of a ``MemoryChannel``: when they arrive, and how many of them together.
package protocol MemoryLink: AnyObject {
    var scheduler: any Scheduler { get }

    /// Bytes that may be under way before a sender's bytes wait.
    var windowByteCount: Int { get }

    /// Does `action` after the time that bytes take: never at once, and in the order of the calls where that time is the
    /// same.
    func afterLatency(_ action: @escaping () -> Void)

    /// Whether the connection breaks, instead of delivering what is due.
    func breaks() -> Bool

    /// How many of `count` bytes that are under way arrive together: 1 to `count`.
    func runByteCount(of count: Int) -> Int
}

/// The longest run of bytes that arrives together: what one read from a socket brings.
private let longestRunByteCount = 64 * 1024

extension MemoryLink {
    /// What a socket of Linux takes in for a peer on the same machine, or a little less.
    package var windowByteCount: Int { 64 * 1024 }

    package func breaks() -> Bool { false }

    package func runByteCount(of count: Int) -> Int { min(count, longestRunByteCount) }
}

/// A link without delay: whatever is sent in one turn arrives in the next one.
package final class PromptLink: MemoryLink {
    package let scheduler: any Scheduler
    /// What happens in the next turn.
    private var actions: [() -> Void] = []
    private var turn: Timer?

    package init(on scheduler: any Scheduler) { self.scheduler = scheduler }

    package func afterLatency(_ action: @escaping () -> Void) {
        actions.append(action)
        guard turn == nil else { return }
        turn = scheduler.schedule(at: scheduler.now) { [self] in
            turn = nil
            let due = actions
            actions = []
            for action in due { action() }
        }
    }
}
