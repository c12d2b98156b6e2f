import Requirements
import Testing

@Suite struct LibraryVersionsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        /// The ones that are in, and those that are not.
        let inside: [String]
        let outside: [String]

        var testDescription: String { text }
    }

    @Test(arguments: [
        Case(text: "0.7.52 or earlier", inside: ["0.1.0", "0.7.51", "0.7.52"], outside: ["0.7.53", "1.0.0"]),
        Case(text: "0.16.0 or later", inside: ["0.16.0", "0.16.1", "2.0.0"], outside: ["0.15.99", "0.2.0"]),
        Case(
            text: "0.1.5 to 0.7.52", inside: ["0.1.5", "0.3.7", "0.7.52"], outside: ["0.1.4", "0.7.53", "0.10.0"]),
        Case(text: "0.11.0", inside: ["0.11.0"], outside: ["0.10.999", "0.11.1"]),
    ])
    func `both bounds are included`(case: Case) throws {
        let versions = try #require(LibraryVersions(`case`.text))
        #expect(versions.description == `case`.text)
        for text in `case`.inside { #expect(versions.contains(try #require(LibraryVersion(text))), "\(text)") }
        for text in `case`.outside { #expect(!versions.contains(try #require(LibraryVersion(text))), "\(text)") }
    }

    @Test func `all are all`() throws {
        #expect(LibraryVersions.all.contains(try #require(LibraryVersion("0.0.0"))))
        #expect(LibraryVersions.all.contains(try #require(LibraryVersion("999.999.999"))))
        #expect(LibraryVersions.all.description == "all versions")
    }

    @Test(arguments: [
        "", " ", "all", "all versions", "0.1", "0.1.0 ", " 0.1.0", "0.1.0 or", "0.1.0 or older", "0.1.0  or later",
        "0.1.0 or later ", "or later", "0.1.0 to", "0.1.0 to ", "0.1.0 to 0.2", "0.1.0 to 0.2.0 or later",
        "0.1.0 to  0.2.0", "to 0.2.0", "0.1.0 - 0.2.0", "0.1.0-0.2.0",
        // One version is written alone, and the earlier one comes first.
        "0.1.0 to 0.1.0", "0.2.0 to 0.1.0",
    ])
    func `any other text is refused`(text: String) {
        #expect(LibraryVersions(text) == nil)
    }
}
