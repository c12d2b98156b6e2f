internal import JSON
internal import LoopDomain
internal import ModelArchive
internal import POSIX

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files that a command converts from and to, beside the folder `<id>` of a model:
///
/// ```text
/// <id>/                the model as it was fetched
/// <id>.json            what is known of it
/// <id>.<format>/       what the command made
/// ```
///
/// They lie beside and not within it, so that `cp "$1"/* "$2"` copies the model's files and nothing else.
actor ConversionFiles {
    private let thread = WorkerThread(name: "conversion")

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Makes the folder for the result, empty.
    ///
    /// - Returns: its path.
    func makeTarget(for format: String, beside folder: String) throws(NodeError) -> String {
        do {
            try MemberName.checkFlat(format)
        } catch {
            throw .conversion(
                reason: "the format \(format.debugDescription) cannot be part of a folder's name: \(error.sentence)")
        }
        let target = "\(folder).\(format)"
        do {
            if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        } catch {
            throw .conversion(reason: "\(target.debugDescription) cannot be made (\(FileError.reason(error)))")
        }
        return target
    }

    /// Writes what is known of a model.
    ///
    /// - Returns: the path of the file.
    func write(_ model: ModelInformation, beside folder: String) throws(NodeError) -> String {
        let path = "\(folder).json"
        let others = [
            Member(name: "categories", value: .array(model.categories.map(\.json))),
            Member(name: "resolution", value: model.resolution.map { .number(Number($0)) } ?? .null),
        ]
        do {
            try Data(model.file(keeping: others)).write(to: URL(filePath: path))
        } catch {
            throw .conversion(reason: "\(path.debugDescription) cannot be written (\(FileError.reason(error)))")
        }
        return path
    }

    /// Copies all files of a folder; their extension becomes the given one, but for `model.json`.
    ///
    /// Where two would get the same name, the second keeps its own with the new extension behind it.
    func copy(_ folder: String, to target: String, extension newExtension: String) throws(NodeError) {
        for name in try names(in: folder) {
            var newName = name
            if name != ModelInformation.fileName {
                let preferred = "\(Self.stem(of: name)).\(newExtension)"
                let isTaken = FileManager.default.fileExists(atPath: "\(target)/\(preferred)")
                newName = isTaken ? "\(name).\(newExtension)" : preferred
            }
            do {
                try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(target)/\(newName)")
            } catch {
                throw .conversion(reason: "\(name.debugDescription) cannot be copied (\(FileError.reason(error)))")
            }
        }
    }

    /// The paths of the files in the folder for the result, in the order of their names.
    func results(in target: String) throws(NodeError) -> [String] {
        let names = try names(in: target)
        guard !names.isEmpty else { throw .conversion(reason: "it left no file in \(target)") }
        return names.map { "\(target)/\($0)" }
    }

    /// The names of the files in a folder, sorted; folders are passed over.
    private func names(in folder: String) throws(NodeError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
                return attributes[.type] as? FileAttributeType == .typeRegular
            }.sorted()
        } catch {
            throw .conversion(reason: "\(folder.debugDescription) cannot be read (\(FileError.reason(error)))")
        }
    }

    /// A file name without its extension; one that only begins with a dot has none.
    private static func stem(of name: String) -> Substring {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name[...] }
        return name[..<dot]
    }
}
