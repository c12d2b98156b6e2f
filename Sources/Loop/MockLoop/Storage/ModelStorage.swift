internal import Files
internal import HTTP1
internal import JSON
internal import LoopDomain
internal import ModelArchive
internal import POSIX

/// Where the models' archives lie: a folder of our own that goes with the Loop. Works off the event loop.
actor ModelStorage {
    nonisolated let thread: WorkerThread
    nonisolated let folder: TemporaryFolder
    private var fileCount = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(folder: TemporaryFolder, thread: WorkerThread) {
        self.folder = folder
        self.thread = thread
    }

    /// A folder for the files of one upload.
    func makeUploadFolder() throws -> TemporaryFolder {
        fileCount += 1
        return try folder.subfolder("upload-\(fileCount)")
    }

    /// Deletes the folder of an upload.
    func remove(_ folder: TemporaryFolder) { folder.remove() }

    /// Deletes everything, when the Loop ends.
    func removeAll() { folder.remove() }

    /// What an upload brought, looked through and not yet kept.
    struct Checked: Sendable {
        /// An archive as it came, or the files that become one.
        enum Content: Sendable {
            case archive(path: String)
            case files([UploadedFile])
        }

        let content: Content
        /// The members of the `model.json` that came with it; none without one.
        let contributed: [Member]
    }

    /// Looks through what was uploaded.
    ///
    /// A single file called `….zip` is the model's archive; anything else are its files.
    func check(_ files: [UploadedFile]) throws -> Checked {
        if files.count == 1, files[0].isArchive {
            _ = try Archive.inspect(files[0].path, verifying: .contents)
            let file = try Archive.readMember(ModelInformation.fileName, of: files[0].path)
            return Checked(content: .archive(path: files[0].path), contributed: try Self.members(ofModelFile: file))
        }
        let modelFile = files.first { $0.name == ModelInformation.fileName }
        let text = try modelFile.map { file in
            guard file.byteCount <= Archive.modelInformationByteCountLimit else {
                throw UploadError.modelFileTooLarge(limit: Archive.modelInformationByteCountLimit)
            }
            return try FileReader.contents(of: file.path)
        }
        return Checked(
            content: .files(files.filter { $0.name != ModelInformation.fileName }),
            contributed: try Self.members(ofModelFile: text))
    }

    private static func members(ofModelFile text: [UInt8]?) throws -> [Member] {
        guard let text else { return [] }
        do {
            guard let members = try Value(parsing: text).object else { throw UploadError.modelFileIsNoObject }
            return members
        } catch let error as SyntaxError {
            throw UploadError.modelFileIsNoJSON(String(describing: error))
        }
    }

    /// Writes the archive of a model in a format, as the Loop delivers it.
    ///
    /// - Parameter now: the time of its members.
    func keep(_ checked: Checked, modelFile: [UInt8], at now: Timestamp) throws -> OwnedFile {
        fileCount += 1
        let path = "\(folder.path)/model-\(fileCount).zip"
        let member = (name: ModelInformation.fileName, bytes: modelFile)
        let second = now.microsecondsSinceEpoch / 1_000_000
        switch checked.content {
        case .archive(let source):
            try Archive.install(source, to: path, setting: [member], verifying: .directory, modified: second)
        case .files(let files):
            try Archive.pack(
                files: files.map { ($0.name, $0.path) }, adding: [member], to: path, modified: second)
        }
        return try OwnedFile(path: path)
    }

    /// Writes an archive of members that are in memory.
    func pack(_ members: [(name: String, bytes: [UInt8])], at now: Timestamp) throws -> OwnedFile {
        fileCount += 1
        let path = "\(folder.path)/model-\(fileCount).zip"
        try Archive.pack(
            files: [], adding: members, to: path, modified: now.microsecondsSinceEpoch / 1_000_000)
        return try OwnedFile(path: path)
    }
}

/// A file of an upload, on disk.
struct UploadedFile: Sendable {
    let name: String
    let path: String
    let byteCount: Int

    var isArchive: Bool { name.lowercased().hasSuffix(".zip") }
}

/// What is wrong with an upload beyond HTTP, multipart and zip, which have their own errors.
enum UploadError: Error, Hashable, CustomStringConvertible {
    case notMultipart(contentType: String?)
    case noFiles
    case fileWithoutName
    case repeatedName(String)
    case unsafeName(String, reason: String)
    case modelFileIsNoJSON(String)
    case modelFileIsNoObject
    case modelFileTooLarge(limit: Int)

    var description: String {
        switch self {
        case .notMultipart(let contentType):
            "Files are sent as multipart/form-data in parts named \"files\"; this body is \(contentType ?? "of no Content-Type")."
        case .noFiles: "The form has no file; send each in a part named \"files\" with a file name."
        case .fileWithoutName: "A part named \"files\" has no file name; give it one: filename=\"weights.bin\"."
        case .repeatedName(let name): "Two files are called \"\(name)\"; each file of a model has a name of its own."
        case .unsafeName(let name, let reason): "\"\(name)\" cannot be the name of a model's file: \(reason)"
        case .modelFileIsNoJSON(let reason): "The file model.json is no JSON. \(reason)"
        case .modelFileIsNoObject: "The file model.json is not a JSON object."
        case .modelFileTooLarge(let limit): "The file model.json is larger than \(limit) bytes."
        }
    }
}
