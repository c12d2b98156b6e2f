#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where text for people goes: results to standard output, everything else to standard error. Nothing is held back in
/// a buffer, so that a reader at the other end of a pipe sees each line when it is written.
enum Terminal {
    /// Writes a line of a result.
    static func output(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a line about what goes wrong.
    static func error(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text.hasSuffix("\n") ? text : text + "\n"
        text.withUTF8 { buffer in
            var rest = unsafe buffer[...]
            while unsafe !rest.isEmpty {
                let run = unsafe UnsafeBufferPointer(rebasing: rest)
                #if canImport(Glibc)
                    let count = unsafe Glibc.write(descriptor, run.baseAddress, run.count)
                #else
                    let count = unsafe Darwin.write(descriptor, run.baseAddress, run.count)
                #endif
                // Nobody listens any more: there is nobody to tell.
                guard count > 0 || errno == EINTR else { return }
                unsafe rest = rest.dropFirst(max(count, 0))
            }
        }
    }
}
