import Requirements
import TestSupport
import Testing

/// The coverage of made-up tests.
@Suite struct CoverageTests {
    private func coverage(_ source: String, exempting list: String = "") throws -> Coverage {
        let tree = SourceTree(files: ["Tests/Floor/RoomTests/ATests.swift": source])
        return Coverage(tests: NamingTest.all(in: tree), exemptions: try Exemption.all(in: list))
    }

    @Test func `tests and suites are found with their names`() throws {
        let coverage = try coverage(
            """
            @Suite(.requirements("WS-FR-01")) struct FrameTests {
                @Test(.requirements("WS-FR-02", "WS-FR-03")) func `a "frame" (masked) // is so`() {}

                // @Test(.requirements("WS-FR-04")) func `is not there`() {}
                @Test(
                    "a title", .timeLimit(.minutes(5)),
                    .requirements(
                        "WS-FR-05",
                        "WS-FR-06"),
                    arguments: [(1, ")"), (2, "(")])
                @available(macOS 15, *)
                func plain(_ value: (Int, String)) async throws {}

                @Test func `names nothing`() { let text = "@Test(.requirements(\\"WS-FR-07\\"))" }
            }
            """)
        #expect(
            coverage.tests.map { "\($0.line) \($0.name): \($0.ids.joined(separator: " "))" } == [
                "1 FrameTests: WS-FR-01", "2 a \"frame\" (masked) // is so: WS-FR-02 WS-FR-03",
                "5 a title: WS-FR-05 WS-FR-06",
            ])
        #expect(coverage.tests(of: "WS-FR-06").map(\.path) == ["Tests/Floor/RoomTests/ATests.swift"])
        #expect(coverage.tests(of: "WS-FR-07").isEmpty)
    }

    @Test func `a test that never runs shows nothing`() throws {
        let coverage = try coverage(
            """
            @Test(.disabled("why"), .requirements("WS-FR-01")) func a() {}
            @Test(.disabled(), .requirements("WS-FR-02")) func b() {}
            @Test(.disabled(if: isSanitized), .requirements("WS-FR-03")) func c() {}
            """)
        #expect(coverage.tests.map(\.ids) == [["WS-FR-03"]])
    }

    @Test func `an unknown id, a stale exemption and one said twice are mistakes`() throws {
        let coverage = try coverage(
            #"@Test(.requirements("WS-FR-01", "WS-FR-99")) func a() {}"#,
            exempting: "WS-FR-01 WS-FR-02: why\nWS-FR-98: why\n\nWS-FR-02: why")
        #expect(
            coverage.mistakes == [
                "Tests/Floor/RoomTests/ATests.swift:1: \"a\" names WS-FR-99, which the catalogue does not have.",
                "line 1 of the exemptions: WS-FR-01 is no exemption any more, "
                    + "Tests/Floor/RoomTests/ATests.swift:1 shows it.",
                "line 2 of the exemptions: WS-FR-98 is not in the catalogue.",
                "line 4 of the exemptions: WS-FR-02 is there already.",
            ])
    }

    @Test func `what a server must do and nobody shows is missing`() throws {
        let none = try coverage("")
        let asked = Catalogue.all.filter {
            $0.side != .client && ["EIO-", "SIO-", "WS-"].contains(where: $0.id.hasPrefix)
        }
        #expect(none.missing == asked)
        let some = try coverage(
            #"@Test(.requirements("WS-FR-02", "WS-FR-01")) func a() {}"#, exempting: "SIO-CR-03: why")
        #expect(none.missing.map(\.id).filter { !some.missing.map(\.id).contains($0) } == ["SIO-CR-03", "WS-FR-02"])
        #expect(some.mistakes == [])
    }

    @Test func `exemptions are read with their reasons`() throws {
        let list = "# A list.\n\nA-01 B-02: this: is\n    the reason\nC-03:  another"
        #expect(
            try Exemption.all(in: list) == [
                Exemption(line: 3, ids: ["A-01", "B-02"], reason: "this: is the reason"),
                Exemption(line: 5, ids: ["C-03"], reason: "another"),
            ])
    }

    @Test(arguments: ["A-01", "A-01:", "A-01:  ", ": why", " why", "\n\n A-01: why"])
    func `an exemption without ids or reason is refused`(list: String) {
        #expect(throws: Exemption.ReadingError.self) { try Exemption.all(in: list) }
    }

    @Test func `the table is narrow and says who shows what`() throws {
        let coverage = try coverage(
            #"@Test(.requirements("WS-FR-04")) func `a masked frame that a server sent is refused at once`() {}"#,
            exempting: "WS-FR-12: nobody can tell")
        let table = CoverageTable(coverage: coverage)
        #expect(
            table.whole.contains(
                """

                WS-FR-04  MUST  client
                  A masked server frame fails the connection.
                  + a masked frame that a server sent is refused at once
                    (Tests/Floor/RoomTests/ATests.swift:1)

                WS-FR-05  MUST  both
                  Any RSV bit without a negotiated extension fails the connection.
                  - no test

                """))
        #expect(table.whole.contains("  o not tested: nobody can tell\n"))
        #expect(table.whole.contains("\n48 requirements, 1 shown, 46 open\n"))
        #expect(!table.open.contains("WS-FR-04") && !table.open.contains("WS-FR-12") && table.open.contains("WS-FR-05"))
        #expect(table.whole.split(separator: "\n").allSatisfy { $0.count <= CoverageTable.width })
    }
}
