/// A clock on which an hour passes in a minute, or faster: for stories in which pauses are only in the way.
struct QuickClock: Clock {
    struct Instant: InstantProtocol {
        var time: Duration

        func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
        func duration(to other: Instant) -> Duration { other.time - time }
        static func < (left: Instant, right: Instant) -> Bool { left.time < right.time }
    }

    /// How many times as fast it goes.
    let factor: Int
    private let start = ContinuousClock.now

    init(factor: Int = 100) { self.factor = factor }

    var now: Instant { Instant(time: start.duration(to: .now) * factor) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await ContinuousClock().sleep(until: start + deadline.time / factor, tolerance: tolerance)
    }
}
