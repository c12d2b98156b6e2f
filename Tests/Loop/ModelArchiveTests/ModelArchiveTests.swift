import Foundation
import TestSupport
import Testing

@testable import ModelArchive

@Suite struct ModelArchiveTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    // MARK: - Reading

    @Test func `folders are taken away`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        let entries = try Archive.inspect(zip, verifying: .contents)
        #expect(entries.map(\.name) == ["weights.pt", "model.json"])
        #expect(entries.map(\.path) == ["run7/weights.pt", "model.json"])
        #expect(entries.map(\.byteCount) == [160, 19])
    }

    @Test func `folders, dots and empty steps in names are no members`() throws {
        let zip = ZipBytes(
            .init("run7/", ""), .init("./run7//a.txt", "A"), .init("..b/...", "B"), .init("12:00:00.json", "C"))
        let path = try scratch.file("a.zip", zip.bytes)
        #expect(try Archive.inspect(path).map(\.name) == ["a.txt", "...", "12:00:00.json"])
    }

    @Test func `an archive that was written to a pipe is read`() throws {
        let zip = try scratch.file("a.zip", streamedByPython)
        #expect(try Archive.inspect(zip, verifying: .contents).map(\.name) == ["weights.pt"])
    }

    @Test func `a member is read from whatever folder it is in`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        let content = try #require(try Archive.readMember("weights.pt", of: zip))
        #expect(String(decoding: content, as: UTF8.self) == String(repeating: "weights ", count: 20))
        #expect(try Archive.readMember("other", of: zip) == nil)
    }

    @Test func `the limit for a member is inclusive`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        #expect(try Archive.readMember("model.json", of: zip, limit: 19)?.count == 19)
        #expect(throws: ArchiveError(.memberByteCount("model.json", limit: 18))) {
            try Archive.readMember("model.json", of: zip, limit: 18)
        }
    }

    // MARK: - Refusing

    @Test(arguments: BadArchive.all)
    func `a bad archive is refused`(bad: BadArchive) throws {
        let zip = try scratch.file("a.zip", bad.bytes)
        let error = #expect(throws: ArchiveError.self) {
            try Archive.inspect(zip, verifying: .contents, limits: bad.limits)
        }
        #expect(error?.kind == bad.kind)
        #expect(error?.isFaultOfArchive == true)
        #expect(throws: ArchiveError(bad.kind)) {
            try Archive.install(
                zip, to: "\(scratch.path)/b.zip", setting: [], modified: 0, limits: bad.limits)
        }
        let folder = "\(scratch.path)/out"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(throws: ArchiveError(bad.kind)) {
            try Archive.unpack(zip, into: folder, limits: bad.limits)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        #expect(try scratch.names == ["a.zip", "out"])
    }

    @Test func `an archive that is cut off anywhere is refused`() throws {
        for count in 0..<deflatedByPython.count {
            let zip = try scratch.file("a.zip", deflatedByPython[..<count])
            let error = #expect(throws: ArchiveError.self, "cut off after \(count)") {
                try Archive.inspect(zip, verifying: .contents)
            }
            #expect(error?.isFaultOfArchive == true)
        }
    }

    @Test func `a changed byte harms nobody`() throws {
        for index in deflatedByPython.indices {
            var bytes = deflatedByPython
            bytes[index] ^= 0xFF
            let zip = try scratch.file("a.zip", bytes)
            do throws(ArchiveError) {
                for entry in try Archive.inspect(zip, verifying: .contents) {
                    #expect(throws: Never.self) { try MemberName.checkFlat(entry.name) }
                }
            } catch {
                #expect(error.isFaultOfArchive, "byte \(index): \(error)")
            }
        }
    }

    @Test func `limits are inclusive`() throws {
        let zip = try scratch.file("a.zip", deflatedByPython)
        var limits = Archive.Limits()
        limits.entryCount = 2
        limits.unpackedByteCount = 179
        #expect(throws: Never.self) { try Archive.inspect(zip, limits: limits) }
        limits.unpackedByteCount = 178
        #expect(throws: ArchiveError(.unpackedByteCount(limit: 178))) {
            try Archive.inspect(zip, limits: limits)
        }
        limits.entryCount = 1
        #expect(throws: ArchiveError(.entryCount(limit: 1))) { try Archive.inspect(zip, limits: limits) }
    }

    @Test func `a file that is not there is no fault of an archive`() {
        let error = #expect(throws: ArchiveError.self) { try Archive.inspect("\(scratch.path)/none.zip") }
        #expect(error?.isFaultOfArchive == false)
        #expect(error?.description == "open: No such file or directory (errno 2)")
    }

    @Test func `errors are sentences that tell what to do`() {
        #expect(
            ArchiveError(.unsafeName("../a", .climbing)).description
                == #"the archive has a member "../a": a path must not leave its folder with .."#)
        #expect(
            ArchiveError(.repeatedName("a", inArchive: ["x/a", "y/a"])).description
                == #"the archive has "a" more than once: "x/a" and "y/a"; folders are taken away, so file names must differ"#
        )
        #expect(
            ArchiveError(.damaged(member: "a", code: 7, text: "CRC error")).description
                == #"the member "a" cannot be read: CRC error (libzip error 7)"#)
    }
}

struct BadArchive: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let kind: ArchiveError.Kind
    var limits = Archive.Limits.standard

    private init(_ description: String, _ bytes: [UInt8], _ kind: ArchiveError.Kind) {
        testDescription = description
        self.bytes = bytes
        self.kind = kind
    }

    private init(_ name: String, _ flaw: MemberName.Flaw) {
        self.init("the name \(name.debugDescription)", ZipBytes(.init(name)).bytes, .unsafeName(name, flaw))
    }

    /// The archive by Python, with another length of the first member's 160 bytes in its headers.
    private static func deflated(sayingByteCount byteCount: UInt8, inLocalHeader: Bool = true) -> [UInt8] {
        var bytes = deflatedByPython
        for index in bytes.indices.dropLast(4)
        where bytes[index...].starts(with: [0x50, 0x4B, 1, 2]) && bytes[index + 24] == 160 {
            bytes[index + 24] = byteCount
        }
        if inLocalHeader { bytes[22] = byteCount }
        return bytes
    }

    static let all: [BadArchive] = [
        BadArchive("nothing", [], .notAnArchive),
        BadArchive("text", Array("this is no zip, but it is long enough to be one".utf8), .notAnArchive),
        BadArchive("something before the zip", Array("#!/bin/sh\n".utf8) + deflatedByPython, .notAnArchive),
        BadArchive("the front of a zip", Array(deflatedByPython.prefix(100)), .notAnArchive),
        BadArchive("../a.txt", .climbing),
        BadArchive("a/../../b.txt", .climbing),
        BadArchive("a/..", .climbing),
        BadArchive("/etc/passwd", .absolute),
        BadArchive("C:/a.txt", .absolute),
        BadArchive("a\\b.txt", .backslash),
        BadArchive("..\\b.txt", .backslash),
        BadArchive("%2e%2e/b.txt", .encoded),
        BadArchive("%2E%2E%2Fb.txt", .encoded),
        BadArchive("a%2fb.txt", .encoded),
        BadArchive("a%5Cb.txt", .encoded),
        BadArchive("a%00b.txt", .encoded),
        BadArchive("%252e%252e%252fb.txt", .encoded),
        BadArchive("a\nb.txt", .control),
        BadArchive("", .empty),
        BadArchive(".", .empty),
        BadArchive(String(repeating: "a", count: 256), .tooLong),
        BadArchive(String(repeating: "a/", count: 2047) + "aa", .pathTooLong),
        // Encoded in as many layers as fit: what takes them off one by one never gets to see it.
        BadArchive("%" + String(repeating: "25", count: 30_000), .pathTooLong),
        BadArchive(
            "a name with NUL", ZipBytes(.init("a\0/../b")).bytes, .unsafeName("a\0/../b", .control)),
        BadArchive(
            "two members of the same name", ZipBytes(.init("a"), .init("a")).bytes,
            .repeatedName("a", inArchive: ["a", "a"])),
        BadArchive(
            "two members of the same name in different folders", ZipBytes(.init("x/a"), .init("y/a")).bytes,
            .repeatedName("a", inArchive: ["x/a", "y/a"])),
        BadArchive("encrypted", ZipBytes(.init("a").with { $0.flags = 1 }).bytes, .encrypted("a")),
        BadArchive(
            "symbolic link", ZipBytes(.init("a", "/etc/passwd").with { $0.attributes = 0o120777 << 16 }).bytes,
            .notAFile("a")),
        BadArchive(
            "device", ZipBytes(.init("a").with { $0.attributes = 0o020666 << 16 }).bytes, .notAFile("a")),
        BadArchive("bzip2", ZipBytes(.init("a").with { $0.method = 12 }).bytes, .compression("a", method: 12)),
        BadArchive(
            "wrong CRC", ZipBytes(.init("a").with { $0.crc = 1 }).bytes,
            .damaged(member: "a", code: 7, text: "CRC error")),
        BadArchive(
            "more content than it says", deflated(sayingByteCount: 159), .wrongByteCount("run7/weights.pt")),
        BadArchive(
            "less content than it says", deflated(sayingByteCount: 161), .wrongByteCount("run7/weights.pt")),
        BadArchive(
            "local and central header that differ", deflated(sayingByteCount: 159, inLocalHeader: false),
            .damaged(member: nil, code: 21, text: "Zip archive inconsistent")),
        BadArchive(
            "a folder with content", ZipBytes(.init("a/", "data")).bytes, .unsafeName("a/", .empty)),
        BadArchive(
            "more bytes than a disk has",
            ZipBytes(.init("a").with { $0.byteCount = 0xFFFF_FFF0 }, .init("b").with { $0.byteCount = 0xFFFF_FFF0 })
                .bytes,
            .unpackedByteCount(limit: Archive.Limits.standard.unpackedByteCount)),
        BadArchive(
            "too many members", ZipBytes((0...1000).map { .init("\($0)", "") }).bytes, .entryCount(limit: 1000)),
    ]
}

/// Written by Python's zipfile: `run7/weights.pt`, deflated, twenty times "weights ", and `model.json`, stored.
let deflatedByPython = bytes(
    base64: """
        UEsDBBQAAAAIAAU5pli6nRrODQAAAKAAAAAPAAAAcnVuNy93ZWlnaHRzLnB0K0/NTM8oKVYoH6Q0AFBLAwQUAAAAAAAFOaZYSe9N
        vxMAAAATAAAACgAAAG1vZGVsLmpzb257InJlc29sdXRpb24iOiA4MDB9UEsBAhQDFAAAAAgABTmmWLqdGs4NAAAAoAAAAA8AAAAA
        AAAAAAAAAIABAAAAAHJ1bjcvd2VpZ2h0cy5wdFBLAQIUAxQAAAAAAAU5plhJ702/EwAAABMAAAAKAAAAAAAAAAAAAACAAToAAABt
        b2RlbC5qc29uUEsFBgAAAAACAAIAdQAAAHUAAAAAAA==
        """)

/// Written by Python's zipfile to a stream that cannot go back: lengths and CRC stand behind the data.
let streamedByPython = bytes(
    base64: """
        UEsDBBQACAAIAAU5plgAAAAAAAAAAAAAAAAKAAAAd2VpZ2h0cy5wdCtPzUzPKClWKB+kNABQSwcIup0azg0AAACgAAAAUEsBAhQD
        FAAIAAgABTmmWLqdGs4NAAAAoAAAAAoAAAAAAAAAAAAAAIABAAAAAHdlaWdodHMucHRQSwUGAAAAAAEAAQA4AAAARQAAAAAA
        """)

private func bytes(base64: String) -> [UInt8] {
    Array(Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
}
