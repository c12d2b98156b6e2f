import Foundation
import ModelArchive

/// A folder for one test; removed with all that is in it when the test is over.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "mockloop-node-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and gives its path.
    @discardableResult
    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

    /// Writes a file and gives its path.
    @discardableResult
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = "\(path)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Makes a folder and those that it is in.
    func folder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
    }

    /// A model archive of these files.
    func archive(_ files: KeyValuePairs<String, String>) throws -> [UInt8] {
        let zip = "\(path)/\(UUID().uuidString).zip"
        defer { try? FileManager.default.removeItem(atPath: zip) }
        try Archive.pack(
            files: [], adding: files.map { ($0.key, Array($0.value.utf8)) }, to: zip, modified: 0)
        return try Array(Data(contentsOf: URL(fileURLWithPath: zip)))
    }
}

/// Lets a file be run as a program.
func makeExecutable(_ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
}
