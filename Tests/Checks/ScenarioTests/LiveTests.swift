import Foundation
import HTTPClient
import MockLoop
import TestSupport
import Testing

@testable import Scenario

/// The same runner over real sockets and with real processes.
@Suite struct LiveTests {
    private func run(
        _ story: Story, files: [String] = [], timeout: Duration = .seconds(20)
    ) async throws -> (result: StoryResult, exitCode: Int32) {
        let server = try await LoopServer.start()
        let environment = RunEnvironment(
            baseURL: await server.url, username: "mockloop", password: "mockloop", organization: "zauberzeug",
            project: "demo", executable: "/opt/mockloop/bin/mockloop", filesFolders: files, timeout: timeout)
        let client = Client()
        let runner = StoryRunner(
            environment: environment, exchange: client, launcher: ProcessLauncher(), clock: ContinuousClock())
        let result = await runner.run([story])
        await client.close()
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
