import Glibc
import TestSupport
import Testing

@testable import HTTPClient

/// Bodies of 100 MB, which must not pass through memory.
@Suite struct LargeTransferTests {
    enum Way: String, CaseIterable, Codable, Sendable { case upload, form, download }

    /// In a process of its own, because the peak of memory is the whole process's.
    @Test(.disabled(if: isSanitized, "a sanitizer keeps freed memory"), arguments: Way.allCases)
    func `memory stays flat`(_ way: Way) async throws {
        await #expect(processExitsWith: .success) { [way = way as Way] in
            let folder = TemporaryFolder()
            let pattern = Pattern()
            let isWhole = Flag()
            let peer = ScriptedPeer { connection in
                guard let head = connection.readHead() else { return }
                let request = PeerRequest(head: head, body: [])
                if request.value("Expect") != nil { connection.send("HTTP/1.1 100 Continue\r\n\r\n") }
                if let length = request.value("Content-Length").flatMap({ Int($0) }) {
                    // What a form has around its file: a head that ends with an empty line, and a boundary.
                    let frame = length - Pattern.byteCount
                    let before =
                        request.value("Content-Type") == nil ? "" : connection.readHead().map { $0 + "\r\n\r\n" } ?? ""
                    var (offset, isSame) = (0, true)
                    let hasCome = connection.read(Pattern.byteCount) { piece in
                        isSame = isSame && pattern.contains(piece, at: offset)
                        offset += piece.count
                    }
                    if hasCome, isSame, connection.read(frame - before.utf8.count) != nil { isWhole.set() }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                } else {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Pattern.byteCount)\r\n\r\n")
                    pattern.forEachPiece { connection.send($0) }
                }
                connection.waitForClose()
            }
            let path = "\(folder.path)/weights"
            if way != .download { pattern.write(to: path) }
            let client = Client()
            let before = peakMemory()
            switch way {
            case .upload:
                _ = try await client.perform(Request(method: "PUT", url: peer.url(), body: .file(path: path)))
                #expect(isWhole.isSet)
            case .form:
                let part = FormPart(name: "file", content: .file(path: path))
                _ = try await client.perform(Request(method: "POST", url: peer.url(), body: .form([part])))
                #expect(isWhole.isSet)
            case .download:
                _ = try await client.perform(Request(url: peer.url(), responseBody: .file(path: path)))
                #expect(pattern.isContent(of: path))
            }
            let growth = peakMemory() - before
            #expect(growth < 16 * 1024 * 1024, "memory grew by \(growth) bytes")
        }
    }
}

/// 100 MB that are not the same anywhere near.
private struct Pattern: Sendable {
    static let byteCount = 100_000_000

    /// A length that no buffer has, so that exchanged buffers would show.
    private let block = (0..<999_983).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }

    /// Whether `piece` is what stands at `offset`.
    func contains(_ piece: [UInt8], at offset: Int) -> Bool {
        var (rest, place) = (piece[...], offset % block.count)
        while !rest.isEmpty {
            let run = rest.prefix(block.count - place)
            let isSame = unsafe run.withUnsafeBytes { run in
                unsafe block.withUnsafeBytes {
                    unsafe memcmp(run.baseAddress!, $0.baseAddress! + place, run.count) == 0
                }
            }
            guard isSame else { return false }
            rest = rest.dropFirst(run.count)
            place = 0
        }
        return true
    }

    func forEachPiece(_ body: ([UInt8]) -> Void) {
        for offset in stride(from: 0, to: Self.byteCount, by: block.count) {
            let rest = Self.byteCount - offset
            body(rest < block.count ? Array(block[..<rest]) : block)
        }
    }

    func write(to path: String) {
        let file = unsafe fopen(path, "w")!
        forEachPiece { unsafe _ = fwrite($0, 1, $0.count, file) }
        unsafe _ = fclose(file)
    }

    func isContent(of path: String) -> Bool {
        let file = unsafe fopen(path, "r")!
        defer { unsafe _ = fclose(file) }
        var (offset, buffer) = (0, [UInt8](repeating: 0, count: block.count))
        while case let count = unsafe fread(&buffer, 1, buffer.count, file), count > 0 {
            guard contains(Array(buffer[..<count]), at: offset) else { return false }
            offset += count
        }
        return offset == Self.byteCount
    }
}

/// The most memory that this process has used so far, in bytes.
private func peakMemory() -> Int {
    var usage = rusage()
    unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
}

/// Whether the address or the thread sanitizer runs with us.
private let isSanitized = ["__asan_init", "__tsan_init"].contains { (name: String) in unsafe dlsym(nil, name) != nil }
