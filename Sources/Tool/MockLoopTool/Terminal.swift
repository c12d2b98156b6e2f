import Foundation
import Scenario

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where text for people goes: results to standard output, everything else to standard error. Nothing is held back in
/// a buffer, so that a reader at the other end of a pipe sees each line when it is written.
enum Terminal {
    /// How text for people is written to standard output.
    static var style: TextReporter.Style {
        var size = winsize()
        let hasSize = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return .suitable(
            isTerminal: isatty(STDOUT_FILENO) == 1, columns: hasSize ? Int(size.ws_col) : nil,
            environment: ProcessInfo.processInfo.environment)
    }

    /// Writes text to standard output as it is.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a line of a result.
    static func output(_ text: String) { write(line(text), to: STDOUT_FILENO) }

    /// Writes a line about what goes wrong.
    static func error(_ text: String) { write(line(text), to: STDERR_FILENO) }

    private static func line(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
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
