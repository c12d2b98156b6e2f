internal import JSON
internal import LoopDomain

/// All that must be remembered of a training, as it lies in the data folder: `last_training__<node>.json`.
///
/// Byte for byte what the Python library's `json.dump` writes, so that a node of either kind goes on with what one of the
/// other kind began.
struct TrainingRecord: Sendable {
    /// A UUID; the training's folder is called so.
    let id: String
    let project: ProjectPath
    /// `<data>/<organization>/<project>`.
    let projectFolder: String
    /// `<data>/<organization>/<project>/images`.
    let imagesFolder: String
    /// `<data>/<organization>/<project>/trainings/<id>`.
    let folder: String
    /// In the order that the Loop gave them.
    let categories: [LoopDomain.Category]
    /// An object.
    let hyperparameters: Value
    /// The number that the Loop knows the training by.
    let number: Int
    var state: TrainingState
    /// The name of a pretrained model.
    let modelVariant: String
    /// Seconds since 1970.
    let start: Double
    /// The model that is continued; nil for none.
    let baseModel: String?
    /// What the Loop says of each image that is there; nil before they were downloaded.
    var images: [Value]?
    /// How many images cannot be used.
    var skippedImageCount: Int?
    /// The id that the Loop gave the model.
    var uploadedModel: String?
}

extension TrainingRecord {
    /// A training that the Loop asks for.
    ///
    /// - Parameters:
    ///   - details: the last argument of `begin_training`.
    ///   - id: a new UUID.
    ///   - dataFolder: absolute.
    ///   - start: now, in seconds since 1970.
    /// - Throws: ``TrainingRefusal/malformed(_:)``, in the library's words.
    init(
        _ details: Value, in project: ProjectPath, id: String, dataFolder: String, start: Double
    ) throws(TrainingRefusal) {
        guard let hyperparameters = details["hyperparameters"], hyperparameters.object != nil else {
            throw .malformed("hyperparameters missing or not a dict")
        }
        guard let categories = details["categories"]?.array else {
            throw .malformed("categories missing or not a list")
        }
        guard let number = details["training_number"]?.int else {
            throw .malformed("training_number missing or not an int")
        }
        guard let variant = details["model_variant"]?.string else {
            throw .malformed("model_variant missing or not a str")
        }
        do throws(DomainError) {
            try project.checkFolderNames()
            self.categories = try categories.map { value throws(DomainError) in try Category(json: value) }
        } catch {
            throw .malformed(error.what)
        }
        self.id = id
        self.project = project
        projectFolder = "\(dataFolder)/\(project.organization)/\(project.project)"
        imagesFolder = "\(projectFolder)/images"
        folder = "\(projectFolder)/trainings/\(id)"
        self.hyperparameters = hyperparameters
        self.number = number
        state = .initialized
        modelVariant = variant
        self.start = start
        baseModel = details["base_model_uuid"]?.string
    }

    /// Reads what lies in the data folder; a step that was under way counts as not begun.
    ///
    /// - Throws: `DomainError` that names what is missing.
    init(json: Value) throws(DomainError) {
        func text(_ name: String, in value: Value) throws(DomainError) -> String {
            guard let text = value[name]?.string else { throw DomainError(what: "it has no text \"\(name)\"") }
            return text
        }
        id = try text("id", in: json)
        let context = json["context"] ?? nil
        project = ProjectPath(
            organization: try text("organization", in: context), project: try text("project", in: context))
        projectFolder = try text("project_folder", in: json)
        imagesFolder = try text("images_folder", in: json)
        folder = try text("training_folder", in: json)
        guard let categories = json["categories"]?.array else { throw DomainError(what: "it has no \"categories\"") }
        self.categories = try categories.map { value throws(DomainError) in try Category(json: value) }
        guard let hyperparameters = json["hyperparameters"], hyperparameters.object != nil else {
            throw DomainError(what: "it has no object \"hyperparameters\"")
        }
        self.hyperparameters = hyperparameters
        guard let number = json["training_number"]?.int else {
            throw DomainError(what: "it has no whole number \"training_number\"")
        }
        self.number = number
        let word = try text("training_state", in: json)
        guard let state = TrainingState(rawValue: word) else {
            throw DomainError(what: "its state \(word.debugDescription) is none")
        }
        self.state = state.step?.before ?? state
        modelVariant = try text("model_variant", in: json)
        guard let start = json["start_time"]?.double else {
            throw DomainError(what: "it has no number \"start_time\"")
        }
        self.start = start
        baseModel = json["base_model_uuid"]?.string
        images = json["image_data"]?.array
        skippedImageCount = json["skipped_image_count"]?.int
        uploadedModel = json["model_uuid_for_detecting"]?.string
    }

    /// The members in the order of the Python library's dataclass.
    var json: Value {
        [
            "id": .string(id),
            "context": ["organization": .string(project.organization), "project": .string(project.project)],
            "project_folder": .string(projectFolder), "images_folder": .string(imagesFolder),
            "training_folder": .string(folder), "categories": .array(categories.map(\.recordJSON)),
            "hyperparameters": hyperparameters, "training_number": .number(Number(number)),
            "training_state": .string(state.rawValue), "model_variant": .string(modelVariant),
            "start_time": .number(Number(start)), "base_model_uuid": Value(baseModel),
            "image_data": images.map { .array($0) } ?? .null,
            "skipped_image_count": skippedImageCount.map { .number(Number($0)) } ?? .null,
            "model_uuid_for_detecting": Value(uploadedModel),
        ]
    }

    /// The file's content.
    var bytes: [UInt8] {
        var writer = Writer(style: .spaced, escapesBeyondASCII: true)
        writer.value(json)
        return writer.bytes
    }

    /// How many images are of a set.
    func imageCount(in set: String) -> Int { images?.count { $0["set"]?.string == set } ?? 0 }
}

extension LoopDomain.Category {
    /// The JSON form in the order of the Python library's dataclass, which has `point_size` before `type`.
    var recordJSON: Value {
        var json = json
        let type = json["type"]
        json["type"] = nil
        json["type"] = type
        return json
    }
}

/// Why a trainer does not take a training; nothing was set up.
enum TrainingRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the Loop said of it makes no sense.
    case malformed(String)
    /// Another one is under way.
    case active(id: String)
    /// Another node has the graphics card.
    case slotTaken(holder: String)

    /// In the library's words.
    var description: String {
        switch self {
        case .malformed(let reason): reason
        case .active(let id): "training \(id) is still active"
        case .slotTaken(let holder): "the training slot is held by \(holder)"
        }
    }

    /// What the Loop is told in one word.
    var payload: String? {
        switch self {
        case .malformed: nil
        case .active, .slotTaken: "refused"
        }
    }
}
