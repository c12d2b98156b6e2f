import JSON
import LoopDomain
import Testing

@Suite("model.json")
struct ModelInformationTests {
    private let information = ModelInformation(
        id: "3c20d807-f71c-40dc-a996-8a8968aa5431", host: "http://localhost:8080", organization: "zauberzeug",
        project: "demo", version: "4.0", format: "mocked")

    @Test
    func `the Loop's members come first, and replace what a node wrote`() throws {
        let node = try Value(parsing: #"{"version": "9.9", "resolution": 800, "categories": [], "format": 1}"#)
        let file = information.file(keeping: node.object ?? [])
        #expect(
            String(decoding: file, as: UTF8.self) == """
                {"host": "http://localhost:8080", "organization": "zauberzeug", "project": "demo", "version": "4.0", \
                "id": "3c20d807-f71c-40dc-a996-8a8968aa5431", "format": "mocked", "resolution": 800, "categories": []}
                """)
    }

    @Test
    func `a number keeps its spelling`() throws {
        let node = try Value(parsing: #"{"conf_threshold": 0.30, "seed": 12345678901234567890}"#)
        let file = String(decoding: information.file(keeping: node.object ?? []), as: UTF8.self)
        #expect(file.hasSuffix(#""conf_threshold": 0.30, "seed": 12345678901234567890}"#))
    }

    @Test
    func `what was written can be read`() throws {
        let category = Category(id: "1", name: "purple point", color: "#b914b9", type: .point, pointSize: 20)
        let file = information.file(keeping: [Member(name: "categories", value: .array([category.json]))])
        let read = try ModelInformation(json: Value(parsing: file))
        #expect(read.categories == [category])
        #expect(read.version == "4.0" && read.format == "mocked" && read.resolution == nil)
    }

    @Test(arguments: ["{}", #"{"id": 1}"#, "[]", #"{"id":"a","organization":"o","project":"p","version":null}"#])
    func `a file without what every reader needs is refused`(text: String) throws {
        let json = try Value(parsing: text)
        #expect(throws: DomainError.self) { try ModelInformation(json: json) }
    }
}
