import JSON
import LoopDomain
import POSIX
import Testing

@testable import LoopNode

@Suite("The folder of a training") struct TrainingFolderTests {
    private let scratch: Scratch
    private let folder: TrainingFolder

    init() throws {
        scratch = try Scratch()
        folder = TrainingFolder(scratch.path, on: WorkerThread(name: "test"))
    }

    private func state(_ epoch: Int, _ files: [String: [String]]) -> BestState {
        BestState(
            confusionMatrix: ConfusionMatrix(["c1": .init(truePositives: epoch, falsePositives: 2, falseNegatives: 3)]),
            epoch: epoch, files: files,
            metadata: ModelMetadata(resolution: 800, size: "s", confidenceThreshold: 0.5))
    }

    // MARK: - The last better model

    @Test func `there is no better model at first`() async { #expect(await folder.best == nil) }

    @Test func `a better model is kept with copies of its files, in place of the one before`() async throws {
        for epoch in 1...3 {
            try scratch.file("w.bin", "weights \(epoch)")
            try await folder.keep(state(epoch, ["a": ["w.bin"], "b": ["\(scratch.path)/w.bin"]]))
        }
        try scratch.file("w.bin", "later")
        let best = try #require(await folder.best)
        #expect(best.epoch == 3)
        #expect(best.number == 3)
        #expect(!best.isPublished)
        #expect(best.confusionMatrix.categories["c1"]?.truePositives == 3)
        #expect(best.metadata == ModelMetadata(resolution: 800, size: "s", confidenceThreshold: 0.5))
        #expect(
            best.files == [
                "a": ["\(scratch.path)/best_state_3/a/w.bin"], "b": ["\(scratch.path)/best_state_3/b/w.bin"],
            ])
        #expect(try scratch.text("best_state_3/a/w.bin") == "weights 3")
        #expect(try scratch.names() == ["best_state.json", "best_state_3", "w.bin"])
    }

    @Test func `what the Loop has heard of is remembered, if it is still the best`() async throws {
        try scratch.file("w", "w")
        try await folder.keep(state(1, ["a": ["w"]]))
        try await folder.markPublished(1)
        #expect(await folder.best?.isPublished == true)
        try await folder.keep(state(2, ["a": ["w"]]))
        try await folder.markPublished(1)
        #expect(await folder.best?.isPublished == false)
    }

    @Test func `a process that died while it kept a model leaves the one before`() async throws {
        try scratch.file("w", "w")
        try await folder.keep(state(1, ["a": ["w"]]))
        try scratch.folder("best_state_2/a")
        #expect(await folder.best?.epoch == 1)
        try await folder.keep(state(2, ["a": ["w"]]))
        #expect(await folder.best?.epoch == 2)
        #expect(try scratch.text("best_state_2/a/w") == "w")
    }

    @Test(
        arguments: [
            ["a": []], ["a": ["missing"]], ["a": ["w", "x/w"]], ["a": ["model.json"]], ["../a": ["w"]], ["a": ["/"]],
        ] as [[String: [String]]])
    func `files that are none of a model end the training, and what was kept stays`(files: [String: [String]])
        async throws
    {
        try scratch.file("w", "w")
        try scratch.file("model.json", "{}")
        try await folder.keep(state(1, ["a": ["w"]]))
        await #expect(throws: TrainerError.self) { try await folder.keep(state(2, files)) }
        #expect(await folder.best?.epoch == 1)
        #expect(try scratch.text("best_state_1/a/w") == "w")
    }

    @Test func `a damaged file counts as none`() async throws {
        for text in ["", "{}", "{", #"{"number": 1, "published": true, "confusion_matrix": 3, "files": {}}"#] {
            try scratch.file("best_state.json", text)
            #expect(await folder.best == nil)
        }
    }

    // MARK: - The model that is continued

    @Test func `the files of a model are adopted, and its model json gets another name`() async throws {
        try scratch.folder("base_model")
        try scratch.file("base_model/model.json", "{}")
        try scratch.file("base_model/w", "new")
        try scratch.file("w", "from an attempt before")
        try await folder.adoptBaseModel(["model.json", "w"], from: "\(scratch.path)/base_model")
        #expect(try scratch.names() == ["base_model.json", "w"])
        #expect(try scratch.text("w") == "new")
    }

    @Test func `a model without model json, or with a file that the trainer needs, is refused`() async throws {
        try scratch.folder("base_model")
        await #expect(throws: NodeError.model(reason: "it has no model.json")) {
            try await folder.adoptBaseModel(["w"], from: "\(scratch.path)/base_model")
        }
        for name in ["best_state.json", "uploaded_model_uuid.txt", "last_training.log"] {
            await #expect(throws: NodeError.self) {
                try await folder.adoptBaseModel([name, "model.json"], from: "\(scratch.path)/base_model")
            }
        }
    }

    // MARK: - What the Python library reads

    @Test func `what was uploaded is written as Python writes it`() async throws {
        #expect(await folder.uploadedFormats == [])
        #expect(await folder.uploadedModel == nil)
        try await folder.noteUploaded(format: "mocked")
        try await folder.noteUploaded(format: "mocked_2")
        try await folder.noteUploaded(model: "0f000000-0000-4000-8000-000000000002")
        try await folder.note(uploadIndex: 4)
        try await folder.note(uploadProgress: 100)
        #expect(try scratch.text("model_uploading_progress.txt") == "mocked,mocked_2")
        #expect(try scratch.text("uploaded_model_uuid.txt") == "0f000000-0000-4000-8000-000000000002")
        #expect(try scratch.text("detection_uploading_json_index.txt") == "4")
        #expect(try scratch.text("detection_uploading_progress.txt") == "100")
        #expect(await folder.uploadedFormats == ["mocked", "mocked_2"])
        #expect(await folder.uploadedModel == "0f000000-0000-4000-8000-000000000002")
        #expect(await folder.uploadIndex == 4)
        #expect(await folder.uploadProgress == 100)
        // What Python leaves when it was killed in the wrong moment.
        try scratch.file("uploaded_model_uuid.txt", "")
        try scratch.file("model_uploading_progress.txt", "")
        #expect(await folder.uploadedModel == nil)
        #expect(await folder.uploadedFormats == [])
    }

    @Test func `detections are written as Python writes them`() async throws {
        let found = Detections(
            boxes: [
                BoxDetection(
                    categoryName: "b", categoryID: "c1", modelName: "1.1", confidence: 0.5, x: 1, y: 2, width: 3,
                    height: 4)
            ],
            points: [
                PointDetection(
                    categoryName: "größer", categoryID: "c2", modelName: "1.1", confidence: 1, x: 1.5, y: 2)
            ],
            segmentations: [
                SegmentationDetection(
                    categoryName: "s", categoryID: "c3", modelName: "1.1", confidence: 0.25,
                    shape: Shape(points: [.init(x: 1, y: 2)]))
            ],
            classifications: [ClassificationDetection(categoryName: "k", modelName: "1.1", confidence: 0.75)])
        let entries: [Value] = [
            .object(found.members(isFlat: false) + [Member(name: "image_id", value: "i1")]),
            .object(Detections().members(isFlat: false) + [Member(name: "image_id", value: "i2")]),
        ]
        try await folder.save(entries, batch: 3)
        // Python spells a y of 2 as it was given; here it is a double.
        #expect(
            try scratch.text("detections_3.json").replacing(#""y": 2.0"#, with: #""y": 2"#)
                == #"[{"box_detections": [{"category_name": "b", "x": 1, "y": 2, "width": 3, "height": 4, "#
                + #""model_name": "1.1", "confidence": 0.5, "category_id": "c1"}], "point_detections": "#
                + #"[{"category_name": "gr\u00f6\u00dfer", "x": 1.5, "y": 2, "model_name": "1.1", "confidence": 1.0, "#
                + #""category_id": "c2"}], "segmentation_detections": [{"category_name": "s", "shape": {"points": "#
                + #"[{"x": 1, "y": 2}]}, "model_name": "1.1", "confidence": 0.25, "category_id": "c3"}], "#
                + #""classification_detections": [{"category_name": "k", "model_name": "1.1", "confidence": 0.75, "#
                + #""category_id": null}], "image_id": "i1"}, {"box_detections": [], "point_detections": [], "#
                + #""segmentation_detections": [], "classification_detections": [], "image_id": "i2"}]"#)
        #expect(try await folder.detections(inBatch: 3) == entries)
        #expect(await folder.detectionBatchCount == 1)
    }

    @Test func `detections are forgotten with all that was uploaded of them`() async throws {
        try await folder.save([], batch: 0)
        try await folder.save([], batch: 1)
        try scratch.file("detections_1.json.4711", "[")
        try await folder.note(uploadIndex: 1)
        try await folder.note(uploadProgress: 0)
        #expect(await folder.detectionBatchCount == 2)
        await folder.removeDetections()
        #expect(try scratch.names() == [])
        await #expect(throws: NodeError.self) { try await folder.detections(inBatch: 0) }
    }

    @Test func `the log and what a logic left stay when a training is over`() async throws {
        try scratch.file("w", "w")
        try scratch.file("last_training.log", "log")
        try await folder.keep(state(1, ["a": ["w"]]))
        try await folder.save([], batch: 0)
        _ = try await folder.emptyFolder("detection_model")
        await folder.removeBulk()
        #expect(try scratch.names() == ["best_state.json", "last_training.log", "w"])
    }
}
