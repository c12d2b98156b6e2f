internal import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Files that others wait for: they are there whole, or not at all.
package enum WholeFile {
    /// Writes `bytes` to a file beside `path`, and then gives it that name; what stood there is replaced.
    ///
    /// - Throws: `SystemError`.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        let temporary = "\(path).\(getpid())"
        do {
            let descriptor = Descriptor(
                try retryingOnInterrupt("open \(temporary)") {
                    unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(0o644))
                })
            try descriptor.write(bytes[...], name: temporary)
            _ = try retryingOnInterrupt("rename to \(path)") { unsafe rename(temporary, path) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }
}

extension Descriptor {
    /// Writes all of `bytes`.
    ///
    /// - Parameter name: what the file is called in an error.
    func write(_ bytes: ArraySlice<UInt8>, name: String) throws(SystemError) {
        try unsafe bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
            var rest = unsafe buffer[...]
            while unsafe !rest.isEmpty {
                let run = unsafe UnsafeBufferPointer(rebasing: rest)
                let number = number
                let count = try retryingOnInterrupt("write \(name)") {
                    unsafe systemWrite(number, run.baseAddress, run.count)
                }
                unsafe rest = rest.dropFirst(count)
            }
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}
