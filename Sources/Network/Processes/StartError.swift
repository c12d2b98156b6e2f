internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Why a process did not start.
package struct StartError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// There is no such file, or no such name in `PATH`.
        case programNotFound
        /// There is one, but it is not to be executed: a folder, no permission, or a missing interpreter.
        case programNotExecutable
        /// The working directory does not exist or is closed to us.
        case workingDirectory
        /// The file for the output cannot be written.
        case outputFile
        /// The system gives no further process, descriptor or memory.
        case system
    }

    package var reason: Reason

    /// A sentence that names what was wrong.
    package var description: String

    init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}

extension StartError {
    /// What stands behind the error that swift-subprocess gave for `command`: it does not tell a missing program from
    /// one that may not be executed.
    init(_ error: any Error, of command: Command) {
        guard let error = error as? SubprocessError else {
            self.init(.system, "\(command) did not start: \(error)")
            return
        }
        switch (error.code, command.program) {
        case (.executableNotFound, .executable(let path, _)) where path.utf8.contains(UInt8(ascii: "/")):
            self.init(path, in: command.workingDirectory)
        case (.executableNotFound, .executable(let name, _)):
            self.init(.programNotFound, "No program \(name.debugDescription) was found in PATH.")
        case (.failedToChangeWorkingDirectory, _):
            let cause = error.underlyingError.map { ": \($0)" } ?? ""
            self.init(
                .workingDirectory, "The working directory \(command.workingDirectory ?? ".") cannot be entered\(cause)."
            )
        default:
            self.init(.system, "\(command) did not start: \(error)")
        }
    }

    /// Looks at the file that could not be executed.
    private init(_ path: String, in folder: String?) {
        let file = path.hasPrefix("/") ? path : "\(folder ?? ".")/\(path)"
        var status = stat()
        if unsafe stat(file, &status) != 0 {
            self.init(.programNotFound, "The program \(path) cannot be found: \(Errno(rawValue: errno)).")
        } else if status.st_mode & S_IFMT == S_IFDIR {
            self.init(.programNotExecutable, "The program \(path) is a folder.")
        } else if unsafe access(file, X_OK) != 0 {
            self.init(.programNotExecutable, "The program \(path) may not be executed; chmod +x would allow it.")
        } else {
            self.init(
                .programNotExecutable,
                "The program \(path) cannot be executed: the interpreter that its first line names is missing.")
        }
    }
}
