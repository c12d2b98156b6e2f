import Foundation
import HTTPClient
import JPEG
import JSON
import LoopDomain
import MockLoop
import SocketIO
import TestSupport
import Testing

@testable import LoopNode

/// A detector, the Loop that it belongs to, and somebody who calls it; the time is moved by hand.
struct TestDetector: Sendable {
    /// Finds what a test says.
    struct Logic: DetectorLogic {
        var find: @Sendable (ImageInput) async throws -> Detections

        func detect(_ image: ImageInput) async throws -> Detections { try await find(image) }
    }

    let loop: LoopServer
    let node: DetectorNode
    let clock: HandClock
    let log: LogRecorder
    let scratch: Scratch
    let client: Client
    /// Where the detector is.
    let url: String

    static let project = "/api/zauberzeug/projects/demo"

    /// A box of the category `purple box`.
    static func box(confidence: Double = 0.9, x: Int = 1) -> BoxDetection {
        BoxDetection(
            categoryName: "purple box", modelName: "1.1", confidence: confidence, x: x, y: 2, width: 30, height: 40)
    }

    /// A picture as a camera writes it.
    static let picture =
        (try? JPEG.encode(Pixels(width: 8, height: 8, bytes: [UInt8](repeating: 99, count: 192)))) ?? []

    /// Runs `body` with a detector like any other.
    static func run(_ body: (TestDetector) async throws -> Void) async throws { try await Setup().run(body) }

    /// What a detector is made of.
    struct Setup: Sendable {
        /// Where it keeps its files, in `data`; nil is a folder of its own.
        var scratch: Scratch?
        var change: @Sendable (inout DetectorConfiguration) -> Void
        var load: DetectorNode.Loader

        /// A detector that finds a box, unless it is told otherwise.
        init(
            in scratch: Scratch? = nil,
            configured change: @escaping @Sendable (inout DetectorConfiguration) -> Void = { _ in },
            load: @escaping DetectorNode.Loader = { _, _ in Logic { _ in Detections(boxes: [box()]) } }
        ) {
            self.scratch = scratch
            self.change = change
            self.load = load
        }
    }

    /// Waits until the node and its outbox sleep, and no model is being taken up.
    func settle() async {
        await clock.untilAsleep(2)
        await node.untilUpdated()
    }

    /// Lets 5 seconds pass.
    func nextCycle() async {
        clock.advance(by: DetectorNode.cyclePause)
        await settle()
    }

    // MARK: - Calls

    func send(
        _ method: String, _ path: String, _ text: String? = nil, fields: KeyValuePairs<String, String> = [:]
    ) async throws -> Response {
        try await client.perform(
            Request(
                method: method, url: url + path, fields: fields.map { Field(name: $0.key, value: $0.value) },
                body: text.map { .bytes(Array($0.utf8)) } ?? .none))
    }

    /// Sends images in a form, as the parts `name`.
    func post(
        _ images: [[UInt8]], to path: String, as name: String, fields: KeyValuePairs<String, String> = [:]
    ) async throws -> Response {
        try await client.perform(
            Request(
                method: "POST", url: url + path, fields: fields.map { Field(name: $0.key, value: $0.value) },
                body: .form(images.map { FormPart(name: name, content: .bytes($0), fileName: "image.jpg") })))
    }

    /// Has a picture looked at.
    func detect(_ picture: [UInt8] = picture, fields: KeyValuePairs<String, String> = [:]) async throws -> Response {
        try await post([picture], to: "/detect", as: "file", fields: fields)
    }

    func version() async throws -> Value { try await send("GET", "/model_version").value }

    // MARK: - What the Loop knows, and does

    /// Asks the Loop's control interface.
    @discardableResult
    func control(_ method: String, _ path: String, _ body: Value? = nil) async throws -> Value {
        let response = try await client.perform(
            Request(
                method: method, url: await loop.controlURL + path,
                fields: [Field(name: "Content-Type", value: "application/json")],
                body: body.map { .bytes($0.bytes()) } ?? .none))
        try #require(response.status == 200, "\(path): \(String(decoding: response.body, as: UTF8.self))")
        return response.value
    }

    /// The status that the Loop has of the detector.
    func status() async throws -> Value {
        try await control("GET", "/projects/zauberzeug/demo")["detectors"]?[0]?["status"] ?? .null
    }

    /// The images that came with a source.
    func images(from source: String) async throws -> [Value] {
        let images = try await control("GET", "/projects/zauberzeug/demo")["images"]?.array ?? []
        return images.filter { $0["source"]?.string == source }
    }

    func deploy(_ version: String) async throws {
        try await control("PUT", "/projects/zauberzeug/demo/deployment_target", ["version": .string(version)])
    }

    /// Lets the next requests for a path go wrong.
    func arm(_ action: Value, method: String, path: String, count: Int = 1) async throws {
        try await control(
            "POST", "/faults",
            ["method": .string(method), "path": .string(path), "count": .number(Number(count)), "action": action])
    }

    /// The requests that the Loop got: `GET /api/status 200`.
    func requests() async throws -> [String] {
        let entries = try await control("GET", "/journal?limit=1000&kind=exchange")["entries"]?.array ?? []
        return entries.map {
            "\($0["method"]?.string ?? "") \($0["target"]?.string ?? "") \($0["status"]?.int ?? 0)"
        }
    }

    /// Images that wait in the outbox.
    func waiting() throws -> Int {
        try ["normal", "priority"].map { try scratch.names(in: "data/outbox/\($0)").count }.reduce(0, +)
    }
}

extension TestDetector.Setup {
    /// Runs `body` with a detector that has been to its Loop once and has taken up model 1.1.
    func run(_ body: (TestDetector) async throws -> Void) async throws {
        var settings = LoopServer.Configuration()
        settings.stopGrace = .zero
        let loop = try await LoopServer.start(settings)
        let scratch = try scratch ?? Scratch()
        var configuration = DetectorConfiguration()
        configuration.node.host = String(await loop.url.dropFirst("http://".count))
        configuration.node.organization = "zauberzeug"
        configuration.node.project = "demo"
        configuration.node.dataFolder = "\(scratch.path)/data"
        configuration.node.serverHost = "127.0.0.1"
        configuration.node.serverPort = 0
        change(&configuration)
        let (clock, log) = (HandClock(), LogRecorder())
        let node = DetectorNode(
            name: "Test Detector", modelFormat: "mocked", configuration: configuration, logger: log.logger,
            clock: clock, wallClock: .system, load: load)
        let life = Task { try await node.run() }
        guard let url = await node.url else { return try await life.value }
        let detector = TestDetector(
            loop: loop, node: node, clock: clock, log: log, scratch: scratch, client: Client(), url: url)
        var failure: (any Error)?
        do {
            await detector.settle()
            try await body(detector)
        } catch {
            failure = error
        }
        life.cancel()
        do { try await life.value } catch { failure = failure ?? error }
        await loop.stop()
        await detector.client.close()
        if let failure { throw failure }
    }
}

extension DetectorNode {
    /// Waits until no model is being taken up, and what is kept for the Loop is on disk.
    func untilUpdated() async {
        await update?.value
        await lastSave?.value
    }
}

extension Response {
    /// The body as JSON; null when it is none.
    var value: Value { (try? Value(parsing: body)) ?? .null }

    var text: String { String(decoding: body, as: UTF8.self) }
}

extension SocketIO.Payload {
    /// One object with an array of 2 × 2 pixels as `image`, as rosys sends it.
    static func array(_ others: KeyValuePairs<String, Value> = [:]) -> SocketIO.Payload {
        var payload = SocketIO.Payload()
        let image: Value = [
            "bytes": payload.attach([UInt8](repeating: 7, count: 12)), "dtype": "uint8", "shape": [2, 2, 3],
        ]
        payload.append(
            .object([Member(name: "image", value: image)] + others.map { Member(name: $0.key, value: $0.value) }))
        return payload
    }
}
