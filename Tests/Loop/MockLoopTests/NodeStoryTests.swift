import EngineIO
import HTTPClient
import JSON
import LoopDomain
import MockLoop
import TestSupport
import Testing

/// What passes between a Loop and a node from the first status to the last, as both see it.
@Suite("Stories of nodes", .timeLimit(.minutes(5)))
struct NodeStoryTests {
    private static let demo = TestLoop.demo

    /// What the Loop knows of a training of the project `demo`.
    private static func training(_ number: Int, in loop: TestLoop) async throws -> Value {
        let trainings = try await loop.get("\(demo)/trainings").json["trainings"]?.array
        return try #require(trainings?.first { $0["number"]?.int == number })
    }

    // MARK: Trainers

    /// As version 0.12 and later go about it.
    @Test(arguments: [[Transport.polling], [.polling, .webSocket]])
    func `a trainer learns from a project, sends the model in two formats, and what it finds`(
        transports: [Transport]
    ) async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "trainer", over: transports)
            try await node.call("update_trainer", Statuses.trainer("t"))
            await node.react(to: "begin_training") { arguments in
                #expect(arguments.prefix(2) == ["zauberzeug", "demo"] && arguments.count == 3)
                let details = arguments[2]
                #expect(details["training_number"] == 4 && details["base_model_uuid"]?.string == Demo.models[2].id)
                #expect(details["model_variant"] == "small" && details["categories"]?.array?.count == 6)
                #expect(details["hyperparameters"] == ["resolution": 640, "flip_rl": true])
                // The same, as versions up to 0.11 read it.
                #expect(details["id"]?.string == Demo.models[2].id && details["resolution"] == 640)
                #expect(details["flip_rl"] == true && details["flip_ud"] == false)
                return Statuses.success
            }
            let begun = try await loop.tell(
                "t", "begin_training", ["hyperparameters": ["resolution": 640, "flip_rl": true]])
            #expect(begun["accepted"] == true && begun["acknowledgement"] == Statuses.success)
            #expect(begun["training"]?["number"] == 4 && begun["training"]?["trainer"] == "t")

            // The data, and the model to go on with.
            let ids = try await loop.imageIDs(state: "complete")
            let images = try await loop.images(ids)
            #expect(images.count == 10)
            #expect(try await loop.get("\(Self.demo)/images/\(ids[0])/main").body.starts(with: [0xFF, 0xD8]))
            #expect(try await loop.files(of: Demo.models[2].id, "mocked").count == 3)

            try await node.call("update_trainer", Statuses.trainer("t", state: "running", progress: 0.25))
            let category = Demo.categories[0].id
            for round in 1...2 {
                let best: Value = [
                    "trainer_id": "t", "trainer_name": "trainer t",
                    "confusion_matrix": .object([
                        Member(name: category, value: ["tp": .number(Number(round)), "fp": 0, "fn": 1])
                    ]), "train_image_count": 8, "test_image_count": 2, "hyperparameters": ["resolution": 640],
                    "best_epoch": .number(Number(round)),
                ]
                #expect(try await node.call("update_training", "zauberzeug", "demo", best) == Statuses.success)
            }
            let running = try await Self.training(4, in: loop)
            #expect(running["progress"] == 0.25 && running["state"] == "running" && running["updates"] == 2)
            #expect(running["latest"]?["best_epoch"] == 2)

            // The model.
            var modelIDs: [String?] = []
            for format in ["mocked", "mocked_2"] {
                let response = try await loop.upload(
                    [UploadFile("weights", format), UploadFile("model.json", #"{"categories": [], "epoch": 7}"#)],
                    "PUT", to: "\(Self.demo)/trainings/4/models/latest/\(format)/file")
                #expect(response.status == 200)
                modelIDs.append(response.json["id"]?.string)
            }
            let id = try #require(modelIDs[0])
            #expect(modelIDs[1] == id)
            let model = try #require(try await loop.models().last)
            #expect(model["id"]?.string == id && model["version"] == "1.3" && model["training"] == 4)
            #expect(model["formats"] == ["mocked", "mocked_2"] && model["parent_id"]?.string == Demo.models[2].id)
            #expect(model["confusion_matrix"]?[category]?["tp"] == 2)
            let file = try #require(try await loop.files(of: id, "mocked").last)
            #expect(file.text.hasSuffix(#", "categories": [], "epoch": 7, "resolution": 640}"#))
            // Where tests look for the newest one.
            let charts = try await loop.get("\(Self.demo)/trainings").json["charts"]
            #expect(charts?[0]?["data"]?[0]?["model_id"]?.string == id)

            // What it finds.
            var found: [Value] = []
            for state in ["inbox", "annotate", "review", "complete"] {
                for image in try await loop.imageIDs(state: state) {
                    let box: Value = [
                        "category_name": "purple box", "category_id": .string(category), "model_name": "1.3",
                        "confidence": 87.5, "x": 1, "y": 2, "width": 3, "height": 4,
                    ]
                    found.append([
                        "image_id": .string(image), "box_detections": [box], "point_detections": [],
                        "segmentation_detections": [], "classification_detections": [],
                    ])
                }
            }
            #expect(found.count == 15)
            // The second time is one after a restart.
            for _ in 0..<2 {
                let response = try await loop.send("POST", "\(Self.demo)/detections", json: .array(found))
                #expect(response.status == 200)
            }
            let seen = try await loop.get("\(Self.demo)/images?ids=\(ids[0])&model_version=1.3").json["images"]
            #expect(seen?[0]?["box_detections"]?.array?.count == 1)
            // In percent, as it was sent.
            #expect(seen?[0]?["box_detections"]?[0]?["confidence"] == 87.5)

            try await node.call("update_trainer", Statuses.trainer("t", state: "ready_for_cleanup"))
            #expect(try await Self.training(4, in: loop)["ended"] == .null)
            try await node.call("update_trainer", Statuses.trainer("t"))
            let ended = try await Self.training(4, in: loop)
            #expect(ended["ended"] == "2021-06-01T06:28:21.288442" && ended["model_id"]?.string == id)
            #expect(await node.lossCount == 0)
        }
    }

    /// Up to version 0.7.4 the Loop asks for a model that the trainer announced.
    @Test
    func `an old trainer announces models with ids of its own, and sends the one that is asked for`() async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect()
            #expect(try await node.call("update_trainer", Statuses.oldTrainer("t")) == true)
            await node.react(to: "begin_training") { arguments in
                #expect(arguments[2]["id"]?.string == Demo.models[2].id)
                return true
            }
            let begun = try await loop.tell("t", "begin_training")
            #expect(begun["accepted"] == true && begun["acknowledgement"] == true)
            try await node.call("update_trainer", Statuses.oldTrainer("t", state: "running"))

            let ids = (1...3).map { "0000000\($0)-0a1b-4c5d-8e9f-001122334455" }
            var parent = Demo.models[2].id
            for id in ids {
                let model: Value = [
                    "id": .string(id), "confusion_matrix": ["c": ["tp": 1, "fp": 0, "fn": 0]],
                    "parent_id": .string(parent), "train_image_count": 8, "test_image_count": 2, "trainer_id": "t",
                ]
                #expect(try await node.call("update_model", "zauberzeug", "demo", model) == true)
                parent = id
            }
            // None of them can be had, or be deployed.
            #expect(try await loop.versions() == ["1.0", "1.1", "1.2", nil, nil, nil])
            #expect(try await loop.get("\(Self.demo)/models/\(ids[2])/mocked/file").status == 404)
            let early = try await loop.send(
                "PUT", "/mockloop/projects/zauberzeug/demo/deployment_target", json: ["model_id": .string(ids[2])])
            #expect(early.status == 409)

            let path = "\(Self.demo)/models/\(ids[2])"
            await node.react(to: "save") { arguments in
                #expect(arguments == ["zauberzeug", "demo", ["id": .string(ids[2])]])
                return true
            }
            #expect(try await loop.tell("t", "save", ["id": .string(ids[2])])["acknowledgement"] == true)
            for format in ["mocked", "mocked_2"] {
                let put = try await loop.upload([UploadFile("weights", "W")], "PUT", to: "\(path)/\(format)/file")
                #expect(put.status == 200 && put.json["id"]?.string == ids[2])
                // It continues 1.2, by way of two models that were never kept.
                #expect(put.json["version"] == "1.3")
                let file = try #require(try await loop.files(of: ids[2], format).last)
                let information = try Value(parsing: file.bytes)
                #expect(information["version"] == "1.3" && information["format"]?.string == format)
                #expect(information["categories"]?.array?.count == 6 && information["resolution"] == 800)
            }
            #expect(try await loop.versions() == ["1.0", "1.1", "1.2", nil, nil, "1.3"])
            #expect(try await node.call("update_trainer", Statuses.oldTrainer("t")) == true)
            #expect(try await Self.training(4, in: loop)["model_id"]?.string == ids[2])
        }
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Nil for a trainer that loses its connection instead.
        let acknowledgement: Value?
        let isAccepted: Bool
        /// Whether the training is one all the same: nobody knows that it is not.
        let isTraining: Bool
    }

    @Test(arguments: [
        Answer(testDescription: "true", acknowledgement: true, isAccepted: true, isTraining: true),
        Answer(testDescription: "false", acknowledgement: false, isAccepted: false, isTraining: false),
        Answer(testDescription: "success", acknowledgement: Statuses.success, isAccepted: true, isTraining: true),
        Answer(
            testDescription: "refused",
            acknowledgement: ["success": false, "error_msg": "a training is running", "payload": "refused"],
            isAccepted: false, isTraining: false),
        Answer(testDescription: "null", acknowledgement: .null, isAccepted: false, isTraining: false),
        Answer(testDescription: "another text", acknowledgement: "yes", isAccepted: false, isTraining: false),
        Answer(testDescription: "no answer", acknowledgement: nil, isAccepted: false, isTraining: true),
    ])
    func `a training is one when its trainer agrees, or nobody can know`(answer: Answer) async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "trainer")
            try await node.call("update_trainer", Statuses.trainer("t"))
            await node.react(to: "begin_training") { _ in
                if answer.acknowledgement == nil { await node.close() }
                return answer.acknowledgement
            }
            let begun = try await loop.tell("t", "begin_training")
            #expect(begun["accepted"]?.bool == answer.isAccepted)
            #expect(begun["acknowledged"]?.bool == (answer.acknowledgement != nil))
            let trainings = try await loop.get("\(Self.demo)/trainings").json["trainings"]?.array ?? []
            #expect(trainings.compactMap { $0["number"]?.int } == (answer.isTraining ? [4] : []))
            let upload = try await loop.upload(
                [UploadFile("w", "W")], "PUT", to: "\(Self.demo)/trainings/4/models/latest/mocked/file")
            #expect(upload.status == (answer.isTraining ? 200 : 404))

            // The next one has a number of its own, whatever became of this one.
            let next = try await loop.connect(as: "trainer")
            try await next.call("update_trainer", Statuses.trainer("u"))
            await next.react(to: "begin_training") { _ in Statuses.success }
            #expect(try await loop.tell("u", "begin_training")["training"]?["number"] == 5)
        }
    }

    /// It may fetch the data before it has agreed, and tell of its state.
    @Test
    func `a Loop that waits for an acknowledgement serves the node meanwhile`() async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "trainer")
            try await node.call("update_trainer", Statuses.trainer("t"))
            await node.react(to: "begin_training") { _ async throws in
                #expect(try await loop.imageIDs(state: "complete").count == 10)
                // What it was before it began does not end the training.
                #expect(try await node.call("update_trainer", Statuses.trainer("t")) == Statuses.success)
                return Statuses.success
            }
            #expect(try await loop.tell("t", "begin_training")["accepted"] == true)
            #expect(try await Self.training(4, in: loop)["ended"] == .null)

            // Up to version 0.7.6 a trainer sends its model before it says that it has stopped.
            await node.react(to: "stop_training") { _ async throws in
                let path = "\(Self.demo)/trainings/4/models/latest/mocked/file"
                #expect(try await loop.upload([UploadFile("w", "W")], "PUT", to: path).status == 200)
                return true
            }
            #expect(try await loop.tell("t", "stop_training")["acknowledgement"] == true)
        }
    }

    @Test
    func `a training from scratch has no model to continue, but a variant`() async throws {
        try await TestLoop.run { loop in
            let generated = try await loop.send(
                "POST", "/api/zauberzeug/projects/generator", json: ["project_name": "new", "box_categories": 2])
            try #require(generated.status == 200)
            let node = try await loop.connect(as: "trainer")
            try await node.call("update_trainer", Statuses.trainer("t"))
            await node.react(to: "begin_training") { arguments in
                let details = arguments[2]
                #expect(details["base_model_uuid"] == .null && details["model_variant"] == "large")
                // Up to version 0.11 whatever is no UUID is the name of a pretrained model.
                #expect(details["id"] == "large" && details["categories"]?.array?.count == 2)
                return Statuses.success
            }
            let begun = try await loop.tell("t", "begin_training", ["project": "new", "model_variant": "large"])
            #expect(begun["accepted"] == true && begun["training"]?["base_model"] == .null)
            let project = "/api/zauberzeug/projects/new"
            let upload = try await loop.upload(
                [UploadFile("w", "W")], "PUT", to: "\(project)/trainings/1/models/latest/mocked/file")
            #expect(upload.status == 200)
            let model = try await loop.get("\(project)/models").json["models"]?[0]
            #expect(model?["version"] == "1.0" && model?["parent_id"] == .null)
            // So has one that is told to have none, where there are models.
            _ = try await node.call("update_trainer", Statuses.trainer("t"))
            let told = try await loop.tell(
                "t", "begin_training", ["project": "new", "base_model": nil, "model_variant": "large"])
            #expect(told["training"]?["number"] == 2 && told["training"]?["base_model"] == .null)
        }
    }

    /// Each continues the same model.
    @Test
    func `trainers of two generations learn at the same time, and neither has to do with the other`() async throws {
        try await TestLoop.run { loop in
            let (old, new) = (try await loop.connect(), try await loop.connect(as: "trainer"))
            await old.react(to: "begin_training") { _ in true }
            await new.react(to: "begin_training") { _ in Statuses.success }
            for _ in 0..<2 {
                #expect(try await old.call("update_trainer", Statuses.oldTrainer("old")) == true)
                #expect(try await new.call("update_trainer", Statuses.trainer("new")) == Statuses.success)
            }
            #expect(try await loop.tell("old", "begin_training")["training"]?["number"] == 4)
            #expect(try await loop.tell("new", "begin_training")["training"]?["number"] == 5)
            try await old.call("update_trainer", Statuses.oldTrainer("old", state: "running"))
            try await new.call("update_trainer", Statuses.trainer("new", state: "detecting"))
            #expect(try await Self.training(4, in: loop)["state"] == "running")
            #expect(try await Self.training(5, in: loop)["state"] == "detecting")

            let model: Value = [
                "id": "9f2b1a34-0a1b-4c5d-8e9f-001122334455", "parent_id": .string(Demo.models[2].id),
                "trainer_id": "old",
            ]
            #expect(try await old.call("update_model", "zauberzeug", "demo", model) == true)
            let best: Value = ["trainer_id": "new", "confusion_matrix": [:]]
            #expect(try await new.call("update_training", "zauberzeug", "demo", best) == Statuses.success)
            #expect(try await Self.training(4, in: loop)["updates"] == 1)
            #expect(try await Self.training(5, in: loop)["updates"] == 1)

            // No version is given twice.
            let file = [UploadFile("w", "W")]
            let trained = "\(Self.demo)/trainings/5/models/latest/mocked/file"
            #expect(try await loop.upload(file, "PUT", to: trained).status == 200)
            let announced = "\(Self.demo)/models/9f2b1a34-0a1b-4c5d-8e9f-001122334455/mocked/file"
            #expect(try await loop.upload(file, "PUT", to: announced).json["version"] == "1.4")
            #expect(try await loop.versions() == ["1.0", "1.1", "1.2", "1.4", "1.3"])

            try await old.call("update_trainer", Statuses.oldTrainer("old"))
            #expect(try await Self.training(4, in: loop)["ended"] != .null)
            #expect(try await Self.training(5, in: loop)["ended"] == .null)
        }
    }

    /// Trainers from 0.10.14 on reconnect now and then, and may have two connections for a while.
    @Test
    func `a trainer that comes back goes on with its training, over its newest connection`() async throws {
        try await TestLoop.run { loop in
            let first = try await loop.connect(as: "trainer")
            try await first.call("update_trainer", Statuses.trainer("t"))
            await first.react(to: "begin_training") { _ in Statuses.success }
            _ = try await loop.tell("t", "begin_training")
            try await first.call("update_trainer", Statuses.trainer("t", state: "running"))

            let second = try await loop.connect(as: "trainer")
            try await second.call("update_trainer", Statuses.trainer("t", state: "running"))
            await second.react(to: "stop_training") { _ in Statuses.success }
            #expect(try await loop.tell("t", "stop_training")["acknowledged"] == true)
            #expect(await first.heard == ["begin_training"])
            await first.close()
            #expect(try await Self.training(4, in: loop)["ended"] == .null)
            let best: Value = ["trainer_id": "t", "confusion_matrix": [:]]
            #expect(try await second.call("update_training", "zauberzeug", "demo", best) == Statuses.success)
            let nodes = try await loop.get("/mockloop/nodes").json["nodes"]?.array ?? []
            #expect(nodes.count == 1 && nodes[0]["connected"] == true)
        }
    }

    // MARK: Detectors

    /// From version 0.6.1 to 0.15.
    @Test
    func `a detector hears with each status which model it shall have`() async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "detector")
            func target(_ current: Value) async throws -> Value? {
                let status = Statuses.detector("d", current: current)
                let answer = try await node.call("update_detector", "zauberzeug", "demo", status)
                #expect(answer["success"] == true && answer["error_msg"] == .null)
                return answer["payload"]
            }
            let first = try await target(nil)
            #expect(first?["target_model_id"]?.string == Demo.models[1].id && first?["target_model_version"] == "1.1")
            #expect(try await loop.files(of: Demo.models[1].id, "mocked").count == 3)

            let deployment = "/mockloop/projects/zauberzeug/demo/deployment_target"
            #expect(try await loop.send("PUT", deployment, json: ["version": "1.0"]).status == 200)
            #expect(try await target("1.1")?["target_model_version"] == "1.0")
            // As a test of version 0.6.1 sets it.
            let set = try await node.call("update_deployment", ["target_model_id": .string(Demo.models[2].id)])
            #expect(set == Statuses.success)
            #expect(try await target("1.0")?["target_model_id"]?.string == Demo.models[2].id)
            #expect(try await loop.get("\(Self.demo)/deployment/target").json["version"] == "1.2")

            let project = try await loop.get("/mockloop/projects/zauberzeug/demo").json
            #expect(project["detectors"]?.array?.count == 1)
            #expect(project["detectors"]?[0]?["status"]?["current_model"] == "1.0")
            #expect(try await loop.send("DELETE", deployment).status == 200)
            let none = try await node.call("update_detector", "zauberzeug", "demo", Statuses.detector("d"))
            #expect(none["success"] == false && none["payload"] == .null)
        }
    }

    // MARK: Annotators

    /// Reacts to input as an annotator of versions from 0.6.0 on: it draws, and calls while it is being called.
    private static func annotate(_ node: TestNode, _ input: Value, outline: Value) async throws -> Value {
        let data = try #require(input["data"])
        guard data["key_up"]?.string != "Escape" else { return ["success": true, "error_msg": nil, "payload": ""] }
        let drawn: Value = [
            "id": "5d0c2a64-0a1b-4c5d-8e9f-001122334455", "shape": ["points": outline],
            "image_id": data["image_uuid"] ?? nil, "category_id": data["category"]?["id"] ?? nil,
        ]
        let context = try #require(data["context"])
        let saved = try await node.call(
            "update_segmentation_annotation", context["organization"] ?? nil, context["project"] ?? nil, drawn)
        #expect(saved == Statuses.success)
        return ["success": true, "error_msg": nil, "payload": "<svg/>"]
    }

    @Test(arguments: [[Transport.polling], [.webSocket]])
    func `an annotator saves an outline while the Loop waits for its answer`(transports: [Transport]) async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "annotation_node", over: transports)
            #expect(try await node.call("update_annotation_node", Statuses.annotator("a")) == Statuses.success)
            let image = try #require(try await loop.imageIDs(state: "inbox").first)
            for points in [[["x": 1, "y": 2]], [["x": 1, "y": 2], ["x": 3, "y": 4]]] as [Value] {
                await node.react(to: "handle_user_input") { arguments in
                    #expect(arguments.count == 1)
                    #expect(arguments[0]["frontend_id"] == "me")
                    #expect(arguments[0]["data"]?["coordinate"] == ["x": 5, "y": 6])
                    #expect(arguments[0]["data"]?["category"]?["type"] == "segmentation")
                    return try await Self.annotate(node, arguments[0], outline: points)
                }
                let answer = try await loop.tell(
                    "a", "user_input", ["image_id": .string(image), "x": 5, "y": 6, "frontend_id": "me"])
                #expect(answer["acknowledgement"]?["payload"] == "<svg/>")
                // The same outline, drawn further.
                let outlines = try await loop.images([image])[0]["segmentation_annotations"]?.array
                #expect(outlines?.count == 1 && outlines?[0]["shape"]?["points"] == points)
            }
            let escape = try await loop.tell(
                "a", "user_input",
                ["event_type": "key_up", "key_up": "Escape", "x": 5, "y": 6, "frontend_id": "me"])
            #expect(escape["acknowledgement"]?["payload"] == "")
            await node.react(to: "user_logout") { $0 == ["me"] ? true : false }
            let logout = try await loop.tell("a", "emit", ["event": "user_logout", "arguments": ["me"]])
            #expect(logout["acknowledgement"] == true)
        }
    }

    /// Nothing that it says before tells it from one of 0.6.
    @Test
    func `an annotator that takes three arguments gets them, once it has failed with one`() async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect()
            #expect(try await node.call("update_annotation_node", Statuses.annotators[0].status(id: "a")) == true)
            await node.react(to: "handle_user_input") { arguments in
                guard arguments.count == 3 else {
                    return ["success": false, "error_msg": "missing 2 required positional arguments", "payload": nil]
                }
                #expect(arguments.prefix(2) == ["zauberzeug", "demo"])
                return ["success": true, "error_msg": nil, "payload": "<svg/>"]
            }
            let answer = try await loop.tell("a", "user_input", [:])
            #expect(answer["acknowledgement"]?["payload"] == "<svg/>")
            #expect(await node.heard == ["handle_user_input", "handle_user_input"])
        }
    }

    // MARK: Converters

    /// It says nothing of itself, and looks for models that are not there in its format.
    @Test
    func `a converter that never sends a status is seen, and finds its work`() async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "converter")
            let nodes = try await loop.get("/mockloop/nodes").json["nodes"]?.array ?? []
            #expect(nodes.count == 1 && nodes[0]["kind"] == "converter" && nodes[0]["id"] == .null)
            await node.react(to: "hello") { $0 == [1] ? "hello" : nil }
            let answer = try await loop.tell("converter", "emit", ["event": "hello", "arguments": [1]])
            #expect(answer["acknowledgement"] == "hello")

            var converted = 0
            for project in try await loop.get("/api/projects").json["projects"]?.array ?? [] {
                let path = "/api" + (try #require(project["resource"]?.string))
                #expect(try await loop.get(path).json["categories"]?.array?.count == 6)
                for model in try await loop.get("\(path)/models").json["models"]?.array ?? [] {
                    guard let id = model["id"]?.string, model["version"]?.string != nil,
                        model["formats"]?.array?.contains("mocked") == true
                    else { continue }
                    let source = try await loop.files(of: id, "mocked")
                    let files = [source[0], UploadFile("model.json", #"{"resolution": "416"}"#)]
                    let put = try await loop.upload(files, "PUT", to: "\(path)/models/\(id)/onnx/file")
                    #expect(put.status == 200)
                    converted += 1
                }
            }
            #expect(converted == 3)
            #expect(try await loop.versions(format: "onnx") == ["1.0", "1.1", "1.2"])
        }
    }

    // MARK: Who is let in

    /// What a handshake shows of who sends it.
    enum Shown: String, CaseIterable, Sendable {
        case nothing, cookie, token, password
        case guestCookie = "a cookie without a name"
        case wrongCookie = "a cookie of nobody"
        case wrongToken = "a token of nobody"
        case wrongPassword = "a wrong password"
        case strangeCookie = "a cookie of another program"
    }

    private static func fields(showing shown: Shown, to loop: TestLoop) async throws -> KeyValuePairs<String, String> {
        func logIn(_ form: String, _ path: String = "/api/login") async throws -> Response {
            try await loop.send("POST", path, body: .bytes(Array(form.utf8)))
        }
        func cookie(_ form: String) async throws -> String {
            let set = try #require(try await logIn(form).field("Set-Cookie"))
            // Name and value only, as nodes send it.
            return String(set.prefix { $0 != ";" })
        }
        let account = "username=mockloop&password=mockloop"
        return switch shown {
        case .nothing: [:]
        case .cookie: ["Cookie": try await cookie(account)]
        case .token:
            [
                "Authorization":
                    "Bearer \(try #require(try await logIn(account, "/api/token").json["access_token"]?.string))"
            ]
        case .password: ["Authorization": "Basic bW9ja2xvb3A6bW9ja2xvb3A="]
        case .guestCookie: ["Cookie": try await cookie("username=&password=")]
        case .wrongCookie: ["Cookie": "session=nobody"]
        case .wrongToken: ["Authorization": "Bearer nobody"]
        case .wrongPassword: ["Authorization": "Basic bW9ja2xvb3A6d3Jvbmc="]
        case .strangeCookie: ["Cookie": "other=1"]
        }
    }

    @Test(arguments: Authentication.allCases, Shown.allCases)
    func `a node is let in by what its handshake shows, and else told why not`(
        authentication: Authentication, shown: Shown
    ) async throws {
        try await TestLoop.run(configured: { $0.authentication = authentication }) { loop in
            for kind in ["trainer", "annotation_node", "converter", "detector", nil] {
                let isLetIn =
                    switch shown {
                    case .cookie, .token, .password: true
                    case .nothing, .strangeCookie, .guestCookie: authentication == .lenient || kind == "detector"
                    case .wrongCookie, .wrongToken, .wrongPassword: false
                    }
                let fields = try await Self.fields(showing: shown, to: loop)
                do {
                    let node = try await loop.connect(as: kind, fields: fields)
                    #expect(isLetIn, "\(kind ?? "nobody")")
                    #expect(try await node.call("update_trainer", Statuses.trainer("t")) == Statuses.success)
                } catch let refusal as TestNode.Refused {
                    #expect(!isLetIn, "\(kind ?? "nobody")")
                    #expect(refusal.message.hasPrefix("Not authenticated: log in with POST /api/login"))
                }
            }
        }
    }
}
