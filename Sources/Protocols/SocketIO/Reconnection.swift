/// How a client comes back when its transport was lost: the reference's rules.
package struct Reconnection: Sendable {
    /// The delay before the first attempt.
    package var firstDelay = Duration.seconds(1)
    /// By how much a delay is longer than the one before.
    package var factor = 2.0
    /// No delay is longer, chance included.
    package var longestDelay = Duration.seconds(5)
    /// Which part of a delay chance adds or takes away, 0 to 1, so that not all clients come back at once.
    package var jitter = 0.5
    /// Attempts before the client gives up; nil for none, 0 for a client that does not come back.
    package var attemptLimit: Int?

    package init() {}

    /// A client that does not come back.
    package static var never: Reconnection {
        var never = Reconnection()
        never.attemptLimit = 0
        return never
    }

    /// How long to wait before an attempt.
    ///
    /// - Parameter attempt: 0 for the first one.
    /// - Returns: nil when there is to be none.
    package func delay(
        before attempt: Int, using random: inout any RandomNumberGenerator & Sendable
    ) -> Duration? {
        if let attemptLimit, attempt >= attemptLimit { return nil }
        // In seconds: beyond every limit there is still a number, and an infinite one is only the longest delay.
        var seconds = firstDelay.inSeconds
        for _ in 0..<min(attempt, 1_000) where seconds < longestDelay.inSeconds { seconds *= factor }
        let chance = Double(random.next() >> 11) / Double(1 << 53 as UInt64)
        let delay = min(seconds, longestDelay.inSeconds) * (1 + jitter * (2 * chance - 1))
        return min(.seconds(max(delay, 0)), longestDelay)
    }
}

extension Duration {
    fileprivate var inSeconds: Double { self / .seconds(1) }
}
