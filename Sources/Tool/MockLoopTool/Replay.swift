import ArgumentParser
import Files
import HTTPClient
import MockLoop
import POSIX
import Scenario

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `mockloop replay`: stories, told and checked.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell stories step by step and check them.",
        discussion: """
            A story is a YAML file, or a Markdown document: its curl commands are the steps, and the JSON block behind a \
            command is what it should answer. In a document "..." stands for more members, ids, times and versions are \
            examples, and its host is replaced by the Loop's.

            Without --base-url each story gets a Loop of its own.
            """)

    @Argument(help: ArgumentHelp("Stories (.yaml) and documents (.md).", valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp("The Loop to tell the stories to. (default: a Loop of its own for each)", valueName: "url"))
    var baseURL: String?

    @Option(help: ArgumentHelp("The name to log in with at --base-url. (default: mockloop)", valueName: "name"))
    var username: String?

    @Option(help: ArgumentHelp("The password to log in with at --base-url. (default: mockloop)", valueName: "text"))
    var password: String?

    @Option(
        name: .customLong("files"),
        help: ArgumentHelp(
            "Where the files that a document sends are looked for, before its own folder.", valueName: "folder"))
    var filesFolders: [String] = []

    @Option(
        help: ArgumentHelp(
            "Start a process before the N-th curl command of the document: '4: mockloop node converter --from a --to b'.",
            valueName: "N: command"))
    var start: [String] = []

    @Option(help: ArgumentHelp("Give a variable of the stories another value: name=value.", valueName: "assignment"))
    var variable: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many seconds a document's expectation may take to hold. (default: 60)", valueName: "seconds"))
    var timeout: Double?

    @Option(
        help: ArgumentHelp("Reports to write: junit=FILE and json=FILE, separated by commas.", valueName: "kind=file"))
    var report: [String] = []

    func run() async throws {
        let reports = try Settings.list(report, "report").flatMap(ReportTarget.all(in:))
        let stories = try readStories()
        let telling = Task { try await tell(stories) }
        let arrived = Lock<Signals.Ending?>(nil)
        try Signals.onEnding { ending in
            arrived.withLock { $0 = ending }
            telling.cancel()
        }
        let result = try await telling.value
        for report in reports { try report.write(result) }
        if let ending = arrived.withLock({ $0 }) { endProcess(128 + ending.rawValue) }
        if result.exitCode != 0 { endProcess(result.exitCode) }
    }

    // MARK: Reading

    private func readStories() throws -> [Story] {
        var stories: [Story] = []
        var errors: [ReadingError] = []
        do {
            let names = Set(try variables().keys)
            let starts = try Settings.list(start, "start").map { try StartOption($0) }
            for file in files {
                do throws(ReadingError) {
                    stories.append(try StoryReader.read(file: file, variables: names, starts: starts))
                } catch {
                    errors.append(error)
                }
            }
        } catch let error as ReadingError {
            errors.append(error)
        }
        guard errors.isEmpty else {
            let isMissing = errors.contains { if case .unreadable = $0.problem { true } else { false } }
            throw Failure(
                errors.map(\.description).joined(separator: "\n\n"), code: isMissing ? .couldNotRun : .wrongUsage)
        }
        return stories
    }

    private func variables() throws -> [String: String] {
        var values: [String: String] = [:]
        for text in try Settings.list(variable, "variable") {
            let option = try VariableOption(text)
            values[option.name] = option.value
        }
        return values
    }

    // MARK: Telling

    private func tell(_ stories: [Story]) async throws -> RunResult {
        let reporter = TextReporter(style: Terminal.style) { Terminal.write($0) }
        let client = Client()
        var results: [StoryResult] = []
        for story in stories {
            let server = try await ownLoop()
            let runner = StoryRunner(
                environment: try await environment(of: server), exchange: client, launcher: ProcessLauncher(),
                clock: ContinuousClock(), observers: [reporter])
            results += await runner.run([story]).stories
            await server?.stop()
            if Task.isCancelled { break }
        }
        return RunResult(stories: results)
    }

    /// A Loop for one story, or nil when another was named.
    private func ownLoop() async throws -> LoopServer? {
        guard try Settings.optional(baseURL, "base-url") == nil else { return nil }
        do {
            return try await LoopServer.start()
        } catch {
            throw Failure(String(describing: error))
        }
    }

    private func environment(of server: LoopServer?) async throws -> RunEnvironment {
        let account = LoopServer.Configuration().account
        var environment = RunEnvironment(
            baseURL: try Settings.optional(baseURL, "base-url") ?? "", username: account.username,
            password: account.password, organization: Ready.organization, project: Ready.project,
            executable: Executable.path)
        if let server {
            environment.baseURL = await server.url
        } else {
            environment.username = try Settings.value(username, "username", default: account.username)
            environment.password = try Settings.value(password, "password", default: account.password)
            guard environment.baseURL.hasPrefix("http://") || environment.baseURL.hasPrefix("https://") else {
                throw ValidationError("--base-url '\(environment.baseURL)' is no address like http://127.0.0.1:8080.")
            }
        }
        environment.variables = try variables()
        environment.filesFolders = try Settings.list(filesFolders, "files")
        let seconds = try Settings.value(timeout, "timeout", default: 60)
        guard seconds >= 0, seconds < 1e9 else { throw ValidationError("--timeout takes a number of seconds.") }
        environment.timeout = .milliseconds(Int(seconds * 1000))
        return environment
    }
}

/// `--report kind=file`.
private struct ReportTarget {
    enum Kind: String, CaseIterable {
        case junit, json
    }

    let kind: Kind
    let path: String

    static func all(in text: String) throws -> [ReportTarget] {
        try text.split(separator: ",").map { part in
            let words = part.split(separator: "=", maxSplits: 1)
            guard words.count == 2, let kind = Kind(rawValue: String(words[0])) else {
                throw ValidationError(
                    "--report '\(part)' is not KIND=FILE; the kinds are \(Kind.allCases.map(\.rawValue).joined(separator: " and "))."
                )
            }
            return ReportTarget(kind: kind, path: String(words[1]))
        }
    }

    func write(_ result: RunResult) throws {
        let bytes =
            switch kind {
            case .junit: JUnitReport.bytes(result)
            case .json: JSONReport.bytes(result)
            }
        do {
            try WholeFile.write(bytes, to: path)
        } catch {
            throw Failure("The report \(path) cannot be written: \(error)")
        }
    }
}
