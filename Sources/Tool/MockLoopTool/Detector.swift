public import ArgumentParser
import Blobs
import Colours
import Files
import Logging
import LoopDomain
public import LoopNode

/// `mockloop node detector`: a detector until it is told to end.
struct Detector: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find coloured blobs in images, for whoever asks, with the model that the Loop wants.",
        discussion: """
            Images are sent to POST /detect, or by Socket.IO. The categories of the model that have a colour are looked \
            for; a model needs no other file than model.json, but for the format colours, in which mockloop node \
            trainer has learnt the colours. The environment variables of detectors hold, besides \
            those of all nodes: LOOP_ORGANIZATION, LOOP_PROJECT, NODE_HOST, NODE_PORT, VERSION_CONTROL_DEFAULT, \
            SYNC_CYCLES, EXCLUSIVE_MODEL_BUILD, NODE_VERSION, MAX_OUTBOX_SIZE, MIN_UNCERTAIN_THRESHOLD, \
            MAX_UNCERTAIN_THRESHOLD, SKIP_REPEAT_ON_START, USE_BACKDOOR_CONTROLS.
            """)

    @Option(help: ArgumentHelp("The format of its models. (default: mocked)", valueName: "format"))
    var format: String?

    @Option(
        help: ArgumentHelp(
            """
            The oldest callers that are understood, by the version of the library whose detectors they were made for: \
            d7 (0.14), d8 (0.17), d9 (0.18) or d10 (0.26). (default: d10)
            """, valueName: "generation"))
    var callers: CallerGeneration?

    @Option(
        help: ArgumentHelp(
            "A JSON file, such as the answer of a detector, with what is found in every image instead of blobs.",
            valueName: "file"))
    var detections: String?

    @OptionGroup var serving: ServingNode

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let node = try node()
        try await serving.run("Detector", url: { await node.url }) {
            do {
                try await node.run()
            } catch NodeError.needsRestart(let reason) {
                // As the Python library's detectors: whoever watches over the process starts it anew.
                Logger(label: "detector").critical("The detector ends, to be started anew: \(reason)")
            }
        }
    }

    private func node() throws -> DetectorNode {
        let logger = Logger(label: "detector")
        var configuration = DetectorConfiguration(environment: nil, logger: logger)
        try serving.configure(&configuration.node)
        configuration.oldestCallers = try Settings.value(callers, "callers", default: .d10)
        return DetectorNode(
            name: try serving.name(default: "detector"),
            modelFormat: try Settings.value(format, "format", default: "mocked"), configuration: configuration,
            logger: logger, load: try loader())
    }

    private func loader() throws -> DetectorNode.Loader {
        guard let file = try Settings.optional(detections, "detections") else {
            return { model, folder in
                // What a colour trainer has learnt, or the colours that people chose for the categories.
                model.format == ColourModel.format
                    ? try ColourTrainer.detector(of: model, in: folder) : BlobDetector(model: model)
            }
        }
        let bytes: [UInt8]
        do {
            bytes = try FileReader.contents(of: file)
        } catch {
            throw Failure("The detections cannot be read: \(error)")
        }
        let logic = try FixedDetector(file: file, bytes: bytes)
        return { _, _ in logic }
    }
}

extension CallerGeneration: ExpressibleByArgument {
    /// Reads `d7`.
    public init?(argument: String) {
        guard let known = CallerGeneration.allCases.first(where: { "\($0)" == argument }) else { return nil }
        self = known
    }
}
