internal import JSON
internal import LoopDomain

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The file `uuids.json` of a data folder: an object of node names and the UUIDs that were made for them.
///
/// Byte for byte what Python's `json.dump` writes, because nodes in Python may share the folder:
/// `{"my_converter": "3c20d807-f71c-40dc-a996-8a8968aa5431"}`.
struct NodeIdentity {
    let dataFolder: String

    /// The UUID of the node called `name`; made and written down when there is none.
    ///
    /// Names are compared in lower case and with `_` for blanks.
    ///
    /// - Throws: ``NodeError/identities(path:reason:)``, or ``NodeError/dataFolder(path:reason:)`` when it cannot be written.
    func uuid(of name: String, using generator: inout some RandomNumberGenerator) throws(NodeError) -> String {
        let identifier = name.lowercased().replacing(" ", with: "_")
        var identities = try read()
        if let uuid = identities[identifier]?.string, !uuid.isEmpty { return uuid }
        let uuid = RandomUUID.next(using: &generator)
        identities[identifier] = .string(uuid)
        try write(identities)
        return uuid
    }

    private var path: String { dataFolder + "/uuids.json" }

    private func read() throws(NodeError) -> Value {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .identities(path: path, reason: "it cannot be opened")
        }
        do {
            let value = try Value(parsing: Array(data))
            if value.object != nil { return value }
        } catch {
            throw .identities(path: path, reason: "\(error)")
        }
        throw .identities(path: path, reason: "it is no JSON object")
    }

    private func write(_ identities: Value) throws(NodeError) {
        var writer = Writer(style: .spaced, escapesBeyondASCII: true)
        writer.value(identities)
        do {
            try Data(writer.bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .dataFolder(path: dataFolder, reason: "uuids.json cannot be written (\(FileError.reason(error)))")
        }
    }
}
