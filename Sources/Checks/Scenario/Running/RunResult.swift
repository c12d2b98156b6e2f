/// What became of all stories of a run.
package struct RunResult: Sendable {
    package let stories: [StoryResult]

    package init(stories: [StoryResult]) { self.stories = stories }

    /// 0 when all held, 3 when something could not run, otherwise 1.
    package var exitCode: Int32 {
        let outcomes = stories.flatMap(\.steps).map(\.outcome) + stories.compactMap(\.problem).map(Outcome.couldNotRun)
        if outcomes.contains(where: { if case .couldNotRun = $0 { true } else { false } }) { return 3 }
        return outcomes.contains { if case .didNotHold = $0 { true } else { false } } ? 1 : 0
    }

    /// Whether the task was cancelled while the stories ran.
    package var wasCancelled: Bool { stories.contains(where: \.wasCancelled) }
}

/// What became of a story.
package struct StoryResult: Sendable {
    package let title: String
    package let file: String
    package let steps: [StepResult]
    /// Why the story could not begin; nil when it did.
    package let problem: String?
    package let duration: Duration
    package let wasCancelled: Bool
    /// What else is worth knowing: processes that ended by themselves.
    package let notes: [String]

    package func count(_ kind: Outcome.Kind) -> Int { steps.count { $0.outcome.kind == kind } }
}

/// What became of a step.
package struct StepResult: Sendable {
    package let number: Int
    package let title: String
    package let position: Position
    package let outcome: Outcome
    package let duration: Duration
    /// How often a request was sent.
    package let attempts: Int
    /// The last exchange, if there was one.
    package let exchange: ExchangeRecord?
    package let captures: [(name: String, value: String)]
    /// What else is worth knowing: how a process ended, its last lines.
    package let notes: [String]
}

/// The verdict about a step.
package enum Outcome: Sendable {
    case held
    /// The expectation that was not met, in one sentence, and where it differs.
    case didNotHold(reason: String, mismatches: [Mismatch])
    /// What kept the step from being run: a file, a process, the way to the Loop.
    case couldNotRun(String)
    case skipped(String)

    package enum Kind: String, Sendable {
        case held
        case didNotHold = "did not hold"
        case couldNotRun = "could not run"
        case skipped
    }

    package var kind: Kind {
        switch self {
        case .held: .held
        case .didNotHold: .didNotHold
        case .couldNotRun: .couldNotRun
        case .skipped: .skipped
        }
    }
}

/// A request and its answer, for reports.
package struct ExchangeRecord: Sendable {
    package let method: String
    package let url: String
    package let status: Int
    package let fields: [(name: String, value: String)]
    /// The beginning of the answer's body, if it is a text.
    package let body: String
    /// Whether there was more of it.
    package let isBodyCut: Bool
    package let duration: Duration

    /// How much of a body a report keeps.
    static let bodyByteCount = 4096
}
