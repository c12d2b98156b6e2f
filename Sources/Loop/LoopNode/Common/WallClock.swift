package import LoopDomain

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What people's clocks show.
package struct WallClock: Sendable {
    private let time: @Sendable () -> Timestamp
    private let offset: @Sendable (Timestamp) -> Int

    /// - Parameters:
    ///   - time: the time now, in UTC.
    ///   - offset: seconds that the local time is ahead of UTC at some time.
    package init(
        time: @escaping @Sendable () -> Timestamp, offset: @escaping @Sendable (Timestamp) -> Int = { _ in 0 }
    ) {
        self.time = time
        self.offset = offset
    }

    /// Now, in UTC.
    var now: Timestamp { time() }

    /// Now as the local time zone has it: the text of this moment is the local date and time.
    var localNow: Timestamp {
        let now = time()
        return Timestamp(microsecondsSinceEpoch: now.microsecondsSinceEpoch + offset(now) * 1_000_000)
    }

    /// Now, in seconds since 1970, UTC.
    var secondsSince1970: Double { Double(now.microsecondsSinceEpoch) / 1_000_000 }

    /// The system's.
    package static let system = WallClock(
        time: {
            var time = timespec()
            unsafe clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(microsecondsSinceEpoch: Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000)
        },
        offset: { moment in
            var seconds = time_t(moment.microsecondsSinceEpoch / 1_000_000)
            var local = unsafe tm()
            unsafe localtime_r(&seconds, &local)
            return unsafe local.tm_gmtoff
        })
}
