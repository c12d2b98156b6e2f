internal import JSON

/// The steps that look for what nodes do.
extension StoryRun {
    /// The longest time for which the Loop is asked to wait at once: a person sees time pass, and a process that dies is
    /// noticed.
    private static var slice: Duration { .seconds(1) }
    /// How many entries of the journal a message shows.
    private static var evidenceCount: Int { 6 }

    mutating func perform(
        _ step: Lookout, of owner: Step, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        // This is where a Loop that is no MockLoop is found out. One that began anew has a journal that did, too.
        let next = try await control.state().nextEntry
        if next <= place.line { place = JournalPlace(start: 0) }
        let subject = try step.subject.named(values)
        switch step.patience {
        case .within(let limit): return try await wait(for: step.subject, subject, limit, owner, &report)
        case .never: return try await exclude(step.subject, subject, before: next, &report)
        }
    }

    // MARK: What must come

    /// Looks at entry after entry until one is as expected.
    private mutating func wait(
        for expected: Lookout.Subject, _ subject: JournalSubject, _ limit: Duration, _ owner: Step,
        _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let began = clock.now
        var last = place.start(of: subject)
        var near: (number: Int, mismatches: [Mismatch])?
        // When the time is up, what stands in the journal by then is still looked at.
        var end: Int?
        while true {
            // Asked before the look: if waiting is pointless from here on, one last look is still due.
            let departure = await processes.failure()
            let spent = began.duration(to: clock.now)
            if spent >= limit, end == nil { end = try await control.state().nextEntry }
            let patience = departure == nil ? max(.zero, min(Self.slice, limit - spent)) : .zero
            let entry = try await control.nextEntry(like: subject, after: last, within: patience)
            if let entry, entry.number < end ?? .max {
                last = entry.number
                switch try expected.judge(entry, values: values, finder: finder) {
                case .expected:
                    place.pass(entry.number, of: subject)
                    report.notes.append("entry \(entry.number) of the Loop's journal")
                    return try capture(owner.captures, from: entry, of: expected, &report)
                case .failure:
                    report.notes.append(entry.shown)
                    return .didNotHold(reason: "the event is what \"fail-if\" says", mismatches: [])
                case .different(let mismatches):
                    near = (entry.number, mismatches)
                    await note(.stepWaits(owner, elapsed: spent, limit: limit, reason: "\(mismatches[0])"))
                }
                continue
            }
            let missing = near?.mismatches.first.map { "\($0)" } ?? "no \(subject.shown) came"
            if let departure {
                reportedDepartures.insert(departure.name)
                report.notes += departure.notes
                return .couldNotRun("\(departure.sentence), so nothing more was waited for: \(missing)")
            }
            if spent >= limit { return try await failure(subject, near, limit, &report) }
            await note(.stepWaits(owner, elapsed: spent, limit: limit, reason: missing))
        }
    }

    /// What is said when nothing came that was as expected.
    ///
    /// - Parameter near: the last one that came and was not.
    private func failure(
        _ subject: JournalSubject, _ near: (number: Int, mismatches: [Mismatch])?, _ limit: Duration,
        _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let waiting = "within \(Durations.shown(limit))"
        report.notes += try await evidence(beside: subject)
        guard let near else {
            report.notes += try await earlier(subject)
            return .didNotHold(reason: "no \(subject.shown) came \(waiting)", mismatches: [])
        }
        return .didNotHold(
            reason: "no \(subject.shown) came as expected \(waiting); the last one was entry \(near.number)",
            mismatches: near.mismatches)
    }

    private mutating func capture(
        _ captures: [Capture], from entry: JournalEntry, of expected: Lookout.Subject,
        _ report: inout StepReport<TimeSource.Instant>
    ) throws -> Outcome {
        switch expected {
        case .event: return capture(captures, from: entry.object ?? .null, &report)
        case .request:
            var answer = entry.request
            return try capture(captures, from: &answer, &report)
        }
    }

    /// What the journal shows in place of what was looked for, and which processes have ended.
    private func evidence(beside subject: JournalSubject) async throws -> [String] {
        let entries = try await control.lastEntries(beside: subject, after: place.line, count: Self.evidenceCount)
        var notes: [String] = []
        if entries.isEmpty {
            notes.append("the Loop's journal shows nothing like it; \(try await control.state().shownNodes)")
        } else {
            notes += ["what came last:"] + entries.map { "  \($0.shown)" }
        }
        for departure in await processes.departures() { notes += [departure.sentence] + departure.notes }
        return notes
    }

    /// What was looked for, where it came before the last command: then the steps are in the wrong order.
    private func earlier(_ subject: JournalSubject) async throws -> [String] {
        guard place.line > place.start,
            let entry = try await control.nextEntry(like: subject, after: place.start, within: .zero),
            entry.number <= place.line
        else { return [] }
        return ["entry \(entry.number) came before the last command, where nothing is looked for any more"]
    }

    // MARK: What must not have come

    /// Looks at all entries since the last command. It does not wait: a story first expects what the node does when it
    /// is done.
    private func exclude(
        _ unwelcome: Lookout.Subject, _ subject: JournalSubject, before end: Int,
        _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        var last = place.line
        while let entry = try await control.nextEntry(like: subject, after: last, within: .zero), entry.number < end {
            last = entry.number
            if case .expected = try unwelcome.judge(entry, values: values, finder: finder) {
                report.notes.append(entry.shown)
                return .didNotHold(reason: "\(subject.shown) came, entry \(entry.number)", mismatches: [])
            }
        }
        return .held
    }

    // MARK: Nodes

    /// Looks at a node again and again until it is as it must be.
    mutating func perform(
        _ condition: NodeCondition, of owner: Step, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        _ = try await control.state()
        let name = try condition.node.text(values)
        let began = clock.now
        while true {
            let endingCount = await processes.endingCount
            let departure = condition.isConnected ? await processes.failure() : nil
            let answer = try await control.node(name)
            report.attempts += 1
            let mismatches = try condition.mismatches(with: answer, values: values)
            if mismatches.isEmpty { return capture(owner.captures, from: answer.json, &report) }
            if let departure {
                reportedDepartures.insert(departure.name)
                report.notes += departure.notes
                return .couldNotRun("\(departure.sentence), so nothing more was waited for: \(mismatches[0])")
            }
            let spent = began.duration(to: clock.now)
            guard spent < condition.within else {
                report.notes += try await evidence(beside: .node(name))
                return .didNotHold(
                    reason: "\(name) was not as expected within \(Durations.shown(condition.within))",
                    mismatches: mismatches)
            }
            await note(
                .stepWaits(owner, elapsed: spent, limit: condition.within, reason: mismatches[0].description))
            try await pause(
                min(Polling.defaultInterval, condition.within - spent), orUntilProcessesEndBeyond: endingCount)
        }
    }
}

extension NodeCondition {
    fileprivate func mismatches(
        with answer: ControlInterface.Answer, values: [String: String]
    ) throws(UnsetVariable) -> [Mismatch] {
        // A name that several nodes have says nothing of any of them.
        guard answer.isSuccess || answer.status == 404 else {
            return [Mismatch(subject: "node", expected: "just one", actual: answer.detail)]
        }
        let node = answer.json
        let isThere = node["connected"]?.bool == true
        guard isThere == isConnected else {
            return [Mismatch(subject: "node", expected: Self.shown(isConnected), actual: Self.shown(isThere))]
        }
        guard !status.isEmpty else { return [] }
        guard let last = node["status"], !last.isNull else {
            return [Mismatch(subject: "status", expected: "one", actual: "none that it sent")]
        }
        return try status.check(last, values: values).mismatches
    }

    private static func shown(_ isConnected: Bool) -> String { isConnected ? "connected" : "not connected" }
}
