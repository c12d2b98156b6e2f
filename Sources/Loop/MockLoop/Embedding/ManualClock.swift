public import LoopDomain
internal import Bytes
internal import POSIX

/// A clock that stands still until it is moved: for tests in which nothing takes time but what the test lets take time.
///
/// A Loop that has it for its ``LoopServer/Configuration/clock`` goes by it in everything: the `Date` field and the times
/// of images and models, the pings of nodes and how long they may be silent, delays that were asked for, waits. What
/// takes no time happens at once, whether or not the clock is moved.
///
/// ```swift
/// let clock = ManualClock()
/// var configuration = LoopServer.Configuration()
/// configuration.clock = clock
/// let loop = try await LoopServer.start(configuration)
/// await clock.advance(by: .seconds(25))
/// ```
///
/// Several Loops may go by one clock, one after the other or at the same time.
public final class ManualClock: LoopClock {
    private struct State: Sendable {
        var elapsed = Duration.zero
        /// Where the clock will stand when all who move it are done.
        var goal = Duration.zero
        /// The Loops that go by it.
        var loops: [LoopServer] = []
    }

    private let start: Timestamp
    private let state = Lock(State())

    /// A clock that stands still at `start`; without one at 2021-06-01T06:28:21.288442.
    public init(at start: Timestamp = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)) { self.start = start }

    /// The time at which it stands.
    public var now: Timestamp {
        Timestamp(microsecondsSinceEpoch: start.microsecondsSinceEpoch + elapsed.wholeMicroseconds)
    }

    /// How far it was moved since it was made.
    public var elapsed: Duration { state.withLock { $0.elapsed } }

    /// Moves the time, from one thing that is due to the next: each of them happens at its time, with all that it brings
    /// about, before the time goes on. Returns when everything has happened that takes no longer.
    ///
    /// Who moves it at the same time as others moves it further by as much.
    ///
    /// - Parameter duration: how far; not below zero, because time does not go back.
    public func advance(by duration: Duration) async {
        precondition(duration >= .zero, "a ManualClock does not go back")
        let goal = state.withLock { state in
            state.goal += duration
            return state.goal
        }
        for loop in loops { await loop.settleAll() }
        while let moment = await nextMoment(by: goal) { await reach(moment) }
        await reach(goal)
    }

    private var loops: [LoopServer] { state.withLock { $0.loops } }

    /// When the next thing happens, if it does by `goal`.
    private func nextMoment(by goal: Duration) async -> Duration? {
        var next: Duration?
        for loop in loops {
            guard let deadline = await loop.nextDeadline?.sinceStart, deadline <= goal else { continue }
            next = min(next ?? deadline, deadline)
        }
        return next
    }

    private func reach(_ moment: Duration) async {
        state.withLock { $0.elapsed = max($0.elapsed, moment) }
        for loop in loops { await loop.reach(Instant(sinceStart: moment)) }
    }

    // MARK: For the Loops

    func attach(_ loop: LoopServer) { state.withLock { $0.loops.append(loop) } }

    func detach(_ loop: LoopServer) { state.withLock { state in state.loops.removeAll { $0 === loop } } }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }
}
