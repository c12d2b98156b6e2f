internal import Bytes
internal import JSON
internal import LoopDomain
internal import ModelArchive
internal import POSIX

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The models of a detector.
///
/// ```text
/// <data>/models/<version>/…                 whole, or not there
/// <data>/current_model → models/<version>   the one in use
/// <data>/tmp/model-<version>/…              one on its way
/// ```
extension ModelStore {
    private var models: String { "\(dataFolder)/models" }
    private var link: String { "\(dataFolder)/current_model" }

    /// The versions that are there.
    func versions() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: models)) ?? []
        return names.filter(\.isModelVersion).sorted()
    }

    /// The folder of the model that was last in use, if there is one.
    func linkedFolder() -> String? {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else { return nil }
        let folder = target.hasPrefix("/") ? target : "\(dataFolder)/\(target)"
        return isFolder(folder) ? folder : nil
    }

    /// The folder of a version that has been downloaded, if it has.
    func folder(of version: String) -> String? {
        let folder = "\(models)/\(version)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.isEmpty ? nil : folder
    }

    /// Removes what an earlier process did not finish.
    func clearScratch() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(dataFolder)/tmp")) ?? []
        for name in names where name.hasPrefix(Self.scratchPrefix) { remove("\(dataFolder)/tmp/\(name)") }
    }

    private static let scratchPrefix = "model-"

    /// A folder, empty, for a version to be downloaded to.
    func scratchFolder(for version: String) throws(NodeError) -> String {
        let folder = "\(dataFolder)/tmp/\(Self.scratchPrefix)\(version)"
        remove(folder)
        try makeFolder(folder)
        return folder
    }

    /// Makes a version of what was downloaded.
    ///
    /// - Returns: its folder.
    func install(_ scratch: String, as version: String) throws(NodeError) -> String {
        try makeFolder(models)
        let folder = "\(models)/\(version)"
        try rename(scratch, to: folder)
        return folder
    }

    /// Notes which version is in use.
    func link(to version: String) throws(NodeError) {
        let scratch = "\(link).tmp"
        unsafe unlink(scratch)
        do {
            _ = try retryingOnInterrupt("symlink \(scratch)") { unsafe symlink("models/\(version)", scratch) }
        } catch {
            throw .dataFolder(path: dataFolder, reason: error.description)
        }
        try rename(scratch, to: link)
    }

    /// Reads the `model.json` in a folder.
    ///
    /// - Throws: ``NodeError/model(reason:)``.
    func information(in folder: String) throws(NodeError) -> ModelInformation {
        let name = ModelInformation.fileName
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            throw .model(reason: "it has no \(name)")
        }
        do {
            return try ModelInformation(json: try Value(parsing: Array(data)))
        } catch {
            throw .model(reason: "\(name) cannot be read (\(error))")
        }
    }

    /// Removes everything that is in the data folder.
    func wipe() throws(NodeError) {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: dataFolder) {
                try FileManager.default.removeItem(atPath: "\(dataFolder)/\(name)")
            }
        } catch {
            throw .dataFolder(path: dataFolder, reason: FileError.reason(error))
        }
    }

    private func rename(_ origin: String, to path: String) throws(NodeError) {
        do {
            _ = try retryingOnInterrupt("rename to \(path)") { systemRename(origin, path) }
        } catch {
            throw .dataFolder(path: dataFolder, reason: error.description)
        }
    }

    private func isFolder(_ path: String) -> Bool {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil
    }
}

extension String {
    /// Whether this is a version of a model: digits and dots.
    var isModelVersion: Bool {
        contains { $0 != "." } && utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
    }

    /// Whether this can be the name of a model's folder.
    var isFolderName: Bool { (try? MemberName.checkFlat(self)) != nil }
}
