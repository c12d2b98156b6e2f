internal import Glibc
internal import POSIX
internal import Subprocess
internal import SystemPackage

/// The life of one process, from its start to the moment when nothing of its group is left.
///
/// ```
/// guardian starts ─▶ leader starts ─▶ guardian is told the group ─▶ leader ends, by itself or by a signal
///   ─▶ SIGKILL to the group ─▶ the last output is read ─▶ guardian goes ─▶ leader is reaped ─▶ orphans are ─▶ ended
/// ```
///
/// The order is what makes the group's number safe: nobody signals it after the leader was reaped, and until then it
/// is taken.
struct Supervision: Sendable {
    /// The group as soon as it runs, or why it does not.
    let started = Promise<Result<ProcessGroup, StartError>>()

    /// How the leader ended, when everything is over.
    let ended = Promise<Ending>()

    private let command: Command
    private let log: OutputLog
    private let guardian: Guardian

    init(_ command: Command, _ log: OutputLog, _ guardian: Guardian) {
        self.command = command
        self.log = log
        self.guardian = guardian
    }

    /// Runs the process. To be called once, in a task that nobody cancels.
    func run() async {
        var outcome: (group: ProcessGroup, ending: Ending)?
        do {
            if case .inherited = command.output {
                _ = try await Subprocess.run(
                    configuration, input: .none, output: .currentStandardOutput, error: .currentStandardError
                ) { outcome = await attend($0.processIdentifier, nil) }
            } else {
                _ = try await Subprocess.run(
                    configuration, input: .none, output: .sequence, error: .combinedWithOutput
                ) { outcome = await attend($0.processIdentifier, $0.standardOutput) }
            }
        } catch {
            // Once the process runs, this can only be about its reaping, and the ending is known all the same.
            if outcome == nil {
                await guardian.dismiss()
                started.fulfil(.failure(StartError(error, of: command)))
            }
        }
        guard let outcome else { return }
        await outcome.group.reapOrphans()
        ended.fulfil(outcome.ending)
    }

    /// Stays with a process that has just started until it has ended and everybody else of its group is killed; it
    /// waits to be reaped then.
    private func attend(
        _ leader: ProcessIdentifier, _ output: SubprocessOutputSequence?
    ) async -> (group: ProcessGroup, ending: Ending) {
        let group = ProcessGroup(number: leader.value)
        guardian.watch(group)
        started.fulfil(.success(group))
        async let reading: Void = read(output, of: group)
        let ending = await ExitWatch.ending(of: leader.value)
        group.loseLeader()
        await reading
        await guardian.dismiss()
        group.release()
        return (group, ending)
    }

    /// Reads until nobody has the pipe any more.
    ///
    /// Somebody who left the group may keep it, so after the leader's end this is over when the pipe is empty, or
    /// after ``lateOutputByteCount``.
    private func read(_ output: SubprocessOutputSequence?, of group: ProcessGroup) async {
        guard let output else { return }
        var lateByteCount = 0
        do {
            for try await piece in output {
                log.receive(unsafe piece.withUnsafeBytes { unsafe Array($0) })
                if !group.isLed { lateByteCount += piece.count }
                if lateByteCount > Self.lateOutputByteCount { break }
            }
        } catch {
            // What cannot be read is lost; how the process ended is not.
        }
        log.finish()
    }

    /// 1 MiB, the most that a pipe can hold on Linux without privileges (`/proc/sys/fs/pipe-max-size`): all that the
    /// leader can have left there.
    private static let lateOutputByteCount = 1 << 20
}

extension Supervision {
    private var configuration: Configuration {
        var options = PlatformOptions()
        // 0: a new group, with the number of its first process.
        options.processGroupID = 0
        let changes = command.environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        return Configuration(
            executable: executable, arguments: arguments,
            environment: .inherit.updating(Dictionary(uniqueKeysWithValues: changes)),
            workingDirectory: command.workingDirectory.map { FilePath($0) }, platformOptions: options)
    }

    private var executable: Executable {
        switch command.program {
        case .shell: .path("/bin/sh")
        case .executable(let path, _): path.utf8.contains(UInt8(ascii: "/")) ? .path(FilePath(path)) : .name(path)
        }
    }

    private var arguments: Arguments {
        switch command.program {
        case .shell(let line): ["-c", line]
        case .executable(_, let arguments): Arguments(arguments)
        }
    }
}
