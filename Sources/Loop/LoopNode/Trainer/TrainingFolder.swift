internal import Files
internal import JSON
internal import LoopDomain
internal import ModelArchive
internal import POSIX

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder of one training, `<data>/<organization>/<project>/trainings/<id>`, and what is remembered in it.
///
/// ```text
/// last_training.log                     what the program wrote
/// best_state.json, best_state_<n>/      the last better model, and its files by format
/// model_uploading_progress.txt          formats that the Loop has, with commas between
/// uploaded_model_uuid.txt               the id that it gave the model
/// detection_model/                      the model that finds things
/// detections_<i>.json                   what was found, batch by batch
/// detection_uploading_json_index.txt    the batch that is uploaded next
/// detection_uploading_progress.txt      and how much of it the Loop has
/// ```
///
/// The last five are the Python library's, byte for byte. All files but the log are written whole or not at all.
actor TrainingFolder {
    /// Absolute.
    nonisolated let path: String
    private let thread: WorkerThread

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// A folder that may not be there yet.
    init(_ path: String, on thread: WorkerThread) {
        self.path = path
        self.thread = thread
    }

    nonisolated var logPath: String { "\(path)/last_training.log" }

    func make() throws(NodeError) { try makeFolder(path) }

    // MARK: - The last better model

    /// A better model, as it is kept.
    struct KeptState: Sendable {
        /// Counts the states that were kept.
        let number: Int
        let confusionMatrix: ConfusionMatrix
        let epoch: Int?
        /// Paths by format.
        let files: [String: [String]]
        let metadata: ModelMetadata
        /// Whether the Loop has heard of it.
        var isPublished: Bool
    }

    private static let bestName = "best_state"

    private var bestPath: String { "\(path)/\(Self.bestName).json" }

    /// The last state that was kept, by this process or one before; nil for none.
    var best: KeptState? {
        guard let json = read(bestPath).flatMap({ try? Value(parsing: $0) }) else { return nil }
        return KeptState(json: json, folder: path)
    }

    /// Keeps a state and copies of its files, in place of the one before.
    ///
    /// - Throws: ``TrainerError/critical(_:)`` when the files cannot be those of a model; ``NodeError``.
    func keep(_ state: BestState) throws {
        let number = (best?.number ?? 0) + 1
        let target = "\(path)/\(Self.bestName)_\(number)"
        remove(target)
        var kept: [String: [String]] = [:]
        for (format, files) in state.files {
            try Self.check(files, of: format)
            let folder = "\(target)/\(format)"
            try makeFolder(folder)
            kept[format] = try files.map { file in
                let source = file.hasPrefix("/") ? file : "\(path)/\(file)"
                let copy = "\(folder)/\(Self.name(of: file))"
                try copyFile(source, to: copy)
                return copy
            }
        }
        let next = KeptState(
            number: number, confusionMatrix: state.confusionMatrix, epoch: state.epoch, files: kept,
            metadata: state.metadata, isPublished: false)
        try write(next.json(in: path).bytes(style: .spaced), to: bestPath)
        for name in names() where name.hasPrefix("\(Self.bestName)_") && name != "\(Self.bestName)_\(number)" {
            remove("\(path)/\(name)")
        }
    }

    /// The Loop has heard of the state with this number, if that is still the last one.
    func markPublished(_ number: Int) throws(NodeError) {
        guard var state = best, state.number == number else { return }
        state.isPublished = true
        try write(state.json(in: path).bytes(style: .spaced), to: bestPath)
    }

    private static func check(_ files: [String], of format: String) throws(TrainerError) {
        guard (try? MemberName.checkFlat(format)) != nil else {
            throw .critical("\(format.debugDescription) cannot be the name of a format")
        }
        let names = files.map { name(of: $0) }
        guard !names.isEmpty, Set(names).count == names.count, !names.contains(ModelInformation.fileName),
            names.allSatisfy({ (try? MemberName.checkFlat($0)) != nil })
        else {
            throw .critical("the files of a model in \(format) need names of their own, and none may be model.json")
        }
    }

    private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

    private func copyFile(_ source: String, to copy: String) throws(TrainerError) {
        do {
            try FileManager.default.copyItem(atPath: source, toPath: copy)
        } catch {
            throw .critical("\(source.debugDescription) cannot be kept: \(FileError.reason(error))")
        }
    }

    // MARK: - The model that is continued

    /// Names that a model from the Loop must not have.
    private static let ownNames = [
        "\(bestName).json", "last_training.log", "model_uploading_progress.txt", "uploaded_model_uuid.txt",
        "detection_uploading_json_index.txt", "detection_uploading_progress.txt",
    ]

    /// Makes an empty folder in this one.
    ///
    /// - Returns: its path.
    func emptyFolder(_ name: String) throws(NodeError) -> String {
        let folder = "\(path)/\(name)"
        remove(folder)
        try makeFolder(folder)
        return folder
    }

    /// Moves the files of the model that is continued here; its `model.json` is called `base_model.json` from then on.
    ///
    /// - Throws: ``NodeError/model(reason:)``.
    func adoptBaseModel(_ names: [String], from folder: String) throws(NodeError) {
        guard names.contains(ModelInformation.fileName) else {
            throw .model(reason: "it has no \(ModelInformation.fileName)")
        }
        for name in names {
            guard !Self.ownNames.contains(name) else {
                throw .model(reason: "it has a file \(name), which is a name that the trainer uses itself")
            }
            let target = "\(path)/\(name == ModelInformation.fileName ? "base_model.json" : name)"
            do {
                _ = try retryingOnInterrupt("rename") { systemRename("\(folder)/\(name)", target) }
            } catch {
                throw .dataFolder(path: target, reason: error.description)
            }
        }
        remove(folder)
    }

    /// What the `model.json` in a folder says.
    func information(in folder: String) throws(NodeError) -> ModelInformation {
        guard let bytes = read("\(folder)/\(ModelInformation.fileName)") else {
            throw .model(reason: "it has no \(ModelInformation.fileName)")
        }
        do {
            return try ModelInformation(json: try Value(parsing: bytes))
        } catch {
            throw .model(reason: "\(error)")
        }
    }

    // MARK: - The upload of the model

    private var formatsPath: String { "\(path)/model_uploading_progress.txt" }
    private var modelPath: String { "\(path)/uploaded_model_uuid.txt" }

    /// The formats that the Loop has.
    var uploadedFormats: [String] {
        readText(formatsPath)?.split(separator: ",").map(String.init) ?? []
    }

    func noteUploaded(format: String) throws(NodeError) {
        let formats = uploadedFormats + [format]
        try write(Array(formats.joined(separator: ",").utf8), to: formatsPath)
    }

    /// The id that the Loop gave the model; nil as long as it has not said it.
    var uploadedModel: String? { readText(modelPath).flatMap { $0.isEmpty ? nil : $0 } }

    func noteUploaded(model: String) throws(NodeError) { try write(Array(model.utf8), to: modelPath) }

    // MARK: - Detections

    private func detectionsPath(_ index: Int) -> String { "\(path)/detections_\(index).json" }
    private var indexPath: String { "\(path)/detection_uploading_json_index.txt" }
    private var progressPath: String { "\(path)/detection_uploading_progress.txt" }

    /// How many batches of detections there are.
    var detectionBatchCount: Int {
        // A process that was killed may have left another, with a longer name.
        names().count { $0.hasPrefix("detections_") && $0.hasSuffix(".json") }
    }

    func save(_ detections: [Value], batch: Int) throws(NodeError) {
        var writer = Writer(style: .spaced, escapesBeyondASCII: true)
        writer.value(.array(detections))
        try write(writer.bytes, to: detectionsPath(batch))
    }

    func detections(inBatch batch: Int) throws(NodeError) -> [Value] {
        let path = detectionsPath(batch)
        guard let bytes = read(path), let detections = (try? Value(parsing: bytes))?.array else {
            throw .dataFolder(path: path, reason: "it is no list of detections")
        }
        return detections
    }

    /// The batch that is uploaded next.
    var uploadIndex: Int { readText(indexPath).flatMap(Int.init) ?? 0 }

    func note(uploadIndex: Int) throws(NodeError) { try write(Array("\(uploadIndex)".utf8), to: indexPath) }

    /// How many images' detections of that batch the Loop has.
    var uploadProgress: Int { readText(progressPath).flatMap(Int.init) ?? 0 }

    func note(uploadProgress: Int) throws(NodeError) { try write(Array("\(uploadProgress)".utf8), to: progressPath) }

    /// Forgets what was found, and what of it was uploaded.
    func removeDetections() {
        for name in names() where name.hasPrefix("detections_") { remove("\(path)/\(name)") }
        remove(progressPath)
        remove(indexPath)
    }

    // MARK: - Files

    /// Removes what nobody needs when a training is over.
    func removeBulk() {
        removeDetections()
        remove("\(path)/detection_model")
        for name in names() where name.hasPrefix("\(Self.bestName)_") { remove("\(path)/\(name)") }
    }

    func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    private func names() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    private func makeFolder(_ path: String) throws(NodeError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .dataFolder(path: path, reason: FileError.reason(error))
        }
    }

    private func read(_ path: String) -> [UInt8]? { try? FileReader.contents(of: path) }

    private func readText(_ path: String) -> String? { read(path).map { String(decoding: $0, as: UTF8.self) } }

    private func write(_ bytes: [UInt8], to path: String) throws(NodeError) {
        do {
            try WholeFile.write(bytes, to: path)
        } catch {
            throw .dataFolder(path: path, reason: "\(error)")
        }
    }
}

extension TrainingFolder.KeptState {
    /// - Parameter folder: paths within it are written without it.
    fileprivate func json(in folder: String) -> Value {
        [
            "number": .number(Number(number)), "published": .bool(isPublished),
            "confusion_matrix": confusionMatrix.json, "epoch": epoch.map { .number(Number($0)) } ?? .null,
            "files": .object(
                files.sorted { $0.key < $1.key }.map { format, paths in
                    Member(name: format, value: .array(paths.map { .string(String($0.dropFirst(folder.count + 1))) }))
                }),
            "metadata": metadata.json,
        ]
    }

    fileprivate init?(json: Value, folder: String) {
        guard let number = json["number"]?.int, let isPublished = json["published"]?.bool,
            let matrix = json["confusion_matrix"].flatMap(ConfusionMatrix.init(json:)),
            let formats = json["files"]?.object
        else { return nil }
        self.number = number
        self.isPublished = isPublished
        confusionMatrix = matrix
        epoch = json["epoch"]?.int
        files = Dictionary(
            formats.map { member in
                (member.name, (member.value.array ?? []).compactMap { $0.string.map { "\(folder)/\($0)" } })
            }, uniquingKeysWith: { $1 })
        metadata = ModelMetadata(json: json["metadata"] ?? nil)
    }
}

extension ModelMetadata {
    /// The members of `model.json`: those that are known.
    var members: [Member] {
        var members: [Member] = []
        if let resolution { members.append(Member(name: "resolution", value: .number(Number(resolution)))) }
        if let size { members.append(Member(name: "model_size", value: .string(size))) }
        if let confidenceThreshold, confidenceThreshold.isFinite {
            members.append(Member(name: "conf_threshold", value: .number(Number(confidenceThreshold))))
        }
        return members
    }

    fileprivate var json: Value { .object(members) }

    fileprivate init(json: Value) {
        resolution = json["resolution"]?.int
        size = json["model_size"]?.string
        confidenceThreshold = json["conf_threshold"]?.double
    }
}
