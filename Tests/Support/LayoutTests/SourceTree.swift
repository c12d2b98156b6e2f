import Foundation

/// The files below `Sources` and `Tests`: what the layout is checked on, read from a folder or made up by a test.
struct SourceTree: Sendable {
    struct File: Sendable {
        /// The path from the root, as "Sources/Protocols/Bytes/ByteQueue.swift".
        let path: String
        let text: String

        var components: [String] { path.split(separator: "/").map(String.init) }
        var isSwift: Bool { path.hasSuffix(".swift") }
    }

    /// Sorted by path.
    let files: [File]

    init(files: [String: String]) {
        self.files = files.sorted { $0.key < $1.key }.map { File(path: $0.key, text: $0.value) }
    }

    /// Reads the files below `Sources` and `Tests` of the folder `root`, except hidden ones.
    init(readingFrom root: URL) throws {
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
