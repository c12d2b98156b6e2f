/// A clock on which an hour passes in a minute, or faster: for stories in which pauses are only in the way.
package struct QuickClock: Clock {
    /// A moment, counted from the start of the clock.
    package struct Instant: InstantProtocol {
        /// The time since the clock was made, by this clock.
        package var time: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
        package func duration(to other: Instant) -> Duration { other.time - time }
        package static func < (left: Instant, right: Instant) -> Bool { left.time < right.time }
    }

    /// How many times as fast it goes.
    package let factor: Int
    private let start = ContinuousClock.now

    package init(factor: Int = 100) { self.factor = factor }

    package var now: Instant { Instant(time: start.duration(to: .now) * factor) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await ContinuousClock().sleep(until: start + deadline.time / factor, tolerance: tolerance)
    }
}
