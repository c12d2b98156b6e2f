package import JSON
package import LoopDomain

/// What the generator of projects is asked for (`POST …/projects/generator`): how many of everything.
///
/// Members of all eras are understood; those that are missing are 0, and those that nobody knows are passed over.
package struct ProjectConfiguration: Sendable {
    package var path: ProjectPath
    /// How many images there are in each state.
    package var imageCounts: [Image.State: Int] = [:]
    package var imageStyle = Painting.Style.beautiful
    /// In the order in which they are listed: boxes first, then points, and so on.
    package var categoryCounts: [(kind: Category.Kind, count: Int)] = []
    /// Tags of each image.
    package var tagCount = 0
    /// Trainings, each with a model in the format `mocked`.
    package var trainingCount = 0
    /// Detections of each image, by the newest model.
    package var detectionCounts: [(kind: Category.Kind, count: Int)] = []
    /// Annotations of each image that is complete.
    package var annotationCounts: [(kind: Category.Kind, count: Int)] = []

    package init(path: ProjectPath) { self.path = path }

    /// The most images: a few seconds of work, in which the Loop does nothing else, and a gigabyte of memory.
    package static let imageCountLimit = 1_000_000
    /// The most trainings, each with a model.
    package static let trainingCountLimit = 10_000
    /// The most marks of a kind in an image.
    package static let markCountLimit = 1000
    /// The most marks and tags in all images together: each takes about a kilobyte of memory.
    package static let markTotalLimit = 1_000_000
    /// The most categories of a kind.
    package static let categoryCountLimit = 1000
    /// The most characters of an organization's or a project's name.
    package static let nameLength = 100

    private static let kinds: [Category.Kind] = [.box, .point, .segmentation, .classification]

    /// Reads what is asked for.
    ///
    /// - Parameter organization: whose project it is, unless `json` says.
    /// - Throws: ``DomainError`` for a member of the wrong type, ``Refusal`` for one of the wrong size.
    package init(json: Value, organization: String) throws {
        guard json.object != nil else {
            throw DomainError(what: "What the generator is asked for is \(json.kindName), not an object.")
        }
        guard let name = json["project_name"]?.string else {
            throw DomainError(what: "The generator needs a text in \"project_name\", which becomes the project's id.")
        }
        let organization = try Self.text("organization", in: json) ?? organization
        for (what, name) in [("an organization", organization), ("a project", name)] where !Self.isName(name) {
            throw Refusal.badName(what: what, name: name)
        }
        // The generator itself has this path.
        guard name != "generator" else { throw Refusal.badName(what: "a project", name: name) }
        path = ProjectPath(organization: organization, project: name)

        for state in Image.State.allCases {
            imageCounts[state] = try Self.count(state.rawValue, "images", in: json)
        }
        guard imageCounts.values.reduce(0, +) <= Self.imageCountLimit else {
            throw Refusal.tooMany(what: "images", limit: Self.imageCountLimit)
        }
        if let word = try Self.text("image_style", in: json) {
            guard let style = Painting.Style(rawValue: word) else {
                throw DomainError(what: "image_style is \"\(word)\"; there are beautiful, plain and empty.")
            }
            imageStyle = style
        }
        tagCount = try Self.count("tags", "tags", limit: Self.markCountLimit, in: json)
        trainingCount = try Self.count("trainings", "trainings", limit: Self.trainingCountLimit, in: json)
        // Up to version 0.4.0 there were boxes alone, and no need to say so.
        func counts(_ name: String, _ what: String, limit: Int) throws -> [(kind: Category.Kind, count: Int)] {
            let old = try Self.count(name, what, limit: limit, in: json)
            return try Self.kinds.map { kind in
                let count = try Self.count("\(kind.word)_\(name)", "\(kind.word) \(what)", limit: limit, in: json)
                return (kind, kind == .box ? max(count, old) : count)
            }
        }
        categoryCounts = try counts("categories", "categories", limit: Self.categoryCountLimit)
        detectionCounts = try counts("detections", "detections in an image", limit: Self.markCountLimit)
        annotationCounts = try counts("annotations", "annotations in an image", limit: Self.markCountLimit)
        guard markTotal <= Self.markTotalLimit else {
            throw Refusal.tooMany(what: "marks and tags in all its images", limit: Self.markTotalLimit)
        }
    }

    /// Marks and tags in all images together.
    private var markTotal: Int {
        let perImage = tagCount + detectionCounts.reduce(0) { $0 + $1.count }
        let perCompleteImage = annotationCounts.reduce(0) { $0 + $1.count }
        return imageCounts.values.reduce(0, +) * perImage + (imageCounts[.complete] ?? 0) * perCompleteImage
    }

    private static func text(_ name: String, in json: Value) throws -> String? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let text = value.string else { throw DomainError(what: "\(name) is \(value.kindName), not a text.") }
        return text
    }

    private static func count(_ name: String, _ what: String, limit: Int = imageCountLimit, in json: Value) throws
        -> Int
    {
        guard let value = json[name], !value.isNull else { return 0 }
        // Old tests say whether there shall be any.
        if let flag = value.bool { return flag ? 1 : 0 }
        guard let count = value.int, count >= 0 else {
            throw DomainError(what: "\(name) is \(value), not a number from 0 on.")
        }
        guard count <= limit else { throw Refusal.tooMany(what: what, limit: limit) }
        return count
    }

    /// Whether `name` may be the id of an organization or a project: it is part of paths, and always in lower case.
    private static func isName(_ name: String) -> Bool {
        guard (1...nameLength).contains(name.utf8.count), let first = name.utf8.first else { return false }
        func isWord(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(byte)
        }
        return isWord(first) && name.utf8.allSatisfy { isWord($0) || "-_.".utf8.contains($0) }
    }
}
