internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that belongs to this process: it is deleted when the last who knows of it lets go. So a reader that is under
/// way gets to the end of what has been replaced meanwhile.
package final class OwnedFile: Sendable {
    package let path: String
    package let byteCount: Int

    /// Takes over the file at `path`.
    package init(path: String, byteCount: Int) {
        self.path = path
        self.byteCount = byteCount
    }

    /// Takes over the file at `path`, of whatever length it is.
    package convenience init(path: String) throws {
        var status = stat()
        let result = unsafe stat(path, &status)
        guard result == 0 else { throw SystemError.last("stat \(path)") }
        self.init(path: path, byteCount: Int(status.st_size))
    }

    /// Gives the file at `origin` another name, and takes it over.
    ///
    /// - Throws: `SystemError`.
    package convenience init(moving origin: String, to path: String, byteCount: Int) throws {
        _ = try retryingOnInterrupt("rename to \(path)") { unsafe rename(origin, path) }
        self.init(path: path, byteCount: byteCount)
    }

    deinit { unsafe unlink(path) }
}
