internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Signals that ask a process to end.
///
/// Handled, and neither blocked nor ignored: a blocked or ignored signal stays so in the programs that we start, a
/// handler does not.
package enum Signals {
    /// A signal that arrived.
    package enum Ending: Int32, Sendable, CaseIterable {
        case interrupt = 2
        case terminate = 15
    }

    /// Calls `action` once for each SIGINT and SIGTERM from now on, on a thread of its own.
    ///
    /// To be called once in a process, by its main program.
    package static func onEnding(_ action: @escaping @Sendable (Ending) -> Void) throws(SystemError) {
        var ends: [Int32] = [0, 0]
        let result = unsafe pipe(&ends)
        guard result == 0 else { throw .last("pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (reading, writing) = (ends[0], ends[1])
        writeEnd.store(writing, ordering: .sequentiallyConsistent)
        for ending in Ending.allCases {
            // The handler may only do what is safe at any moment: it writes one byte.
            signal(ending.rawValue) { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                unsafe write(Signals.writeEnd.load(ordering: .relaxed), &byte, 1)
                errno = saved
            }
        }
        Thread.start(named: "signals") {
            var byte: UInt8 = 0
            while true {
                guard unsafe read(reading, &byte, 1) == 1 else {
                    if errno == EINTR { continue }
                    return
                }
                if let ending = Ending(rawValue: Int32(byte)) { action(ending) }
            }
        }
    }

    /// To write where nobody reads any more is an error of that call from now on, and does not end the process.
    ///
    /// To be called once in a process, by its main program.
    package static func outliveBrokenPipes() {
        // A handler that does nothing, because programs that we start would inherit that the signal is ignored.
        signal(SIGPIPE) { _ in }
    }

    private static let writeEnd = Atomic<Int32>(-1)
}
