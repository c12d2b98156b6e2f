import JSON
import LoopDomain
import TestSupport
import Testing

@testable import LoopNode

/// An annotator against the mock Loop, over loopback.
@Suite("Annotator", .timeLimit(.minutes(5)))
struct AnnotatorNodeTests {
    private let scratch: Scratch
    private let log = LogRecorder()

    init() throws { scratch = try Scratch() }

    /// Counts a frontend's inputs; `left_mouse_up` stores what is there, `right_mouse_down` fails.
    private struct Counter: AnnotatorLogic {
        struct Failure: Error, CustomStringConvertible {
            let description = "a right click is too much"
        }

        func makeHistory() -> [Shape.Point] { [] }

        func handle(_ input: UserInput, image: String?, history: inout [Shape.Point]) async throws -> ToolOutput {
            history.append(input.coordinate)
            if input.event == .rightMouseDown { throw Failure() }
            let svg = "<text>\(history.count) \(image == nil ? "blind" : "seeing")</text>"
            guard input.event == .leftMouseUp else { return ToolOutput(svg: svg) }
            return ToolOutput(
                svg: svg,
                annotation: SegmentationAnnotation(
                    id: "00000000-0000-4000-8000-000000000001", shape: Shape(points: history),
                    imageID: input.imageID, categoryID: input.category.id))
        }

        func logOut(frontend: String) async -> Bool { frontend != "unknown" }
    }

    /// Runs `body` while a node is there that has reported.
    private func withNode(_ loop: ControlledLoop, _ body: () async throws -> Void) async throws -> NodeEnding {
        let node = AnnotatorNode(
            name: "Test Annotator", logic: Counter(),
            configuration: loop.nodeConfiguration(dataFolder: "\(scratch.path)/data"), logger: log.logger,
            clock: QuickClock())
        let run = Task { try await node.run() }
        do {
            try await loop.waitForNode("update_annotation_node")
            try await body()
        } catch {
            run.cancel()
            _ = try await run.value
            throw error
        }
        run.cancel()
        return try await run.value
    }

    private func input(_ loop: ControlledLoop, _ members: Value = [:]) async throws -> Value {
        try await loop.control("POST", "/nodes/annotator/user_input", members)["acknowledgement"] ?? .null
    }

    private static func success(_ payload: Value) -> Value {
        ["success": true, "error_msg": nil, "payload": payload]
    }

    @Test func `it reports, connects as what it is, and leaves when it is cancelled`() async throws {
        try await ControlledLoop.run { loop in
            let ending = try await withNode(loop) {
                let status = try #require(try await loop.waitForNode("update_annotation_node")["arguments"]?[0])
                #expect(status["name"] == "Test Annotator")
                #expect(status["state"] == "online")
                #expect(status["errors"] == [:])
                #expect(status["capabilities"] == ["segmentation"])
                #expect(status["uptime"]?.int != nil)
                #expect(try scratch.text("data/uuids.json").contains(status["id"]?.string ?? "-"))
                let fields = try await loop.journal("kind=connected").first?["headers"]?.array ?? []
                for field: Value in [["organization", ""], ["project", ""], ["nodeType", "annotation_node"]] {
                    #expect(fields.contains(field))
                }
                let requests = try await loop.journal("kind=exchange").compactMap { $0["target"]?.string }
                #expect(requests.prefix(2) == ["/api/status", "/api/login"])
            }
            #expect(ending == .cancelled)
            try await loop.wait(["kind": "disconnected"], after: 0)
        }
    }

    @Test func `inputs are answered with what the logic draws, from a history for each frontend`() async throws {
        try await ControlledLoop.run { loop in
            _ = try await withNode(loop) {
                #expect(try await input(loop) == Self.success("<text>1 seeing</text>"))
                #expect(try await input(loop) == Self.success("<text>2 seeing</text>"))
                #expect(try await input(loop, ["frontend_id": "other"]) == Self.success("<text>1 seeing</text>"))
                // The image was fetched once.
                let pictures = try await loop.journal("kind=exchange&path=/api/*/images/*/main")
                #expect(pictures.count == 1)
            }
        }
    }

    @Test func `an outline is stored before its input is acknowledged`() async throws {
        try await ControlledLoop.run { loop in
            _ = try await withNode(loop) {
                _ = try await input(loop, ["x": 3, "y": 4])
                let answer = try await input(loop, ["event_type": "left_mouse_up", "x": 5, "y": 6])
                #expect(answer == Self.success("<text>2 seeing</text>"))
                let stored = try await loop.wait(["event": "update_segmentation_annotation"], after: 0)
                let annotation = try #require(stored["arguments"]?[2])
                #expect(annotation["shape"] == ["points": [["x": 3, "y": 4], ["x": 5, "y": 6]]])
                let project = try await loop.control("GET", "/projects/\(ControlledLoop.demo)")
                let image = project["images"]?.array?.first { $0["id"] == annotation["image_id"] }
                #expect(image?["segmentation_annotations"]?[0]?["id"] == "00000000-0000-4000-8000-000000000001")
                let acknowledged = try await loop.wait(
                    ["kind": "acknowledgement", "event": "handle_user_input", "direction": "in"],
                    after: stored["number"]?.int ?? 0)
                #expect((acknowledged["number"]?.int ?? 0) > (stored["number"]?.int ?? 0))
            }
        }
    }

    @Test func `an outline that the Loop does not acknowledge fails the input, and keeps the history`() async throws {
        try await ControlledLoop.run { loop in
            _ = try await withNode(loop) {
                let last = try await loop.lastEntry()
                try await loop.arm(["event": "update_segmentation_annotation", "action": "cut"])
                let answer = try await input(loop, ["event_type": "left_mouse_up", "timeout": 60])
                // The connection was cut, so nobody hears of it.
                #expect(answer.isNull)
                let connected = try await loop.wait(["kind": "connected"], after: last)["number"]?.int ?? 0
                try await loop.waitForNode("update_annotation_node", after: connected)
                #expect(try await input(loop) == Self.success("<text>2 seeing</text>"))
            }
        }
    }

    @Test func `Escape, a failure and a logout begin the history anew`() async throws {
        try await ControlledLoop.run { loop in
            _ = try await withNode(loop) {
                _ = try await input(loop)
                #expect(try await input(loop, ["event_type": "key_up", "key_up": "Escape"]) == Self.success(""))
                #expect(try await input(loop) == Self.success("<text>1 seeing</text>"))
                let failure: Value = ["success": false, "error_msg": "a right click is too much", "payload": nil]
                #expect(try await input(loop, ["event_type": "right_mouse_down"]) == failure)
                #expect(try await input(loop) == Self.success("<text>1 seeing</text>"))
                #expect(try await emit(loop, "user_logout", ["mockloop"]) == Self.success(nil))
                #expect(try await input(loop) == Self.success("<text>1 seeing</text>"))
                #expect(
                    try await emit(loop, "user_logout", ["unknown"])
                        == ["success": false, "error_msg": nil, "payload": nil])
            }
        }
    }

    private func emit(_ loop: ControlledLoop, _ event: String, _ arguments: [Value]) async throws -> Value {
        let answer = try await loop.control(
            "POST", "/nodes/annotator/emit", ["event": .string(event), "arguments": .array(arguments)])
        return answer["acknowledgement"] ?? .null
    }

    @Test func `an input that makes no sense is refused with what is wrong`() async throws {
        try await ControlledLoop.run { loop in
            _ = try await withNode(loop) {
                for (arguments, message) in [
                    ([], "argument 1 of handle_user_input must be an object."),
                    ([3], "argument 1 of handle_user_input must be an object."),
                    ([[:]], "user input.data must be an object."),
                    ([["data": ["context": [:]]]], "user input.data.coordinate must be an object."),
                ] as [([Value], String)] {
                    let answer = try await emit(loop, "handle_user_input", arguments)
                    #expect(answer["success"] == false)
                    #expect(answer["error_msg"]?.string == message)
                }
                // A path that leads out of the data folder.
                let answer = try await emit(
                    loop, "handle_user_input",
                    [
                        [
                            "frontend_id": "f",
                            "data": [
                                "coordinate": ["x": 1, "y": 2], "event_type": "mouse_move",
                                "context": ["organization": "..", "project": "demo"], "image_uuid": "i",
                                "category": ["id": "c", "name": "n"],
                            ],
                        ]
                    ])
                #expect(answer["error_msg"]?.string?.contains(#"".." cannot be the name of a folder"#) == true)
            }
        }
    }

    @Test func `an image that the Loop does not give is no reason not to work`() async throws {
        try await ControlledLoop.run { loop in
            _ = try await withNode(loop) {
                try await loop.arm(["path": "/api/*/main", "action": ["status": 404]])
                #expect(try await input(loop) == Self.success("<text>1 blind</text>"))
                #expect(try await input(loop) == Self.success("<text>2 seeing</text>"))
            }
        }
    }

    @Test func `an event that nobody knows is acknowledged with nothing, a restart not at all`() async throws {
        try await ControlledLoop.run { loop in
            let node = AnnotatorNode(
                name: "a", logic: Counter(), configuration: loop.nodeConfiguration(dataFolder: "\(scratch.path)/data"),
                logger: log.logger, clock: QuickClock())
            async let ending = node.run()
            try await loop.waitForNode("update_annotation_node")
            let answer = try await loop.control("POST", "/nodes/annotator/emit", ["event": "something"])
            #expect(answer["acknowledged"] == true)
            #expect(answer["acknowledgement"] == .null)
            try await loop.control("POST", "/nodes/annotator/restart")
            #expect(try await ending == .restart)
            let acknowledgements = try await loop.journal("kind=acknowledgement&event=restart")
            #expect(acknowledgements.isEmpty)
        }
    }

    @Test func `a status that the Loop does not accept makes the node connect anew`() async throws {
        try await ControlledLoop.run { loop in
            _ = try await withNode(loop) {
                for acknowledgement: Value in [["success": false, "error_msg": "no"], true, "nonsense", nil, [:]] {
                    let last = try await loop.control("GET", "/state")["journal"]?["next"]?.int ?? 0
                    try await loop.arm(
                        ["event": "update_annotation_node", "action": ["acknowledge": acknowledgement]])
                    try await loop.wait(["kind": "connected"], after: last)
                    let status = try await loop.wait(["event": "update_annotation_node"])
                    #expect(status["arguments"]?[0]?["name"] == "Test Annotator")
                }
            }
        }
    }

    @Test func `inputs of one frontend come one after the other`() async throws {
        try await ControlledLoop.run { loop in
            _ = try await withNode(loop) {
                let texts = try await withThrowingTaskGroup(of: String?.self) { group in
                    for _ in 0..<20 { group.addTask { try await input(loop)["payload"]?.string } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(Set(texts) == Set((1...20).map { "<text>\($0) seeing</text>" }))
            }
        }
    }
}
