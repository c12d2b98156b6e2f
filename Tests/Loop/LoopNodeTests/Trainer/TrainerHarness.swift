import Foundation
import JSON
import LoopDomain
import TestSupport
import Testing

@testable import LoopNode

/// A trainer and a mock Loop for it, over loopback, with pauses that take no time.
struct TrainerHarness: Sendable {
    let loop: ControlledLoop
    let scratch: Scratch
    let log = LogRecorder()

    /// Runs `body` with a Loop that has a project `fruit` with ten images, four of them complete.
    ///
    /// - Parameter modelCount: how many models the project has; a training continues the last one.
    static func run(modelCount: Int = 0, _ body: (TrainerHarness) async throws -> Void) async throws {
        let scratch = try Scratch()
        try await ControlledLoop.run { loop in
            try await loop.control(
                "POST", "/projects",
                [
                    "project_name": "fruit", "image_style": "empty", "inbox": 1, "annotate": 2, "review": 3,
                    "complete": 4,
                    "box_categories": 1, "point_categories": 1,
                    "trainings": .number(Number(modelCount)),
                ])
            let harness = TrainerHarness(loop: loop, scratch: scratch)
            do {
                try await body(harness)
            } catch {
                print(harness.log.text.suffix(40).joined(separator: "\n"))
                throw error
            }
        }
    }

    static let project = ProjectPath(organization: "zauberzeug", project: "fruit")

    var dataFolder: String { "\(scratch.path)/data" }
    var errors: [String] { log.text.filter { $0.hasPrefix("error: ") } }

    // MARK: - The node

    func node(
        _ logic: TestTrainer = TestTrainer(), clock: any Clock<Duration> = QuickClock(),
        configured change: (inout TrainerConfiguration) -> Void = { _ in }
    ) -> TrainerNode {
        var configuration = TrainerConfiguration(node: loop.nodeConfiguration(dataFolder: dataFolder))
        change(&configuration)
        return TrainerNode(
            name: "Test Trainer", logic: logic, configuration: configuration, logger: log.logger, clock: clock)
    }

    /// Runs `body` while a node is there that has reported.
    @discardableResult
    func withNode(
        _ logic: TestTrainer = TestTrainer(), clock: any Clock<Duration> = QuickClock(),
        configured change: (inout TrainerConfiguration) -> Void = { _ in }, _ body: () async throws -> Void
    ) async throws -> NodeEnding {
        let node = node(logic, clock: clock, configured: change)
        let after = try await lastEntry()
        let run = Task { try await node.run() }
        do {
            try await loop.wait(["event": "update_trainer"], after: after)
            try await body()
        } catch {
            run.cancel()
            _ = try await run.value
            throw error
        }
        run.cancel()
        return try await run.value
    }

    // MARK: - The Loop

    /// Lets the Loop begin a training.
    ///
    /// - Returns: its number.
    @discardableResult
    func begin(_ members: Value = [:]) async throws -> Int {
        let answer = try await askToBegin(members)
        try #require(answer["accepted"] == true, "\(answer)")
        return try #require(answer["training"]?["number"]?.int)
    }

    /// What comes of asking for a training.
    func askToBegin(_ members: Value = [:]) async throws -> Value {
        var members = members
        members["project"] = "fruit"
        return try await loop.control("POST", "/nodes/trainer/begin_training", members)
    }

    func stop() async throws -> Value {
        try await loop.control("POST", "/nodes/trainer/stop_training")["acknowledgement"] ?? .null
    }

    func abort() async throws -> Value {
        try await loop.control("POST", "/nodes/trainer/abort_training")["acknowledgement"] ?? .null
    }

    static let done: Value = ["success": true, "error_msg": nil, "payload": nil]

    /// The number of the journal's last entry.
    func lastEntry() async throws -> Int { try await loop.lastEntry() }

    /// Waits for a status behind an entry of the journal.
    ///
    /// - Returns: the status, and the number of its entry.
    @discardableResult
    func status(_ members: Value, after: Int = 0) async throws -> (status: Value, number: Int) {
        let entry = try await loop.wait(
            ["event": "update_trainer", "direction": "in", "where": members], after: after)
        return (entry["arguments"]?[0] ?? .null, entry["number"]?.int ?? 0)
    }

    /// Waits until a state is shown with the error of a step.
    @discardableResult
    func untilError(_ key: String, in state: String) async throws -> String {
        var number = 0
        while true {
            let (status, next) = try await status(["state": .string(state)], after: number)
            if let error = status["errors"]?[key]?.string { return error }
            number = next
        }
    }

    /// Waits until the training is over.
    func untilOver(after: Int = 0) async throws {
        let last = try await status(["state": "ready_for_cleanup"], after: after).number
        try await status(["state": "idle"], after: last)
    }

    /// What the Loop knows of the project.
    func project() async throws -> Value { try await loop.control("GET", "/projects/zauberzeug/fruit") }

    /// Looks that the Loop has all that comes of a whole training, once.
    func expectWhole(
        _ number: Int, epoch: Int = 1, location: SourceLocation = #_sourceLocation
    ) async throws {
        let project = try await project()
        let models = project["models"]?.array?.filter { $0["training"]?.int == number } ?? []
        #expect(models.count == 1, sourceLocation: location)
        #expect(models.first?["formats"] == ["mocked", "mocked_2"], sourceLocation: location)
        let training = project["trainings"]?.array?.first { $0["number"]?.int == number }
        #expect(training?["latest"]?["best_epoch"]?.int == epoch, sourceLocation: location)
        #expect(training?["ended"]?.string != nil, sourceLocation: location)
        #expect(training?["model_id"] == models.first?["id"], sourceLocation: location)
        let images = project["images"]?.array ?? []
        #expect(images.count == 10, sourceLocation: location)
        for image in images {
            let found = image["point_detections"]?.array ?? []
            #expect(found.count == 1, sourceLocation: location)
            #expect(found.first?["model_name"] == models.first?["version"], sourceLocation: location)
        }
        #expect(
            try names(in: "data").filter { $0.hasPrefix("last_training") && $0.hasSuffix(".json") } == [],
            sourceLocation: location)
    }

    func names(in folder: String) throws -> [String] { try scratch.names(in: folder) }
}
