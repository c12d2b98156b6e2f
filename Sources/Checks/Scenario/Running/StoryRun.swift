internal import FoundationEssentials
internal import HTTPClient

/// One story while it is told.
struct StoryRun<TimeSource: Clock> where TimeSource.Duration == Duration {
    let story: Story
    let environment: RunEnvironment
    let exchange: any Exchange
    let processes: ProcessTable
    let clock: TimeSource
    let observers: [any RunObserver]

    /// The values of the variables so far.
    var values: [String: String] = [:]
    /// UUIDs that the document showed, and what the Loop gave in their places.
    var examples: [String: String] = [:]
    var jars: [String: CookieJar] = [:]
    /// Whether the Loop has answered anything in this story.
    var hasReachedLoop = false
    /// The processes whose early end a step has reported, with their last lines.
    var reportedDepartures: Set<String> = []
    /// How far the story has come in the journal of a MockLoop.
    var place = JournalPlace(start: 0)
    /// The folder of the story's files; set before the first step.
    var directory = ""

    init(
        story: Story, environment: RunEnvironment, exchange: any Exchange, processes: ProcessTable, clock: TimeSource,
        observers: [any RunObserver]
    ) {
        self.story = story
        self.environment = environment
        self.exchange = exchange
        self.processes = processes
        self.clock = clock
        self.observers = observers
    }

    var here: String { FileFinder.folder(of: story.source.name) }

    var finder: FileFinder { FileFinder(directory: directory, folders: environment.filesFolders, here: here) }

    func note(_ event: RunEvent) async {
        for observer in observers { await observer.note(event) }
    }

    /// Tells the story from its first step to its last, and cleans up whatever happens.
    mutating func run() async -> StoryResult {
        let start = clock.now
        await note(.storyBegins(story))
        let problem = prepare()
        if problem == nil { await openJournal() }
        var results: [StepResult] = []
        var reasonToSkip = problem.map { _ in "the story could not begin" }
        for step in story.steps {
            await note(.stepBegins(step))
            let result: StepResult
            if let reason = reasonToSkip ?? (Task.isCancelled ? "interrupted" : nil) {
                result = StepResult(step, .skipped(reason))
            } else {
                result = await perform(step)
                reasonToSkip = reason(toSkipAfter: result)
            }
            results.append(result)
            await note(.stepEnded(result))
        }
        let notes = await cleanUp()
        let result = StoryResult(
            title: story.title, file: story.source.name, steps: results, problem: problem,
            duration: start.duration(to: clock.now), wasCancelled: Task.isCancelled, notes: notes)
        await note(.storyEnded(result))
        return result
    }

    private func reason(toSkipAfter result: StepResult) -> String? {
        switch result.outcome.kind {
        case .held, .skipped: nil
        case .didNotHold, .couldNotRun: "step \(result.number) \(result.outcome.kind.rawValue)"
        }
    }

    /// Makes the folder, the values and the files of the story.
    ///
    /// - Returns: why it cannot begin; nil when it can.
    private mutating func prepare() -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mockloop-story-\(UUID().uuidString)")
        directory = folder.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            values = environment.builtIns(directory: directory, here: here.isEmpty ? "." : here)
            values.merge(environment.variables) { $1 }
            for (name, value) in story.variables where environment.variables[name] == nil {
                values[name] = try value.text(values)
            }
            for file in story.files { try file.make(in: directory, values: values) }
            return nil
        } catch let problem as FileProblem {
            return problem.message
        } catch {
            return "the story's files cannot be made in \(directory): \(error)"
        }
    }

    /// Ends what still runs and removes the story's folder. Runs to its end also when the task was cancelled.
    ///
    /// - Returns: what became of processes that had ended by themselves.
    private func cleanUp() async -> [String] {
        let processes = processes
        // A task of its own is not cancelled with ours.
        let departures = await Task { await processes.stopAll(grace: ProcessStop.defaultGrace) }.value
        try? FileManager.default.removeItem(atPath: directory)
        return departures.flatMap { [$0.sentence] + (reportedDepartures.contains($0.name) ? [] : $0.notes) }
    }

    private mutating func perform(_ step: Step) async -> StepResult {
        var report = StepReport(step, began: clock.now)
        do {
            let outcome: Outcome =
                switch step.action {
                case .skip(let reason): .skipped(reason)
                case .request(let request): try await perform(request, of: step, &report)
                case .start(let start): try await perform(start, of: step, &report)
                case .stop(let stop): await perform(stop, &report)
                case .run(let command): try await perform(command, of: step, &report)
                case .command(let command): try await perform(command, of: step, &report)
                case .disconnect(let disconnection): try await perform(disconnection, &report)
                case .deploy(let deployment): try await perform(deployment, &report)
                case .fault(let fault): try await perform(fault, &report)
                case .look(let lookout): try await perform(lookout, of: step, &report)
                case .waitFor(let condition): try await perform(condition, of: step, &report)
                }
            return report.result(outcome, at: clock.now)
        } catch let problem as FileProblem {
            return report.result(.couldNotRun(problem.message), at: clock.now)
        } catch let unset as UnsetVariable {
            return report.result(.couldNotRun("the variable \"\(unset.name)\" has no value yet"), at: clock.now)
        } catch is CancellationError {
            return report.result(.couldNotRun("interrupted"), at: clock.now)
        } catch {
            return report.result(.couldNotRun("\(error)"), at: clock.now)
        }
    }

    /// Waits for a while, but no longer than until a process ends by itself.
    ///
    /// - Parameter count: how many had ended when that was looked at last.
    func pause(_ duration: Duration, orUntilProcessesEndBeyond count: Int) async throws {
        let clock = clock
        let processes = processes
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await clock.sleep(for: duration) }
            group.addTask { await processes.untilOneEnds(beyond: count) }
            await group.next()
            group.cancelAll()
        }
        try Task.checkCancellation()
    }
}

/// What is gathered about a step while it runs.
struct StepReport<Instant: InstantProtocol> where Instant.Duration == Duration {
    let step: Step
    let began: Instant
    var attempts = 0
    var exchange: ExchangeRecord?
    var captures: [(name: String, value: String)] = []
    var notes: [String] = []

    init(_ step: Step, began: Instant) {
        self.step = step
        self.began = began
    }

    func result(_ outcome: Outcome, at end: Instant) -> StepResult {
        StepResult(
            number: step.number, title: step.title, position: step.position, outcome: outcome,
            duration: began.duration(to: end), attempts: attempts, exchange: exchange, captures: captures, notes: notes)
    }
}

extension StepResult {
    /// A step that was not begun.
    fileprivate init(_ step: Step, _ outcome: Outcome) {
        self.init(
            number: step.number, title: step.title, position: step.position, outcome: outcome, duration: .zero,
            attempts: 0, exchange: nil, captures: [], notes: [])
    }
}
