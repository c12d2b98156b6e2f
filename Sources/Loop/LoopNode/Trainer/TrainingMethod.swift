internal import Processes

/// How a training is done.
public enum TrainingMethod: Sendable {
    /// By a program, which runs in the training's folder; what it writes goes into `last_training.log` there.
    ///
    /// When the training is stopped, the program gets SIGTERM, and SIGKILL after some seconds, with everything that it
    /// has started. Nothing of it is left when the node ends, however it does.
    case command(TrainingCommand)

    /// By a function, which says through its argument what it comes to.
    ///
    /// When the training is stopped, its task is cancelled: it should return soon, with what it has reported.
    case function(@Sendable (TrainingReporter) async throws -> Void)
}

/// A program that trains.
public struct TrainingCommand: Sendable {
    /// What to run.
    public enum Program: Sendable, Hashable {
        /// A file by its path if there is a `/` in it, else by its name, looked up in `PATH`.
        case executable(String, arguments: [String])
        /// A line for `/bin/sh`.
        case shell(String)
    }

    /// What to run.
    public var program: Program
    /// Variables that it has besides the node's own.
    public var environment: [String: String]
    /// Looks what the program has come to, and reports it: called every 5 s while it runs, and when it has ended.
    ///
    /// What it throws is logged, and shown as an error until it does not.
    public var observe: @Sendable (TrainingReporter) async throws -> Void

    /// A program, and how to see what it comes to.
    public init(
        _ program: Program, environment: [String: String] = [:],
        observe: @escaping @Sendable (TrainingReporter) async throws -> Void
    ) {
        self.program = program
        self.environment = environment
        self.observe = observe
    }

    /// The program, to be run in `folder` with its output at the end of `log`.
    func command(in folder: String, log: String) -> Command {
        let variables = environment.mapValues { Optional($0) }
        switch program {
        case .executable(let path, let arguments):
            return Command(
                path, arguments: arguments, environment: variables, workingDirectory: folder,
                output: .appended(path: log))
        case .shell(let line):
            return Command(
                shell: line, environment: variables, workingDirectory: folder, output: .appended(path: log))
        }
    }
}
