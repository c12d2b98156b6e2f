import Glibc
import POSIX
import TestSupport
import Testing

@testable import Processes

/// What happens to the processes when their owner dies.
@Suite(.timeLimit(.minutes(5))) struct GuardianTests {
    enum Death: String, CaseIterable, Codable, Sendable { case killed, exited }

    @Test(arguments: Death.allCases)
    func `processes do not outlive their owner`(_ death: Death) async throws {
        let folder = TemporaryFolder()
        let fifo = Fifo(in: folder.path)
        let path = fifo.path
        await #expect(processExitsWith: death == .killed ? .signal(SIGKILL) : .exitCode(5)) {
            [path = path as String, death = death as Death] in
            let ready = Latch()
            let process = try await RunningProcess.start(
                Command(
                    shell: "exec 9> \"$FIFO\"; trap '' TERM HUP; (sleep 1000) & echo ready; wait",
                    environment: ["FIFO": path], output: .lines { if $0 == "ready" { ready.open() } }))
            await ready.wait()
            switch death {
            case .killed: kill(getpid(), SIGKILL)
            case .exited: exit(5)
            }
            _ = await process.wait()
        }
        await fifo.waitForLastWriter()
    }

    /// In a process of its own, because the test runner's is not prepared for children it does not know.
    @Test func `who adopts orphans finds the group's number free`() async {
        await #expect(processExitsWith: .success) {
            Orphans.adopt()
            for line in [
                "sleep 1000 & echo ready; exit 3", "(sleep 1000 & wait) & (exit 0) & echo ready; exec sleep 1000",
            ] {
                let ready = Latch()
                let process = try await RunningProcess.start(Command(shell: line, output: .lines { _ in ready.open() }))
                await ready.wait()
                await process.stop(grace: .seconds(3600))
                #expect(kill(-process.processIdentifier, 0) == -1)
                #expect(errno == ESRCH)
            }
        }
    }

    @Test func `a guardian without a group goes`() async throws {
        let guardian = try await Guardian.start()
        await guardian.dismiss()
    }

    @Test func `a dismissed guardian spares the group`() async throws {
        let leader = try await RunningProcess.start(Command(shell: "exec sleep 1000"))
        let guardian = try await Guardian.start()
        guardian.watch(ProcessGroup(number: leader.processIdentifier))
        await guardian.dismiss()
        #expect(kill(leader.processIdentifier, 0) == 0)
        #expect(await leader.stop() == .signalled(SIGTERM))
    }
}
