public import Blobs
import Foundation
public import LoopDomain
public import LoopNode

/// Learns which colour each category has, from what people marked in the images of a project, and finds blobs of these
/// colours.
///
/// It needs no graphics card and is done in seconds, so it shows a trainer at work where there is nothing to compute with,
/// and what a trainer of your own looks like:
///
/// 1. a type that says how a training is done, and finds things with the model (``method(for:)``, ``detect(_:with:)``),
/// 2. a `TrainerNode` that is given it (`main.swift`).
///
/// A training has five epochs, or as many as the hyperparameter `epochs` says; in each it looks at some more of the
/// images. The hyperparameter `epoch_seconds` makes each of them last so long, for those who want to watch.
public struct ColourTrainer: TrainerLogic {
    /// `colours`.
    public let modelFormat = ColourModel.format
    /// `colours`.
    public let architecture: String? = "colours"
    /// One that knows nothing.
    public let pretrainedModels = [
        PretrainedModel(name: "blank", label: "Blank", description: "Knows no colour yet.")
    ]

    /// A trainer that has learnt nothing.
    public init() {}

    /// Trains in this process.
    public func method(for training: TrainingJob) async throws -> TrainingMethod {
        .function { reporter in try await ColourTraining(training).run(reporter) }
    }

    /// Finds blobs of the colours that were learnt.
    public func detect(_ images: [DetectionImage], with model: DetectionModel) async throws -> [Detections] {
        let blobs = try Self.detector(of: model.information, in: model.folder)
        var found: [Detections] = []
        for image in images {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: image.path))
            var detections = try await blobs.detect(ImageInput(jpeg: Array(bytes)))
            detections.fillInCategories(of: model.information)
            found.append(detections)
        }
        return found
    }

    /// What finds things with a model in a folder: for trainers and detectors.
    public static func detector(of information: ModelInformation, in folder: String) throws -> BlobDetector {
        BlobDetector(model: try ColourModel(in: folder).applied(to: information))
    }
}

extension Detections {
    /// Gives each detection the id of its category, which detectors get from their node.
    fileprivate mutating func fillInCategories(of model: ModelInformation) {
        let ids = Dictionary(model.categories.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
        for index in boxes.indices { boxes[index].categoryID = ids[boxes[index].categoryName] }
        for index in points.indices { points[index].categoryID = ids[points[index].categoryName] }
        for index in segmentations.indices {
            segmentations[index].categoryID = ids[segmentations[index].categoryName]
        }
        for index in classifications.indices {
            classifications[index].categoryID = ids[classifications[index].categoryName]
        }
    }
}
