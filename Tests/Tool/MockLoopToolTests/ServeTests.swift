import Files
import Foundation
import HTTPClient
import JSON
import Processes
import TestSupport
import Testing

@Suite("mockloop serve", .timeLimit(.minutes(5)))
struct ServeTests {
    private let client = Client()

    /// A Loop on a free port, and its URL.
    private func start(
        _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> (ToolProcess, url: String) {
        let tool = try await ToolProcess(["serve", "--port", "0"] + arguments, environment: environment)
        let line = try await tool.line()
        return (tool, String(line.split(separator: " ").last ?? ""))
    }

    private func get(_ url: String) async throws -> Response { try await client.perform(Request(url: url)) }

    @Test
    func `who is ready says where it is, and what to paste`() async throws {
        let tool = try await ToolProcess(["serve", "--port", "0"])
        let first = try await tool.line()
        let url = try #require(first.split(separator: " ").last.map(String.init))
        #expect(first == "MockLoop is ready at \(url)")
        #expect(url.hasPrefix("http://127.0.0.1:"))
        #expect(try await get("\(url)/api/status").status == 200)
        tool.send(SIGTERM)
        #expect(
            await tool.end()
                == .init(
                    ending: .exited(0),
                    output: """
                        export LOOP_HOST=\(url.dropFirst(7))
                        export LOOP_USERNAME=mockloop
                        export LOOP_PASSWORD=mockloop
                        export LOOP_ORGANIZATION=zauberzeug
                        export LOOP_PROJECT=demo

                        """, errors: ""))
    }

    @Test
    func `what is to be pasted is what a shell takes for it`() async throws {
        let (tool, _) = try await start("--username", "it's $HOME", "--password", "a\"b\\c d")
        tool.send(SIGTERM)
        let exports = await tool.end().output
        let shell = try await RunningProcess.start(
            Command(shell: exports + "printf '%s\\n' \"$LOOP_USERNAME\" \"$LOOP_PASSWORD\""))
        #expect(await shell.wait().isSuccess)
        #expect(shell.lastOutput == ["it's $HOME", "a\"b\\c d"])
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends it cleanly, and nothing is left behind`(signal: Int32) async throws {
        let (tool, url) = try await start()
        // A connection that is kept, and one in the middle of a request.
        #expect(try await get("\(url)/api/status").status == 200)
        let port = try #require(UInt16(url.split(separator: ":")[2]))
        let idle = try RawClient(port: port)
        #expect(try tool.leftBehind.count == 1)
        tool.send(signal)
        let outcome = await tool.end()
        #expect(outcome.ending == .exited(0), "\(outcome)")
        #expect(outcome.errors.isEmpty)
        #expect(try tool.leftBehind.isEmpty)
        #expect(try await idle.hasEnded())
    }

    @Test
    func `the ready file says the same to programs`() async throws {
        let folder = try Scratch()
        // What stood there is replaced.
        try WholeFile.write(Array("old".utf8), to: "\(folder.path)/ready")
        let (tool, url) = try await start("--ready-file", "\(folder.path)/ready", "--username", "ä\"")
        let text = try FileReader.contents(of: "\(folder.path)/ready")
        #expect(
            try Value(parsing: text) == [
                "url": .string(url), "tls_url": nil, "ca_certificate": nil, "username": "ä\"", "password": "mockloop",
                "organization": "zauberzeug", "project": "demo", "control_url": .string("\(url)/mockloop"),
                "pid": .number(Number(Int(tool.processIdentifier))),
            ])
        #expect(text.last == UInt8(ascii: "\n"))
        // It was written under another name first.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ready"])
        tool.send(SIGTERM)
        #expect(await tool.end().ending == .exited(0))
    }

    @Test
    func `the journal is complete when a signal ends the Loop`() async throws {
        let folder = try Scratch()
        let path = "\(folder.path)/journal"
        let (tool, url) = try await start("--journal", path)
        for _ in 0..<300 { _ = try await get("\(url)/api/status") }
        let state = try Value(parsing: try await get("\(url)/mockloop/state").body)
        #expect(state["journal"]?["next"] == 301)
        tool.send(SIGTERM)
        let outcome = await tool.end()
        #expect(outcome.ending == .exited(0) && outcome.errors.isEmpty, "\(outcome)")
        let lines = String(decoding: try FileReader.contents(of: path), as: UTF8.self).split(separator: "\n")
        let numbers = try lines.map { try Value(parsing: String($0))["number"]?.int }
        #expect(numbers == Array(1...300))
    }

    @Test
    func `a ready file that cannot be written is a reason to end`() async throws {
        let tool = try await ToolProcess(["serve", "--port", "0", "--ready-file", "/nonexistent/ready"])
        let outcome = await tool.end()
        #expect(outcome.ending == .exited(3))
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.errors.hasPrefix("The ready file /nonexistent/ready cannot be written: open /nonexistent/ready"))
        #expect(outcome.errors.hasSuffix("No such file or directory (errno 2)\n"))
        #expect(try tool.leftBehind.isEmpty)
    }

    @Test
    func `a port that is taken is a reason to end`() async throws {
        let (first, url) = try await start()
        let port = String(url.split(separator: ":")[2])
        let second = try await ToolProcess(["serve", "--port", port])
        #expect(
            await second.end()
                == .init(
                    ending: .exited(3), output: "",
                    errors: """
                        The port \(port) of 127.0.0.1 is in use by another program; choose another with --port, or 0 \
                        for a free one.

                        """))
        #expect(try second.leftBehind.isEmpty)
        #expect(try await get("\(url)/api/status").status == 200)
        first.send(SIGTERM)
        #expect(await first.end().ending == .exited(0))
    }

    @Test
    func `an address of another machine, or a name of none, is a reason to end`() async throws {
        // 192.0.2.0/24 is kept for examples (RFC 5737).
        let foreign = try await ToolProcess.run(["serve", "--port", "0", "--host", "192.0.2.1"])
        #expect(foreign.ending == .exited(3))
        #expect(foreign.errors.hasPrefix("The Loop cannot be started at 192.0.2.1, port 0: bind: "))
        let unknown = try await ToolProcess.run(["serve", "--port", "0", "--host", "no host.invalid"])
        #expect(unknown.ending == .exited(3))
        #expect(unknown.errors.contains("The host \"no host.invalid\" cannot be resolved: "))
    }

    @Test
    func `a folder for temporary files that is not there is a reason to end`() async throws {
        let outcome = try await ToolProcess.run(["serve", "--port", "0"], environment: ["TMPDIR": "/nonexistent"])
        #expect(outcome.ending == .exited(3))
        #expect(outcome.errors.contains("mkdtemp in /nonexistent: No such file or directory (errno 2)"))
    }

    @Test
    func `options may come from the environment, and those that are given win`() async throws {
        let environment = [
            "MOCKLOOP_AUTH": "strict", "MOCKLOOP_USERNAME": "somebody", "MOCKLOOP_PASSWORD": "", "MOCKLOOP_SEED": "7",
        ]
        let (strict, strictURL) = try await start(environment: environment)
        #expect(try await get("\(strictURL)/api/projects").status == 401)
        strict.send(SIGTERM)
        let output = await strict.end().output
        #expect(output.contains("LOOP_USERNAME=somebody\n"))
        // An empty variable is none.
        #expect(output.contains("LOOP_PASSWORD=mockloop\n"))

        let (lenient, lenientURL) = try await start("--auth", "lenient", environment: environment)
        #expect(try await get("\(lenientURL)/api/projects").status == 200)
        lenient.send(SIGTERM)
        #expect(await lenient.end().ending == .exited(0))
    }

    @Test
    func `the same seed gives the same tokens, and no seed others`() async throws {
        var tokens: [String?] = []
        for arguments in [["--seed", "1"], ["--seed", "1"], [], []] {
            let tool = try await ToolProcess(["serve", "--port", "0"] + arguments)
            let url = String(try await tool.line().split(separator: " ").last ?? "")
            let response = try await client.perform(Request(method: "POST", url: "\(url)/api/token"))
            tokens.append(try Value(parsing: response.body)["access_token"]?.string)
            tool.send(SIGTERM)
            #expect(await tool.end().ending == .exited(0))
        }
        #expect(tokens[0] != nil && tokens[0] == tokens[1])
        #expect(Set(tokens).count == 3)
    }

    @Test
    func `it goes on when nobody reads its output`() async throws {
        let folder = try Scratch()
        // The reader ends before the program says anything; the shell waits for the program.
        let tool = try await ToolProcess(
            ["serve", "--port", "0", "--ready-file", "\(folder.path)/ready"],
            script: "(sleep 0; \"$@\"; echo $? >&2) | :")
        while !FileManager.default.fileExists(atPath: "\(folder.path)/ready") { await Task.yield() }
        let ready = try Value(parsing: FileReader.contents(of: "\(folder.path)/ready"))
        let url = try #require(ready["url"]?.string)
        for _ in 0..<3 { #expect(try await get("\(url)/api/status").status == 200) }
        kill(Int32(try #require(ready["pid"]?.int)), SIGTERM)
        #expect(await tool.end().errors == "0\n")
        #expect(try tool.leftBehind.isEmpty)
    }
}
