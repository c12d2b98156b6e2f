import ArgumentParser
import Colours
import Logging
import LoopNode

/// `mockloop node trainer`: a trainer until it ends, or is told to.
struct Trainer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn the colours of what is marked in images, whenever the Loop begins a training.",
        discussion: """
            Its models have the format colours, which mockloop node detector --format colours takes up. The \
            hyperparameters epochs (5) and epoch_seconds (0) make a training longer. What it does is written down in \
            the data folder, so it goes on where it was after it was ended or killed. The environment variables of \
            trainers hold, besides those of all nodes: INFERENCE_BATCH_SIZE, KEEP_OLD_TRAININGS, \
            RESTART_AFTER_TRAINING, TRAINER_IDLE_TIMEOUT_SEC, TRAINING_SLOT_LOCK, NODE_HOST, NODE_PORT, \
            SKIP_REPEAT_ON_START, USE_BACKDOOR_CONTROLS. When the Loop wants it restarted it ends with exit code 0.
            """)

    @OptionGroup var serving: ServingNode

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "trainer")
        var configuration = TrainerConfiguration(environment: nil, logger: logger)
        try serving.configure(&configuration.node)
        let node = TrainerNode(
            name: try serving.name(default: "trainer"), logic: ColourTrainer(), configuration: configuration,
            logger: logger)
        try await serving.run("Trainer", url: { await node.url }) { _ = try await node.run() }
    }
}
