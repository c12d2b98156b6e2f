import Foundation
import Testing

@testable import Scenario

/// The stories that ship with the product can be read; they are replayed by `ci/demo` and `ci/e2e`.
@Suite struct ShippedStoriesTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Scenarios")

    private static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0 != "README.md" && ($0.hasSuffix(".yaml") || $0.hasSuffix(".md")) }.sorted()
    }

    @Test(arguments: try files())
    func `a story that ships with the product can be read`(name: String) throws {
        let story = try StoryReader.read(file: Self.folder.appending(path: name).path)
        #expect(story.requests.count >= 1)
    }

    @Test func `the story and the document of the converter tell the same`() throws {
        let story = try StoryReader.read(file: Self.folder.appending(path: "converter.yaml").path)
        let document = try StoryReader.read(file: Self.folder.appending(path: "converter.md").path)
        #expect(document.requests.count == story.requests.count)
        #expect(document.starts == ["4: mockloop node converter --from format_a --to format_b"])
        #expect(document.skipped.isEmpty)
    }

    /// `Scenarios/README.md` is the reference of the language: what it shows is what the readers know.
    @Test func `the reference names every form, every word of a step and every built-in variable`() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        var words = Form.allCases.map(\.notation) + StepWord.allWords + BuiltIn.story.map { "${\($0)}" }
        words += CurlOption.all.filter { $0.meaning != .nothing }.map { "--\($0.name)" }
        let missing = words.filter { !text.contains("`\($0)`") }
        #expect(missing == [])
    }

    @Test func `the examples of the reference can be read`() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        let blocks = text.matches(of: /```yaml\n(.*?)```/.dotMatchesNewlines()).map { String($0.output.1) }
        #expect(blocks.count >= 5)
        for block in blocks {
            let complete = block.contains("steps:") ? block : block + "steps: [ { curl: \"${loop}/x\" } ]\n"
            _ = try story(complete, variables: ["model", "models"])
        }
    }
}
