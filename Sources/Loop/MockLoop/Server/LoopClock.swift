public import LoopDomain

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What a Loop takes for the time.
public protocol LoopClock: Sendable {
    /// The time now.
    var now: Timestamp { get }
}

/// The time of the system, in UTC.
public struct SystemClock: LoopClock {
    /// The clock of the system.
    public init() {}

    /// The time, from `CLOCK_REALTIME`.
    public var now: Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microsecondsSinceEpoch: Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000)
    }
}
