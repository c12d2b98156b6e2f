import ArgumentParser
import Logging
import LoopNode

/// What can be said of every node that answers requests itself.
struct ServingNode: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The name that the node's identity is kept under. (default: the kind of node)", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Where it listens. (default: NODE_HOST, else 0.0.0.0)", valueName: "address"))
    var host: String?

    @Option(
        help: ArgumentHelp("At which port; 0 picks a free one. (default: NODE_PORT, else 80)", valueName: "number"))
    var port: UInt16?

    @Option(
        help: ArgumentHelp("A file to write the URL to as JSON, once requests are answered.", valueName: "file"))
    var readyFile: String?

    func name(default standard: String) throws -> String { try Settings.value(name, "name", default: standard) }

    /// Changes where a node listens, if that is said.
    func configure(_ node: inout NodeConfiguration) throws {
        node.serverHost = try Settings.value(host, "host", default: node.serverHost)
        node.serverPort = try Settings.value(port, "port", default: node.serverPort)
    }

    /// Runs a node until it ends, or is told to by a signal, and says where it answers requests.
    ///
    /// - Parameters:
    ///   - kind: `Trainer`.
    ///   - url: where it does, as soon as it does; nil when it will not.
    ///   - run: ends when its task is cancelled.
    func run(
        _ kind: String, url: @escaping @Sendable () async -> String?, _ run: @escaping @Sendable () async throws -> Void
    ) async throws {
        let readyFile = try Settings.optional(readyFile, "ready-file")
        let announcement = Task {
            guard let url = await url() else { return }
            let ready = Ready.node(kind, at: url)
            Terminal.output(ready.text)
            do {
                if let readyFile { try ready.write(to: readyFile) }
            } catch {
                Logger(label: kind.lowercased()).error("The ready file cannot be written: \(error)")
            }
        }
        defer { announcement.cancel() }
        try await Node.untilSignal(run)
    }
}
