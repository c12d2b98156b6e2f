import ArgumentParser
import MockLoop
import POSIX

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `mockloop serve`: a Loop until it is told to end.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a Learning Loop.",
        usage: "mockloop serve [<options>]",
        discussion: "Everything is kept in memory and forgotten at the end. SIGINT (Ctrl-C) or SIGTERM ends it.")

    @Option(help: ArgumentHelp("The name or address to listen at. (default: 127.0.0.1)", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("The port to listen at; 0 picks a free one. (default: 8080)", valueName: "number"))
    var port: UInt16?

    @Option(help: "Whether those who send no credentials are let in: lenient or strict. (default: lenient)")
    var auth: Authentication?

    @Option(help: ArgumentHelp("Who may log in. (default: mockloop)", valueName: "name"))
    var username: String?

    @Option(help: ArgumentHelp("With which password. (default: mockloop)", valueName: "text"))
    var password: String?

    @Option(
        help: ArgumentHelp(
            "A file to write the addresses and credentials to, as JSON, once all is ready.", valueName: "file"))
    var readyFile: String?

    @Option(
        help: ArgumentHelp(
            "Where ids and tokens come from: the same number gives the same ones. (default: at random)",
            valueName: "number"))
    var seed: UInt64?

    func run() async throws {
        let configuration = try configuration()
        let (endings, asksToEnd) = AsyncStream.makeStream(of: Signals.Ending.self)
        try Signals.onEnding { asksToEnd.yield($0) }
        let server: LoopServer
        do {
            server = try await LoopServer.start(configuration)
        } catch {
            throw Failure(String(describing: error))
        }
        let ready = Ready(url: await server.url, account: configuration.account)
        if let file = try Settings.optional(readyFile, "ready-file") {
            do {
                try ready.write(to: file)
            } catch {
                await server.stop()
                throw Failure("The ready file \(file) cannot be written: \(error)")
            }
        }
        Terminal.output(ready.text)
        for await _ in endings {
            // A second signal ends at once what the first one asked politely.
            Task {
                for await _ in endings { endProcess(130) }
            }
            break
        }
        await server.stop()
    }

    private func configuration() throws -> LoopServer.Configuration {
        var configuration = LoopServer.Configuration()
        configuration.host = try Settings.value(host, "host", default: "127.0.0.1")
        configuration.port = try Settings.value(port, "port", default: 8080)
        configuration.authentication = try Settings.value(auth, "auth", default: .lenient)
        configuration.account.username = try Settings.value(username, "username", default: "mockloop")
        configuration.account.password = try Settings.value(password, "password", default: "mockloop")
        configuration.seed = try Settings.value(seed, "seed", default: UInt64.random(in: .min ... .max))
        return configuration
    }
}
