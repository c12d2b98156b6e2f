import Colours
import Foundation
import HTTPClient
import JSON
import LoopDomain
import LoopNode
import ModelArchive
import TestSupport
import Testing

/// The trainer among the examples, against the mock Loop.
@Suite("The colour trainer", .serialized, .timeLimit(.minutes(3))) struct ColourTrainerTests {
    @Test func `it learns the colours of what is marked, and finds it again`() async throws {
        let scratch = try Scratch()
        let log = LogRecorder()
        try await ControlledLoop.run { loop in
            try await loop.control(
                "POST", "/projects",
                ["project_name": "fruit", "complete": 10, "inbox": 2, "box_categories": 2, "box_annotations": 3])
            let configuration = TrainerConfiguration(node: loop.nodeConfiguration(dataFolder: "\(scratch.path)/data"))
            let node = TrainerNode(
                name: "colours", logic: ColourTrainer(), configuration: configuration, logger: log.logger,
                clock: QuickClock())
            let run = Task { try await node.run() }
            try await loop.wait(["event": "update_trainer"], after: 0)
            try await loop.control("POST", "/nodes/trainer/begin_training", ["project": "fruit"])
            let last = try await loop.wait(
                ["event": "update_trainer", "where": ["state": "ready_for_cleanup"]], after: 0)
            #expect(last["arguments"]?[0]?["errors"] == [:])
            let project = try await loop.control("GET", "/projects/zauberzeug/fruit")
            let model = try #require(project["models"]?[0])
            #expect(model["formats"] == ["colours"])
            let latest = try #require(project["trainings"]?[0]?["latest"])
            #expect(latest["best_epoch"]?.int != nil)
            #expect(latest["confusion_matrix"]?.object?.count == 2)

            let archive = "\(scratch.path)/model.zip"
            _ = try await Client().perform(
                Request(
                    url: "\(loop.url)/api/zauberzeug/projects/fruit/models/\(model["id"]?.string ?? "")/colours/file",
                    responseBody: .file(path: archive)))
            let text = try #require(try Archive.readMember("colours.json", of: archive))
            let learnt = try JSONDecoder().decode(ColourModel.self, from: Data(text))
            let categories = project["categories"]?.array ?? []
            #expect(Set(learnt.categories.map(\.id)) == Set(categories.compactMap { $0["id"]?.string }))
            #expect(learnt.categories.allSatisfy { $0.colour.count == 3 })
            let found = project["images"]?.array?.filter { $0["box_detections"]?.array?.isEmpty == false } ?? []
            #expect(!found.isEmpty)
            run.cancel()
            #expect(try await run.value == .cancelled)
        }
    }

    @Test func `a model is written and read, and its colours take the place of others`() throws {
        let scratch = try Scratch()
        let model = ColourModel(categories: [
            .init(id: "c1", name: "box", colour: [255, 0, 8]), .init(id: "c3", name: "other", colour: [1, 2]),
        ])
        try model.write(to: scratch.path)
        #expect(
            try scratch.text("colours.json")
                == #"{"categories":[{"colour":[255,0,8],"id":"c1","name":"box"},{"colour":[1,2],"id":"c3","name":"other"}]}"#
        )
        #expect(try ColourModel(in: scratch.path) == model)
        let information = ModelInformation(
            id: "m", host: nil, organization: "o", project: "p", version: "1.0",
            categories: ["c1", "c2", "c3"].map { Category(id: $0, name: $0, color: "#123456") })
        #expect(model.applied(to: information).categories.map(\.color) == ["#FF0008", nil, nil])
        #expect(throws: (any Error).self) { try ColourModel(in: "\(scratch.path)/nowhere") }
    }
}
