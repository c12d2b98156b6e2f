import Foundation
import HTTP1
import HTTPServer
import JSON
import LoopDomain
import TestSupport
import Testing

@testable import LoopNode

/// A converter against a Loop that says exactly what a test wants.
@Suite struct ConverterNodeTests {
    private let scratch: Scratch
    private let loop: ScriptedLoop
    private let clock = HandClock()
    private let log = LogRecorder()

    private static let project = "/api/zauberzeug/projects/demo"
    private static let model = "0f000000-0000-4000-8000-000000000001"
    private static let modelPath = "\(project)/models/\(model)"

    init() async throws {
        scratch = try Scratch()
        loop = try await ScriptedLoop.start()
        await loop.answer(
            "GET /api/projects",
            .json(
                #"{"projects": [{"organization_id": "zauberzeug", "project_id": "demo", "#
                    + #""resource": "/zauberzeug/projects/demo"}]}"#))
        await loop.answer(
            "GET \(Self.project)", .json(#"{"categories": [{"id": "c1", "name": "box", "type": "box"}]}"#))
        await loop.answer("GET \(Self.project)/models", models(Self.model))
        await loop.answer(
            "GET \(Self.modelPath)/format_a/file",
            .zip(try scratch.archive(["weights.a": "weights", "model.json": #"{"resolution": 800}"#])))
        await loop.answer("PUT \(Self.modelPath)/format_b/file", .json("{}"))
    }

    /// A listing of models in `format_a`, of version 1.0.
    private func models(_ ids: String..., formats: String = #"["format_a"]"#) -> Response {
        let entries = ids.map { #"{"id": "\#($0)", "version": "1.0", "formats": \#(formats)}"# }
        return .json(#"{"models": [\#(entries.joined(separator: ", "))]}"#)
    }

    /// Writes `converted.b` and uploads it with `model.json`.
    private struct Logic: ConverterLogic {
        let sourceFormat = "format_a"
        let targetFormat = "format_b"
        var work: @Sendable (ModelInformation, String) async throws -> [String] = { _, folder in
            try Data("converted".utf8).write(to: URL(fileURLWithPath: "\(folder)/converted.b"))
            return ["converted.b", "\(folder)/model.json"]
        }

        func convert(_ model: ModelInformation, in folder: String) async throws -> [String] {
            try await work(model, folder)
        }
    }

    private func node(_ logic: Logic = Logic()) async -> ConverterNode {
        var configuration = NodeConfiguration()
        configuration.host = await loop.host
        configuration.username = "user name"
        configuration.password = "p&=%"
        configuration.dataFolder = "\(scratch.path)/data"
        return ConverterNode(
            name: "Test Converter", logic: logic, configuration: configuration, logger: log.logger, clock: clock)
    }

    private var errors: [String] { log.text.filter { $0.hasPrefix("error: ") } }

    // MARK: - The story

    @Test func `a model is fetched, converted and sent back`() async throws {
        let seen = Seen()
        var logic = Logic()
        let plain = logic.work
        logic.work = { model, folder in
            seen.model = model
            seen.names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            return try await plain(model, folder)
        }
        let node = await node(logic)
        let task = Task { try await node.run() }
        await clock.untilAsleep()
        #expect(
            await loop.lines == [
                "GET /api/status", "POST /api/login", "GET /api/projects", "GET \(Self.project)",
                "GET \(Self.project)/models", "GET \(Self.modelPath)/format_a/file",
                "PUT \(Self.modelPath)/format_b/file",
            ])
        #expect(errors.isEmpty)

        let model = try #require(seen.model)
        #expect(model.id == Self.model)
        #expect(model.host == "http://\(await loop.host)")
        #expect(model.organization == "zauberzeug")
        #expect(model.project == "demo")
        #expect(model.version == "1.0")
        #expect(model.resolution == 800)
        #expect(model.categories == [LoopDomain.Category(id: "c1", name: "box", type: .box)])
        #expect(seen.names == ["model.json", "weights.a"])
        #expect(
            try scratch.names(in: "data/zauberzeug/demo/\(Self.model)") == ["converted.b", "model.json", "weights.a"])
        #expect(try scratch.names(in: "data/zauberzeug/demo") == [Self.model])

        let heard = await loop.heard
        #expect(heard[1].text == "username=user%20name&password=p%26%3D%25")
        #expect(heard[1].fields["content-type"] == "application/x-www-form-urlencoded")
        #expect(heard[2].fields["cookie"] == "session=1")
        let parts = try parts(of: try #require(heard.last))
        #expect(parts == ["files converted.b converted", #"files model.json {"resolution": 800}"#])

        // The Loop has it now: the next round, 60 s later, converts nothing.
        await loop.answer("GET \(Self.project)/models", models(Self.model, formats: #"["format_a", "format_b"]"#))
        clock.advance(by: .seconds(59))
        #expect(await loop.heard.count == 7)
        clock.advance(by: .seconds(1))
        await clock.untilAsleep()
        #expect(
            await loop.lines.dropFirst(7) == ["GET /api/projects", "GET \(Self.project)", "GET \(Self.project)/models"])

        task.cancel()
        try await task.value
        #expect(log.text.last == "info: Converter Test Converter stops")
        #expect(try scratch.text("data/uuids.json") == #"{"test_converter": "\#(await node.uuid ?? "")"}"#)
    }

    @Test func `cancelling ends a conversion, which is no failure`() async throws {
        let (started, starts) = AsyncStream.makeStream(of: Void.self)
        var logic = Logic()
        logic.work = { _, _ in
            starts.yield()
            try await HandClock().sleep(for: .seconds(1))
            return []
        }
        let node = await node(logic)
        let task = Task { try await node.run() }
        for await _ in started { break }
        task.cancel()
        try await task.value
        #expect(errors.isEmpty)
    }

    @Test func `a data folder that cannot be made is an error that names the variable`() async throws {
        try scratch.file("data", "a file")
        let node = await node()
        let error = await #expect(throws: NodeError.self) { try await node.run() }
        #expect(error?.description.contains("Set DATA_FOLDER") == true)
        #expect(await loop.heard.isEmpty)
    }

    // MARK: - Being patient

    @Test func `a Loop that is not ready is asked every ten seconds`() async throws {
        await loop.answer("GET /api/status", .text(503, "starting"), .text(503, "starting"), .json("{}"))
        let node = await node()
        let task = Task { try await node.run() }
        for _ in 0..<2 {
            await clock.untilAsleep()
            clock.advance(by: .seconds(10))
        }
        await clock.untilAsleep()
        task.cancel()
        try await task.value
        #expect(
            await loop.lines.prefix(4) == ["GET /api/status", "GET /api/status", "GET /api/status", "POST /api/login"])
    }

    @Test func `a login that is refused is tried every five seconds`() async throws {
        await loop.answer(
            "POST /api/login", .json(#"{"detail": "bad credentials"}"#, status: 401), .json("{}"),
            .json("{}", fields: ["Set-Cookie": "a=b"]))
        let node = await node()
        let task = Task { try await node.run() }
        for _ in 0..<2 {
            await clock.untilAsleep()
            clock.advance(by: .seconds(5))
        }
        await clock.untilAsleep()
        task.cancel()
        try await task.value
        #expect(
            errors == [
                "error: Login failed: the Loop refused the login with status 401: bad credentials. "
                    + "LOOP_USERNAME and LOOP_PASSWORD say who logs in.",
                "error: Login failed: the Loop accepted the login, but set no cookie, so there is no session.",
            ])
    }

    @Test func `a session that has ended is made again, and the request repeated once`() async throws {
        await loop.answer("GET \(Self.project)", .json("{}", status: 401), .json(#"{"categories": []}"#))
        let node = await node()
        try await node.convertModels()
        #expect(
            await loop.lines.prefix(6) == [
                "POST /api/login", "GET /api/projects", "GET \(Self.project)", "POST /api/login", "GET \(Self.project)",
                "GET \(Self.project)/models",
            ])
        #expect(errors.isEmpty)
    }

    @Test func `a request that is refused with a new session, too, is not repeated again`() async throws {
        await loop.answer("GET /api/projects", .json(#"{"detail": "no"}"#, status: 401))
        let node = await node()
        try await node.convertModels()
        #expect(
            await loop.lines == ["POST /api/login", "GET /api/projects", "POST /api/login", "GET /api/projects"])
        #expect(errors == ["error: Could not look for models: GET /api/projects was answered with status 401: no."])
    }

    @Test func `a busy Loop is asked again after five seconds`() async throws {
        await loop.answer(
            "GET \(Self.project)/models", .text(429, "later"), .text(429, "later"), .json(#"{"models": []}"#))
        let node = await node()
        async let round: Void = node.convertModels()
        for _ in 0..<2 {
            await clock.untilAsleep()
            clock.advance(by: .seconds(5))
        }
        try await round
        #expect(await loop.lines.count { $0 == "GET \(Self.project)/models" } == 3)
        #expect(errors.isEmpty)
    }

    @Test func `a Loop that stays busy is asked twenty times`() async throws {
        await loop.answer("GET /api/projects", .text(429, "later"))
        let node = await node()
        async let round: Void = node.convertModels()
        for _ in 0..<19 {
            await clock.untilAsleep()
            clock.advance(by: .seconds(5))
        }
        try await round
        #expect(await loop.lines.count { $0 == "GET /api/projects" } == 20)
        #expect(errors == ["error: Could not look for models: GET /api/projects was answered with status 429: later."])
    }

    // MARK: - Going on

    @Test func `a model that failed is not tried again, the others are`() async throws {
        let other = "0f000000-0000-4000-8000-000000000002"
        await loop.answer("GET \(Self.project)/models", models(Self.model, other))
        await loop.answer(
            "GET \(Self.project)/models/\(other)/format_a/file", .zip(try scratch.archive(["model.json": "{}"])))
        await loop.answer("PUT \(Self.project)/models/\(other)/format_b/file", .json("{}"))
        var logic = Logic()
        let plain = logic.work
        logic.work = { model, folder in
            if model.id == Self.model { throw NodeError.conversion(reason: "no such layer") }
            return try await plain(model, folder)
        }
        let node = await node(logic)
        try await node.convertModels()
        try await node.convertModels()
        #expect(
            errors == [
                "error: Could not convert model 1.0 (\(Self.model)) of zauberzeug/demo: "
                    + "the conversion failed: no such layer."
            ])
        #expect(await loop.lines.count { $0 == "GET \(Self.modelPath)/format_a/file" } == 1)
        #expect(await loop.lines.count { $0 == "PUT \(Self.project)/models/\(other)/format_b/file" } == 2)
    }

    struct BadModel: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let download: @Sendable (Scratch) throws -> Response
        var upload: Response = .json("{}")
        let reason: String

        static let all: [BadModel] = [
            BadModel(
                testDescription: "the Loop does not have it",
                download: { _ in .json(#"{"detail": "Model not found"}"#, status: 404) },
                reason: "was answered with status 404: Model not found."),
            BadModel(
                testDescription: "no zip", download: { _ in .zip(Array("not a zip archive at all".utf8)) },
                reason: "the file is not a zip archive, or it is cut off"),
            BadModel(
                testDescription: "no file name",
                download: { .zip(try $0.archive(["model.json": "{}"]), disposition: nil) },
                reason: "it has no Content-Disposition with filename="),
            BadModel(
                testDescription: "a file name that climbs",
                download: { .zip(try $0.archive(["model.json": "{}"]), disposition: "attachment; filename=../a.zip") },
                reason: #"it names the file "../a.zip": a path must not leave its folder"#),
            BadModel(
                testDescription: "no model.json", download: { .zip(try $0.archive(["weights": "x"])) },
                reason: "it has no model.json"),
            BadModel(
                testDescription: "a model.json that is cut off",
                download: { .zip(try $0.archive(["model.json": "{"])) }, reason: "model.json is no JSON"),
            BadModel(
                testDescription: "a model.json that is no object",
                download: { .zip(try $0.archive(["model.json": "[]"])) }, reason: "model.json is no JSON object"),
            BadModel(
                testDescription: "the Loop does not take the result",
                download: { .zip(try $0.archive(["model.json": "{}"])) },
                upload: .json(#"{"detail": "Unknown format"}"#, status: 400),
                reason: "was answered with status 400: Unknown format."),
        ]
    }

    @Test(arguments: BadModel.all)
    func `a bad model is logged and passed over`(bad: BadModel) async throws {
        await loop.answer("GET \(Self.modelPath)/format_a/file", try bad.download(scratch))
        await loop.answer("PUT \(Self.modelPath)/format_b/file", bad.upload)
        let node = await node()
        try await node.convertModels()
        let error = try #require(errors.first)
        #expect(error.contains(bad.reason), "\(error)")
        let count = await loop.heard.count
        try await node.convertModels()
        #expect(errors.count == 1)
        #expect(await loop.heard.count == count + 3)
        #expect(try scratch.names(in: "data/zauberzeug/demo") == [Self.model])
    }

    @Test func `a conversion without files is a failure`() async throws {
        var logic = Logic()
        logic.work = { _, _ in [] }
        try await node(logic).convertModels()
        #expect(errors.first?.hasSuffix("the conversion failed: it gave no files.") == true)
    }

    @Test func `what an earlier run left in a model's folder is gone`() async throws {
        let folder = "\(scratch.path)/data/zauberzeug/demo/\(Self.model)/old"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await node().convertModels()
        #expect(errors.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func `a project that is refused is skipped`() async throws {
        await loop.answer(
            "GET /api/projects",
            .json(
                #"{"projects": [{"organization_id": "a", "project_id": "b", "resource": "/a/projects/b"}, {"x": 1}, "#
                    + #"{"organization_id": "zauberzeug", "project_id": "demo", "resource": "/zauberzeug/projects/demo"}]}"#
            ))
        try await node().convertModels()
        #expect(await loop.lines.last == "PUT \(Self.modelPath)/format_b/file")
        #expect(errors.count == 2)
        #expect(
            errors.last
                == "error: Skipping project a/b: GET /api/a/projects/b was answered with status 404: no such thing.")
    }

    @Test func `where models cannot be listed the round ends`() async throws {
        await loop.answer(
            "GET /api/projects",
            .json(
                #"{"projects": [{"organization_id": "a", "project_id": "b", "resource": "/a/projects/b"}, "#
                    + #"{"organization_id": "zauberzeug", "project_id": "demo", "resource": "/zauberzeug/projects/demo"}]}"#
            ))
        await loop.answer("GET /api/a/projects/b", .json(#"{"categories": []}"#))
        try await node().convertModels()
        #expect(await loop.lines.last == "GET /api/a/projects/b/models")
        #expect(errors.count == 1)
    }

    @Test(arguments: ["..", "../../other", "", "a/b", ".", "a\\u0000b", "%2e%2e"])
    func `an id that is no name of a folder is passed over`(id: String) async throws {
        try scratch.file("keep", "me")
        await loop.answer("GET \(Self.project)/models", models(id))
        await loop.answer(
            "GET /api/projects",
            .json(
                #"{"projects": [{"organization_id": "\#(id)", "project_id": "x", "resource": "/x"}, "#
                    + #"{"organization_id": "zauberzeug", "project_id": "demo", "resource": "/zauberzeug/projects/demo"}]}"#
            ))
        try await node().convertModels()
        #expect(errors.count == 2)
        #expect(await loop.lines.last == "GET \(Self.project)/models")
        #expect(try scratch.names() == ["keep"])
    }

    @Test(arguments: [#"{"projects": 1}"#, "[]", "not JSON", #"{"projects": [1]}"#])
    func `an answer of another form ends the round, not the node`(answer: String) async throws {
        await loop.answer("GET /api/projects", .json(answer))
        let node = await node()
        try await node.convertModels()
        #expect(errors.count == 1)
        #expect(await loop.lines.last == "GET /api/projects")
    }

    // MARK: - Helpers

    /// `name fileName content` of each part.
    private func parts(of heard: ScriptedLoop.Heard) throws -> [String] {
        let contentType = try #require(heard.fields["content-type"])
        var reader = MultipartReader(boundary: try MultipartReader.boundary(fromContentType: contentType.utf8))
        reader.receive(heard.body)
        var parts: [String] = []
        while let event = try reader.nextEvent() {
            switch event {
            case .part(let head): parts.append("\(head.name) \(head.fileName ?? "-") ")
            case .data(let run): parts[parts.count - 1] += String(decoding: run, as: UTF8.self)
            case .endOfPart, .end: break
            }
        }
        try reader.finish()
        return parts
    }
}

/// What a converter logic was given.
///
/// `@unchecked Sendable`: written by the one conversion of a test, read when the node sleeps.
private final class Seen: @unchecked Sendable {
    var model: ModelInformation?
    var names: [String] = []
}

@Suite struct ModelListingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let json: String
        let isToBeConverted: Bool
        var testDescription: String { json }
    }

    @Test(arguments: [
        Case(json: #"{"id": "m", "version": "1.0", "formats": ["a"]}"#, isToBeConverted: true),
        Case(json: #"{"id": "m", "version": "1.0", "formats": ["c", "a"]}"#, isToBeConverted: true),
        Case(json: #"{"id": "m", "version": "1.0", "formats": ["a", "b"]}"#, isToBeConverted: false),
        Case(json: #"{"id": "m", "version": "1.0", "formats": ["c"]}"#, isToBeConverted: false),
        Case(json: #"{"id": "m", "version": "1.0", "formats": []}"#, isToBeConverted: false),
        Case(json: #"{"id": "m", "version": null, "formats": ["a"]}"#, isToBeConverted: false),
        Case(json: #"{"id": "m", "version": "", "formats": ["a"]}"#, isToBeConverted: false),
        Case(json: #"{"id": "m", "formats": ["a"]}"#, isToBeConverted: false),
    ])
    func `a model needs a version and the source format, and must not have the target format`(model: Case) throws {
        let listed = try ListedModel(json: .init(parsing: model.json))
        #expect(listed.isToBeConverted(from: "a", to: "b") == model.isToBeConverted)
    }
}
