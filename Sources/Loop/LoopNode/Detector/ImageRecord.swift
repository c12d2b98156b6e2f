internal import JSON
internal import LoopDomain

/// What goes to the Loop with an image, and what a caller gets that had one looked at.
///
/// Detections and annotations are kept in their JSON form, because what callers upload need not be what a model could
/// have found: an outline is an object from the one and a text from the other.
struct ImageRecord: Sendable, Equatable {
    /// Lists of marks, by kind.
    struct Lists: Sendable, Equatable {
        var boxes: [Value] = []
        var points: [Value] = []
        var segmentations: [Value] = []
        var classifications: [Value] = []
    }

    var detections = Lists()
    /// What people, or programs that are as sure, have marked; there are no outlines among them.
    var boxAnnotations: [Value] = []
    var pointAnnotations: [Value] = []
    /// Null when nobody has said anything of the whole.
    var classificationAnnotation = Value.null
    var tags: [String] = []
    /// When the image was taken, as its sender spells it.
    var created: String?
    /// Where it comes from.
    var source: String?
    /// The state that it enters the Loop in; nil is for the Loop to say.
    var state: String?

    init() {}

    /// What a model has found.
    init(_ detections: Detections) {
        self.detections = Lists(
            boxes: detections.boxes.map(\.json), points: detections.points.map(\.json),
            segmentations: detections.segmentations.map { $0.json(isFlat: true) },
            classifications: detections.classifications.map(\.json))
        tags = detections.tags
    }

    /// The JSON form, members in the Python library's order.
    var json: Value {
        [
            "box_detections": .array(detections.boxes), "point_detections": .array(detections.points),
            "segmentation_detections": .array(detections.segmentations),
            "classification_detections": .array(detections.classifications),
            "box_annotations": .array(boxAnnotations), "point_annotations": .array(pointAnnotations),
            "classification_annotation": classificationAnnotation, "tags": .array(tags.map { .string($0) }),
            "created": Value(created), "source": Value(source), "state": Value(state),
        ]
    }

    /// Gives each detection the id of its category, whatever it had; one whose name the model does not know gets `""`.
    ///
    /// - Returns: the names that the model does not know.
    mutating func resolveCategories(by model: ModelInformation) -> Set<String> {
        let ids = Dictionary(model.categories.map { ($0.name, $0.id) }) { first, _ in first }
        var unknown: Set<String> = []
        func resolve(_ marks: inout [Value]) {
            for index in marks.indices {
                let name = marks[index]["category_name"]?.string ?? ""
                if ids[name] == nil { unknown.insert(name) }
                marks[index]["category_id"] = .string(ids[name] ?? "")
            }
        }
        resolve(&detections.boxes)
        resolve(&detections.points)
        resolve(&detections.segmentations)
        resolve(&detections.classifications)
        return unknown
    }

    /// The date that an image gets whose sender says nothing: `2026-01-01_12:00:00.123`.
    static func date(_ time: Timestamp) -> String { String(time.text(separator: UInt8(ascii: "_")).dropLast(3)) }
}
