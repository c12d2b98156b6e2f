import Foundation
import HTTPClient
import JSON
import LoopDomain
import Testing

@testable import LoopNode

@Suite struct OutboxFolderTests {
    private let scratch: Scratch
    private let folder: OutboxFolder
    /// 2021-06-01 06:28:21.288442.
    private let time = Timestamp(microsecondsSinceEpoch: 1_622_528_901_288_442)
    private let id = "2021-06-01_06:28:21.288442"

    init() throws {
        scratch = try Scratch()
        folder = OutboxFolder(dataFolder: scratch.path)
        _ = try folder.open()
    }

    private var record: ImageRecord {
        var record = ImageRecord()
        record.tags = ["Größe"]
        record.created = "2021-06-01"
        return record
    }

    @Test func `an image is two files in a folder that is called as the Python library calls it`() throws {
        let item = try folder.add([1, 2, 3], record, isPriority: false, at: time)
        #expect(item == OutboxQueue.Item(id: id, isPriority: false))
        #expect(try scratch.names(in: "outbox/normal/\(id)") == ["image_\(id).jpg", "image_\(id).json"])
        #expect(try Data(contentsOf: URL(filePath: "\(folder.path(of: item))/image_\(id).jpg")) == Data([1, 2, 3]))
        #expect(
            try scratch.text("outbox/normal/\(id)/image_\(id).json")
                == #"{"box_detections": [], "point_detections": [], "segmentation_detections": [], "#
                + #""classification_detections": [], "box_annotations": [], "point_annotations": [], "#
                + #""classification_annotation": null, "tags": ["Gr\u00f6\u00dfe"], "created": "2021-06-01", "#
                + #""source": null, "state": null}"#)
        #expect(try scratch.names(in: "tmp").isEmpty)
    }

    @Test func `images of the same microsecond get the next ones, whatever their priority`() throws {
        let items = try [false, true, true, false].map {
            try folder.add([1], record, isPriority: $0, at: time)
        }
        #expect(items.map(\.id) == (2...5).map { "2021-06-01_06:28:21.28844\($0)" })
    }

    @Test func `what an earlier process left is found, oldest first, and what it did not finish is removed`() throws {
        for microsecond in [3, 1, 2] {
            let time = Timestamp(microsecondsSinceEpoch: time.microsecondsSinceEpoch + microsecond)
            _ = try folder.add([1], record, isPriority: microsecond == 2, at: time)
        }
        let unfinished = "\(scratch.path)/tmp/\(id)"
        try FileManager.default.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
        try scratch.file("tmp/\(id)/image_\(id).json", "{")
        try FileManager.default.createDirectory(
            atPath: "\(scratch.path)/tmp/something", withIntermediateDirectories: true)
        let items = try folder.open()
        #expect(items.map(\.id) == [2, 1, 3].map { "2021-06-01_06:28:21.28844\($0 + 2)" })
        #expect(items.map(\.isPriority) == [true, false, false])
        #expect(try scratch.names(in: "tmp") == ["something"], "what is not ours stays")
    }

    @Test func `the parts of an image are those that aiohttp sends`() throws {
        let item = try folder.add([1], record, isPriority: true, at: time)
        guard case .parts(let parts) = folder.contents(of: item) else {
            Issue.record("there are no parts")
            return
        }
        #expect(parts.map(\.name) == ["files", "files"])
        #expect(
            parts.map(\.fileName) == [
                "image_2021-06-01_06%3A28%3A21.288442.json", "image_2021-06-01_06%3A28%3A21.288442.jpg",
            ])
        #expect(parts.map(\.contentType) == ["text/plain; charset=utf-8", "image/jpeg"])
    }

    @Test func `files with the names of versions up to 0_13_2 are sent under today's`() throws {
        let item = try folder.add([1], record, isPriority: false, at: time)
        let path = folder.path(of: item)
        for ending in ["json", "jpg"] {
            try FileManager.default.moveItem(atPath: "\(path)/image_\(id).\(ending)", toPath: "\(path)/image.\(ending)")
        }
        guard case .parts(let parts) = folder.contents(of: item) else {
            Issue.record("there are no parts")
            return
        }
        #expect(parts.first?.fileName == "image_2021-06-01_06%3A28%3A21.288442.json")
    }

    @Test(arguments: ["json", "jpg"]) func `an image without one of its files is incomplete`(ending: String) throws {
        let item = try folder.add([1], record, isPriority: false, at: time)
        try FileManager.default.removeItem(atPath: "\(folder.path(of: item))/image_\(id).\(ending)")
        guard case .incomplete = folder.contents(of: item) else {
            Issue.record("it is not incomplete")
            return
        }
        #expect(folder.remove([item]).isEmpty)
        guard case .gone = folder.contents(of: item) else {
            Issue.record("it is not gone")
            return
        }
        #expect(folder.remove([item]).isEmpty)
    }

    @Test func `a data folder that somebody has emptied is filled again`() throws {
        for name in try scratch.names() { try FileManager.default.removeItem(atPath: "\(scratch.path)/\(name)") }
        let item = try folder.add([1], record, isPriority: false, at: time)
        try FileManager.default.removeItem(atPath: "\(scratch.path)/tmp")
        #expect(folder.remove([item]).isEmpty)
        #expect(try scratch.names(in: "outbox/normal").isEmpty)
    }

    @Test func `an image that cannot be removed is named, and stays`() throws {
        let item = try folder.add([1], record, isPriority: false, at: time)
        try FileManager.default.removeItem(atPath: "\(scratch.path)/tmp")
        try scratch.file("tmp", "in the way")
        #expect(folder.remove([item]).map(\.item) == [item])
        #expect(try scratch.names(in: "outbox/normal") == [id])
    }

    @Test func `an image that cannot be written leaves nothing behind`() throws {
        try FileManager.default.removeItem(atPath: "\(scratch.path)/outbox/normal")
        try scratch.file("outbox/normal", "a file where a folder should be")
        #expect(throws: (any Error).self) { try folder.add([1], record, isPriority: false, at: time) }
        #expect(try scratch.names(in: "tmp").isEmpty)
    }

    @Test func `a data folder that cannot be made is said to be so`() throws {
        let file = try scratch.file("file", "")
        let error = #expect(throws: NodeError.self) { try OutboxFolder(dataFolder: file).open() }
        guard case .dataFolder(file, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
