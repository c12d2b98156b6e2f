import LoopDomain
import MockLoop
import POSIX

/// A clock for a Loop that a test moves.
final class MovingClock: LoopClock {
    private let time: Lock<Timestamp>

    init(_ time: Timestamp = TestLoop.StillClock().now) { self.time = Lock(time) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int) { time.withLock { $0.microsecondsSinceEpoch += seconds * 1_000_000 } }
}
