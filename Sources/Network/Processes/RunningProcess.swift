internal import Glibc
internal import POSIX

/// A program that runs in a process group of its own, and of which nothing is left when it has ended.
///
/// ```swift
/// let ending = try await RunningProcess.run(Command(shell: "python3 converter.py")) { process in
///     …                       // the program runs meanwhile
/// }                           // here it is gone, whether the block returned, threw or was cancelled
/// ```
///
/// Its children belong to the group as long as they do not leave it (`setsid`, `setpgid`). When the program ends, by
/// itself or by ``stop(grace:)``, whoever of the group remains is killed. That also happens when this object goes, and
/// when our own process dies, be it by `SIGKILL`: a small shell beside the group sees to it.
package final class RunningProcess: Sendable {
    /// The number of the process, and of its group.
    package let processIdentifier: Int32

    private let group: ProcessGroup
    private let ended: Promise<Ending>
    private let log: OutputLog

    /// How long ``stop(grace:)`` lets a program end by itself: what Kubernetes and systemd allow is 30 s and 90 s, for
    /// services with clients; docker stop allows 10 s.
    package static let standardGrace = Duration.seconds(5)

    /// Starts a program.
    ///
    /// - Throws: ``StartError`` when it does not start, `CancellationError` when the task was cancelled; nothing runs
    ///   then.
    package static func start(_ command: Command) async throws -> RunningProcess {
        let log = try OutputLog(command.output)
        let supervision = Supervision(command, log, try await Guardian.start())
        // In a task of its own, because a process that has started is attended to the end, whoever is cancelled.
        Task { await supervision.run() }
        let process = RunningProcess(
            try await supervision.started.value.get(), ended: supervision.ended, log: log)
        if Task.isCancelled {
            await process.stop(grace: .zero)
            throw CancellationError()
        }
        return process
    }

    /// Starts a program, runs `body` meanwhile, and stops the program when `body` is left in any way.
    ///
    /// - Parameters:
    ///   - command: what to run.
    ///   - grace: how long the program may take to end by itself.
    ///   - body: what to do while it runs.
    /// - Returns: what `body` returned.
    /// - Throws: ``StartError`` when the program does not start; what `body` throws.
    package static func run<Result>(
        _ command: Command, grace: Duration = standardGrace, _ body: (RunningProcess) async throws -> Result
    ) async throws -> Result {
        let process = try await start(command)
        do {
            let result = try await body(process)
            await process.stop(grace: grace)
            return result
        } catch {
            await process.stop(grace: grace)
            throw error
        }
    }

    private init(_ group: ProcessGroup, ended: Promise<Ending>, log: OutputLog) {
        processIdentifier = group.number
        self.group = group
        self.ended = ended
        self.log = log
    }

    deinit { group.send(SIGKILL) }

    /// Waits until the program has ended, and everything of its group with it.
    ///
    /// Cancelling the task stops the program as ``stop(grace:)`` does; this still returns how it ended.
    package func wait() async -> Ending {
        await withTaskCancellationHandler {
            await ended.value
        } onCancel: {
            Task { await stop() }
        }
    }

    /// Ends the program: `SIGTERM` to its group, after the grace `SIGKILL`. Returns when everything of the group is
    /// gone; any number of times, also when the program had ended before.
    ///
    /// The program itself has the grace; when it ends, what remains of its group is killed at once.
    ///
    /// - Returns: how the program ended.
    @discardableResult
    package func stop(grace: Duration = standardGrace) async -> Ending {
        group.send(SIGTERM)
        // Who was halted (SIGSTOP) must run to hear of it.
        group.send(SIGCONT)
        let killing = Task {
            try await Task.sleep(for: grace)
            group.send(SIGKILL)
        }
        defer { killing.cancel() }
        return await ended.value
    }

    /// The last lines of its output, at most 50, for messages; the last one may not be complete yet.
    package var lastOutput: [String] { log.lastLines }
}
