internal import POSIX
internal import CLinux

#if canImport(Glibc)
    internal import Glibc
#endif

/// What a descriptor is ready for, or what one wants to hear of.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: 1)
    package static let writable = Readiness(rawValue: 2)
    /// The peer is gone in both directions, or the descriptor failed; reported without being asked for.
    package static let closed = Readiness(rawValue: 4)
}

/// Waits for readiness of many descriptors at once: epoll(7), level-triggered.
struct Poller: ~Copyable {
    private let epoll: Descriptor
    private var events: [clinux_event]

    init() throws(SystemError) {
        epoll = Descriptor(try retryingOnInterrupt("epoll_create1") { clinux_epoll_create() })
        events = Array(repeating: clinux_event(), count: Int(CLINUX_EVENTS_PER_WAIT))
    }

    /// Begins to watch `descriptor`; `token` comes back with each report.
    func add(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, descriptor, interest, token)
    }

    func change(_ descriptor: Int32, to interest: Readiness, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_MOD, descriptor, interest, token)
    }

    func remove(_ descriptor: Int32) throws(SystemError) {
        try control(EPOLL_CTL_DEL, descriptor, [], 0)
    }

    private func control(
        _ operation: Int32, _ descriptor: Int32, _ interest: Readiness, _ token: UInt64
    ) throws(SystemError) {
        var events: UInt32 = 0
        if interest.contains(.readable) { events |= EPOLLIN.rawValue }
        if interest.contains(.writable) { events |= EPOLLOUT.rawValue }
        let number = epoll.number
        _ = try retryingOnInterrupt("epoll_ctl") { clinux_epoll_control(number, operation, descriptor, events, token) }
    }

    /// Waits until something is ready, or until `timeout` has passed; nil waits without end.
    ///
    /// - Parameter report: called with the token and readiness of each descriptor.
    mutating func wait(timeout: Duration?, report: (UInt64, Readiness) -> Void) throws(SystemError) {
        let milliseconds = timeout.map(\.roundedUpToMilliseconds) ?? -1
        let number = epoll.number
        let count = unsafe clinux_epoll_wait(number, &events, milliseconds)
        guard count >= 0 else {
            // A signal ends the wait early; the caller comes back with what remains of its time.
            if errno == EINTR { return }
            throw .last("epoll_wait")
        }
        for event in events.prefix(Int(count)) {
            var readiness = Readiness()
            if event.events & EPOLLIN.rawValue != 0 { readiness.insert(.readable) }
            if event.events & EPOLLOUT.rawValue != 0 { readiness.insert(.writable) }
            if event.events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { readiness.insert(.closed) }
            report(event.token, readiness)
        }
    }
}

extension Duration {
    /// As poll(2) and epoll(7) want it. Rounded up, so that no deadline is looked for before it has come.
    fileprivate var roundedUpToMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(max(0, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
