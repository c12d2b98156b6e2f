import Foundation
import LoopDomain
import LoopNode
import POSIX

/// A trainer's logic that does what a test says, and keeps what it was asked.
final class TestTrainer: TrainerLogic {
    let modelFormat = "mocked"
    let architecture: String? = "test"
    let pretrainedModels = [PretrainedModel(name: "small", label: "Small", description: "a small model")]

    /// How a training is done; by default one model, at once.
    let training: @Sendable (TrainingJob, TrainingReporter) async throws -> Void
    /// Instead of that, a program.
    let command: @Sendable (TrainingJob) -> TrainingCommand?
    /// What is found in an image; by default a point.
    let finding: @Sendable (DetectionImage, DetectionModel) async throws -> Detections

    private let jobs = Lock<[TrainingJob]>([])
    private let endedNumbers = Lock<[Int]>([])
    private let models = Lock<[DetectionModel]>([])
    private let batches = Lock<[Int]>([])

    init(
        training: @escaping @Sendable (TrainingJob, TrainingReporter) async throws -> Void = { job, reporter in
            try await TestTrainer.report(1, of: job, to: reporter)
        },
        command: @escaping @Sendable (TrainingJob) -> TrainingCommand? = { _ in nil },
        finding: @escaping @Sendable (DetectionImage, DetectionModel) async throws -> Detections = { image, model in
            TestTrainer.point(in: image, by: model)
        }
    ) {
        self.training = training
        self.command = command
        self.finding = finding
    }

    /// The trainings that were begun, in order.
    var begun: [TrainingJob] { jobs.withLock { $0 } }
    /// The numbers of those that ended.
    var ended: [Int] { endedNumbers.withLock { $0 } }
    /// The models that things were found with, one for each batch.
    var used: [DetectionModel] { models.withLock { $0 } }
    var batchSizes: [Int] { batches.withLock { $0 } }

    func method(for training: TrainingJob) async throws -> TrainingMethod {
        jobs.withLock { $0.append(training) }
        if let command = command(training) { return .command(command) }
        return .function { [self] reporter in try await self.training(training, reporter) }
    }

    func detect(_ images: [DetectionImage], with model: DetectionModel) async throws -> [Detections] {
        models.withLock { $0.append(model) }
        batches.withLock { $0.append(images.count) }
        var detections: [Detections] = []
        for image in images { detections.append(try await finding(image, model)) }
        return detections
    }

    func trainingEnded(_ training: TrainingJob) async { endedNumbers.withLock { $0.append(training.number) } }

    /// A better model with a file in each of two formats, whose content is the epoch.
    static func report(_ epoch: Int, of job: TrainingJob, to reporter: TrainingReporter) async throws {
        let file = "\(job.folder)/weights.bin"
        try Data("epoch \(epoch)".utf8).write(to: URL(fileURLWithPath: file))
        try await reporter.report(best: state(epoch, of: job, file: file))
        // What is written over afterwards is no longer of interest.
        try Data("later".utf8).write(to: URL(fileURLWithPath: file))
    }

    static func state(_ epoch: Int, of job: TrainingJob, file: String) -> BestState {
        let counts = ConfusionMatrix.Counts(truePositives: epoch, falsePositives: 1, falseNegatives: 2)
        return BestState(
            confusionMatrix: ConfusionMatrix(
                Dictionary(job.categories.map { ($0.id, counts) }, uniquingKeysWith: { $1 })),
            epoch: epoch, files: ["mocked": [file], "mocked_2": [file]],
            metadata: ModelMetadata(confidenceThreshold: 0.25))
    }

    /// One point at the place (1.5, 2).
    static func point(in image: DetectionImage, by model: DetectionModel) -> Detections {
        guard let category = model.information.categories.first else { return Detections() }
        return Detections(points: [
            PointDetection(
                categoryName: category.name, categoryID: category.id, modelName: model.information.version,
                confidence: 0.5, x: 1.5, y: 2)
        ])
    }
}
