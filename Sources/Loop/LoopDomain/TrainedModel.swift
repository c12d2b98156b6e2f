package import JSON

/// A model of a project, as the Loop lists it.
public struct TrainedModel: Sendable, Equatable {
    /// A UUID.
    public var id: String
    /// `1.2`; nil for one that has no version yet, which nodes pass over.
    public var version: String?
    /// The formats that it can be had in, in the order in which they came.
    public var formats: [String]
    /// When it came to the Loop.
    public var created: Timestamp
    /// A remark for people.
    public var comment: String
    /// The address of the Loop that it belongs to.
    public var host: String
    /// The number of the training that made it; nil for an uploaded one.
    public var training: Int?
    /// The id of the model that it continues; nil where there is none.
    public var parent: String?
    /// `{category: {"tp", "fp", "fn"}}`, as its trainer said.
    package var confusionMatrix: Value?

    /// A model as the Loop lists it.
    public init(
        id: String, version: String?, formats: [String], created: Timestamp, comment: String = "", host: String = "",
        training: Int? = nil, parent: String? = nil
    ) {
        self.init(
            id: id, version: version, formats: formats, created: created, comment: comment, host: host,
            training: training, parent: parent, confusionMatrix: nil)
    }

    /// A model with what its trainer says of how well it does.
    package init(
        id: String, version: String?, formats: [String], created: Timestamp, comment: String = "", host: String = "",
        training: Int? = nil, parent: String? = nil, confusionMatrix: Value?
    ) {
        self.id = id
        self.version = version
        self.formats = formats
        self.created = created
        self.comment = comment
        self.host = host
        self.training = training
        self.parent = parent
        self.confusionMatrix = confusionMatrix
    }
}

extension TrainedModel {
    /// The entry in the answer to `GET …/models`.
    package var json: Value {
        [
            "id": .string(id), "version": Value(version), "formats": .array(formats.map { .string($0) }),
            "created": .string(created.text()), "comment": .string(comment), "host": .string(host),
            "parent_id": Value(parent),
            "confusion_matrix": confusionMatrix ?? [:], "training": training.map { .number(Number($0)) } ?? nil,
        ]
    }
}
