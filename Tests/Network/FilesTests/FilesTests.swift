import Files
import Glibc
import POSIX
import Testing

@Suite("Files")
struct FilesTests {
    private let thread = WorkerThread(name: "files-test")

    /// Runs `body` with a folder that is deleted afterwards.
    private func withFolder<Result>(_ body: (TemporaryFolder) async throws -> Result) async throws -> Result {
        let folder = try TemporaryFolder(prefix: "files-test")
        defer { folder.remove() }
        return try await body(folder)
    }

    private static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    @discardableResult
    private func write(_ bytes: [UInt8], to path: String) async throws -> Int {
        let writer = try await FileWriter(creating: path, on: thread)
        try await writer.write(bytes[...])
        return await writer.finish()
    }

    @Test
    func `what is written run by run is read back from any place`() async throws {
        try await withFolder { folder in
            let path = "\(folder.path)/file"
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let writer = try await FileWriter(creating: path, on: thread)
            for start in stride(from: 0, to: bytes.count, by: 777) {
                try await writer.write(bytes[start..<min(start + 777, bytes.count)])
            }
            #expect(await writer.finish() == bytes.count)

            let reader = try await FileReader(path, on: thread)
            #expect(try await reader.read(at: 0, upTo: 200_000) == bytes)
            #expect(try await reader.read(at: 99_990, upTo: 100) == Array(bytes[99_990...]))
            #expect(try await reader.read(at: 5, upTo: 3) == Array(bytes[5..<8]))
            #expect(try await reader.read(at: 100_000, upTo: 10) == [])
            #expect(try FileReader.contents(of: path) == bytes)
        }
    }

    @Test
    func `a writer takes no file that is there`() async throws {
        try await withFolder { folder in
            try await write([1], to: "\(folder.path)/file")
            await #expect(throws: SystemError("open \(folder.path)/file", code: EEXIST)) {
                try await write([2], to: "\(folder.path)/file")
            }
            #expect(try FileReader.contents(of: "\(folder.path)/file") == [1])
        }
    }

    @Test
    func `a file that cannot be opened is an error that names it`() async throws {
        try await withFolder { folder in
            let path = "\(folder.path)/missing"
            await #expect(throws: SystemError("open \(path)", code: ENOENT)) { try await FileReader(path, on: thread) }
            #expect(throws: SystemError("open \(path)", code: ENOENT)) { try FileReader.contents(of: path) }
        }
    }

    @Test
    func `a reader stays with its file when the path is given to another`() async throws {
        try await withFolder { folder in
            let path = "\(folder.path)/file"
            try await write(Array("old".utf8), to: path)
            let reader = try await FileReader(path, on: thread)
            unsafe unlink(path)
            try await write(Array("new".utf8), to: path)
            #expect(try await reader.read(at: 0, upTo: 10) == Array("old".utf8))
        }
    }

    @Test
    func `an owned file goes with the last who knows of it`() async throws {
        try await withFolder { folder in
            let path = "\(folder.path)/file"
            try await write([1, 2, 3], to: path)
            do {
                let file = try OwnedFile(path: path)
                #expect(file.byteCount == 3)
                #expect(Self.exists(path))
            }
            #expect(!Self.exists(path))
            #expect(throws: SystemError("stat \(path)", code: ENOENT)) { try OwnedFile(path: path) }
        }
    }

    @Test
    func `a folder goes with everything in it, but not with what a link in it leads to`() async throws {
        try await withFolder { outside in
            try await write([1], to: "\(outside.path)/kept")
            let folder = try TemporaryFolder(prefix: "files-test")
            let inner = try folder.subfolder("a").subfolder("b")
            try await write([1], to: "\(inner.path)/file")
            try #require(unsafe symlink(outside.path, "\(folder.path)/link") == 0)
            folder.remove()
            #expect(!Self.exists(folder.path))
            #expect(Self.exists("\(outside.path)/kept"))
        }
    }

    @Test
    func `folders of one prefix are distinct, and nobody else may look into them`() throws {
        let folders = [try TemporaryFolder(prefix: "files-test"), try TemporaryFolder(prefix: "files-test")]
        defer { for folder in folders { folder.remove() } }
        #expect(folders[0] != folders[1])
        var status = stat()
        try #require(unsafe stat(folders[0].path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test
    func `a subfolder that is there is an error`() throws {
        let folder = try TemporaryFolder(prefix: "files-test")
        defer { folder.remove() }
        _ = try folder.subfolder("a")
        #expect(throws: SystemError("mkdir \(folder.path)/a", code: EEXIST)) { try folder.subfolder("a") }
    }
}
