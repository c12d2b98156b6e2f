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
        place = JournalPlace(line: state.nextEntry - 1)
    }

    /// Calls the control interface after drawing a line in the journal: what came before a command is no answer to it.
    private mutating func command(
        _ method: String, _ path: String, _ body: Value? = nil, waiting: Duration = .zero,
        report: inout StepReport<TimeSource.Instant>
    ) async throws -> ControlInterface.Answer {
        place = JournalPlace(line: try await control.state().nextEntry - 1)
        let answer = try await control.call(method, path, body, waiting: waiting)
        report.exchange = answer.record
        return answer
    }

    /// What it means that the Loop did not do what it was told.
    private func refusal(
        _ answer: ControlInterface.Answer, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        if answer.status == 404 { report.notes.append(try await control.state().shownNodes) }
        for departure in await processes.departures() { report.notes += [departure.sentence] + departure.notes }
        return .didNotHold(reason: "the Loop refused: \(answer.detail)", mismatches: [])
    }

    // MARK: Nodes

    mutating func perform(
        _ step: NodeCommand, of owner: Step, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let node = try step.node.text(values)
        let (path, body) = try call(of: step)
        let answer = try await command(
            "POST", "/nodes/\(RequestBuilder.percentEncoded(node))/\(path)", body, waiting: step.within, report: &report
        )
        let isLate = answer.status == 504 || answer.json["acknowledged"]?.bool == false
        let acknowledgement = answer.json["acknowledgement"] ?? .null
        switch step.acknowledgement {
        case _ where !answer.isSuccess && answer.status != 504: return try await refusal(answer, &report)
        case .none: return .held
        case .welcome, .like:
            if isLate { return try await silence(of: node, step.within, &report) }
        }
        if case .like(let expectation) = step.acknowledgement {
            let mismatches = try expectation.check(acknowledgement, values: values).mismatches
            if !mismatches.isEmpty {
                return .didNotHold(reason: "\(node) acknowledged differently", mismatches: mismatches)
            }
        } else if !(answer.json["accepted"]?.bool ?? !acknowledgement.isRefusal) {
            return .didNotHold(
                reason: "\(node) refused",
                mismatches: [
                    Mismatch(
                        subject: "acknowledgement", expected: "success", actual: Matcher.shown(acknowledgement))
                ])
        }
        // What a training is called is the Loop's news, everything else the node's.
        return capture(owner.captures, from: answer.json["training"] ?? acknowledgement, &report)
    }

    /// The path below the node, and the body.
    private func call(of step: NodeCommand) throws -> (path: String, body: Value) {
        let isAcknowledged = if case .none = step.acknowledgement { false } else { true }
        var body: Value
        let path: String
        switch step.message {
        case .event(let name, let arguments):
            path = "emit"
            body = ["event": .string(try name.text(values)), "acknowledgement": .bool(isAcknowledged)]
            let list = try arguments?.value(values) ?? .array([])
            guard list.array != nil else { throw ControlProblem("the arguments are no JSON array") }
            body["arguments"] = list
        case .known(let known, let members):
            path = known.rawValue
            body = try members?.value(values) ?? .object([])
            guard body.object != nil else { throw ControlProblem("what stands after \"with\" is no JSON object") }
        }
        body["timeout"] = .number(Number(step.within.inSeconds))
        return (path, body)
    }

    private func silence(
        of node: String, _ patience: Duration, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        for departure in await processes.departures() { report.notes += [departure.sentence] + departure.notes }
        return .didNotHold(
            reason: "\(node) did not acknowledge within \(Durations.shown(patience))", mismatches: [])
    }

    mutating func perform(
        _ step: Disconnection, _ report: inout StepReport<TimeSource.Instant>
    ) async throws -> Outcome {
        let node = RequestBuilder.percentEncoded(try step.node.text(values))
        let answer = try await command("DELETE", "/nodes/\(node)/connection", report: &report)
        return answer.isSuccess ? .held : try await refusal(answer, &report)
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
        return answer.isSuccess ? .held : try await refusal(answer, &report)
    }

    mutating func perform(_ step: Fault, _ report: inout StepReport<TimeSource.Instant>) async throws -> Outcome {
        let answer: ControlInterface.Answer
        switch step {
        case .disarm: answer = try await command("DELETE", "/faults", report: &report)
        case .arm(let action, let target, let count, let delay):
            var body: Value = ["action": try action.value(values), "count": .number(Number(count))]
            switch target {
            case nil: break
            case .request(let pattern):
                body["method"] = pattern.method.map { .string($0) }
                body["path"] = .string(try pattern.path.text(values))
            case .event(let name, let node):
                body["event"] = .string(try name.text(values))
                body["node"] = try node.map { .string(try $0.text(values)) }
            }
            body["delay"] = delay.map { .number(Number($0.inSeconds)) }
            answer = try await command("POST", "/faults", body, report: &report)
        }
        return answer.isSuccess ? .held : try await refusal(answer, &report)
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

extension Fault.Action {
    /// As the control interface takes it.
    fileprivate func value(_ values: [String: String]) throws -> Value {
        switch self {
        case .status(let status): ["status": .number(Number(status))]
        case .acknowledge(let json): ["acknowledge": try json.value(values)]
        case .hang: "hang"
        case .cut: "cut"
        case .cutBody: "cut_body"
        case .late: "late"
        }
    }
}

extension JSONSource {
    /// The JSON with the values of variables.
    ///
    /// - Throws: ``UnsetVariable``, or ``ControlProblem`` when a text is no JSON.
    func value(_ values: [String: String]) throws -> Value {
        switch self {
        case .tree(let json): return try json.value(values)
        case .text(let template):
            let text = try template.text(values)
            do throws(SyntaxError) {
                return try Value(parsing: text)
            } catch {
                throw ControlProblem("the block is no JSON with these values: \(error)")
            }
        }
    }
}
