import Requirements
import Testing

@Suite struct LibraryVersionTests {
    @Test(arguments: ["0.1.0", "0.12.1", "10.0.999"])
    func `a version is read as it is written`(text: String) throws {
        #expect(try #require(LibraryVersion(text)).description == text)
    }

    @Test(arguments: [
        "", "0", "0.1", "0.1.2.3", "0..1", ".0.1", "0.1.", "v0.1.0", "0.1.0rc1", "00.1.0", "0.01.0", "0.1.00", "0.1.-1",
        "0.1.+1", "0.1.1000", " 0.1.0", "0.1.0 ", "0,1,0", "0.1.٣",
    ])
    func `anything else is no version`(text: String) {
        #expect(LibraryVersion(text) == nil)
    }

    @Test func `versions are ordered by their numbers, the first before the others`() throws {
        let texts = ["0.7.9", "0.7.10", "0.8.0", "0.10.0", "0.10.1", "1.0.0"]
        let versions = try texts.map { try #require(LibraryVersion($0)) }
        #expect(versions.shuffled().sorted() == versions)
        #expect(versions.map(\.minor) == [7, 7, 8, 10, 10, 0])
    }
}
