internal import HTTPClient
internal import JSON
internal import Logging
internal import LoopDomain
internal import POSIX

/// What all trainings of a trainer need.
struct TrainerEquipment: Sendable {
    let logic: any TrainerLogic
    let configuration: TrainerConfiguration
    /// The node's name.
    let name: String
    let life: NodeLife
    let slot: TrainingSlot
    let face: TrainerFace
    let lastTraining: LastTraining
    let models: ModelExchange
    /// For the files of trainings.
    let thread: WorkerThread
    let clock: any Clock<Duration>
    let logger: Logger

    init(
        _ logic: any TrainerLogic, _ configuration: TrainerConfiguration, name: String, life: NodeLife,
        slot: TrainingSlot, clock: any Clock<Duration>
    ) {
        self.logic = logic
        self.configuration = configuration
        self.name = name
        self.life = life
        self.slot = slot
        self.clock = clock
        logger = life.logger
        face = TrainerFace(slot: slot)
        thread = WorkerThread(name: "training files")
        let dataFolder = configuration.node.absoluteDataFolder
        lastTraining = LastTraining(dataFolder: dataFolder, node: life.uuid, on: thread, logger: logger)
        models = ModelExchange(
            connection: life.connection, store: ModelStore(dataFolder: dataFolder), logger: logger)
    }

    /// Says to siblings who has the training slot.
    func claim(for record: TrainingRecord) throws {
        try slot.claim(for: "node \(life.uuid), training #\(record.number) of \(record.project)")
    }
}
