/// A moment on a clock that never goes back, as the time since an unspecified start.
///
/// Protocol cores are told the time and never ask for it: a server has a clock, a test moves one by hand.
package struct Instant: Hashable, Comparable, Sendable {
    package var sinceStart: Duration

    package init(sinceStart: Duration) { self.sinceStart = sinceStart }

    package static func < (one: Instant, other: Instant) -> Bool { one.sinceStart < other.sinceStart }
    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(sinceStart: instant.sinceStart + duration)
    }
    package static func - (one: Instant, other: Instant) -> Duration { one.sinceStart - other.sinceStart }
}
