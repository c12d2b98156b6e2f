public import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a trainer is told besides what every node is told.
public struct TrainerConfiguration: Sendable {
    /// Where the Loop is, and so on.
    public var node: NodeConfiguration

    /// Images that the logic gets at a time when it is to find things, 1 or more.
    public var inferenceBatchSize = 10

    /// Whether the folders of a project's earlier trainings stay when a new one begins.
    public var keepsOldTrainings = false

    /// Whether the node ends after each training, for programs that do not give back what they took.
    public var endsAfterTraining = false

    /// How long the node may have nothing to do before it ends; nil for as long as one likes.
    public var idleTimeout: Duration?

    /// A file that all trainers share which use the same graphics card: only one of them trains at a time. Its folder
    /// must be there. Nil for a trainer that has the card to itself.
    public var trainingSlotPath: String?

    /// A trainer with the defaults.
    public init(node: NodeConfiguration = NodeConfiguration()) { self.node = node }

    /// Reads the configuration from environment variables; one that is empty counts as not set.
    ///
    /// Those of ``NodeConfiguration/init(environment:logger:)``, and:
    ///
    /// | Variable | Default | |
    /// | --- | --- | --- |
    /// | `INFERENCE_BATCH_SIZE` | 10 | see ``inferenceBatchSize`` |
    /// | `KEEP_OLD_TRAININGS` | off | `1` or `true`: see ``keepsOldTrainings`` |
    /// | `RESTART_AFTER_TRAINING` | off | `1` or `true`: see ``endsAfterTraining`` |
    /// | `TRAINER_IDLE_TIMEOUT_SEC` | 0 | seconds, 0 for no end: see ``idleTimeout`` |
    /// | `TRAINING_SLOT_LOCK` | none | see ``trainingSlotPath`` |
    ///
    /// - Parameters:
    ///   - environment: the variables; nil means those of this process.
    ///   - logger: who hears of what makes no sense.
    public init(environment: [String: String]?, logger: Logger = Logger(label: "LoopNode.trainer")) {
        let variables = environment ?? ProcessInfo.processInfo.environment
        let reader = EnvironmentReader(variables: variables, logger: logger)
        node = NodeConfiguration(environment: variables, logger: logger)
        inferenceBatchSize = reader.number("INFERENCE_BATCH_SIZE") ?? inferenceBatchSize
        keepsOldTrainings = reader.flag("KEEP_OLD_TRAININGS")
        endsAfterTraining = reader.flag("RESTART_AFTER_TRAINING")
        let seconds: Double = reader.number("TRAINER_IDLE_TIMEOUT_SEC") ?? 0
        idleTimeout = seconds > 0 && seconds <= Self.longestTimeout ? .seconds(seconds) : nil
        trainingSlotPath = reader.value("TRAINING_SLOT_LOCK")
    }

    /// Seconds: what is longer than a century is for ever.
    private static let longestTimeout = 3_200_000_000.0

    /// - Throws: ``NodeError/configuration(reason:)``.
    func check() throws(NodeError) {
        guard inferenceBatchSize > 0 else {
            throw .configuration(reason: "INFERENCE_BATCH_SIZE must be positive, and is \(inferenceBatchSize)")
        }
    }
}
