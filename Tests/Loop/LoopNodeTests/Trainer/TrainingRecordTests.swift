import JSON
import LoopDomain
import Testing

@testable import LoopNode

/// The texts are what version 0.27.0 of the Python library writes.
@Suite("What is remembered of a training") struct TrainingRecordTests {
    private static let id = "3c20d807-f71c-40dc-a996-8a8968aa5431"

    private static let begun =
        #"{"id": "3c20d807-f71c-40dc-a996-8a8968aa5431", "context": {"organization": "zauberzeug", "project": "demo"}, "#
        + #""project_folder": "/data/zauberzeug/demo", "images_folder": "/data/zauberzeug/demo/images", "#
        + #""training_folder": "/data/zauberzeug/demo/trainings/3c20d807-f71c-40dc-a996-8a8968aa5431", "#
        + #""categories": [{"id": "c1", "name": "gr\u00f6\u00dfer", "description": null, "hotkey": "1", "#
        + ##""color": "#FF00FF", "point_size": 20, "type": "box"}, {"id": "c2", "name": "p", "description": null, "##
        + #""hotkey": null, "color": null, "point_size": null, "type": null}], "hyperparameters": {"resolution": 832, "#
        + #""flip_rl": false, "lr": 1e-05, "scale": 0.5, "names": ["a", null]}, "training_number": 7, "#
        + #""training_state": "initialized", "model_variant": "small", "start_time": 1764063600.1234567, "#
        + #""base_model_uuid": null, "image_data": null, "skipped_image_count": null, "model_uuid_for_detecting": null}"#

    private static let advanced =
        begun.replacing(#""initialized""#, with: #""detected""#)
        .replacing(
            #""base_model_uuid": null, "image_data": null, "skipped_image_count": null, "#
                + #""model_uuid_for_detecting": null"#,
            with: #""base_model_uuid": "0f000000-0000-4000-8000-000000000001", "image_data": [{"id": "i1", "#
                + #""set": "train", "width": 800, "box_annotations": [{"category_id": "c1", "x": 1, "y": 2.5, "#
                + #""width": 3, "height": 4}]}], "skipped_image_count": 1, "#
                + #""model_uuid_for_detecting": "0f000000-0000-4000-8000-000000000002""#)

    private static let details: Value = [
        "id": "ignored",
        "hyperparameters": [
            "resolution": 832, "flip_rl": false, "lr": .number(Number(text: "1e-05")!), "scale": 0.5,
            "names": ["a", nil],
        ],
        "categories": [
            [
                "id": "c1", "name": "größer", "type": "box", "color": "#FF00FF", "hotkey": "1", "point_size": 20,
                "unknown": 1,
            ], ["id": "c2", "name": "p"],
        ],
        "training_number": 7, "model_variant": "small",
    ]

    private func record(
        _ details: Value = details, in project: ProjectPath = ProjectPath(organization: "zauberzeug", project: "demo")
    ) throws(TrainingRefusal) -> TrainingRecord {
        try TrainingRecord(details, in: project, id: Self.id, dataFolder: "/data", start: 1764063600.1234567)
    }

    @Test func `what the Loop asks for is written as Python writes it`() throws {
        #expect(String(decoding: try record().bytes, as: UTF8.self) == Self.begun)
    }

    @Test(arguments: [begun, advanced]) func `what Python has written is read and written again`(text: String) throws {
        let record = try TrainingRecord(json: try Value(parsing: text))
        #expect(String(decoding: record.bytes, as: UTF8.self) == text)
    }

    @Test func `what comes of a training is remembered`() throws {
        var record = try record()
        record.state = .detected
        record.images = [
            [
                "id": "i1", "set": "train", "width": 800,
                "box_annotations": [["category_id": "c1", "x": 1, "y": 2.5, "width": 3, "height": 4]],
            ]
        ]
        record.skippedImageCount = 1
        record.uploadedModel = "0f000000-0000-4000-8000-000000000002"
        let text = Self.advanced.replacing(#""0f000000-0000-4000-8000-000000000001""#, with: "null")
        #expect(String(decoding: record.bytes, as: UTF8.self) == text)
        #expect(record.imageCount(in: "train") == 1)
        #expect(record.imageCount(in: "test") == 0)
    }

    @Test(arguments: TrainingState.allCases) func `a step that was under way begins again`(state: TrainingState) throws
    {
        let text = Self.begun.replacing(#""initialized""#, with: "\"\(state.rawValue)\"")
        let record = try TrainingRecord(json: try Value(parsing: text))
        #expect(record.state == state.step?.before ?? .readyForCleanup)
    }

    struct Flaw: Sendable, CustomTestStringConvertible {
        let member: String
        let value: Value?
        let message: String
        var testDescription: String { "\(member): \(value.map { "\($0)" } ?? "missing")" }
    }

    @Test(arguments: [
        Flaw(member: "hyperparameters", value: nil, message: "hyperparameters missing or not a dict"),
        Flaw(member: "hyperparameters", value: [], message: "hyperparameters missing or not a dict"),
        Flaw(member: "categories", value: nil, message: "categories missing or not a list"),
        Flaw(member: "categories", value: [:], message: "categories missing or not a list"),
        Flaw(member: "training_number", value: "7", message: "training_number missing or not an int"),
        Flaw(member: "training_number", value: 7.5, message: "training_number missing or not an int"),
        Flaw(member: "model_variant", value: nil, message: "model_variant missing or not a str"),
        Flaw(member: "model_variant", value: .null, message: "model_variant missing or not a str"),
    ])
    func `a training without what it needs is refused in the library's words`(flaw: Flaw) throws {
        var details = Self.details
        details[flaw.member] = flaw.value
        let refusal = #expect(throws: TrainingRefusal.self) { try record(details) }
        #expect(refusal?.description == flaw.message)
        #expect(refusal?.payload == nil)
    }

    @Test func `a category without a name, and a project that leads elsewhere, are refused`() {
        var details = Self.details
        details["categories"] = [["id": "c1"]]
        #expect(throws: TrainingRefusal.self) { try record(details) }
        for name in ["..", "", "a/b", "."] {
            #expect(throws: TrainingRefusal.self, "\(name)") {
                try record(in: ProjectPath(organization: "zauberzeug", project: name))
            }
            #expect(throws: TrainingRefusal.self, "\(name)") {
                try record(in: ProjectPath(organization: name, project: "demo"))
            }
        }
    }

    @Test func `a base model that is no text is none`() throws {
        var details = Self.details
        details["base_model_uuid"] = 5
        #expect(try record(details).baseModel == nil)
    }

    @Test(arguments: [
        "id", "context", "project_folder", "images_folder", "training_folder", "categories", "hyperparameters",
        "training_number", "training_state", "model_variant", "start_time",
    ])
    func `a file without what is needed is refused`(member: String) throws {
        var json = try Value(parsing: Self.begun)
        json[member] = nil
        #expect(throws: DomainError.self) { try TrainingRecord(json: json) }
    }

    @Test func `a state that is none is refused`() throws {
        var json = try Value(parsing: Self.begun)
        json["training_state"] = "idle"
        let error = #expect(throws: DomainError.self) { try TrainingRecord(json: json) }
        #expect(error?.what == "its state \"idle\" is none")
    }
}
