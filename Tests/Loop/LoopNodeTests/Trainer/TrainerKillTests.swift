import Bytes
import Foundation
import JSON
import Processes
import Testing

@testable import LoopNode

/// A trainer in a process of its own that is killed again and again, without a chance to do anything about it.
@Suite("A trainer that is killed", .serialized, .timeLimit(.minutes(15))) struct TrainerKillTests {
    /// Kills in all: `MOCKLOOP_KILLS`, else as many as a test run may take.
    private static let killCount =
        ProcessInfo.processInfo.environment["MOCKLOOP_KILLS"].flatMap(Int.init) ?? 25

    /// The example with a quick clock, beside the program that these tests are.
    private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("QuickTrainer").path

    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func start(_ loop: ControlledLoop) async throws -> RunningProcess {
        try await RunningProcess.start(
            Command(
                Self.program,
                environment: [
                    "LOOP_HOST": loop.host, "LOOP_USERNAME": "mockloop", "LOOP_PASSWORD": "mockloop",
                    "DATA_FOLDER": "\(scratch.path)/data", "NODE_HOST": "127.0.0.1", "NODE_PORT": "0",
                    "INFERENCE_BATCH_SIZE": "2", "LOOP_SSL_CERT_PATH": nil, "TRAINING_SLOT_LOCK": nil,
                ]))
    }

    @Test func `the Loop ends with what it should have, once, whenever the trainer was killed`() async throws {
        var random = SeededGenerator(seed: 4711)
        var kills = 0
        var states: [String: Int] = [:]
        try await ControlledLoop.run { loop in
            try await loop.control(
                "POST", "/projects",
                [
                    "project_name": "fruit", "image_style": "empty", "inbox": 3, "annotate": 1, "review": 1,
                    "complete": 7, "box_categories": 2, "box_annotations": 2,
                ])
            var process = try await start(loop)
            while kills < Self.killCount {
                let after = try await loop.lastEntry()
                let status = try await loop.wait(
                    ["event": "update_trainer", "where": ["state": "idle"]], after: after)
                let id = try #require(status["arguments"]?[0]?["id"]?.string)
                let number = try #require(
                    try await loop.control(
                        "POST", "/nodes/\(id)/begin_training",
                        ["project": "fruit", "hyperparameters": ["resolution": 800, "epoch_seconds": 0.02]])[
                            "training"]?["number"]?.int)
                while try await isOpen(number, loop, afterEntries: Int.random(in: 1...50, using: &random)) {
                    // After the last kill the training is to come to its end.
                    guard kills < Self.killCount else { continue }
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...20, using: &random)))
                    states[try state(), default: 0] += 1
                    kill(process.processIdentifier, SIGKILL)
                    _ = await process.wait()
                    kills += 1
                    process = try await start(loop)
                }
                try await expectWhole(number, loop)
            }
            await process.stop()
        }
        #expect(states.count >= min(4, Self.killCount))
        print("\(kills) kills, by the state that was written down: \(states.sorted { $0.key < $1.key })")
    }

    /// The state that the next process begins with.
    private func state() throws -> String {
        guard
            let name = try? scratch.names(in: "data").first(where: {
                $0.hasPrefix("last_training__") && $0.hasSuffix(".json")
            }),
            let text = try? scratch.text("data/\(name)"), let json = try? Value(parsing: text)
        else { return "none" }
        return json["training_state"]?.string ?? "unreadable"
    }

    private func training(_ number: Int, _ loop: ControlledLoop) async throws -> (training: Value, project: Value) {
        let project = try await loop.control("GET", "/projects/zauberzeug/fruit")
        let training = try #require(project["trainings"]?.array?.first { $0["number"]?.int == number })
        return (training, project)
    }

    /// Waits until the journal is so many entries longer, or the Loop does not take the training for one that goes on any
    /// more: how far a training is, is better told by what was said than by the time that passed.
    ///
    /// - Returns: whether it goes on.
    private func isOpen(_ number: Int, _ loop: ControlledLoop, afterEntries count: Int) async throws -> Bool {
        let target = try await loop.lastEntry() + count
        while true {
            guard try await training(number, loop).training["ended"]?.string == nil else { return false }
            let last = try await loop.lastEntry()
            guard last < target else { return true }
            _ = try await loop.request("POST", "/mockloop/wait", ["within": 0.5, "after": .number(Number(last))])
        }
    }

    private func expectWhole(_ number: Int, _ loop: ControlledLoop) async throws {
        let (training, project) = try await training(number, loop)
        let models = project["models"]?.array?.filter { $0["training"]?.int == number } ?? []
        try #require(models.count == 1, "training \(number) has \(models.count) models")
        #expect(models[0]["formats"] == ["colours"])
        #expect(training["model_id"] == models[0]["id"])
        #expect((training["latest"]?["best_epoch"]?.int ?? 0) >= 1)
        let version = models[0]["version"]
        var counts: [Int] = []
        for image in project["images"]?.array ?? [] {
            let found = image["box_detections"]?.array?.filter { $0["model_name"] == version } ?? []
            counts.append(found.count)
            // Nothing twice.
            let distinct = Set(found.map { $0.text() })
            #expect(distinct.count == found.count)
        }
        #expect(counts.count == 12)
        // It is the same node all the time.
        #expect(try await loop.control("GET", "/nodes")["nodes"]?.array?.count { !($0["id"]?.isNull ?? true) } == 1)
        #expect(try scratch.names(in: "data").filter { $0.hasSuffix(".json") } == ["uuids.json"])
        let trainings = try scratch.names(in: "data/zauberzeug/fruit/trainings")
        #expect(trainings.count == 1)
        let files = try scratch.names(in: "data/zauberzeug/fruit/trainings/\(trainings.first ?? "")")
        #expect(!files.contains { $0.hasPrefix("detections_") })
        #expect(try scratch.names(in: "data/zauberzeug/fruit/images").filter { $0.hasSuffix(".jpg") }.count == 12)
    }
}
