import Foundation
import TestSupport
import Testing

/// The checker finds what is wrong in small made-up trees.
@Suite struct LayoutCheckerTests {
    static let layout = Layout(
        rooms: [
            .init(name: "CZip", floor: .system, rooms: [], packages: [], toolchain: []),
            .init(name: "Bytes", floor: .protocols, rooms: [], packages: [], toolchain: []),
            .init(name: "Sockets", floor: .network, rooms: ["Bytes"], packages: ["Logging"], toolchain: ["Glibc"]),
        ],
        otherTests: ["Support/TestSupport"]
    )

    /// A tree that keeps to the layout.
    static let good = [
        "Sources/System/CZip/module.modulemap": "",
        "Sources/System/CZip/shim.h": "",
        "Sources/Protocols/Bytes/Bytes.swift": "struct Bytes {}\n",
        "Sources/Network/Sockets/Socket.swift": "package import Bytes\nimport Glibc\nimport Logging\n",
        "Sources/Network/Sockets/Deeper/Poller.swift": "import struct Bytes.Bytes\n",
        "Tests/Protocols/BytesTests/BytesTests.swift": "@testable import Bytes\nimport Foundation\n",
        "Tests/Network/SocketsTests/SocketTests.swift": "import Testing\n",
        "Tests/Support/TestSupport/HandClock.swift": "import Foundation\n",
    ]

    private func violations(_ files: [String: String]) -> [String] {
        LayoutChecker(layout: Self.layout, tree: SourceTree(files: files)).violations.map(\.description)
    }

    /// Checks the good tree with some files changed, added, or (nil) taken away.
    private func violations(changing changes: [String: String?]) -> [String] {
        violations(Self.good.merging(changes.compactMapValues(\.self)) { $1 }.filter { changes[$0.key] != .some(nil) })
    }

    @Test func `a tree that keeps to the layout passes`() {
        #expect(violations(Self.good) == [])
    }

    @Test func `an import that climbs is refused with file, line and what is allowed`() {
        #expect(
            violations(changing: ["Sources/Protocols/Bytes/Bytes.swift": "// why\n\nimport Sockets\n"]) == [
                "Sources/Protocols/Bytes/Bytes.swift:3: Bytes may not import Sockets. It may import nothing."
            ])
    }

    @Test func `a library that the room does not declare is refused`() {
        #expect(
            violations(changing: ["Sources/Network/Sockets/Socket.swift": "import Bytes\nimport CZip\n"]) == [
                "Sources/Network/Sockets/Socket.swift:2: Sockets may not import CZip. "
                    + "It may import Bytes, Logging, Glibc."
            ])
    }

    @Test func `a file deeper in the room is held to the same list`() {
        let path = "Sources/Network/Sockets/Deeper/Poller.swift"
        #expect(
            violations(changing: [path: "@preconcurrency package import Foundation"]) == [
                "\(path):1: Sockets may not import Foundation. It may import Bytes, Logging, Glibc."
            ])
    }

    @Test func `an import that is handed on is refused`() {
        #expect(
            violations(changing: ["Sources/Network/Sockets/Socket.swift": "@_exported import Bytes"]) == [
                "Sources/Network/Sockets/Socket.swift:1: No room hands its imports on: "
                    + "write \"import Bytes\" where it is used."
            ])
    }

    @Test(arguments: [
        "Sources/Network/HTTP/HTTP.swift", "Sources/Loop/Bytes/Bytes.swift", "Sources/Network/Stray.swift",
        "Sources/Stray.swift",
    ])
    func `a file outside every room is refused`(path: String) {
        #expect(
            violations(changing: [path: ""]) == [
                "\(path): This file lies in no room. The rooms are: "
                    + "Sources/System/CZip, Sources/Protocols/Bytes, Sources/Network/Sockets."
            ])
    }

    @Test func `a room without sources is refused`() {
        #expect(
            violations(changing: ["Sources/Protocols/Bytes/Bytes.swift": nil]) == [
                "Sources/Protocols/Bytes: The layout has a room here, the tree has not. "
                    + "Add its sources or take it off the list."
            ])
    }

    @Test func `Swift code among the C libraries is refused`() {
        let path = "Sources/System/CZip/Zip.swift"
        #expect(
            violations(changing: [path: ""]) == ["\(path): Rooms of the floor System hold headers, no Swift code."])
    }

    @Test func `a room without tests is refused`() {
        #expect(
            violations(changing: ["Tests/Protocols/BytesTests/BytesTests.swift": nil]) == [
                "Tests/Protocols/BytesTests: Bytes has no tests. They belong into this folder."
            ])
    }

    @Test(arguments: [
        "Tests/Network/BytesTests/BytesTests.swift", "Tests/System/CZipTests/CZipTests.swift",
        "Tests/Support/Other/Other.swift", "Tests/Network/Stray.swift",
    ])
    func `tests that mirror no room are refused`(path: String) {
        #expect(
            violations(changing: [path: ""]) == [
                "\(path): This file belongs to no room's tests. Tests mirror Sources: "
                    + "the tests of Sources/Floor/Room are in Tests/Floor/RoomTests."
            ])
    }

    @Test func `600 lines are allowed, 601 are not`() {
        let path = "Sources/Protocols/Bytes/Bytes.swift"
        #expect(violations(changing: [path: String(repeating: "\n", count: 600)]) == [])
        #expect(
            violations(changing: [path: String(repeating: "\n", count: 601)]) == [
                "\(path):601: The file has 601 lines. A file is one idea: split it; at most 600 lines are allowed."
            ])
    }

    @Test func `several findings come in the order of the files`() {
        let found = violations(changing: [
            "Sources/Protocols/Bytes/Bytes.swift": "import Glibc\nimport Logging\n",
            "Tests/Network/SocketsTests/SocketTests.swift": nil,
        ])
        #expect(
            found.map { $0.prefix { $0 != " " } } == [
                "Sources/Protocols/Bytes/Bytes.swift:1:", "Sources/Protocols/Bytes/Bytes.swift:2:",
                "Tests/Network/SocketsTests:",
            ])
    }

    @Test func `a broken tree on disk fails as one in memory does`() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "layout-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        var files = Self.good
        files["Sources/Protocols/Bytes/Bytes.swift"] = "import Foundation\n"
        for (path, text) in files {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try Data().write(to: root.appending(path: "Sources/.DS_Store"))
        let checker = LayoutChecker(layout: Self.layout, tree: try SourceTree(readingFrom: root))
        #expect(
            checker.violations.map(\.description) == [
                "Sources/Protocols/Bytes/Bytes.swift:1: Bytes may not import Foundation. It may import nothing."
            ])
    }
}
