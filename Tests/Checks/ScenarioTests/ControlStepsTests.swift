@testable import HTTPClient
import JSON
import TestSupport
import Testing

@testable import Scenario

/// The steps that use the control interface, told to a scripted one.
@Suite struct ControlStepsTests {
    private func run(
        _ text: String, _ control: ScriptedControl, _ clock: HandClock, launcher: ScriptedLauncher = ScriptedLauncher(),
        variables: [String: String] = [:], observers: [any RunObserver] = []
    ) async throws -> StoryResult {
        let story = try story("steps:\n" + text, variables: Set(variables.keys))
        let runner = StoryRunner(
            environment: environment(variables: variables), exchange: control, launcher: launcher, clock: clock,
            observers: observers)
        return await moving(clock, by: .milliseconds(50)) { await runner.run([story]) }.stories[0]
    }

    // MARK: Commands

    private static let accepted: Value = ["success": true, "error_msg": nil, "payload": nil]

    @Test func `a command tells a node something and keeps what it says`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock,
            commands: [
                "POST /nodes/my%20trainer/begin_training": { _, _ in
                    (200, ["accepted": true, "acknowledgement": Self.accepted, "training": ["number": 7]])
                },
                "POST /nodes/annotator/emit": { _, _ in
                    (200, ["acknowledged": true, "acknowledgement": ["success": true, "payload": "<svg/>"]])
                },
                "POST /nodes/annotator/user_input": { _, _ in (200, ["acknowledged": true, "acknowledgement": ""]) },
                "POST /nodes/trainer/emit": { _, _ in (200, ["acknowledged": false, "acknowledgement": nil]) },
                "POST /nodes/trainer/stop_training": { _, _ in
                    (200, ["acknowledged": true, "acknowledgement": true])
                },
                "DELETE /nodes/trainer/connection": { _, _ in (204, nil) },
            ])
        let result = try await run(
            """
            - begin training: my trainer
              with: { model_variant: small, hyperparameters: { resolution: 800 } }
              capture: { training: /number }
            - emit: handle_user_input
              to: annotator
              arguments: [ 1, { image: "${training}", "on": true } ]
              acknowledgement: { success: true, payload: <string> }
              within: 5 s
              capture: { drawing: /payload }
            - user input: annotator
              with: |
                {"x": ${training}}
            - emit: restart
              to: trainer
              acknowledgement: <absent>
            - stop training: trainer
            - disconnect: trainer
            """, control, clock)
        #expect(result.complaint == nil)
        #expect(
            result.steps.flatMap(\.captures).map { "\($0.name)=\($0.value)" } == ["training=7", "drawing=<svg/>"])
        #expect(
            result.steps.map(\.title) == [
                "begin training: my trainer", "emit: handle_user_input to annotator", "user input: annotator",
                "emit: restart to trainer", "stop training: trainer", "disconnect: trainer",
            ])
        #expect(
            control.requests.map { "\($0.line) \($0.body.text())" } == [
                "POST /nodes/my%20trainer/begin_training "
                    + #"{"model_variant":"small","hyperparameters":{"resolution":800},"timeout":30.0}"#,
                "POST /nodes/annotator/emit "
                    + #"{"event":"handle_user_input","acknowledgement":true,"arguments":[1,{"image":"7","on":true}],"timeout":5.0}"#,
                #"POST /nodes/annotator/user_input {"x":7,"timeout":30.0}"#,
                #"POST /nodes/trainer/emit {"event":"restart","acknowledgement":false,"arguments":[],"timeout":30.0}"#,
                #"POST /nodes/trainer/stop_training {"timeout":30.0}"#, "DELETE /nodes/trainer/connection null",
            ])
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let answer: (status: Int, json: Value)
        var words = ""
        let complaint: String
        var testDescription: String { complaint }
    }

    @Test(arguments: [
        Refusal(
            answer: (200, ["accepted": false, "acknowledgement": ["success": false, "error_msg": "busy"]]),
            complaint: """
                trainer refused; acknowledgement: expected success, got {"success": false, "error_msg": "busy"}
                """),
        Refusal(
            answer: (200, ["acknowledged": true, "acknowledgement": false]),
            complaint: "trainer refused; acknowledgement: expected success, got false"),
        Refusal(
            answer: (200, ["acknowledged": true, "acknowledgement": ["success": false]]),
            complaint: "trainer refused; acknowledgement: expected success, got {\"success\": false}"),
        Refusal(
            answer: (200, ["acknowledged": true, "acknowledgement": true]), words: "acknowledgement: { success: true }",
            complaint: "trainer acknowledged differently; the JSON: expected an object, got true"),
        Refusal(
            answer: (200, ["acknowledged": false, "acknowledgement": nil]), words: "within: 2 s",
            complaint: "trainer did not acknowledge within 2 s"),
        Refusal(
            answer: (200, ["acknowledged": false, "acknowledgement": nil, "reason": "it is gone"]),
            words: "acknowledgement: <any>", complaint: "trainer did not acknowledge within 30 s: it is gone"),
        Refusal(answer: (409, ["detail": "two nodes match"]), complaint: "the Loop refused: two nodes match"),
        Refusal(answer: (500, "oops"), complaint: "the Loop refused: status 500"),
    ])
    func `a refusal is told as it is`(_ refusal: Refusal) async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock, commands: ["POST /nodes/trainer/begin_training": { _, _ in refusal.answer }])
        let result = try await run("- begin training: trainer\n  \(refusal.words)\n", control, clock)
        #expect(result.kinds == [.didNotHold])
        #expect(result.complaint == refusal.complaint)
        #expect(result.steps[0].exchange?.status == refusal.answer.status)
    }

    @Test func `what a node refuses can be what is expected`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock,
            commands: [
                "POST /nodes/trainer/begin_training": { _, _ in
                    (200, ["accepted": false, "acknowledgement": ["success": false, "payload": "refused"]])
                },
                "POST /nodes/trainer/stop_training": { _, _ in
                    (200, ["acknowledged": true, "acknowledgement": false])
                },
            ])
        let result = try await run(
            """
            - begin training: trainer
              acknowledgement: { success: false, payload: refused }
            - stop training: trainer
              acknowledgement: false
            """, control, clock)
        #expect(result.complaint == nil)
    }

    @Test func `a node that is not there is named with those that are`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock,
            commands: ["POST /nodes/trainer/stop_training": { _, _ in (404, ["detail": "no node is \"trainer\""]) }])
        control.set([
            ["id": "1", "name": "Ann", "kind": "annotator", "connected": true],
            ["id": "2", "name": "Tim", "kind": "trainer", "connected": false], ["id": "3"],
        ])
        let result = try await run("- stop training: trainer", control, clock)
        #expect(result.complaint == "the Loop refused: no node is \"trainer\"")
        #expect(
            result.steps[0].notes == [
                "the Loop knows Ann (connected, annotator), Tim (not connected, trainer), 3 (not connected)"
            ])
    }

    @Test func `the Loop gets deployments and faults as the control interface takes them`() async throws {
        let clock = HandClock()
        let target = "/projects/zauberzeug/demo/deployment_target"
        let done: ScriptedControl.Command = { _, _ in (200, ["id": 3]) }
        let control = ScriptedControl(
            clock,
            commands: [
                "PUT \(target)": done, "DELETE \(target)": done, "PUT /projects/a%20b/c/deployment_target": done,
                "POST /faults": done, "DELETE /faults": done,
            ])
        let id = "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f"
        let result = try await run(
            """
            - deploy: 1.1
            - deploy: \(id)
              project: a b/${name}
            - deploy: none
            - fault: 429
            - fault: cut body
              for: PUT /api/*/trainings/*
              count: 3
              delay: 500 ms
            - fault: hang
              for: /api/${name}/*
            - fault: cut
              for: update_trainer
            - fault: { acknowledge: { success: false } }
              for: update_trainer
              from: trainer
            - fault: late
              delay: 2 s
            - fault: none
            """, control, clock, variables: ["name": "c"])
        #expect(result.complaint == nil)
        #expect(
            control.requests.map { "\($0.line) \($0.body.text())" } == [
                #"PUT \#(target) {"version":"1.1"}"#,
                #"PUT /projects/a%20b/c/deployment_target {"model_id":"\#(id)"}"#, "DELETE \(target) null",
                #"POST /faults {"action":{"status":429},"count":1}"#,
                #"POST /faults {"action":"cut_body","count":3,"method":"PUT","path":"/api/*/trainings/*","delay":0.5}"#,
                #"POST /faults {"action":"hang","count":1,"path":"/api/c/*"}"#,
                #"POST /faults {"action":"cut","count":1,"event":"update_trainer"}"#,
                #"POST /faults {"action":{"acknowledge":{"success":false}},"count":1,"event":"update_trainer","node":"trainer"}"#,
                #"POST /faults {"action":"late","count":1,"delay":2.0}"#,
                "DELETE /faults null",
            ])
    }

    // MARK: Looking

    @Test func `the next event that is as expected is found, whatever came between`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        for (second, state) in ["idle", "running", "running", "idle"].enumerated() {
            control.event("update_trainer", ["state": .string(state), "uptime": 1], after: .seconds(second + 1))
        }
        control.event("update_trainer", ["state": "running"], from: "other", after: .milliseconds(500))
        control.event("update_trainer", ["state": "running"], direction: "out", after: .milliseconds(1500))
        let recorder = Recorder()
        let result = try await run(
            """
            - expect event: update_trainer
              from: trainer
              json: { state: running, ... }
              capture: { uptime: /uptime }
            - expect event: update_trainer
              from: trainer
              at: { /state: idle }
            """, control, clock, observers: [recorder])
        #expect(result.complaint == nil)
        #expect(result.steps.map(\.notes) == [["entry 4 of the Loop's journal"], ["entry 6 of the Loop's journal"]])
        #expect(result.steps[0].captures.map(\.value) == ["1"])
        #expect(await recorder.waits.map(\.reason).contains("/state: expected \"running\", got \"idle\""))
    }

    @Test func `steps for different things do not take them from each other`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        control.event("update_training", "zauberzeug", "demo", ["best_epoch": 3], after: .seconds(1))
        control.request("PUT", "/api/zauberzeug/projects/demo/trainings/1/models/latest/x/file", after: .seconds(2))
        control.event("update_trainer", ["state": "running"], after: .seconds(3))
        let result = try await run(
            """
            - expect event: update_trainer
            - expect request: PUT /api/*/file
              headers: { x-node: trainer, cookie: <absent> }
              capture: { node: header X-Node }
            - expect event: update_training
              arguments: [ <string>, demo, { best_epoch: <integer>, ... } ]
            - expect event: update_training
              within: 1 s
            """, control, clock)
        #expect(result.kinds == [.held, .held, .held, .didNotHold])
        #expect(result.steps.prefix(3).map(\.notes) == [3, 2, 1].map { ["entry \($0) of the Loop's journal"] })
        #expect(result.complaint == "no \"update_training\" came within 1 s")
    }

    @Test func `what was before a command is no answer to it`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock,
            commands: [
                "POST /nodes/trainer/begin_training": { control, _ in
                    control.event("update_trainer", ["state": "idle"])
                    control.event("begin_training", direction: "out")
                    control.event("update_trainer", ["state": "initialized"])
                    control.event("update_trainer", ["state": "idle"], after: .seconds(1))
                    return (200, ["accepted": true, "training": ["number": 1]])
                }
            ])
        control.event("update_trainer", ["state": "idle"], after: .milliseconds(100))
        let result = try await run(
            """
            - expect event: update_trainer
            - begin training: trainer
            - expect event: update_trainer
              json: { state: idle }
            """, control, clock)
        #expect(result.complaint == nil)
        #expect(result.steps[2].notes == ["entry 5 of the Loop's journal"])
    }

    @Test func `a fault is no command, a deployment is`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock,
            commands: [
                "POST /faults": { _, _ in (200, ["id": 1]) },
                "DELETE /projects/zauberzeug/demo/deployment_target": { _, _ in (200, nil) },
            ])
        control.request("PUT", "/api/x", after: .milliseconds(10))
        control.event("update_trainer", after: .milliseconds(20))
        let result = try await run(
            """
            - expect event: update_trainer
            - fault: 503
            - expect request: PUT /api/*
            - deploy: none
            - expect no request: PUT /api/*
            """, control, clock)
        #expect(result.complaint == nil)
    }

    @Test func `what came before the last command is pointed at`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock, commands: ["POST /nodes/trainer/stop_training": { _, _ in (200, ["acknowledged": true]) }])
        control.event("update_trainer", ["state": "idle"], after: .milliseconds(10))
        control.request("PUT", "/api/x", after: .milliseconds(20))
        control.event("update_trainer", ["state": "running"], after: .milliseconds(30))
        let result = try await run(
            """
            - expect event: update_trainer
              json: { state: running }
            - stop training: trainer
            - expect request: PUT /api/*
              within: 1 s
            """, control, clock)
        #expect(result.complaint == "no request PUT /api/* came within 1 s")
        #expect(
            result.steps[2].notes == [
                "the Loop's journal shows nothing like it; the Loop knows no node",
                "entry 2 came before the last command, where nothing is looked for any more",
            ])
    }

    @Test func `what came in time is found, however long it takes to look`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock, slowness: .milliseconds(100))
        for state in ["idle", "preparing", "idle", "running"] {
            control.event("update_trainer", ["state": .string(state)], after: .milliseconds(50))
        }
        control.event("update_trainer", ["state": "uploading"], after: .milliseconds(450))
        let text = "- expect event: update_trainer\n  within: 200 ms\n  json: "
        let held = try await run("\(text){ state: running }\n", control, clock)
        #expect(held.complaint == nil)
        #expect(clock.elapsed > .milliseconds(300), "it took longer than it may take to come")
        let late = ScriptedControl(clock, slowness: .milliseconds(100))
        late.event("update_trainer", ["state": "idle"], after: .milliseconds(50))
        late.event("update_trainer", ["state": "uploading"], after: .milliseconds(390))
        let result = try await run("\(text){ state: uploading }\n", late, clock)
        #expect(result.kinds == [.didNotHold], "it came after its time, while we looked")
    }

    @Test func `what stands in the journal when the story begins is not looked at`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        control.event("update_trainer", ["state": "idle"])
        let result = try await run("- expect event: update_trainer\n  within: 1 s\n", control, clock)
        #expect(result.complaint == "no \"update_trainer\" came within 1 s")
        #expect(result.steps[0].notes == ["the Loop's journal shows nothing like it; the Loop knows no node"])
    }

    @Test func `a failure shows how the last one differed and what came instead`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        for second in 1...7 {
            control.event(
                "update_trainer", ["state": "idle", "uptime": .number(Number(second))], after: .seconds(second))
        }
        control.event("begin_training", "a", "b", direction: "out", after: .milliseconds(6500))
        control.event("update_detector", from: "detector", after: .milliseconds(6550))
        control.note("acknowledgement", after: .milliseconds(6600))
        control.note("disconnected", after: .milliseconds(6600))
        control.request("GET", "/ws/socket.io/", after: .milliseconds(6700))
        control.request("GET", "/api/data", status: 500, after: .milliseconds(6800))
        control.request("GET", "/api/data", status: nil, after: .milliseconds(6900))
        let result = try await run(
            """
            - expect event: update_trainer
              from: trainer
              json: { state: running, uptime: <string> }
              within: 7 s
            - expect request: /api/*
            """, control, clock)
        #expect(result.kinds == [.didNotHold, .skipped])
        #expect(
            result.complaint == """
                no "update_trainer" from trainer came as expected within 7 s; the last one was entry 14; \
                /state: expected "running", got "idle"; /uptime: expected <string>, got 7
                """)
        #expect(
            result.steps[0].notes == [
                "what came last:",
                "  #6 12:30:16.000 trainer sent update_trainer {\"state\": \"idle\", \"uptime\": 6}",
                "  #7 12:30:16.500 trainer got begin_training [\"a\", \"b\"]",
                "  #10 12:30:16.600 trainer disconnected", "  #12 12:30:16.800 GET /api/data → 500",
                "  #13 12:30:16.900 GET /api/data → no answer",
                "  #14 12:30:17.000 trainer sent update_trainer {\"state\": \"idle\", \"uptime\": 7}",
            ])
    }

    @Test func `a request is expected with its status and its body`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        control.request("POST", "/api/x/detections", status: 503, body: #"{"a": 1}"#, after: .seconds(1))
        control.request("PUT", "/api/x/detections", body: #"{"a": 1}"#, after: .seconds(2))
        control.request("POST", "/api/x/detections", body: #"{"a": 2}"#, after: .seconds(3))
        let steps = """
            - expect request: POST /api/*/detections
              json: { a: 2 }
              capture: { code: status, a: /a, all: body }
            - expect request: /api/*/detections
              status: 5xx
            - expect request: /api/*/uploads
              status: none
            - expect request: GET /api/*
              status: any
            """
        control.request("POST", "/api/x/uploads", status: 200, after: .seconds(1))
        control.request("POST", "/api/x/uploads", status: nil, after: .seconds(4))
        control.request("GET", "/api/x", status: nil, after: .seconds(4))
        let result = try await run(steps, control, clock)
        #expect(result.complaint == nil)
        #expect(result.steps.map(\.notes) == [4, 1, 5, 6].map { ["entry \($0) of the Loop's journal"] })
        #expect(result.steps[0].captures.map(\.value) == ["200", "2", #"{"a": 2}"#])
        let late = try await run("- expect request: POST /api/*/images\n  within: 1 s\n", control, clock)
        #expect(late.complaint == "no request POST /api/*/images came within 1 s")
    }

    @Test func `the body of a request is text or bytes, or not there to be looked at`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        control.request("PUT", "/api/x", kept: ["bytes": 4, "base64": "AP9hYg=="], after: .milliseconds(10))
        control.request(
            "PUT", "/api/y", kept: ["bytes": 100_000, "text": "{\"a\":", "truncated": true], after: .milliseconds(10))
        let result = try await run(
            """
            - expect request: PUT /api/x
              body: { contains: ab }
            - expect request: PUT /api/y
            - expect request: /api/y
              json: { a: 1 }
              within: 1 s
            """, control, clock)
        #expect(result.kinds == [.held, .held, .didNotHold])
        #expect(
            result.complaint?.hasSuffix(
                "body: expected one that can be looked at, got 100000 bytes, of which the Loop keeps only the beginning"
            )
                == true, "\(result.complaint ?? "")")
    }

    @Test func `an event that says it failed ends the waiting`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        control.event("update_trainer", ["state": "preparing", "errors": .object([])], after: .seconds(1))
        control.event("update_trainer", ["state": "idle", "errors": ["prepare": "no images"]], after: .seconds(2))
        let result = try await run(
            """
            - expect event: update_trainer
              at: { /state: running }
              fail-if: { at: { /errors/prepare: <string> } }
            """, control, clock)
        #expect(result.complaint == "the event is what \"fail-if\" says")
        #expect(clock.elapsed < .seconds(3))
        #expect(result.steps[0].notes[0].hasPrefix("#2 12:30:12.000 trainer sent update_trainer"))
    }

    @Test func `what must not have come is looked for without waiting`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock, commands: ["DELETE /nodes/trainer/connection": { _, _ in (200, nil) }])
        control.request("PUT", "/api/x", after: .seconds(1))
        control.request("PUT", "/api/x", status: 404, body: "[1]", after: .seconds(2))
        control.event("update_trainer", ["state": "idle"], after: .seconds(3))
        let result = try await run(
            """
            - expect event: update_trainer
            - expect no request: POST /api/*
            - expect no request: PUT /api/*
              status: 5xx
            - expect no event: update_trainer
              json: { state: running }
            - expect no event: update_training
            - expect no request: PUT /api/*
              json: [ <integer> ]
            """, control, clock)
        #expect(result.kinds == [.held, .held, .held, .held, .held, .didNotHold])
        #expect(result.complaint == "request PUT /api/* came, entry 2")
        #expect(result.steps[5].notes == ["#2 12:30:12.000 PUT /api/x → 404"])
        let later = try await run(
            "- disconnect: trainer\n- expect no request: PUT /api/*\n- expect no event: update_trainer", control, clock)
        #expect(later.complaint == nil)
    }

    @Test func `what a step has found has come all the same`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        control.event("update_trainer", ["state": "idle"], after: .milliseconds(10))
        let result = try await run(
            "- expect event: update_trainer\n- expect no event: update_trainer\n", control, clock)
        #expect(result.kinds == [.held, .didNotHold])
        #expect(result.complaint == "\"update_trainer\" came, entry 1")
    }

    @Test(arguments: [true, false])
    func `a name that two nodes have is waited for in vain`(isConnected: Bool) async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock, commands: ["GET /nodes/trainer": { _, _ in (409, ["detail": "There are 2 nodes \"trainer\"."]) }])
        let result = try await run(
            "- wait for: trainer\n  connected: \(isConnected)\n  within: 1 s\n", control, clock)
        #expect(
            result.complaint == """
                trainer was not as expected within 1 s; node: expected just one, got There are 2 nodes "trainer".
                """)
    }

    @Test func `a node is waited for until it is as it must be`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock,
            commands: [
                "GET /nodes/trainer": { control, _ in
                    let seconds = Int(clock.elapsed.inSeconds)
                    if seconds < 2 { return (404, ["detail": "no node is \"trainer\""]) }
                    return (
                        200,
                        [
                            "id": "42", "connected": .bool(seconds < 6),
                            "status": seconds < 3 ? nil : ["state": seconds < 4 ? "preparing" : "idle"],
                        ]
                    )
                }
            ])
        let recorder = Recorder()
        let result = try await run(
            """
            - wait for: trainer
              capture: { id: /id }
            - wait for: trainer
              status: { state: idle }
            - wait for: trainer
              connected: false
            - wait for: trainer
              within: 1 s
            """, control, clock, observers: [recorder])
        #expect(result.kinds == [.held, .held, .held, .didNotHold])
        #expect(result.steps[0].captures.map(\.value) == ["42"])
        #expect(
            result.complaint
                == "trainer was not as expected within 1 s; node: expected connected, got not connected")
        var reasons: [String] = []
        for wait in await recorder.waits where reasons.last != wait.reason { reasons.append(wait.reason) }
        #expect(
            reasons == [
                "node: expected connected, got not connected", "status: expected one, got none that it sent",
                "/state: expected \"idle\", got \"preparing\"", "node: expected not connected, got connected",
                "node: expected connected, got not connected",
            ])
    }

    // MARK: Reports

    @Test func `the reports show what the journal had in place of an event`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(
            clock, commands: ["POST /nodes/trainer/stop_training": { _, _ in (200, ["acknowledged": true]) }])
        control.event(
            "update_trainer", ["id": "4711", "state": "idle", "errors": ["a": "<b>"]], after: .milliseconds(900))
        let (pieces, continuation) = AsyncStream<String>.makeStream()
        let text = TextReporter(style: .init(isTerminal: false, hasColour: false, width: 60)) {
            continuation.yield($0)
        }
        let result = try await run(
            """
            - stop training: trainer
            - expect event: update_trainer
              from: trainer
              json: { state: running, ... }
              within: 2 s
            """, control, clock, observers: [text])
        continuation.finish()
        let shown = await pieces.reduce(into: "") { $0 += $1 }
        #expect(
            shown == """
                story.yaml

                  ✔ 1 stop training: trainer                           0 ms
                  … 2 expect event: update_trainer from trainer
                      waiting up to 2 s: /state: expected "running", got
                      "idle"
                  ✘ 2 expect event: update_trainer from trainer         2 s
                      no "update_trainer" from trainer came as expected
                      within 2 s; the last one was entry 1
                      /state: expected "running", got "idle"
                      what came last:
                        #1 12:30:10.900 trainer sent update_trainer {"id":
                      "4711", "state": "idle", "errors": {"a": "<b>"}}
                      at story.yaml:3:3

                2 steps: 1 held, 1 did not hold (2 s)


                """)
        let run = RunResult(stories: [result])
        let xml = String(decoding: JUnitReport.bytes(run), as: UTF8.self)
        #expect(xml.contains("<failure message=\"/state: expected &quot;running&quot;, got &quot;idle&quot;\">"))
        #expect(xml.contains("&#10;what came last:&#10;  #1 12:30:10.900 trainer sent update_trainer {&quot;id&quot;"))
        let step = try Value(parsing: JSONReport.bytes(run))["stories"]?[0]?["steps"]?[1]
        #expect(step?["mismatches"]?[0]?["subject"]?.string == "/state")
        #expect(step?["notes"]?[0]?.string == "what came last:")
        #expect(step?["exchange"]?.isNull == true)
    }

    // MARK: What is in the way

    @Test(arguments: [
        "expect event: update_trainer", "expect no request: /api/*", "wait for: trainer", "disconnect: trainer",
        "fault: 500", "deploy: none", "stop training: trainer", "emit: restart\n  to: trainer",
    ])
    func `a Loop without a control interface is named at once`(step: String) async throws {
        let clock = HandClock()
        let loop = ScriptedLoop(["/mockloop/state": { _ in (404, #"{"detail": "Not Found"}"#) }])
        let runner = StoryRunner(
            environment: environment(), exchange: loop, launcher: ScriptedLauncher(), clock: clock)
        let result = await runner.run([try story("steps:\n- \(step)\n")])
        #expect(result.exitCode == 3)
        #expect(
            result.stories[0].complaint == """
                this step needs a MockLoop, and http://127.0.0.1:8080 is none: \
                GET /mockloop/state was answered with 404
                """)
        #expect(clock.elapsed == .zero)
    }

    @Test func `a story without such steps asks for no control interface`() async throws {
        let loop = ScriptedLoop(["/api/x": { _ in (200, "") }])
        let runner = StoryRunner(
            environment: environment(), exchange: loop, launcher: ScriptedLauncher(), clock: HandClock())
        _ = await runner.run([try story("steps:\n- curl: ${loop}/api/x\n")])
        #expect(loop.shown == ["GET http://127.0.0.1:8080/api/x"])
    }

    @Test(arguments: ["expect event: update_trainer", "wait for: trainer"])
    func `a node that dies ends the waiting`(step: String) async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        let launcher = ScriptedLauncher { launch in
            let process = ScriptedProcess(launch, lines: ["ImportError: no module"])
            process.end(.exited(code: 7))
            return process
        }
        let result = try await run(
            "- start: node\n  command: broken\n- \(step)\n  within: 1 h\n", control, clock, launcher: launcher)
        #expect(result.kinds == [.held, .couldNotRun])
        #expect(result.complaint?.hasPrefix("node ended by itself with exit code 7, so nothing more") == true)
        #expect(result.steps[1].notes == ["its last lines:", "  ImportError: no module"])
        #expect(clock.elapsed < .seconds(5))
    }

    @Test func `what a node sent before it died is still found`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        control.event("update_trainer", ["state": "idle"], after: .milliseconds(10))
        control.event("update_trainer", ["state": "failed"], after: .milliseconds(20))
        let launcher = ScriptedLauncher { launch in
            let process = ScriptedProcess(launch)
            process.end(.exited(code: 7))
            clock.advance(by: .milliseconds(100))
            return process
        }
        let result = try await run(
            """
            - start: node
              command: broken
            - expect event: update_trainer
              json: { state: failed }
            """, control, clock, launcher: launcher)
        #expect(result.complaint == nil)
    }

    @Test func `a Loop that began anew is read from its beginning`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        for _ in 1...5 { control.event("update_trainer") }
        let other = ScriptedControl(clock)
        other.event("update_trainer", ["state": "idle"])
        let both = Sequel(first: control, second: other)
        let story = try story("steps:\n- curl: ${loop}/mockloop/reset\n- expect event: update_trainer\n  within: 1 s\n")
        let runner = StoryRunner(
            environment: environment(), exchange: both, launcher: ScriptedLauncher(), clock: clock)
        let result = await moving(clock) { await runner.run([story]) }.stories[0]
        #expect(result.complaint == nil)
    }

    /// A Loop that is another one after it was asked for something else than its control interface.
    private struct Sequel: Exchange {
        let first: ScriptedControl
        let second: ScriptedControl
        private let isSecond = Guarded(false)

        init(first: ScriptedControl, second: ScriptedControl) {
            self.first = first
            self.second = second
        }

        func perform(_ request: Request) async throws -> Response {
            if request.url.hasSuffix("/reset") {
                isSecond.withLock { $0 = true }
                return Response(status: 200, body: [], fields: [], url: request.url)
            }
            return try await (isSecond.withLock { $0 } ? second : first).perform(request)
        }
    }

    @Test func `a step that is given wrong values at the last moment could not run`() async throws {
        let clock = HandClock()
        let control = ScriptedControl(clock)
        let project = try await run("- deploy: 1.0\n  project: ${p}\n", control, clock, variables: ["p": "demo"])
        #expect(project.complaint == "\"demo\" names no project: write ORGANIZATION/PROJECT")
        let block = "- emit: x\n  to: y\n  arguments: |\n    [${p}]\n"
        let json = try await run(block, control, clock, variables: ["p": "{"])
        #expect(json.kinds == [.couldNotRun])
        #expect(json.complaint?.hasPrefix("the block is no JSON with these values: ") == true)
    }
}
