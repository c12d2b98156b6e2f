import Glibc
import TestSupport
import Testing

@testable import Processes

/// Whatever happens, nothing of the group is left.
///
/// Every process here holds a named pipe, so that the pipe's end proves the absence of all of them.
@Suite(.timeLimit(.minutes(5))) struct StopTests {
    private let folder = TemporaryFolder()
    private let fifo: Fifo

    init() { fifo = Fifo(in: folder.path) }

    /// Starts a shell that holds the pipe, and returns when it runs `line`, which must not print.
    private func start(_ line: String) async throws -> RunningProcess {
        let ready = Latch()
        let process = try await RunningProcess.start(Self.command(line, fifo.path, ready))
        await ready.wait()
        return process
    }

    private static func command(_ line: String, _ fifo: String, _ ready: Latch) -> Command {
        Command(
            shell: "exec 9> \"$FIFO\"; \(line)", environment: ["FIFO": fifo],
            output: .lines { if $0 == "ready" { ready.open() } })
    }

    @Test func `stopping ends a program that listens to SIGTERM`() async throws {
        let process = try await start("trap 'exit 3' TERM; echo ready; sleep 1000 & wait")
        #expect(await process.stop(grace: .seconds(3600)) == .exited(3))
        await fifo.waitForLastWriter()
    }

    @Test func `stopping kills a program that ignores SIGTERM`() async throws {
        let process = try await start("trap '' TERM; echo ready; while :; do sleep 1000; done")
        #expect(await process.stop(grace: .milliseconds(10)) == .signalled(SIGKILL))
        await fifo.waitForLastWriter()
    }

    @Test func `stopping reaches a program that is halted`() async throws {
        let process = try await start("trap 'exit 3' TERM; echo ready; sleep 1000 & wait")
        kill(-process.processIdentifier, SIGSTOP)
        #expect(await process.stop(grace: .seconds(3600)) == .exited(3))
        await fifo.waitForLastWriter()
    }

    @Test(arguments: [
        "sleep 1000 & echo ready; exit 3",
        "(trap '' TERM HUP; sleep 1000) & echo ready; exit 3",
        "sh -c 'trap \"\" TERM; sleep 1000 & sleep 1000' & echo ready; exit 3",
        "(while :; do sleep 1000 & done) & echo ready; exit 3".replacing("done", with: "wait; done"),
    ])
    func `whoever outlives the program is killed`(_ line: String) async throws {
        let process = try await start(line)
        #expect(await process.wait() == .exited(3))
        await fifo.waitForLastWriter()
    }

    @Test func `children that multiply are killed`() async throws {
        let process = try await start(
            "f() { if [ $1 -gt 0 ]; then f $(($1-1)) & f $(($1-1)) & fi; wait; sleep 1000; }; f 4 & echo ready; exec sleep 1000"
        )
        #expect(await process.stop(grace: .zero) != .exited(0))
        await fifo.waitForLastWriter()
    }

    @Test func `a program that writes without end is stopped`() async throws {
        let process = try await start("echo ready; yes & yes")
        await process.stop(grace: .milliseconds(10))
        await fifo.waitForLastWriter()
    }

    @Test func `who left the group is not waited for, even if it keeps the output`() async throws {
        let process = try await start("setsid sh -c 'echo $$; echo ready; exec sleep 1000' & wait; exit 3")
        await process.stop(grace: .zero)
        let escaped = try #require(process.lastOutput.first.flatMap { pid_t($0) })
        #expect(kill(escaped, SIGKILL) == 0)
        await fifo.waitForLastWriter()
    }

    @Test func `cancelling who waits stops the program`() async throws {
        let process = try await start("trap 'exit 3' TERM; echo ready; sleep 1000 & wait")
        let task = Task { await process.wait() }
        task.cancel()
        #expect(await task.value == .exited(3))
        await fifo.waitForLastWriter()
    }

    @Test func `leaving a block stops the program, by return, throw and cancellation`() async throws {
        struct Problem: Error {}
        let path = fifo.path
        let line = "trap 'exit 3' TERM; echo ready; sleep 1000 & wait"
        for way in 0..<3 {
            let ready = Latch()
            let task = Task {
                try await RunningProcess.run(Self.command(line, path, ready)) { process in
                    await ready.wait()
                    if way == 1 { throw Problem() }
                    if way == 2 { try await Task.sleep(for: .seconds(3600)) }
                    return process
                }
            }
            await ready.wait()
            if way == 2 { task.cancel() }
            switch await task.result {
            case .success(let process): #expect(way == 0 && process.lastOutput == ["ready"])
            case .failure(let error): #expect(way == 1 ? error is Problem : error is CancellationError)
            }
            await fifo.waitForLastWriter()
        }
    }

    @Test func `a task that is cancelled while it starts a program leaves none`() async throws {
        let path = fifo.path
        let ready = Latch()
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            _ = try await RunningProcess.start(Self.command("echo ready; sleep 1000", path, ready))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a process that nobody keeps is killed`() async throws {
        let ready = Latch()
        var process: RunningProcess? = try await RunningProcess.start(
            Self.command("trap '' TERM; echo ready; sleep 1000 & wait", fifo.path, ready))
        await ready.wait()
        #expect(process != nil)
        process = nil
        await fifo.waitForLastWriter()
    }

    @Test func `two who stop at once get the same ending`() async throws {
        let process = try await start("trap '' TERM; echo ready; while :; do sleep 1000; done")
        async let first = process.stop(grace: .seconds(3600))
        async let second = process.stop(grace: .zero)
        #expect(await [first, second] == [.signalled(SIGKILL), .signalled(SIGKILL)])
        await fifo.waitForLastWriter()
    }
}
