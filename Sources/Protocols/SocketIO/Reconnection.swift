/// How a client comes back when its transport was lost: the reference's rules.
package struct Reconnection: Sendable {
    /// The delay before the first attempt; it doubles with each.
    package var firstDelay = Duration.seconds(1)
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
        // Beyond 2³⁰ every delay is the longest one.
        let grown = min(firstDelay * (1 << min(attempt, 30)), longestDelay)
        let part = jitter * (2 * Double(random.next() >> 11) / Double(1 << 53 as UInt64) - 1)
        return min(grown + grown * part, longestDelay)
    }
}
