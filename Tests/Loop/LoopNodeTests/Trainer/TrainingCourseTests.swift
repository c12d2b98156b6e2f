import Foundation
import JSON
import LoopDomain
import POSIX
import TestSupport
import Testing

@testable import LoopNode

/// A training whose steps fail, hang, are stopped, aborted or interrupted.
@Suite("The course of a training", .serialized, .timeLimit(.minutes(5))) struct TrainingCourseTests {
    /// A moment of a training: what holds it up there, or makes it fail there.
    struct Moment: Sendable, CustomTestStringConvertible {
        /// The state that is shown.
        let state: String
        let before: String
        let key: String
        /// The fault of the Loop that this step meets.
        let fault: Value
        /// How many models the project has.
        var modelCount = 0

        var testDescription: String { state }

        func fault(_ action: Value, _ members: Value = [:]) -> Value {
            var fault = fault
            fault["action"] = action
            for member in members.object ?? [] { fault[member.name] = member.value }
            return fault
        }
    }

    /// All steps but the training itself, each with a request that it makes.
    static let moments = [
        Moment(
            state: "data_downloading", before: "initialized", key: "prepare",
            fault: ["method": "GET", "path": "/api/*/data"]),
        Moment(
            state: "train_model_downloading", before: "data_downloaded", key: "download_model",
            fault: ["method": "GET", "path": "/api/*/models/*/mocked/file"], modelCount: 1),
        Moment(
            state: "confusion_matrix_syncing", before: "training_finished", key: "sync_confusion_matrix",
            fault: ["event": "update_training"]),
        Moment(
            state: "train_model_uploading", before: "confusion_matrix_synced", key: "upload_model",
            fault: ["method": "PUT", "path": "/api/*/latest/*/file"]),
        Moment(
            state: "detecting", before: "train_model_uploaded", key: "detecting",
            fault: ["method": "GET", "path": "/api/*/models/*/mocked/file"]),
        Moment(
            state: "detection_uploading", before: "detected", key: "upload_detections",
            fault: ["method": "POST", "path": "/api/*/detections"]),
    ]

    // MARK: - Failures

    @Test(arguments: moments) func `a step that fails is shown, and done again`(moment: Moment) async throws {
        for action: Value in [["status": 500], "cut"] where moment.fault["event"] == nil || action != ["status": 500] {
            try await TrainerHarness.run(modelCount: moment.modelCount) { harness in
                try await harness.withNode {
                    // Until it is shown: a status might fall between two attempts.
                    try await harness.loop.arm(moment.fault(action, ["count": 1000]))
                    let number = try await harness.begin()
                    try await harness.untilError(moment.key, in: moment.before)
                    try await harness.loop.control("DELETE", "/faults")
                    try await harness.untilOver()
                    try await harness.expectWhole(number)
                    let last = try await harness.status(["state": "ready_for_cleanup"]).status
                    #expect(last["errors"] == [:])
                }
            }
        }
    }

    @Test func `the pauses between attempts double`() async throws {
        try await TrainerHarness.run { harness in
            let clock = HandClock()
            let failures = Lock(0)
            let logic = TestTrainer(training: { job, reporter in
                if failures.withLock({
                    $0 += 1; return $0
                }) <= 3 {
                    throw TrainingFailure(description: "not yet")
                }
                try await TestTrainer.report(1, of: job, to: reporter)
            })
            let life = try await life(harness, clock: clock)
            let equipment = TrainerEquipment(
                logic, TrainerConfiguration(node: harness.loop.nodeConfiguration(dataFolder: harness.dataFolder)),
                name: "t", life: life, slot: try TrainingSlot(path: nil, logger: harness.log.logger), clock: clock)
            var record = try TrainingRecord(
                ["hyperparameters": [:], "categories": [], "training_number": 1, "model_variant": ""],
                in: TrainerHarness.project, id: "id", dataFolder: harness.dataFolder, start: 0)
            record.state = .modelDownloaded
            try await TrainingFolder(record.folder, on: equipment.thread).make()
            let course = TrainingCourse(record, equipment)
            let run = Task { await course.run() }
            for (count, pause) in [(1, 5), (2, 10), (3, 20)] {
                // While it runs there is a sleeper, too.
                while clock.sleeperCount != 1 || equipment.face.training?.state != .modelDownloaded {
                    await Task.yield()
                }
                #expect(failures.withLock { $0 } == count)
                #expect(equipment.face.training?.errors == [Member(name: "run_training", value: "not yet")])
                clock.advance(by: .seconds(pause) - .nanoseconds(1))
                #expect(clock.sleeperCount == 1)
                clock.advance(by: .nanoseconds(1))
            }
            // The Loop is not connected to, so that the next step fails; its first pause is 5 s again.
            while clock.sleeperCount != 1 || equipment.face.training?.state != .finished { await Task.yield() }
            #expect(failures.withLock { $0 } == 4)
            clock.advance(by: .seconds(4))
            #expect(clock.sleeperCount == 1)
            await course.abort()
            #expect(await run.value == .over)
            await life.close()
        }
    }

    private func life(_ harness: TrainerHarness, clock: any Clock<Duration>) async throws -> NodeLife {
        try await NodeLife.begin(
            name: "t", .trainer, configuration: harness.loop.nodeConfiguration(dataFolder: harness.dataFolder),
            clock: clock, logger: harness.log.logger)
    }

    @Test(
        arguments: [
            ["success": false, "error_msg": "no"], true, nil, "text", [:], ["success": "true"],
        ] as [Value])
    func `an update that the Loop does not accept is sent again`(acknowledgement: Value) async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode {
                try await harness.loop.arm(
                    ["event": "update_training", "action": ["acknowledge": acknowledgement], "count": 2])
                let number = try await harness.begin()
                try await harness.untilOver()
                try await harness.expectWhole(number)
                #expect(try await harness.loop.journal("event=update_training&direction=in").count == 3)
            }
        }
    }

    @Test func `an update that fails while the training runs does not disturb it`() async throws {
        try await TrainerHarness.run { harness in
            let gate = Latch()
            let logic = TestTrainer(training: { job, reporter in
                try await TestTrainer.report(1, of: job, to: reporter)
                await gate.wait()
            })
            try await harness.withNode(logic) {
                try await harness.loop.arm(
                    ["event": "update_training", "action": ["acknowledge": ["success": false]], "count": 1000])
                let number = try await harness.begin()
                try await harness.loop.wait(
                    [
                        "event": "update_trainer",
                        "where": [
                            "state": "running",
                            "errors": [
                                "sync_confusion_matrix":
                                    #"the Loop did not accept update_training: it acknowledged {"success": false}."#
                            ],
                        ],
                    ], after: 0)
                // The next attempt goes well, and the error is gone.
                try await harness.loop.control("DELETE", "/faults")
                let updated = try await harness.loop.wait(["event": "update_training"])
                try await harness.status(["state": "running", "errors": [:]], after: updated["number"]?.int ?? 0)
                gate.open()
                try await harness.untilOver()
                #expect(logic.begun.count == 1)
                try await harness.expectWhole(number)
            }
        }
    }

    // MARK: - The upload of the model

    struct Refusal: Sendable, CustomTestStringConvertible {
        let status: Int
        let isFinal: Bool
        var testDescription: String { "\(status)" }
    }

    @Test(arguments: [
        Refusal(status: 400, isFinal: true), Refusal(status: 404, isFinal: true), Refusal(status: 422, isFinal: true),
        Refusal(status: 499, isFinal: true), Refusal(status: 408, isFinal: false), Refusal(status: 500, isFinal: false),
        Refusal(status: 503, isFinal: false), Refusal(status: 201, isFinal: false),
        Refusal(status: 302, isFinal: false),
    ])
    func `a model that the Loop refuses ends the training, one that it cannot take now is sent again`(
        refusal: Refusal
    ) async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode(clock: QuickClock(factor: 20)) {
                try await harness.loop.arm(
                    [
                        "method": "PUT", "path": "/api/*/latest/*/file",
                        "action": ["status": .number(Number(refusal.status))],
                    ])
                let number = try await harness.begin()
                try await harness.untilOver()
                if refusal.isFinal {
                    let last = try await harness.status(["state": "ready_for_cleanup"]).status
                    #expect(last["errors"]?["upload_model"]?.string?.contains("\(refusal.status)") == true)
                    #expect(try await harness.loop.journal("kind=exchange&path=/api/*/detections").isEmpty)
                } else {
                    try await harness.expectWhole(number)
                }
            }
        }
    }

    @Test func `a model that the Loop has although its answer was lost is not sent again`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode(clock: QuickClock(factor: 20)) {
                try await harness.loop.arm(
                    ["method": "PUT", "path": "/api/*/latest/mocked/file", "action": "cut_body"])
                let number = try await harness.begin()
                try await harness.untilOver()
                try await harness.expectWhole(number)
                let statuses = try await harness.loop.journal("kind=exchange&method=PUT&path=/api/*/latest/*/file").map
                {
                    $0["status"]?.int
                }
                #expect(statuses == [200, 409, 200])
            }
        }
    }

    @Test func `a Loop that has the model and never says its id ends the training`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode {
                try await harness.loop.arm(
                    ["method": "PUT", "path": "/api/*/latest/*/file", "action": ["status": 409], "count": 2])
                try await harness.begin()
                let last = try await harness.status(["state": "ready_for_cleanup"]).status
                #expect(
                    last["errors"] == [
                        "upload_model": "The model is uploaded, but the loop never answered with its id"
                    ])
            }
        }
    }

    @Test func `a training without a model ends`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode(TestTrainer(training: { _, _ in })) {
                try await harness.begin()
                let last = try await harness.status(["state": "ready_for_cleanup"]).status
                #expect(
                    last["errors"] == [
                        "upload_model": "Could not get latest model files. Training might have failed."
                    ])
            }
        }
    }

    // MARK: - Images and detections

    @Test func `damaged images are left out`() async throws {
        try await TrainerHarness.run { harness in
            try harness.scratch.folder("bin")
            let logic = TestTrainer()
            try await harness.withNode(logic) {
                try await harness.loop.arm(["path": "/api/*/main", "action": ["status": 200]])
                try await harness.begin()
                try await harness.untilOver()
                #expect(logic.begun.first?.images.count == 3)
            }
        }
    }

    @Test func `a tenth of the images is set apart when the training asks for it`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer()
            try await harness.withNode(logic) {
                let images = try await harness.project()["images"]?.array ?? []
                for image in images where image["state"] == "complete" {
                    try await harness.loop.control(
                        "PATCH", "/projects/zauberzeug/fruit/images/\(image["id"]?.string ?? "")", ["set": "train"])
                }
                let number = try await harness.begin(["hyperparameters": ["compute_validation_set": true]])
                try await harness.untilOver()
                let job = try #require(logic.begun.first)
                #expect(job.validationImages.count >= 1)
                #expect(job.validationImages.allSatisfy { $0.set == .validation })
                #expect(job.trainImages.count + job.validationImages.count == 4)
                let training = try await harness.project()["trainings"]?.array?.first { $0["number"]?.int == number }
                #expect(training?["latest"]?["train_image_count"] == 4)
                #expect(training?["latest"]?["test_image_count"] == 0)
            }
        }
    }

    @Test func `a validation set that cannot be made ends the training`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode {
                try await harness.begin(["hyperparameters": ["compute_validation_set": "yes"]])
                let last = try await harness.status(["state": "ready_for_cleanup"]).status
                #expect(
                    last["errors"] == ["prepare": #"'compute_validation_set' must be true or false, got "yes""#])
            }
        }
    }

    @Test func `a logic that fails to find things is asked again, one that makes no sense is not`() async throws {
        try await TrainerHarness.run { harness in
            let failures = Lock(0)
            let isCured = Lock(false)
            let logic = TestTrainer(finding: { image, model in
                if failures.withLock({
                    $0 += 1; return $0
                }) == 3 {
                    throw TrainingFailure(description: "dazzled")
                }
                return TestTrainer.point(in: image, by: model)
            })
            try await harness.withNode(logic, clock: QuickClock(factor: 20)) {
                let number = try await harness.begin()
                #expect(try await harness.untilError("detecting", in: "train_model_uploaded") == "dazzled")
                isCured.withLock { $0 = true }
                try await harness.untilOver()
                try await harness.expectWhole(number)
            }
            let confused = TestTrainer(finding: { _, _ in
                Detections(classifications: [
                    ClassificationDetection(categoryName: "a", modelName: "1", confidence: .nan)
                ])
            })
            let last = try await harness.lastEntry()
            try await harness.withNode(confused) {
                try await harness.begin()
                let last = try await harness.status(["state": "ready_for_cleanup"], after: last).status
                #expect(
                    last["errors"] == [
                        "detecting": "the trainer found something whose confidence or place is no number"
                    ])
            }
        }
    }

    @Test func `what the Loop has of the detections is not sent again`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode(clock: QuickClock(factor: 20), configured: { $0.inferenceBatchSize = 3 }) {
                try await harness.loop.arm(
                    ["method": "POST", "path": "/api/*/detections", "action": "late", "count": 2])
                try await harness.begin()
                try await harness.loop.wait(["request": ["path": "/api/*/detections"]], after: 0)
                try await harness.loop.arm(
                    ["method": "POST", "path": "/api/*/detections", "action": ["status": 500]])
                try await harness.untilOver()
                let exchanges = try await harness.loop.journal("kind=exchange&path=/api/*/detections")
                // Four batches, one of them twice.
                #expect(exchanges.count == 5)
                #expect(exchanges.filter { $0["status"] == 200 }.count == 4)
            }
        }
    }

    // MARK: - Aborting and stopping

    @Test(arguments: moments) func `a training is given up in any state`(moment: Moment) async throws {
        try await TrainerHarness.run(modelCount: moment.modelCount) { harness in
            let logic = TestTrainer()
            try await harness.withNode(logic) {
                try await harness.loop.arm(moment.fault("hang"))
                let number = try await harness.begin()
                let shown = try await harness.status(["state": .string(moment.state)]).number
                #expect(try await harness.abort() == TrainerHarness.done)
                #expect(logic.ended == [number])
                try await harness.untilOver(after: shown)
                #expect(try harness.names(in: "data").contains { $0.hasPrefix("last_training") } == false)
                // The node takes another one.
                let last = try await harness.lastEntry()
                let next = try await harness.begin()
                try await harness.untilOver(after: last)
                try await harness.expectWhole(next)
            }
        }
    }

    @Test(arguments: moments) func `a training that pauses before its next attempt is given up`(moment: Moment)
        async throws
    {
        try await TrainerHarness.run(modelCount: moment.modelCount) { harness in
            let logic = TestTrainer()
            try await harness.withNode(logic, clock: QuickClock(factor: 20)) {
                try await harness.loop.arm(moment.fault("cut", ["count": 1000]))
                let number = try await harness.begin()
                try await harness.untilError(moment.key, in: moment.before)
                try await harness.loop.control("DELETE", "/faults")
                // The connection may be about to be made anew.
                try await harness.loop.wait(["event": "update_trainer"])
                #expect(try await harness.abort() == TrainerHarness.done)
                #expect(logic.ended == [number])
                try await harness.untilOver()
            }
        }
    }

    @Test(arguments: moments) func `a stop is ignored where nothing runs`(moment: Moment) async throws {
        try await TrainerHarness.run(modelCount: moment.modelCount) { harness in
            try await harness.withNode {
                try await harness.loop.arm(moment.fault("late", ["delay": 0.3]))
                let number = try await harness.begin()
                try await harness.status(["state": .string(moment.state)])
                #expect(try await harness.stop() == TrainerHarness.done)
                try await harness.untilOver()
                try await harness.expectWhole(number)
            }
        }
    }

    @Test func `nothing happens where there is no training`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode {
                #expect(try await harness.stop() == TrainerHarness.done)
                #expect(try await harness.abort() == TrainerHarness.done)
                try await harness.status(["state": "idle"], after: try await harness.lastEntry())
            }
        }
    }

    @Test func `a function that is stopped leaves the model that it has`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer(training: { job, reporter in
                for epoch in 1... {
                    try await TestTrainer.report(epoch, of: job, to: reporter)
                    if epoch == 3 { try await Task.sleep(for: .seconds(1000)) }
                }
            })
            try await harness.withNode(logic) {
                let number = try await harness.begin()
                try await harness.loop.wait(
                    ["event": "update_training", "direction": "in"], after: 0)
                #expect(try await harness.stop() == TrainerHarness.done)
                try await harness.untilOver()
                try await harness.expectWhole(number, epoch: 3)
            }
        }
    }

    @Test func `a function that is stopped before it has a model ends without one`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer(training: { _, _ in try await Task.sleep(for: .seconds(1000)) })
            try await harness.withNode(logic) {
                try await harness.begin()
                try await harness.status(["state": "running"])
                #expect(try await harness.stop() == TrainerHarness.done)
                let last = try await harness.status(["state": "ready_for_cleanup"]).status
                #expect(last["errors"]?["upload_model"]?.string?.isEmpty == false)
            }
        }
    }

    @Test func `a function that is given up is ended`() async throws {
        try await TrainerHarness.run { harness in
            let ended = Latch()
            let logic = TestTrainer(training: { job, reporter in
                try await TestTrainer.report(1, of: job, to: reporter)
                do { try await Task.sleep(for: .seconds(1000)) } catch {
                    ended.open()
                    throw error
                }
            })
            try await harness.withNode(logic) {
                try await harness.begin()
                try await harness.status(["state": "running"])
                #expect(try await harness.abort() == TrainerHarness.done)
                await ended.wait()
                try await harness.untilOver()
                #expect(try await harness.loop.journal("kind=exchange&method=PUT").isEmpty)
            }
        }
    }

    // MARK: - Programs

    /// A program that makes a model every tenth of a second, until it has made `count`.
    private static func program(_ count: Int, then end: String = "") -> @Sendable (TrainingJob) -> TrainingCommand? {
        { job in
            TrainingCommand(
                .shell(
                    """
                    for epoch in $(seq 1 \(count)); do
                        echo "epoch $epoch" > weights.part && mv weights.part weights.bin && echo "$epoch" > epoch
                        echo "epoch $epoch of $TOTAL"; sleep 0.1
                    done; \(end)
                    """), environment: ["TOTAL": "\(count)"]
            ) { reporter in
                guard
                    let text = try? String(contentsOfFile: "\(job.folder)/epoch", encoding: .utf8),
                    let epoch = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
                else { return }
                reporter.report(progress: Double(epoch) / Double(count))
                guard await reporter.bestEpoch != epoch else { return }
                try await reporter.report(
                    best: TestTrainer.state(epoch, of: job, file: "\(job.folder)/weights.bin"))
            }
        }
    }

    @Test func `a program trains, and what it writes is kept in a log`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer(command: Self.program(3))
            try await harness.withNode(logic) {
                let number = try await harness.begin()
                try await harness.untilOver()
                try await harness.expectWhole(number, epoch: 3)
                let folder = try #require(logic.begun.first?.folder)
                let output = try String(contentsOfFile: "\(folder)/last_training.log", encoding: .utf8)
                #expect(output == "epoch 1 of 3\nepoch 2 of 3\nepoch 3 of 3\n")
            }
        }
    }

    @Test func `a program that is stopped is gone, with all that it started, and its model is used`() async throws {
        try await TrainerHarness.run { harness in
            let end = "sh -c 'trap : TERM; echo $$ > pid; while true; do sleep 1; done' & trap : TERM; wait; sleep 1000"
            let logic = TestTrainer(command: Self.program(1, then: end))
            try await harness.withNode(logic) {
                let number = try await harness.begin()
                try await harness.loop.wait(["event": "update_training", "direction": "in"], after: 0)
                let folder = try #require(logic.begun.first?.folder)
                var pid = pid(in: folder)
                while pid == nil {
                    await Task.yield()
                    pid = self.pid(in: folder)
                }
                #expect(isRunning(try #require(pid)))
                #expect(try await harness.stop() == TrainerHarness.done)
                #expect(!isRunning(try #require(pid)))
                try await harness.untilOver()
                try await harness.expectWhole(number)
            }
        }
    }

    /// Whether a process is there, and not only its entry in the table.
    private func isRunning(_ pid: Int32) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return text.split(separator: ") ").last?.first != "Z"
    }

    private func pid(in folder: String) -> Int32? {
        (try? String(contentsOfFile: "\(folder)/pid", encoding: .utf8)).flatMap {
            Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    @Test func `a program that is given up, and one of a node that ends, is gone`() async throws {
        try await TrainerHarness.run { harness in
            for isNodeEnded in [false, true] {
                let logic = TestTrainer(command: { _ in
                    TrainingCommand(.shell("echo $$ > pid; exec sleep 1000")) { _ in }
                })
                let last = try await harness.lastEntry()
                var running: Int32?
                try await harness.withNode(logic) {
                    try await harness.begin()
                    try await harness.status(["state": "running"], after: last)
                    let folder = try #require(logic.begun.first?.folder)
                    while running == nil {
                        await Task.yield()
                        running = pid(in: folder)
                    }
                    #expect(isRunning(try #require(running)))
                    if !isNodeEnded { _ = try await harness.abort() }
                }
                #expect(!isRunning(try #require(running)))
            }
        }
    }

    @Test func `a program that fails with a model has trained`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer(command: Self.program(2, then: "exit 3"))
            try await harness.withNode(logic) {
                let number = try await harness.begin()
                try await harness.untilOver()
                try await harness.expectWhole(number, epoch: 2)
                #expect(harness.log.text.contains("warning: The training program ended with exit code 3"))
            }
        }
    }

    @Test func `a program that fails without a model ends the training, with its last words`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer(command: { _ in
                TrainingCommand(.shell("echo no such layer >&2; exit 3")) { _ in }
            })
            try await harness.withNode(logic) {
                try await harness.begin()
                let last = try await harness.status(["state": "ready_for_cleanup"]).status
                #expect(
                    last["errors"] == [
                        "run_training":
                            "the training program ended with exit code 3 before it had a model: no such layer"
                    ])
            }
        }
    }

    @Test func `a program whose output shows that it failed is ended, and begun again`() async throws {
        try await TrainerHarness.run { harness in
            let attempts = Lock(0)
            let logic = TestTrainer(command: { job in
                guard
                    attempts.withLock({
                        $0 += 1; return $0
                    }) == 1
                else { return Self.program(1)(job) }
                return TrainingCommand(.shell("echo RuntimeError: CUDA out of memory; exec sleep 1000")) { _ in }
            })
            try await harness.withNode(logic, clock: QuickClock(factor: 20)) {
                let number = try await harness.begin()
                try await harness.loop.wait(
                    [
                        "event": "update_trainer",
                        "where": [
                            "state": "train_model_downloaded",
                            "errors": ["run_training": "graphics card is out of memory"],
                        ],
                    ], after: 0)
                try await harness.untilOver()
                try await harness.expectWhole(number)
                #expect(logic.begun.count == 2)
            }
        }
    }

    @Test func `a program that does not start is tried again`() async throws {
        try await TrainerHarness.run { harness in
            let attempts = Lock(0)
            let logic = TestTrainer(command: { job in
                guard
                    attempts.withLock({
                        $0 += 1; return $0
                    }) == 1
                else { return Self.program(1)(job) }
                return TrainingCommand(.executable("./missing", arguments: [])) { _ in }
            })
            try await harness.withNode(logic) {
                let number = try await harness.begin()
                try await harness.untilOver()
                try await harness.expectWhole(number)
                #expect(
                    harness.errors.contains { $0.contains("running failed: The program ./missing cannot be found") })
            }
        }
    }

    // MARK: - Interruptions

    @Test(arguments: moments) func `a training that was interrupted goes on in the next process`(moment: Moment)
        async throws
    {
        try await TrainerHarness.run(modelCount: moment.modelCount) { harness in
            var number = 0
            try await harness.withNode {
                try await harness.loop.arm(moment.fault("hang"))
                number = try await harness.begin()
                try await harness.status(["state": .string(moment.state)])
            }
            let file = try #require(try harness.names(in: "data").first { $0.hasPrefix("last_training__") })
            let record = try TrainingRecord(json: try Value(parsing: try harness.scratch.text("data/\(file)")))
            #expect(record.state.rawValue == moment.before)
            let last = try await harness.lastEntry()
            let logic = TestTrainer()
            try await harness.withNode(logic) {
                try await harness.untilOver(after: last)
                try await harness.expectWhole(number)
                // The Loop never heard that the trainer had nothing to do.
                let words = try await harness.loop.journal("event=update_trainer&direction=in&after=\(last)").compactMap
                {
                    $0["arguments"]?[0]?["state"]?.string
                }
                #expect(words.first != "idle")
            }
        }
    }

    @Test func `a training that goes on waits for the slot`() async throws {
        try await TrainerHarness.run { harness in
            let path = "\(harness.scratch.path)/slot"
            let waiting = TestTrainer(training: { _, _ in try await Task.sleep(for: .seconds(1000)) })
            var number = 0
            try await harness.withNode(waiting, configured: { $0.trainingSlotPath = path }) {
                number = try await harness.begin()
                try await harness.status(["state": "running"])
            }
            let sibling = try TrainingSlot(path: path, logger: harness.log.logger)
            try sibling.claim(for: "another training")
            let last = try await harness.lastEntry()
            try await harness.withNode(configured: { $0.trainingSlotPath = path }) {
                let waiting = try await harness.status(["state": "waiting_for_slot"], after: last).status
                #expect(waiting["context"] == ["organization": "zauberzeug", "project": "fruit"])
                #expect(try await harness.askToBegin()["acknowledgement"]?["payload"] == "refused")
                sibling.release()
                try await harness.untilOver(after: last)
                try await harness.expectWhole(number)
            }
        }
    }

    @Test func `a training that waits for the slot can be given up`() async throws {
        try await TrainerHarness.run { harness in
            let path = "\(harness.scratch.path)/slot"
            let sibling = try TrainingSlot(path: path, logger: harness.log.logger)
            try harness.scratch.folder("data")
            let record = try TrainingRecord(
                ["hyperparameters": [:], "categories": [], "training_number": 1, "model_variant": ""],
                in: TrainerHarness.project, id: "id", dataFolder: harness.dataFolder, start: 0)
            try harness.scratch.file("data/last_training__n1.json", record.bytes)
            try sibling.claim(for: "another training")
            try await harness.withNode(configured: {
                $0.trainingSlotPath = path
                $0.node.uuid = "n1"
            }) {
                try await harness.status(["state": "waiting_for_slot"])
                #expect(try await harness.abort() == TrainerHarness.done)
                try await harness.status(["state": "blocked"])
                #expect(try harness.names(in: "data").contains { $0.hasPrefix("last_training") } == false)
            }
        }
    }

    @Test func `a file that is no training is put aside`() async throws {
        try await TrainerHarness.run { harness in
            try harness.scratch.folder("data")
            try harness.scratch.file("data/last_training__n1.json", "{")
            try await harness.withNode(configured: { $0.node.uuid = "n1" }) {
                try await harness.status(["state": "idle"])
                #expect(try harness.names(in: "data").contains("last_training__n1.json.unreadable"))
                let number = try await harness.begin()
                try await harness.untilOver()
                try await harness.expectWhole(number)
            }
        }
    }
}
