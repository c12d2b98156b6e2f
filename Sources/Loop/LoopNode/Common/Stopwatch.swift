/// The time that has passed on a clock since a moment.
struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    /// Starts now.
    init(_ clock: any Clock<Duration>) { read = Self.reader(of: clock) }

    var elapsed: Duration { read() }

    private static func reader(of clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
