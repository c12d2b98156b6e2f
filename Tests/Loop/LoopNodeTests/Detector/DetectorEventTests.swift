import JSON
import LoopDomain
import SocketIO
import TestSupport
import Testing

@testable import LoopNode

/// What the detector acknowledges; wherever the Python library's acknowledgements were looked at, they are the same.
@Suite(.timeLimit(.minutes(5))) struct DetectorEventTests {
    /// Runs `body` with a detector and somebody who is connected to it.
    private func run(
        _ setup: TestDetector.Setup = TestDetector.Setup(),
        _ body: (TestDetector, SocketCaller) async throws -> Void
    ) async throws {
        try await setup.run { detector in
            let caller = try await SocketCaller.connect(to: detector.url)
            try await body(detector, caller)
            await caller.close()
        }
    }

    private func callers(_ oldest: CallerGeneration) -> TestDetector.Setup {
        TestDetector.Setup(configured: { $0.oldestCallers = oldest })
    }

    /// One object with a JPEG file as `image`, as rosys 0.37 sends it.
    private static func jpeg(
        _ bytes: [UInt8] = TestDetector.picture, _ others: KeyValuePairs<String, Value> = [:]
    ) -> SocketIO.Payload {
        var payload = SocketIO.Payload()
        let image: Value = ["format": "jpeg", "bytes": payload.attach(bytes)]
        payload.append(.object([Member(name: "image", value: image)] + members(others)))
        return payload
    }

    /// One object with a JPEG file as `image`, as rosys up to 0.30 sends it.
    private static func plain(_ others: KeyValuePairs<String, Value> = [:]) -> SocketIO.Payload {
        var payload = SocketIO.Payload()
        payload.append(
            .object([Member(name: "image", value: payload.attach(TestDetector.picture))] + members(others)))
        return payload
    }

    private static func members(_ pairs: KeyValuePairs<String, Value>) -> [Member] {
        pairs.map { Member(name: $0.key, value: $0.value) }
    }

    private static let box: Value = [
        "category_name": "purple box", "x": 1, "y": 2, "width": 3, "height": 4, "model_name": "m", "confidence": 0.5,
    ]

    // MARK: - detect

    @Test func `an array or a JPEG file is looked at, and what its sender says comes back`() async throws {
        try await run { detector, caller async throws in
            let plain = try await caller.call("detect", .array())
            #expect(plain == (try await detector.detect().value))
            let jpeg = try await caller.call(
                "detect",
                Self.jpeg(
                    TestDetector.picture,
                    [
                        "tags": ["a", "b"], "source": "robot", "creation_date": "2020", "camera_id": "front",
                        "autoupload": "disabled",
                    ]))
            #expect(jpeg["tags"] == ["a", "b"])
            #expect(jpeg["source"] == "robot")
            #expect(jpeg["created"] == "2020")
            #expect(jpeg["box_detections"]?.array?.count == 1)
        }
    }

    @Test(arguments: [
        ("[1]", "could not parse image from data"), ("null", "could not parse image from data"),
        ("{}", "could not parse image from data"), (#""x""#, "could not parse image from data"),
        (#"{"image": 5}"#, "could not parse image from data"),
        (#"{"image": {"bytes": "text", "dtype": "uint8", "shape": [4]}}"#, "could not parse image from data"),
        (#"{"image": {"format": "jpeg"}}"#, "could not parse image from data"),
    ])
    func `what holds no image is refused`(data: String, error: String) async throws {
        try await run { _, caller async throws in
            #expect(
                try await caller.call("detect", SocketIO.Payload(try Value(parsing: data))) == ["error": .string(error)]
            )
        }
    }

    @Test(arguments: [
        #"{"dtype": "uint8", "shape": [2, 2, 4]}"#, #"{"dtype": "foo", "shape": [2, 2, 3]}"#, #"{"dtype": "uint8"}"#,
        #"{"shape": [2, 2, 3]}"#, #"{"dtype": "uint8", "shape": "x"}"#, #"{"dtype": "uint8", "shape": [2, 2, 1.5]}"#,
        #"{"dtype": "uint8", "shape": [2, 2, 3], "format": "png"}"#, #"{"dtype": 5, "shape": [2, 2, 3]}"#,
        #"{"dtype": "uint8", "shape": [2, 2, 3], "format": null}"#,
    ])
    func `bytes that are no array are refused`(form: String) async throws {
        try await run { _, caller async throws in
            var payload = SocketIO.Payload()
            var image = try Value(parsing: form)
            image["bytes"] = payload.attach([UInt8](repeating: 1, count: 12))
            payload.append(["image": image])
            #expect(try await caller.call("detect", payload) == ["error": "could not parse image from data"])
        }
    }

    @Test(arguments: [#"{"tags": null}"#, #"{"tags": "abc"}"#, #"{"tags": [1]}"#, #"{"creation_date": 5}"#])
    func `wishes of the wrong type are refused`(wishes: String) async throws {
        try await run { _, caller async throws in
            let others = try Value(parsing: wishes).object?.first
            let answer = try await caller.call("detect", .array([others?.name ?? "": others?.value ?? .null]))
            #expect(answer["error"]?.string?.hasPrefix("wrong value type for field") == true)
        }
    }

    @Test(arguments: [#""some""#, "null", "5"])
    func `an unknown autoupload is no error, and uploads nothing`(word: String) async throws {
        let load: DetectorNode.Loader = { _, _ in
            TestDetector.Logic { _ in Detections(boxes: [TestDetector.box(confidence: 0.5)]) }
        }
        try await run(TestDetector.Setup(load: load)) { detector, caller async throws in
            let answer = try await caller.call("detect", .array(["autoupload": try Value(parsing: word)]))
            #expect(answer["box_detections"]?.array?.count == 1)
            await detector.node.untilUpdated()
            #expect(try detector.waiting() == 0)
        }
    }

    @Test func `what the logic says of its failure is told`() async throws {
        struct Accident: Error, CustomStringConvertible { let description = "out of paper" }
        let load: DetectorNode.Loader = { _, _ in TestDetector.Logic { _ in throw Accident() } }
        try await run(TestDetector.Setup(load: load)) { _, caller async throws in
            #expect(try await caller.call("detect", .array()) == ["error": "out of paper"])
        }
    }

    @Test func `a file that is no JPEG is refused, as is an image without a model`() async throws {
        try await run { _, caller async throws in
            let answer = try await caller.call("detect", Self.jpeg(Array("garbage".utf8)))
            #expect(answer["error"]?.string?.hasPrefix("the picture is no JPEG that can be read") == true)
        }
        try await run(TestDetector.Setup(configured: { $0.node.startsMuted = true })) { _, caller async throws in
            #expect(try await caller.call("detect", .array()) == ["error": "detector not yet initialized"])
            #expect(try await caller.call("info") == ["status": "No model loaded"])
        }
    }

    @Test func `an array that is worth it becomes a JPEG file for the Loop`() async throws {
        try await run { detector, caller async throws in
            _ = try await caller.call("detect", .array(["autoupload": "all", "source": "array"]))
            await detector.nextCycle()
            let image = try #require(try await detector.images(from: "array").first)
            #expect(image["width"] == 2)
            #expect(image["height"] == 2)
        }
    }

    // MARK: - batch_detect

    @Test func `a batch is answered in its order`() async throws {
        let load: DetectorNode.Loader = { _, _ in
            TestDetector.Logic { image in Detections(tags: ["\(image.bytes.count)"]) }
        }
        try await run(TestDetector.Setup(load: load)) { _, caller async throws in
            var payload = SocketIO.Payload()
            let images = (1...20).map { count -> Value in
                [
                    "bytes": payload.attach([UInt8](repeating: 0, count: count)), "dtype": "uint8",
                    "shape": [.number(Number(count))],
                ]
            }
            payload.append(["images": .array(images), "tags": ["t"]])
            let items = try await caller.call("batch_detect", payload)["items"]?.array
            #expect(items?.map { $0["tags"] } == (1...20).map { [.string("\($0)"), "t"] })
            #expect(try await caller.call("batch_detect", SocketIO.Payload(["images": []])) == ["items": []])
            for wrong in [[:], ["images": 5], ["images": [5]]] as [Value] {
                #expect(
                    try await caller.call("batch_detect", SocketIO.Payload(wrong))
                        == ["error": "could not parse images from data"])
            }
        }
    }

    @Test func `a logic that loses an image of a batch is found out`() async throws {
        struct Careless: DetectorLogic {
            func detect(_ image: ImageInput) async throws -> Detections { Detections() }
            func detect(batch images: [ImageInput]) async throws -> [Detections] { [] }
        }
        try await run(TestDetector.Setup(load: { _, _ in Careless() })) { _, caller async throws in
            var payload = SocketIO.Payload()
            let image: Value = ["format": "jpeg", "bytes": payload.attach(TestDetector.picture)]
            payload.append(["images": [image]])
            #expect(
                try await caller.call("batch_detect", payload) == ["error": "the logic gave 0 results for 1 images"])
        }
    }

    // MARK: - upload

    @Test func `an upload is kept, with the ids of its categories`() async throws {
        try await run { detector, caller async throws in
            var other = Self.box
            other["category_name"] = "unknown"
            other["category_id"] = "given"
            let metadata: Value = [
                "source": "up", "tags": ["t"], "state": "complete", "box_detections": [Self.box, other],
                "created": "2020-01-01", "box_annotations": [],
            ]
            let answer = try await caller.call("upload", .array(["metadata": metadata, "upload_priority": true]))
            #expect(answer == ["status": "OK"])
            let id = try #require(try detector.scratch.names(in: "data/outbox/priority").first)
            let record = try Value(
                parsing: try detector.scratch.text("data/outbox/priority/\(id)/image_\(id).json"))
            #expect(record["tags"] == ["t", "picked_by_system"])
            #expect(record["box_detections"]?[0]?["category_id"] == "b85bbc35-0363-3beb-08e4-e0affb95b2bc")
            #expect(record["box_detections"]?[1]?["category_id"] == "")
            #expect(record["created"] == "2020-01-01")
            #expect(record["state"] == "complete")
        }
    }

    @Test func `without metadata an upload is dated, and says that it was picked`() async throws {
        try await run { detector, caller async throws in
            #expect(try await caller.call("upload", Self.jpeg()) == ["status": "OK"])
            let id = try #require(try detector.scratch.names(in: "data/outbox/normal").first)
            let record = try Value(parsing: try detector.scratch.text("data/outbox/normal/\(id)/image_\(id).json"))
            #expect(record["tags"] == ["picked_by_system"])
            let created = try #require(record["created"]?.string)
            #expect(created.utf8.count == "2026-01-01_12:00:00.123".utf8.count)
            #expect(id.hasPrefix(String(created.prefix(16))))
        }
    }

    @Test func `without a model the ids stay as they were sent`() async throws {
        try await run(TestDetector.Setup(configured: { $0.node.startsMuted = true })) { detector, caller async throws in
            var box = Self.box
            box["category_id"] = "given"
            _ = try await caller.call("upload", .array(["metadata": ["box_detections": [box]]]))
            let id = try #require(try detector.scratch.names(in: "data/outbox/normal").first)
            let record = try Value(parsing: try detector.scratch.text("data/outbox/normal/\(id)/image_\(id).json"))
            #expect(record["box_detections"]?[0]?["category_id"] == "given")
        }
    }

    @Test func `wrong metadata refuse the upload`() async throws {
        try await run { detector, caller async throws in
            var box = Self.box
            box["x"] = 1.5
            #expect(
                try await caller.call("upload", .array(["metadata": ["box_detections": [box]]])) == [
                    "error":
                        "wrong value type for field \"box_detections.x\" - should be \"int\" instead of value \"1.5\" of type \"float\""
                ])
            #expect(try await caller.call("upload", .array(["metadata": "text"]))["error"] != nil)
            #expect(try await caller.call("upload") == ["error": "could not parse image from data"])
            #expect(try detector.waiting() == 0)
        }
    }

    @Test func `an array that is no picture cannot be uploaded`() async throws {
        try await run { detector, caller async throws in
            var payload = SocketIO.Payload()
            let image: Value = ["bytes": payload.attach([1, 2, 3, 4]), "dtype": "uint8", "shape": [1, 1, 4]]
            payload.append(["image": image])
            #expect(
                try await caller.call("upload", payload) == ["error": "the array is no image: it has 4 channels"])
            #expect(try detector.waiting() == 0)
        }
    }

    // MARK: - Modes and information

    @Test func `modes and information are those of the requests`() async throws {
        try await run { detector, caller async throws in
            #expect(try await caller.call("about") == (try await detector.send("GET", "/about").value))
            #expect(try await caller.call("get_model_version") == (try await detector.version()))
            #expect(
                try await caller.call("info") == (try await detector.send("GET", "/about").value["model_info"] ?? .null)
            )
            #expect(try await caller.call("get_outbox_mode") == ["outbox_mode": "continuous_upload"])
            #expect(try await caller.call("set_outbox_mode", SocketIO.Payload("stopped")) == ["status": "OK"])
            #expect(try await caller.call("get_outbox_mode") == ["outbox_mode": "stopped"])
            #expect(
                try await caller.call("set_outbox_mode", SocketIO.Payload("xx"))
                    == ["error": "'xx' is not a valid OutboxMode"])
            #expect(try await caller.call("set_model_version_mode", SocketIO.Payload("pause")) == ["status": "OK"])
            #expect(try await caller.call("get_model_version")["version_control"] == "pause")
            #expect(
                try await caller.call("set_model_version_mode", SocketIO.Payload("x"))
                    == ["error": "Invalid version number"])
            #expect(
                try await caller.call("set_model_version_mode", SocketIO.Payload("9.9"))
                    == ["error": "No Model with version 9.9"])
            #expect(
                try await caller.call("set_outbox_mode", SocketIO.Payload(5)) == ["error": "the argument is no text"])
        }
    }

    // MARK: - Callers of old

    @Test func `plain files are for callers up to 0_17 only`() async throws {
        for (oldest, isTaken) in [(.d7, true), (.d8, true), (.d9, false), (.d10, false)] as [(CallerGeneration, Bool)] {
            try await run(callers(oldest)) { detector, caller async throws in
                for event in ["detect", "upload"] {
                    let answer = try await caller.call(event, Self.plain())
                    #expect((answer["error"] == nil) == isTaken, "\(oldest), \(event)")
                }
                #expect(try detector.waiting() == (isTaken ? 1 : 0))
            }
        }
    }

    @Test func `names of cameras up to 0_16 are for their callers only`() async throws {
        let load: DetectorNode.Loader = { _, _ in
            TestDetector.Logic { _ in Detections(boxes: [TestDetector.box(confidence: 0.5)]) }
        }
        for (oldest, count) in [(.d7, 3), (.d8, 1)] as [(CallerGeneration, Int)] {
            let setup = TestDetector.Setup(configured: { $0.oldestCallers = oldest }, load: load)
            try await run(setup) { detector, caller async throws in
                for name in ["camera-id", "mac"] {
                    _ = try await caller.call("detect", .array([name: .string(name)]))
                }
                _ = try await caller.call("detect", .array())
                await detector.node.untilUpdated()
                #expect(try detector.waiting() == count, "a new thing for each camera that is known as one")
            }
        }
    }

    @Test func `an upload that is flat is for callers up to 0_16 only`() async throws {
        let flat: KeyValuePairs<String, Value> = [
            "detections": ["box_detections": [Self.box]], "tags": ["t"], "source": "flat", "creation_date": "2020",
        ]
        for (oldest, isRead) in [(.d7, true), (.d8, false)] as [(CallerGeneration, Bool)] {
            try await run(callers(oldest)) { detector, caller async throws in
                #expect(try await caller.call("upload", .array(flat)) == ["status": "OK"])
                let id = try #require(try detector.scratch.names(in: "data/outbox/normal").first)
                let record = try Value(
                    parsing: try detector.scratch.text("data/outbox/normal/\(id)/image_\(id).json"))
                #expect(record["tags"] == (isRead ? ["t", "picked_by_system"] : ["picked_by_system"]))
                #expect(record["source"]?.string == (isRead ? "flat" : nil))
                #expect(record["box_detections"]?.array?.count == (isRead ? 1 : 0))
            }
        }
    }
}
