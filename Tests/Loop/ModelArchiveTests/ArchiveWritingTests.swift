import Foundation
import POSIX
import TestSupport
import Testing

@testable import ModelArchive

@Suite struct ArchiveWritingTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private var out: String { "\(scratch.path)/out.zip" }

    /// 2024-02-29 23:59:58 UTC.
    private let leapDay = 1_709_251_198

    @Test func `packing gives these bytes, wherever and whenever`() throws {
        let file = try scratch.file("a", Array("A".utf8))
        try Archive.pack(
            files: [("ü.txt", file)], adding: [("model.json", Array("{}".utf8))], to: out, modified: leapDay)
        let expected: [UInt8] =
            // Local header: version 1.0, UTF-8 name, stored, 23:59:58, 2024-02-29.
            [0x50, 0x4B, 3, 4, 10, 0, 0, 8, 0, 0, 0x7D, 0xBF, 0x5D, 0x58]
            + [0x8B, 0x9E, 0xD9, 0xD3, 1, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0] + Array("ü.txtA".utf8)
            + [0x50, 0x4B, 3, 4, 10, 0, 0, 0, 0, 0, 0x7D, 0xBF, 0x5D, 0x58]
            + [0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0, 2, 0, 0, 0, 10, 0, 0, 0] + Array("model.json{}".utf8)
            // Central directory: made on Unix, mode 644 of a regular file.
            + [0x50, 0x4B, 1, 2, 63, 3, 10, 0, 0, 8, 0, 0, 0x7D, 0xBF, 0x5D, 0x58]
            + [0x8B, 0x9E, 0xD9, 0xD3, 1, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            + [0, 0, 0xA4, 0x81, 0, 0, 0, 0] + Array("ü.txt".utf8)
            + [0x50, 0x4B, 1, 2, 63, 3, 10, 0, 0, 0, 0, 0, 0x7D, 0xBF, 0x5D, 0x58]
            + [0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0, 2, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            + [0, 0, 0xA4, 0x81, 37, 0, 0, 0] + Array("model.json".utf8)
            + [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 2, 0, 2, 0, 108, 0, 0, 0, 79, 0, 0, 0, 0, 0]
        #expect(try scratch.bytes("out.zip") == expected)
    }

    struct Moment: Sendable, CustomTestStringConvertible {
        let seconds: Int
        let bytes: [UInt8]
        let testDescription: String
    }

    @Test(arguments: [
        Moment(seconds: 0, bytes: [0, 0, 0x21, 0], testDescription: "1970: before the first"),
        Moment(seconds: 315_532_800, bytes: [0, 0, 0x21, 0], testDescription: "1980-01-01 00:00:00"),
        Moment(seconds: 951_782_399, bytes: [0x7D, 0xBF, 0x5C, 0x28], testDescription: "2000-02-28 23:59:59"),
        Moment(seconds: 951_782_400, bytes: [0, 0, 0x5D, 0x28], testDescription: "2000-02-29 00:00:00"),
        Moment(seconds: 951_868_800, bytes: [0, 0, 0x61, 0x28], testDescription: "2000-03-01 00:00:00"),
        Moment(seconds: 1_774_751_400, bytes: [0xC0, 0x13, 0x7D, 0x5C], testDescription: "2026-03-29 02:30:00"),
        Moment(seconds: 1_798_761_599, bytes: [0x7D, 0xBF, 0x9F, 0x5D], testDescription: "2026-12-31 23:59:59"),
        Moment(seconds: 4_354_819_198, bytes: [0x7D, 0xBF, 0x9F, 0xFF], testDescription: "2107-12-31 23:59:58"),
        Moment(seconds: 9_999_999_999, bytes: [0x7D, 0xBF, 0x9F, 0xFF], testDescription: "2286: after the last"),
    ])
    func `a time has the form of zip files`(moment: Moment) {
        #expect(DOSTime(secondsSinceEpoch: moment.seconds).bytes == moment.bytes)
    }

    @Test func `installing flattens, sets members and keeps the others as they are`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        let entries = try Archive.install(
            zip, to: out, setting: [("model.json", Array("{}".utf8)), ("new.txt", [])], modified: leapDay)
        #expect(entries.map(\.path) == ["run7/weights.pt", "model.json"])
        #expect(
            try Archive.inspect(out, verifying: .contents).map(\.path) == ["weights.pt", "model.json", "new.txt"])
        #expect(try Archive.readMember("model.json", of: out) == Array("{}".utf8))
        #expect(try Archive.readMember("weights.pt", of: out)?.count == 160)
        // The deflated bytes were copied: the member is still shorter than its 160 bytes.
        #expect(try scratch.bytes("out.zip").count < 400)
        #expect(try scratch.names == ["a.zip", "out.zip"])
    }

    @Test func `an archive can be changed in its place, again and again`() throws {
        let zip = try scratch.file("a.zip", streamedByPython)
        for round in 0..<3 {
            try Archive.install(
                zip, to: zip, setting: [("model.json", Array("\(round)".utf8))], modified: leapDay)
        }
        #expect(try Archive.readMember("model.json", of: zip) == Array("2".utf8))
        #expect(try Archive.inspect(zip, verifying: .contents).map(\.name) == ["weights.pt", "model.json"])
        #expect(try scratch.names == ["a.zip"])
    }

    @Test func `an archive of nothing can be filled`() throws {
        let zip = try scratch.file("a.zip", ZipBytes().bytes)
        try Archive.install(zip, to: out, setting: [("model.json", [0x7B, 0x7D])], modified: 0)
        #expect(try Archive.inspect(out).map(\.name) == ["model.json"])
    }

    @Test func `the same inputs give the same bytes`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        try Archive.install(zip, to: out, setting: [], modified: leapDay)
        let first = try scratch.bytes("out.zip")
        try Archive.install(zip, to: out, setting: [], modified: leapDay)
        #expect(try scratch.bytes("out.zip") == first)
    }

    @Test func `what cannot be packed leaves nothing, not even of the archive that stood there`() throws {
        _ = try scratch.file("out.zip", [1, 2, 3])
        let error = #expect(throws: ArchiveError.self) {
            try Archive.pack(files: [("a", "\(scratch.path)/missing")], to: out, modified: 0)
        }
        #expect(error?.isFaultOfArchive == false)
        #expect(try scratch.bytes("out.zip") == [1, 2, 3])
        #expect(try scratch.names == ["out.zip"])
    }

    @Test func `a folder that is not there is an error of the machine`() {
        let error = #expect(throws: ArchiveError.self) {
            try Archive.pack(files: [], adding: [("a", [])], to: "\(scratch.path)/none/a.zip", modified: 0)
        }
        #expect(error?.isFaultOfArchive == false)
    }

    @Test(arguments: ["../a", "x/a", "/a", "a\\b", "", ".", "..", "x/", "%2e%2e%2fa"])
    func `an unsafe name is not packed`(name: String) throws {
        let error = #expect(throws: ArchiveError.self) {
            try Archive.pack(files: [], adding: [(name, [])], to: out, modified: 0)
        }
        guard case .unsafeName(name, _)? = error?.kind else {
            Issue.record("not refused for its name: \(String(describing: error))")
            return
        }
        #expect(try scratch.names.isEmpty)
    }

    @Test func `names in an archive differ`() {
        #expect(throws: ArchiveError(.repeatedName("a", inArchive: ["a", "a"]))) {
            try Archive.pack(files: [], adding: [("a", []), ("a", [])], to: out, modified: 0)
        }
    }

    @Test func `unpacking puts all files into one folder`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        #expect(try Archive.unpack(zip, into: scratch.path) == ["weights.pt", "model.json"])
        #expect(try scratch.text("weights.pt") == String(repeating: "weights ", count: 20))
        #expect(try scratch.text("model.json") == #"{"resolution": 800}"#)
    }

    @Test func `unpacking replaces no file and takes back what it wrote`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        _ = try scratch.file("model.json", Array("mine".utf8))
        #expect(throws: ArchiveError(.system(SystemError("open", code: 17)))) {
            try Archive.unpack(zip, into: scratch.path)
        }
        #expect(try scratch.names == ["a.zip", "model.json"])
        #expect(try scratch.text("model.json") == "mine")
    }

    @Test func `unpacking follows no link`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.path)/weights.pt", withDestinationPath: "\(scratch.path)/elsewhere")
        #expect(throws: ArchiveError.self) { try Archive.unpack(zip, into: scratch.path) }
        #expect(try scratch.names == ["a.zip", "weights.pt"])
    }
}
