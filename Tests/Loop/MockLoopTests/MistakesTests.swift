import EngineIO
import HTTPClient
import JSON
import LoopDomain
import MockLoop
import TestSupport
import Testing

/// What a stand-in for the Loop gets wrong easily, and what comes of it in a node.
@Suite("Mistakes that are made easily", .timeLimit(.minutes(5)))
struct MistakesTests {
    private static let account = "username=mockloop&password=mockloop"

    /// Logs in as the account's owner.
    private static func jar(_ loop: TestLoop) async throws -> CookieJar {
        let jar = CookieJar()
        let response = try await loop.send("POST", "/api/login", body: .bytes(Array(account.utf8)), cookies: jar)
        try #require(response.status == 200)
        return jar
    }

    /// A project of the generator.
    private static func generate(_ configuration: Value, in loop: TestLoop) async throws -> String {
        let response = try await loop.send("POST", "/api/zauberzeug/projects/generator", json: configuration)
        try #require(response.status == 200, "\(response.text)")
        return "/api/zauberzeug/projects/\(try #require(configuration["project_name"]?.string))"
    }

    /// A trainer that agrees to everything, and its first training of the project `demo`.
    private static func beginTraining(
        _ loop: TestLoop, id: String = "t", _ body: Value = [:]
    ) async throws -> (TestNode, number: Int) {
        let node = try await loop.connect(as: "trainer")
        await node.react(to: "begin_training") { _ in Statuses.success }
        try await node.call("update_trainer", Statuses.trainer(id))
        let answer = try await loop.tell(id, "begin_training", body)
        return (node, try #require(answer["training"]?["number"]?.int))
    }

    private static func path(ofTraining number: Int, _ format: String) -> String {
        "\(TestLoop.demo)/trainings/\(number)/models/latest/\(format)/file"
    }

    // MARK: Acknowledgements

    /// Old nodes take an object for an error, new ones cannot read `true`.
    @Test
    func `each trainer gets the acknowledgement of its era, all at the same time`() async throws {
        try await TestLoop.run { loop in
            var nodes: [(Statuses.Era, TestNode)] = []
            for era in Statuses.trainers { nodes.append((era, try await loop.connect())) }
            // One after the other, and again: no connection changes what another one gets.
            for _ in 0..<2 {
                for (era, node) in nodes {
                    let answer = try await node.call("update_trainer", era.status(id: era.versions))
                    #expect(answer == (era.wantsTrue ? true : Statuses.success), "\(era)")
                }
            }
        }
    }

    @Test
    func `each annotator gets the acknowledgement of its era, all at the same time`() async throws {
        try await TestLoop.run { loop in
            var nodes: [(Statuses.Era, TestNode)] = []
            for era in Statuses.annotators { nodes.append((era, try await loop.connect())) }
            for (era, node) in nodes + nodes {
                let answer = try await node.call("update_annotation_node", era.status(id: era.versions))
                #expect(answer == (era.wantsTrue ? true : Statuses.success), "\(era)")
            }
        }
    }

    /// `update_model` looks the same in both eras.
    @Test(arguments: Statuses.trainers)
    func `a model is acknowledged as the status before it was`(era: Statuses.Era) async throws {
        try await TestLoop.run { loop in
            let (node, other) = (try await loop.connect(), try await loop.connect())
            try await node.call("update_trainer", era.status(id: "t"))
            // What another one is does not matter.
            try await other.call("update_trainer", Statuses.trainers[era.wantsTrue ? 6 : 0].status(id: "u"))
            let model: Value = [
                "id": "9f2b1a34-0a1b-4c5d-8e9f-001122334455", "confusion_matrix": [:], "parent_id": nil,
                "train_image_count": 1, "test_image_count": 1, "trainer_id": "t",
            ]
            let answer = try await node.call("update_model", "zauberzeug", "demo", model)
            #expect(answer == (era.wantsTrue ? true : Statuses.success))
            let failure = try await node.call("update_model", "zauberzeug", "nothing", model)
            if era.wantsTrue {
                #expect(failure.string?.contains("There is no project") == true)
            } else {
                #expect(failure["success"] == false && failure["payload"] == .null)
                #expect(failure["error_msg"]?.string?.contains("There is no project") == true)
            }
        }
    }

    // MARK: Logging in

    /// Clients up to 0.7.52 subtract it from the time at which their token ends, and crash without.
    @Test(arguments: [
        "/api/status", "/api/projects", "/api/nothing", TestLoop.demo + "/data", TestLoop.demo + "/models/x/y/file",
        TestLoop.demo + "/models/00000000-0000-0000-0000-000000000011/mocked/file",
    ])
    func `every answer has a Date`(path: String) async throws {
        try await TestLoop.run { loop in
            let response = try await loop.get(path)
            #expect(response.field("Date") == "Tue, 01 Jun 2021 06:28:21 GMT")
            let token = try await loop.send("POST", "/api/token", body: .bytes(Array(Self.account.utf8)))
            #expect(token.field("Date") == "Tue, 01 Jun 2021 06:28:21 GMT")
        }
    }

    /// They fetch one token for the life of the process.
    @Test
    func `a token and a cookie are still good after ten years`() async throws {
        let clock = MovingClock()
        try await TestLoop.run(configured: {
            $0.clock = clock
            $0.authentication = .strict
        }) { loop in
            let jar = try await Self.jar(loop)
            let response = try await loop.send("POST", "/api/token", body: .bytes(Array(Self.account.utf8)))
            let token = try #require(response.json["access_token"]?.string)
            let expires = try #require(response.json["expires"]?.double)
            #expect(expires > Double(clock.now.microsecondsSinceEpoch / 1_000_000 + 3600))
            clock.advance(seconds: 10 * 366 * 86_400)
            let bearer = ["Authorization": "Bearer \(token)"]
            #expect(try await loop.send("GET", "/api/projects", fields: bearer).status == 200)
            #expect(try await loop.send("GET", "/api/projects", cookies: jar).status == 200)
            let node = try await loop.connect(as: "trainer", fields: ["Authorization": "Bearer \(token)"])
            #expect(await node.isConnected)
        }
    }

    /// Detectors from 0.16 on have no name and no password, log in all the same, and do nothing without a cookie.
    @Test(arguments: Authentication.allCases)
    func `a login without a name gets a cookie, with which a detector does all that it does`(
        authentication: Authentication
    ) async throws {
        try await TestLoop.run(configured: { $0.authentication = authentication }) { loop in
            let multipart = """
                --b\r\nContent-Disposition: form-data; name="username"\r\n\r\n\r\n\
                --b\r\nContent-Disposition: form-data; name="password"\r\n\r\n\r\n--b--\r\n
                """
            for (type, body) in [
                ("application/x-www-form-urlencoded", "username=&password="),
                ("multipart/form-data; boundary=b", multipart),
            ] {
                let jar = CookieJar()
                let login = try await loop.send(
                    "POST", "/api/login", fields: ["Content-Type": type], body: .bytes(Array(body.utf8)), cookies: jar)
                #expect(login.status == 200 && !jar.isEmpty)
                let status: Value = ["uuid": "d", "name": "a detector", "state": "online"]
                let posted = try await loop.send(
                    "POST", TestLoop.demo + "/detectors", body: .bytes(status.bytes()), cookies: jar)
                #expect(posted.status == 200)
                for path in ["/deployment/target", "/models"] {
                    #expect(try await loop.send("GET", TestLoop.demo + path, cookies: jar).status == 200)
                }
            }
        }
    }

    // MARK: Who need not log in

    /// No version of the library shows who it is when it sends images; models are fetched with whatever is in the jar,
    /// be it the cookie of a Loop that has been started anew since.
    @Test(
        arguments: Authentication.allCases,
        [[:], ["Cookie": "session=0123456789abcdef"], ["Authorization": "Bearer of-old"]])
    func `images are taken and models given, whatever is shown or not`(
        authentication: Authentication, fields: [String: String]
    ) async throws {
        try await TestLoop.run(configured: { $0.authentication = authentication }) { loop in
            let form = DetectorForm([DetectorForm.Shot()], .interleaved)
            let upload = try await loop.send(form, fields: fields)
            #expect(upload.status == 200)
            for path in ["\(TestLoop.demo)/models/\(Demo.models[1].id)/mocked/file", "/api/status"] {
                let response = try await loop.send("GET", path, fields: fields)
                #expect(response.status == 200)
            }
        }
    }

    /// From version 0.7.56 on they have nothing to show.
    @Test
    func `a detector is let in over Socket.IO by a strict Loop, without anything`() async throws {
        try await TestLoop.run(configured: { $0.authentication = .strict }) { loop in
            let node = try await loop.connect(as: "detector")
            let answer = try await node.call(
                "update_detector", "zauberzeug", "demo", Statuses.detector("d"))
            #expect(answer["success"] == true)
            for kind in ["trainer", "converter", "annotation_node", nil] {
                await #expect(throws: TestNode.Refused.self, "\(kind ?? "nobody")") { try await loop.connect(as: kind) }
            }
        }
    }

    // MARK: Images

    @Test(arguments: DetectorForm.Era.allCases)
    func `each image gets what is said of it, in every era`(era: DetectorForm.Era) async throws {
        try await TestLoop.run { loop in
            let shots = (1...era.limit).map { number in
                DetectorForm.Shot(
                    [
                        "tags": [.string("tag \(number)")], "date": "2026-01-01_12:00:00.000",
                        "box_detections": [
                            [
                                "category_name": "purple box", "model_name": "1.1", "confidence": 0.5, "x": 1, "y": 2,
                                "width": .number(Number(number)), "height": 4,
                            ]
                        ],
                    ], image: DetectorForm.Shot.picture(width: 8 * number))
            }
            let response = try await loop.send(DetectorForm(shots, era))
            #expect(response.status == 200)
            let ids = try await loop.imageIDs(state: "inbox").suffix(era.limit)
            let images = try await loop.images(Array(ids))
            try #require(images.count == era.limit)
            for (index, image) in images.enumerated() {
                #expect(image["tags"]?[0]?["name"]?.string == "tag \(index + 1)")
                #expect(image["width"]?.int == 8 * (index + 1) && image["height"] == 8)
                #expect(image["box_detections"]?[0]?["width"]?.int == index + 1)
                #expect(image["created"] == "2026-01-01_12:00:00.000")
                let id = try #require(image["id"]?.string)
                #expect(try await loop.get("\(TestLoop.demo)/images/\(id)/main").body == shots[index].image)
            }
        }
    }

    @Test
    func `files with names of their own belong together by them, wherever they are`() async throws {
        try await TestLoop.run { loop in
            let shots = (1...3).map { number in
                DetectorForm.Shot(["tags": [.string("\(number)")]], image: DetectorForm.Shot.picture(width: 8 * number))
            }
            var form = DetectorForm()
            // One name is encoded in one place and not in the other.
            form.add("image_12%3A00.2.jpg", shots[1].image)
            form.add("image_12%3A00.1.json", shots[0].metadata)
            form.add("image_12%3A00.3.json", shots[2].metadata, type: "text/plain; charset=utf-8")
            form.add("image_12:00.1.jpg", shots[0].image, type: "image/jpeg")
            form.add("image_12:00.2.json", shots[1].metadata)
            form.add("image_12%3A00.3.jpg", shots[2].image)
            #expect(try await loop.send(form).status == 200)
            let images = try await loop.images(Array(try await loop.imageIDs(state: "inbox").suffix(3)))
            for image in images {
                let number = try #require(image["tags"]?[0]?["name"]?.string.flatMap { Int($0) })
                #expect(image["width"]?.int == 8 * number)
            }
            #expect(Set(images.compactMap { $0["width"]?.int }) == [8, 16, 24])
        }
    }

    /// 201 and 204 make a detector send its images for ever, and a converter give up its cycle.
    @Test
    func `what was done is answered with exactly 200`() async throws {
        try await TestLoop.run { loop in
            let (_, number) = try await Self.beginTraining(loop)
            let image = try #require(try await loop.imageIDs().first)
            let file = [UploadFile("w", "W")]
            let model = "\(TestLoop.demo)/models/\(Demo.models[0].id)"
            var statuses: [String: Int] = [:]
            statuses["token"] = try await loop.send("POST", "/api/token").status
            statuses["login"] = try await loop.send("POST", "/api/login").status
            statuses["logout"] = try await loop.send("POST", "/api/logout").status
            statuses["images"] = try await loop.send(DetectorForm([DetectorForm.Shot()], .single)).status
            statuses["format"] = try await loop.upload(file, "PUT", to: "\(model)/onnx/file").status
            statuses["replaced"] = try await loop.upload(file, "PUT", to: "\(model)/onnx/file").status
            statuses["trained"] = try await loop.upload(file, "PUT", to: Self.path(ofTraining: number, "a")).status
            statuses["new model"] = try await loop.upload(file, to: TestLoop.demo + "/models/a").status
            statuses["README's model"] = try await loop.upload(file, to: TestLoop.demo + "/a").status
            statuses["detections"] =
                try await loop.send("POST", TestLoop.demo + "/detections", json: [["image_id": .string(image)]]).status
            statuses["no detections"] = try await loop.send("POST", TestLoop.demo + "/detections", json: []).status
            statuses["detector"] =
                try await loop.send("POST", TestLoop.demo + "/detectors", json: ["uuid": "d", "name": "d"]).status
            statuses["novelty scores"] =
                try await loop.send(
                    "PUT", TestLoop.demo + "/images/novelty_scores", json: .object([Member(name: image, value: 0.5)])
                ).status
            statuses["generator"] =
                try await loop.send("POST", "/api/zauberzeug/projects/generator", json: ["project_name": "p"]).status
            statuses["generator, again"] =
                try await loop.send("POST", "/api/zauberzeug/projects/generator", json: ["project_name": "p"]).status
            statuses["deletion"] =
                try await loop.send("DELETE", "/api/zauberzeug/projects/p?keep_images=true").status
            #expect(statuses.filter { $0.value != 200 } == [:])
        }
    }

    // MARK: Models

    /// Clients make a folder of what stands behind `filename=`, and move all files flat into the target.
    @Test
    func `a download ends its disposition with a plain name, and holds no folder`() async throws {
        try await TestLoop.run { loop in
            let (_, number) = try await Self.beginTraining(loop)
            let archive = ZipBytes(.init("run7/weights.pt"), .init("run7/info/", ""), .init("model.json", "{}")).bytes
            let upload = try await loop.upload(
                [UploadFile("m.zip", archive)], "PUT", to: Self.path(ofTraining: number, "a"))
            let trained = try #require(upload.json["id"]?.string)
            let old = Demo.models[2].aliases[0]
            for (id, format) in [(trained, "a"), (Demo.models[1].id, "mocked"), (old, "mocked")] {
                let response = try await loop.get("\(TestLoop.demo)/models/\(id)/\(format)/file")
                let disposition = try #require(response.field("Content-Disposition"))
                #expect(!disposition.contains("filename*"))
                let name = disposition.split(separator: "filename=").last.map { $0.filter { $0 != "\"" } }
                #expect(name == "model_\(id)_\(format).zip")
                #expect(try ZipContents(response.body).files.allSatisfy { !$0.name.contains("/") })
            }
        }
    }

    struct Spelling: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What a node says in its own `model.json`.
        let sent: String
        let resolution: Value?
        var pointSize: Value?
    }

    /// Nodes from 0.8 on read `model.json` strictly: `version` a text, `resolution` and `point_size` whole numbers.
    @Test(arguments: [
        Spelling(testDescription: "as it should be", sent: #"{"resolution": 640}"#, resolution: 640),
        Spelling(
            testDescription: "a text, as a converter of 0.4.5 writes", sent: #"{"resolution":"416"}"#, resolution: 416),
        Spelling(testDescription: "a fraction", sent: #"{"resolution": 800.0}"#, resolution: 800),
        Spelling(testDescription: "a power", sent: #"{"resolution": 8e2}"#, resolution: 800),
        Spelling(testDescription: "null", sent: #"{"resolution": null}"#, resolution: 512),
        Spelling(testDescription: "none", sent: "{}", resolution: 512),
        Spelling(testDescription: "no number", sent: #"{"resolution": "large"}"#, resolution: 512),
        Spelling(testDescription: "a list", sent: #"{"resolution": [1]}"#, resolution: 512),
        Spelling(testDescription: "half a pixel", sent: #"{"resolution": 0.5}"#, resolution: 512),
        Spelling(testDescription: "far too much", sent: #"{"resolution": 1e300}"#, resolution: 512),
        Spelling(
            testDescription: "a size of points that is a fraction",
            sent: #"{"categories": [{"id": "c", "name": "n", "type": "point", "point_size": 12.0}]}"#, resolution: 512,
            pointSize: 12),
        Spelling(
            testDescription: "a size of points that is a text",
            sent: #"{"categories": [{"id": "c", "name": "n", "type": "point", "point_size": "7"}]}"#, resolution: 512,
            pointSize: 7),
    ])
    func `model.json has the types that nodes read, whatever its uploader wrote`(spelling: Spelling) async throws {
        try await TestLoop.run { loop in
            let (_, number) = try await Self.beginTraining(loop, ["hyperparameters": ["resolution": "512"]])
            let own = UploadFile("model.json", spelling.sent)
            let upload = try await loop.upload(
                [UploadFile("w", "W"), own], "PUT", to: Self.path(ofTraining: number, "a"))
            let id = try #require(upload.json["id"]?.string)
            // A converter that says nothing, and one that says the same.
            for (format, files) in [("b", [UploadFile("w", "W")]), ("c", [UploadFile("w", "W"), own])] {
                let path = "\(TestLoop.demo)/models/\(id)/\(format)/file"
                #expect(try await loop.upload(files, "PUT", to: path).status == 200)
            }
            for format in ["a", "b", "c"] {
                let file = try #require(try await loop.files(of: id, format).first { $0.name == "model.json" })
                let json = try Value(parsing: file.bytes)
                #expect(json["resolution"] == spelling.resolution, "\(format)")
                #expect(json["version"]?.string == "1.3" && json["id"]?.string == id)
                #expect(json["organization"] == "zauberzeug" && json["project"] == "demo")
                #expect(json["format"]?.string == format && json["host"]?.string == loop.url)
                let categories = try #require(json["categories"]?.array)
                #expect(!categories.isEmpty)
                for category in categories {
                    #expect(category["id"]?.string != nil && category["name"]?.string != nil)
                    if let size = category["point_size"], !size.isNull { #expect(size.int != nil) }
                }
                if let size = spelling.pointSize { #expect(categories[0]["point_size"] == size) }
            }
        }
    }

    /// The trainer goes on with the last id that it got, in its own format.
    @Test
    func `all formats of a training are one model`() async throws {
        try await TestLoop.run { loop in
            let (_, number) = try await Self.beginTraining(loop)
            let before = try await loop.models().count
            var ids: Set<String> = []
            for format in ["yolov5_pytorch", "yolov5_wts", "onnx"] {
                let path = Self.path(ofTraining: number, format)
                let response = try await loop.upload([UploadFile("w", format)], "PUT", to: path)
                #expect(response.status == 200)
                ids.insert(try #require(response.json["id"]?.string))
            }
            #expect(ids.count == 1)
            let id = try #require(ids.first)
            #expect(try await loop.models().count == before + 1)
            #expect(try await loop.models().last?["formats"] == ["yolov5_pytorch", "yolov5_wts", "onnx"])
            for format in ["yolov5_pytorch", "yolov5_wts"] {
                #expect(try await loop.files(of: id, format)[0] == UploadFile("w", format))
            }

            // Trainers from 0.26 on read the id, and go on with it.
            let again = try await loop.upload(
                [UploadFile("w", "other")], "PUT", to: Self.path(ofTraining: number, "onnx"))
            #expect(again.status == 409)
            #expect(again.json["detail"]?["id"]?.string == id)
            #expect(try await loop.files(of: id, "onnx")[0] == UploadFile("w", "onnx"))
        }
    }

    @Test
    func `formats that arrive at the same time are one model, too`() async throws {
        try await TestLoop.run { loop in
            let (_, number) = try await Self.beginTraining(loop)
            let ids = try await withThrowingTaskGroup(of: String?.self) { group in
                for format in ["a", "b", "c", "d"] {
                    group.addTask {
                        try await loop.upload(
                            [UploadFile("w", [UInt8](repeating: 1, count: 1 << 18))], "PUT",
                            to: Self.path(ofTraining: number, format)
                        ).json["id"]?.string
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(ids).count == 1 && ids[0] != nil)
            let models = try await loop.models().filter { $0["training"]?.int == number }
            #expect(models.count == 1)
            #expect(Set(models[0]["formats"]?.array?.compactMap(\.string) ?? []) == ["a", "b", "c", "d"])
        }
    }

    @Test(arguments: ["0", "-1", "99", "4", "x", "1.0", "9999999999999999999999"])
    func `no training, no model`(number: String) async throws {
        try await TestLoop.run { loop in
            let before = try await loop.get(TestLoop.demo + "/models").body
            let path = "\(TestLoop.demo)/trainings/\(number)/models/latest/mocked/file"
            let response = try await loop.upload([UploadFile("model.json", "{}")], "PUT", to: path)
            #expect((400..<500).contains(response.status) && ![408, 409, 429].contains(response.status))
            #expect(response.detail?.contains("training") == true)
            #expect(try await loop.get(TestLoop.demo + "/models").body == before)
            #expect(loop.storedNames.isEmpty)
        }
    }

    // MARK: Projects

    /// Trainers of third parties stop where one of these members is missing, or no image is for testing.
    @Test(arguments: [2, 3, 4, 14, 101])
    func `a generated project has images to learn from and images to test with, whole ones`(count: Int) async throws {
        try await TestLoop.run { loop in
            let project = try await Self.generate(
                [
                    "project_name": "pytest_yolo5det", "inbox": 4, "annotate": 0, "review": 0,
                    "complete": .number(Number(count)), "image_style": "plain", "box_categories": 2,
                    "point_categories": 2, "segmentation_categories": 1, "classification_categories": 2,
                    "box_annotations": 2, "point_annotations": 1, "trainings": 1, "thumbs": false,
                ], in: loop)
            let data = try await loop.get("\(project)/data?state=complete").json
            let known = Set((data["categories"]?.array ?? []).compactMap { $0["id"]?.string })
            let ids = (data["image_ids"]?.array ?? []).compactMap(\.string)
            #expect(known.count == 7 && ids.count == count)
            var images: [Value] = []
            for start in stride(from: 0, to: count, by: 100) {
                images += try await loop.images(Array(ids[start..<min(start + 100, count)]), in: project)
            }
            #expect(images.count == count)
            let sets = images.compactMap { $0["set"]?.string }
            #expect(Set(sets) == ["train", "test"] && sets.count == count)
            for image in images {
                let width = try #require(image["width"]?.int)
                let height = try #require(image["height"]?.int)
                for box in try #require(image["box_annotations"]?.array) {
                    #expect(known.contains(box["category_id"]?.string ?? ""))
                    let sides = ["x", "y", "width", "height"].compactMap { box[$0]?.int }
                    try #require(sides.count == 4)
                    #expect(sides.allSatisfy { $0 >= 0 })
                    #expect(sides[0] + sides[2] <= width && sides[1] + sides[3] <= height)
                }
                for point in try #require(image["point_annotations"]?.array) {
                    #expect(known.contains(point["category_id"]?.string ?? ""))
                    let (x, y) = (try #require(point["x"]?.int), try #require(point["y"]?.int))
                    #expect((0..<width).contains(x) && (0..<height).contains(y))
                }
                #expect(image["classification_annotation"] != nil && image["segmentation_annotations"]?.array != nil)
            }
            let names = (data["categories"]?.array ?? []).compactMap { $0["name"]?.string }
            #expect(Set(names).count == 7, "trainers keep one table of names")
        }
    }

    /// Tests know some ids by heart; others are compared between runs.
    @Test
    func `a generated project is the same in every Loop`() async throws {
        let configuration: Value = [
            "project_name": "pytest_p", "inbox": 2, "annotate": 1, "review": 1, "complete": 3, "trainings": 2,
            "image_style": "beautiful", "box_categories": 2, "point_categories": 1, "segmentation_categories": 1,
            "box_annotations": 1, "box_detections": 2, "tags": 1,
        ]
        /// Everything but the times.
        func transcript(seed: UInt64, _ clock: any LoopClock) async throws -> [[UInt8]] {
            var transcript: [[UInt8]] = []
            try await TestLoop.run(configured: {
                $0.seed = seed
                $0.clock = clock
            }) { loop in
                // What was done before does not matter either.
                if seed == 2 { _ = try await loop.upload([UploadFile("w", "W")], to: TestLoop.demo + "/a") }
                let project = try await Self.generate(configuration, in: loop)
                transcript.append(try await loop.get("\(project)/data").body)
                for id in try await loop.imageIDs(in: project) {
                    for image in try await loop.images([id], in: project) {
                        var image = image
                        image["created"] = nil
                        transcript.append(image.bytes())
                    }
                    transcript.append(try await loop.get("\(project)/images/\(id)/main").body)
                }
                for model in try await loop.get("\(project)/models").json["models"]?.array ?? [] {
                    transcript.append(Array("\(model["id"] ?? nil) \(model["version"] ?? nil)".utf8))
                }
            }
            return transcript
        }
        let first = try await transcript(seed: 1, TestLoop.StillClock())
        let clock = MovingClock()
        clock.advance(seconds: 86_400)
        #expect(first.count == 1 + 7 * 2 + 2)
        #expect(try await transcript(seed: 2, clock) == first)
    }

    struct Known: Sendable, CustomTestStringConvertible {
        let project: String
        let ids: [String]
        var testDescription: String { project }
    }

    @Test(arguments: [
        Known(
            project: "pytest",
            ids: [
                "285a92db-bc64-240d-50c2-3212d3973566", "04e9b13d-9f5b-02c5-af46-5bf40b1ca0a7",
                "94d1c90f-9ea5-abda-2696-6ab322d1e243", "d99747e9-7c6f-5753-2769-4184f870f18b",
            ]),
        Known(
            project: "pytest_p",
            ids: ["501205a9-9b64-3df0-3785-507a677b7f05", "f786350c-89ca-9424-9b00-720a9a85fe09"]),
        Known(project: "pytest_nodelib_annotator", ids: ["10f7d7d2-4076-7006-af37-fa28a6a848ae"]),
    ])
    func `images that tests know by heart are there, and are pictures`(known: Known) async throws {
        try await TestLoop.run { loop in
            let project = try await Self.generate(
                ["project_name": .string(known.project), "complete": 3, "segmentation_categories": 1], in: loop)
            for id in known.ids {
                let response = try await loop.get("\(project)/images/\(id)/main")
                #expect(response.status == 200 && response.field("Content-Type") == "image/jpeg")
                #expect(response.body.starts(with: [0xFF, 0xD8]))
                #expect(try await loop.images([id], in: project).count == 1)
            }
            #expect(try await loop.imageIDs(in: project).count == 3)
        }
    }

    // MARK: Socket.IO

    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let transports: [Transport]
        let ends: Transport
    }

    /// Nodes begin with polling; tests of old ones require that they end with a WebSocket.
    @Test(arguments: [
        Way(testDescription: "polling alone", transports: [.polling], ends: .polling),
        Way(testDescription: "an upgrade", transports: [.polling, .webSocket], ends: .webSocket),
        Way(testDescription: "a WebSocket alone", transports: [.webSocket], ends: .webSocket),
    ])
    func `nodes come over each transport`(way: Way) async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "trainer", over: way.transports)
            // The upgrade takes its time; meanwhile nothing is lost.
            repeat {
                let answer = try await node.call("update_trainer", Statuses.trainer("t"))
                #expect(answer == Statuses.success)
            } while await node.transport != way.ends
            let heard = try await loop.tell("t", "emit", ["event": "ping", "acknowledgement": false])
            #expect(heard["sent"] == true)
        }
    }

    @Test
    func `the handshake is that of Engine.IO 4, and offers the upgrade`() async throws {
        try await TestLoop.run { loop in
            let response = try await loop.get("/ws/socket.io/?transport=polling&EIO=4&t=abc")
            #expect(response.status == 200)
            let open = try Value(parsing: String(response.text.dropFirst()))
            #expect(response.text.first == "0")
            #expect(open["upgrades"] == ["websocket"])
            #expect((open["pingInterval"]?.int ?? 0) > 0 && (open["pingTimeout"]?.int ?? 0) > 0)
            #expect((open["maxPayload"]?.int ?? 0) >= 1_000_000)
        }
    }

    // MARK: Deployment

    /// A 200 with nulls makes a detector fetch the model `None`.
    @Test
    func `without a target there is no 200, and no success`() async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "detector")
            let empty = try await Self.generate(["project_name": "empty"], in: loop)
            let response = try await loop.get("\(empty)/deployment/target")
            #expect(response.status == 404 && response.detail?.contains("No model has been chosen") == true)
            let answer = try await node.call("update_detector", "zauberzeug", "empty", Statuses.detector("d"))
            #expect(answer["success"] == false && answer["payload"] == .null)

            let target = try await loop.get(TestLoop.demo + "/deployment/target")
            #expect(target.status == 200)
            #expect(target.json["model_uuid"]?.string == Demo.models[1].id)
            #expect(target.json["version"] == "1.1" && target.json["target_id"] == "1.1")
            let success = try await node.call("update_detector", "zauberzeug", "demo", Statuses.detector("d"))
            #expect(
                success["payload"] == [
                    "target_model_id": .string(Demo.models[1].id), "target_model_version": "1.1",
                ])
            #expect(success["success"] == true)
        }
    }

    // MARK: States

    /// In the words of 0.1, of 0.7.38 and of 0.10.
    private static let words = [
        ["preparing", "running"],
        ["preparing", "running", "stopping", "uploading", "detecting"],
        [
            "Training is initialized", "Downloading data", "Data downloaded", "Downloading model", "Model downloaded",
            "running", "Training finished", "Syncing confusion matrix", "Confusion matrix synced",
            "Uploading trained model", "Trained model uploaded", "detecting", "Detections calculated",
            "Uploading detections", "Cleaning training", "unknown state",
        ],
        [
            "initialized", "preparing", "data_downloading", "data_downloaded", "train_model_downloading",
            "train_model_downloaded", "running", "training_finished", "confusion_matrix_syncing",
            "confusion_matrix_synced", "train_model_uploading", "train_model_uploaded", "detecting", "detected",
            "detection_uploading", "waiting_for_slot", "ready_for_cleanup",
        ],
    ]

    @Test(arguments: words, ["idle", "blocked"])
    func `a training goes on in the words of every era, and ends when its trainer is idle or blocked`(
        words: [String], last: String
    ) async throws {
        try await TestLoop.run { loop in
            let (node, number) = try await Self.beginTraining(loop)
            func training() async throws -> Value {
                let trainings = try await loop.get(TestLoop.demo + "/trainings").json["trainings"]?.array
                return try #require(trainings?.first { $0["number"]?.int == number })
            }
            for word in words {
                let answer = try await node.call("update_trainer", Statuses.trainer("t", state: .string(word)))
                #expect(answer == Statuses.success)
                #expect(try await training()["state"]?.string == word)
                #expect(try await training()["ended"] == .null, "\(word)")
            }
            try await node.call("update_trainer", Statuses.trainer("t", state: .string(last)))
            #expect(try await training()["ended"] != .null)
            // What it says from then on is not of this training.
            try await node.call("update_trainer", Statuses.trainer("t", state: "running"))
            #expect(try await training()["state"]?.string == words.last)
        }
    }
}
