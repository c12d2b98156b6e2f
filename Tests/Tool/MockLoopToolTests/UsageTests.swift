import Processes
import Testing

@Suite("Usage", .timeLimit(.minutes(5)))
struct UsageTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var environment: [String: String] = [:]
        let says: String
        var testDescription: String { (environment.map { "\($0)=\($1)" } + arguments).joined(separator: " ") }
    }

    @Test(arguments: [
        Wrong(arguments: ["nonsense"], says: "Unexpected argument 'nonsense'"),
        Wrong(arguments: ["--nonsense"], says: "Unknown option '--nonsense'"),
        Wrong(arguments: ["serve", "--nonsense"], says: "Unknown option '--nonsense'"),
        Wrong(arguments: ["serve", "extra"], says: "Unexpected argument 'extra'"),
        Wrong(arguments: ["serve", "--port"], says: "Missing value for '--port <number>'"),
        Wrong(arguments: ["serve", "--port", "abc"], says: "The value 'abc' is invalid for '--port <number>'"),
        Wrong(arguments: ["serve", "--port", "65536"], says: "The value '65536' is invalid for '--port <number>'"),
        Wrong(arguments: ["serve", "--port", "-1"], says: "--port"),
        Wrong(arguments: ["serve", "--seed", "x"], says: "The value 'x' is invalid for '--seed <number>'"),
        Wrong(
            arguments: ["serve", "--auth", "sometimes"],
            says: "The value 'sometimes' is invalid for '--auth <auth>'. Please provide one of 'lenient' and 'strict'."),
        Wrong(
            arguments: ["serve", "--tls-port", "x"], says: "The value 'x' is invalid for '--tls-port <number>'"),
        Wrong(
            arguments: ["serve", "--port", "0", "--tls-port", "0", "--certificate", "c.pem"],
            says: "--certificate needs --private-key"),
        Wrong(
            arguments: ["serve", "--port", "0", "--tls-port", "0", "--private-key", "k.pem"],
            says: "--private-key needs --certificate"),
        Wrong(
            arguments: ["serve", "--port", "0"],
            environment: ["MOCKLOOP_CERTIFICATE": "c.pem", "MOCKLOOP_PRIVATE_KEY": "k.pem"],
            says: "--certificate needs --tls-port"),
        Wrong(
            arguments: ["fixture", "socketio", "--port", "0", "--connect-timeout", "0"],
            says: "--connect-timeout takes a number above 0, not 0."),
        Wrong(
            arguments: ["fixture", "websocket", "--port", "0", "--max-payload", "0"],
            says: "--max-payload takes a number above 0, not 0."),
        Wrong(
            arguments: ["fixture", "engineio", "--port", "0"], environment: ["MOCKLOOP_PING_INTERVAL": "-1"],
            says: "--ping-interval takes a number above 0, not -1."),
        Wrong(
            arguments: ["fixture", "socketio-client", "--url", "nonsense"], says: "\"nonsense\" is no URL of a server"),
        Wrong(
            arguments: ["fixture", "websocket-client", "--url", "ftp://a"], says: "\"ftp://a\" is no URL of a server"),
        Wrong(
            arguments: ["serve", "--port", "8443", "--tls-port", "8443"],
            says: "--port and --tls-port are both 8443; http and https need a port each."),
        Wrong(arguments: ["fixture", "nonsense"], says: "Unexpected argument 'nonsense'"),
        Wrong(
            arguments: ["fixture", "http", "--port", "65536"],
            says: "The value '65536' is invalid for '--port <number>'"),
        Wrong(
            arguments: ["serve"], environment: ["MOCKLOOP_PORT": "abc"],
            says: "The environment variable MOCKLOOP_PORT has the value 'abc', which --port cannot take."),
        Wrong(
            arguments: ["serve", "--port", "0"], environment: ["MOCKLOOP_AUTH": "sometimes"],
            says: "The environment variable MOCKLOOP_AUTH has the value 'sometimes', which --auth cannot take."),
        Wrong(
            arguments: ["serve", "--port", "0"], environment: ["MOCKLOOP_SEED": "-1"],
            says: "The environment variable MOCKLOOP_SEED has the value '-1', which --seed cannot take."),
    ])
    func `wrong usage is told on standard error, with exit code 2`(wrong: Wrong) async throws {
        let outcome = try await ToolProcess.run(wrong.arguments, environment: wrong.environment)
        #expect(outcome.ending == .exited(2))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(wrong.says), "\(outcome.errors)")
        #expect(outcome.errors.contains("Usage: mockloop"))
    }

    @Test(arguments: [["--help"], ["serve", "--help"], ["help", "serve"], ["fixture", "http", "--help"], []])
    func `help is text that fits a narrow terminal`(arguments: [String]) async throws {
        let outcome = try await ToolProcess.run(arguments, environment: ["COLUMNS": "60"])
        #expect(outcome.ending == .exited(0) && outcome.errors.isEmpty)
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 60 })
        #expect(outcome.output.contains("USAGE: mockloop"))
    }

    @Test
    func `each option of serve is explained, with its default`() async throws {
        let help = try await ToolProcess.run(["serve", "--help"], environment: ["COLUMNS": "200"]).output
        for (option, standard) in [
            ("--host <name>", "127.0.0.1"), ("--port <number>", "8080"), ("--auth <auth>", "lenient"),
            ("--username <name>", "mockloop"), ("--password <text>", "mockloop"), ("--seed <number>", "at random"),
            ("--tls-port <number>", "none"), ("--certificate <file>", "one is made"),
        ] {
            let line = try #require(help.split(separator: "\n").first { $0.contains(option) })
            #expect(line.contains("(default: \(standard))"))
        }
        #expect(help.contains("--ready-file <file>"))
        #expect(help.contains("--private-key <file>"))
    }

    @Test
    func `the version is one line`() async throws {
        let outcome = try await ToolProcess.run(["--version"])
        #expect(outcome.ending == .exited(0))
        #expect(outcome.output.split(separator: "\n").count == 1)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
