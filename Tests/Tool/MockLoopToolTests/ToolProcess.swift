import Foundation
import Testing

/// The program `mockloop` in a process of its own, with a folder of its own for temporary files.
final class ToolProcess: Sendable {
    private let process = Process()
    private let output: TextPipe
    private let errors: TextPipe
    /// The folder that the program takes for temporary files.
    let folder: String

    /// How it ended.
    struct Outcome: Equatable {
        /// The exit code; nil when a signal ended it.
        let code: Int32?
        let output: String
        let errors: String
    }

    /// Beside the program that these tests are.
    private static let path: String = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("mockloop").path
    }()

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - environment: what differs from ours, of which no `MOCKLOOP_…` is handed on.
    ///   - readsOutput: false closes the reading end of standard output.
    init(_ arguments: [String], environment: [String: String] = [:], readsOutput: Bool = true) throws {
        folder = NSTemporaryDirectory() + "mockloop-tool-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MOCKLOOP_") }
            .merging(["TMPDIR": folder]) { $1 }.merging(environment) { $1 }
        output = TextPipe()
        errors = TextPipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        if !readsOutput { try output.pipe.fileHandleForReading.close() }
        try process.run()
        if readsOutput { output.read() }
        errors.read()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    var processIdentifier: Int32 { process.processIdentifier }

    /// Runs the program to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        try await ToolProcess(arguments, environment: environment).end()
    }

    /// The next line that the program writes to standard output.
    func line() async throws -> String {
        if let line = await output.line() { return line }
        let reason = await errors.rest()
        return try #require(nil, "the program ended: \(reason)")
    }

    func send(_ signal: Int32) { kill(processIdentifier, signal) }

    /// Waits for the program's end; the output has what no `line()` has taken.
    func end() async -> Outcome {
        let texts = (await output.rest(), await errors.rest())
        process.waitUntilExit()
        return Outcome(
            code: process.terminationReason == .exit ? process.terminationStatus : nil, output: texts.0,
            errors: texts.1)
    }

    /// What the program has left in its folder for temporary files.
    var leftBehind: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder) } }
}

/// A pipe whose text comes line by line.
private final class TextPipe: Sendable {
    let pipe = Pipe()
    private let lines: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() { (lines, continuation) = AsyncStream.makeStream() }

    /// Reads to the end, on a thread of its own.
    func read() {
        let (handle, continuation) = (pipe.fileHandleForReading, continuation)
        Thread.detachNewThread {
            var text = ""
            while case let data = handle.availableData, !data.isEmpty {
                text += String(decoding: data, as: UTF8.self)
                while let end = text.firstIndex(of: "\n") {
                    continuation.yield(String(text[..<end]))
                    text = String(text[text.index(after: end)...])
                }
            }
            if !text.isEmpty { continuation.yield(text) }
            continuation.finish()
        }
    }

    func line() async -> String? {
        var iterator = lines.makeAsyncIterator()
        return await iterator.next()
    }

    /// What is left, up to the end.
    func rest() async -> String {
        var text = ""
        while let line = await line() { text += line + "\n" }
        return text
    }
}
