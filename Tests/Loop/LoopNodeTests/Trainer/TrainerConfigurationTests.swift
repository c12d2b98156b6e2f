import LoopNode
import Testing

@Suite struct TrainerConfigurationTests {
    private let log = LogRecorder()

    @Test func `without variables there are defaults`() {
        let configuration = TrainerConfiguration(environment: [:], logger: log.logger)
        #expect(configuration.inferenceBatchSize == 10)
        #expect(!configuration.keepsOldTrainings)
        #expect(!configuration.endsAfterTraining)
        #expect(configuration.idleTimeout == nil)
        #expect(configuration.trainingSlotPath == nil)
        #expect(configuration.node.dataFolder == "/data")
        #expect(log.text.isEmpty)
    }

    @Test func `variables are read`() {
        let configuration = TrainerConfiguration(
            environment: [
                "INFERENCE_BATCH_SIZE": "3", "KEEP_OLD_TRAININGS": "TRUE", "RESTART_AFTER_TRAINING": "1",
                "TRAINER_IDLE_TIMEOUT_SEC": "1.5", "TRAINING_SLOT_LOCK": "/tmp/slot", "DATA_FOLDER": "/tmp/data",
                "SKIP_REPEAT_ON_START": "True",
            ], logger: log.logger)
        #expect(configuration.inferenceBatchSize == 3)
        #expect(configuration.keepsOldTrainings)
        #expect(configuration.endsAfterTraining)
        #expect(configuration.idleTimeout == .seconds(1.5))
        #expect(configuration.trainingSlotPath == "/tmp/slot")
        #expect(configuration.node.dataFolder == "/tmp/data")
        #expect(configuration.node.startsMuted)
    }

    @Test(arguments: ["0", "-1", "nan", "1e300", ""]) func `a time that is none is no limit`(text: String) {
        #expect(TrainerConfiguration(environment: ["TRAINER_IDLE_TIMEOUT_SEC": text]).idleTimeout == nil)
    }

    @Test func `a number that is none does not count`() {
        let configuration = TrainerConfiguration(
            environment: ["INFERENCE_BATCH_SIZE": "many", "KEEP_OLD_TRAININGS": "yes"], logger: log.logger)
        #expect(configuration.inferenceBatchSize == 10)
        #expect(!configuration.keepsOldTrainings)
        #expect(log.text.count == 1)
    }

    @Test(arguments: [0, -1]) func `a trainer needs images to look at`(size: Int) async {
        var configuration = TrainerConfiguration()
        configuration.inferenceBatchSize = size
        let node = TrainerNode(name: "t", logic: TestTrainer(), configuration: configuration)
        let error = await #expect(throws: NodeError.self) { try await node.run() }
        #expect(error?.description.contains("INFERENCE_BATCH_SIZE must be positive") == true)
    }
}
