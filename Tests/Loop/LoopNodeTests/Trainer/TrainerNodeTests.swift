import Foundation
import HTTPClient
import JSON
import LoopDomain
import ModelArchive
import TestSupport
import Testing

@testable import LoopNode

/// What the Loop and a trainer say to each other.
@Suite("Trainer", .serialized, .timeLimit(.minutes(5))) struct TrainerNodeTests {
    @Test func `a training goes from its beginning to its end`() async throws {
        try await TrainerHarness.run(modelCount: 1) { harness in
            let logic = TestTrainer()
            let ending = try await harness.withNode(logic) {
                let base = try await harness.project()["models"]?[0]?["id"]
                let number = try await harness.begin(["hyperparameters": ["resolution": 832]])
                try await harness.untilOver()

                let job = try #require(logic.begun.first)
                #expect(logic.begun.count == 1)
                #expect(job.number == number)
                #expect(job.project == TrainerHarness.project)
                #expect(job.images.count == 4)
                #expect(job.images.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
                #expect(job.hyperparameters.integer("resolution") == 832)
                #expect(job.categories.count == 2)
                #expect(job.baseModelID == base?.string)
                #expect(FileManager.default.fileExists(atPath: "\(job.folder)/base_model.json"))
                #expect(FileManager.default.fileExists(atPath: "\(job.folder)/file_1.txt"))
                #expect(logic.ended == [number])
                #expect(logic.batchSizes == [10])
                #expect(logic.used.first?.information.version.isEmpty == false)
                try await harness.expectWhole(number)
                let images = try #require(try await harness.project()["images"]?.array)
                #expect(images.allSatisfy { $0["point_detections"]?[0]?["x"] == 1.5 })

                let id = try #require(
                    try await harness.project()["models"]?.array?.first { $0["training"]?.int == number }?["id"]?.string
                )
                let archive = "\(harness.scratch.path)/model.zip"
                _ = try await Client().perform(
                    Request(
                        url: "\(harness.loop.url)/api/zauberzeug/projects/fruit/models/\(id)/mocked/file",
                        responseBody: .file(path: archive)))
                #expect(try Archive.readMember("weights.bin", of: archive) == Array("epoch 1".utf8))
                let information = try Value(parsing: try #require(try Archive.readMember("model.json", of: archive)))
                #expect(information["resolution"] == 832)
                #expect(information["conf_threshold"] == 0.25)
                #expect(information["categories"]?.array?.count == 2)
            }
            #expect(ending == .cancelled)
            #expect(harness.errors == [])
        }
    }

    @Test func `a status says how the trainer is`() async throws {
        try await TrainerHarness.run { harness in
            let gate = Latch()
            let logic = TestTrainer(training: { job, reporter in
                reporter.report(progress: .nan)
                reporter.report(progress: 0.25)
                await gate.wait()
            })
            try await harness.withNode(logic) {
                let idle = try await harness.status(["state": "idle"]).status
                let uuid = try #require(idle["id"]?.string)
                #expect(
                    idle == [
                        "id": .string(uuid), "name": "Test Trainer", "state": "idle", "uptime": nil, "errors": [:],
                        "progress": nil,
                        "pretrained_models": [["name": "small", "label": "Small", "description": "a small model"]],
                        "architecture": "test", "context": nil,
                    ])
                try await harness.begin()
                let running = try await harness.status(["state": "running", "progress": 0.25]).status
                #expect(running["context"] == ["organization": "zauberzeug", "project": "fruit"])
                #expect((running["uptime"]?.double ?? -1) >= 0)
                #expect(running["errors"] == [:])
                gate.open()
                _ = try await harness.abort()
            }
        }
    }

    // MARK: - Refusals

    @Test func `a second training is refused, and the first goes on`() async throws {
        try await TrainerHarness.run { harness in
            let gate = Latch()
            let logic = TestTrainer(training: { job, reporter in
                await gate.wait()
                try await TestTrainer.report(1, of: job, to: reporter)
            })
            try await harness.withNode(logic) {
                let number = try await harness.begin()
                let answer = try await harness.askToBegin()
                #expect(answer["accepted"] == false)
                let acknowledgement = answer["acknowledgement"]
                #expect(acknowledgement?["success"] == false)
                #expect(acknowledgement?["payload"] == "refused")
                #expect(acknowledgement?["error_msg"]?.string?.hasSuffix(" is still active") == true)
                gate.open()
                try await harness.untilOver()
                try await harness.expectWhole(number)
            }
        }
    }

    @Test func `of two trainings at the same moment one is taken`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode {
                async let one = harness.askToBegin()
                async let other = harness.askToBegin()
                let answers = try await [one, other]
                #expect(answers.filter { $0["accepted"] == true }.count == 1)
                #expect(answers.filter { $0["acknowledgement"]?["payload"] == "refused" }.count == 1)
                try await harness.untilOver()
            }
        }
    }

    @Test func `a training that makes no sense is refused in the library's words, and changes nothing`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode {
                try harness.scratch.folder("data/zauberzeug/fruit/trainings/old")
                let project: [Value] = ["zauberzeug", "fruit"]
                for (arguments, message) in [
                    ([], "argument 1 of begin_training must be a text."),
                    (project, "argument 3 of begin_training must be an object."),
                    (project + [[:]], "hyperparameters missing or not a dict"),
                    (project + [["hyperparameters": [:]]], "categories missing or not a list"),
                    (
                        [
                            "zauberzeug", "..",
                            ["hyperparameters": [:], "categories": [], "training_number": 1, "model_variant": ""],
                        ],
                        #"".." cannot be the name of a folder"#
                    ),
                ] as [([Value], String)] {
                    let answer = try await harness.loop.control(
                        "POST", "/nodes/trainer/emit",
                        ["event": "begin_training", "arguments": .array(arguments)])["acknowledgement"]
                    #expect(answer?["success"] == false)
                    #expect(answer?["error_msg"]?.string?.hasPrefix(message) == true, "\(String(describing: answer))")
                    #expect(answer?["payload"] == .null)
                }
                #expect(try harness.names(in: "data/zauberzeug/fruit/trainings") == ["old"])
                #expect(try await harness.askToBegin()["accepted"] == true)
                try await harness.untilOver()
            }
        }
    }

    @Test func `while a sibling has the training slot the trainer is blocked`() async throws {
        try await TrainerHarness.run { harness in
            let path = "\(harness.scratch.path)/slot"
            let sibling = try TrainingSlot(path: path, logger: harness.log.logger)
            try sibling.claim(for: "node n1, training #1 of a/b")
            try await harness.withNode(configured: { $0.trainingSlotPath = path }) {
                try await harness.status(["state": "blocked"])
                let answer = try await harness.askToBegin()["acknowledgement"]
                #expect(answer?["payload"] == "refused")
                #expect(answer?["error_msg"]?.string?.hasPrefix("the training slot is held by pid ") == true)
                #expect(answer?["error_msg"]?.string?.hasSuffix("node n1, training #1 of a/b") == true)
                sibling.release()
                let free = try await harness.status(["state": "idle"]).number
                let number = try await harness.begin()
                #expect(sibling.isTakenByOther)
                try await harness.untilOver(after: free)
                try await harness.expectWhole(number)
                #expect(!sibling.isTakenByOther)
            }
        }
    }

    // MARK: - Folders

    @Test(arguments: [false, true]) func `older trainings of a project go, or are kept`(areKept: Bool) async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode(configured: { $0.keepsOldTrainings = areKept }) {
                for _ in 1...2 {
                    let last = try await harness.lastEntry()
                    try await harness.begin()
                    try await harness.untilOver(after: last)
                }
                let folders = try harness.names(in: "data/zauberzeug/fruit/trainings")
                #expect(folders.count == (areKept ? 2 : 1))
                let names = try harness.names(in: "data/zauberzeug/fruit/trainings/\(try #require(folders.first))")
                #expect(names.contains("best_state_1") == areKept)
                #expect(!names.contains { $0.hasPrefix("detections_") })
                #expect(
                    try harness.names(in: "data/zauberzeug/fruit/images").filter { $0.hasSuffix(".jpg") }.count == 10)
            }
        }
    }

    @Test func `images are shown to the logic in batches, and those that cannot be had are left out`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer()
            try await harness.withNode(logic, configured: { $0.inferenceBatchSize = 4 }) {
                try await harness.loop.arm(["path": "/api/*/main", "action": ["status": 404], "count": 2])
                try await harness.begin()
                try await harness.untilOver()
                #expect(logic.begun.first?.images.count == 2)
                // They were asked for again later.
                #expect(logic.batchSizes == [4, 4, 2])
            }
        }
    }

    // MARK: - Ends

    @Test func `the Loop's restart ends the node, and the next one goes on with the training`() async throws {
        try await TrainerHarness.run { harness in
            let waiting = TestTrainer(training: { _, _ in try await Task.sleep(for: .seconds(1000)) })
            let node = harness.node(waiting)
            async let ending = node.run()
            try await harness.status(["state": "idle"])
            let number = try await harness.begin()
            try await harness.status(["state": "running"])
            try await harness.loop.control("POST", "/nodes/trainer/restart")
            #expect(try await ending == .restart)
            let last = try await harness.lastEntry()
            try await harness.withNode {
                try await harness.untilOver(after: last)
                try await harness.expectWhole(number)
            }
        }
    }

    @Test func `with nothing to do for too long the node ends`() async throws {
        try await TrainerHarness.run { harness in
            let node = harness.node { $0.idleTimeout = .seconds(20) }
            let ending = try await node.run()
            #expect(ending == .idle)
            let statuses = try await harness.loop.journal("event=update_trainer&direction=in")
            #expect(statuses.count >= 4)
        }
    }

    @Test func `a training is something to do`() async throws {
        try await TrainerHarness.run { harness in
            let gate = Latch()
            let logic = TestTrainer(training: { job, reporter in
                try await TestTrainer.report(1, of: job, to: reporter)
                await gate.wait()
            })
            let node = harness.node(logic) { $0.idleTimeout = .seconds(20) }
            async let ending = node.run()
            try await harness.status(["state": "idle"])
            let number = try await harness.begin()
            var last = try await harness.status(["state": "running"]).number
            for _ in 0..<10 { last = try await harness.status(["state": "running"], after: last).number }
            gate.open()
            #expect(try await ending == .idle)
            try await harness.expectWhole(number)
        }
    }

    @Test func `a node that ends after each training does so when it is cleaned up`() async throws {
        try await TrainerHarness.run { harness in
            let node = harness.node { $0.endsAfterTraining = true }
            async let ending = node.run()
            try await harness.status(["state": "idle"])
            let number = try await harness.begin()
            #expect(try await ending == .trainingEnded)
            let project = try await harness.project()
            #expect(project["trainings"]?.array?.last?["model_id"]?.string != nil)
            #expect(project["trainings"]?.array?.last?["number"]?.int == number)
            #expect(try harness.names(in: "data").contains { $0.hasPrefix("last_training") } == false)
        }
    }

    @Test func `a logic that needs a restart ends the node, and the next one goes on`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer(training: { _, _ in throw TrainerError.needsRestart("the card is gone") })
            let node = harness.node(logic)
            async let ending = node.run()
            try await harness.status(["state": "idle"])
            let number = try await harness.begin()
            #expect(try await ending == .needsRestart("the card is gone"))
            let last = try await harness.lastEntry()
            try await harness.withNode {
                try await harness.untilOver(after: last)
                try await harness.expectWhole(number)
            }
        }
    }

    // MARK: - Muted

    @Test func `a muted node leaves its Loop alone`() async throws {
        try await TrainerHarness.run { harness in
            let clock = HandClock()
            let node = harness.node(clock: clock) { $0.node.startsMuted = true }
            let run = Task { try await node.run() }
            await clock.untilAsleep()
            clock.advance(by: .seconds(1))
            await clock.untilAsleep()
            run.cancel()
            let ending = try await run.value
            #expect(ending == .cancelled)
            let exchanges = try await harness.loop.journal("kind=exchange")
            #expect(exchanges.isEmpty)
        }
    }

    @Test func `a node that is muted by a request leaves its Loop, and comes back`() async throws {
        try await TrainerHarness.run { harness in
            let node = harness.node()
            let run = Task { try await node.run() }
            let url = try #require(await node.url)
            try await harness.status(["state": "idle"])
            let client = Client()
            func put(_ path: String, _ word: String) async throws -> Response {
                try await client.perform(Request(method: "PUT", url: url + path, body: .bytes(Array(word.utf8))))
            }
            let connected = try await harness.lastEntry()
            #expect(String(decoding: try await put("/socketio", "off").body, as: UTF8.self) == #""off""#)
            try await harness.loop.wait(["kind": "disconnected"], after: connected)
            let muted = try await harness.lastEntry()
            #expect(try await put("/socketio", "on").status == 200)
            try await harness.status(["state": "idle"], after: muted)
            #expect(try await put("/socketio", "maybe").status == 400)
            for word in ["on", "off"] {
                #expect(String(decoding: try await put("/debug_logging", word).body, as: UTF8.self) == "\"\(word)\"")
            }
            // Tests have no business here unless it is said.
            #expect(try await client.perform(Request(method: "POST", url: "\(url)/reset")).status == 404)
            run.cancel()
            let ending = try await run.value
            #expect(ending == .cancelled)
            await #expect(throws: TransferError.self) { try await put("/socketio", "on") }
        }
    }

    @Test func `tests may end what trains, and give up the training`() async throws {
        try await TrainerHarness.run { harness in
            let logic = TestTrainer(training: { job, reporter in
                try await TestTrainer.report(1, of: job, to: reporter)
                try? await Task.sleep(for: .seconds(1000))
            })
            let node = harness.node(logic) { $0.node.hasBackdoor = true }
            let run = Task { try await node.run() }
            let url = try #require(await node.url)
            let client = Client()
            func post(_ path: String) async throws -> (Int, String) {
                let response = try await client.perform(Request(method: "POST", url: url + path))
                return (response.status, String(decoding: response.body, as: UTF8.self))
            }
            try await harness.status(["state": "idle"])
            #expect(try await post("/kill_training_process") == (409, #"{"detail":"trainer is not running"}"#))
            let number = try await harness.begin()
            try await harness.status(["state": "running"])
            #expect(try await post("/kill_training_process") == (200, "null"))
            try await harness.untilOver()
            try await harness.expectWhole(number)

            let last = try await harness.lastEntry()
            try await harness.begin()
            try await harness.status(["state": "running"], after: last)
            #expect(try await post("/reset") == (200, "null"))
            #expect(try await harness.loop.journal("kind=connected").count == 2)
            try await harness.status(["state": "idle"], after: last)
            #expect(try await post("/force_status_update") == (200, "null"))
            run.cancel()
            let ending = try await run.value
            #expect(ending == .cancelled)
        }
    }

    @Test func `a node that cannot listen says so`() async throws {
        try await TrainerHarness.run { harness in
            let taken = UInt16(harness.loop.host.split(separator: ":").last ?? "") ?? 0
            let node = harness.node { $0.node.serverPort = taken }
            let error = await #expect(throws: NodeError.self) { try await node.run() }
            #expect(error?.description.contains("another program uses it") == true)
            let url = await node.url
            #expect(url == nil)
        }
    }

    // MARK: - Statuses that are not accepted

    @Test func `a status that the Loop refuses makes the node connect anew, what is no object does not`() async throws {
        try await TrainerHarness.run { harness in
            try await harness.withNode {
                for (value, isTolerated) in [(["success": false], false), ([:], false), (true, true), (nil, true)]
                    as [(Value, Bool)]
                {
                    let count = try await harness.loop.journal("kind=connected").count
                    let last = try await harness.lastEntry()
                    try await harness.loop.arm(["event": "update_trainer", "action": ["acknowledge": value]])
                    var number = try await harness.status(["state": "idle"], after: last).number
                    for _ in 0..<2 { number = try await harness.status(["state": "idle"], after: number).number }
                    let isConnectedAnew = try await harness.loop.journal("kind=connected").count > count
                    #expect(isConnectedAnew == !isTolerated, "\(value)")
                }
            }
        }
    }
}
