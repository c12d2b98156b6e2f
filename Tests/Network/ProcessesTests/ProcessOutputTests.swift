import TestSupport
import Testing
import POSIX

@testable import Processes

/// Where the output of a process goes.
@Suite(.timeLimit(.minutes(5))) struct ProcessOutputTests {
    @Test func `lines of both streams come in order`() async throws {
        let lines = Lock<[String]>([])
        let process = try await RunningProcess.start(
            Command(
                shell: "echo 1; echo 2 >&2; echo; printf '3\\r\\n'; printf 4",
                output: .lines { line in lines.withLock { $0.append(line) } }))
        _ = await process.wait()
        #expect(lines.withLock { $0 } == ["1", "2", "", "3", "4"])
        #expect(process.lastOutput == ["1", "2", "", "3", "4"])
    }

    @Test func `nothing is lost of much output before the end`() async throws {
        let lines = Lock<[String]>([])
        let process = try await RunningProcess.start(
            Command(shell: "seq 200000", output: .lines { line in lines.withLock { $0.append(line) } }))
        #expect(await process.wait() == .exited(0))
        #expect(lines.withLock { $0 } == (1...200_000).map(String.init))
        #expect(process.lastOutput == (199_951...200_000).map(String.init))
    }

    @Test func `a file gets the bytes as they are, and is made anew`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("log", Array("what was there before".utf8))
        let process = try await RunningProcess.start(
            Command(shell: #"printf 'a\377\n'; printf b >&2"#, output: .file(path: path)))
        _ = await process.wait()
        #expect(folder.bytes("log") == [0x61, 0xFF, 0x0A, 0x62])
        #expect(process.lastOutput == ["a\u{FFFD}", "b"])
    }

    @Test func `a file can be written on, and is made where there is none`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("log", Array("before\n".utf8))
        for file in [path, "\(folder.path)/new"] {
            let process = try await RunningProcess.start(
                Command(shell: "echo 1; echo 2 >&2", output: .appended(path: file)))
            _ = await process.wait()
            #expect(process.lastOutput == ["1", "2"])
        }
        #expect(folder.bytes("log") == Array("before\n1\n2\n".utf8))
        #expect(folder.bytes("new") == Array("1\n2\n".utf8))
    }

    @Test func `a file that takes no more does not stop the program`() async throws {
        let process = try await RunningProcess.start(
            Command(shell: "echo 1; sleep 0; echo 2; exit 3", output: .file(path: "/dev/full")))
        #expect(await process.wait() == .exited(3))
        #expect(process.lastOutput.first == "1")
        #expect(process.lastOutput.contains("(the output file takes no more: No space left on device)"))
    }

    @Test func `what has no line break yet can be seen`() async throws {
        let seen = Latch()
        let process = try await RunningProcess.start(
            Command(shell: "echo ready; printf 'Password: '; exec sleep 1000", output: .lines { _ in seen.open() }))
        await seen.wait()
        while process.lastOutput != ["ready", "Password: "] {
            try Task.checkCancellation()
            await Task.yield()
        }
        await process.stop(grace: .zero)
    }
}

/// Lines of a stream of bytes.
@Suite struct LineSplitterTests {
    @Test(
        arguments: [
            ("", []), ("a", ["a"]), ("a\n", ["a"]), ("\n", [""]), ("\n\na\r\n\rb\r\n", ["", "", "a", "\rb"]),
            ("ü\nü", ["ü", "ü"]),
        ] as [(String, [String])])
    func `lines are the same at every split`(text: String, lines: [String]) {
        let bytes = Array(text.utf8)
        for split in 0...bytes.count {
            var splitter = LineSplitter()
            var found = splitter.receive(Array(bytes[..<split])) + splitter.receive(Array(bytes[split...]))
            if let last = splitter.finish() { found.append(last) }
            #expect(found == lines, "split at \(split)")
        }
    }

    @Test func `a line without end comes in pieces`() {
        let limit = LineSplitter.maximumByteCount
        var splitter = LineSplitter()
        var lines = splitter.receive([UInt8](repeating: 0x61, count: limit))
        #expect(lines.isEmpty)
        lines = splitter.receive([UInt8](repeating: 0x61, count: 2 * limit + 1))
        #expect(lines.map(\.utf8.count) == [limit, limit, limit])
        #expect(splitter.finish() == "a")
        #expect(splitter.finish() == nil)
    }
}
