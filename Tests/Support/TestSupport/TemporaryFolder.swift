internal import Glibc

/// A new folder that vanishes with this value, and everything in it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/mockloop-tests-XXXXXX".utf8CString)
        precondition(unsafe mkdtemp(&template) != nil)
        path = unsafe template.withUnsafeBufferPointer { unsafe String(cString: $0.baseAddress!) }
    }

    deinit {
        for name in names { unsafe _ = unlink("\(path)/\(name)") }
        unsafe _ = rmdir(path)
    }

    /// The names of what is in the folder, sorted.
    package var names: [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe _ = closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Writes a file.
    ///
    /// - Returns: its path.
    package func file(_ name: String, _ bytes: [UInt8]) -> String {
        let target = "\(path)/\(name)"
        let file = unsafe fopen(target, "w")!
        unsafe _ = fwrite(bytes, 1, bytes.count, file)
        unsafe _ = fclose(file)
        return target
    }

    package func bytes(_ name: String) -> [UInt8]? {
        guard let file = unsafe fopen("\(path)/\(name)", "r") else { return nil }
        defer { unsafe _ = fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = unsafe fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }
}
