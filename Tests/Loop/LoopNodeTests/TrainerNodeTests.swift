import Foundation
import HTTPClient
import JSON
import LoopDomain
import ModelArchive
import TestSupport
import Testing

@testable import LoopNode

/// A trainer against the mock Loop, over loopback, with pauses that take no time.
@Suite("Trainer", .timeLimit(.minutes(3)))
struct TrainerNodeTests {
    private let scratch: Scratch
    private let log = LogRecorder()

    init() throws { scratch = try Scratch() }

    private func node(
        _ loop: ControlledLoop, _ logic: TestTrainer = TestTrainer(), clock: any Clock<Duration> = QuickClock(),
        configured change: (inout TrainerConfiguration) -> Void = { _ in }
    ) -> TrainerNode {
        var configuration = TrainerConfiguration(node: loop.nodeConfiguration(dataFolder: "\(scratch.path)/data"))
        change(&configuration)
        return TrainerNode(
            name: "Test Trainer", logic: logic, configuration: configuration, logger: log.logger, clock: clock)
    }

    /// Runs `body` while a node is there that has reported.
    @discardableResult
    private func withNode(
        _ loop: ControlledLoop, _ logic: TestTrainer = TestTrainer(), clock: any Clock<Duration> = QuickClock(),
        configured change: (inout TrainerConfiguration) -> Void = { _ in }, _ body: () async throws -> Void
    ) async throws -> NodeEnding {
        let node = node(loop, logic, clock: clock, configured: change)
        let run = Task { try await node.run() }
        do {
            try await loop.wait(["event": "update_trainer"])
            try await body()
        } catch {
            run.cancel()
            _ = try await run.value
            print(log.text.suffix(30).joined(separator: "\n"))
            throw error
        }
        run.cancel()
        return try await run.value
    }

    /// Lets the Loop begin a training.
    ///
    /// - Returns: its number.
    @discardableResult
    private func begin(_ loop: ControlledLoop, _ members: Value = [:]) async throws -> Int {
        let answer = try await loop.control("POST", "/nodes/trainer/begin_training", members)
        try #require(answer["accepted"] == true, "\(answer)")
        return try #require(answer["training"]?["number"]?.int)
    }

    private func untilState(_ loop: ControlledLoop, _ state: String, after: Int = 0) async throws -> Value {
        try await loop.wait(
            ["event": "update_trainer", "direction": "in", "where": ["state": .string(state)]], after: after)
    }

    private func untilOver(_ loop: ControlledLoop) async throws {
        let last = try await untilState(loop, "ready_for_cleanup")["number"]?.int ?? 0
        _ = try await untilState(loop, "idle", after: last)
    }

    // MARK: - The story

    @Test func `a training goes from its beginning to its end`() async throws {
        try await ControlledLoop.run { loop in
            try await loop.control(
                "POST", "/projects",
                [
                    "project_name": "fruit", "inbox": 1, "annotate": 2, "review": 3, "complete": 4,
                    "box_categories": 1, "point_categories": 1, "trainings": 1,
                ])
            let logic = TestTrainer()
            let ending = try await withNode(loop, logic) {
                let number = try await begin(loop, ["project": "fruit", "hyperparameters": ["resolution": 832]])
                try await untilOver(loop)

                let job = try #require(logic.begun.first)
                #expect(logic.begun.count == 1)
                #expect(job.number == number)
                #expect(job.project == ProjectPath(organization: "zauberzeug", project: "fruit"))
                #expect(job.images.count == 4)
                #expect(job.images.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
                #expect(job.hyperparameters.integer("resolution") == 832)
                #expect(job.categories.count == 2)
                #expect(job.baseModelID != nil)
                #expect(FileManager.default.fileExists(atPath: "\(job.folder)/base_model.json"))
                #expect(FileManager.default.fileExists(atPath: "\(job.folder)/file_1.txt"))
                #expect(logic.ended == [number])

                // What the Loop has of it.
                let project = try await loop.control("GET", "/projects/zauberzeug/fruit")
                let model = try #require(project["models"]?.array?.first { $0["training"]?.int == number })
                #expect(model["formats"] == ["mocked", "mocked_2"])
                let training = try #require(project["trainings"]?.array?.first { $0["number"]?.int == number })
                #expect(training["latest"]?["best_epoch"] == 1)
                #expect(training["latest"]?["trainer_name"] == "Test Trainer")
                #expect(training["latest"]?["train_image_count"]?.int != nil)
                #expect(training["ended"]?.string != nil)
                let images = try #require(project["images"]?.array)
                #expect(images.count == 10)
                for image in images {
                    let points = image["detections"]?.array ?? image["point_detections"]?.array ?? []
                    #expect(points.count == 1, "\(image)")
                    #expect(points.first?["model_name"] == model["version"])
                    #expect(points.first?["x"] == 1.5)
                }
                #expect(logic.batchSizes == [10])

                let archive = "\(scratch.path)/model.zip"
                let id = try #require(model["id"]?.string)
                let client = Client()
                _ = try await client.perform(
                    Request(
                        url: "\(loop.url)/api/zauberzeug/projects/fruit/models/\(id)/mocked/file",
                        responseBody: .file(path: archive)))
                #expect(try Archive.readMember("weights.bin", of: archive) == Array("epoch 1".utf8))
                let information = try Value(parsing: try #require(try Archive.readMember("model.json", of: archive)))
                #expect(information["resolution"] == 832)
                #expect(information["conf_threshold"] == 0.25)
                #expect(information["categories"]?.array?.count == 2)

                // Nothing is left but the images and a log.
                #expect(try scratch.names(in: "data").filter { $0.hasPrefix("last_training") } == [])
            }
            #expect(ending == .cancelled)
        }
    }

    @Test func `a status says how the trainer is`() async throws {
        try await ControlledLoop.run { loop in
            let gate = Latch()
            let logic = TestTrainer(training: { job, reporter in
                reporter.report(progress: 0.25)
                await gate.wait()
            })
            try await withNode(loop, logic) {
                let idle = try await untilState(loop, "idle")["arguments"]?[0]
                let uuid = try #require(idle?["id"]?.string)
                #expect(
                    idle == [
                        "id": .string(uuid), "name": "Test Trainer", "state": "idle", "uptime": nil, "errors": [:],
                        "progress": nil,
                        "pretrained_models": [["name": "small", "label": "Small", "description": "a small model"]],
                        "architecture": "test", "context": nil,
                    ])
                try await begin(loop)
                let running = try await loop.wait(
                    ["event": "update_trainer", "where": ["state": "running", "progress": 0.25]], after: 0)
                let status = running["arguments"]?[0]
                #expect(status?["context"] == ["organization": "zauberzeug", "project": "demo"])
                #expect((status?["uptime"]?.double ?? -1) >= 0)
                gate.open()
            }
        }
    }
}
