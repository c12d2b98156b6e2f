internal import FoundationEssentials

/// A file of a story that cannot be used, in words for its author.
struct FileProblem: Error { let message: String }

/// Knows where the files of a story are.
struct FileFinder {
    /// The folder that was made for the story; its own files and saved answers are there.
    let directory: String
    /// The folders of `--files`.
    let folders: [String]
    /// The folder of the story's file.
    let here: String

    /// Finds a file to send: among the story's own, in the folders of `--files`, beside the story.
    ///
    /// A document may show a path of its author's machine; so the plain name of the file is looked for there, too.
    func find(_ name: String) throws(FileProblem) -> String {
        guard !name.isEmpty else { throw FileProblem(message: "a file name is empty") }
        let places = [directory] + folders + [here]
        let plainName = name.split(separator: "/").last.map(String.init) ?? name
        let asWritten = name.hasPrefix("/") ? [name] : places.map { Self.join($0, name) }
        let candidates = asWritten + (plainName == name ? [] : places.map { Self.join($0, plainName) })
        var folder: String?
        for path in candidates {
            guard let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType else {
                continue
            }
            if type != .typeDirectory { return path }
            folder = folder ?? path
        }
        if let folder { throw FileProblem(message: "\(folder) is a folder, not a file") }
        let shown = (folders + [here]).map { $0.isEmpty ? "." : $0 }.joined(separator: " and ")
        throw FileProblem(
            message: "there is no file \(name) in \(shown); put it there, or name its folder with --files")
    }

    /// Where an answer is saved: only in the story's own folder, whatever a document says.
    func place(forSaving name: String) throws(FileProblem) -> String {
        let prefix = directory + "/"
        let relative = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
        let parts = relative.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != ".." }) else {
            throw FileProblem(message: "an answer is saved in the story's own folder; \(name) would leave it")
        }
        let path = Self.join(directory, relative)
        try Self.makeFolder(above: path)
        return path
    }

    static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// The folder that a path names its file in; empty for a plain name.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ""
    }

    static func makeFolder(above path: String) throws(FileProblem) {
        do {
            try FileManager.default.createDirectory(atPath: folder(of: path), withIntermediateDirectories: true)
        } catch {
            throw FileProblem(message: "the folder \(folder(of: path)) cannot be made: \(error)")
        }
    }
}
