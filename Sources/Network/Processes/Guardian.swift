internal import Glibc
internal import POSIX
internal import Subprocess
internal import SystemPackage

/// A small process beside a process group that kills it when we die without a chance to do so ourselves.
///
/// ```
///            socket
/// us ══════════════════ sh, in a group of its own
///   1. the group's number ──▶  reads it, then waits
///   2. an empty line      ──▶  goes away: all is in order
///   or the end, because the kernel closed our end: kill -s KILL -- -number
/// ```
///
/// Our end is closed when this process ends, however it does, and is inherited by nobody. What remains open: between
/// the start of the group and step 1, some microseconds, its death goes unnoticed.
final class Guardian: Sendable {
    private let descriptor: Int32
    private let ended: Promise<Void>

    private static let script = """
        read -r group || exit
        read -r farewell && exit
        kill -s KILL -- "-$group"
        """

    /// Starts the guardian.
    static func start() async throws(StartError) -> Guardian {
        let (ours, theirs) = try socketPair()
        let started = Promise<StartError?>()
        let ended = Promise<Void>()
        Task {
            do {
                var options = PlatformOptions()
                options.processGroupID = 0
                _ = try await run(
                    .path("/bin/sh"), arguments: ["-c", script], environment: .custom([Environment.Key: String]()),
                    workingDirectory: "/", platformOptions: options,
                    input: .fileDescriptor(theirs, closeAfterSpawningProcess: true), output: .discarded,
                    error: .discarded
                ) { _ in started.fulfil(nil) }
            } catch {
                started.fulfil(StartError(error, of: Command("/bin/sh")))
            }
            ended.fulfil(())
        }
        let guardian = Guardian(ours, ended)
        if let error = await started.value {
            await guardian.dismiss()
            throw error
        }
        return guardian
    }

    private init(_ descriptor: Int32, _ ended: Promise<Void>) {
        self.descriptor = descriptor
        self.ended = ended
    }

    /// Names the group to kill.
    func watch(_ group: ProcessGroup) { tell("\(group.number)\n") }

    /// Sends the guardian away, and returns when it is gone. The last call.
    func dismiss() async {
        // Two lines, because it may not have been given a group yet.
        tell("\n\n")
        close(descriptor)
        await ended.value
    }

    /// A guardian that somebody killed is no reason to fail: the group is still ours to end.
    private func tell(_ text: String) {
        let bytes = Array(text.utf8)
        // A socket rather than a pipe, because a pipe whose reader is gone would give us SIGPIPE.
        unsafe _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}

extension Guardian {
    /// Two ends of a stream that no program we start inherits (`SOCK_CLOEXEC`).
    private static func socketPair() throws(StartError) -> (ours: Int32, theirs: FileDescriptor) {
        var ends: (Int32, Int32) = (-1, -1)
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let result = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
            unsafe socketpair(AF_UNIX, type, 0, bytes.assumingMemoryBound(to: Int32.self).baseAddress)
        }
        guard result == 0 else {
            throw StartError(
                .system, "No guardian can be started beside the process: socketpair: \(Errno(rawValue: errno)).")
        }
        return (ends.0, FileDescriptor(rawValue: ends.1))
    }
}
