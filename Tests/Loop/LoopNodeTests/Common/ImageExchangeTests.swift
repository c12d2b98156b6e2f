import HTTPServer
import JSON
import LoopDomain
import POSIX
import TestSupport
import Testing

@testable import LoopNode

/// Images on their way from a Loop that says what a test wants.
@Suite("Images on their way", .timeLimit(.minutes(5))) struct ImageExchangeTests {
    private let scratch: Scratch
    private let loop: ScriptedLoop
    private let log = LogRecorder()
    private let project = ProjectPath(organization: "zauberzeug", project: "demo")
    private static let path = "/api/zauberzeug/projects/demo"

    init() async throws {
        scratch = try Scratch()
        loop = try await ScriptedLoop.start()
    }

    private func exchange(searchPath: String? = nil) async -> ImageExchange {
        var configuration = NodeConfiguration()
        configuration.host = await loop.host
        let clock = QuickClock()
        return ImageExchange(
            connection: LoopConnection(configuration, clock: clock, logger: log.logger),
            store: ImageStore(dataFolder: scratch.path, node: "n1"),
            checker: ImageChecker(searchPath: searchPath ?? alwaysOK), clock: clock, logger: log.logger)
    }

    /// A folder with a jpeginfo that takes everything but `damaged`.
    private var alwaysOK: String { "\(scratch.path)/bin" }

    private func installChecker() throws {
        try scratch.folder("bin")
        let path = try scratch.file(
            "bin/jpeginfo", "#!/bin/sh\nread -r content < \"$2\"\n[ \"$content\" = damaged ] || echo \"$2 OK\"\n")
        try makeExecutable(path)
    }

    private func serve(_ id: String, _ response: Response = .text(200, "picture")) async {
        await loop.answer("GET \(Self.path)/images/\(id)/main", response)
    }

    private var names: [String] {
        get throws { try scratch.names(in: "zauberzeug/demo/images").filter { !$0.hasPrefix(".") } }
    }

    @Test func `images of a state are listed`() async throws {
        await loop.answer(
            "GET \(Self.path)/data?state=inbox", .json(#"{"image_ids": ["a", 3, "b"], "categories": []}"#))
        await loop.answer("GET \(Self.path)/data?state=review", .json("{}"))
        let exchange = await exchange()
        #expect(try await exchange.ids(of: project, in: "inbox") == ["a", "b"])
        await #expect(throws: NodeError.self) { try await exchange.ids(of: project, in: "review") }
        await #expect(throws: NodeError.self) { try await exchange.ids(of: project, in: "complete") }
    }

    @Test func `what is known of images is asked for in chunks of 100, and one that fails is left out`() async throws {
        let ids = (0..<250).map { "i\($0)" }
        func line(_ range: Range<Int>) -> String { "GET \(Self.path)/images?ids=\(ids[range].joined(separator: ","))" }
        await loop.answer(line(0..<100), .json(#"{"images": [{"id": "i0"}]}"#))
        await loop.answer(line(100..<200), .text(500, "no"))
        await loop.answer(line(200..<250), .json(#"{"images": [{"id": "i200"}, {"id": "i249"}]}"#))
        let seen = Lock<[Double]>([])
        let images = try await exchange().data(of: ids, in: project) { part in seen.withLock { $0.append(part) } }
        #expect(images.map { $0["id"]?.string } == ["i0", "i200", "i249"])
        #expect(seen.withLock { $0 } == [0, 0.4, 0.8])
        #expect(log.text.contains("error: Nothing is known of 100 images: status 500 no"))
        #expect(try await exchange().data(of: [], in: project).isEmpty)
    }

    @Test func `only images that are not there are fetched, and only whole ones are kept`() async throws {
        try installChecker()
        try scratch.folder("zauberzeug/demo/images")
        try scratch.file("zauberzeug/demo/images/old.jpg", "old")
        for id in ["a", "b"] { await serve(id) }
        await serve("bad", .text(200, "damaged"))
        await serve("gone", .json(#"{"detail": "gone"}"#, status: 404))
        let exchange = await exchange()
        try await exchange.download(["a", "old", "bad", "gone", "b", "a", "../x", ""], of: project)
        #expect(try names == ["a.jpg", "b.jpg", "old.jpg"])
        #expect(try scratch.names(in: "zauberzeug/demo/images/.incoming-n1") == [])
        #expect(await loop.lines.filter { $0.contains("/main") }.count == 4)
        #expect(log.text.contains("error: The image bad is damaged; it is left out"))
        #expect(log.text.contains("error: The image gone cannot be had: status 404 gone"))
        #expect(await exchange.store.present(["b", "bad", "a", "../images/a"], in: project) == ["b", "a"])
        // What was left out is tried again.
        await serve("bad")
        try await exchange.download(["a", "bad"], of: project)
        #expect(try names == ["a.jpg", "b.jpg", "bad.jpg", "old.jpg"])
    }

    @Test func `what a process left that died is removed`() async throws {
        try installChecker()
        try scratch.folder("zauberzeug/demo/images/.incoming-n1")
        try scratch.folder("zauberzeug/demo/images/.incoming-n2")
        try scratch.file("zauberzeug/demo/images/.incoming-n1/a.jpg.17-0.part", "pict")
        try scratch.file("zauberzeug/demo/images/.incoming-n2/b.jpg", "another node's")
        await serve("a")
        try await exchange().download(["a"], of: project)
        #expect(try scratch.names(in: "zauberzeug/demo/images/.incoming-n1") == [])
        #expect(try scratch.names(in: "zauberzeug/demo/images/.incoming-n2") == ["b.jpg"])
    }

    @Test func `the part that is done is told`() async throws {
        try installChecker()
        let ids = (0..<4).map { "i\($0)" }
        for id in ids { await serve(id) }
        let seen = Lock<[Double]>([])
        try await exchange().download(ids, of: project) { part in seen.withLock { $0.append(part) } }
        #expect(seen.withLock { $0 } == [0, 0.25, 0.5, 0.75, 1])
    }

    @Test func `ten at a time, and 20 ms between two`() async throws {
        try installChecker()
        let ids = (0..<15).map { "i\($0)" }
        for id in ids { await serve(id) }
        await loop.hold("/main")
        let clock = HandClock()
        var configuration = NodeConfiguration()
        configuration.host = await loop.host
        let exchange = ImageExchange(
            connection: LoopConnection(configuration, clock: clock, logger: log.logger),
            store: ImageStore(dataFolder: scratch.path, node: "n1"), checker: ImageChecker(searchPath: alwaysOK),
            clock: clock, logger: log.logger)
        let download = Task { try await exchange.download(ids, of: project) }
        for count in 1..<10 {
            await clock.untilAsleep()
            #expect(await loop.heldCount(atLeast: count) == count)
            clock.advance(by: .milliseconds(19))
            #expect(clock.sleeperCount == 1)
            clock.advance(by: .milliseconds(1))
        }
        #expect(await loop.heldCount(atLeast: 10) == 10)
        #expect(clock.sleeperCount == 0)
        await loop.release()
        for _ in 10..<15 {
            await clock.untilAsleep()
            clock.advance(by: .milliseconds(20))
        }
        try await download.value
        #expect(try names.count == 15)
    }

    @Test func `a Loop that is gone fails the download, and keeps what came`() async throws {
        try installChecker()
        await serve("a")
        let exchange = await exchange()
        try await exchange.download(["a"], of: project)
        await loop.answer("GET \(Self.path)/images/b/main")
        await loop.cut("/b/main")
        await #expect(throws: (any Error).self) { try await exchange.download(["b", "a"], of: project) }
        #expect(try names == ["a.jpg"])
    }
}
