package import JSON

/// What `model.json` says of the model that it lies beside.
///
/// The Loop writes the first six members and corrects them in what nodes upload; the others are the node's own, and are
/// kept as they are.
public struct ModelInformation: Sendable {
    /// The model's UUID.
    public var id: String
    /// The address of the Loop.
    public var host: String?
    /// The id of the organization.
    public var organization: String
    /// The id of the project.
    public var project: String
    /// `1.2`
    public var version: String
    /// The format of the files beside it.
    public var format: String?
    /// In the order that the model uses.
    public var categories: [Category]
    /// The side length in pixels of the images that the model expects.
    public var resolution: Int?
    /// The variant of the architecture, by a name that the trainer has for it.
    public var modelSize: String?
    /// The least confidence that the trainer would have counted as a detection.
    public var confidenceThreshold: Double?

    /// What is known of a model.
    public init(
        id: String, host: String?, organization: String, project: String, version: String, format: String? = nil,
        categories: [Category] = [], resolution: Int? = nil, modelSize: String? = nil,
        confidenceThreshold: Double? = nil
    ) {
        self.id = id
        self.host = host
        self.organization = organization
        self.project = project
        self.version = version
        self.format = format
        self.categories = categories
        self.resolution = resolution
        self.modelSize = modelSize
        self.confidenceThreshold = confidenceThreshold
    }

    /// The name of the file in a model's archive.
    package static let fileName = "model.json"
}

extension ModelInformation {
    /// The members that the Loop sets in `model.json`, whatever a node wrote there.
    package var membersOfTheLoop: [Member] {
        [
            Member(name: "host", value: Value(host)), Member(name: "organization", value: .string(organization)),
            Member(name: "project", value: .string(project)), Member(name: "version", value: .string(version)),
            Member(name: "id", value: .string(id)), Member(name: "format", value: Value(format)),
        ]
    }

    /// `model.json` as the Loop delivers it: its own members first, then the node's others in their order and spelling.
    ///
    /// Written with one blank after each colon: readers look for `"format": "mocked"` as text.
    package func file(keeping others: [Member]) -> [UInt8] {
        let own = membersOfTheLoop
        let names = Set(own.map(\.name))
        return Value.object(own + others.filter { !names.contains($0.name) }).bytes(style: .spaced)
    }

    /// What a node says in its `model.json`, in the types that readers take: those from version 0.8 on are strict.
    ///
    /// `resolution` and the `point_size` of a category are whole numbers, which a converter of version 0.4.5 writes as a
    /// text; what is none, and `categories` that are no list, is left out. All else is kept as it is.
    package static func readable(_ members: [Member]) -> [Member] {
        members.compactMap { member in
            switch member.name {
            case "resolution":
                member.value.wholeNumber.map { Member(name: member.name, value: .number($0)) }
            case "categories":
                member.value.array.map { Member(name: member.name, value: .array($0.map(Self.readable(category:)))) }
            default: member
            }
        }
    }

    private static func readable(category: Value) -> Value {
        guard let size = category["point_size"], !size.isNull else { return category }
        var category = category
        category["point_size"] = size.wholeNumber.map { .number($0) }
        return category
    }

    /// Reads a `model.json`.
    ///
    /// - Throws: ``DomainError`` when a member that every reader needs is missing or of another type.
    package init(json: Value) throws(DomainError) {
        func text(_ name: String) throws(DomainError) -> String {
            guard let text = json[name]?.string else {
                throw DomainError(what: "model.json has no string \"\(name)\".")
            }
            return text
        }
        var categories: [Category] = []
        for category in json["categories"]?.array ?? [] { categories.append(try Category(json: category)) }
        self.init(
            id: try text("id"), host: json["host"]?.string, organization: try text("organization"),
            project: try text("project"), version: try text("version"), format: json["format"]?.string,
            categories: categories, resolution: json["resolution"]?.int, modelSize: json["model_size"]?.string,
            confidenceThreshold: json["conf_threshold"]?.double)
    }
}

extension Value {
    /// The whole number that is meant: `800`, `800.0`, `"800"`; nil where none is.
    fileprivate var wholeNumber: Number? {
        guard let number = number ?? string.flatMap(Number.init(text:)) else { return nil }
        if number.int != nil { return number }
        return number.double.flatMap { Int(exactly: $0) }.map { Number($0) }
    }
}
