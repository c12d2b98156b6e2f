import Requirements

/// The requirements with the tests that show them, as text that fits into a narrow terminal.
struct CoverageTable {
    static let width = 78

    let coverage: Coverage

    /// Every requirement.
    var whole: String { text { _ in true } }

    /// Those that no test and no exemption names.
    var open: String { text(of: coverage.isOpen) }

    private func text(of isListed: (Requirement) -> Bool) -> String {
        let sections = Catalogue.sections.map { section in
            let requirements = section.requirements
            let shown = requirements.count { !coverage.tests(of: $0.id).isEmpty }
            let open = requirements.count(where: coverage.isOpen)
            let heading = "\(section.number). \(section.title)"
            let counts = "\(requirements.count) requirements, \(shown) shown, \(open) open"
            let entries = requirements.filter(isListed).map { "\n" + entry($0) }
            return heading + "\n" + String(repeating: "=", count: heading.count) + "\n" + counts + "\n"
                + entries.joined()
        }
        return sections.joined(separator: "\n")
    }

    private func entry(_ requirement: Requirement) -> String {
        let tests = coverage.tests(of: requirement.id)
        var lines = ["\(requirement.id)  \(requirement.level.rawValue)  \(requirement.side.rawValue)"]
        if requirement.versions != .all { lines[0] += "  \(requirement.versions)" }
        lines += Self.wrap(requirement.sentence, first: "  ", next: "  ")
        lines += tests.flatMap { Self.wrap("\($0.name) (\($0.path):\($0.line))", first: "  + ", next: "    ") }
        if let reason = coverage.exemption(of: requirement.id)?.reason {
            lines += Self.wrap("not tested: \(reason)", first: "  o ", next: "    ")
        } else if tests.isEmpty {
            lines.append("  - no test")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Breaks text at its blanks; a word that is longer than a line has one of its own.
    private static func wrap(_ text: String, first: String, next: String) -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = next
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }
}
