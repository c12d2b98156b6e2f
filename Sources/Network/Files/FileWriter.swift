package import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A new file that is written from front to back, off the caller's thread.
package actor FileWriter {
    private let thread: WorkerThread
    private let path: String
    private let descriptor: Descriptor
    private var byteCount = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Creates the file at `path`, where none may be.
    package init(creating path: String, on thread: WorkerThread) async throws {
        try await self.init(path, O_EXCL, on: thread)
    }

    /// Creates the file at `path`; what was in one that is there is lost. It may be a pipe or a terminal.
    package init(replacing path: String, on thread: WorkerThread) async throws {
        try await self.init(path, O_TRUNC, on: thread)
    }

    private init(_ path: String, _ flag: Int32, on thread: WorkerThread) async throws {
        self.thread = thread
        self.path = path
        descriptor = Descriptor(
            try retryingOnInterrupt("open \(path)") {
                unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flag, mode_t(0o600))
            })
    }

    /// Writes `bytes` behind what was written.
    package func write(_ bytes: ArraySlice<UInt8>) throws {
        try descriptor.write(bytes, name: path)
        byteCount += bytes.count
    }

    /// The number of bytes that were written.
    package func finish() -> Int { byteCount }
}
