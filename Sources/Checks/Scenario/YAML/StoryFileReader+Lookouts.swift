/// What nodes must do: `expect event`, `expect request`, their opposites, and `wait for`.
extension StoryFileReader {
    func eventLookout(
        _ word: StepWord, _ words: Words, _ patience: Lookout.Patience
    ) throws(ReadingError) -> Step.Action {
        let arguments = try words["arguments"].map { node throws(ReadingError) in
            try rootPattern(try list(node, subject: "\"arguments\""))
        }
        let event = EventExpectation(
            name: try text(words, word.rawValue),
            node: try words.scalar("from").map { scalar throws(ReadingError) in try template(scalar) },
            arguments: arguments, json: try jsonExpectation(words),
            failIf: try words["fail-if"].map { node throws(ReadingError) in try eventRefusal(node) })
        return .look(Lookout(subject: .event(event), patience: patience))
    }

    private func eventRefusal(_ node: Node) throws(ReadingError) -> JSONExpectation {
        let known = ["json", "at"]
        let words = try Words(node, subject: "\"fail-if\"", known: known, in: source)
        let refusal = try jsonExpectation(words)
        guard !refusal.isEmpty else { throw error(.noneOf(known, subject: "\"fail-if\""), at: node.position) }
        return refusal
    }

    func requestLookout(
        _ word: StepWord, _ words: Words, _ patience: Lookout.Patience
    ) throws(ReadingError) -> Step.Action {
        let pattern = try requestPattern(
            words.required(word.rawValue).scalar(subject: "\"\(word.rawValue)\"", in: source))
        var expectation = try looks(words, canBeUnanswered: true)
        if case .within = patience, !words.has("status") { expectation.status = .success }
        return .look(Lookout(subject: .request(pattern, expectation), patience: patience))
    }

    func condition(_ words: Words) throws(ReadingError) -> Step.Action {
        let status = try words["status"].map { node throws(ReadingError) in try rootPattern(node) }
        return .waitFor(
            NodeCondition(
                node: try text(words, StepWord.waitFor.rawValue), isConnected: try truth(words, "connected") ?? true,
                status: JSONExpectation(whole: status),
                within: try patience(words)))
    }

    /// Reads `PUT /api/*/trainings/*`, in which the method may be missing.
    func requestPattern(_ scalar: Scalar) throws(ReadingError) -> RequestPattern {
        let passage = scalar.passage.trimmed
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let methodEnd = passage.bytes.firstIndex { !letters.contains($0) } ?? passage.bytes.count
        let path = passage[methodEnd..<passage.bytes.count].trimmed
        let isSeparated = methodEnd == 0 || methodEnd + path.bytes.count < passage.bytes.count
        guard isSeparated, path.bytes.first.map({ $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "$") }) ?? false,
            !path.bytes.contains(where: { ShellWords.isBlank($0) || $0 == UInt8(ascii: "?") })
        else { throw error(.requestPattern(scalar.text), at: scalar.position) }
        return RequestPattern(
            method: methodEnd == 0 ? nil : passage[0..<methodEnd].text, path: try Template(path, names: names))
    }
}
