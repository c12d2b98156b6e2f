import LoopDomain
import MockLoop
import Testing

@Suite("An hour of a training", .timeLimit(.minutes(5)))
struct TrainingHourTests {
    /// Tells of a training that takes an hour.
    ///
    /// - Returns: the journal, line by line.
    static func run() async throws -> [String] {
        var lines: [String] = []
        try await MemoryLoop.run { loop, clock in
            let trainer = try await loop.connect(as: .trainer)
            try await trainer.call("update_trainer", MemoryLoop.status("idle"))
            let begun = try await loop.beginTraining()
            #expect(begun["accepted"] == true && begun["training"]?["number"] == 4)

            let script = await loop.play {
                for step in 0..<720 {
                    let progress = JSONValue(Double(step) / 720)
                    try await trainer.call("update_trainer", MemoryLoop.status("running", progress: progress))
                    if step % 12 == 11 {
                        try await trainer.call(
                            "update_training", "zauberzeug", "demo",
                            [
                                "trainer_id": "t1", "trainer_name": "Trainer", "confusion_matrix": [:],
                                "train_image_count": 10, "test_image_count": 2, "hyperparameters": [:],
                            ])
                    }
                    try await loop.sleep(for: .seconds(5))
                }
                try await trainer.call("update_trainer", MemoryLoop.status("ready_for_cleanup"))
                try await trainer.call("update_trainer", MemoryLoop.status("idle"))
            }
            await loop.advance(by: .seconds(3600))
            try await script.value

            let training = try #require(try await loop.trainings().last)
            #expect(training["updates"] == 60)
            #expect(training["began"] == "2021-06-01T06:28:21.288442")
            #expect(training["ended"] == "2021-06-01T07:28:21.288442")
            #expect(training["state"] == "ready_for_cleanup")
            lines = try await loop.journal().map(\.description)
        }
        return lines
    }

    @Test
    func `takes no hour, and is the same when it comes again`() async throws {
        var journals: [[String]] = []
        let duration = try await ContinuousClock().measure {
            for _ in 0..<3 { journals.append(try await Self.run()) }
        }
        // Alone each takes less than a second; among two thousand tests on a busy machine that says little.
        #expect(duration < .seconds(120))
        #expect(journals[0].count > 1500)
        #expect(journals[1] == journals[0] && journals[2] == journals[0])
    }
}
