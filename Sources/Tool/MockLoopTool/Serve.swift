import ArgumentParser
import MockLoop

/// `mockloop serve`: a Loop until it is told to end.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a Learning Loop.",
        usage: "mockloop serve [<options>]",
        discussion: "Everything is kept in memory and forgotten at the end. SIGINT (Ctrl-C) or SIGTERM ends it.")

    @OptionGroup var serving: ServingOptions

    @Option(help: "Whether those who send no credentials are let in: lenient or strict. (default: lenient)")
    var auth: Authentication?

    @Option(help: ArgumentHelp("Who may log in. (default: mockloop)", valueName: "name"))
    var username: String?

    @Option(help: ArgumentHelp("With which password. (default: mockloop)", valueName: "text"))
    var password: String?

    @Option(
        help: ArgumentHelp(
            "Where ids and tokens come from: the same number gives the same ones. (default: at random)",
            valueName: "number"))
    var seed: UInt64?

    func run() async throws {
        let configuration = try configuration()
        try await serving.serve {
            try await LoopServer.start(configuration)
        } ready: {
            .loop(at: await $0.url, account: configuration.account)
        }
    }

    private func configuration() throws -> LoopServer.Configuration {
        var configuration = LoopServer.Configuration()
        configuration.host = try serving.listeningHost
        configuration.port = try serving.listeningPort
        configuration.authentication = try Settings.value(auth, "auth", default: .lenient)
        configuration.account.username = try Settings.value(username, "username", default: "mockloop")
        configuration.account.password = try Settings.value(password, "password", default: "mockloop")
        configuration.seed = try Settings.value(seed, "seed", default: UInt64.random(in: .min ... .max))
        return configuration
    }
}
