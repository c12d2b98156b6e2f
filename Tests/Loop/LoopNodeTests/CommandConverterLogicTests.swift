import Foundation
import LoopDomain
import LoopNode
import Testing

@Suite struct CommandConverterLogicTests {
    private let scratch: Scratch
    private let log = LogRecorder()
    private let folder: String

    private let model = ModelInformation(
        id: "m1", host: "http://loop", organization: "zauberzeug", project: "demo", version: "1.1", format: "a",
        categories: [Category(id: "c1", name: "box", type: .box)], resolution: 800)

    init() throws {
        scratch = try Scratch()
        folder = "\(scratch.path)/m1"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try scratch.file("m1/model.json", #"{"resolution": 800}"#)
        try scratch.file("m1/weights.pt", "W")
    }

    private func convert(_ command: String?) async throws -> [String] {
        let logic = CommandConverterLogic(from: "a", to: "b", command: command, logger: log.logger)
        return try await logic.convert(model, in: folder)
    }

    @Test func `without a command all files are copied with a new extension`() async throws {
        try scratch.file("m1/weights.txt", "T")
        try scratch.file("m1/names", "N")
        try scratch.file("m1/.hidden", "H")
        let files = try await convert(nil)
        #expect(
            files.map { $0.dropFirst(scratch.path.count) } == [
                "/m1.b/.hidden.b", "/m1.b/model.json", "/m1.b/names.b", "/m1.b/weights.b", "/m1.b/weights.txt.b",
            ])
        #expect(try scratch.text("m1.b/model.json") == #"{"resolution": 800}"#)
        #expect(try scratch.text("m1.b/weights.b") == "W")
        #expect(try scratch.text("m1.b/weights.txt.b") == "T")
    }

    @Test func `a command finds the folders, the formats and the model`() async throws {
        let files = try await convert(
            #"""
            cp "$1"/* "$2" && test "$1" = "$SOURCE_FOLDER" && test "$2" = "$TARGET_FOLDER" &&
            cat "$MODEL_INFORMATION" > "$2/information" && echo "$SOURCE_FORMAT to $TARGET_FORMAT"
            """#)
        #expect(
            files == ["information", "model.json", "weights.pt"].map { "\(folder).b/\($0)" })
        #expect(log.text == ["info: a to b"])
        #expect(
            try scratch.text("m1.b/information")
                == #"{"host": "http://loop", "organization": "zauberzeug", "project": "demo", "version": "1.1", "#
                + #""id": "m1", "format": "a", "categories": [{"id": "c1", "name": "box", "description": null, "#
                + #""hotkey": null, "color": null, "type": "box", "point_size": null}], "resolution": 800}"#)
    }

    @Test func `what an earlier conversion left is gone, and folders are no results`() async throws {
        try FileManager.default.createDirectory(atPath: "\(folder).b/old", withIntermediateDirectories: true)
        try scratch.file("m1.b/old.txt", "old")
        let files = try await convert(#"mkdir "$2/folder"; echo new > "$2/new.txt""#)
        #expect(files == ["\(folder).b/new.txt"])
    }

    @Test func `a command that fails says so, and its output is logged`() async throws {
        let error = await #expect(throws: NodeError.self) { try await convert("echo no such layer >&2; exit 3") }
        #expect(
            error?.description
                == #"the conversion failed: the command "echo no such layer >&2; exit 3" ended with exit code 3."#)
        #expect(log.text == ["info: no such layer"])
    }

    @Test func `a command that makes nothing has failed`() async throws {
        let error = await #expect(throws: NodeError.self) { try await convert("true") }
        #expect(error?.description == "the conversion failed: it left no file in \(folder).b.")
    }

    @Test func `a format that is no name of a folder is refused`() async throws {
        let logic = CommandConverterLogic(from: "a", to: "../b", command: "true")
        let error = await #expect(throws: NodeError.self) { try await logic.convert(model, in: folder) }
        #expect(error?.description.contains(#"the format "../b" cannot be part of a folder's name"#) == true)
    }

    @Test(.timeLimit(.minutes(5))) func `cancelling ends the command`() async throws {
        let (lines, heard) = AsyncStream.makeStream(of: Void.self)
        let logic = CommandConverterLogic(
            from: "a", to: "b", command: "echo started; sleep 1000", logger: LogRecorder { heard.yield() }.logger)
        let task = Task { try await logic.convert(model, in: folder) }
        for await _ in lines { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
