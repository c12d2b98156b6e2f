package import Foundation

/// The files below `Sources` and `Tests`, read from a folder or made up by a test.
package struct SourceTree: Sendable {
    package struct File: Sendable {
        /// The path from the root, as "Sources/Protocols/Bytes/ByteQueue.swift".
        package let path: String
        package let text: String

        package var components: [String] { path.split(separator: "/").map(String.init) }
        package var isSwift: Bool { path.hasSuffix(".swift") }
    }

    /// The folder of this package, four levels above this file.
    package static var root: URL {
        let file = URL(filePath: #filePath).resolvingSymlinksInPath()
        return (1...4).reduce(file) { folder, _ in folder.deletingLastPathComponent() }
    }

    /// Sorted by path.
    package let files: [File]

    package init(files: [String: String]) {
        self.files = files.sorted { $0.key < $1.key }.map { File(path: $0.key, text: $0.value) }
    }

    /// Reads the files below `Sources` and `Tests` of the folder `root`, except hidden ones.
    package init(readingFrom root: URL) throws {
        var files: [String: String] = [:]
        for top in ["Sources", "Tests"] {
            let folder = root.appending(path: top, directoryHint: .isDirectory)
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
                let file = folder.appending(path: path)
                let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
                guard !isHidden, try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
                    continue
                }
                // Only the text of Swift files is looked at; a fuzzer's corpus is arbitrary bytes.
                let text = path.hasSuffix(".swift") ? try String(contentsOf: file, encoding: .utf8) : ""
                files["\(top)/\(path)"] = text
            }
        }
        self.init(files: files)
    }
}
