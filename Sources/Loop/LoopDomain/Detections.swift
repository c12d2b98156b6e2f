package import JSON

/// A box that a model found. `x` and `y` are its top left corner; x grows to the right, y downwards.
public struct BoxDetection: Sendable, Hashable {
    /// The name of the category.
    public var categoryName: String
    /// The category's UUID; nil where it is not known yet, empty where the model does not know the name.
    public var categoryID: String?
    /// The version of the model: `1.2`.
    public var modelName: String
    /// From 0 to 1.
    public var confidence: Double
    /// In pixels.
    public var x: Int
    /// In pixels.
    public var y: Int
    /// In pixels.
    public var width: Int
    /// In pixels.
    public var height: Int

    /// A box of a category.
    public init(
        categoryName: String, categoryID: String? = nil, modelName: String, confidence: Double, x: Int, y: Int,
        width: Int, height: Int
    ) {
        self.categoryName = categoryName
        self.categoryID = categoryID
        self.modelName = modelName
        self.confidence = confidence
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }
}

/// A point that a model found.
public struct PointDetection: Sendable, Hashable {
    /// The name of the category.
    public var categoryName: String
    /// The category's UUID; nil where it is not known yet, empty where the model does not know the name.
    public var categoryID: String?
    /// The version of the model: `1.2`.
    public var modelName: String
    /// From 0 to 1.
    public var confidence: Double
    /// In pixels, to the right.
    public var x: Double
    /// In pixels, downwards.
    public var y: Double

    /// A point of a category.
    public init(
        categoryName: String, categoryID: String? = nil, modelName: String, confidence: Double, x: Double, y: Double
    ) {
        self.categoryName = categoryName
        self.categoryID = categoryID
        self.modelName = modelName
        self.confidence = confidence
        self.x = x
        self.y = y
    }
}

/// An outline in pixels.
public struct Shape: Sendable, Hashable {
    /// A corner of an outline, in pixels.
    public struct Point: Sendable, Hashable {
        /// To the right.
        public var x: Int
        /// Downwards.
        public var y: Int

        /// A corner.
        public init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    /// The corners, in order; the last one is joined to the first.
    public var points: [Point]

    /// An outline.
    public init(points: [Point]) { self.points = points }

    /// `x,y,x,y,…`, as detectors write it.
    public var text: String { points.map { "\($0.x),\($0.y)" }.joined(separator: ",") }
}

/// An outline that a model found.
public struct SegmentationDetection: Sendable, Hashable {
    /// The name of the category.
    public var categoryName: String
    /// The category's UUID; nil where it is not known yet, empty where the model does not know the name.
    public var categoryID: String?
    /// The version of the model: `1.2`.
    public var modelName: String
    /// From 0 to 1.
    public var confidence: Double
    /// Where it is.
    public var shape: Shape

    /// An outline of a category.
    public init(
        categoryName: String, categoryID: String? = nil, modelName: String, confidence: Double, shape: Shape
    ) {
        self.categoryName = categoryName
        self.categoryID = categoryID
        self.modelName = modelName
        self.confidence = confidence
        self.shape = shape
    }
}

/// What a model says of a whole image.
public struct ClassificationDetection: Sendable, Hashable {
    /// The name of the category.
    public var categoryName: String
    /// The category's UUID; nil where it is not known yet, empty where the model does not know the name.
    public var categoryID: String?
    /// The version of the model: `1.2`.
    public var modelName: String
    /// From 0 to 1.
    public var confidence: Double

    /// A category for a whole image.
    public init(categoryName: String, categoryID: String? = nil, modelName: String, confidence: Double) {
        self.categoryName = categoryName
        self.categoryID = categoryID
        self.modelName = modelName
        self.confidence = confidence
    }
}

/// What a model found in an image.
public struct Detections: Sendable, Hashable {
    /// In the order in which the model found them; so are the others.
    public var boxes: [BoxDetection]
    /// Points.
    public var points: [PointDetection]
    /// Outlines.
    public var segmentations: [SegmentationDetection]
    /// What is said of the whole image.
    public var classifications: [ClassificationDetection]
    /// What a detector wants to be written beside the image; trainers have no use for it.
    public var tags: [String]

    /// What was found; nothing, unless given.
    public init(
        boxes: [BoxDetection] = [], points: [PointDetection] = [], segmentations: [SegmentationDetection] = [],
        classifications: [ClassificationDetection] = [], tags: [String] = []
    ) {
        self.boxes = boxes
        self.points = points
        self.segmentations = segmentations
        self.classifications = classifications
        self.tags = tags
    }

    /// How many there are.
    public var count: Int { boxes.count + points.count + segmentations.count + classifications.count }
}

// MARK: - JSON

extension BoxDetection {
    /// The JSON form, members in the Python library's order.
    package var json: Value {
        [
            "category_name": .string(categoryName), "x": .number(Number(x)), "y": .number(Number(y)),
            "width": .number(Number(width)), "height": .number(Number(height)), "model_name": .string(modelName),
            "confidence": .number(Number(confidence)), "category_id": Value(categoryID),
        ]
    }
}

extension PointDetection {
    /// The JSON form, members in the Python library's order.
    package var json: Value {
        [
            "category_name": .string(categoryName), "x": .number(Number(x)), "y": .number(Number(y)),
            "model_name": .string(modelName), "confidence": .number(Number(confidence)),
            "category_id": Value(categoryID),
        ]
    }
}

extension SegmentationDetection {
    /// The JSON form, members in the Python library's order.
    ///
    /// - Parameter isFlat: whether the shape is the text that detectors send, or the object that trainers send.
    package func json(isFlat: Bool) -> Value {
        [
            "category_name": .string(categoryName), "shape": isFlat ? .string(shape.text) : shape.json,
            "model_name": .string(modelName), "confidence": .number(Number(confidence)),
            "category_id": Value(categoryID),
        ]
    }
}

extension Shape {
    /// `{"points": [{"x": 1, "y": 2}, …]}`
    package var json: Value {
        ["points": .array(points.map { ["x": .number(Number($0.x)), "y": .number(Number($0.y))] })]
    }
}

extension ClassificationDetection {
    /// The JSON form, members in the Python library's order.
    package var json: Value {
        [
            "category_name": .string(categoryName), "model_name": .string(modelName),
            "confidence": .number(Number(confidence)), "category_id": Value(categoryID),
        ]
    }
}

extension Detections {
    /// The members `box_detections`, `point_detections`, `segmentation_detections` and `classification_detections`.
    ///
    /// - Parameter isFlat: whether shapes are the texts that detectors send, or the objects that trainers send.
    package func members(isFlat: Bool) -> [Member] {
        [
            Member(name: "box_detections", value: .array(boxes.map(\.json))),
            Member(name: "point_detections", value: .array(points.map(\.json))),
            Member(
                name: "segmentation_detections", value: .array(segmentations.map { $0.json(isFlat: isFlat) })),
            Member(name: "classification_detections", value: .array(classifications.map(\.json))),
        ]
    }
}
