internal import Processes

/// Starts real programs, each in a process group of its own.
package struct ProcessLauncher: Launcher {
    package init() {}

    package func start(_ launch: Launch) async throws -> any LaunchedProcess {
        let (lines, continuation) = AsyncStream<String>.makeStream()
        let environment = launch.environment.mapValues { Optional($0) }
        let output = Command.Output.lines { continuation.yield($0) }
        let command =
            switch launch.program {
            case .shell(let line):
                Command(
                    shell: line, environment: environment, workingDirectory: launch.directory, output: output)
            case .arguments(let words):
                Command(
                    words.first ?? "", arguments: Array(words.dropFirst()), environment: environment,
                    workingDirectory: launch.directory, output: output)
            }
        let process = try await RunningProcess.start(command)
        return SupervisedProcess(process, lines, continuation, awaitedText: launch.awaitedText)
    }
}

/// A real program with its output.
private final class SupervisedProcess: LaunchedProcess {
    private let process: RunningProcess
    private let continuation: AsyncStream<String>.Continuation
    private let output: OutputKeeper
    private let reading: Task<Void, Never>
    private let awaitedText: String?

    init(
        _ process: RunningProcess, _ lines: AsyncStream<String>, _ continuation: AsyncStream<String>.Continuation,
        awaitedText: String?
    ) {
        self.process = process
        self.continuation = continuation
        self.awaitedText = awaitedText
        let output = OutputKeeper(awaitedText: awaitedText)
        self.output = output
        reading = Task {
            for await line in lines { await output.take(line) }
        }
    }

    func ending() async -> ProcessEnding { await complete(process.wait()) }

    func stop(grace: Duration) async -> ProcessEnding { await complete(process.stop(grace: grace)) }

    /// Returns when the whole output has been taken.
    private func complete(_ ending: Ending) async -> ProcessEnding {
        continuation.finish()
        await reading.value
        switch ending {
        case .exited(let code): return .exited(code: Int(code))
        case .signalled(let number): return .signalled(number: Int(number))
        }
    }

    func lastLines() async -> [String] { await output.lines }

    func hasWrittenAwaitedText() async -> Bool {
        guard let awaitedText else { return false }
        if await output.hasAwaitedText { return true }
        // A prompt has no line end.
        return process.lastOutput.last?.contains(awaitedText) ?? false
    }
}

/// Keeps the end of a program's output.
private actor OutputKeeper {
    /// A story's command that prints more than this keeps its last part: a story compares small things.
    static let byteCountLimit = 1 << 20

    private(set) var lines: [String] = []
    private(set) var hasAwaitedText = false
    private var byteCount = 0
    private let awaitedText: String?

    init(awaitedText: String?) { self.awaitedText = awaitedText }

    func take(_ line: String) {
        if let awaitedText, line.contains(awaitedText) { hasAwaitedText = true }
        lines.append(line)
        byteCount += line.utf8.count + 1
        // Dropped in halves, so that a chatty program costs no more per line than a quiet one.
        guard byteCount > 2 * Self.byteCountLimit else { return }
        var kept = 0
        lines = lines.reversed().prefix { line in
            kept += line.utf8.count + 1
            return kept <= Self.byteCountLimit
        }.reversed()
        byteCount = lines.reduce(0) { $0 + $1.utf8.count + 1 }
    }
}
