import Foundation

/// A clock that stands still until a test moves it.
///
/// It starts at zero. Code that takes the time as a value gets ``elapsed``; code that is generic over `Clock` gets the
/// clock itself and may sleep on it: whoever sleeps wakes when ``advance(by:)`` reaches the deadline, never by itself.
///
/// A test that moves the clock for a sleeping task first waits until that task really sleeps:
///
/// ```swift
/// let clock = HandClock()
/// async let answer = poll(every: .seconds(1), clock: clock)
/// await clock.untilAsleep()
/// clock.advance(by: .seconds(1))
/// ```
///
/// `@unchecked Sendable` holds because everything that changes is in `state`, which only ``withState(_:)`` touches,
/// under `lock`; continuations are resumed outside the lock. The lock is an `NSLock` because the thread sanitizer does
/// not see through the futex of `Synchronization.Mutex`.
package final class HandClock: Clock, @unchecked Sendable {
    /// A moment, counted from the start of the clock.
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package var sinceStart: Duration

        package init(sinceStart: Duration) { self.sinceStart = sinceStart }

        package func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        package func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        package static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct Sleeper {
        let id: Int
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let sleeperCount: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var lastID = 0
        var sleepers: [Sleeper] = []
        var watchers: [Watcher] = []
    }

    private let lock = NSLock()
    private var state = State()

    package init() {}

    /// The present moment; it only changes when a test calls ``advance(by:)``.
    package var now: Instant { withState { $0.now } }

    /// The time since the clock was made, for code that takes its time as a plain duration.
    package var elapsed: Duration { now.sinceStart }

    package var minimumResolution: Duration { .nanoseconds(1) }

    /// How many tasks sleep on this clock.
    package var sleeperCount: Int { withState { $0.sleepers.count } }

    /// Moves the clock and wakes everybody whose deadline has come, the earliest deadline first.
    ///
    /// - Parameter duration: how far; zero or more, because this clock does not go back.
    package func advance(by duration: Duration) {
        precondition(duration >= .zero, "A HandClock does not go back.")
        let due = withState { state in
            state.now = state.now.advanced(by: duration)
            let now = state.now
            let due = state.sleepers.filter { $0.deadline <= now }.sorted { $0.deadline < $1.deadline }
            state.sleepers.removeAll { $0.deadline <= now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Waits until at least `count` tasks sleep on this clock.
    package func untilAsleep(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isReached = withState { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append(Watcher(sleeperCount: count, continuation: continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    /// Sleeps until a test has moved the clock to `deadline` or past it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before or meanwhile.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let id = withState { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                lieDown(Sleeper(id: id, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            let sleeper = withState { state in
                state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Notes a sleeper and tells whoever waits for one, or wakes it at once.
    ///
    /// Cancellation is looked at under the lock: a task that is cancelled later finds its sleeper in the list.
    private func lieDown(_ sleeper: Sleeper) {
        enum Outcome {
            case asleep(told: [Watcher])
            case due
            case cancelled
        }
        let outcome: Outcome = withState { state in
            if Task.isCancelled { return .cancelled }
            if sleeper.deadline <= state.now { return .due }
            state.sleepers.append(sleeper)
            let count = state.sleepers.count
            let told = state.watchers.filter { $0.sleeperCount <= count }
            state.watchers.removeAll { $0.sleeperCount <= count }
            return .asleep(told: told)
        }
        switch outcome {
        case .asleep(let told): for watcher in told { watcher.continuation.resume() }
        case .due: sleeper.continuation.resume()
        case .cancelled: sleeper.continuation.resume(throwing: CancellationError())
        }
    }

    private func withState<Result>(_ body: (inout State) -> Result) -> Result {
        lock.withLock { body(&state) }
    }
}
