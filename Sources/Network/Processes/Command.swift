/// What to run, and how.
package struct Command: Sendable {
    package var program: Program

    /// What differs from our own environment: a value sets a variable, nil removes it.
    package var environment: [String: String?]

    /// nil means our own.
    package var workingDirectory: String?

    package var output: Output

    package init(
        _ executable: String, arguments: [String] = [], environment: [String: String?] = [:],
        workingDirectory: String? = nil, output: Output = .kept
    ) {
        self.init(
            program: .executable(executable, arguments: arguments), environment: environment,
            workingDirectory: workingDirectory, output: output)
    }

    package init(
        shell line: String, environment: [String: String?] = [:], workingDirectory: String? = nil,
        output: Output = .kept
    ) {
        self.init(
            program: .shell(line), environment: environment, workingDirectory: workingDirectory, output: output)
    }

    private init(
        program: Program, environment: [String: String?], workingDirectory: String?, output: Output
    ) {
        self.program = program
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.output = output
    }

    package enum Program: Sendable, Hashable {
        /// A file by its path (relative to the working directory) if there is a `/` in it, else by its name, looked up
        /// in the `PATH` that the process gets.
        case executable(String, arguments: [String])
        /// A line for `/bin/sh`.
        case shell(String)
    }

    /// Where standard output and standard error go, together and in their order; standard input is empty.
    package enum Output: Sendable {
        /// Nowhere but into ``RunningProcess/lastOutput``.
        case kept
        /// Into this file, which is made anew.
        case file(path: String)
        /// To the end of this file, which is made if it is not there.
        case appended(path: String)
        /// To this function, line by line without the line break, one call after the other. A line longer than 64 KiB
        /// comes in pieces.
        case lines(@Sendable (String) -> Void)
        /// To our own standard output and standard error; nothing is kept.
        case inherited
    }
}

extension Command: CustomStringConvertible {
    /// The command as it would be typed, for messages; arguments are not quoted.
    package var description: String {
        switch program {
        case .executable(let path, let arguments): ([path] + arguments).joined(separator: " ")
        case .shell(let line): line
        }
    }
}
