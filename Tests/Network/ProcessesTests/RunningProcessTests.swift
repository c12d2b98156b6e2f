import Glibc
import TestSupport
import Testing
import POSIX

@testable import Processes

/// Start, end and what can be seen of it.
@Suite(.timeLimit(.minutes(5))) struct RunningProcessTests {
    struct EndingCase: Sendable, CustomTestStringConvertible {
        var command: Command
        var ending: Ending
        var testDescription: String { "\(command): \(ending)" }
    }

    @Test(arguments: [
        EndingCase(command: Command("true"), ending: .exited(0)),
        EndingCase(command: Command("/bin/sh", arguments: ["-c", "exit 7"]), ending: .exited(7)),
        EndingCase(command: Command(shell: "exit 255"), ending: .exited(255)),
        EndingCase(command: Command(shell: "no-such-program 2>&1"), ending: .exited(127)),
        EndingCase(command: Command(shell: "kill -s TERM $$"), ending: .signalled(SIGTERM)),
        EndingCase(command: Command(shell: "kill -s KILL $$"), ending: .signalled(SIGKILL)),
        EndingCase(command: Command(shell: "kill -s SEGV $$"), ending: .signalled(SIGSEGV)),
    ])
    func `a program's ending is told`(_ example: EndingCase) async throws {
        let process = try await RunningProcess.start(example.command)
        #expect(await process.wait() == example.ending)
        // Any number of times.
        #expect(await process.wait() == example.ending)
        #expect(await process.stop() == example.ending)
    }

    @Test func `a program leads a group of its own`() async throws {
        // proc(5): in /proc/PID/stat the group stands behind the name, the state and the parent.
        let process = try await RunningProcess.start(
            Command(shell: "read -r number name state parent group rest < /proc/$$/stat; echo $group"))
        _ = await process.wait()
        #expect(process.lastOutput == ["\(process.processIdentifier)"])
        #expect(process.processIdentifier != getpgrp())
    }

    @Test func `standard input is empty, and no descriptor of ours is inherited`() async throws {
        let process = try await RunningProcess.start(Command(shell: "cat; ls /proc/self/fd"))
        #expect(await process.wait() == .exited(0))
        // 3 is the folder that ls reads.
        #expect(process.lastOutput == ["0", "1", "2", "3"])
    }

    @Test func `environment: ours, what is added, what is removed`() async throws {
        #expect(unsafe getenv("HOME") != nil)
        let process = try await RunningProcess.start(
            Command(
                shell: #"echo "${PATH:+kept}/${HOME-removed}/$ADDED""#,
                environment: ["ADDED": "a = \"b ü\"\n", "HOME": nil]))
        _ = await process.wait()
        #expect(process.lastOutput == ["kept/removed/a = \"b ü\"", ""])
    }

    @Test func `the working directory holds for the program's own path too`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("here.sh", Array("#!/bin/sh\npwd\n".utf8))
        unsafe chmod(path, 0o700)
        let process = try await RunningProcess.start(Command("./here.sh", workingDirectory: folder.path))
        _ = await process.wait()
        #expect(process.lastOutput == [folder.path])
    }

    struct StartCase: Sendable, CustomTestStringConvertible {
        var command: Command
        var reason: StartError.Reason
        var message: String
        var testDescription: String { message }
    }

    @Test(arguments: [
        StartCase(
            command: Command("no-such-program"), reason: .programNotFound,
            message: "No program \"no-such-program\" was found in PATH."),
        StartCase(
            command: Command("/no/such/program"), reason: .programNotFound,
            message: "The program /no/such/program cannot be found: No such file or directory."),
        StartCase(
            command: Command("./no-such", workingDirectory: "/tmp"), reason: .programNotFound,
            message: "The program ./no-such cannot be found: No such file or directory."),
        StartCase(command: Command("/tmp"), reason: .programNotExecutable, message: "The program /tmp is a folder."),
        StartCase(
            command: Command("/etc/passwd"), reason: .programNotExecutable,
            message: "The program /etc/passwd may not be executed; chmod +x would allow it."),
        StartCase(command: Command(""), reason: .programNotFound, message: "No program \"\" was found in PATH."),
        StartCase(
            command: Command("true", workingDirectory: "/no/such/folder"), reason: .workingDirectory,
            message: "The working directory /no/such/folder cannot be entered: No such file or directory."),
        StartCase(
            command: Command("true", output: .file(path: "/no/such/folder/log")), reason: .outputFile,
            message: "The output file /no/such/folder/log cannot be written: No such file or directory."),
    ])
    func `a program that does not start says why`(_ example: StartCase) async throws {
        let error = await #expect(throws: StartError.self) { try await RunningProcess.start(example.command) }
        #expect(error?.reason == example.reason)
        #expect(error?.description == example.message)
    }

    @Test func `a script with a missing interpreter is told from a missing script`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("script", Array("#!/no/such/interpreter\n".utf8))
        unsafe chmod(path, 0o700)
        let error = await #expect(throws: StartError.self) { try await RunningProcess.start(Command(path)) }
        #expect(error?.reason == .programNotExecutable)
        #expect(error?.description.hasSuffix("the interpreter that its first line names is missing.") == true)
    }

    @Test func `many programs at once`() async throws {
        try await withThrowingTaskGroup { group in
            for code in 0..<32 as Range<Int32> {
                group.addTask {
                    let process = try await RunningProcess.start(Command(shell: "echo \(code); exit \(code)"))
                    #expect(await process.wait() == .exited(code))
                    #expect(process.lastOutput == ["\(code)"])
                }
            }
            try await group.waitForAll()
        }
    }
}
