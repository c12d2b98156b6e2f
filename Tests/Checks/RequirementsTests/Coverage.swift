import Requirements

/// Which tests show which requirements, and which ones need none.
struct Coverage: Sendable {
    let tests: [NamingTest]
    let exemptions: [Exemption]

    private let testsByID: [Requirement.ID: [NamingTest]]
    private let exemptionsByID: [Requirement.ID: [Exemption]]

    init(tests: [NamingTest], exemptions: [Exemption]) {
        self.tests = tests
        self.exemptions = exemptions
        testsByID = Dictionary(grouping: tests.flatMap { test in test.ids.map { ($0, test) } }, by: \.0)
            .mapValues { $0.map(\.1) }
        exemptionsByID = Dictionary(grouping: exemptions.flatMap { entry in entry.ids.map { ($0, entry) } }, by: \.0)
            .mapValues { $0.map(\.1) }
    }

    /// The tests that name a requirement.
    func tests(of id: Requirement.ID) -> [NamingTest] { testsByID[id] ?? [] }

    /// Why no test has to show a requirement, nil if one has to.
    func exemption(of id: Requirement.ID) -> Exemption? { exemptionsByID[id]?.first }

    /// Whether neither a test nor the list of exemptions names a requirement.
    func isOpen(_ requirement: Requirement) -> Bool {
        tests(of: requirement.id).isEmpty && exemption(of: requirement.id) == nil
    }

    /// What tests and exemptions say that is not so.
    var mistakes: [String] {
        let unknown = tests.flatMap { test in
            test.ids.filter { Catalogue.requirement($0) == nil }.map {
                "\(test.path):\(test.line): \"\(test.name)\" names \($0), which the catalogue does not have."
            }
        }
        return unknown + exemptions.flatMap { entry in entry.ids.compactMap { mistake(in: entry, with: $0) } }
    }

    private func mistake(in entry: Exemption, with id: Requirement.ID) -> String? {
        let place = "line \(entry.line) of the exemptions"
        if Catalogue.requirement(id) == nil { return "\(place): \(id) is not in the catalogue." }
        if let test = tests(of: id).first {
            return "\(place): \(id) is no exemption any more, \(test.path):\(test.line) shows it."
        }
        if exemptionsByID[id]?.first != entry { return "\(place): \(id) is there already." }
        return nil
    }

    /// The requirements that a test must show and none does: those of servers in all that Socket.IO rests upon.
    var missing: [Requirement] {
        Catalogue.sections.filter(\.subject.isHeldComplete).flatMap(\.requirements)
            .filter { $0.side.includesServer && isOpen($0) }
    }
}

extension Section.Subject {
    /// Whether each requirement must have a test or an exemption.
    ///
    /// Those of the Learning Loop's own protocol are there for the conformance suites that judge a Loop or a node by
    /// them; until these exist, what the tests show of them is listed and not held complete.
    fileprivate var isHeldComplete: Bool {
        switch self {
        case .engineIO, .socketIO, .webSocket: true
        case .http: false
        case .loop, .detector, .trainer, .converter, .annotator, .node: false
        }
    }
}
