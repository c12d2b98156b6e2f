package import Files
package import JSON
package import LoopDomain

/// A project with everything in it.
package struct Project: Sendable {
    package let path: ProjectPath
    package var categories: [Category]
    /// In the order in which they came.
    package private(set) var models: [StoredModel] = []

    private var indexByID: [String: Int] = [:]
    /// The places of the models of each format, ascending, so that asking for a format looks at no other model.
    private var indicesByFormat: [String: [Int]] = [:]
    private var newestMajorVersion = 0
    /// The versions of models that are being uploaded.
    private var takenMajorVersions: Set<Int> = []

    package init(path: ProjectPath, categories: [Category]) {
        self.path = path
        self.categories = categories
    }

    /// The most characters of a format's name: it is part of paths and file names.
    package static let formatNameLength = 64

    /// The model that answers to `id`.
    package func model(_ id: String) -> StoredModel? { indexByID[id].map { models[$0] } }

    /// Whether `name` may be the name of a format.
    static func isFormatName(_ name: String) -> Bool {
        guard (1...formatNameLength).contains(name.utf8.count), let first = name.utf8.first else { return false }
        return isAlphanumeric(first) && name.utf8.allSatisfy { isAlphanumeric($0) || "-_.+".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }

    /// Adds a model.
    ///
    /// - Parameter aliases: older ids by which it is still asked for.
    mutating func add(_ model: StoredModel, aliases: [String] = []) {
        let index = models.count
        models.append(model)
        for id in [model.model.id] + aliases { indexByID[id] = index }
        for format in model.model.formats { indicesByFormat[format, default: []].append(index) }
        if let major = model.model.version.flatMap(Self.majorVersion) {
            newestMajorVersion = max(newestMajorVersion, major)
            takenMajorVersions.remove(major)
        }
    }

    /// Gives a model a format, or other contents in a format that it has.
    mutating func put(_ file: OwnedFile, format: String, ofModel id: String) {
        guard let index = indexByID[id] else { return }
        models[index].put(file, format: format)
        var indices = indicesByFormat[format, default: []]
        let place = indices.firstIndex { $0 >= index } ?? indices.count
        if place == indices.count || indices[place] != index { indices.insert(index, at: place) }
        indicesByFormat[format] = indices
    }

    /// Takes the version that the next uploaded model gets, `4.0` after `3.x`.
    mutating func takeVersion() -> String {
        let major = max(newestMajorVersion, takenMajorVersions.max() ?? 0) + 1
        takenMajorVersions.insert(major)
        return "\(major).0"
    }

    /// Gives back a version that was taken and not used. It is a gap when one behind it is in use by then.
    mutating func giveBack(_ version: String) {
        if let major = Self.majorVersion(version) { takenMajorVersions.remove(major) }
    }

    private static func majorVersion(_ version: String) -> Int? {
        version.split(separator: ".").first.flatMap { Int($0) }
    }

    /// The answer to `GET …/models`, of one format or of all.
    package func listing(format: String?) -> [UInt8] {
        guard let format else { return Self.listing(models.indices, of: models) }
        return Self.listing(indicesByFormat[format] ?? [], of: models)
    }

    private static func listing(_ places: some Collection<Int>, of models: [StoredModel]) -> [UInt8] {
        var text: [UInt8] = []
        // Brackets and commas, and the entries.
        text.reserveCapacity(places.reduce(16) { $0 + models[$1].rendered.count + 2 })
        text += #"{"models": ["#.utf8
        var isFirst = true
        for place in places {
            if !isFirst { text += ", ".utf8 }
            isFirst = false
            text += models[place].rendered
        }
        text += "]}".utf8
        return text
    }
}

/// A model, where its files lie, and what its `model.json` says beside the Loop's own members.
package struct StoredModel: Sendable {
    package private(set) var model: TrainedModel
    package private(set) var files: [String: OwnedFile]
    /// The members of `model.json` that nodes contributed: categories, resolution and the like.
    package let contributed: [Member]
    /// The entry in listings, made once and not for every request.
    package private(set) var rendered: [UInt8]

    package init(_ model: TrainedModel, files: [String: OwnedFile], contributed: [Member]) {
        self.model = model
        self.files = files
        self.contributed = contributed
        rendered = model.json.bytes(style: .spaced)
    }

    fileprivate mutating func put(_ file: OwnedFile, format: String) {
        if files.updateValue(file, forKey: format) == nil {
            model.formats.append(format)
            rendered = model.json.bytes(style: .spaced)
        }
    }
}
