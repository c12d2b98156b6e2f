import HTTPClient
import JSON
import MockLoop
import ModelArchive
import TestSupport
import Testing

@testable import LoopNode

/// The converter against the mock Loop, over loopback: a model goes up in one format and is there in the other.
@Suite struct ConverterStoryTests {
    private let scratch: Scratch
    private let client = Client()

    init() throws { scratch = try Scratch() }

    @Test(.timeLimit(.minutes(5)), arguments: [nil, #"cp "$1"/* "$2""#])
    func `a model in one format becomes available in the other`(command: String?) async throws {
        let loop = try await LoopServer.start()
        let project = "\(await loop.url)/api/zauberzeug/projects/demo"
        let archive = try scratch.archive(["weights.pt": "the weights", "model.json": #"{"resolution": 800}"#])
        let zip = try scratch.file("model.zip", archive)

        let upload = try await client.perform(
            Request(
                method: "POST", url: "\(project)/format_a",
                body: .form([FormPart(name: "files", content: .file(path: zip))])))
        #expect(upload.status == 200)
        let id = try #require(try Value(parsing: upload.body)["id"]?.string)
        #expect(try await models(of: project, in: "format_b").isEmpty)

        let clock = HandClock()
        let node = await node(at: loop, command: command, clock: clock)
        let task = Task { try await node.run() }
        await clock.untilAsleep()

        #expect(try await models(of: project, in: "format_b") == [id])
        let path = "\(scratch.path)/converted.zip"
        let download = try await client.perform(
            Request(url: "\(project)/models/\(id)/format_b/file", responseBody: .file(path: path)))
        #expect(download.status == 200)
        let weights = command == nil ? "weights.format_b" : "weights.pt"
        #expect(try Archive.readMember(weights, of: path) == Array("the weights".utf8))
        let information = try Value(parsing: try #require(try Archive.readMember("model.json", of: path)))
        #expect(information["format"] == "format_b")
        #expect(information["resolution"] == 800)

        task.cancel()
        try await task.value
        await loop.stop()
    }

    @Test(.timeLimit(.minutes(5))) func `a strict Loop lets the node in with the right password only`() async throws {
        var configuration = LoopServer.Configuration()
        configuration.authentication = .strict
        let loop = try await LoopServer.start(configuration)
        let node = await node(at: loop, command: nil, clock: HandClock())
        try await node.convertModels()
        #expect(log.text.isEmpty)
        let stranger = await self.node(at: loop, command: nil, clock: HandClock(), password: "wrong")
        try await stranger.convertModels()
        #expect(log.text.count == 1)
        #expect(
            log.text.last?.hasPrefix("error: Could not look for models: the Loop refused the login with status 401")
                == true)
        await loop.stop()
    }

    private let log = LogRecorder()

    private func node(
        at loop: LoopServer, command: String?, clock: HandClock, password: String = "mockloop"
    ) async -> ConverterNode {
        var configuration = NodeConfiguration()
        configuration.host = String(await loop.url.dropFirst("http://".count))
        configuration.username = "mockloop"
        configuration.password = password
        configuration.dataFolder = "\(scratch.path)/data"
        return ConverterNode(
            name: "converter", logic: CommandConverterLogic(from: "format_a", to: "format_b", command: command),
            configuration: configuration, logger: log.logger, clock: clock)
    }

    /// The ids of the models that the Loop lists in a format.
    private func models(of project: String, in format: String) async throws -> [String] {
        let response = try await client.perform(Request(url: "\(project)/models?format=\(format)"))
        return try Value(parsing: response.body)["models"]?.array?.compactMap { $0["id"]?.string } ?? []
    }
}
