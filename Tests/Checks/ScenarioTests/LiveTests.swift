import Foundation
import HTTPClient
import MockLoop
import TestSupport
import Testing

@testable import Scenario

/// The same runner over real sockets and with real processes.
@Suite struct LiveTests {
    private func run(
        _ story: Story, files: [String] = [], timeout: Duration = .seconds(20), withTrainer: Bool = false
    ) async throws -> (result: StoryResult, exitCode: Int32) {
        let server = try await LoopServer.start()
        let trainer = withTrainer ? try await SimpleTrainer.start(server.url) : nil
        let environment = RunEnvironment(
            baseURL: await server.url, username: "mockloop", password: "mockloop", organization: "zauberzeug",
            project: "demo", executable: "/opt/mockloop/bin/mockloop", filesFolders: files, timeout: timeout)
        let client = Client()
        let runner = StoryRunner(
            environment: environment, exchange: client, launcher: ProcessLauncher(), clock: ContinuousClock())
        let result = await runner.run([story])
        await client.close()
        await trainer?.stop()
        await server.stop()
        return (result.stories[0], result.exitCode)
    }

    @Test func `a model goes to a real Loop and comes back byte for byte`() async throws {
        let story = try story(
            """
            variables: { models: "${loop}/api/zauberzeug/projects/demo/models" }
            files:
              my_model.zip: { zip: { weights.bin: { size: 300 kB }, model.json: { resolution: 800 } } }
              converted.bin: { size: 10 kB }
            steps:
              - curl: -F 'files=@my_model.zip' ${loop}/api/zauberzeug/projects/demo/format_a
                expect: { json: { id: <uuid>, ... } }
                capture: { model: /id }
              - curl: ${models}?format=format_a
                expect: { json: { models: [ { id: "${model}", version: <version>, created: <timestamp>, ... } ] } }
              - curl: ${models}?format=format_b
                expect: { json: { models: [] } }
              - start: node
                command: echo connected to $LOOP_HOST; sleep 60
                ready: { output: connected to 127.0.0.1, within: 10 s }
              - curl: -X PUT -F files=@converted.bin ${models}/${model}/format_b/file
              - curl: ${models}?format=format_b
                until: 10 s
                expect: { at: { /models/0/formats: [ format_a, format_b ] } }
              - curl: -o a.zip ${models}/${model}/format_a/file
              - run: "cmp a.zip ${directory}/a.zip && ls"
                directory: ${directory}
                expect: { output: { contains: my_model.zip } }
              - curl: ${models}/00000000-0000-0000-0000-000000000000/format_a/file
                expect: { status: 4xx, json: { detail: <any> } }
              - stop: node
            """)
        let (result, exitCode) = try await run(story)
        #expect(result.complaint == nil)
        #expect(exitCode == 0)
    }

    @Test func `a trainer of a real Loop is told to train, and watched`() async throws {
        let story = try story(
            """
            steps:
              - wait for: trainer
                status: { state: idle, ... }
                capture: { id: /id }
              - begin training: Simple trainer
                with: { model_variant: small, hyperparameters: { resolution: 800 } }
                capture: { training: /number }
              - expect event: update_trainer
                from: trainer
                json: { state: running, ... }
              - name: Came before the one above, and is found all the same
                expect event: update_training
                arguments: [ "${organization}", "${project}", { trainer_id: "${id}", train_image_count: 7 } ]
              - emit: begin_training
                to: ${id}
                arguments: [ zauberzeug, demo, { training_number: "${training}" } ]
                acknowledgement: { success: false, payload: refused, ... }
              - expect no event: update_training
              - fault: { acknowledge: { success: false, error_msg: not now } }
                for: update_trainer
                from: trainer
              - stop training: trainer
              - expect event: update_trainer
                from: ${id}
                json: { state: idle, ... }
              - curl: ${loop}/mockloop/journal?kind=acknowledgement&event=update_trainer
                expect: { json: { entries: [ ..., { arguments: [ { success: false, ... } ], ... } ], ... } }
              - emit: no_such_event
                to: trainer
                acknowledgement: null
              - disconnect: trainer
              - expect event: update_trainer
              - wait for: trainer
                connected: true
              - deploy: 1.0
              - curl: ${loop}/mockloop/projects/zauberzeug/demo
                expect: { at: { /deployment_target/version: "1.0" } }
              - fault: 429
                for: GET /api/*/models
              - curl: ${loop}/api/zauberzeug/projects/demo/models
                expect: 429
              - expect request: GET /api/*/models
                status: 429
              - expect no request: GET /api/*/images
              - fault: none
            """)
        let (result, exitCode) = try await run(story, withTrainer: true)
        #expect(result.complaint == nil)
        #expect(exitCode == 0)
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let step: String
        let complaint: String
        var note = ""
        var testDescription: String { step }
    }

    /// What the Loop says itself is shown; so these texts are its own, too.
    @Test(arguments: [
        Failure(
            step: "begin training: detector",
            complaint: "the Loop refused: There is no node \"detector\"; there are 4711.",
            note: "the Loop knows Simple trainer (connected, trainer)"),
        Failure(
            step: "begin training: trainer\n  with: { resolution: 1 }",
            complaint: "the Loop refused: There is no \"resolution\" here; there is organization, project, "),
        Failure(
            step: "deploy: 7.7", complaint: "the Loop refused: "),
        Failure(
            step:
                "begin training: trainer\n- expect event: update_trainer\n  within: 1 s\n  json: { state: done, ... }",
            complaint: "no \"update_trainer\" came as expected within 1 s; the last one was entry ",
            note:
                "Simple trainer sent update_trainer {\"id\": \"4711\", \"name\": \"Simple trainer\", \"state\": \"running\""
        ),
        Failure(
            step: "expect request: PUT /api/*\n  within: 100 ms", complaint: "no request PUT /api/* came within 100 ms"),
    ])
    func `what a real Loop says is shown`(_ failure: Failure) async throws {
        let text = "steps:\n- wait for: trainer\n- \(failure.step)\n"
        let (result, exitCode) = try await run(try story(text), withTrainer: true)
        #expect(exitCode == 1)
        #expect(result.kinds.last == .didNotHold)
        let complaint = try #require(result.complaint)
        #expect(complaint.hasPrefix(failure.complaint), "\(complaint)")
        let notes = result.steps.last?.notes ?? []
        #expect(failure.note.isEmpty || notes.contains { $0.contains(failure.note) }, "\(notes)")
    }

    @Test func `a document in the library's words is told to a real Loop`() async throws {
        let folder = TemporaryFolder()
        let zip = try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios/my_model.zip"))
        _ = folder.file("my_model.zip", Array(zip))
        let text = """
            `curl --request POST -F 'files=@my_model.zip' https://loop.example.com/api/zauberzeug/projects/demo/format_a`
            `curl "https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_a"`

            ````

            {
            "models": [
            {
            "id": "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f",
            "version": "4.0",
            "formats": [
            "format_a",
            ],
            "created": "2023-04-05T06:07:08.123456",
            "comment": "uploaded at 2023-04-05 06:07:08.123456",
            ...
            }
            ]
            }

            ```

            `curl "https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_b"`

            ```
            {
            "models": []
            }
            ```
            """
        let (result, exitCode) = try await run(try document(text), files: [folder.path])
        #expect(result.complaint == nil)
        #expect(exitCode == 0)
    }

    @Test func `a node that does not start is named at once`() async throws {
        let story = try document(
            "`curl https://l.example/api/status` and `curl https://l.example/api/zauberzeug/projects/none`",
            starts: ["2: echo no module named torch >&2; exit 7"])
        let (result, exitCode) = try await run(story)
        #expect(exitCode == 3)
        #expect(result.complaint?.contains("ended by itself with exit code 7") == true)
        #expect(result.steps[2].notes == ["its last lines:", "  no module named torch"])
    }

    @Test func `processes are gone with all their children after the story`() async throws {
        let marker = "61\(Int.random(in: 100_000...999_999))"
        let story = try story(
            """
            steps:
              - start: node
                command: "sleep \(marker) & sleep \(marker)"
              - run: until [ "$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -cx \(marker))" = 2 ]; do :; done
              - curl: ${loop}/api/none
                expect: 299
            """)
        let (result, exitCode) = try await run(story)
        #expect(result.kinds == [.held, .held, .didNotHold])
        #expect(exitCode == 1)
        #expect(Self.processes(withArgument: marker) == [], "a process of the story is still there")
    }

    /// The numbers of the processes that have `argument` on their command line.
    private static func processes(withArgument argument: String) -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.filter { entry in
            // A process that ends while we look has no command line any more.
            guard let line = try? Data(contentsOf: URL(filePath: "/proc/\(entry)/cmdline")) else { return false }
            return line.split(separator: 0).contains { $0.elementsEqual(argument.utf8) }
        }
    }
}
