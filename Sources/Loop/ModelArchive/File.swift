#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An open file descriptor; closed when it goes.
struct File: ~Copyable {
    private let descriptor: CInt

    /// What a file is opened for.
    enum Access {
        case reading
        case changing
        /// A new file; that there is one already is an error.
        case creating
    }

    /// Opens a file (the system call is `open`); a link in the last place is not followed when a file is made.
    init(_ path: String, _ access: Access) throws(ArchiveError) {
        let flags =
            switch access {
            case .reading: O_RDONLY | O_CLOEXEC
            case .changing: O_RDWR | O_CLOEXEC
            case .creating: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            }
        descriptor = try SystemCall.run("open") { unsafe open(path, flags, 0o666) }
    }

    deinit { _ = close(descriptor) }

    /// The length in bytes (the system call is `fstat`).
    var byteCount: Int {
        get throws(ArchiveError) {
            var status = stat()
            _ = try SystemCall.run("fstat") { unsafe fstat(descriptor, &status) }
            return Int(status.st_size)
        }
    }

    /// Reads `count` bytes from `offset`, fewer at the end of the file (the system call is `pread`).
    func read(_ count: Int, at offset: Int) throws(ArchiveError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let start = filled
            let step = try SystemCall.run("pread") {
                unsafe bytes.withUnsafeMutableBytes { buffer in
                    unsafe pread(
                        descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[start...]).baseAddress,
                        count - start, off_t(offset + start))
                }
            }
            if step == 0 { break }
            filled += step
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// Writes all of `bytes` at `offset` (the system call is `pwrite`).
    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(ArchiveError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes.dropFirst(written)
            let place = off_t(offset + written)
            written += try SystemCall.run("pwrite") {
                unsafe rest.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, place) }
            }
        }
    }
}

/// System calls, and what they say when they fail.
enum SystemCall {
    /// Runs a call that gives −1 on failure; again when a signal interrupted it.
    static func run<Result: FixedWidthInteger>(_ name: String, _ body: () -> Result) throws(ArchiveError) -> Result {
        while true {
            let result = body()
            if result != -1 { return result }
            let number = errno
            if number == EINTR { continue }
            throw error(name, number)
        }
    }

    static func error(_ call: String, _ number: CInt) -> ArchiveError {
        let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "unknown error"
        return ArchiveError(.system(call: call, errno: number, text: text))
    }

    /// Gives a file another name, in place of a file that has it (the system call is `rename`).
    static func rename(_ path: String, to newPath: String) throws(ArchiveError) {
        _ = try run("rename") { Self.renamed(path, newPath) }
    }

    /// Removes a file if it is there (the system call is `unlink`).
    static func remove(_ path: String) { _ = unsafe unlink(path) }

    private static func renamed(_ path: String, _ newPath: String) -> CInt {
        #if canImport(Glibc)
            unsafe Glibc.rename(path, newPath)
        #else
            unsafe Darwin.rename(path, newPath)
        #endif
    }
}
