package import Files
package import JSON
package import LoopDomain

/// The models of a project, in the order in which they came.
package struct Models: Sendable {
    package private(set) var all: [StoredModel] = []

    private var indexByID: [String: Int] = [:]
    /// The places of the models of each format, ascending, so that asking for a format looks at no other model.
    private var indicesByFormat: [String: [Int]] = [:]
    private var newestMajorVersion = 0
    /// The versions of models that are being uploaded.
    private var takenMajorVersions: Set<Int> = []

    package init() {}

    /// The model that answers to `id`.
    package subscript(_ id: String) -> StoredModel? { indexByID[id].map { all[$0] } }

    /// The model of a version; of several the newest.
    package func model(version: String) -> StoredModel? { all.last { $0.model.version == version } }

    /// Adds a model.
    ///
    /// - Parameter aliases: older ids by which it is still asked for.
    mutating func add(_ model: StoredModel, aliases: [String] = []) {
        let index = all.count
        all.append(model)
        for id in [model.model.id] + aliases { indexByID[id] = index }
        for format in model.model.formats { indicesByFormat[format, default: []].append(index) }
        noteVersion(of: model.model)
    }

    /// Changes a model.
    mutating func change(_ id: String, _ change: (inout TrainedModel) -> Void) {
        guard let index = indexByID[id] else { return }
        all[index].change(change)
        noteVersion(of: all[index].model)
    }

    private mutating func noteVersion(of model: TrainedModel) {
        guard let major = model.version.flatMap(Self.majorVersion) else { return }
        newestMajorVersion = max(newestMajorVersion, major)
        takenMajorVersions.remove(major)
    }

    /// Gives a model a format, or other contents in a format that it has.
    mutating func put(_ file: ModelFile, format: String, ofModel id: String) {
        guard let index = indexByID[id] else { return }
        all[index].put(file, format: format)
        var indices = indicesByFormat[format, default: []]
        let place = indices.firstIndex { $0 >= index } ?? indices.count
        if place == indices.count || indices[place] != index { indices.insert(index, at: place) }
        indicesByFormat[format] = indices
    }

    // MARK: Versions

    /// Takes the version of a model that continues no other: `4.0` after `3.x`.
    mutating func takeVersion() -> String {
        let major = max(newestMajorVersion, takenMajorVersions.max() ?? 0) + 1
        takenMajorVersions.insert(major)
        return "\(major).0"
    }

    /// Gives back a version that was taken and not used. It is a gap when one behind it is in use by then.
    mutating func giveBack(_ version: String) {
        if let major = Self.majorVersion(version) { takenMajorVersions.remove(major) }
    }

    /// The version of a model that continues the one of `version`: `1.3` after `1.2`, or whatever is free behind it.
    func version(continuing version: String) -> String? {
        guard let major = Self.majorVersion(version) else { return nil }
        let minors = all.compactMap { model -> Int? in
            let parts = model.model.version?.split(separator: ".") ?? []
            return parts.count == 2 && Int(parts[0]) == major ? Int(parts[1]) : nil
        }
        return "\(major).\((minors.max() ?? 0) + 1)"
    }

    private static func majorVersion(_ version: String) -> Int? {
        version.split(separator: ".").first.flatMap { Int($0) }
    }

    // MARK: Listings

    /// The answer to `GET …/models`, of one format or of all.
    package func listing(format: String?) -> [UInt8] {
        guard let format else { return Self.listing(all.indices, of: all) }
        return Self.listing(indicesByFormat[format] ?? [], of: all)
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

/// Where the archive of a model in a format is.
package enum ModelFile: Sendable {
    case archive(OwnedFile)
    /// The files of the generator, which are packed when somebody asks for them.
    case sample
}

/// A model, where its files lie, and what its `model.json` says beside the Loop's own members.
package struct StoredModel: Sendable {
    package private(set) var model: TrainedModel
    package private(set) var files: [String: ModelFile]
    /// The members of `model.json` that nodes contributed: categories, resolution and the like.
    package var contributed: [Member]
    /// The entry in listings, made once and not for every request.
    package private(set) var rendered: [UInt8]

    package init(_ model: TrainedModel, files: [String: ModelFile] = [:], contributed: [Member] = []) {
        self.model = model
        self.files = files
        self.contributed = contributed
        rendered = model.json.bytes(style: .spaced)
    }

    fileprivate mutating func change(_ change: (inout TrainedModel) -> Void) {
        change(&model)
        rendered = model.json.bytes(style: .spaced)
    }

    fileprivate mutating func put(_ file: ModelFile, format: String) {
        if files.updateValue(file, forKey: format) == nil { change { $0.formats.append(format) } }
    }
}

/// The names of formats.
enum FormatName {
    /// The most characters of one: it is part of paths and file names.
    static let length = 64

    /// Whether `name` may be one.
    static func isValid(_ name: String) -> Bool {
        guard (1...length).contains(name.utf8.count), let first = name.utf8.first else { return false }
        return isAlphanumeric(first) && name.utf8.allSatisfy { isAlphanumeric($0) || "-_.+".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }
}
