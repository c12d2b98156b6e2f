import Foundation

/// Programs that others wrote, run as clients.
enum ClientProgram {
    struct Result: Sendable {
        let status: Int32
        let output: [UInt8]
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Whether there is such a program.
    static func exists(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }

    /// Runs a program to its end, on a thread of its own.
    static func run(_ arguments: String..., input: [UInt8] = []) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Foundation.Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try runBlocking(arguments, input) })
            }
        }
    }

    private static func runBlocking(_ arguments: [String], _ input: [UInt8]) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let folder = NSTemporaryDirectory() + "mockloop-client-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Files rather than pipes: nobody need read while the other writes.
        try Data(input).write(to: URL(fileURLWithPath: "\(folder)/input"))
        for name in ["output", "errors"] { try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
        process.standardInput = FileHandle(forReadingAtPath: "\(folder)/input")
        process.standardOutput = FileHandle(forWritingAtPath: "\(folder)/output")
        process.standardError = FileHandle(forWritingAtPath: "\(folder)/errors")
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/output"))),
            errors: String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/errors")), as: UTF8.self))
    }
}
