import Foundation
@testable import HTTPClient
import JSON
import TestSupport
import Testing

@testable import Scenario

/// A value that several tasks change.
///
/// `@unchecked Sendable` holds because the value is only touched under the lock. It is an `NSLock` because the thread
/// sanitizer does not see through the futex of `Synchronization.Mutex`.
final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&value) } }
}

/// A Loop that is a list of answers: for each request the first answer is taken whose text is part of the method and
/// URL; an answer may change with the number of times it was asked for.
final class ScriptedLoop: Exchange {
    struct Unexpected: Error { let request: String }

    typealias Answers = [(String, @Sendable (Int) throws -> (status: Int, body: String))]

    private let answers: [(key: String, answer: @Sendable (Int) throws -> (status: Int, body: String))]
    private let state = Guarded<(requests: [Request], counts: [String: Int])>(([], [:]))

    init(_ answers: KeyValuePairs<String, @Sendable (Int) throws -> (status: Int, body: String)>) {
        self.answers = answers.map { ($0.key, $0.value) }
    }

    var requests: [Request] { state.withLock { $0.requests } }
    var shown: [String] { requests.map { "\($0.method) \($0.url)" } }

    func perform(_ request: Request) async throws -> Response {
        try Task.checkCancellation()
        let shown = "\(request.method) \(request.url)"
        guard let (key, answer) = answers.first(where: { shown.contains($0.key) }) else {
            throw Unexpected(request: shown)
        }
        let count = state.withLock { state in
            state.requests.append(request)
            state.counts[key, default: 0] += 1
            return state.counts[key, default: 0]
        }
        let (status, body) = try answer(count)
        return Response(
            status: status, body: Array(body.utf8), fields: [Field(name: "X-Count", value: "\(count)")],
            url: request.url)
    }
}

extension Response {
    init(status: Int, body: [UInt8], fields: [Field], url: String) {
        self.init(
            status: status, reason: "", version: "HTTP/1.1", fields: fields, trailers: [], body: body,
            timing: Timing(total: .zero, connect: .zero, startOfTransfer: .zero), url: url)
    }
}

/// A process of a test: it ends when it is told to.
final class ScriptedProcess: LaunchedProcess {
    let launch: Launch
    let lines: [String]
    private let state = Guarded<(ending: ProcessEnding?, waiters: [CheckedContinuation<ProcessEnding, Never>])>(
        (nil, []))
    private let stops = Guarded(0)

    init(_ launch: Launch, lines: [String] = []) {
        self.launch = launch
        self.lines = lines
    }

    var stopCount: Int { stops.withLock { $0 } }

    func end(_ ending: ProcessEnding) {
        let waiters = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: ending) }
    }

    func ending() async -> ProcessEnding {
        await withCheckedContinuation { continuation in
            let ending = state.withLock { state in
                if state.ending == nil { state.waiters.append(continuation) }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }

    func stop(grace: Duration) async -> ProcessEnding {
        stops.withLock { $0 += 1 }
        end(.signalled(number: 15))
        return await ending()
    }

    func lastLines() async -> [String] { lines }

    func hasWrittenAwaitedText() async -> Bool {
        launch.awaitedText.map { text in lines.contains { $0.contains(text) } } ?? false
    }
}

/// Starts processes of a test and keeps them.
final class ScriptedLauncher: Launcher {
    struct Refused: Error, CustomStringConvertible { let description: String }

    private let make: @Sendable (Launch) throws -> ScriptedProcess
    private let started = Guarded<[ScriptedProcess]>([])

    init(_ make: @escaping @Sendable (Launch) throws -> ScriptedProcess = { ScriptedProcess($0) }) { self.make = make }

    var processes: [ScriptedProcess] { started.withLock { $0 } }

    func start(_ launch: Launch) async throws -> any LaunchedProcess {
        let process = try make(launch)
        started.withLock { $0.append(process) }
        return process
    }
}

/// Keeps what happened as one line per event.
actor Recorder: RunObserver {
    private(set) var waits: [(elapsed: Duration, limit: Duration, reason: String)] = []
    private(set) var results: [StepResult] = []

    func note(_ event: RunEvent) async {
        if case .stepWaits(_, let elapsed, let limit, let reason) = event { waits.append((elapsed, limit, reason)) }
        if case .stepEnded(let result) = event { results.append(result) }
    }
}

/// A Loop's address that nothing listens at; scripts answer for it.
func environment(variables: [String: String] = [:], files: [String] = []) -> RunEnvironment {
    RunEnvironment(
        baseURL: "http://127.0.0.1:8080/", username: "me", password: "secret", organization: "zauberzeug",
        project: "demo", executable: "/opt/mockloop/bin/mockloop", variables: variables, filesFolders: files,
        timeout: .seconds(10))
}

/// Runs a task while somebody moves the clock whenever the task sleeps.
func moving<Result: Sendable>(
    _ clock: HandClock, by step: Duration = .milliseconds(250), _ body: @escaping @Sendable () async -> Result
) async -> Result {
    let mover = Task {
        while !Task.isCancelled {
            if clock.sleeperCount > 0 { clock.advance(by: step) }
            await Task.yield()
        }
    }
    let result = await body()
    mover.cancel()
    await mover.value
    return result
}

extension StoryResult {
    /// The verdicts of its steps.
    var kinds: [Outcome.Kind] { steps.map(\.outcome.kind) }

    /// What is said about the first step that did not hold or could not run.
    var complaint: String? {
        for step in steps {
            switch step.outcome {
            case .didNotHold(let reason, let mismatches):
                return ([reason] + mismatches.map(\.description)).joined(separator: "; ")
            case .couldNotRun(let reason): return reason
            case .held, .skipped: continue
            }
        }
        return problem
    }
}
