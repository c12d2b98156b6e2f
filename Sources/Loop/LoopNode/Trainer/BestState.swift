/// A state of a model that does better than those before.
public struct BestState: Sendable {
    /// How well it does, on the images to choose by.
    public var confusionMatrix: ConfusionMatrix
    /// When it was reached.
    public var epoch: Int?
    /// For each format the files of the model, the trainer's own format among them; paths that do not begin with `/` are
    /// meant in the training's folder. Two of a format have different names, and none is called `model.json`: that one
    /// is written by the node.
    public var files: [String: [String]]
    /// What detectors should know of it.
    public var metadata: ModelMetadata

    /// A state with its files.
    public init(
        confusionMatrix: ConfusionMatrix, epoch: Int? = nil, files: [String: [String]],
        metadata: ModelMetadata = ModelMetadata()
    ) {
        self.confusionMatrix = confusionMatrix
        self.epoch = epoch
        self.files = files
        self.metadata = metadata
    }
}

/// What a trainer says of its model in `model.json`, besides the categories; what is nil is not said.
public struct ModelMetadata: Sendable, Hashable {
    /// The side length in pixels of the images that the model expects. The Loop takes it from the hyperparameters,
    /// unless it is said here.
    public var resolution: Int?
    /// The variant of the architecture.
    public var size: String?
    /// The least confidence with which something counts as found, from 0 to 1.
    public var confidenceThreshold: Double?

    /// Nothing, unless given.
    public init(resolution: Int? = nil, size: String? = nil, confidenceThreshold: Double? = nil) {
        self.resolution = resolution
        self.size = size
        self.confidenceThreshold = confidenceThreshold
    }
}
