import JSON
import Testing

@testable import LoopNode

/// What is read and what is refused is what dacite 1.9.2 reads and refuses for the Python library's `ImageMetadata`.
@Suite struct MetadataReaderTests {
    private static let box = #""category_name": "a", "x": 1, "y": 2, "width": 3, "height": 4, "model_name": "m""#

    private func read(_ json: String) throws -> ImageRecord {
        try MetadataReader.read(try Value(parsing: json), created: "now")
    }

    @Test func `an empty object gives what nobody has to say`() throws {
        var expected = ImageRecord()
        expected.created = "now"
        #expect(try read("{}") == expected)
        #expect(try read(#"{"foo": 1, "creation_date": "x", "image_id": null}"#) == expected)
    }

    @Test func `everything that is known is kept, in the library's order, and the rest is not`() throws {
        let metadata = try read(
            """
            {"state": "trash", "source": "robot", "created": "2026", "tags": ["t"], "foo": 1,
            "classification_annotation": {"category_name": "c", "foo": 1},
            "point_annotations": [{"y": 2, "x": 1.5, "category_name": "p"}],
            "box_annotations": [{"category_name": "b", "x": 1, "y": 2, "width": 3, "height": 4, "category_id": "i"}],
            "classification_detections": [{"category_name": "k", "model_name": "m", "confidence": 1}],
            "segmentation_detections": [
                {"category_name": "s", "shape": "1,2", "model_name": "m", "confidence": 0.5},
                {"category_name": "s", "shape": {"points": [{"y": 2, "x": 1, "z": 3}]}, "model_name": "m",
                "confidence": 0.5}],
            "point_detections": [{"category_name": "p", "x": 1, "y": 2.5, "model_name": "m", "confidence": 0.5}],
            "box_detections": [{"foo": 1, \(Self.box), "confidence": 0.5, "category_id": null}]}
            """)
        #expect(
            metadata.json.text(style: .spaced)
                == #"{"box_detections": [{\#(Self.box), "confidence": 0.5, "category_id": null}], "#
                + #""point_detections": [{"category_name": "p", "x": 1, "y": 2.5, "model_name": "m", "confidence": 0.5, "#
                + #""category_id": null}], "segmentation_detections": [{"category_name": "s", "shape": "1,2", "#
                + #""model_name": "m", "confidence": 0.5, "category_id": null}, {"category_name": "s", "#
                + #""shape": {"points": [{"x": 1, "y": 2}]}, "model_name": "m", "confidence": 0.5, "category_id": null}], "#
                + #""classification_detections": [{"category_name": "k", "model_name": "m", "confidence": 1, "#
                + #""category_id": null}], "box_annotations": [{"category_name": "b", "x": 1, "y": 2, "width": 3, "#
                + #""height": 4, "category_id": "i"}], "point_annotations": [{"category_name": "p", "x": 1.5, "y": 2, "#
                + #""category_id": null}], "classification_annotation": {"category_name": "c", "category_id": null}, "#
                + #""tags": ["t"], "created": "2026", "source": "robot", "state": "trash"}"#)
    }

    @Test(arguments: [
        (#"{"created": null}"#, nil as String?), (#"{"created": "x"}"#, "x"), ("{}", "now"),
    ])
    func `a date that is null stays null`(json: String, created: String?) throws {
        #expect(try read(json).created == created)
    }

    @Test(arguments: [
        (
            #"[{\#(box), "confidence": "0.5"}]"#,
            #""box_detections.confidence" - should be "float" instead of value "0.5" of type "str""#
        ),
        (
            #"[{"category_name": "a", "x": 1.5}]"#,
            #""box_detections.x" - should be "int" instead of value "1.5" of type "float""#
        ),
        (
            #"[{"category_name": "a", "x": 1.0}]"#,
            #""box_detections.x" - should be "int" instead of value "1.0" of type "float""#
        ),
        (
            #"[{"category_name": "a", "x": null}]"#,
            #""box_detections.x" - should be "int" instead of value "None" of type "NoneType""#
        ),
        (
            #"[{"category_name": 5}]"#,
            #""box_detections.category_name" - should be "str" instead of value "5" of type "int""#
        ),
        (
            #"[{\#(box), "confidence": 1, "category_id": 5}]"#,
            #""box_detections.category_id" - should be "typing.Optional[str]" instead of value "5" of type "int""#
        ),
        ("null", #""box_detections" - should be "List" instead of value "None" of type "NoneType""#),
        ("{}", #""box_detections" - should be "List" instead of value "{}" of type "dict""#),
        ("[5]", #""box_detections" - should be "List" instead of value "[5]" of type "list""#),
    ])
    func `a box of wrong type is refused as dacite refuses it`(boxes: String, flaw: String) throws {
        #expect(throws: MetadataReader.Flaw(description: "wrong value type for field " + flaw)) {
            try read(#"{"box_detections": \#(boxes)}"#)
        }
    }

    @Test(arguments: ["category_name", "x", "y", "width", "height", "model_name", "confidence"])
    func `a box without one of its members is refused`(name: String) throws {
        var box = try Value(parsing: #"{\#(Self.box), "confidence": 0.5}"#)
        box[name] = nil as Value?
        #expect(throws: MetadataReader.Flaw(description: "missing value for field \"box_detections.\(name)\"")) {
            try MetadataReader.read(["box_detections": [box]], created: "")
        }
    }

    @Test(arguments: [
        #"{"tags": null}"#, #"{"tags": ["a", 5]}"#, #"{"tags": "ab"}"#, #"{"source": 5}"#, #"{"state": 4}"#,
        #"{"created": 4}"#, #"{"classification_annotation": {}}"#, #"{"classification_annotation": []}"#,
        #"{"segmentation_detections": [{"category_name": "a", "model_name": "m", "confidence": 1}]}"#,
        #"{"segmentation_detections": [{"category_name": "a", "shape": 5, "model_name": "m", "confidence": 1}]}"#,
        #"{"segmentation_detections": [{"category_name": "a", "shape": null, "model_name": "m", "confidence": 1}]}"#,
        #"{"segmentation_detections": [{"category_name": "a", "shape": {"points": [{"x": 1.5, "y": 1}]}, "model_name": "m", "confidence": 1}]}"#,
        #"{"segmentation_detections": [{"category_name": "a", "shape": {"points": 5}, "model_name": "m", "confidence": 1}]}"#,
        #"{"point_detections": [{"category_name": "a", "x": "1", "y": 1, "model_name": "m", "confidence": 1}]}"#,
        "[]", "5", #""abc""#,
    ])
    func `what is of another type than it should be is refused`(json: String) throws {
        #expect(throws: MetadataReader.Flaw.self) { try read(json) }
    }

    @Test func `a value that is large is not repeated in the error`() throws {
        let long = String(repeating: "x", count: 5000)
        let error = #expect(throws: MetadataReader.Flaw.self) { try read(#"{"tags": "\#(long)"}"#) }
        #expect((error?.description.utf8.count ?? 0) < 300)
    }

    @Test func `callers of old send everything side by side`() throws {
        let json = try Value(
            parsing:
                #"{"detections": {"box_detections": [{\#(Self.box), "confidence": 1}]}, "tags": ["t"], "source": "s", "creation_date": "d"}"#
        )
        let metadata = try MetadataReader.readFlat(json, created: "now")
        #expect(metadata.detections.boxes.count == 1)
        #expect(metadata.tags == ["t"])
        #expect(metadata.source == "s")
        #expect(metadata.created == "d")
        #expect(try MetadataReader.readFlat([:], created: "now").created == "now")
        #expect(throws: MetadataReader.Flaw.self) { try MetadataReader.readFlat(["detections": [5]], created: "") }
    }
}
