internal import Files
internal import Logging
internal import POSIX

/// Writes the journal to a file while it grows, off the event loop and in its order.
final class JournalWriter {
    private let writer: FileWriter
    private var waiting: [UInt8] = []
    private var writing: Task<Void, Never>?
    private var isBroken = false

    /// Bytes that wait for a slow disk at most; lines beyond are left out, which the numbers of the others show.
    static let waitingByteCountLimit = 256 << 20

    /// - Throws: `SystemError`, when the file cannot be made.
    init(_ path: String, on thread: WorkerThread) async throws {
        writer = try await FileWriter(replacing: path, on: thread)
    }

    /// Adds a line.
    ///
    /// - Parameter server: on whose thread all of this happens.
    func append(_ line: [UInt8], for server: isolated LoopServer) {
        guard !isBroken, waiting.count + line.count < Self.waitingByteCountLimit else { return }
        waiting += line
        waiting.append(UInt8(ascii: "\n"))
        guard writing == nil else { return }
        writing = Task { await write(for: server) }
    }

    /// Writes what waits, and what comes meanwhile.
    private func write(for server: isolated LoopServer) async {
        while !waiting.isEmpty {
            let lines = waiting
            waiting = []
            do {
                try await writer.write(lines[...])
            } catch {
                // A full disk costs the journal, and nothing else.
                Logger(label: "MockLoop").error("The journal ends here: it cannot be written any further. \(error)")
                isBroken = true
                waiting = []
            }
        }
        writing = nil
    }

    /// Returns when everything is written.
    func finish(for server: isolated LoopServer) async {
        while let writing { await writing.value }
        _ = await writer.finish()
    }
}
