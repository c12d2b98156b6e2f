/// How a process ended.
package enum Ending: Sendable, Hashable {
    /// It returned this code, 0 to 255. A shell's 126 and 127 say that what it was to run cannot be executed, or does
    /// not exist. -1 stands for a code that is lost, because the program that we are part of ignores `SIGCHLD`.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)

    package var isSuccess: Bool { self == .exited(0) }
}

extension Ending: CustomStringConvertible {
    /// `exit code 1`, `signal 15`
    package var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let number): "signal \(number)"
        }
    }
}
