package import JSON

/// What is marked in an image: boxes, points, outlines, and what is said of the whole.
///
/// Each mark is kept in the JSON form in which it came, with members that nobody here knows and with its numbers as they
/// were spelled: trainers send confidences in percent, detectors fractions, and outlines are objects from the one and
/// texts from the other.
package struct Marks: Sendable {
    /// `{category_id, x, y, width, height, …}` in pixels, from the image's top left.
    package var boxes: [Value] = []
    /// `{category_id, x, y, …}` in pixels.
    package var points: [Value] = []
    /// `{category_id, shape, …}`; the shape is `{"points": [{"x", "y"}, …]}` or `"x,y,x,y,…"`.
    package var segmentations: [Value] = []
    /// `{category_id, …}`
    package var classifications: [Value] = []

    package init() {}

    package var isEmpty: Bool {
        boxes.isEmpty && points.isEmpty && segmentations.isEmpty && classifications.isEmpty
    }

    /// Adds the marks of `other`, behind those of the same kind.
    package mutating func append(_ other: Marks) {
        boxes += other.boxes
        points += other.points
        segmentations += other.segmentations
        classifications += other.classifications
    }

    /// Adds the marks of `other` that are not there, each of them once.
    package mutating func merge(_ other: Marks) {
        func merged(_ own: [Value], _ others: [Value]) -> [Value] {
            guard !others.isEmpty else { return own }
            var known = Set(own.map { $0.bytes() })
            return own + others.filter { known.insert($0.bytes()).inserted }
        }
        boxes = merged(boxes, other.boxes)
        points = merged(points, other.points)
        segmentations = merged(segmentations, other.segmentations)
        classifications = merged(classifications, other.classifications)
    }

    /// The marks that `isKept` holds for.
    package func filter(_ isKept: (Value) -> Bool) -> Marks {
        map { $0.filter(isKept) }
    }

    /// Each kind of marks changed by `change`.
    package func map(_ change: ([Value]) -> [Value]) -> Marks {
        var marks = self
        marks.boxes = change(boxes)
        marks.points = change(points)
        marks.segmentations = change(segmentations)
        marks.classifications = change(classifications)
        return marks
    }
}

extension Marks {
    /// Who marked: a model, or a person.
    package enum Origin: Sendable {
        /// `box_detections` and so on, each with the model's version and how sure it is.
        case detections
        /// `box_annotations` and so on.
        case annotations

        fileprivate var suffix: String {
            switch self {
            case .detections: "detections"
            case .annotations: "annotations"
            }
        }
    }

    /// Reads the lists that `json` has; one that is missing or null is empty.
    ///
    /// - Throws: ``DomainError`` that names the member which is of the wrong type.
    package init(_ origin: Origin, in json: Value) throws(DomainError) {
        boxes = try Self.list("box", origin, in: json)
        points = try Self.list("point", origin, in: json)
        segmentations = try Self.list("segmentation", origin, in: json)
        switch origin {
        case .detections: classifications = try Self.list("classification", origin, in: json)
        case .annotations:
            // There is one at most, and it is no list.
            guard let mark = json["classification_annotation"], !mark.isNull else { return }
            try Self.check(mark, kind: "classification", at: "classification_annotation")
            classifications = [mark]
        }
    }

    /// An outline that comes alone.
    ///
    /// - Throws: ``DomainError`` that names the member which is of the wrong type.
    package static func segmentation(_ json: Value) throws(DomainError) -> Value {
        try check(json, kind: "segmentation", at: "annotation")
        return json
    }

    private static func list(_ kind: String, _ origin: Origin, in json: Value) throws(DomainError) -> [Value] {
        let name = "\(kind)_\(origin.suffix)"
        guard let list = json[name], !list.isNull else { return [] }
        guard let marks = list.array else { throw DomainError(what: "\(name) is \(list.kindName), not a list.") }
        for (index, mark) in marks.enumerated() { try check(mark, kind: kind, at: "\(name)[\(index)]") }
        return marks
    }

    private static func check(_ mark: Value, kind: String, at place: String) throws(DomainError) {
        guard mark.object != nil else { throw DomainError(what: "\(place) is \(mark.kindName), not an object.") }
        func check(_ name: String, isRequired: Bool, _ wanted: String, _ holds: (Value) -> Bool) throws(DomainError) {
            guard let value = mark[name], !value.isNull else {
                if isRequired { throw DomainError(what: "\(place) has no \"\(name)\".") }
                return
            }
            guard holds(value) else {
                throw DomainError(what: "\(place).\(name) is \(value.kindName), not \(wanted).")
            }
        }
        let numbers = kind == "box" ? ["x", "y", "width", "height"] : kind == "point" ? ["x", "y"] : []
        for name in numbers { try check(name, isRequired: true, "a finite number") { $0.double != nil } }
        if kind == "segmentation" {
            try check("shape", isRequired: true, "a text or an object") { $0.string != nil || $0.object != nil }
        }
        try check("confidence", isRequired: false, "a finite number") { $0.double != nil }
        for name in ["category_name", "category_id", "model_name"] {
            try check(name, isRequired: false, "a text") { $0.string != nil }
        }
        guard mark["category_name"]?.string != nil || mark["category_id"]?.string != nil else {
            throw DomainError(what: "\(place) has neither \"category_name\" nor \"category_id\".")
        }
    }

    /// The members of an image's JSON form.
    package func members(_ origin: Origin) -> [Member] {
        let lists = [("box", boxes), ("point", points), ("segmentation", segmentations), ("skeleton", [])]
        let members = lists.map { Member(name: "\($0.0)_\(origin.suffix)", value: .array($0.1)) }
        switch origin {
        case .detections:
            return members + [Member(name: "classification_detections", value: .array(classifications))]
        case .annotations:
            return members + [Member(name: "classification_annotation", value: classifications.first ?? .null)]
        }
    }
}

extension Value {
    /// What a value is, for people.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
