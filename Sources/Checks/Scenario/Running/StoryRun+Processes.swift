internal import FoundationEssentials
internal import HTTPClient
internal import JSON

extension StoryRun {
    /// How often a process that shall get ready is looked at.
    private static var readinessInterval: Duration { .milliseconds(50) }

    // MARK: Start

    mutating func perform(
        _ start: ProcessStart, of owner: Step, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        var awaited: String?
        if case .output(let text)? = start.readiness?.sign { awaited = try text.text(values) }
        let launch = try self.launch(
            start.command, environment: start.environment, directory: start.directory, awaitedText: awaited)
        do {
            try await processes.start(start.name, launch)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .couldNotRun("\(start.name) cannot be started: \(error)")
        }
        guard let readiness = start.readiness else { return .held }
        return try await wait(for: readiness, of: start.name, owner, &report)
    }

    private mutating func wait(
        for readiness: ProcessStart.Readiness, of name: String, _ owner: Step,
        _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let began = clock.now
        while true {
            let endingCount = await processes.endingCount
            let departure = await processes.departure(of: name)
            if try await isReady(readiness.sign, name) { return .held }
            if let departure {
                reportedDepartures.insert(name)
                report.notes += departure.notes
                return .couldNotRun("\(departure.sentence) before it was ready")
            }
            let spent = began.duration(to: clock.now)
            guard spent < readiness.within else {
                report.notes += ["its last lines:"] + (await processes.lastLines(of: name))
                return .couldNotRun("\(name) was not ready within \(Durations.shown(readiness.within))")
            }
            await note(.stepWaits(owner, elapsed: spent, limit: readiness.within, reason: "\(name) is not ready"))
            try await pause(
                min(Self.readinessInterval, readiness.within - spent), orUntilProcessesEndBeyond: endingCount)
        }
    }

    private mutating func isReady(_ sign: ProcessStart.Readiness.Sign, _ name: String) async throws -> Bool {
        switch sign {
        case .output: return await processes.hasWrittenAwaitedText(name)
        case .request(let plan, let expectation):
            let builder = RequestBuilder(
                values: values, finder: finder, caCertificate: environment.caCertificate, examples: examples, jars: jars
            )
            let request = try builder.prepare(plan).request
            do {
                var answer = Answer(try await exchange.perform(request))
                let finder = finder
                let values = values
                let findings = try expectation.check(&answer, values: values) { reference in
                    try finder.find(reference.path.text(values))
                }
                return findings.hold
            } catch is TransferError {
                return false
            }
        }
    }

    private func launch(
        _ command: LaunchCommand, environment changes: [(name: String, value: Template)], directory: FileReference?,
        awaitedText: String? = nil
    ) throws -> Launch {
        let program: Launch.Program =
            switch command {
            case .shell(let text): .shell(try text.text(values))
            case .arguments(let words): .arguments(try words.map { try $0.text(values) })
            }
        var folder: String?
        if let directory {
            let path = try directory.path.text(values)
            folder = path.hasPrefix("/") ? path : FileFinder.join(here, path)
        }
        let variables = environment.processEnvironment(
            inheriting: ProcessInfo.processInfo.environment, dataFolder: FileFinder.join(self.directory, "data"),
            changes: try changes.map { ($0.name, try $0.value.text(values)) })
        return Launch(program: program, environment: variables, directory: folder, awaitedText: awaitedText)
    }

    // MARK: Stop

    func perform(_ stop: ProcessStop, _ report: inout StepReport<TimeSource.Instant>) async -> Outcome {
        let departure = await processes.departure(of: stop.name)
        let processes = processes
        // Also a cancelled story waits until the process is gone.
        guard let ending = await Task(operation: { await processes.stop(stop.name, grace: stop.grace) }).value else {
            return .couldNotRun("there is no process \"\(stop.name)\"")
        }
        if let departure {
            guard stop.exitCode.map({ departure.ending == .exited(code: $0) }) ?? false else {
                report.notes += departure.notes
                return .didNotHold(reason: "\(departure.sentence) before it was stopped", mismatches: [])
            }
            return .held
        }
        if let code = stop.exitCode, ending != .exited(code: code) {
            return .didNotHold(
                reason: "\(stop.name) ended differently",
                mismatches: [Mismatch(subject: "ending", expected: "exit code \(code)", actual: "\(ending)")])
        }
        return .held
    }

    // MARK: Run

    mutating func perform(
        _ run: CommandRun, of owner: Step, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let name = "the command"
        let launch = try self.launch(run.command, environment: run.environment, directory: run.directory)
        // A table of its own: how this command ends says nothing about the nodes.
        let table = processes.sibling
        do {
            try await table.start(name, launch)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .couldNotRun("the command cannot be started: \(error)")
        }
        let clock = clock
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await clock.sleep(for: run.within) }
            group.addTask { await table.untilOneEnds(beyond: 0) }
            await group.next()
            group.cancelAll()
        }
        let departure = await table.departure(of: name)
        let lines = await table.lastLines(of: name)
        _ = await Task { await table.stopAll(grace: ProcessStop.defaultGrace) }.value
        try Task.checkCancellation()
        guard let departure else {
            report.notes += ["its last lines:"] + lines.suffix(Departure.lineCount).map { "  \($0)" }
            return .didNotHold(reason: "it did not end within \(Durations.shown(run.within))", mismatches: [])
        }
        let output = lines.joined(separator: "\n")
        var mismatches: [Mismatch] = []
        if departure.ending != .exited(code: run.exitCode) {
            report.notes += departure.notes
            mismatches.append(
                Mismatch(subject: "ending", expected: "exit code \(run.exitCode)", actual: "\(departure.ending)"))
        }
        if let expected = run.output {
            mismatches += try BodyExpectation(equals: expected.equals, contains: expected.contains).mismatches(
                with: Array(output.utf8), subject: "output", shown: Matcher.shown(.string(output)), values: values)
        }
        guard mismatches.isEmpty else {
            return .didNotHold(reason: "the command did not end as expected", mismatches: mismatches)
        }
        for capture in owner.captures {
            values[capture.variable] = output
            report.captures.append((capture.variable, output))
        }
        return .held
    }
}
