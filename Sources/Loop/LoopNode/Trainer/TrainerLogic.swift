public import LoopDomain

/// What a trainer can do: learn from images, and find things with what it has learnt.
///
/// ```swift
/// struct Darkroom: TrainerLogic {
///     let modelFormat = "darkroom"
///
///     func method(for training: TrainingJob) async throws -> TrainingMethod {
///         .command(TrainingCommand(.shell("darkroom train --images \(training.imagesFolder)")) { reporter in
///             guard let report = try DarkroomReport(in: training.folder) else { return }
///             reporter.report(progress: report.progress)
///             if report.epoch != await reporter.bestEpoch {
///                 try await reporter.report(best: report.bestState)
///             }
///         })
///     }
///
///     func detect(_ images: [DetectionImage], with model: DetectionModel) async throws -> [Detections] {
///         try await Darkroom.Network(in: model.folder).look(at: images)
///     }
/// }
/// ```
///
/// The node does all the rest: it fetches images and models, tells the Loop what comes of it, uploads the model, and what
/// it finds in all images of the project. It does each step again that fails, and goes on where it was when its process
/// was killed: then ``method(for:)`` is called again, and finds in the training's folder what was left there.
public protocol TrainerLogic: Sendable {
    /// The format in which models of this trainer are continued, and in which it finds things.
    var modelFormat: String { get }

    /// What kind of model this is, for people; nil by default.
    var architecture: String? { get }

    /// The models that one can begin with; none by default.
    var pretrainedModels: [PretrainedModel] { get }

    /// Says how a training is done. Its images are there, and so are the files of the model that it continues.
    func method(for training: TrainingJob) async throws -> TrainingMethod

    /// Whether the output of the program shows that the training has failed, though it still runs: what is wrong, or nil.
    ///
    /// By default the troubles with CUDA are known that every trainer meets.
    ///
    /// - Parameter output: the last lines.
    func failure(in output: [String]) -> String?

    /// Finds things in images, with a model that was trained before.
    ///
    /// Called with few images at a time (`INFERENCE_BATCH_SIZE`), for all images of the project.
    ///
    /// - Returns: as many as there are images, in their order.
    func detect(_ images: [DetectionImage], with model: DetectionModel) async throws -> [Detections]

    /// A training is over, well or not. What the logic keeps of it can go; what lies in its folder stays until the next
    /// one of the project begins. By default nothing is done.
    func trainingEnded(_ training: TrainingJob) async
}

extension TrainerLogic {
    /// None.
    public var architecture: String? { nil }

    /// None.
    public var pretrainedModels: [PretrainedModel] { [] }

    /// The troubles with CUDA that every trainer meets.
    public func failure(in output: [String]) -> String? {
        for line in output {
            if line.contains("CUDA out of memory") { return "graphics card is out of memory" }
            if line.contains("CUDA error: invalid device ordinal") { return "graphics card not found" }
        }
        return nil
    }

    /// Nothing.
    public func trainingEnded(_ training: TrainingJob) async {}
}

/// A training, as a trainer's logic sees it.
public struct TrainingJob: Sendable {
    /// The number that the Loop knows it by.
    public let number: Int
    /// The project that it is for.
    public let project: ProjectPath
    /// A folder for its files. It has those of the model that is continued, whose `model.json` is called
    /// `base_model.json`.
    public let folder: String
    /// The folder of the project's images, which other trainings use, too.
    public let imagesFolder: String
    /// What is to be learnt, in the order that the model uses.
    public let categories: [LoopDomain.Category]
    /// What a person chose.
    public let hyperparameters: Hyperparameters
    /// The name of the pretrained model to begin with; see ``TrainerLogic/pretrainedModels``.
    public let modelVariant: String
    /// The id of the model that is continued; nil for a training from scratch.
    public let baseModelID: String?
    /// All images that can be used.
    public let images: [TrainingImage]

    /// The images to learn from.
    public var trainImages: [TrainingImage] { images.filter { $0.set == .train } }

    /// The images to choose between models by: those set apart for it, or else those to test with.
    public var validationImages: [TrainingImage] {
        let validation = images.filter { $0.set == .validation }
        return validation.isEmpty ? testImages : validation
    }

    /// The images to say with how good the model is.
    public var testImages: [TrainingImage] { images.filter { $0.set == .test } }
}

/// An image in which things are to be found.
public struct DetectionImage: Sendable, Hashable {
    /// A UUID.
    public let id: String
    /// The JPEG file.
    public let path: String
}

/// The model with which things are to be found.
public struct DetectionModel: Sendable {
    /// What its `model.json` says.
    public let information: ModelInformation
    /// The folder of its files.
    public let folder: String
}
