import Foundation
@testable import HTTPClient
import TestSupport
import Testing

@testable import Scenario

@Suite struct StoryRunnerTests {
    private static let id = "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f"

    private func run(
        _ story: Story, _ loop: ScriptedLoop, launcher: ScriptedLauncher = ScriptedLauncher(),
        environment: RunEnvironment = environment(), observers: [any RunObserver] = []
    ) async -> StoryResult {
        let clock = HandClock()
        let runner = StoryRunner(
            environment: environment, exchange: loop, launcher: launcher, clock: clock, observers: observers)
        return await moving(clock) { await runner.run([story]) }.stories[0]
    }

    @Test func `the converter story holds`() async throws {
        let story = try story(
            """
            variables: { project: zauberzeug/projects/demo }
            files: { my_model.zip: { zip: { weights.bin: { size: 1 kB } } } }
            steps:
              - curl: -F 'files=@my_model.zip' ${loop}/api/${project}/format_a
                expect: { json: { id: <uuid> } }
                capture: { model: /id, count: header x-count, code: status, text: body }
              - start: converter
                command: [ "${mockloop}", node, converter ]
                environment: { LOOP_PROJECT: other }
              - curl: ${loop}/api/${project}/models?format=format_b
                until: { within: 30 s }
                expect: { json: { models: [ { id: "${model}", ... } ] } }
              - stop: converter
            """)
        let models = #"{"models": [{"id": "\#(Self.id)", "version": "1.0"}]}"#
        let loop = ScriptedLoop([
            "POST": { _ in (200, #"{"id": "\#(Self.id)"}"#) },
            "GET": { $0 < 5 ? (200, #"{"models": []}"#) : (200, models) },
        ])
        let launcher = ScriptedLauncher()
        let recorder = Recorder()
        let result = await run(story, loop, launcher: launcher, observers: [recorder])
        #expect(result.kinds == [.held, .held, .held, .held], "\(result.complaint ?? "")")
        #expect(result.steps[0].captures.map(\.name) == ["model", "count", "code", "text"])
        #expect(result.steps[0].captures[0].value == Self.id)
        #expect(result.steps[2].attempts == 5)
        #expect(await recorder.waits.count == 4)
        #expect(await recorder.waits[0].reason == "/models: expected 1 element, got 0 elements")
        #expect(loop.shown[0] == "POST http://127.0.0.1:8080/api/zauberzeug/projects/demo/format_a")
        let launch = try #require(launcher.processes.first).launch
        #expect(launch.program == .arguments(["/opt/mockloop/bin/mockloop", "node", "converter"]))
        #expect(launch.environment["LOOP_HOST"] == "127.0.0.1:8080")
        #expect(launch.environment["LOOP_PROJECT"] == "other")
        #expect(launch.environment["PROJECT"] == "other")
        #expect(launch.environment["PATH"]?.hasPrefix("/opt/mockloop/bin:") == true)
        #expect(launcher.processes[0].stopCount == 1)
    }

    @Test func `a deadline that passes says what was still missing, and skips the rest`() async throws {
        let story = try story(
            """
            steps:
              - curl: ${loop}/api/x
                until: { within: 2 s, every: 500 ms }
                expect: { status: 200, json: { done: true } }
              - curl: ${loop}/api/y
            """)
        let result = await run(story, ScriptedLoop(["/x": { _ in (503, #"{"done": false}"#) }]))
        #expect(result.kinds == [.didNotHold, .skipped])
        #expect(
            result.complaint == """
                the answer was not as expected within 2 s; status: expected 200, got 503; \
                /done: expected true, got false
                """)
        #expect(result.steps[0].attempts == 5)
        #expect(RunResult(stories: [result]).exitCode == 1)
    }

    @Test func `fail-if ends the waiting at once`() async throws {
        let story = try story(
            """
            steps:
              - curl: ${loop}/api/x
                until: { within: 30 s, fail-if: { json: { state: failed, ... } } }
                expect: { json: { state: done } }
            """)
        let loop = ScriptedLoop(["/x": { $0 < 3 ? (200, #"{"state": "busy"}"#) : (200, #"{"state": "failed"}"#) }])
        let result = await run(story, loop)
        #expect(result.kinds == [.didNotHold])
        #expect(result.steps[0].attempts == 3)
        #expect(result.complaint?.hasPrefix("the answer is what \"fail-if\" says") == true)
    }

    @Test func `a node that dies is named with its exit code and last lines, and nothing more is waited for`()
        async throws
    {
        let story = try story(
            """
            steps:
              - start: converter
                command: broken
              - curl: ${loop}/api/x
                until: 30 s
                expect: { json: { done: true } }
            """)
        let launcher = ScriptedLauncher { ScriptedProcess($0, lines: ["Traceback", "ImportError: no module"]) }
        let loop = ScriptedLoop([
            "/x": { count in
                if count == 2 { launcher.processes[0].end(.exited(code: 7)) }
                return (200, #"{"done": false}"#)
            }
        ])
        let result = await run(story, loop, launcher: launcher)
        #expect(result.kinds == [.held, .couldNotRun])
        #expect(result.complaint?.hasPrefix("converter ended by itself with exit code 7") == true)
        #expect(result.steps[1].notes == ["its last lines:", "  Traceback", "  ImportError: no module"])
        #expect(result.steps[1].attempts < 6)
        #expect(RunResult(stories: [result]).exitCode == 3)
        #expect(launcher.processes[0].stopCount == 1, "what a dead node left behind is ended, too")
    }

    /// `docker run --detach` is such a helper, and the node that it starts is not ours to watch.
    @Test func `a helper that ends well does not end the waiting`() async throws {
        let text = """
            <!-- mockloop start: helper -->
            `curl https://l.example/api/x`

            ```
            {"done": true}
            ```
            """
        let launcher = ScriptedLauncher { launch in
            let process = ScriptedProcess(launch, lines: ["started"])
            process.end(.exited(code: 0))
            return process
        }
        let held = await run(
            try document(text), ScriptedLoop(["/x": { (200, #"{"done": \#($0 > 8)}"#) }]), launcher: launcher)
        #expect(held.kinds == [.held, .held], "\(held.complaint ?? "")")
        #expect(launcher.processes.allSatisfy { $0.stopCount == 1 })
        let late = await run(
            try document(text), ScriptedLoop(["/x": { _ in (200, #"{"done": false}"#) }]), launcher: launcher)
        #expect(late.kinds == [.held, .didNotHold])
        #expect(
            late.steps[1].notes == [
                "process 1 (helper) ended by itself with exit code 0", "its last lines:", "  started",
            ])
    }

    @Test func `a document's GET is asked again until its timeout, its POST is sent once`() async throws {
        let text = "`curl -X POST -d a=1 https://l.example/api/x` and `curl https://l.example/api/y`\n"
        let loop = ScriptedLoop(["/x": { _ in (500, "{}") }, "/y": { _ in (404, "{}") }])
        let first = await run(try document(text), loop)
        #expect(first.kinds == [.didNotHold, .skipped])
        #expect(first.steps[0].attempts == 1)
        let second = await run(try document("`curl https://l.example/api/y`"), loop)
        #expect(second.steps[0].attempts == 41)
    }

    @Test func `a document's later commands mean the models that the Loop really has`() async throws {
        let shown = "3c20d807-f71c-40dc-a996-8a8968aa5431"
        let text = """
            `curl https://l.example/api/models`

            ```json
            {"id": "\(shown)"}
            ```
            then `curl -o model.zip https://l.example/api/models/\(shown)/format_a/file`
            """
        let loop = ScriptedLoop(["/file": { _ in (200, "x") }, "/models": { _ in (200, #"{"id": "\#(Self.id)"}"#) }])
        let result = await run(try document(text), loop)
        #expect(result.kinds == [.held, .held], "\(result.complaint ?? "")")
        #expect(loop.shown[1] == "GET http://127.0.0.1:8080/api/models/\(Self.id)/format_a/file")
    }

    @Test func `a file that is missing is looked for, then named with its places`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let story = try document("`curl -F 'files=@my_model.zip' https://l.example/api/x`")
        let loop = ScriptedLoop(["/x": { _ in (200, "{}") }])
        let missing = await run(story, loop, environment: environment(files: [folder.path]))
        #expect(missing.complaint?.hasPrefix("there is no file my_model.zip in \(folder.path) and .") == true)
        #expect(RunResult(stories: [missing]).exitCode == 3)
        try Data("zip".utf8).write(to: folder.appending(path: "my_model.zip"))
        let found = await run(story, loop, environment: environment(files: [folder.path]))
        #expect(found.kinds == [.held])
        guard case .form(let parts) = loop.requests[0].body, case .file(let path) = parts[0].content else {
            Issue.record("no file was sent")
            return
        }
        #expect(path == folder.path + "/my_model.zip")
        let elsewhere = try document("`curl -F 'files=@/home/author/my_model.zip' https://l.example/api/x`")
        #expect(await run(elsewhere, loop, environment: environment(files: [folder.path])).kinds == [.held])
    }

    @Test func `a Loop that cannot be reached is no failure of the story`() async throws {
        let refused = TransferError(code: 7, message: "Couldn't connect to server", url: "x")
        let result = await run(
            try story("steps: [ { curl: \"${loop}/api/x\", until: 30 s }, { curl: \"${loop}/api/x\" } ]"),
            ScriptedLoop(["/x": { _ in throw refused }]))
        #expect(result.kinds == [.couldNotRun, .skipped])
        #expect(result.complaint == "the Loop at http://127.0.0.1:8080 cannot be reached: Couldn't connect to server")
    }

    @Test func `a cancelled story stops its processes and says so`() async throws {
        let story = try story(
            """
            steps:
              - start: node
                command: node
              - curl: ${loop}/api/x
                until: 1 h
                expect: 200
              - curl: ${loop}/api/y
            """)
        let clock = HandClock()
        let launcher = ScriptedLauncher()
        let loop = ScriptedLoop(["/x": { _ in (404, "") }])
        let runner = StoryRunner(environment: environment(), exchange: loop, launcher: launcher, clock: clock)
        let task = Task { await runner.run([story]) }
        await clock.untilAsleep()
        task.cancel()
        let result = await task.value
        #expect(result.stories[0].kinds == [.held, .couldNotRun, .skipped])
        #expect(result.wasCancelled)
        #expect(launcher.processes[0].stopCount == 1)
    }

    @Test func `a process is ready when it says so`() async throws {
        let ready = "steps:\n  - start: node\n    command: node\n    ready: { output: listening, within: 1 s }\n"
        let good = await run(
            try story(ready), ScriptedLoop([:]),
            launcher: ScriptedLauncher { ScriptedProcess($0, lines: ["listening on 1"]) })
        #expect(good.kinds == [.held])
        let silent = await run(try story(ready), ScriptedLoop([:]))
        #expect(silent.complaint == "node was not ready within 1 s")
        let dead = ScriptedLauncher {
            let process = ScriptedProcess($0, lines: ["port taken"])
            process.end(.exited(code: 3))
            return process
        }
        let result = await run(try story(ready), ScriptedLoop([:]), launcher: dead)
        #expect(result.complaint == "node ended by itself with exit code 3 before it was ready")
    }

    @Test func `a process that ended before it was stopped did not hold`() async throws {
        let text = "steps:\n  - start: node\n    command: node\n  - curl: ${loop}/x\n  - stop: node\n"
        let launcher = ScriptedLauncher()
        let loop = ScriptedLoop([
            "/x": { _ in
                launcher.processes[0].end(.signalled(number: 11))
                return (200, "")
            }
        ])
        let clock = HandClock()
        let runner = StoryRunner(environment: environment(), exchange: loop, launcher: launcher, clock: clock)
        let result = await runner.run([try story(text)])
        #expect(result.stories[0].steps.count == 3)
    }

    @Test func `a command runs to its end and gives its output`() async throws {
        let text = """
            steps:
              - run: make something
                expect: { exit: 2, output: { contains: made } }
                capture: { made: output }
              - curl: ${loop}/api/${made}
            """
        let launcher = ScriptedLauncher {
            let process = ScriptedProcess($0, lines: ["made"])
            process.end(.exited(code: 2))
            return process
        }
        let loop = ScriptedLoop(["/made": { _ in (200, "") }])
        let result = await run(try story(text), loop, launcher: launcher)
        #expect(result.kinds == [.held, .held], "\(result.complaint ?? "")")
        let endless = await run(try story("steps: [ { run: sleep, within: 2 s } ]"), loop)
        #expect(endless.complaint == "it did not end within 2 s")
        let refused = ScriptedLauncher { _ in throw ScriptedLauncher.Refused(description: "no such program") }
        let missing = await run(try story("steps: [ { run: [ nothing ] } ]"), loop, launcher: refused)
        #expect(missing.complaint == "the command cannot be started: no such program")
        #expect(RunResult(stories: [missing]).exitCode == 3)
    }

    @Test func `values of the command line count more than those of the story`() async throws {
        let text = "variables: { a: one, b: \"${a}/two\" }\nsteps: [ { curl: \"${loop}/${b}\" } ]"
        let loop = ScriptedLoop(["http": { _ in (200, "") }])
        _ = await run(try story(text), loop)
        _ = await run(try story(text), loop, environment: environment(variables: ["a": "three"]))
        #expect(loop.shown == ["GET http://127.0.0.1:8080/one/two", "GET http://127.0.0.1:8080/three/two"])
    }

    @Test func `requests are sent as their words say`() async throws {
        let text = """
            files: { data.txt: "a\\r\\nb" }
            steps:
              - curl: -d x=1 -d @data.txt --data-urlencode 'q=ä b' ${loop}/form
              - curl: -G -d a=1 --data-urlencode 'b=c d' '${loop}/query?z=0'
              - curl: -T data.txt ${loop}/put/
              - curl: >-
                  --json '{"a":1}' -H 'Content-Type: application/x' ${loop}/json
              - request: ${loop}/words
                method: PATCH
                body: { json: { name: "${username}", list: [1, true, null] } }
                user: "${username}:${password}"
            """
        let loop = ScriptedLoop(["http": { _ in (200, "") }])
        let result = await run(try story(text), loop)
        #expect(result.complaint == nil)
        let bodies = loop.requests.map { request in
            if case .bytes(let bytes) = request.body { String(decoding: bytes, as: UTF8.self) } else { "-" }
        }
        #expect(bodies == ["x=1&ab&q=%C3%A4%20b", "-", "-", #"{"a":1}"#, #"{"name":"me","list":[1,true,null]}"#])
        #expect(
            loop.shown[1...2] == [
                "GET http://127.0.0.1:8080/query?z=0&a=1&b=c%20d", "PUT http://127.0.0.1:8080/put/data.txt",
            ])
        #expect(loop.requests[3].fields.map(\.value) == ["application/x", "application/json"])
        #expect(loop.requests[4].basicCredentials?.password == "secret")
    }
}
