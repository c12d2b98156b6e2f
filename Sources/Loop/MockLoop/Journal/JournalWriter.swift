internal import Files
internal import POSIX

/// Writes the journal to a file while it grows, off the event loop and in its order.
final class JournalWriter {
    private let writer: FileWriter
    private var waiting: [UInt8] = []
    private var isWriting = false
    private var isBroken = false

    /// - Throws: `SystemError`, when the file cannot be made.
    init(_ path: String, on thread: WorkerThread) async throws {
        writer = try await FileWriter(creating: path, on: thread)
    }

    /// Adds a line.
    ///
    /// - Parameter server: on whose thread all of this happens.
    func append(_ line: [UInt8], for server: isolated LoopServer) {
        guard !isBroken else { return }
        waiting += line
        waiting.append(UInt8(ascii: "\n"))
        guard !isWriting else { return }
        isWriting = true
        Task { await write(for: server) }
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
                isBroken = true
                waiting = []
            }
        }
        isWriting = false
    }

    /// Returns when everything is written.
    func finish(for server: isolated LoopServer) async {
        while isWriting { await Task.yield() }
        await write(for: server)
        _ = await writer.finish()
    }
}
