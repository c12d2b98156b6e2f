import Foundation
import LoopDomain
import Testing

@testable import LoopNode

/// The part of `ModelStore` that keeps a detector's models.
@Suite struct ModelVersionsTests {
    private let scratch: Scratch
    private let store: ModelStore

    init() throws {
        scratch = try Scratch()
        store = ModelStore(dataFolder: scratch.path)
    }

    private func install(_ version: String) async throws {
        let folder = try await store.scratchFolder(for: version)
        try scratch.file("tmp/model-\(version)/weights", "w")
        #expect(try await store.install(folder, as: version) == "\(scratch.path)/models/\(version)")
    }

    @Test func `a version is there once it is installed, and the link leads to the last one in use`() async throws {
        #expect(await store.versions().isEmpty)
        #expect(await store.linkedFolder() == nil)
        try await install("1.0")
        try await install("1.10")
        #expect(await store.versions() == ["1.0", "1.10"])
        #expect(await store.folder(of: "1.0") == "\(scratch.path)/models/1.0")
        #expect(await store.folder(of: "2.0") == nil)
        for version in ["1.0", "1.10"] {
            try await store.link(to: version)
            #expect(await store.linkedFolder() == "\(scratch.path)/models/\(version)")
        }
        #expect(try scratch.names() == ["current_model", "models", "tmp"])
    }

    @Test func `what an earlier process left behind in the middle is no obstacle`() async throws {
        try await install("1.0")
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.path)/current_model.tmp", withDestinationPath: "models/0.1")
        try await store.link(to: "1.0")
        #expect(await store.linkedFolder() == "\(scratch.path)/models/1.0")
        _ = try await store.scratchFolder(for: "2.0")
        try scratch.file("tmp/model-2.0/half", "")
        _ = try await store.scratchFolder(for: "2.0")
        #expect(try scratch.names(in: "tmp/model-2.0").isEmpty)
        try scratch.file("tmp/model-2.0.zip.part", "half")
        try scratch.file("tmp/something", "")
        await store.clearScratch()
        #expect(try scratch.names(in: "tmp") == ["something"], "what is not ours stays")
        // The Python library makes the folder before it downloads.
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/models/2.0", withIntermediateDirectories: true)
        #expect(await store.folder(of: "2.0") == nil)
        try await install("2.0")
        #expect(await store.folder(of: "2.0") != nil)
    }

    @Test func `a link by a whole path is followed, one that leads nowhere is not`() async throws {
        try await install("1.0")
        let link = "\(scratch.path)/current_model"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(scratch.path)/models/1.0")
        #expect(await store.linkedFolder() == "\(scratch.path)/models/1.0")
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "models/9.9")
        #expect(await store.linkedFolder() == nil)
    }

    @Test(arguments: [
        ("1.0", true), ("12", true), ("1.2.3", true), ("", false), (".", false), ("..", false), ("1.0a", false),
        ("١", false), ("1 0", false), ("-1", false),
    ])
    func `a version has digits and dots`(text: String, isVersion: Bool) { #expect(text.isModelVersion == isVersion) }

    @Test(arguments: [
        "", "[]", "{}", #"{"id": "i", "organization": "o", "project": "p", "version": null}"#,
        #"{"id": "i", "organization": "o", "project": "p", "version": 1.0}"#, "{",
    ])
    func `a model needs a model_json that says what it is`(json: String) async throws {
        let folder = try await store.scratchFolder(for: "1.0")
        if !json.isEmpty { try scratch.file("tmp/model-1.0/model.json", json) }
        await #expect(throws: NodeError.self) { try await store.information(in: folder) }
    }

    @Test func `what model_json says is known`() async throws {
        let folder = try await store.scratchFolder(for: "1.0")
        try scratch.file(
            "tmp/model-1.0/model.json",
            #"{"id": "i", "organization": "o", "project": "p", "version": "1.0", "categories": [{"id": "c", "name": "n"}], "#
                + #""resolution": 800, "model_size": "s6", "conf_threshold": 0.25, "host": null, "more": 1}"#)
        let model = try await store.information(in: folder)
        #expect(model.version == "1.0")
        #expect(model.categories.map(\.name) == ["n"])
        #expect(model.resolution == 800)
        #expect(model.modelSize == "s6")
        #expect(model.confidenceThreshold == 0.25)
    }
}
