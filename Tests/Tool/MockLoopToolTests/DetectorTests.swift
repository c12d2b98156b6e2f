import Files
import Foundation
import HTTPClient
import JSON
import Processes
import Testing

@Suite("mockloop node detector", .timeLimit(.minutes(5)))
struct DetectorTests {
    private let client = Client()
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A Loop, and its URL.
    private func startLoop() async throws -> (ToolProcess, url: String) {
        let tool = try await ToolProcess(["serve", "--port", "0"])
        return (tool, try await Self.url(of: tool))
    }

    /// A detector of that Loop, and its URL.
    private func startDetector(
        of loop: String, _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> (ToolProcess, url: String) {
        let variables = [
            "LOOP_HOST": String(loop.dropFirst("http://".count)), "LOOP_ORGANIZATION": "zauberzeug",
            "LOOP_PROJECT": "demo", "DATA_FOLDER": "\(scratch.path)/data",
        ]
        let tool = try await ToolProcess(
            ["node", "detector", "--host", "127.0.0.1", "--port", "0"] + arguments,
            environment: variables.merging(environment) { $1 })
        return (tool, try await Self.url(of: tool))
    }

    /// What the line ends in with which a program says that it is ready.
    private static func url(of tool: ToolProcess) async throws -> String {
        try #require(try await tool.line().split(separator: " ").last.map(String.init))
    }

    private func value(_ url: String) async throws -> Value {
        try Value(parsing: try await client.perform(Request(url: url)).body)
    }

    @Test func `a detector says where it is, answers, and ends by a signal`() async throws {
        let (loop, loopURL) = try await startLoop()
        let ready = "\(scratch.path)/ready.json"
        let (detector, url) = try await startDetector(of: loopURL, "--ready-file", ready)
        #expect(url.hasPrefix("http://127.0.0.1:"))
        #expect(try await value("\(url)/about")["state"] == "online")
        detector.send(SIGTERM)
        let outcome = await detector.end()
        #expect(outcome.ending == .exited(0))
        #expect(outcome.errors.contains("Detector detector stops"))
        #expect(try Value(parsing: try FileReader.contents(of: ready))["url"] == .string(url))
        loop.send(SIGTERM)
        _ = await loop.end()
    }

    @Test func `without a project a detector does not start, and says what it wants`() async throws {
        let outcome = try await ToolProcess.run(
            ["node", "detector"], environment: ["DATA_FOLDER": "\(scratch.path)/data", "LOOP_ORGANIZATION": "o"])
        #expect(outcome.ending == .exited(3))
        #expect(outcome.errors.contains("LOOP_ORGANIZATION and LOOP_PROJECT name them"))
    }

    @Test(arguments: [["--callers", "d6"], ["--port", "x"]])
    func `wrong options are told, with exit code 2`(options: [String]) async throws {
        let outcome = try await ToolProcess.run(["node", "detector"] + options)
        #expect(outcome.ending == .exited(2))
        #expect(outcome.errors.contains("is invalid for '\(options[0])"))
    }

    // MARK: - Kills

    /// How often the detector is killed. `KILLS` asks for more.
    private static let kills = ProcessInfo.processInfo.environment["KILLS"].flatMap { Int($0) } ?? 25

    @Test func `no kill loses an image that was taken, or sends it again once it is gone`() async throws {
        let (loop, loopURL) = try await startLoop()
        let seed = UInt64(Date().timeIntervalSince1970 * 1000)
        var random = SeededRandom(state: seed)
        var taken: Set<Int> = []
        var starts: [Int: Int] = [:]
        var number = 0
        for _ in 1...Self.kills {
            for image in try waiting() { starts[image, default: 0] += 1 }
            let (detector, url) = try await startDetector(of: loopURL)
            let uploads = Task { [number] in try await upload(from: number + 1, to: url) }
            try await Task.sleep(for: .microseconds(Int.random(in: 0...60_000, using: &random)))
            detector.send(SIGKILL)
            let (last, own) = try await uploads.value
            taken.formUnion(own)
            number = last
            _ = await detector.end()
        }
        // What is left goes out, twenty at a time, with no kill in between.
        while case let left = try waiting(), !left.isEmpty {
            for image in left { starts[image, default: 0] += 1 }
            let (detector, _) = try await startDetector(of: loopURL)
            while try waiting().count > max(0, left.count - 20) { try await Task.sleep(for: .milliseconds(2)) }
            detector.send(SIGTERM)
            #expect(await detector.end().ending == .exited(0))
        }
        let images = try await value("\(loopURL)/mockloop/projects/zauberzeug/demo")["images"]?.array ?? []
        let arrived = images.compactMap { $0["source"]?.string.flatMap { Int($0) } }
        let times = Dictionary(arrived.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(taken.subtracting(arrived).isEmpty, "lost, with seed \(seed)")
        // What is on its way at a kill goes out again at the next start: nobody knows whether it has arrived. So an image
        // comes once for each start at which it was there, and once more if it came in before the first request.
        for (image, count) in times {
            #expect(count <= (starts[image] ?? 0) + 1, "image \(image) came \(count) times, with seed \(seed)")
        }
        #expect(taken.count > Self.kills / 2, "hardly an image was taken between the kills")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/data/tmp").isEmpty)
        print(
            "\(Self.kills) kills, \(number) images sent, \(taken.count) taken, \(times.count) arrived,",
            "\(times.values.filter { $0 > 1 }.count) of them more than once")
        loop.send(SIGTERM)
        _ = await loop.end()
    }

    /// Uploads one image after the other, each with its number as its source, until nobody answers.
    ///
    /// - Returns: the last number, and those of the images that were taken.
    private func upload(from first: Int, to url: String) async throws -> (last: Int, taken: Set<Int>) {
        var taken: Set<Int> = []
        var number = first
        while true {
            let part = FormPart(name: "files", content: .bytes(Self.picture), fileName: "image.jpg")
            let response = try? await client.perform(
                Request(method: "POST", url: "\(url)/upload?source=\(number)", body: .form([part])))
            guard let response else { return (number, taken) }
            #expect(response.status == 200)
            taken.insert(number)
            number += 1
            guard taken.count < 8 else { return (number - 1, taken) }
        }
    }

    /// The numbers of the images in the outbox.
    private func waiting() throws -> Set<Int> {
        let outbox = "\(scratch.path)/data/outbox/normal"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: outbox)) ?? []
        var numbers: Set<Int> = []
        for name in names {
            // While a detector works, an image may go between two looks.
            guard let text = try? FileReader.contents(of: "\(outbox)/\(name)/image_\(name).json") else { continue }
            numbers.insert(try #require(try Value(parsing: text)["source"]?.string.flatMap { Int($0) }))
        }
        return numbers
    }

    /// The smallest JPEG file that there is, more or less.
    private static let picture: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xDB, 0x00, 0x43, 0x00] + [UInt8](repeating: 1, count: 64) + [
            0xFF, 0xC0, 0x00, 0x0B, 0x08, 0x00, 0x01, 0x00, 0x01, 0x01, 0x01, 0x11, 0x00, 0xFF, 0xC4, 0x00, 0x14, 0x00,
            0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF,
            0xC4, 0x00, 0x14, 0x10, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0xFF, 0xDA, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3F, 0x00, 0x7F, 0xFF, 0xD9,
        ]
}

/// Random numbers that a seed determines: xorshift64*.
private struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}
