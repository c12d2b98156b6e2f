internal import JSON

/// The results as JSON, for programs.
///
/// ```
/// { "format": "mockloop-replay-1", "exit_code": 0, "stories": [
///   { "title", "file", "problem", "seconds", "notes": [...], "steps": [
///     { "number", "title", "line", "column", "outcome": "held" | "did not hold" | "could not run" | "skipped",
///       "reason", "mismatches": [{ "subject", "expected", "actual" }], "seconds", "attempts",
///       "captures": {...}, "notes": [...],
///       "exchange": { "method", "url", "status", "headers": [[name, value]], "body", "seconds" } | null } ] } ] }
/// ```
package enum JSONReport {
    /// The name of this form; it changes when a reader would have to.
    package static let format = "mockloop-replay-1"

    /// - Returns: the JSON in UTF-8, indented.
    package static func bytes(_ result: RunResult) -> [UInt8] {
        let value: Value = [
            "format": .string(format),
            "exit_code": .number(Number(Int(result.exitCode))),
            "stories": .array(result.stories.map(story)),
        ]
        return value.bytes(style: .pretty(indent: 2)) + [UInt8(ascii: "\n")]
    }

    private static func story(_ story: StoryResult) -> Value {
        [
            "title": .string(story.title), "file": .string(story.file),
            "problem": story.problem.map(Value.string) ?? .null,
            "seconds": seconds(story.duration), "notes": .array(story.notes.map(Value.string)),
            "steps": .array(story.steps.map(step)),
        ]
    }

    private static func step(_ step: StepResult) -> Value {
        let (reason, mismatches): (String?, [Mismatch]) =
            switch step.outcome {
            case .held: (nil, [])
            case .didNotHold(let reason, let mismatches): (reason, mismatches)
            case .couldNotRun(let reason), .skipped(let reason): (reason, [])
            }
        return [
            "number": .number(Number(step.number)), "title": .string(step.title),
            "line": .number(Number(step.position.line)), "column": .number(Number(step.position.column)),
            "outcome": .string(step.outcome.kind.rawValue), "reason": reason.map(Value.string) ?? .null,
            "mismatches": .array(
                mismatches.map {
                    ["subject": .string($0.subject), "expected": .string($0.expected), "actual": .string($0.actual)]
                }),
            "seconds": seconds(step.duration), "attempts": .number(Number(step.attempts)),
            "captures": .object(step.captures.map { Member(name: $0.name, value: .string($0.value)) }),
            "notes": .array(step.notes.map(Value.string)), "exchange": step.exchange.map(exchange) ?? .null,
        ]
    }

    private static func exchange(_ exchange: ExchangeRecord) -> Value {
        [
            "method": .string(exchange.method), "url": .string(exchange.url),
            "status": .number(Number(exchange.status)),
            "headers": .array(exchange.fields.map { .array([.string($0.name), .string($0.value)]) }),
            "body": .string(exchange.body), "body_cut": .bool(exchange.isBodyCut),
            "seconds": seconds(exchange.duration),
        ]
    }

    private static func seconds(_ duration: Duration) -> Value {
        let (seconds, attoseconds) = duration.components
        return .number(Number(Double(seconds) + Double(attoseconds / 1_000_000_000_000) / 1e6))
    }
}
