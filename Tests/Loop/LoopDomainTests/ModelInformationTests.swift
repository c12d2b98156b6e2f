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

    struct Spelling: Sendable, CustomTestStringConvertible {
        /// What a node wrote.
        let testDescription: String
        let readable: String

        init(_ sent: String, _ readable: String) {
            testDescription = sent
            self.readable = readable
        }
    }

    /// Readers from version 0.8 on refuse a file with one member of another type.
    @Test(arguments: [
        Spelling(#"{"resolution":800,"a":"b"}"#, #"{"resolution":800,"a":"b"}"#),
        Spelling(#"{"resolution":"416"}"#, #"{"resolution":416}"#),
        Spelling(#"{"resolution":800.0}"#, #"{"resolution":800}"#),
        Spelling(#"{"resolution":"8e2"}"#, #"{"resolution":800}"#),
        Spelling(#"{"resolution":-0.0}"#, #"{"resolution":0}"#),
        Spelling(#"{"resolution":0.5,"a":1}"#, #"{"a":1}"#),
        Spelling(#"{"resolution":"large","a":1}"#, #"{"a":1}"#),
        Spelling(#"{"resolution":""}"#, "{}"),
        Spelling(#"{"resolution":" 5"}"#, "{}"),
        Spelling(#"{"resolution":"nan"}"#, "{}"),
        Spelling(#"{"resolution":null}"#, "{}"),
        Spelling(#"{"resolution":true}"#, "{}"),
        Spelling(#"{"resolution":[800]}"#, "{}"),
        Spelling(#"{"resolution":1e300}"#, "{}"),
        Spelling(#"{"resolution":1e999}"#, "{}"),
        Spelling(#"{"resolution":99999999999999999999}"#, "{}"),
        Spelling(#"{"resolution":800,"resolution":"900"}"#, #"{"resolution":800,"resolution":900}"#),
        Spelling(#"{"categories":[1,{"a":2}]}"#, #"{"categories":[1,{"a":2}]}"#),
        Spelling(#"{"categories":{}}"#, "{}"),
        Spelling(#"{"categories":null}"#, "{}"),
        Spelling(#"{"categories":[{"point_size":20.0}]}"#, #"{"categories":[{"point_size":20}]}"#),
        Spelling(#"{"categories":[{"point_size":"7","id":"c"}]}"#, #"{"categories":[{"point_size":7,"id":"c"}]}"#),
        Spelling(#"{"categories":[{"point_size":0.03,"id":"c"}]}"#, #"{"categories":[{"id":"c"}]}"#),
        Spelling(#"{"categories":[{"point_size":null}]}"#, #"{"categories":[{"point_size":null}]}"#),
        Spelling(#"{"conf_threshold":0.30,"point_size":"x"}"#, #"{"conf_threshold":0.30,"point_size":"x"}"#),
    ])
    func `what a node says is made readable, or left out`(spelling: Spelling) throws {
        let sent = try #require(try Value(parsing: spelling.testDescription).object)
        #expect(Value.object(ModelInformation.readable(sent)).text() == spelling.readable)
    }
}
