internal import JSON
internal import LoopDomain

/// Reads what callers upload with an image, as strictly as the Python library: each member that it knows is of its type,
/// or the whole is refused; all others are passed over.
///
/// Its errors are spelled as those of dacite are, with which the library reads.
enum MetadataReader {
    /// A member that is missing, or of the wrong type.
    struct Flaw: Error, Hashable, CustomStringConvertible {
        let description: String
    }

    /// What a member may be.
    private enum Kind {
        case int, float, text, optionalText, shape

        /// Python's name of it.
        var name: String {
            switch self {
            case .int: "int"
            case .float: "float"
            case .text: "str"
            case .optionalText: "typing.Optional[str]"
            case .shape: "typing.Union[Shape, str]"
            }
        }
    }

    /// The members of a mark in their order; only the optional ones may be missing, and are null then.
    private typealias Form = [(name: String, kind: Kind)]

    private static let name: Form = [("category_name", .text)]
    private static let box: Form = [("x", .int), ("y", .int), ("width", .int), ("height", .int)]
    private static let point: Form = [("x", .float), ("y", .float)]
    private static let model: Form = [("model_name", .text), ("confidence", .float)]
    private static let id: Form = [("category_id", .optionalText)]

    /// - Parameter created: what an image gets as its date whose metadata name none.
    static func read(_ json: Value, created: String) throws(Flaw) -> ImageRecord {
        guard json.object != nil else { throw wrongType(json, at: "metadata", wanted: "ImageMetadata") }
        var metadata = ImageRecord()
        metadata.detections.boxes = try marks("box_detections", name + box + model + id, in: json)
        metadata.detections.points = try marks("point_detections", name + point + model + id, in: json)
        metadata.detections.segmentations = try marks(
            "segmentation_detections", name + [("shape", .shape)] + model + id, in: json)
        metadata.detections.classifications = try marks("classification_detections", name + model + id, in: json)
        metadata.boxAnnotations = try marks("box_annotations", name + box + id, in: json)
        metadata.pointAnnotations = try marks("point_annotations", name + point + id, in: json)
        if let annotation = json["classification_annotation"], !annotation.isNull {
            metadata.classificationAnnotation = try mark(annotation, name + id, at: "classification_annotation")
        }
        metadata.tags = try tags(in: json)
        metadata.created = json["created"] == nil ? created : try text("created", in: json)
        metadata.source = try text("source", in: json)
        metadata.state = try text("state", in: json)
        return metadata
    }

    /// The list of texts `tags`; empty where there is none.
    static func tags(in json: Value) throws(Flaw) -> [String] {
        guard let list = json["tags"] else { return [] }
        let tags = list.array?.compactMap(\.string)
        guard let tags, tags.count == list.array?.count else { throw wrongType(list, at: "tags", wanted: "List") }
        return tags
    }

    /// The text that a member is, or the spelling of the number that it is; nil where it is missing or null.
    static func word(_ name: String, in json: Value) throws(Flaw) -> String? {
        if let number = json[name]?.number { return number.text }
        return try text(name, in: json)
    }

    /// The text that a member is; nil where it is missing or null.
    static func text(_ name: String, in json: Value) throws(Flaw) -> String? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let text = value.string else { throw wrongType(value, at: name, wanted: Kind.optionalText.name) }
        return text
    }

    private static func marks(_ list: String, _ form: Form, in json: Value) throws(Flaw) -> [Value] {
        guard let value = json[list] else { return [] }
        guard let elements = value.array else { throw wrongType(value, at: list, wanted: "List") }
        var marks: [Value] = []
        for element in elements {
            guard element.object != nil else { throw wrongType(value, at: list, wanted: "List") }
            marks.append(try mark(element, form, at: list))
        }
        return marks
    }

    private static func mark(_ json: Value, _ form: Form, at place: String) throws(Flaw) -> Value {
        guard json.object != nil else { throw wrongType(json, at: place, wanted: "Mapping") }
        var members: [Member] = []
        for (name, kind) in form {
            guard let value = json[name] else {
                guard case .optionalText = kind else {
                    throw Flaw(description: "missing value for field \"\(place).\(name)\"")
                }
                members.append(Member(name: name, value: .null))
                continue
            }
            guard let read = read(value, as: kind) else {
                throw wrongType(value, at: "\(place).\(name)", wanted: kind.name)
            }
            members.append(Member(name: name, value: read))
        }
        return .object(members)
    }

    /// The value, without what nobody knows in it; nil when it is of another kind.
    private static func read(_ value: Value, as kind: Kind) -> Value? {
        let isOfKind =
            switch kind {
            case .int: value.number?.isInteger == true
            case .float: value.number != nil
            case .text: value.string != nil
            case .optionalText: value.string != nil || value.isNull
            case .shape: value.string != nil
            }
        // Not `isOfKind ? value : nil`, which would be a JSON null.
        if isOfKind { return value }
        if case .shape = kind { return shape(value) }
        return .none
    }

    private static func shape(_ value: Value) -> Value? {
        guard let points = value["points"]?.array else { return .none }
        let read = points.compactMap { point -> Value? in
            guard let x = point["x"], x.number?.isInteger == true, let y = point["y"], y.number?.isInteger == true
            else {
                return .none
            }
            return ["x": x, "y": y]
        }
        guard read.count == points.count else { return .none }
        return ["points": .array(read)]
    }

    private static func wrongType(_ value: Value, at place: String, wanted: String) -> Flaw {
        Flaw(
            description: "wrong value type for field \"\(place)\" - should be \"\(wanted)\" "
                + "instead of value \"\(shown(value))\" of type \"\(typeName(value))\"")
    }

    /// So much of a value is shown: it may be an image.
    private static let shownCount = 100

    private static func shown(_ value: Value) -> String {
        switch value {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .string(let text): String(text.prefix(shownCount))
        case .number, .array, .object: String(value.text(style: .spaced).prefix(shownCount))
        }
    }

    /// What Python calls the type of a value.
    private static func typeName(_ value: Value) -> String {
        switch value {
        case .null: "NoneType"
        case .bool: "bool"
        case .number(let number): number.isInteger ? "int" : "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }
}

extension MetadataReader {
    /// Reads what callers of versions 0.14 to 0.16 send beside an image: the lists of detections in `detections`, and
    /// `tags`, `source` and `creation_date`.
    static func readFlat(_ json: Value, created: String) throws(Flaw) -> ImageRecord {
        var metadata = ImageRecord()
        if let detections = json["detections"], detections.isTrueInPython {
            metadata = try read(detections, created: created)
        }
        metadata.tags = try tags(in: json)
        metadata.source = try text("source", in: json)
        metadata.created = try text("creation_date", in: json) ?? created
        return metadata
    }
}

extension Value {
    /// Whether Python takes the value for true: everything that is not empty, zero or nothing.
    var isTrueInPython: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .number(let number): number.double != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        }
    }
}
