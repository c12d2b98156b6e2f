import Colours
import LoopNode
import Logging
import TestSupport

/// The colour trainer with a clock that goes fifty times as fast, for tests that kill it again and again.
LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
let node = TrainerNode(
    name: "Quick Trainer", logic: ColourTrainer(), configuration: TrainerConfiguration(environment: nil),
    logger: Logger(label: "quick"), clock: QuickClock(factor: 50))
let ending = try await node.run()
print("The trainer stops: \(ending)")
