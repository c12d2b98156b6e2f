import Foundation
import Requirements
import TestSupport
import Testing

/// What the tests of this package show of the catalogue.
@Suite struct ProductCoverageTests {
    private let coverage: Coverage

    init() throws {
        let root = SourceTree.root
        let list = try String(contentsOf: root.appending(path: "ci/requirements.d/untested.txt"), encoding: .utf8)
        coverage = Coverage(
            tests: NamingTest.all(in: try SourceTree(readingFrom: root)), exemptions: try Exemption.all(in: list))
    }

    @Test func `tests name requirements that exist, and exemptions are exact`() {
        for mistake in coverage.mistakes { Issue.record("\(mistake)") }
    }

    @Test func `a test shows whatever a server must do for Socket.IO, or the reason why none does is told`() {
        for requirement in coverage.missing {
            Issue.record("No test shows \(requirement.id): \(requirement.sentence)")
        }
    }

    /// `ci/requirements` shows what is attached here.
    @Test func `the table of requirements is made`() {
        let table = CoverageTable(coverage: coverage)
        Attachment.record(Array(table.whole.utf8), named: "requirements.txt")
        Attachment.record(Array(table.open.utf8), named: "open-requirements.txt")
    }
}
