import EngineIO
import HTTPClient
import JSON
import LoopDomain
import TestSupport
import Testing

@testable import MockLoop

@Suite("The control interface", .timeLimit(.minutes(5)))
struct ControlTests {
    // MARK: Projects

    @Test
    func `the state is what there is`() async throws {
        try await TestLoop.control(configured: { $0.seed = 7 }) { loop, control in
            let state = try await control.get("/state")
            #expect(state["time"] == "2021-06-01T06:28:21.288442Z" && state["began"] == state["time"])
            #expect(state["url"] == .string(loop.url) && state["tls_url"] == .null && state["seed"] == "7")
            #expect(state["authentication"] == "lenient")
            #expect(state["nodes"] == [] && state["faults"] == [] && state["journal"] == ["first": 1, "next": 1])
            #expect(
                state["projects"] == [
                    [
                        "organization": "zauberzeug", "project": "demo",
                        "image_counts": ["inbox": 1, "annotate": 2, "review": 2, "complete": 10], "categories": 6,
                        "models": 3, "trainings": 0, "deployment_target": "1.1",
                    ]
                ])
            #expect(try await control.get("/projects")["projects"] == state["projects"])
        }
    }

    @Test
    func `a project is made, shown, changed and deleted`() async throws {
        try await TestLoop.control { loop, control in
            let made = try await control.post(
                "/projects", ["project_name": "p", "inbox": 2, "review": true, "box_categories": 1, "trainings": 1.0])
            #expect(made["organization"] == "zauberzeug" && made["images"]?.array?.count == 3)
            #expect(made["categories"]?[0]?["type"] == "box" && made["models"]?.array?.count == 1)
            #expect(try await control.get("/projects/zauberzeug/p") == made)
            #expect(try await loop.get("/api/zauberzeug/projects/p").status == 200)

            let other = try await control.post("/projects", ["project_name": "q", "organization": "other"])
            #expect(other["organization"] == "other" && other["images"] == [])

            let category: Value = ["id": "c", "name": "cat", "type": "point", "point_size": 5]
            let changed = try await control.send("PATCH", "/projects/zauberzeug/p", ["categories": [category]])
            #expect(changed["categories"]?.array?.count == 1 && changed["categories"]?[0]?["point_size"] == 5)
            #expect(
                try await loop.get("/api/zauberzeug/projects/p").json["categories"]?[0]?["id"] == "c")

            // The same wish again replaces it.
            let again = try await control.post("/projects", ["project_name": "p"])
            #expect(again["images"] == [])
            #expect(try await control.send("DELETE", "/projects/zauberzeug/p") == ["deleted": true])
            #expect(
                try await control.refusal("GET", "/projects/zauberzeug/p", status: 404)
                    == "There is no project \"p\" in organization \"zauberzeug\".")
            _ = try await control.refusal("DELETE", "/projects/zauberzeug/p", status: 404)
        }
    }

    @Test(arguments: [("", 404), ("?keep_images=false", 404), ("?keep_images=true", 200)])
    func `images of a deleted project are gone, or kept for download`(query: String, status: Int) async throws {
        try await TestLoop.control { loop, control in
            let images = try await control.get("/projects/zauberzeug/demo")["images"]
            let id = try #require(images?[0]?["id"]?.string)
            try await control.send("DELETE", "/projects/zauberzeug/demo\(query)")
            #expect(try await loop.get("\(TestLoop.demo)/images/\(id)/main").status == status)
        }
    }

    @Test
    func `detectors are given a model by version or id, or none`() async throws {
        try await TestLoop.control { loop, control in
            let path = "/projects/zauberzeug/demo/deployment_target"
            func target() async throws -> Value? {
                try await loop.get("\(TestLoop.demo)/deployment/target").json["version"]
            }
            #expect(
                try await control.send("PUT", path, ["version": "1.0"])
                    == ["model_id": .string(Demo.models[0].id), "version": "1.0"])
            #expect(try await target() == "1.0")
            #expect(
                try await control.send("PUT", path, ["model_id": .string(Demo.models[2].id), "version": "1.0"])[
                    "version"] == "1.2")
            #expect(try await control.send("DELETE", path) == ["deployment_target": nil])
            #expect(try await target() == nil)
            for (wish, shown) in [("1.1", "1.1"), (Demo.models[2].id, "1.2")] {
                let project = try await control.send(
                    "PATCH", "/projects/zauberzeug/demo", ["deployment_target": .string(wish)])
                #expect(project["deployment_target"]?["version"] == .string(shown))
            }
            let none = try await control.send("PATCH", "/projects/zauberzeug/demo", ["deployment_target": nil])
            #expect(none["deployment_target"] == .null)
            #expect(
                try await control.refusal("PUT", path, ["version": "9.9"], status: 404)
                    == "There is no model \"9.9\" in project \"zauberzeug/demo\".")
            _ = try await control.refusal("PUT", path, [:], status: 422)
        }
    }

    @Test
    func `an image changes its state and its set`() async throws {
        try await TestLoop.control { loop, control in
            let image = try await control.get("/projects/zauberzeug/demo")["images"]?[0]
            let id = try #require(image?["id"]?.string)
            #expect(image?["state"] == "inbox" && image?["bytes"] == .null)
            let path = "/projects/zauberzeug/demo/images/\(id)"
            let changed = try await control.send("PATCH", path, ["state": "trash", "set": "val"])
            #expect(changed["state"] == "trash" && changed["set"] == "val")
            #expect(try await control.send("PATCH", path, ["state": nil]) == changed)
            let counts = try await control.get("/projects")["projects"]?[0]?["image_counts"]
            #expect(counts == ["annotate": 2, "review": 2, "complete": 10, "trash": 1])
            #expect(
                try await control.refusal("PATCH", path, ["state": "gone"], status: 422)
                    == """
                    state is "gone", not "backlog" or "inbox" or "annotate" or "review" or "complete" or "trash".
                    """)
            _ = try await control.refusal(
                "PATCH", "/projects/zauberzeug/demo/images/none", ["state": "trash"], status: 404)
        }
    }

    // MARK: Bodies

    struct Body: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        var type: String?
        let status: Int
        var says = ""
        var testDescription: String { "\(String(decoding: bytes.prefix(40), as: UTF8.self)) \(type ?? "no type")" }

        init(_ text: String, _ type: String? = "application/json", status: Int, says: String = "") {
            bytes = Array(text.utf8)
            self.type = type
            self.status = status
            self.says = says
        }
    }

    @Test(arguments: [
        Body("", status: 200), Body("", nil, status: 200), Body("", "image/jpeg", status: 200),
        Body("{}", status: 200), Body(" {\"image_style\": null}", status: 422),
        Body("{\"timeout\": 1}", "Application/JSON ; charset=utf-8", status: 422),
        // What curl says when it is not told.
        Body("{}", "application/x-www-form-urlencoded", status: 200), Body("{}", nil, status: 200),
        Body(
            "{}", "text/plain", status: 415,
            says: "The body is JSON, application/json; this one says that it is text/plain."),
        Body("{}", "multipart/form-data; boundary=b", status: 415), Body("{}", "application/jsonx", status: 415),
        Body("{", status: 400, says: "The body is no JSON. "), Body("{} {}", status: 400), Body("a=b", status: 400),
        Body("{\"a\": NaN}", status: 400), Body("\u{FEFF}{}", status: 400), Body("\0", status: 400),
        Body("[]", status: 422, says: "The body is a list, not an object."), Body("null", status: 422),
        Body("1e999", status: 422), Body("\"{}\"", status: 422),
        Body("{\"a\": 1}", status: 422, says: "There is no \"a\" here; there is nothing to be said."),
        Body(String(repeating: "[", count: 100_000), status: 400),
    ])
    func `a body is JSON of the right kind, or refused with what is wrong`(body: Body) async throws {
        try await TestLoop.run { loop in
            let response = try await loop.send(
                "POST", "/mockloop/reset", fields: body.type.map { ["Content-Type": $0] } ?? ["Content-Type": ""],
                body: .bytes(body.bytes))
            #expect(response.status == body.status, "\(response.text)")
            if body.status != 200 { #expect(response.detail?.hasPrefix(body.says) == true, "\(response.text)") }
        }
    }

    @Test
    func `a body that is no UTF-8, or too long, is refused`() async throws {
        try await TestLoop.run { loop in
            let json = ["Content-Type": "application/json"]
            let broken = try await loop.send(
                "POST", "/mockloop/reset", fields: json, body: .bytes(Array("{\"".utf8) + [0xFF] + Array("\":1}".utf8)))
            #expect(broken.status == 400)
            let limit = 4 << 20
            for (count, status) in [(limit, 200), (limit + 1, 413)] {
                let long = [UInt8](repeating: UInt8(ascii: " "), count: count - 2) + Array("{}".utf8)
                let response = try await loop.send("POST", "/mockloop/reset", fields: json, body: .bytes(long))
                #expect(response.status == status)
            }
        }
    }

    @Test(arguments: [
        ("GET", "/nothing", 404), ("GET", "", 404), ("GET", "/", 404), ("GET", "/nodes/a/b", 404),
        ("POST", "/nodes/a/dance", 404), ("GET", "/projects/a", 404), ("GET", "/projects/a/b/c", 404),
        ("GET", "/projects/a/b/images", 404), ("GET", "/State", 404), ("GET", "/nodes/%ff", 400),
        ("GET", "/nodes/a%2Fb", 400), ("GET", "/nodes/%2e%2e", 400), ("GET", "/nodes/%00", 400),
        ("GET", "/nodes/%20", 404), ("GET", "/nodes/%F0%9F%90%8D", 404), ("DELETE", "/faults/x", 404),
        ("DELETE", "/faults/-1", 404), ("DELETE", "/faults/99999999999999999999", 404), ("GET", "/state?x=1", 422),
        ("GET", "/journal?after=-1", 422), ("GET", "/journal?after=x", 422), ("GET", "/journal?after=", 422),
        ("GET", "/journal?after=99999999999999999999", 422), ("GET", "/journal?limit=0", 422),
        ("GET", "/journal?limit=1001", 422), ("GET", "/journal?limit=1e3", 200), ("GET", "/journal?limit=+1", 422),
        ("GET", "/journal?after=9007199254740991", 200), ("GET", "/journal?after=9007199254740992", 422),
        ("GET", "/journal?kind=eggs", 422), ("GET", "/journal?direction=up", 422), ("GET", "/journal?status=99", 422),
        ("GET", "/journal?status=599", 200), ("GET", "/journal?node=%zz", 200),
        ("DELETE", "/projects/zauberzeug/demo?keep_images=True", 422),
    ])
    func `what is asked for wrongly is refused with its own status`(
        method: String, path: String, status: Int
    ) async throws {
        try await TestLoop.run { loop in
            let response = try await loop.send(method, "/mockloop\(path)", asIs: true)
            #expect(response.status == status, "\(response.text)")
            #expect(response.field("Content-Type") == "application/json")
            if status >= 400 { #expect((response.detail ?? "").hasSuffix(".")) }
        }
    }

    @Test
    func `nobody is asked for credentials, and what is asked for is in no journal`() async throws {
        try await TestLoop.run(configured: { $0.authentication = .strict }) { loop in
            let cookie = ["Cookie": "session=wrong", "Authorization": "Basic ???"]
            let state = try await loop.send("GET", "/mockloop/state", fields: cookie)
            #expect(state.status == 200)
            let journal = try await loop.get("/mockloop/journal")
            #expect(journal.json["entries"] == [])
        }
    }

    // MARK: Nodes

    @Test
    func `a node is known from its connection on, and by its status for good`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer")
            let first = try await control.get("/nodes/trainer")
            #expect(
                first["id"] == .null && first["name"] == .null && first["kind"] == "trainer"
                    && first["era"] == "unknown")
            #expect(first["connected"] == true && first["session"]?.string != nil && first["connection"]?.int != nil)
            #expect(first["status"] == .null && first["last_seen"] == .null && first["training"] == .null)

            let status = Statuses.trainer("t")
            try await node.call("update_trainer", status)
            let known = try await control.get("/nodes/t")
            #expect(known["id"] == "t" && known["name"] == status["name"] && known["status"] == status)
            #expect(known["era"] == "object" && known["last_seen"] == "2021-06-01T06:28:21.288442Z")
            #expect(known["session"] == first["session"])
            let session = try #require(known["session"]?.string)
            for name in ["trainer", session, "trainer%20t"] {
                #expect(try await control.get("/nodes/\(name)") == known)
            }
            #expect(try await control.get("/nodes")["nodes"] == [known])

            await node.close()
            _ = try await control.wait(["kind": "disconnected", "after": 0])
            let gone = try await control.get("/nodes/t")
            #expect(gone["connected"] == false && gone["session"] == .null && gone["status"] == status)
            #expect(
                try await control.refusal("POST", "/nodes/t/stop_training", status: 409)
                    == "The node \"t\" is not connected over Socket.IO.")
        }
    }

    @Test
    func `a node that is asked for is the one with the id, the name or the kind, connected ones first`() async throws {
        try await TestLoop.control { loop, control in
            #expect(
                try await control.refusal("GET", "/nodes/trainer", status: 404)
                    == "There is no node \"trainer\"; none has connected yet.")
            let one = try await loop.connect(as: "trainer")
            let other = try await loop.connect(as: "trainer")
            try await one.call("update_trainer", Statuses.trainer("a"))
            try await other.call("update_trainer", Statuses.trainer("b"))
            #expect(
                try await control.refusal("GET", "/nodes/trainer", status: 409)
                    == "There are 2 nodes \"trainer\"; name one by its id.")
            #expect(
                try await control.refusal("GET", "/nodes/c", status: 404)
                    == "There is no node \"c\"; there are a, b.")
            // A node whose id is another's name is the one that is meant.
            try await other.call("update_trainer", ["id": "b", "name": "a", "state": "idle", "errors": [:]])
            #expect(try await control.get("/nodes/a")["id"] == "a")
            await one.close()
            _ = try await control.wait(["kind": "disconnected", "after": 0])
            #expect(try await control.get("/nodes/trainer")["id"] == "b")
            // Started anew under the same name, it has another id.
            let anew = try await loop.connect(as: "trainer")
            try await anew.call("update_trainer", ["id": "a2", "name": "trainer a", "state": "idle", "errors": [:]])
            #expect(try await control.get("/nodes/trainer%20a")["id"] == "a2")
            #expect(try await control.get("/nodes/a")["connected"] == false)
        }
    }

    @Test
    func `a converter sends no status, and is known by its handshake`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "converter")
            await node.react(to: "hello") { arguments in .array(arguments) }
            let answer = try await control.post(
                "/nodes/converter/emit", ["event": "hello", "arguments": [1, ["a": nil]]])
            #expect(answer == ["acknowledged": true, "acknowledgement": [1, ["a": nil]]])
        }
    }

    // MARK: Commands

    @Test
    func `commands go to the node, and its acknowledgements come back`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer")
            try await node.call("update_trainer", Statuses.trainer("t"))
            for event in ["stop_training", "abort_training", "save", "shout"] {
                await node.react(to: event) { [event: true, "arguments": .array($0)] }
            }
            await node.react(to: "abort_training") { _ in ["success": true] }
            #expect(
                try await control.post("/nodes/t/stop_training")
                    == ["acknowledged": true, "acknowledgement": ["stop_training": true, "arguments": []]])
            #expect(
                try await control.post("/nodes/t/abort_training")
                    == ["acknowledged": true, "acknowledgement": ["success": true]])
            let id = Demo.models[2].id
            #expect(
                try await control.post("/nodes/t/save", ["id": .string(id)])["acknowledgement"]?["arguments"]
                    == ["zauberzeug", "demo", ["id": .string(id)]])
            #expect(
                try await control.refusal("POST", "/nodes/t/save", ["id": "none"], status: 404)
                    == "There is no model \"none\" in project \"zauberzeug/demo\".")
            #expect(
                try await control.refusal("POST", "/nodes/t/save", status: 422)
                    == "id is missing. The id of the model.")
            #expect(
                try await control.post("/nodes/t/emit", ["event": "shout", "acknowledgement": false]) == ["sent": true])
            #expect(try await control.post("/nodes/t/restart", ["timeout": 3]) == ["sent": true])
            // What was sent before something that is acknowledged has been heard by then.
            _ = try await control.post("/nodes/t/stop_training")
            #expect(
                await node.heard == [
                    "stop_training", "abort_training", "save", "shout", "restart", "stop_training",
                ])
        }
    }

    @Test
    func `a trainer that does not know how to abort is told to stop`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer")
            for refusal: Value in [nil, false, ["success": false, "error_msg": "unknown event"]] {
                await node.react(to: "abort_training") { _ in refusal }
                await node.react(to: "stop_training") { _ in "stopped" }
                #expect(try await control.post("/nodes/trainer/abort_training")["acknowledgement"] == "stopped")
            }
            #expect(await node.heard.count == 6)
        }
    }

    @Test
    func `who does not acknowledge in time is silent, and so is who leaves meanwhile`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer")
            let silent = try await control.post("/nodes/trainer/stop_training", ["timeout": 0])
            #expect(silent["acknowledged"] == false && silent["acknowledgement"] == .null)
            #expect(silent["reason"]?.string != nil)
            async let answer = control.post("/nodes/trainer/stop_training")
            while await node.heard.count < 2 { await Task.yield() }
            await node.close()
            #expect(try await answer["acknowledged"] == false)
            #expect(
                try await control.refusal("POST", "/nodes/trainer/emit", ["event": "connect"], status: 422)
                    == "event cannot be \"connect\": it is taken.")
            _ = try await control.refusal("POST", "/nodes/trainer/emit", ["timeout": 601, "event": "a"], status: 422)
        }
    }

    @Test
    func `a trainer begins a training, or does not, and the Loop knows`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "trainer")
            #expect(
                try await control.refusal("POST", "/nodes/trainer/begin_training", status: 409)
                    == "The node \"trainer\" is no trainer.", "it has sent no status, and so has no id")
            try await node.call("update_trainer", Statuses.trainer("t"))
            await node.react(to: "begin_training") { _ in ["success": false, "error_msg": "busy", "payload": "refused"]
            }
            let refused = try await control.post("/nodes/t/begin_training")
            #expect(refused["accepted"] == false && refused["training"] == .null && refused["acknowledged"] == true)
            #expect(try await control.get("/projects/zauberzeug/demo")["trainings"] == [])

            await node.react(to: "begin_training") { arguments in
                #expect(arguments[2]["base_model_uuid"] == .null && arguments[2]["id"] == "small")
                return Statuses.success
            }
            let begun = try await control.post(
                "/nodes/t/begin_training", ["base_model": nil, "model_variant": "small", "categories": []])
            #expect(begun["accepted"] == true)
            let number = try #require(begun["training"]?["number"])
            let training = try await control.get("/nodes/t")["training"]
            #expect(training?["number"] == number && training?["project"] == "demo")
            #expect(try await control.get("/projects")["projects"]?[0]?["trainings"] == 1)
            for unknown: Value in [["base_model": "7.7"], ["project": "none"]] {
                _ = try await control.refusal("POST", "/nodes/t/begin_training", unknown, status: 404)
            }
        }
    }

    @Test
    func `an annotator is told what a person does, in the words of its era`() async throws {
        try await TestLoop.control { loop, control in
            let node = try await loop.connect(as: "annotation_node")
            await node.react(to: "handle_user_input") { arguments in
                arguments.count == 1
                    ? ["success": true, "payload": "<svg/>", "input": arguments[0]] : ["success": false]
            }
            let answer = try await control.post("/nodes/annotator/user_input", ["x": 3, "y": 4, "key_up": "Escape"])
            let input = answer["acknowledgement"]?["input"]
            #expect(input?["frontend_id"] == "mockloop")
            #expect(input?["data"]?["coordinate"] == ["x": 3, "y": 4] && input?["data"]?["key_up"] == "Escape")
            #expect(input?["data"]?["event_type"] == "left_mouse_down" && input?["data"]?["key_down"] == .null)
            #expect(input?["data"]?["category"]?["type"] == "segmentation")
            #expect(input?["data"]?["context"] == ["organization": "zauberzeug", "project": "demo"])
            #expect(input?["data"]?["epsilon"] == nil)
            for (body, reason): (Value, String) in [
                (["project": "none"], "There is no project"), (["category_id": "none"], "has no such category."),
            ] {
                let refusal = try await control.refusal("POST", "/nodes/annotator/user_input", body, status: 404)
                #expect(refusal.contains(reason))
            }
            _ = try await control.post("/projects", ["project_name": "empty", "segmentation_categories": 1])
            #expect(
                try await control.refusal("POST", "/nodes/annotator/user_input", ["project": "empty"], status: 404)
                    == "The project zauberzeug/empty has no image.")

            // Up to version 0.5.2 there are three arguments; up to 0.7.0 the status says `latest_error`.
            let old = try await loop.connect()
            try await old.call("update_annotation_node", ["id": "o", "name": "old", "latest_error": nil])
            await old.react(to: "handle_user_input") { $0.count == 3 ? ["success": true] : ["success": false] }
            #expect(try await control.get("/nodes/o")["era"] == "bare")
            #expect(
                try await control.post("/nodes/o/user_input")["acknowledgement"] == ["success": true])
            #expect(await old.heard.count == 2)
            #expect(
                try await control.refusal("POST", "/nodes/o/begin_training", status: 409)
                    == "The node \"o\" is no trainer.")
        }
    }

    @Test
    func `the connection of a node is ended`() async throws {
        try await TestLoop.control { loop, control in
            for transports in [[Transport.polling], [.polling, .webSocket]] {
                let node = try await loop.connect(as: "trainer", over: transports)
                #expect(try await control.send("DELETE", "/nodes/trainer/connection") == ["disconnected": true])
                while await node.isConnected { await Task.yield() }
                let entry = try await control.wait(["kind": "disconnected", "node": "trainer", "after": 0])
                #expect(entry["reason"]?.string?.isEmpty == false)
                #expect(try await control.get("/nodes")["nodes"] == [])
                try await control.send("DELETE", "/journal")
            }
        }
    }

    // MARK: Reset

    @Test
    func `a reset makes everything as it was, and nodes go on`() async throws {
        try await TestLoop.control(configured: { $0.authentication = .strict }) { loop, control in
            let before = try await control.get("/state")
            let jar = CookieJar()
            let login = try await loop.send(
                "POST", "/api/login", fields: ["Content-Type": "application/x-www-form-urlencoded"],
                body: .bytes(Array("username=mockloop&password=mockloop".utf8)), cookies: jar)
            let cookie = try #require(login.field("Set-Cookie")?.prefix { $0 != ";" })
            let node = try await loop.connect(as: "trainer", fields: ["Cookie": String(cookie)])
            try await node.call("update_trainer", Statuses.trainer("t"))
            let gone = try await loop.connect(as: "trainer", fields: ["Cookie": String(cookie)])
            try await gone.call("update_trainer", Statuses.trainer("gone"))
            await gone.close()
            _ = try await control.wait(["kind": "disconnected", "after": 0])

            let upload = try await loop.send(
                "POST", "\(TestLoop.demo)/format_a",
                body: .form([FormPart(name: "files", content: .bytes([1]), fileName: "w")]), cookies: jar)
            #expect(upload.status == 200)
            _ = try await control.post("/projects", ["project_name": "p"])
            _ = try await control.post("/faults", ["action": "hang"])
            let last = try #require(try await control.entries("?limit=1000").last?["number"]?.int)

            let after = try await control.post("/reset")
            #expect(after["projects"] == before["projects"] && after["faults"] == [])
            #expect(after["journal"] == ["first": .number(Number(last + 1)), "next": .number(Number(last + 1))])
            #expect(after["nodes"]?.array?.count == 1 && after["nodes"]?[0]?["id"] == "t")
            #expect(after["nodes"]?[0]?["status"] == Statuses.trainer("t"))
            // Nothing is left of what was uploaded.
            #expect(loop.storedNames.isEmpty)

            // The node is still connected, and its cookie is good for all that it asks for.
            try await node.call("update_trainer", Statuses.trainer("t", state: "running"))
            #expect(try await loop.send("GET", "/api/projects", cookies: jar).status == 200)
            let anew = try await loop.send(
                "POST", "/api/login", fields: ["Content-Type": "application/x-www-form-urlencoded"],
                body: .bytes(Array("username=mockloop&password=mockloop".utf8)))
            #expect(anew.field("Set-Cookie") != login.field("Set-Cookie"), "no two have the same token")
            // Ids are those of the start again.
            let models = try await [
                upload,
                loop.send(
                    "POST", "\(TestLoop.demo)/format_a",
                    body: .form([FormPart(name: "files", content: .bytes([1]), fileName: "w")]), cookies: jar),
            ]
            #expect(models[1].json["version"] == models[0].json["version"])
        }
    }

    @Test
    func `a reset ends what hangs, and who waits goes on`() async throws {
        try await TestLoop.control { loop, control in
            _ = try await control.post("/faults", ["path": "/api/status", "action": "hang"])
            let client = try RawClient(port: loop.port)
            try await client.send("GET /api/status HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await control.wait(["kind": "fault", "after": 0])
            async let entry = control.wait(["request": ["path": "/api/projects"]])
            while await loop.server.waiterCount == 0 { await Task.yield() }
            _ = try await control.post("/reset")
            #expect(try await client.hasEnded())
            _ = try await loop.get("/api/projects")
            #expect(try await entry["status"] == 200)
        }
    }
}
