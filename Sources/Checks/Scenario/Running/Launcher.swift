/// Starts programs: real ones in earnest, a script in tests.
package protocol Launcher: Sendable {
    /// Starts a program in a process group of its own.
    ///
    /// - Throws: an error whose description says in words why it could not be started.
    func start(_ launch: Launch) async throws -> any LaunchedProcess
}

/// What is started, with everything that it needs.
package struct Launch: Sendable {
    package enum Program: Sendable, Hashable {
        /// A text for `/bin/sh -c`.
        case shell(String)
        /// A program and its arguments; a name without a slash is looked for on the path.
        case arguments([String])
    }

    package let program: Program
    /// The whole environment.
    package let environment: [String: String]
    /// The working folder; nil for ours.
    package let directory: String?
    /// A text in a line of its output that somebody waits for.
    package let awaitedText: String?

    package init(
        program: Program, environment: [String: String], directory: String? = nil, awaitedText: String? = nil
    ) {
        self.program = program
        self.environment = environment
        self.directory = directory
        self.awaitedText = awaitedText
    }
}

/// A program that was started, with all processes of its group.
package protocol LaunchedProcess: Sendable {
    /// Waits until the program has ended.
    func ending() async -> ProcessEnding
    /// Ends the program and whatever is left of its group: SIGTERM, and SIGKILL after the grace.
    func stop(grace: Duration) async -> ProcessEnding
    /// The last lines that it wrote on standard output and standard error.
    func lastLines() async -> [String]
    /// Whether a line with the awaited text was among its output.
    func hasWrittenAwaitedText() async -> Bool
}

/// How a program ended.
package enum ProcessEnding: Sendable, Hashable, CustomStringConvertible {
    case exited(code: Int)
    case signalled(number: Int)

    package var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let number): "signal \(number)"
        }
    }
}
