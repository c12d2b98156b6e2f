import Foundation
import Testing

@testable import Scenario

/// `Scenarios/wrong`: each file there has one thing wrong, and the message that it must give beside it.
///
/// `NAME.yaml` or `NAME.md` is the file, `NAME.expected` the message. `NAME.arguments` holds the arguments of
/// `mockloop replay` where the file alone does not do.
@Suite struct WrongFilesTests {
    /// The package's folder: the names in the messages are relative to it.
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = root.appending(path: "Scenarios/wrong")

    private static func names() throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return Set(files.map { String($0.prefix { $0 != "." }) }).subtracting([""]).sorted()
    }

    /// The error that reading a wrong file gives.
    private static func error(of name: String) throws -> ReadingError? {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        do throws(ReadingError) {
            let arguments = folder.appending(path: "\(name).arguments")
            var words = ["Scenarios/wrong/\(name).yaml", "Scenarios/wrong/\(name).md"].filter {
                files.contains($0.split(separator: "/").last.map(String.init) ?? "")
            }
            if let text = try? String(contentsOf: arguments, encoding: .utf8) {
                let passage = try SourceText(name: "arguments", bytes: Array(text.utf8))
                words = try ShellWords(Passage(0..<passage.bytes.count, of: passage), syntax: .shell).words.map(\.text)
            }
            var starts: [StartOption] = []
            var variables: Set<String> = []
            while let word = words.first, word.hasPrefix("--") {
                if word == "--start" { starts.append(try StartOption(words[1])) }
                if word == "--variable" { variables.insert(try VariableOption(words[1]).name) }
                words.removeFirst(2)
            }
            let path = words[0]
            guard let bytes = try? Array(Data(contentsOf: root.appending(path: path))) else {
                _ = try StoryReader.read(file: path)
                return nil
            }
            _ = try StoryReader.read(SourceText(name: path, bytes: bytes), variables: variables, starts: starts)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: try names())
    func `a wrong file gives just the message beside it`(name: String) throws {
        let error = try #require(try Self.error(of: name), "\(name) was read without an error")
        let message = error.description + "\n"
        let file = Self.folder.appending(path: "\(name).expected")
        if ProcessInfo.processInfo.environment["MOCKLOOP_RECORD"] != nil {
            try message.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(message == expected)
    }

    @Test func `each problem that reading can find has a wrong file`() throws {
        let shown = Set(try Self.names().compactMap { try Self.error(of: $0)?.problem.code })
        // A file of more than 1 MiB is not kept for it; the next test makes one.
        let missing = Set(ProblemCode.allCases).subtracting(shown).subtracting([.tooLarge])
        #expect(missing.isEmpty)
    }

    @Test func `a file that is too large to be a story is refused`() throws {
        let bytes = [UInt8](repeating: 0x20, count: SourceText.maximumByteCount + 1)
        let error = #expect(throws: ReadingError.self) { try SourceText(name: "model.yaml", bytes: bytes) }
        #expect(error?.problem.code == .tooLarge)
        #expect(error?.description.contains("fix: check the path") == true)
    }
}
