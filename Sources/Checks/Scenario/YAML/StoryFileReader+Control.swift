/// The steps for which a Loop needs a control interface.
extension StoryFileReader {
    /// Reads what such a step does.
    func controlAction(_ word: StepWord, _ words: Words) throws(ReadingError) -> Step.Action {
        switch word {
        case .emit: try emission(words)
        case .beginTraining: try command(.beginTraining, word, words)
        case .stopTraining: try command(.stopTraining, word, words)
        case .abortTraining: try command(.abortTraining, word, words)
        case .userInput: try command(.userInput, word, words)
        case .disconnect: .disconnect(Disconnection(node: try text(words, word.rawValue)))
        case .deploy: try deployment(words)
        case .fault: try fault(words)
        case .expectEvent: try eventLookout(word, words, .within(try patience(words)))
        case .expectNoEvent: try eventLookout(word, words, .never)
        case .expectRequest: try requestLookout(word, words, .within(try patience(words)))
        case .expectNoRequest: try requestLookout(word, words, .never)
        case .waitFor: try condition(words)
        case .curl, .request, .start, .stop, .run: preconditionFailure("\(word.rawValue) needs no control interface")
        }
    }

    /// What such a step is called when its author does not name it: its own words.
    func controlTitle(_ word: StepWord, _ words: Words) -> String {
        var title = "\(word.rawValue):"
        for name in [word.rawValue, "to", "from", "for"] {
            guard case .scalar(let scalar)? = words[name] else { continue }
            title += (name == word.rawValue ? "" : " \(name)") + " \(scalar.text)"
        }
        return title
    }

    // MARK: Commands

    private func emission(_ words: Words) throws(ReadingError) -> Step.Action {
        let event = try text(words, "emit")
        let arguments = try words["arguments"].map { node throws(ReadingError) in
            try jsonSource(try list(node, subject: "\"arguments\""))
        }
        return .command(
            NodeCommand(
                message: .event(event, arguments: arguments), node: try text(words, "to"),
                acknowledgement: try acknowledgement(words, canBeAbsent: true),
                within: try patience(words)))
    }

    private func command(
        _ known: NodeCommand.Known, _ word: StepWord, _ words: Words
    ) throws(ReadingError) -> Step.Action {
        let members = try words["with"].map { node throws(ReadingError) in
            try jsonSource(try mapping(node, subject: "\"with\""))
        }
        return .command(
            NodeCommand(
                message: .known(known, members: members), node: try text(words, word.rawValue),
                acknowledgement: try acknowledgement(words, canBeAbsent: false),
                within: try patience(words)))
    }

    private func acknowledgement(
        _ words: Words, canBeAbsent: Bool
    ) throws(ReadingError) -> NodeCommand.Acknowledgement {
        guard let node = words["acknowledgement"] else { return .welcome }
        let pattern = try rootPattern(node)
        guard case .form(.absent) = pattern else { return .like(JSONExpectation(whole: pattern)) }
        guard canBeAbsent else { throw error(.acknowledgementOfCommand, at: node.position) }
        return .none
    }

    private func deployment(_ words: Words) throws(ReadingError) -> Step.Action {
        let model = try words.required(StepWord.deploy.rawValue).scalar(subject: "\"deploy\"", in: source)
        let project = try words.scalar("project").map { scalar throws(ReadingError) in try self.project(scalar) }
        return .deploy(Deployment(model: model.text == "none" ? nil : try template(model), project: project))
    }

    private func project(_ scalar: Scalar) throws(ReadingError) -> ProjectReference {
        let path = try template(scalar)
        // With variables it is known when the step runs.
        if let literal = path.literal, ProjectReference.parts(of: literal) == nil {
            throw error(.projectPath(literal), at: scalar.position)
        }
        return ProjectReference(path: path)
    }

    // MARK: Parts of these steps

    func patience(_ words: Words) throws(ReadingError) -> Duration {
        try duration(words, "within") ?? Lookout.defaultPatience
    }

    func text(_ words: Words, _ name: String) throws(ReadingError) -> Template {
        try template(try words.required(name).scalar(subject: "\"\(name)\"", in: source))
    }

    /// The node itself if it is a list, or a block of JSON text.
    func list(_ node: Node, subject: String) throws(ReadingError) -> Node {
        if case .scalar(let scalar) = node, scalar.style == .block { return node }
        _ = try node.elements(subject: subject, in: source)
        return node
    }

    /// The node itself if it is a mapping, or a block of JSON text.
    private func mapping(_ node: Node, subject: String) throws(ReadingError) -> Node {
        if case .scalar(let scalar) = node, scalar.style == .block { return node }
        _ = try node.entries(subject: subject, in: source)
        return node
    }
}
