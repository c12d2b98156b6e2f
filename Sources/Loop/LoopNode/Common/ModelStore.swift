internal import JSON
internal import LoopDomain
internal import ModelArchive
internal import POSIX

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The part of a data folder that holds models: `<data>/<organization>/<project>/<model id>/…`.
///
/// All work on files is done here, on a thread of its own, because it waits for the disk.
actor ModelStore {
    /// Absolute: programs that are told of files may work elsewhere.
    let dataFolder: String
    private let thread = WorkerThread(name: "model store")

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// - Parameter dataFolder: an absolute path.
    init(dataFolder: String) { self.dataFolder = dataFolder }

    /// Makes the data folder, and finds or makes the identity of a node in it.
    func prepare(name: String) throws(NodeError) -> String {
        try makeFolder(dataFolder)
        var generator = SystemRandomNumberGenerator()
        return try NodeIdentity(dataFolder: dataFolder).uuid(of: name, using: &generator)
    }

    /// Makes the folder of a model, empty.
    ///
    /// - Returns: its path.
    func emptyFolder(of model: String, in project: ProjectPath) throws(NodeError) -> String {
        let path = "\(dataFolder)/\(project.organization)/\(project.project)/\(model)"
        try? FileManager.default.removeItem(atPath: path)
        try makeFolder(path)
        return path
    }

    /// Unpacks a model into a folder and removes the archive.
    ///
    /// - Returns: the names of the files.
    func unpack(_ archive: String, into folder: String) throws(NodeError) -> [String] {
        defer { remove(archive) }
        do throws(ArchiveError) {
            return try Archive.unpack(archive, into: folder)
        } catch {
            throw .model(reason: "\(error)")
        }
    }

    /// The member `resolution` of the `model.json` in a folder, or nil when it has none.
    ///
    /// - Throws: ``NodeError/model(reason:)`` when there is no `model.json` or it is no JSON object.
    func resolution(in folder: String) throws(NodeError) -> Int? {
        let name = ModelInformation.fileName
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            throw .model(reason: "it has no \(name)")
        }
        do {
            let value = try Value(parsing: Array(data))
            if value.object != nil { return value["resolution"]?.int }
        } catch {
            throw .model(reason: "\(name) is no JSON (\(error))")
        }
        throw .model(reason: "\(name) is no JSON object")
    }

    /// Removes a file or a folder with everything in it, if it is there.
    func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    func makeFolder(_ path: String) throws(NodeError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .dataFolder(path: path, reason: FileError.reason(error))
        }
    }
}
