import Testing

@testable import Requirements

@Suite struct RequirementReaderTests {
    @Test func `requirements are read with their lines joined`() throws {
        let text = """

            AB-CD-01 MUST server
            One thing
            is so.
            Source: RFC 1, section 2; a test,
                "of two lines"


            AB-02 MAY both
            Another: is "so", too.
            Source: robustness
            """
        #expect(
            try RequirementReader.requirements(in: text) == [
                Requirement(
                    id: "AB-CD-01", level: .must, side: .server, versions: .all, sentence: "One thing is so.",
                    sources: ["RFC 1, section 2", "a test, \"of two lines\""]),
                Requirement(
                    id: "AB-02", level: .may, side: .both, versions: .all, sentence: "Another: is \"so\", too.",
                    sources: ["robustness"]),
            ])
        #expect(try RequirementReader.requirements(in: "") == [])
    }

    @Test func `versions stand below the first line`() throws {
        let text = """
            AB-01 MUST server
            Versions: 0.1.5 to 0.7.52
            So.
            Source: a

            AB-02 MUST server
            The word Versions: may be said.
            Source: Versions: b
            """
        let requirements = try RequirementReader.requirements(in: text)
        #expect(requirements.map(\.versions.description) == ["0.1.5 to 0.7.52", "all versions"])
        #expect(requirements.map(\.sentence) == ["So.", "The word Versions: may be said."])
        #expect(requirements.map(\.sources) == [["a"], ["Versions: b"]])
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let rule: RequirementReader.ReadingError.Rule

        init(_ description: String, _ text: String, _ rule: RequirementReader.ReadingError.Rule) {
            testDescription = description
            self.text = text
            self.rule = rule
        }
    }

    @Test(arguments: [
        Wrong("no side", "AB-01 MUST\nSo.\nSource: a", .head),
        Wrong("another level", "AB-01 SHALL server\nSo.\nSource: a", .head),
        Wrong("another side", "AB-01 MUST peer\nSo.\nSource: a", .head),
        Wrong("more words", "AB-01 MUST server so\nSo.\nSource: a", .head),
        Wrong("two blanks", "AB-01  MUST server\nSo.\nSource: a", .head),
        Wrong("lower case", "ab-01 MUST server\nSo.\nSource: a", .id),
        Wrong("one digit", "AB-1 MUST server\nSo.\nSource: a", .id),
        Wrong("three digits", "AB-001 MUST server\nSo.\nSource: a", .id),
        Wrong("no number", "AB-CD MUST server\nSo.\nSource: a", .id),
        Wrong("only a number", "01 MUST server\nSo.\nSource: a", .id),
        Wrong("two hyphens", "AB--01 MUST server\nSo.\nSource: a", .id),
        Wrong("no sentence", "AB-01 MUST server\nSource: a", .sentence),
        Wrong("no full stop", "AB-01 MUST server\nSo\nSource: a", .sentence),
        Wrong("no such version", "AB-01 MUST server\nVersions: 0.1\nSo.\nSource: a", .versions),
        Wrong("nothing for versions", "AB-01 MUST server\nVersions: \nSo.\nSource: a", .versions),
        Wrong("versions only", "AB-01 MUST server\nVersions: 0.1.0\nSource: a", .sentence),
        Wrong("versions twice", "AB-01 MUST server\nVersions: 0.1.0\nVersions: 0.1.0\nSo.\nSource: a", .sentence),
        Wrong("versions late", "AB-01 MUST server\nThis\nVersions: 0.1.0\nis so.\nSource: a", .sentence),
        Wrong("no source", "AB-01 MUST server\nSo.", .source),
        Wrong("an empty line before the source", "AB-01 MUST server\nSo.\n\nSource: a", .source),
    ])
    func `a text that breaks a rule is refused with its line`(wrong: Wrong) {
        let text = "OK-01 MUST server\nSo.\nSource: a\n\n" + wrong.text
        #expect(throws: RequirementReader.ReadingError(rule: wrong.rule, line: 5)) {
            try RequirementReader.requirements(in: text)
        }
    }
}
