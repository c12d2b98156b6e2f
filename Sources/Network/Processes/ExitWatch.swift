internal import Glibc
internal import POSIX

/// Waits for the end of a child without reaping it, on a thread of its own.
///
/// swift-subprocess would reap it in the same moment, and the number of its group would no longer be certain.
enum ExitWatch {
    /// - Parameter process: a child of ours that nobody else reaps.
    static func ending(of process: pid_t) async -> Ending {
        await onThread { wait(for: process) }
    }

    /// The C function is `waitid`.
    private static func wait(for process: pid_t) -> Ending {
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { return .exited(-1) }
        }
        let status = unsafe information._sifields._sigchld.si_status
        let isExit = unsafe information.si_code == Int32(CLD_EXITED)
        return isExit ? .exited(status) : .signalled(status)
    }
}

/// Runs what blocks on a thread of its own.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        Thread.start(named: "process-watch") { continuation.resume(returning: body()) }
    }
}
