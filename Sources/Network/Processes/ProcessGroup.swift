internal import Glibc
internal import POSIX

/// A process group, signalled by its number for as long as that number is certain to be its own.
///
/// It is while the leader, whose process number it is, has not been reaped: dead or alive, it keeps the number from
/// being given to another process.
final class ProcessGroup: Sendable {
    let number: pid_t
    private let phase = Lock(Phase.led)

    private enum Phase {
        case led
        /// The leader has ended, and waits to be reaped.
        case leaderless
        case gone
    }

    init(number: pid_t) { self.number = number }

    /// Sends a signal to every process of the group; nothing happens after ``release()``.
    ///
    /// The kernel lets no process fork while such a signal is on its way to it, so `SIGKILL` leaves nobody.
    func send(_ signal: Int32) {
        phase.withLock { phase in
            if phase != .gone { kill(-number, signal) }
        }
    }

    /// The leader has ended: nobody else of the group is to outlive it.
    func loseLeader() {
        phase.withLock { $0 = .leaderless }
        send(SIGKILL)
    }

    var isLed: Bool { phase.withLock { $0 == .led } }

    /// The leader is about to be reaped: from here on no signal is sent.
    func release() { phase.withLock { $0 = .gone } }

    /// Waits for the end of those of the group who became our children when their parents died (`Orphans.adopt()`),
    /// and removes them from the process table. They have been killed, so this takes no time worth mentioning.
    ///
    /// To be called after the leader was reaped, as long as its number cannot have come round again.
    func reapOrphans() async {
        await onThread { [number] in
            var information = unsafe siginfo_t()
            while unsafe waitid(P_PGID, id_t(number), &information, WEXITED) == 0 || errno == EINTR {}
        }
    }
}
