internal import HTTPClient
internal import JSON

/// The steps that do something with the help of the control interface.
extension StoryRun {
    var control: ControlInterface {
        ControlInterface(exchange: exchange, loop: environment.loop, caCertificate: environment.caCertificate)
    }

    /// Takes the present end of the journal for the place where the story begins, so that no event is missed whichever
    /// step looks for it. A Loop that the story itself starts has an empty journal then.
    mutating func openJournal() async {
        guard story.steps.contains(where: \.action.needsControl), let state = try? await control.state() else { return }
        place = JournalPlace(start: state.nextEntry - 1)
    }

    /// Calls the control interface after drawing a line in the journal: what came before a command is no answer to it.
    private mutating func command(
        _ method: String, _ path: String, _ body: Value? = nil, waiting: Duration = .zero,
        report: inout StepReport<TimeSource.Instant>
    ) async throws -> ControlInterface.Answer {
        place.drawLine(behind: try await control.state().nextEntry - 1)
        let answer = try await control.call(method, path, body, waiting: waiting)
        report.exchange = answer.record
        return answer
    }

    /// What it means that the Loop did not do what it was told.
    private func refusal(_ answer: ControlInterface.Answer) -> Outcome {
        .didNotHold(reason: "the Loop refused: \(answer.detail)", mismatches: [])
    }

    // MARK: Nodes

    mutating func perform(
        _ step: NodeCommand, of owner: Step, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let node = try step.node.text(values)
        let (path, body) = try step.call(values)
        // Twice, because what old nodes do not know is sent to them in another form.
        let answer = try await command(to: node, "POST", path, body, waiting: step.within * 2, &report)
        guard answer.isSuccess else { return refusal(answer) }
        // Now it is known where in the journal the command stands.
        if let sent = try await control.nextEntry(like: .command(node: node), after: place.line, within: .zero) {
            place.drawLine(behind: sent.number)
        }
        if case .none = step.acknowledgement { return .held }
        if answer.json["acknowledged"]?.bool == false {
            let reason = answer.json["reason"]?.string.map { ": \($0)" } ?? ""
            return .didNotHold(
                reason: "\(node) did not acknowledge within \(Durations.shown(step.within))\(reason)", mismatches: [])
        }
        let acknowledgement = answer.json["acknowledgement"] ?? .null
        switch step.acknowledgement {
        case .none: break
        case .like(let expectation):
            let mismatches = try expectation.check(acknowledgement, values: values).mismatches
            if !mismatches.isEmpty {
                return .didNotHold(reason: "\(node) acknowledged differently", mismatches: mismatches)
            }
        case .welcome:
            // Of a training the Loop says whether it was accepted.
            guard answer.json["accepted"]?.bool ?? !acknowledgement.isRefusal else {
                let shown = Matcher.shown(acknowledgement)
                return .didNotHold(
                    reason: "\(node) refused",
                    mismatches: [Mismatch(subject: "acknowledgement", expected: "success", actual: shown)])
            }
        }
        // What a training is called is the Loop's news, everything else the node's.
        return capture(owner.captures, from: answer.json["training"] ?? acknowledgement, &report)
    }

    mutating func perform(
        _ step: Disconnection, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let answer = try await command(to: try step.node.text(values), "DELETE", "connection", nil, &report)
        return answer.isSuccess ? .held : refusal(answer)
    }

    /// A command to a node, with what explains it if the node does not obey: the nodes that there are, and processes that
    /// ended by themselves.
    private mutating func command(
        to node: String, _ method: String, _ path: String, _ body: Value?, waiting: Duration = .zero,
        _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> ControlInterface.Answer {
        let answer = try await command(
            method, "/nodes/\(RequestBuilder.percentEncoded(node))/\(path)", body, waiting: waiting, report: &report)
        if answer.isSuccess, answer.json["acknowledged"]?.bool != false { return answer }
        if answer.status == 404 { report.notes.append(try await control.state().shownNodes) }
        for departure in await processes.departures() { report.notes += [departure.sentence] + departure.notes }
        return answer
    }

    // MARK: The Loop

    mutating func perform(_ step: Deployment, _ report: inout StepReport<TimeSource.Instant>) async throws -> Outcome {
        let path = try step.project?.path.text(values) ?? "\(environment.organization)/\(environment.project)"
        guard let (organization, project) = ProjectReference.parts(of: path) else {
            throw ControlProblem("\"\(path)\" names no project: write ORGANIZATION/PROJECT")
        }
        let target = [organization, project].map { RequestBuilder.percentEncoded($0) }.joined(separator: "/")
        var body: Value?
        if let model = try step.model?.text(values) {
            body = [Form.uuid.matches(model) ? "model_id" : "version": .string(model)]
        }
        let answer = try await command(
            body == nil ? "DELETE" : "PUT", "/projects/\(target)/deployment_target", body, report: &report)
        return answer.isSuccess ? .held : refusal(answer)
    }

    /// Arms or disarms faults. Nodes know nothing of it, so it draws no line in the journal.
    func perform(_ step: Fault, _ report: inout StepReport<TimeSource.Instant>) async throws -> Outcome {
        // A Loop that is no MockLoop is found out here.
        _ = try await control.state()
        let answer: ControlInterface.Answer =
            switch step {
            case .disarm: try await control.call("DELETE", "/faults")
            case .arm: try await control.call("POST", "/faults", try step.body(values))
            }
        report.exchange = answer.record
        return answer.isSuccess ? .held : refusal(answer)
    }

    // MARK: Captures

    mutating func capture(
        _ captures: [Capture], from value: Value, _ report: inout StepReport<TimeSource.Instant>
    ) -> Outcome {
        capture(captures, shown: Matcher.shown(value), &report) { origin in
            guard case .pointer(let pointer) = origin else { return nil }
            return pointer.value(in: value).map(Matcher.spelling)
        }
    }
}

extension Value {
    /// Whether an acknowledgement says no: `false` of nodes up to 0.7.0, an object with `success: false` of later ones.
    fileprivate var isRefusal: Bool { bool == false || self["success"]?.bool == false }
}
