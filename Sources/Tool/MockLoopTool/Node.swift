import ArgumentParser
import Logging
import LoopNode
import POSIX

/// `mockloop node`: the reference nodes.
struct Node: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a reference node.",
        discussion: """
            Nodes find their Loop by the environment variables that every node reads: LOOP_HOST, LOOP_USERNAME, \
            LOOP_PASSWORD, LOOP_SSL_CERT_PATH. DATA_FOLDER (default: /data) is where they keep their files. SIGINT \
            (Ctrl-C) or SIGTERM ends them.
            """,
        subcommands: [Annotator.self, Converter.self, Detector.self, Trainer.self])

    /// Runs a node until it ends, or is told to by a signal.
    ///
    /// - Parameter run: ends when its task is cancelled.
    static func untilSignal(_ run: @escaping @Sendable () async throws -> Void) async throws {
        let (endings, asksToEnd) = AsyncStream.makeStream(of: Signals.Ending.self)
        try Signals.onEnding { asksToEnd.yield($0) }
        let work = Task { try await run() }
        let listener = Task {
            for await _ in endings {
                // A second signal ends at once what the first one asked politely.
                if work.isCancelled { endProcess(130) }
                work.cancel()
            }
        }
        defer { listener.cancel() }
        do {
            try await work.value
        } catch {
            throw Failure(String(describing: error))
        }
    }
}

/// `mockloop node converter`: a converter until it is told to end.
struct Converter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Convert models from one format to another, in all projects that the user can see.",
        discussion: """
            The command is a line for the shell. It finds the model's files in $SOURCE_FOLDER (or $1) and puts its own \
            into $TARGET_FOLDER (or $2); $MODEL_INFORMATION is a JSON file about the model. Without a command the \
            files are copied with the target format as their extension.
            """)

    @Option(help: ArgumentHelp("The format to convert.", valueName: "format"))
    var from: String?

    @Option(help: ArgumentHelp("The format to make.", valueName: "format"))
    var to: String?

    @Option(help: ArgumentHelp("What does the conversion.", valueName: "command"))
    var command: String?

    @Option(
        help: ArgumentHelp("The name that the node's identity is kept under. (default: converter)", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp("How long to wait between two looks for models. (default: 60)", valueName: "seconds"))
    var pollInterval: Double?

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let node = try node()
        try await Node.untilSignal { try await node.run() }
    }

    private func node() throws -> ConverterNode {
        let logger = Logger(label: "converter")
        let source = try required(from, "from")
        let target = try required(to, "to")
        guard source != target else { throw ValidationError("--from and --to are the same format: \(source)") }
        let pollInterval = try Settings.value(pollInterval, "poll-interval", default: 60)
        guard pollInterval > 0, pollInterval <= Self.longestPollInterval else {
            throw ValidationError("--poll-interval must be more than 0 and at most a day (86400)")
        }
        var configuration = NodeConfiguration(environment: nil, logger: logger)
        configuration.pollInterval = .seconds(pollInterval)
        let logic = CommandConverterLogic(
            from: source, to: target, command: try Settings.optional(command, "command"), logger: logger)
        return ConverterNode(
            name: try Settings.value(name, "name", default: "converter"), logic: logic, configuration: configuration,
            logger: logger)
    }

    private func required(_ given: String?, _ name: String) throws -> String {
        guard let value = try Settings.optional(given, name), !value.isEmpty else {
            throw ValidationError("Missing expected argument '--\(name) <format>'")
        }
        return value
    }

    /// Seconds: a day.
    private static let longestPollInterval = 86_400.0
}
