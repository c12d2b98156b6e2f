import Files
import Foundation
import HTTPClient
import JSON
import Processes
import Testing

@Suite("mockloop fixture", .timeLimit(.minutes(5)))
struct FixtureTests {
    private let client = Client()

    /// Every fixture, by its subcommand.
    static let kinds = ["http", "websocket", "engineio", "socketio"]

    @Test(arguments: kinds, [SIGTERM, SIGINT])
    func `a fixture says where it is, and a signal ends it`(kind: String, signal: Int32) async throws {
        let folder = try Scratch()
        let tool = try await ToolProcess(
            ["fixture", kind, "--port", "0", "--ready-file", "\(folder.path)/ready"])
        let line = try await tool.line()
        let url = try #require(line.split(separator: " ").last.map(String.init))
        #expect(line == "The \(kind) fixture is ready at \(url)")
        #expect(url.hasPrefix("http://127.0.0.1:"))
        let ready = try Value(parsing: FileReader.contents(of: "\(folder.path)/ready"))
        #expect(
            ready
                == [
                    "url": .string(url), "tls_url": nil, "ca_certificate": nil,
                    "pid": .number(Number(Int(tool.processIdentifier))),
                ])
        tool.send(signal)
        #expect(await tool.end() == .init(ending: .exited(0), output: "", errors: ""))
    }

    @Test
    func `the http fixture answers with what it got`() async throws {
        let tool = try await ToolProcess(["fixture", "http"], environment: ["MOCKLOOP_PORT": "0"])
        let url = try #require(try await tool.line().split(separator: " ").last.map(String.init))
        let response = try await client.perform(Request(url: "\(url)/a"))
        #expect(response.status == 200)
        tool.send(SIGTERM)
        #expect(await tool.end().ending == .exited(0))
    }

    @Test
    func `where a fixture cannot listen it says so, and why`() async throws {
        // 192.0.2.0/24 is kept for examples (RFC 5737).
        let outcome = try await ToolProcess.run(["fixture", "http", "--port", "0", "--host", "192.0.2.1"])
        #expect(outcome.ending == .exited(3))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("The http fixture cannot be started at 192.0.2.1, port 0: bind: "))
    }
}
