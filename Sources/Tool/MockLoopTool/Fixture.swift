import ArgumentParser
import Fixtures

/// `mockloop fixture`: the servers that outside conformance suites are run against.
struct Fixture: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a bare server that outside conformance suites judge.",
        subcommands: [HTTPFixture.self])
}

/// `mockloop fixture http`: HTTP/1.1, with nothing behind it.
struct HTTPFixture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: FixtureServer.Kind.http.rawValue,
        abstract: "Answer each request with its own body.",
        usage: "mockloop fixture http [<options>]",
        discussion:
            "At /echo the request's field lines come back, at /cookie its cookies. SIGINT (Ctrl-C) or SIGTERM ends it.")

    @OptionGroup var serving: ServingOptions

    func run() async throws { try await serving.serve(.http) }
}

extension ServingOptions {
    /// Runs a fixture until a signal ends it.
    func serve(_ kind: FixtureServer.Kind) async throws {
        let host = try listeningHost
        let port = try listeningPort
        try await serve {
            do {
                return try await FixtureServer.start(kind, host: host, port: port)
            } catch {
                throw Failure("The \(kind.rawValue) fixture cannot be started at \(host), port \(port): \(error)")
            }
        } ready: {
            .fixture(kind, at: await $0.url)
        }
    }
}
