/// The results as JUnit XML, which CI systems show: a suite per story, a case per step.
///
/// A step that did not hold is a `failure`, one that could not run an `error`.
package enum JUnitReport {
    /// - Returns: the XML in UTF-8.
    package static func bytes(_ result: RunResult) -> [UInt8] {
        let suites = result.stories
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"mockloop replay\"\(counts(suites.flatMap(\.steps), suites.map(\.duration)))>\n"
        for story in suites { text += suite(story) }
        text += "</testsuites>\n"
        return Array(text.utf8)
    }

    private static func counts(_ steps: [StepResult], _ durations: [Duration]) -> String {
        func count(_ kind: Outcome.Kind) -> Int { steps.count { $0.outcome.kind == kind } }
        return " tests=\"\(steps.count)\" failures=\"\(count(.didNotHold))\" errors=\"\(count(.couldNotRun))\""
            + " skipped=\"\(count(.skipped))\" time=\"\(seconds(durations.reduce(.zero, +)))\""
    }

    private static func suite(_ story: StoryResult) -> String {
        var text = "  <testsuite name=\"\(escaped(story.title))\" file=\"\(escaped(story.file))\""
        text += counts(story.steps, [story.duration]) + ">\n"
        for step in story.steps { text += testCase(step, of: story) }
        let notes = (story.problem.map { [$0] } ?? []) + story.notes
        if !notes.isEmpty { text += "    <system-err>\(escaped(notes.joined(separator: "\n")))</system-err>\n" }
        return text + "  </testsuite>\n"
    }

    private static func testCase(_ step: StepResult, of story: StoryResult) -> String {
        let name = "\(step.number) \(step.title)"
        let head =
            "    <testcase name=\"\(escaped(name))\" classname=\"\(escaped(story.file))\""
            + " line=\"\(step.position.line)\" time=\"\(seconds(step.duration))\""
        switch step.outcome {
        case .held: return head + "/>\n"
        case .skipped(let reason): return head + "><skipped message=\"\(escaped(reason))\"/></testcase>\n"
        case .didNotHold(let reason, let mismatches):
            let details = ([reason] + mismatches.map(\.description)).joined(separator: "\n")
            return head + "><failure message=\"\(escaped(mismatches.first?.description ?? reason))\">"
                + escaped(details + evidence(step)) + "</failure></testcase>\n"
        case .couldNotRun(let reason):
            return head + "><error message=\"\(escaped(reason))\">" + escaped(reason + evidence(step))
                + "</error></testcase>\n"
        }
    }

    private static func evidence(_ step: StepResult) -> String {
        var lines = step.notes
        if let exchange = step.exchange {
            lines.append("\(exchange.method) \(exchange.url) → \(exchange.status), asked \(step.attempts) times")
            lines.append(exchange.body)
        }
        return lines.map { "\n" + $0 }.joined()
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let fraction = String(attoseconds / 1_000_000_000_000_000)
        return "\(seconds)." + String(repeating: "0", count: max(0, 3 - fraction.count)) + fraction
    }

    /// Text for XML. Characters that XML 1.0 (section 2.2) does not have become U+FFFD.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
