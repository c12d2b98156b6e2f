import JSON
import LoopDomain
import Testing

@testable import LoopNode

@Suite("What a logic is told and says") struct TrainingValuesTests {
    @Test func `a confusion matrix is written by category`() throws {
        let matrix = ConfusionMatrix([
            "b": .init(truePositives: 1, falsePositives: 2, falseNegatives: 3), "a": .init(truePositives: 4),
        ])
        #expect(matrix.json.text() == #"{"a":{"tp":4,"fp":0,"fn":0},"b":{"tp":1,"fp":2,"fn":3}}"#)
        #expect(ConfusionMatrix(json: matrix.json) == matrix)
        for text in ["[]", #"{"a": {"tp": 1, "fp": 2}}"#, #"{"a": 3}"#] {
            #expect(ConfusionMatrix(json: try Value(parsing: text)) == nil)
        }
    }

    @Test func `the mean of the categories is what counts`() {
        #expect(ConfusionMatrix().macroF1 == 0)
        #expect(ConfusionMatrix(["a": .init()]).macroF1 == 0)
        #expect(ConfusionMatrix(["a": .init(truePositives: 3)]).macroF1 == 1)
        let matrix = ConfusionMatrix(["a": .init(truePositives: 3), "b": .init(truePositives: 1, falsePositives: 2)])
        #expect(matrix.macroF1 == 0.75)
    }

    @Test func `hyperparameters are asked by name and kind`() throws {
        let parameters = try #require(Hyperparameters(#"{"n": 3, "x": 0.5, "f": true, "t": "a", "z": null}"#))
        #expect(parameters.names == ["n", "x", "f", "t", "z"])
        #expect(parameters.integer("n") == 3)
        #expect(parameters.number("n") == 3)
        #expect(parameters.number("x") == 0.5)
        #expect(parameters.integer("x") == nil)
        #expect(parameters.flag("f") == true)
        #expect(parameters.text("t") == "a")
        #expect(parameters.text("n") == nil)
        #expect(parameters.flag("z") == nil)
        #expect(parameters.jsonText == #"{"n": 3, "x": 0.5, "f": true, "t": "a", "z": null}"#)
        #expect(Hyperparameters("[]") == nil)
        #expect(Hyperparameters("{") == nil)
    }

    @Test func `an image is read as the Loop describes it`() throws {
        let json = try Value(
            parsing: """
                {"id": "i1", "set": "test", "width": 800, "height": 600,
                 "box_annotations": [{"category_id": "c1", "x": 1, "y": 2.0, "width": 3, "height": 4}, {"x": 1}, 3],
                 "point_annotations": [{"category_id": "c2", "x": 1.5, "y": 2}],
                 "segmentation_annotations": [
                   {"category_id": "c3", "shape": {"points": [{"x": 1, "y": 2}]}},
                   {"category_id": "c3", "shape": "1,2"}],
                 "classification_annotation": {"category_id": "c4"}}
                """)
        let image = try #require(TrainingImage(json: json, folder: "/images"))
        #expect(image.path == "/images/i1.jpg")
        #expect(image.set == .test)
        #expect(image.boxes == [.init(categoryID: "c1", x: 1, y: 2, width: 3, height: 4)])
        #expect(image.points == [.init(categoryID: "c2", x: 1.5, y: 2)])
        #expect(image.outlines == [.init(categoryID: "c3", shape: Shape(points: [.init(x: 1, y: 2)]))])
        #expect(image.categoryID == "c4")
        for text in ["{}", #"{"id": "i1"}"#, #"{"id": "i1", "set": "else"}"#, "3"] {
            #expect(TrainingImage(json: try Value(parsing: text), folder: "") == nil)
        }
        let bare = try #require(TrainingImage(json: ["id": "i", "set": "val"], folder: ""))
        #expect(bare.set == .validation)
        #expect(bare.boxes.isEmpty && bare.categoryID == nil && bare.width == 0)
    }

    @Test func `a coordinate beyond all numbers is passed over`() throws {
        let json = try Value(
            parsing: #"{"id": "i", "set": "train", "box_annotations": [{"category_id": "c", "x": 1e300, "y": 1, "#
                + #""width": 1, "height": 1}]}"#)
        #expect(TrainingImage(json: json, folder: "")?.boxes == [])
    }

    struct Text: Sendable, CustomTestStringConvertible {
        let text: String
        let isOne: Bool
        var testDescription: String { text }
    }

    @Test(arguments: [
        Text(text: "3c20d807-f71c-40dc-a996-8a8968aa5431", isOne: true),
        Text(text: "3C20D807F71C40DCA9968A8968AA5431", isOne: true),
        Text(text: "00000000-0000-0000-0000-000000000012", isOne: true), Text(text: "", isOne: false),
        Text(text: "small", isOne: false), Text(text: "3c20d807-f71c-40dc-a996-8a8968aa543", isOne: false),
        Text(text: "3c20d807-f71c-40dc-a996-8a8968aa543g", isOne: false),
        Text(text: "3c20d807-f71c-40dc-a996-8a8968aa54311", isOne: false),
    ])
    func `a UUID is what Python takes for one`(text: Text) { #expect(UUIDText.isOne(text.text) == text.isOne) }

    @Test func `troubles with CUDA are known`() {
        let logic = TestTrainer()
        #expect(logic.failure(in: []) == nil)
        #expect(
            logic.failure(in: ["epoch 1", "RuntimeError: CUDA out of memory."]) == "graphics card is out of memory")
        #expect(
            logic.failure(in: ["CUDA error: invalid device ordinal", "bye"]) == "graphics card not found")
    }
}
