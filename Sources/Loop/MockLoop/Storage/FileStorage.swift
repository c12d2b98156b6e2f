internal import Files
internal import HTTP1
internal import JPEG
internal import JSON
internal import LoopDomain
internal import ModelArchive
internal import POSIX

/// Where models' archives and images lie: a folder of our own that goes with the Loop. Works off the event loop.
actor FileStorage {
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

    /// A path for a file that stays.
    func takePath(_ kind: String, _ suffix: String) -> String {
        fileCount += 1
        return "\(folder.path)/\(kind)-\(fileCount).\(suffix)"
    }

    /// Returns when everything is done that was begun before.
    func catchUp() {}

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
            content: .files(files),
            contributed: try Self.members(ofModelFile: text))
    }

    private static func members(ofModelFile text: [UInt8]?) throws -> [Member] {
        guard let text else { return [] }
        do {
            guard let members = try Value(parsing: text).object else { throw UploadError.modelFileIsNoObject }
            return ModelInformation.readable(members)
        } catch let error as SyntaxError {
            throw UploadError.modelFileIsNoJSON(String(describing: error))
        }
    }

    /// Writes the archive of a model in a format, as the Loop delivers it.
    ///
    /// - Parameters:
    ///   - added: what the Loop puts to the files; it takes the place of a file of the same name.
    ///   - now: the time of its members.
    func keep(_ checked: Checked, adding added: [(name: String, bytes: [UInt8])], at now: Timestamp) throws -> OwnedFile
    {
        let path = takePath("model", "zip")
        let second = now.microsecondsSinceEpoch / 1_000_000
        switch checked.content {
        case .archive(let source):
            try Archive.install(source, to: path, setting: added, verifying: .directory, modified: second)
        case .files(let files):
            let names = Set(added.map(\.name))
            try Archive.pack(
                files: files.filter { !names.contains($0.name) }.map { ($0.name, $0.path) }, adding: added, to: path,
                modified: second)
        }
        return try OwnedFile(path: path)
    }

    /// Writes an archive of members that are in memory.
    func pack(_ members: [(name: String, bytes: [UInt8])], at now: Timestamp) throws -> OwnedFile {
        let path = takePath("model", "zip")
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
    var isJSON: Bool { name.lowercased().hasSuffix(".json") }
    /// The name without its extension.
    var stem: Substring { name.lastIndex(of: ".").map { name[..<$0] } ?? name[...] }
}
