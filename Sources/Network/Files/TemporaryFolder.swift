internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A folder of our own below the system's place for temporary files.
package struct TemporaryFolder: Sendable, Hashable {
    package let path: String

    /// Makes the folder; its name begins with `prefix`.
    ///
    /// - Throws: `SystemError`, when `TMPDIR` (or `/tmp`) cannot be written to.
    package init(prefix: String) throws {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp in \(parent)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A folder that exists.
    package init(existing path: String) { self.path = path }

    /// Makes a folder in this one.
    package func subfolder(_ name: String) throws -> TemporaryFolder {
        let path = "\(self.path)/\(name)"
        _ = try retryingOnInterrupt("mkdir \(path)") { unsafe mkdir(path, 0o700) }
        return TemporaryFolder(existing: path)
    }

    /// Deletes the folder with everything in it. What cannot be deleted stays behind.
    package func remove() { Self.removeTree(path) }

    private static func removeTree(_ path: String) {
        if let folder = unsafe opendir(path) {
            while let entry = unsafe readdir(folder) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                }
                guard name != ".", name != ".." else { continue }
                // A link is deleted, not followed.
                if unsafe entry.pointee.d_type == UInt8(DT_DIR) {
                    removeTree("\(path)/\(name)")
                } else {
                    unsafe unlink("\(path)/\(name)")
                }
            }
            unsafe closedir(folder)
        }
        unsafe rmdir(path)
    }
}
