import FoundationEssentials

/// Reads stories and documents: the front door of the reading side.
package enum StoryReader {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: a story (`.yaml`, `.yml`) or a document (`.md`, `.markdown`).
    ///   - variables: names that have values besides the built-in ones: those of `--variable`.
    ///   - starts: processes that start before a command of a document; a story has steps for that.
    /// - Throws: ``ReadingError``, also for a file that is missing.
    package static func read(
        file path: String, variables: Set<String> = [], starts: [StartOption] = []
    ) throws(ReadingError) -> Story {
        let bytes: [UInt8]
        do {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            // Reading is not begun when the file is too large to be a story: it may be a model of a gigabyte.
            if size > SourceText.maximumByteCount {
                throw ReadingError(.tooLarge(byteCount: size), at: Position(line: 1, column: 1), in: try name(path))
            }
            bytes = try Array(Data(contentsOf: URL(filePath: path)))
        } catch let error as ReadingError {
            throw error
        } catch {
            let reason = FileManager.default.fileExists(atPath: path) ? "it cannot be opened" : "there is no such file"
            throw ReadingError(.unreadable(reason: reason), at: Position(line: 1, column: 1), in: try name(path))
        }
        return try read(try SourceText(name: path, bytes: bytes), variables: variables, starts: starts)
    }

    /// Reads a text; its name says which front end it is for.
    package static func read(
        _ source: SourceText, variables: Set<String> = [], starts: [StartOption] = []
    ) throws(ReadingError) -> Story {
        switch source.name.split(separator: ".").last?.lowercased() {
        case "yaml", "yml": try StoryFileReader.read(source, variables: BuiltIn.story.union(variables))
        case "md", "markdown":
            try DocumentReader.read(source, variables: BuiltIn.document.union(variables), starts: starts)
        default: throw ReadingError(.fileKind(source.name), at: Position(line: 1, column: 1), in: source)
        }
    }

    private static func name(_ path: String) throws(ReadingError) -> SourceText {
        try SourceText(name: path, bytes: [])
    }
}
