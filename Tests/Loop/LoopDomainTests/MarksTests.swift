import JSON
import LoopDomain
import Testing

@Suite("Marks")
struct MarksTests {
    private static func marks(_ origin: Marks.Origin, _ text: String) throws -> Marks {
        try Marks(origin, in: Value(parsing: text))
    }

    @Test
    func `each mark is kept as it was spelled, with what nobody knows`() throws {
        let text = #"{"category_name":"c","x":1.50,"y":-2,"confidence":99.0,"who":{"k":[null]}}"#
        let marks = try Self.marks(.detections, #"{"point_detections": [\#(text)]}"#)
        #expect(marks.points.map { $0.text() } == [text])
    }

    @Test
    func `an outline is a text or an object`() throws {
        let marks = try Self.marks(
            .detections,
            #"""
            {"segmentation_detections": [{"category_id": "c", "shape": "1,2,3,4"},
                                         {"category_id": "c", "shape": {"points": [{"x": 1, "y": 2}]}}]}
            """#)
        #expect(marks.segmentations.count == 2)
        let alone: Value = ["category_id": "c", "shape": "1,2"]
        #expect(try Marks.segmentation(alone) == alone)
        #expect(throws: DomainError(what: "annotation is null, not an object.")) { try Marks.segmentation(.null) }
    }

    @Test
    func `lists of one origin are none of the other`() throws {
        let text = #"{"box_annotations": [{"category_id": "c", "x": 1, "y": 2, "width": 3, "height": 4}]}"#
        #expect(try Self.marks(.detections, text).isEmpty)
        #expect(try Self.marks(.annotations, text).boxes.count == 1)
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
        Flaw(#"{"box_detections": "c"}"#, says: "box_detections is a text, not a list."),
        Flaw(#"{"point_detections": [null]}"#, says: "point_detections[0] is null, not an object."),
        Flaw(
            #"{"box_detections": [{"x": 1, "y": 2, "width": 3, "height": 4}]}"#,
            says: #"box_detections[0] has neither "category_name" nor "category_id"."#),
        Flaw(
            #"{"box_detections": [{"category_id": "c", "y": 2, "width": 3, "height": 4}]}"#,
            says: #"box_detections[0] has no "x"."#),
        Flaw(
            #"{"box_detections": [{"category_id": "c", "x": null, "y": 2, "width": 3, "height": 4}]}"#,
            says: #"box_detections[0] has no "x"."#),
        Flaw(
            #"{"point_detections": [{"category_id": "c", "x": 1, "y": "2"}]}"#,
            says: "point_detections[0].y is a text, not a finite number."),
        Flaw(
            #"{"segmentation_detections": [{"category_id": "c", "shape": []}]}"#,
            says: "segmentation_detections[0].shape is a list, not a text or an object."),
        Flaw(
            #"{"classification_detections": [{"category_id": "c", "confidence": []}]}"#,
            says: "classification_detections[0].confidence is a list, not a finite number."),
        Flaw(
            #"{"classification_detections": [{"category_id": 7}]}"#,
            says: "classification_detections[0].category_id is a number, not a text."),
    ])
    func `what is wrong with a mark is said with its place`(flaw: Flaw) throws {
        let error = #expect(throws: DomainError.self) { try Self.marks(.detections, flaw.testDescription) }
        #expect(error?.description == flaw.says)
    }

    @Test
    func `marks that are there already are not added, others are, in their order`() throws {
        func points(_ numbers: Int...) -> Marks {
            var marks = Marks()
            marks.points = numbers.map { ["category_id": "c", "x": .number(Number($0)), "y": 0] }
            return marks
        }
        var marks = points(1, 2)
        marks.merge(points(2, 3, 3, 1, 4))
        #expect(marks.points == points(1, 2, 3, 4).points)
        marks.merge(Marks())
        #expect(marks.points == points(1, 2, 3, 4).points)
        // The same number in another spelling is another mark.
        var spelled = Marks()
        spelled.points = [["category_id": "c", "x": 1.0, "y": 0]]
        marks.merge(spelled)
        #expect(marks.points.count == 5)
        // Not so when they are appended.
        marks.append(points(1))
        #expect(marks.points.count == 6)
    }

    @Test
    func `a filter looks at marks of every kind`() {
        var marks = Marks()
        marks.boxes = [["a": 1]]
        marks.points = [["a": 1], ["a": 2]]
        marks.segmentations = [["a": 2]]
        marks.classifications = [["a": 1]]
        let kept = marks.filter { $0["a"] == 1 }
        #expect(kept.boxes.count == 1 && kept.points.count == 1 && kept.classifications.count == 1)
        #expect(kept.segmentations.isEmpty && !kept.isEmpty)
        #expect(marks.filter { _ in false }.isEmpty)
    }
}
