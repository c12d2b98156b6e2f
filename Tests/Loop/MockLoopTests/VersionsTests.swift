import Testing

@testable import MockLoop

@Suite("Versions")
struct VersionsTests {
    private static func versions(_ inUse: String...) -> Versions {
        inUse.reduce(into: Versions()) { $0.use($1) }
    }

    @Test
    func `the first model of a project is 1.0`() {
        var versions = Versions()
        #expect(versions.promise() == "1.0" && versions.promise() == "2.0")
    }

    @Test
    func `a model that continues another one is the next minor version`() {
        var versions = Self.versions("1.0", "1.1", "1.2", "2.0")
        #expect(versions.promise(continuing: "1.2") == "1.3")
        #expect(versions.promise(continuing: "1.0") == "1.4")
        #expect(versions.promise(continuing: "2.0") == "2.1")
        #expect(versions.promise() == "3.0")
        #expect(versions.promise(continuing: "3.0") == "3.1")
    }

    @Test
    func `versions are numbers, not fractions`() {
        var versions = Self.versions("1.9", "1.10", "10.0", "9.0")
        #expect(versions.promise(continuing: "1.9") == "1.11")
        #expect(versions.promise() == "11.0")
    }

    @Test
    func `what was promised and came to nothing is given again, unless it is a gap`() {
        var versions = Self.versions("1.0")
        let minors = (0..<3).map { _ in versions.promise(continuing: "1.0") ?? "" }
        #expect(minors == ["1.1", "1.2", "1.3"])
        versions.use("1.2")
        versions.giveBack("1.3")
        versions.giveBack("1.1")
        #expect(versions.promise(continuing: "1.0") == "1.3")
        let majors = [versions.promise(), versions.promise()]
        #expect(majors == ["2.0", "3.0"])
        versions.giveBack("3.0")
        versions.giveBack("2.0")
        #expect(versions.promise() == "2.0")
        // What is in use cannot be given back.
        versions.use("2.0")
        versions.giveBack("2.0")
        #expect(versions.promise() == "3.0")
    }

    @Test(arguments: ["", "1", "1.2.3", "v1.2", "1.", ".1", "a.b", "1.2 ", "99999999999999999999.0"])
    func `a text that is no version is continued by none`(text: String) {
        var versions = Self.versions(text)
        #expect(versions.promise(continuing: text) == nil)
        versions.giveBack(text)
        #expect(versions.promise() == "1.0")
    }
}
