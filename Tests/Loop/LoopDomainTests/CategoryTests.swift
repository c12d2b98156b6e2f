import JSON
import LoopDomain
import Testing

@Suite("Categories")
struct CategoryTests {
    private let point = Category(
        id: "51e75488-103d-6661-53a2-ebc06feb5f3a", name: "purple point", description: "", hotkey: "2",
        color: "#b914b9", type: .point, pointSize: 20)

    @Test
    func `all members are written, those that are not known as null`() {
        #expect(
            point.json.text(style: .spaced) == """
                {"id": "51e75488-103d-6661-53a2-ebc06feb5f3a", "name": "purple point", "description": "", \
                "hotkey": "2", "color": "#b914b9", "type": "point", "point_size": 20}
                """)
        #expect(
            Category(id: "a", name: "b").json.text(style: .compact)
                == #"{"id":"a","name":"b","description":null,"hotkey":null,"color":null,"type":null,"point_size":null}"#
        )
    }

    @Test(arguments: ["box", "point", "segmentation", "classification", "skeleton", ""])
    func `what was written can be read, whatever the type is called`(type: String) throws {
        var category = point
        category.type = Category.Kind(word: type)
        let read = try Category(json: Value(parsing: category.json.bytes(style: .spaced)))
        #expect(read == category)
        #expect(read.type?.word == type)
    }

    @Test
    func `members of other types than usual are not known`() throws {
        let json = try Value(
            parsing: #"{"id": "a", "name": "b", "hotkey": 1, "color": [], "type": {}, "point_size": 2.5, "more": true}"#
        )
        #expect(try Category(json: json) == Category(id: "a", name: "b"))
    }

    @Test(arguments: [
        #"{"id": "a"}"#, #"{"name": "b"}"#, #"{"id": 1, "name": "b"}"#, #"{"id": null, "name": "b"}"#, "[]", "1",
    ])
    func `a category without what every reader needs is refused, and shown`(text: String) throws {
        let json = try Value(parsing: text)
        let error = #expect(throws: DomainError.self) { try Category(json: json) }
        #expect(error?.description.hasPrefix(#"A category needs "id" and "name", both strings; this one is "#) == true)
    }
}
