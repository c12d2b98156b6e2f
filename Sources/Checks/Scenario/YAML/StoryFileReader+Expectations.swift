internal import JSON

/// What an answer must be like: `expect:` and `fail-if:`.
extension StoryFileReader {
    static let expectationWords = ["status", "headers", "body", "json", "at"]

    /// Reads `expect:`, which is `200`, `2xx`, or a mapping of what is looked at. A status that is not named must be 2xx.
    func expectation(_ node: Node) throws(ReadingError) -> Expectation {
        var expectation = try looks(node, subject: "\"expect\"")
        expectation.status = expectation.status ?? .success
        return expectation
    }

    /// Reads `fail-if:`, which looks at nothing that it does not name, but must name something.
    func refusal(_ node: Node) throws(ReadingError) -> Expectation {
        if case .mapping(let entries, _) = node, entries.isEmpty {
            throw error(.noneOf(Self.expectationWords, subject: "\"fail-if\""), at: node.position)
        }
        return try looks(node, subject: "\"fail-if\"")
    }

    private func looks(_ node: Node, subject: String) throws(ReadingError) -> Expectation {
        guard case .mapping = node else { return Expectation(position: node.position, status: try status(node)) }
        return try looks(try Words(node, subject: subject, known: Self.expectationWords, in: source))
    }

    /// Reads those of ``expectationWords`` that are there.
    ///
    /// - Parameter canBeUnanswered: whether it looks at requests of others, which may have got no answer.
    func looks(_ words: Words, canBeUnanswered: Bool = false) throws(ReadingError) -> Expectation {
        var expectation = Expectation(position: words.position)
        if let status = words["status"] {
            if canBeUnanswered, case .scalar(let scalar) = status, scalar.text == "none" {
                expectation.status = .unanswered
            } else {
                expectation.status = try self.status(status)
            }
        }
        for entry in try words.entries("headers") { expectation.fields.append(try field(entry)) }
        if let body = words["body"] {
            expectation.body = try bodyExpectation(body, subject: "\"body\"", words: ["equals", "contains", "same-as"])
        }
        expectation.json = try jsonExpectation(words)
        return expectation
    }

    /// Reads `json` and `at`, if they are there.
    func jsonExpectation(_ words: Words) throws(ReadingError) -> JSONExpectation {
        var expectation = JSONExpectation()
        if let json = words["json"] { expectation.whole = try rootPattern(json) }
        for entry in try words.entries("at") {
            guard let pointer = JSONPointer(entry.name.text) else {
                throw error(.pointer(entry.name.text), at: entry.name.position)
            }
            expectation.pointers.append((pointer, try pattern(entry.value)))
        }
        return expectation
    }

    private func status(_ node: Node) throws(ReadingError) -> StatusPattern {
        var scalars: [Scalar] = []
        if case .sequence(let nodes, _) = node {
            for node in nodes { scalars.append(try node.scalar(subject: "\"status\"", in: source)) }
        } else {
            scalars = [try node.scalar(subject: "\"status\"", in: source)]
        }
        var ranges: [ClosedRange<Int>] = []
        for scalar in scalars {
            guard let range = StatusPattern.range(scalar.text) else {
                throw error(.status(scalar.text), at: scalar.position)
            }
            ranges.append(range)
        }
        guard !ranges.isEmpty else { throw error(.status(""), at: node.position) }
        return StatusPattern(ranges: ranges)
    }

    private func field(_ entry: Node.Entry) throws(ReadingError) -> FieldExpectation {
        let scalar = try entry.value.scalar(subject: "the header \"\(entry.name.text)\"", in: source)
        switch try TextPattern.reading(scalar.passage, names: names) {
        case .text(let text): return FieldExpectation(name: entry.name.text, value: text)
        case .form(.absent): return FieldExpectation(name: entry.name.text, value: nil)
        case .form(let form):
            guard form.fitsInText || form == .string else {
                throw error(.formStandsAlone(form.rawValue), at: scalar.position)
            }
            return FieldExpectation(name: entry.name.text, value: TextPattern([.form(form, example: nil)]))
        case .null, .bool, .number, .variable, .array, .object:
            preconditionFailure("the text of a story is read as a text or a form")
        }
    }

    /// Reads a text (which the body must equal) or a mapping of tests.
    func bodyExpectation(
        _ node: Node, subject: String, words known: [String]
    ) throws(ReadingError) -> BodyExpectation {
        if case .mapping = node {
            let words = try Words(node, subject: subject, known: known, in: source)
            guard known.contains(where: words.has) else {
                throw error(.noneOf(known, subject: subject), at: node.position)
            }
            var body = BodyExpectation()
            if let equals = try words.scalar("equals") { body.equals = try textPattern(equals) }
            if let contains = words["contains"] {
                let nodes = if case .sequence(let nodes, _) = contains { nodes } else { [contains] }
                for node in nodes {
                    body.contains.append(try template(node.scalar(subject: "\"contains\"", in: source)))
                }
            }
            body.sameAs = try fileReference(words, "same-as")
            return body
        }
        return BodyExpectation(equals: try textPattern(node.scalar(subject: subject, in: source)))
    }

    private func textPattern(_ scalar: Scalar) throws(ReadingError) -> TextPattern {
        guard case .text(let text) = try TextPattern.reading(scalar.passage, names: names, wholeValue: false) else {
            preconditionFailure("only a whole value is read as a form")
        }
        return text
    }

    // MARK: JSON

    /// A whole JSON value. A block (`json: |`) is JSON text, in which `...` and `<forms>` are allowed.
    func rootPattern(_ node: Node) throws(ReadingError) -> Pattern {
        if case .scalar(let scalar) = node, scalar.style == .block {
            return try ExampleJSON.readWhole(scalar.passage, strings: .story(names))
        }
        return try pattern(node)
    }

    func pattern(_ node: Node) throws(ReadingError) -> Pattern {
        switch node {
        case .scalar(let scalar): return try pattern(scalar)
        case .sequence(let nodes, _):
            var items: [Pattern.Item] = []
            for node in nodes {
                if case .scalar(let scalar) = node, scalar.isDots {
                    items.append(.more)
                } else {
                    items.append(.value(try pattern(node)))
                }
            }
            return .array(items)
        case .mapping(let entries, _):
            var members: [Pattern.Member] = []
            var open = false
            for entry in entries {
                if entry.name.isDots {
                    guard case .scalar(let value) = entry.value, value.isNull else {
                        throw error(.valueOfDots, at: entry.value.position)
                    }
                    open = true
                } else {
                    members.append(Pattern.Member(name: entry.name.text, value: try pattern(entry.value)))
                }
            }
            return .object(members, open: open)
        }
    }

    private func pattern(_ scalar: Scalar) throws(ReadingError) -> Pattern {
        if scalar.isPlain {
            switch scalar.text {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case _ where scalar.isNull: return .null
            case _ where scalar.isDots: return .form(.any)
            case let text where Number(text: text) != nil: return .number(text)
            default: break
            }
        }
        let pattern = try TextPattern.reading(scalar.passage, names: names)
        // Between the brackets of flow YAML a variable needs quotes, so quotes do not make a number a string here.
        if case .text(let text) = pattern, text.pieces.count == 1,
            case .variable(let name, let position) = text.pieces[0]
        {
            return .variable(name: name, position: position)
        }
        return pattern
    }
}

extension Scalar {
    /// Whether it stands for "and more".
    fileprivate var isDots: Bool { isPlain && (text == "..." || text == "…") }
}
