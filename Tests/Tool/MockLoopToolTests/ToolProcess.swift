import Files
import Foundation
import Processes
import Testing

/// The program `mockloop` in a process of its own, with a folder of its own for temporary files.
final class ToolProcess: Sendable {
    private let process: RunningProcess
    private let lines: AsyncStream<String>
    private let scratch: Scratch

    /// How it ended, and what it said that nobody has read.
    struct Outcome: Equatable {
        let ending: Ending
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
    ///   - script: what a shell does with the program and its arguments, `"$@"`.
    init(_ arguments: [String], environment: [String: String] = [:], script: String = "exec \"$@\"") async throws {
        scratch = try Scratch()
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        // What threads hold while the process exits is now and then reported as lost (OpenSSL's memory for each).
        var variables: [String: String?] = [
            "TMPDIR": "\(scratch.path)/temporary", "ASAN_OPTIONS": "detect_leaks=0",
        ]
        for name in ProcessInfo.processInfo.environment.keys where name.hasPrefix("MOCKLOOP_") {
            variables[name] = .some(nil)
        }
        for (name, value) in environment { variables[name] = value }
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/temporary", withIntermediateDirectories: true)
        let process = try await RunningProcess.start(
            Command(
                "/bin/sh",
                arguments: ["-c", "exec 2>'\(scratch.path)/errors'; \(script)", "sh", Self.path] + arguments,
                environment: variables, output: .lines { line.yield($0) }))
        self.process = process
        Task {
            _ = await process.wait()
            line.finish()
        }
    }

    var processIdentifier: Int32 { process.processIdentifier }

    /// Runs the program to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        try await ToolProcess(arguments, environment: environment).end()
    }

    /// The next line that the program writes to standard output.
    func line() async throws -> String {
        for await line in lines { return line }
        return try #require(nil, "the program ended: \(errors)")
    }

    func send(_ signal: Int32) { kill(processIdentifier, signal) }

    /// Waits for the program's end.
    func end() async -> Outcome {
        var output = ""
        for await line in lines { output += line + "\n" }
        return Outcome(ending: await process.wait(), output: output, errors: errors)
    }

    /// What was written to standard error.
    private var errors: String {
        String(decoding: (try? FileReader.contents(of: "\(scratch.path)/errors")) ?? [], as: UTF8.self)
    }

    /// What the program has left in its folder for temporary files.
    var leftBehind: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/temporary") }
    }
}

/// A folder that goes with its owner.
final class Scratch: Sendable {
    let path = NSTemporaryDirectory() + "mockloop-tool-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
