package import JSON

/// What can be marked in an image: a class of objects, drawn as boxes, points, outlines, or said of the whole image.
public struct Category: Sendable, Hashable {
    /// How a category is marked. Another word than these is kept as it is (`Category.type` of library versions from 0.8).
    public enum Kind: Sendable, Hashable {
        case box, point, segmentation, classification
        case other(String)

        /// The word on the wire.
        public init(word: String) {
            switch word {
            case "box": self = .box
            case "point": self = .point
            case "segmentation": self = .segmentation
            case "classification": self = .classification
            default: self = .other(word)
            }
        }

        /// The word on the wire.
        public var word: String {
            switch self {
            case .box: "box"
            case .point: "point"
            case .segmentation: "segmentation"
            case .classification: "classification"
            case .other(let word): word
            }
        }
    }

    /// A UUID.
    public var id: String
    /// What people call it, and what detections name.
    public var name: String
    /// A remark for those who annotate.
    public var description: String?
    /// The key that picks it while one annotates.
    public var hotkey: String?
    /// As CSS writes it: `#FF00FF`.
    public var color: String?
    /// How it is marked; nil where a Loop does not say.
    public var type: Kind?
    /// The radius in pixels with which a point is drawn.
    public var pointSize: Int?

    /// A category; what is not given is not known.
    public init(
        id: String, name: String, description: String? = nil, hotkey: String? = nil, color: String? = nil,
        type: Kind? = nil, pointSize: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.hotkey = hotkey
        self.color = color
        self.type = type
        self.pointSize = pointSize
    }
}

extension Category {
    /// The JSON form, with all members: those that are not known are null.
    package var json: Value {
        [
            "id": .string(id), "name": .string(name), "description": Value(description), "hotkey": Value(hotkey),
            "color": Value(color), "type": Value(type?.word),
            "point_size": pointSize.map { .number(Number($0)) } ?? nil,
        ]
    }

    /// Reads the JSON form; members that are missing, null or of another type than usual are nil, but for the two that
    /// every reader needs.
    ///
    /// - Throws: ``DomainError`` without a string in `id` and `name`.
    package init(json: Value) throws(DomainError) {
        guard let id = json["id"]?.string, let name = json["name"]?.string else {
            throw DomainError(what: "A category needs \"id\" and \"name\", both strings; this one is \(json).")
        }
        self.init(
            id: id, name: name, description: json["description"]?.string, hotkey: json["hotkey"]?.string,
            color: json["color"]?.string, type: json["type"]?.string.map(Kind.init(word:)),
            pointSize: json["point_size"]?.int)
    }
}

extension Value {
    /// The string, or null.
    package init(_ text: String?) { self = text.map { .string($0) } ?? .null }
}

/// JSON that is not the form of what it should be.
package struct DomainError: Error, Hashable, Sendable, CustomStringConvertible {
    package let what: String

    package init(what: String) { self.what = what }

    package var description: String { what }
}
