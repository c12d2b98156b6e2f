package import Files
package import JSON
package import LoopDomain

/// The models of a project, in the order in which they came.
package struct Models: Sendable {
    package private(set) var all: [StoredModel] = []

    private var indexByID: [String: Int] = [:]
    /// The places of the models of each format, ascending, so that asking for a format looks at no other model.
    private var indicesByFormat: [String: [Int]] = [:]
    private var versions = Versions()

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
        if let version = model.model.version { versions.use(version) }
    }

    /// Gives a model a format, or other contents in a format that it has; with the first one it gets the version that it
    /// was promised.
    mutating func put(_ file: ModelFile, format: String, ofModel id: String) {
        guard let index = indexByID[id] else { return }
        all[index].put(file, format: format)
        if let version = all[index].takeVersion() { versions.use(version) }
        var indices = indicesByFormat[format, default: []]
        let place = indices.firstIndex { $0 >= index } ?? indices.count
        if place == indices.count || indices[place] != index { indices.insert(index, at: place) }
        indicesByFormat[format] = indices
    }

    // MARK: Versions

    /// Promises a version to a model that continues the one of `version`, or none.
    mutating func promiseVersion(continuing version: String?) -> String {
        version.flatMap { versions.promise(continuing: $0) } ?? versions.promise()
    }

    /// The version that a model has, or gets with its first files: promised once, it stays the same for all of them.
    mutating func promiseVersion(toModel id: String, continuing version: String?) -> String? {
        guard let index = indexByID[id] else { return nil }
        if let known = all[index].model.version ?? all[index].promisedVersion { return known }
        let promised = promiseVersion(continuing: version)
        all[index].promisedVersion = promised
        return promised
    }

    /// Gives back a version that was promised and not used.
    mutating func giveBack(_ version: String) { versions.giveBack(version) }

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
    /// The version that it gets with its first files, once they are on their way.
    fileprivate var promisedVersion: String?
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

    /// - Returns: the version that the model has from now on; nil for one that had its version, or was promised none.
    fileprivate mutating func takeVersion() -> String? {
        guard model.version == nil, let version = promisedVersion.take() else { return nil }
        change { $0.version = version }
        return version
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
