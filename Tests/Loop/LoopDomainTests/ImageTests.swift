import JSON
import LoopDomain
import Testing

@Suite("Images")
struct ImageTests {
    private let demo = ProjectPath(organization: "zauberzeug", project: "demo")

    @Test
    func `an image is shown with every member that was ever seen in one`() throws {
        var image = Image(
            id: "i", state: .complete, set: .test, width: 640, height: 480, created: "2021-06-01T06:28:21.288442",
            source: "robot", tags: ["a"])
        image.annotations.boxes = [["category_id": "c", "x": 1, "y": 2, "width": 3, "height": 4]]
        image.annotations.classifications = [["category_id": "k"]]
        var detections = Marks()
        detections.points = [["category_id": "c", "x": 1.50, "y": 2]]
        let tag = TextUUID.of("tag", "a")
        #expect(
            image.json(in: demo, detections: detections).text(style: .spaced) == """
                {"id": "i", "set": "test", "width": 640, "height": 480, "created": "2021-06-01T06:28:21.288442", \
                "state": "complete", "resource": "/zauberzeug/projects/demo/images/i/main", \
                "thumbnail": "/zauberzeug/projects/demo/images/i/thumb", "source": "robot", \
                "tags": [{"id": "\(tag)", "name": "a"}], \
                "box_annotations": [{"category_id": "c", "x": 1, "y": 2, "width": 3, "height": 4}], \
                "point_annotations": [], "segmentation_annotations": [], "skeleton_annotations": [], \
                "classification_annotation": {"category_id": "k"}, \
                "box_detections": [], "point_detections": [{"category_id": "c", "x": 1.5, "y": 2}], \
                "segmentation_detections": [], "skeleton_detections": [], "classification_detections": []}
                """)
    }

    @Test
    func `an image of which nothing is known says so`() {
        let json = Image(id: "i", state: .inbox, set: .train, width: 1, height: 1, created: "")
            .json(in: demo, detections: Marks())
        #expect(json["classification_annotation"] == .null && json["source"] == .null)
        #expect(json["box_annotations"] == [] && json["tags"] == [] && json["classification_detections"] == [])
    }
}

@Suite("What a detector says of an image")
struct ImageMetadataTests {
    private static func metadata(_ text: String) throws -> ImageMetadata {
        try ImageMetadata(json: Value(parsing: text))
    }

    @Test
    func `nothing said is nothing known`() throws {
        for text in [
            "{}", #"{"tags": null, "created": null, "date": null, "source": null, "state": null}"#,
            #"{"box_detections": null, "classification_annotation": null, "other": 5}"#,
        ] {
            let metadata = try Self.metadata(text)
            #expect(metadata.detections.isEmpty && metadata.annotations.isEmpty && metadata.tags.isEmpty)
            #expect(metadata.created == nil && metadata.source == nil && metadata.state == nil)
        }
    }

    /// `date` became `created` with version 0.11.1.
    @Test
    func `the time is kept as it was spelled, by either name`() throws {
        #expect(try Self.metadata(#"{"date": "2026-01-01_12:00:00.000"}"#).created == "2026-01-01_12:00:00.000")
        #expect(try Self.metadata(#"{"created": "noon"}"#).created == "noon")
        #expect(try Self.metadata(#"{"date": "a", "created": "b"}"#).created == "b")
        #expect(try Self.metadata(#"{"date": "a", "created": null}"#).created == "a")
    }

    @Test(arguments: Image.State.allCases)
    func `an image goes where it says`(state: Image.State) throws {
        #expect(try Self.metadata(#"{"state": "\#(state.rawValue)"}"#).state == state)
    }

    @Test
    func `tags, source and marks of both origins are read`() throws {
        let metadata = try Self.metadata(
            #"""
            {"tags": ["a", "b"], "source": "robot",
             "box_detections": [{"category_name": "c", "x": 1, "y": 2, "width": 3, "height": 4, "more": [1]}],
             "box_annotations": [{"category_name": "c", "x": 5, "y": 6, "width": 7, "height": 8}],
             "classification_annotation": {"category_id": "k"}}
            """#)
        #expect(metadata.tags == ["a", "b"] && metadata.source == "robot")
        #expect(metadata.detections.boxes.first?["more"] == [1] && metadata.detections.boxes.count == 1)
        #expect(metadata.annotations.boxes.first?["x"] == 5)
        #expect(metadata.annotations.classifications == [["category_id": "k"]])
    }

    struct Flaw: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let says: String

        init(_ text: String, says: String) {
            testDescription = text
            self.says = says
        }
    }

    @Test(arguments: [
        Flaw("[]", says: "What is said of an image is a list, not an object."),
        Flaw("true", says: "What is said of an image is true or false, not an object."),
        Flaw(#"{"tags": {}}"#, says: "tags is an object, not a list."),
        Flaw(#"{"tags": ["a", []]}"#, says: "tags[1] is a list, not a text."),
        Flaw(#"{"date": 1}"#, says: "date is a number, not a text."),
        Flaw(#"{"created": false}"#, says: "created is true or false, not a text."),
        Flaw(#"{"source": 1}"#, says: "source is a number, not a text."),
        Flaw(
            #"{"state": "new"}"#,
            says: #"state is "new"; there are backlog, inbox, annotate, review, complete, trash."#),
        Flaw(#"{"box_annotations": 1}"#, says: "box_annotations is a number, not a list."),
    ])
    func `a member of another type is named`(flaw: Flaw) throws {
        let error = #expect(throws: DomainError.self) { try Self.metadata(flaw.testDescription) }
        #expect(error?.description == flaw.says)
    }
}
