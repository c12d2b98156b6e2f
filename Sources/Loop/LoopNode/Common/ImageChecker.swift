internal import Files
internal import JPEG
internal import POSIX
internal import Processes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tells pictures that can be learnt from from those that are damaged.
///
/// By `jpeginfo -c`, where it is installed, as the Python library does; else by reading the picture to its end, where the
/// library only looks whether the file is empty.
struct ImageChecker: Sendable {
    private enum Way {
        case jpeginfo(path: String)
        case decoding(Decoder)
    }

    private let way: Way

    /// - Parameter searchPath: folders with programs, as in `PATH`.
    init(searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? "") {
        let program = searchPath.split(separator: ":").map { "\($0)/jpeginfo" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        way = program.map { .jpeginfo(path: $0) } ?? .decoding(Decoder())
    }

    /// What is used, for the log.
    var description: String {
        switch way {
        case .jpeginfo(let path): path
        case .decoding: "decoding"
        }
    }

    /// Whether the file at `path` is a whole picture.
    ///
    /// - Throws: `CancellationError` only.
    func isWhole(_ path: String) async throws -> Bool {
        switch way {
        case .jpeginfo(let program): try await Self.isWhole(path, by: program)
        case .decoding(let decoder): await decoder.isWhole(path)
        }
    }

    /// What jpeginfo prints behind the file's name has the word `OK` (from 1.7 on) or `[OK]` when all is well. The name
    /// may have such a word itself.
    private static func isWhole(_ path: String, by program: String) async throws -> Bool {
        do {
            let output = try await RunningProcess.run(Command(program, arguments: ["-c", path])) { process in
                _ = await process.wait()
                return process.lastOutput.joined(separator: " ")
            }
            try Task.checkCancellation()
            let words = output.replacing(path, with: "").split(separator: " ")
            return words.contains("OK") || words.contains("[OK]")
        } catch let error as StartError {
            _ = error
            return false
        }
    }

    /// Decodes on a thread of its own: a large picture takes a tenth of a second, a malicious one longer.
    private actor Decoder {
        private let thread = WorkerThread(name: "image check")

        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

        func isWhole(_ path: String) -> Bool {
            guard let bytes = try? FileReader.contents(of: path) else { return false }
            return (try? JPEG.check(bytes)) != nil
        }
    }
}
