internal import FoundationEssentials
internal import HTTPClient
internal import JSON

extension StoryRun {
    /// How an attempt ended.
    private enum Attempt {
        /// There is an answer, and this is how it differs from what is expected.
        case answered(Answer, Findings)
        /// There is no answer; waiting may help.
        case unanswered(String)
    }

    /// Sends a request, again and again if its step is patient, until its expectation holds.
    mutating func perform(
        _ step: RequestStep, of owner: Step, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let (limit, interval) = try patience(of: step)
        let start = clock.now
        while true {
            // Asked before the attempt: if waiting is pointless from here on, one last look is still due.
            let endingCount = await processes.endingCount
            let departure = limit == nil ? nil : await processes.failure()
            report.attempts += 1
            let elapsed = start.duration(to: clock.now)
            let attempt = try await self.attempt(step, remaining: limit.map { $0 - elapsed }, &report)
            let reason: String
            var mismatches: [Mismatch] = []
            switch attempt {
            case .answered(var answer, let findings):
                examples.merge(findings.examples.filter { Form.uuid.matches($0.key) }) { $1 }
                if findings.hold { return try capture(owner.captures, from: &answer, &report) }
                if case .until(let polling) = step.patience, let failIf = polling.failIf,
                    try check(failIf, &answer).hold
                {
                    return .didNotHold(
                        reason: "the answer is what \"fail-if\" says", mismatches: findings.mismatches)
                }
                mismatches = findings.mismatches
                reason = findings.mismatches[0].description
            case .unanswered(let text): reason = text
            }
            let spent = start.duration(to: clock.now)
            if let departure {
                reportedDepartures.insert(departure.name)
                report.notes += departure.notes
                return .couldNotRun("\(departure.sentence), so nothing more was waited for: \(reason)")
            }
            guard let limit, spent < limit else {
                if limit != nil {
                    for departure in await processes.departures() {
                        report.notes += [departure.sentence] + departure.notes
                    }
                }
                return outcome(of: attempt, mismatches, reason: reason, limit: limit)
            }
            await note(.stepWaits(owner, elapsed: spent, limit: limit, reason: reason))
            try await pause(min(interval, limit - spent), orUntilProcessesEndBeyond: endingCount)
        }
    }

    private func outcome(of attempt: Attempt, _ mismatches: [Mismatch], reason: String, limit: Duration?) -> Outcome {
        let waiting = limit.map { " within \(Durations.shown($0))" } ?? ""
        switch attempt {
        case .answered: return .didNotHold(reason: "the answer was not as expected\(waiting)", mismatches: mismatches)
        case .unanswered: return .didNotHold(reason: "there was no answer\(waiting): \(reason)", mismatches: [])
        }
    }

    /// How long a step may be tried, and how often; nil for a step that is tried once.
    private func patience(of step: RequestStep) throws(UnsetVariable) -> (limit: Duration?, interval: Duration) {
        switch step.patience {
        case .none: return (nil, Polling.defaultInterval)
        case .until(let polling): return (polling.within, polling.interval)
        case .whileIdempotent:
            let method = try step.plan.method.map { template throws(UnsetVariable) in try template.text(values) }
            let isSafe = ["GET", "HEAD"].contains(method ?? step.plan.methodByDefault)
            return (isSafe ? environment.timeout : nil, Polling.defaultInterval)
        }
    }

    private mutating func attempt(
        _ step: RequestStep, remaining: Duration?, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Attempt {
        if let name = step.plan.cookieJar, jars[name] == nil { jars[name] = CookieJar() }
        var prepared = try builder.prepare(step.plan)
        if let remaining {
            prepared.request.timeout = min(prepared.request.timeout, max(remaining, RequestBuilder.leastTimeout))
        }
        // A body that is compared with a file may be a whole model: it goes to a file, too.
        if step.expectation.body?.sameAs != nil, prepared.output == nil {
            let path = try finder.place(forSaving: ".answer")
            prepared.output = path
            prepared.request.responseBody = .file(path: path)
        }
        let response: Response
        do {
            response = try await exchange.perform(prepared.request)
        } catch let error as TransferError {
            return try unanswered(error, isPatient: remaining != nil)
        }
        hasReachedLoop = true
        let isSaved = (200...299).contains(response.status) && response.body.isEmpty
        var answer = Answer(response, file: isSaved ? prepared.output : nil)
        report.exchange = ExchangeRecord(prepared.request, response)
        return .answered(answer, try check(step.expectation, &answer))
    }

    /// What a transfer without an answer means for its step.
    ///
    /// - Throws: ``FileProblem`` when trying again cannot help.
    private func unanswered(_ error: TransferError, isPatient: Bool) throws -> Attempt {
        if error.isConnectionFailure, !(isPatient && hasReachedLoop) {
            throw FileProblem(message: "the Loop at \(environment.loop) cannot be reached: \(error.message)")
        }
        if error.isFaultOfRequest { throw FileProblem(message: "\(error)") }
        return .unanswered(error.message)
    }

    private var builder: RequestBuilder {
        RequestBuilder(
            values: values, finder: finder, caCertificate: environment.caCertificate, examples: examples, jars: jars)
    }

    private func check(_ expectation: Expectation, _ answer: inout Answer) throws -> Findings {
        let finder = finder
        let values = values
        return try expectation.check(&answer, values: values) { reference in
            try finder.find(reference.path.text(values))
        }
    }

    // MARK: Captures

    mutating func capture(
        _ captures: [Capture], from answer: inout Answer, _ report: inout StepReport<TimeSource.Instant>
    ) throws -> Outcome {
        let shown = answer.shownBody
        return capture(captures, shown: shown, &report) { Self.value(of: $0, in: &answer) }
    }

    /// Keeps the values that `value` finds at their origins.
    ///
    /// - Parameter shown: what was looked at, for the message about a value that is not there.
    mutating func capture(
        _ captures: [Capture], shown: String, _ report: inout StepReport<TimeSource.Instant>,
        value: (Capture.Origin) -> String?
    ) -> Outcome {
        for capture in captures {
            guard let value = value(capture.origin) else {
                return .didNotHold(
                    reason: "there is nothing to capture as \"\(capture.variable)\"",
                    mismatches: [Mismatch(subject: capture.origin.shown, expected: "a value", actual: shown)])
            }
            values[capture.variable] = value
            report.captures.append((capture.variable, value))
        }
        return .held
    }

    private static func value(of origin: Capture.Origin, in answer: inout Answer) -> String? {
        switch origin {
        case .status: String(answer.status)
        case .body: String(validating: answer.body, as: UTF8.self)
        case .field(let name): answer.values(ofField: name).first
        case .pointer(let pointer):
            if case .success(let root) = answer.readJSON() {
                pointer.value(in: root).map(Matcher.spelling)
            } else {
                nil
            }
        case .output: nil
        }
    }
}

extension Capture.Origin {
    fileprivate var shown: String {
        switch self {
        case .pointer(let pointer): pointer.tokens.isEmpty ? "the JSON" : "\(pointer)"
        case .field(let name): "header \(name)"
        case .status: "status"
        case .body: "body"
        case .output: "output"
        }
    }
}

extension TransferError {
    /// Whether the request itself is the reason: a URL that is none (3), a scheme nobody speaks (1), a file that cannot
    /// be read (26, 37), an answer that cannot be written (23), or what has no place in HTTP (43). See libcurl-errors(3).
    fileprivate var isFaultOfRequest: Bool { [1, 3, 23, 26, 37, 43].contains(code) }
}

extension ExchangeRecord {
    init(_ request: Request, _ response: Response) {
        let beginning = response.body.prefix(Self.bodyByteCount)
        self.init(
            method: request.method, url: request.url, status: response.status,
            fields: response.fields.map { ($0.name, $0.value) },
            body: beginning.contains(0) ? "" : String(decoding: beginning, as: UTF8.self),
            isBodyCut: response.body.count > Self.bodyByteCount, duration: response.timing.total)
    }
}
