/// What goes wrong on purpose: the `fault` step.
extension StoryFileReader {
    func fault(_ words: Words) throws(ReadingError) -> Step.Action {
        let node = try words.required(StepWord.fault.rawValue)
        if case .scalar(let scalar) = node, scalar.text == "none" {
            if let word = StepWord.fault.companions.first(where: words.has) {
                throw error(.twoActions("fault: none", word), at: words.place(of: word))
            }
            return .fault(.disarm)
        }
        let action = try faultAction(node)
        let target = try words.scalar("for").map { scalar throws(ReadingError) in try faultTarget(scalar, words) }
        try check(action, suits: target, at: node.position)
        if case .late = action { _ = try words.required("delay") }
        return .fault(
            .arm(action, target: target, count: try count(words) ?? 1, delay: try duration(words, "delay")))
    }

    private func faultAction(_ node: Node) throws(ReadingError) -> Fault.Action {
        if case .mapping = node {
            let words = try Words(node, subject: "\"fault\"", known: ["acknowledge"], in: source)
            return .acknowledge(try jsonSource(try words.required("acknowledge")))
        }
        let scalar = try node.scalar(subject: "\"fault\"", in: source)
        switch scalar.text {
        case "hang": return .hang
        case "cut": return .cut
        case "cut body": return .cutBody
        case "late": return .late
        default:
            guard let status = Int(scalar.text), Fault.statuses.contains(status) else {
                throw error(.faultAction(scalar.text), at: scalar.position)
            }
            return .status(status)
        }
    }

    /// An event has no status and no body, a request no acknowledgement.
    private func check(
        _ action: Fault.Action, suits target: Fault.Target?, at position: Position
    ) throws(ReadingError) {
        switch (action, target) {
        case (.hang, _), (.cut, _), (.late, _), (.status, nil), (.status, .request), (.cutBody, nil),
            (.cutBody, .request),
            (.acknowledge, .event):
            break
        case (.acknowledge, nil): throw error(.missingWord("for", subject: StepWord.fault.subject), at: position)
        case (.status, .event), (.cutBody, .event): throw error(.faultTarget(.statusOfEvent), at: position)
        case (.acknowledge, .request): throw error(.faultTarget(.acknowledgementOfRequest), at: position)
        }
    }

    private func faultTarget(_ scalar: Scalar, _ words: Words) throws(ReadingError) -> Fault.Target {
        // No event of a Loop has a slash in its name, and every path has one.
        guard scalar.text.contains("/") else {
            let node = try words.scalar("from").map { scalar throws(ReadingError) in try template(scalar) }
            return .event(try template(scalar), node: node)
        }
        if words.has("from") { throw error(.faultTarget(.requestFromNode), at: words.place(of: "from")) }
        return .request(try requestPattern(scalar))
    }

    private func count(_ words: Words) throws(ReadingError) -> Int? {
        guard let scalar = try words.scalar("count") else { return nil }
        guard let count = Int(scalar.text), (1...Fault.largestCount).contains(count) else {
            throw error(.count(scalar.text), at: scalar.position)
        }
        return count
    }
}
