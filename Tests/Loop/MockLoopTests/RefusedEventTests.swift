import EngineIO
import HTTPClient
import JSON
import LoopDomain
import MockLoop
import TestSupport
import Testing

/// Events that a node sends with the wrong arguments: each is acknowledged with what is wrong, changes nothing, and the
/// connection lives on.
@Suite("Refused events", .timeLimit(.minutes(5)))
struct RefusedEventTests {
    private static let events = [
        "update_trainer", "update_training", "update_model", "update_detector", "update_annotation_node",
        "update_segmentation_annotation", "update_deployment",
    ]

    /// Lists in lists, or objects in objects.
    private static func deep(_ levels: Int) -> Value {
        (0..<levels).reduce(into: Value.null) { value, level in
            value = level.isMultiple(of: 2) ? [value] : ["id": value]
        }
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let arguments: [Value]

        init(_ arguments: [Value]) {
            testDescription = Value.array(arguments).text()
            self.arguments = arguments
        }

        init(_ description: String, _ arguments: [Value]) {
            testDescription = description
            self.arguments = arguments
        }
    }

    private static let wrong: [Wrong] = [
        Wrong([]), Wrong([nil]), Wrong([true]), Wrong([7]), Wrong(["text"]), Wrong([[]]), Wrong([[:]]),
        Wrong([nil, nil, nil]), Wrong([["id": 1, "name": 2, "state": 3]]), Wrong([["id": nil, "name": nil]]),
        Wrong(["zauberzeug"]), Wrong(["zauberzeug", "demo"]), Wrong(["zauberzeug", "demo", nil]),
        Wrong(["zauberzeug", "demo", "text"]), Wrong(["zauberzeug", "demo", []]), Wrong(["zauberzeug", "demo", [:]]),
        Wrong([1, 2, [:]]), Wrong(["zauberzeug", ["demo"], [:]]),
        Wrong(["zauberzeug", "nothing", ["id": "x", "name": "x", "image_id": "x", "shape": "", "trainer_id": "x"]]),
        Wrong(["zauberzeug", "demo", ["id": 1, "name": 2, "image_id": 3, "shape": 4, "trainer_id": 5]]),
        Wrong(["zauberzeug", "demo", ["id": "../x", "image_id": "../x", "shape": "", "trainer_id": "../x"]]),
        Wrong([["target_model_id": 5]]), Wrong([["target_model_id": "nothing"]]),
        Wrong("a thousand", (0..<1000).map { .number(Number($0)) }),
        Wrong("a megabyte", [.string(String(repeating: "x", count: 1 << 20))]),
        Wrong(
            "a status of a megabyte",
            [["id": .string(String(repeating: "x", count: 1 << 20)), "name": "n", "state": "s"]]
        ),
        Wrong("five hundred levels", [deep(500)]),
        Wrong("five hundred levels, third", ["zauberzeug", "demo", deep(500)]),
    ]

    /// What a Loop knows of projects, and of nodes that said how they are.
    private static func state(of loop: TestLoop) async throws -> [Value] {
        let nodes = try await loop.get("/mockloop/nodes").json["nodes"]?.array ?? []
        return [
            try await loop.get("/mockloop/projects").json,
            try await loop.get("/mockloop/projects/zauberzeug/demo").json,
            .array(nodes.compactMap { $0["status"] }.filter { !$0.isNull }),
        ]
    }

    @Test(arguments: events)
    func `wrong arguments are answered with what is wrong, and the connection lives on`(event: String) async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "trainer", over: [.webSocket])
            let before = try await Self.state(of: loop)
            for wrong in Self.wrong {
                let answer = try await node.call(event, with: wrong.arguments)
                #expect(answer["success"] == false && answer["payload"] == .null, "\(wrong.testDescription)")
                let text = try #require(answer["error_msg"]?.string)
                #expect(!text.isEmpty && text.utf8.count < 1000 && !text.contains("Error("), "\(text.prefix(300))")
            }
            #expect(try await Self.state(of: loop) == before)
            #expect(try await node.call("update_trainer", Statuses.trainer("t")) == Statuses.success)
            #expect(await node.lossCount == 0)
        }
    }

    struct Flaw: Sendable, CustomTestStringConvertible {
        let event: String
        let arguments: [Value]
        let says: String

        var testDescription: String { "\(event) \(Value.array(arguments).text())" }

        init(_ event: String, _ arguments: Value..., says: String) {
            self.event = event
            self.arguments = arguments
            self.says = says
        }
    }

    @Test(arguments: [
        Flaw("update_trainer", says: "update_trainer: The argument 1 must be an object."),
        Flaw("update_trainer", ["id": "t", "name": "t"], says: #"needs a text in "state""#),
        Flaw("update_trainer", ["id": "t", "name": "t", "state": 1], says: #"needs a text in "state""#),
        Flaw("update_trainer", ["id": "t", "state": "idle"], says: #"needs texts in "id" and "name""#),
        Flaw("update_training", "zauberzeug", "demo", ["trainer_id": "t"], says: #"The trainer "t" has no training"#),
        Flaw("update_training", "zauberzeug", "demo", [:], says: #"needs a text in "trainer_id""#),
        Flaw("update_model", "zauberzeug", "demo", [:], says: #"needs an "id""#),
        Flaw("update_model", "zauberzeug", "demo", ["id": ""], says: "is no id of a model"),
        Flaw("update_model", "zauberzeug", "demo", ["id": "a\"; b"], says: "is no id of a model"),
        Flaw("update_model", "zauberzeug", "demo", ["id": "a/b"], says: "is no id of a model"),
        Flaw("update_model", "zauberzeug", "nothing", ["id": "m"], says: #"There is no project "nothing""#),
        Flaw("update_detector", "zauberzeug", "demo", ["id": "d"], says: #"needs texts in "id" and "name""#),
        Flaw("update_detector", "zauberzeug", 5, ["id": "d"], says: "The first two arguments must be texts"),
        Flaw("update_segmentation_annotation", "zauberzeug", "demo", [:], says: #"needs a text in "image_id""#),
        Flaw(
            "update_segmentation_annotation", "zauberzeug", "demo", ["image_id": "x", "category_id": "c"],
            says: #"annotation has no "shape""#),
        Flaw(
            "update_segmentation_annotation", "zauberzeug", "demo",
            ["image_id": "x", "category_id": "c", "shape": 1], says: "annotation.shape is a number"),
        Flaw(
            "update_segmentation_annotation", "zauberzeug", "demo",
            ["image_id": "x", "category_id": 1, "shape": "1,2"], says: "annotation.category_id is a number"),
        Flaw(
            "update_segmentation_annotation", "zauberzeug", "demo",
            ["image_id": "x", "category_id": "c", "shape": "1,2"], says: #"There is no image "x""#),
        Flaw("update_deployment", ["target_model_id": "9.9"], says: #"There is no model "9.9""#),
        Flaw("update_deployment", [:], says: #"needs a text in "target_model_id""#),
    ])
    func `each wrong argument is named`(flaw: Flaw) async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "detector")
            let before = try await Self.state(of: loop)
            let answer = try await node.call(flaw.event, with: flaw.arguments)
            #expect(answer["success"] == false)
            #expect(answer["error_msg"]?.string?.contains(flaw.says) == true, "\(answer)")
            #expect(try await Self.state(of: loop) == before)
        }
    }

    /// An old trainer takes whatever is not `true` for an error, and shows it.
    @Test
    func `an old trainer is told in its own way, from its first wrong status on`() async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect()
            let first = try await node.call("update_trainer", ["id": "t", "name": "t", "latest_error": nil])
            #expect(first.string?.contains(#"needs a text in "state""#) == true)
            let second = try await node.call("update_training", "zauberzeug", "demo", ["trainer_id": "t"])
            #expect(second.string?.contains("has no training") == true)
        }
    }

    @Test(arguments: ["hello", "update", "update_trainer ", "UPDATE_TRAINER", "message", "", "detect"])
    func `an event that no Loop knows gets no acknowledgement, and harms nobody`(event: String) async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "trainer")
            let before = try await Self.state(of: loop)
            let isAcknowledged = try await node.isAcknowledged(event, with: [Statuses.trainer("t"), "a", ["b": 1]])
            #expect(!isAcknowledged)
            #expect(try await Self.state(of: loop) == before)
            #expect(try await node.call("update_trainer", Statuses.trainer("t")) == Statuses.success)
        }
    }

    @Test
    func `events that want no acknowledgement do all the same what they say`() async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "trainer")
            try await node.send("update_trainer", Statuses.trainer("t"))
            try await node.send("update_trainer")
            try await node.send("update_detector", "zauberzeug", "demo", Statuses.detector("d"))
            try await node.call("update_annotation_node")
            let project = try await loop.get("/mockloop/projects/zauberzeug/demo").json
            #expect(project["detectors"]?[0]?["id"] == "d")
        }
    }

    /// More than a reader takes is no packet, and ends the connection: as it does with the reference.
    @Test
    func `JSON without end of levels ends its connection, and no other`() async throws {
        try await TestLoop.run { loop in
            let (node, other) = (try await loop.connect(as: "trainer"), try await loop.connect(as: "trainer"))
            await #expect(throws: (any Error).self) {
                try await node.call("update_trainer", Self.deep(600))
            }
            #expect(await node.lossCount == 1)
            #expect(try await other.call("update_trainer", Statuses.trainer("t")) == Statuses.success)
            #expect(try await loop.get("/api/status").status == 200)
        }
    }
}
