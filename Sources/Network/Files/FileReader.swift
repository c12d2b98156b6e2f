package import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that is read from any place, off the caller's thread. What it reads stays the same file, even when the path
/// is given to another meanwhile.
package actor FileReader {
    private let thread: WorkerThread
    private let path: String
    private let descriptor: Descriptor

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Opens the file at `path`.
    package init(_ path: String, on thread: WorkerThread) async throws {
        self.thread = thread
        self.path = path
        descriptor = Descriptor(
            try retryingOnInterrupt("open \(path)") { unsafe open(path, O_RDONLY | O_CLOEXEC) })
    }

    /// The whole content of the file at `path`, on the caller's thread: for small files.
    package static func contents(of path: String) throws -> [UInt8] {
        let descriptor = Descriptor(
            try retryingOnInterrupt("open \(path)") { unsafe open(path, O_RDONLY | O_CLOEXEC) })
        var contents: [UInt8] = []
        while true {
            let run = try read(descriptor, path, at: contents.count, upTo: 64 * 1024)
            guard !run.isEmpty else { return contents }
            contents += run
        }
    }

    /// Up to `count` bytes from `offset` on; fewer only at the end of the file, none behind it.
    package func read(at offset: Int, upTo count: Int) throws -> [UInt8] {
        try Self.read(descriptor, path, at: offset, upTo: count)
    }

    private static func read(
        _ descriptor: borrowing Descriptor, _ path: String, at offset: Int, upTo count: Int
    ) throws -> [UInt8] {
        let number = descriptor.number
        return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let done = filled
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[done...])
                let got = try retryingOnInterrupt("pread \(path)") {
                    unsafe pread(number, rest.baseAddress, rest.count, off_t(offset + done))
                }
                guard got > 0 else { return }
                filled += got
            }
        }
    }
}
