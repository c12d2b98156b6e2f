import ArgumentParser
import LoopNode
import Logging
import POSIX

/// `mockloop node`: the reference nodes.
struct Node: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a reference node.",
        discussion: """
            Nodes read the same variables as those of the Python library: LOOP_HOST, LOOP_USERNAME, LOOP_PASSWORD, \
            LOOP_ORGANIZATION, LOOP_PROJECT (or the same without LOOP_), LOOP_SSL_CERT_PATH and DATA_FOLDER. \
            SIGINT (Ctrl-C) or SIGTERM ends them.
            """,
        subcommands: [Converter.self])
}

extension Node {
    /// `mockloop node converter`: turns models of one format into another.
    struct Converter: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Convert models of one format into another.",
            discussion: """
                Looks for models that have the one format and not the other, downloads them, converts them and uploads \
                the result. The command finds the model's files in the folder SOURCE_FOLDER and leaves its own in \
                TARGET_FOLDER; without a command the files are copied.
                """)

        @Option(help: ArgumentHelp("The format that is converted.", valueName: "format"))
        var from: String

        @Option(help: ArgumentHelp("The format that comes out.", valueName: "format"))
        var to: String

        @Option(help: ArgumentHelp("A shell command that converts the files of one model.", valueName: "command"))
        var command: String?

        @Option(help: ArgumentHelp("Seconds between two looks for new models. (default: 60)", valueName: "seconds"))
        var every: Double?

        @Option(
            help: ArgumentHelp(
                "The node's name, under which the data folder keeps its id. (default: converter)", valueName: "name"))
        var name: String?

        func run() async throws {
            LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
            var configuration = NodeConfiguration(environment: nil)
            let seconds = try Settings.value(every, "every", default: 60)
            guard seconds > 0, seconds < 1e9 else {
                throw ValidationError("--every takes a positive number of seconds.")
            }
            guard from != to else { throw ValidationError("--from and --to are the same format, '\(from)'.") }
            configuration.pollInterval = .milliseconds(Int(seconds * 1000))
            let node = ConverterNode(
                name: try Settings.value(name, "name", default: "converter"),
                logic: CommandConverterLogic(from: from, to: to, command: try Settings.optional(command, "command")),
                configuration: configuration)
            let running = Task { try await node.run() }
            try Signals.onEnding { _ in running.cancel() }
            do {
                try await running.value
            } catch let error as NodeError {
                throw Failure("The converter cannot run: \(error)")
            }
        }
    }
}
