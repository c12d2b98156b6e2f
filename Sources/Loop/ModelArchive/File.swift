internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An open file, read and written at places of the caller's choice.
struct File: ~Copyable {
    private let descriptor: Descriptor

    /// What a file is opened for.
    enum Access {
        case reading
        case changing
        /// A new file; that there is one already is an error.
        case creating
    }

    /// Opens a file; a link in the last place is not followed when a file is made.
    init(_ path: String, _ access: Access) throws(ArchiveError) {
        let flags =
            switch access {
            case .reading: O_RDONLY | O_CLOEXEC
            case .changing: O_RDWR | O_CLOEXEC
            case .creating: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            }
        descriptor = Descriptor(try Self.call("open") { unsafe open(path, flags, mode_t(0o666)) })
    }

    /// The length in bytes.
    var byteCount: Int {
        get throws(ArchiveError) {
            var status = stat()
            _ = try Self.call("fstat") { unsafe fstat(descriptor.number, &status) }
            return Int(status.st_size)
        }
    }

    /// Reads `count` bytes from `offset`, fewer at the end of the file.
    func read(_ count: Int, at offset: Int) throws(ArchiveError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let start = filled
            let step = try Self.call("pread") {
                unsafe bytes.withUnsafeMutableBytes { buffer in
                    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
                    return unsafe pread(descriptor.number, rest.baseAddress, rest.count, off_t(offset + start))
                }
            }
            if step == 0 { break }
            filled += step
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// Writes all of `bytes` at `offset`.
    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(ArchiveError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes.dropFirst(written)
            let place = off_t(offset + written)
            written += try Self.call("pwrite") {
                unsafe rest.withUnsafeBytes { unsafe pwrite(descriptor.number, $0.baseAddress, $0.count, place) }
            }
        }
    }

    /// Gives a file another name, in place of a file that has it.
    static func rename(_ path: String, to newPath: String) throws(ArchiveError) {
        _ = try call("rename") { systemRename(path, newPath) }
    }

    /// Removes a file if it is there.
    static func remove(_ path: String) { _ = unsafe unlink(path) }

    private static func call<Result: SignedInteger>(
        _ name: String, _ body: () -> Result
    ) throws(ArchiveError) -> Result {
        do throws(SystemError) {
            return try retryingOnInterrupt(name, body)
        } catch {
            throw ArchiveError(.system(error))
        }
    }
}

private func systemRename(_ path: String, _ newPath: String) -> CInt { unsafe rename(path, newPath) }
