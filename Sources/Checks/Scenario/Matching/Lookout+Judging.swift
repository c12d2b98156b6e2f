internal import JSON

extension Lookout {
    /// What an entry of the journal means for somebody who looks for something.
    enum Verdict {
        case expected
        /// It is of the kind that is looked for, but not as expected.
        case different([Mismatch])
        /// It is what must not come.
        case failure
    }
}

extension Lookout.Subject {
    /// What is looked for, with the values of variables.
    func named(_ values: [String: String]) throws(UnsetVariable) -> JournalSubject {
        switch self {
        case .event(let event):
            .event(
                name: try event.name.text(values),
                node: try event.node.map { node throws(UnsetVariable) in try node.text(values) })
        case .request(let pattern, _): .request(method: pattern.method, path: try pattern.path.text(values))
        }
    }

    /// Looks at an entry.
    ///
    /// - Throws: ``UnsetVariable``, or ``FileProblem`` when the story compares a body with a file that is not there.
    func judge(_ entry: JournalEntry, values: [String: String], finder: FileFinder) throws -> Lookout.Verdict {
        switch self {
        case .event(let event):
            if let failIf = event.failIf, let object = entry.object, try failIf.check(object, values: values).hold {
                return .failure
            }
            let mismatches = try event.mismatches(with: entry, values: values)
            return mismatches.isEmpty ? .expected : .different(mismatches)
        case .request(_, let expectation):
            if let count = entry.byteCountOfCutBody, expectation.body != nil || !expectation.json.isEmpty {
                let actual = "\(count) bytes, of which the Loop keeps only the beginning"
                return .different([Mismatch(subject: "body", expected: "one that can be looked at", actual: actual)])
            }
            var answer = entry.request
            let mismatches = try expectation.check(&answer, values: values) { reference in
                try finder.find(reference.path.text(values))
            }.mismatches
            return mismatches.isEmpty ? .expected : .different(mismatches)
        }
    }
}

extension EventExpectation {
    fileprivate func mismatches(
        with entry: JournalEntry, values: [String: String]
    ) throws(UnsetVariable) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        if let arguments {
            mismatches += try JSONExpectation(whole: arguments).check(entry.arguments, values: values).mismatches
        }
        guard !json.isEmpty else { return mismatches }
        guard let object = entry.object else {
            let actual = Matcher.shown(entry.arguments)
            return mismatches + [Mismatch(subject: "arguments", expected: "an object among them", actual: actual)]
        }
        return mismatches + (try json.check(object, values: values).mismatches)
    }
}
