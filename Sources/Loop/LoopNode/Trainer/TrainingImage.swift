internal import JSON
public import LoopDomain

/// An image that a training learns from, or is measured by.
public struct TrainingImage: Sendable, Hashable {
    /// What an image is used for.
    public enum Set: String, Sendable, Hashable {
        /// To learn from.
        case train
        /// To choose between models.
        case validation = "val"
        /// To say how good the model is.
        case test
    }

    /// Something that a person marked with a box.
    public struct Box: Sendable, Hashable {
        /// The category's id.
        public var categoryID: String
        /// The left edge, in pixels.
        public var x: Int
        /// The upper edge, in pixels.
        public var y: Int
        /// In pixels.
        public var width: Int
        /// In pixels.
        public var height: Int
    }

    /// Something that a person marked with a point.
    public struct Point: Sendable, Hashable {
        /// The category's id.
        public var categoryID: String
        /// In pixels, to the right.
        public var x: Double
        /// In pixels, downwards.
        public var y: Double
    }

    /// Something that a person drew the outline of.
    public struct Outline: Sendable, Hashable {
        /// The category's id.
        public var categoryID: String
        /// Where it is.
        public var shape: Shape
    }

    /// A UUID.
    public var id: String
    /// The JPEG file.
    public var path: String
    /// What the image is used for.
    public var set: Set
    /// In pixels.
    public var width: Int
    /// In pixels.
    public var height: Int
    /// What is marked with boxes.
    public var boxes: [Box]
    /// What is marked with points.
    public var points: [Point]
    /// What is marked with outlines.
    public var outlines: [Outline]
    /// The category of the whole image; nil where it is not said.
    public var categoryID: String?
}

extension TrainingImage {
    /// Reads what the Loop says of an image; marks that make no sense are passed over.
    ///
    /// - Returns: nil for an image without id, or of a set that there is not.
    init?(json: Value, folder: String) {
        guard let id = json["id"]?.string, let set = json["set"]?.string.flatMap(Set.init(rawValue:)) else {
            return nil
        }
        self.id = id
        path = "\(folder)/\(id).jpg"
        self.set = set
        width = json["width"]?.int ?? 0
        height = json["height"]?.int ?? 0
        boxes = Self.marks("box_annotations", in: json) { category, mark in
            guard let x = mark.pixel("x"), let y = mark.pixel("y"), let width = mark.pixel("width"),
                let height = mark.pixel("height")
            else { return nil }
            return Box(categoryID: category, x: x, y: y, width: width, height: height)
        }
        points = Self.marks("point_annotations", in: json) { category, mark in
            guard let x = mark["x"]?.double, let y = mark["y"]?.double else { return nil }
            return Point(categoryID: category, x: x, y: y)
        }
        outlines = Self.marks("segmentation_annotations", in: json) { category, mark in
            guard let shape = mark["shape"].flatMap(Shape.init(json:)) else { return nil }
            return Outline(categoryID: category, shape: shape)
        }
        categoryID = json["classification_annotation"]?["category_id"]?.string
    }

    private static func marks<Mark>(
        _ name: String, in json: Value, _ read: (_ category: String, _ mark: Value) -> Mark?
    ) -> [Mark] {
        json[name]?.array?.compactMap { mark in mark["category_id"]?.string.flatMap { read($0, mark) } } ?? []
    }
}

extension Value {
    /// A coordinate, which some Loops and scripts spell `12.0`.
    fileprivate func pixel(_ name: String) -> Int? {
        self[name]?.int ?? self[name]?.double.flatMap { Int(exactly: $0.rounded()) }
    }
}

extension Shape {
    /// Reads `{"points": [{"x": 1, "y": 2}, …]}`.
    fileprivate init?(json: Value) {
        guard let list = json["points"]?.array else { return nil }
        let points = list.compactMap { point -> Point? in
            guard let x = point.pixel("x"), let y = point.pixel("y") else { return nil }
            return Point(x: x, y: y)
        }
        guard points.count == list.count else { return nil }
        self.init(points: points)
    }
}
