import ArgumentParser
import Logging
import LoopNode
import Polygons

/// `mockloop node annotator`: an annotator until it ends, or is told to.
struct Annotator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let people draw outlines, corner by corner.",
        discussion: """
            A click of the left button sets a corner, one of the right button takes the last one back, Enter stores the \
            outline, Escape gives it up. The environment variables of all nodes hold, and NODE_HOST, NODE_PORT and \
            SKIP_REPEAT_ON_START. When the Loop wants it restarted it ends with exit code 0.
            """)

    @OptionGroup var serving: ServingNode

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "annotator")
        var configuration = NodeConfiguration(environment: nil, logger: logger)
        try serving.configure(&configuration)
        let node = AnnotatorNode(
            name: try serving.name(default: "annotator"), logic: PolygonAnnotator(), configuration: configuration,
            logger: logger)
        try await serving.run("Annotator", url: { await node.url }) { _ = try await node.run() }
    }
}
