internal import JSON

/// A model that a trainer can begin with, for people to choose from.
public struct PretrainedModel: Sendable, Hashable {
    /// What comes back as ``TrainingJob/modelVariant``.
    public var name: String
    /// What people see.
    public var label: String
    /// A sentence for people.
    public var description: String

    /// A model to begin with.
    public init(name: String, label: String, description: String) {
        self.name = name
        self.label = label
        self.description = description
    }

    var json: Value {
        ["name": .string(name), "label": .string(label), "description": .string(description)]
    }
}
