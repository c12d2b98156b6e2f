import Foundation
import HTTP1
import HTTPServer
import JSON
import LoopDomain
import POSIX
import TestSupport
import Testing

@testable import LoopNode

/// The outbox against a Loop that answers what a test wants.
@Suite struct OutboxTests {
    private let scratch: Scratch
    private let loop: ScriptedLoop
    private let clock = HandClock()
    private let log = LogRecorder()
    private let time = Lock(Timestamp(microsecondsSinceEpoch: 1_622_528_901_000_000))
    private let host: String

    private static let line = "POST /api/zauberzeug/projects/demo/images"

    init() async throws {
        scratch = try Scratch()
        loop = try await ScriptedLoop.start()
        await loop.answer(Self.line, .json("{}"))
        host = await loop.host
    }

    private func outbox(limit: Int = 1000) async throws -> Outbox {
        let wallClock = WallClock { [time] in
            time.withLock { time in
                time.microsecondsSinceEpoch += 1
                return time
            }
        }
        let outbox = Outbox(
            OutboxFolder(dataFolder: scratch.path), limit: limit,
            to: "http://\(host)/api/zauberzeug/projects/demo/images", certificatePath: nil, clock: clock,
            wallClock: wallClock, logger: log.logger)
        try await outbox.open()
        return outbox
    }

    /// Puts in images whose first byte is their number, from 1.
    private func fill(_ outbox: Outbox, _ count: Int, isPriority: Bool = false) async throws {
        for number in 1...count {
            try await outbox.save(ImageInput(jpeg: [UInt8(number)]), ImageRecord(), isPriority: isPriority)
        }
    }

    /// The numbers of the images in each request.
    private var sent: [[UInt8]] {
        get async throws {
            try await loop.heard.map { heard in
                try FormParts(heard).parts.filter { $0.head.fileName?.hasSuffix(".jpg") == true }.flatMap(\.content)
            }
        }
    }

    private func waiting() throws -> Int {
        try scratch.names(in: "outbox/normal").count + scratch.names(in: "outbox/priority").count
    }

    // MARK: - What goes out

    @Test func `an image goes out as aiohttp sends it, without anybody's name on it`() async throws {
        let outbox = try await outbox()
        var record = ImageRecord()
        record.source = "robot"
        try await outbox.save(ImageInput(jpeg: [1, 2, 3]), record)
        #expect(await outbox.uploadBatch())
        let heard = try #require(await loop.heard.first)
        #expect(heard.line == Self.line)
        #expect(!heard.fields.contains("cookie"))
        #expect(!heard.fields.contains("authorization"))
        let parts = try FormParts(heard).parts
        #expect(parts.map(\.head.name) == ["files", "files"])
        let stem = "image_2021-06-01_06%3A28%3A21.000001"
        #expect(parts.map(\.head.rawFileName) == ["\(stem).json", "\(stem).jpg"])
        #expect(parts.map(\.head.contentType) == ["text/plain; charset=utf-8", "image/jpeg"])
        #expect(try Value(parsing: parts[0].content) == record.json)
        #expect(parts[1].content == [1, 2, 3])
        #expect(try waiting() == 0)
        #expect(await loop.lines == [Self.line], "nobody has logged in")
    }

    @Test func `a request has 20 images, the newest first, those with priority before them, oldest first`() async throws
    {
        let outbox = try await outbox()
        try await fill(outbox, 21)
        try await fill(outbox, 2, isPriority: true)
        #expect(await outbox.uploadBatch())
        #expect(await outbox.uploadBatch())
        #expect(await outbox.uploadBatch(), "there is nothing to do")
        #expect(try await sent == [[1, 2] + (4...21).reversed(), [3, 2, 1]])
        #expect(try waiting() == 0)
    }

    @Test func `what an earlier process left goes out`() async throws {
        try await fill(try await outbox(), 3)
        let outbox = try await outbox()
        #expect(await outbox.count == 3)
        #expect(await outbox.uploadBatch())
        #expect(try await sent == [[3, 2, 1]])
    }

    @Test func `an image that somebody has removed, or half of it, holds up nobody`() async throws {
        let outbox = try await outbox()
        try await fill(outbox, 3)
        let names = try scratch.names(in: "outbox/normal")
        try FileManager.default.removeItem(atPath: "\(scratch.path)/outbox/normal/\(names[0])")
        try FileManager.default.removeItem(atPath: "\(scratch.path)/outbox/normal/\(names[1])/image_\(names[1]).jpg")
        #expect(await outbox.uploadBatch())
        #expect(try await sent == [[3]])
        #expect(try scratch.names(in: "outbox/normal") == [names[1]], "what is incomplete is left to people")
        #expect(await outbox.count == 0)
    }

    // MARK: - Answers

    @Test func `a batch with a bad image is halved until that one is alone, which is dropped`() async throws {
        let outbox = try await outbox()
        try await fill(outbox, 4)
        // 4 3 2 1: refused; 4 3: taken; 2 1: refused; 2: refused; 1: taken.
        await loop.answer(
            Self.line, .text(422, ""), .text(200, ""), .text(422, ""), .text(422, "no JPEG"), .text(200, ""))
        #expect(await outbox.uploadBatch())
        #expect(try await sent == [[4, 3, 2, 1], [4, 3], [2, 1], [2], [1]])
        #expect(try waiting() == 0)
        #expect(log.text.contains { $0.hasPrefix("error: The Loop does not take the image") })
    }

    @Test(arguments: [201, 204, 302, 400, 401, 404, 413, 429, 500, 503])
    func `another status keeps the images, and the request is not repeated at once`(status: Int) async throws {
        let outbox = try await outbox()
        try await fill(outbox, 2)
        await loop.answer(Self.line, Response(status: status))
        #expect(await outbox.uploadBatch() == false)
        #expect(try await sent == [[2, 1]])
        #expect(try waiting() == 2)
        await loop.answer(Self.line, .json("{}"))
        #expect(await outbox.uploadBatch())
        #expect(try waiting() == 0)
    }

    @Test func `of a batch that is halved, the half that cannot be sent stays`() async throws {
        let outbox = try await outbox()
        try await fill(outbox, 2)
        await loop.answer(Self.line, .text(422, ""), .text(429, ""), .text(200, ""))
        #expect(await outbox.uploadBatch() == false)
        #expect(try await sent == [[2, 1], [2], [1]])
        #expect(try waiting() == 1)
    }

    @Test func `nobody there keeps the images`() async throws {
        let outbox = Outbox(
            OutboxFolder(dataFolder: scratch.path), limit: 10, to: "http://127.0.0.1:1/images", certificatePath: nil,
            clock: clock, wallClock: .system, logger: log.logger)
        try await outbox.open()
        try await fill(outbox, 1)
        #expect(await outbox.uploadBatch() == false)
        #expect(try waiting() == 1)
    }

    // MARK: - Limits

    @Test func `above the limit the oldest images are dropped, those with priority never`() async throws {
        let outbox = try await outbox(limit: 2)
        try await fill(outbox, 3, isPriority: true)
        try await fill(outbox, 2)
        #expect(try waiting() == 5)
        try await fill(outbox, 1)
        #expect(try waiting() == 5)
        #expect(try scratch.names(in: "outbox/normal").map { $0.suffix(1) } == ["5", "6"])
        #expect(log.text.contains("info: More than 2 images wait; the oldest are dropped: 1"))
    }

    @Test func `an array that is no picture is refused and leaves nothing`() async throws {
        let outbox = try await outbox()
        let array = try ImageInput(array: [1, 2, 3, 4], type: "float32", shape: [1, 1])
        await #expect(throws: ImageError.self) { try await outbox.save(array, ImageRecord()) }
        #expect(try waiting() == 0)
        #expect(await outbox.count == 0)
    }

    @Test func `an image that cannot be written is an error`() async throws {
        let outbox = try await outbox()
        try FileManager.default.removeItem(atPath: "\(scratch.path)/tmp")
        try scratch.file("tmp", "in the way")
        await #expect(throws: (any Error).self) { try await outbox.save(ImageInput(jpeg: [1]), ImageRecord()) }
        #expect(await outbox.count == 0)
    }

    // MARK: - Modes

    @Test(.timeLimit(.minutes(5))) func `images go out every 5 seconds, until they shall not`() async throws {
        let outbox = try await outbox()
        #expect(await outbox.mode == .stopped)
        #expect(await outbox.stop())
        await outbox.start()
        #expect(await outbox.mode == .continuousUpload)
        await clock.untilAsleep()
        #expect(await loop.lines.isEmpty)
        for number in 1...2 {
            try await fill(outbox, 1)
            clock.advance(by: .milliseconds(4999))
            #expect(await loop.lines.count == number - 1)
            clock.advance(by: .milliseconds(1))
            await clock.untilAsleep()
            #expect(await loop.lines.count == number)
        }
        await outbox.start()
        #expect(clock.sleeperCount == 1, "once is enough")
        #expect(await outbox.stop())
        #expect(await outbox.mode == .stopped)
        try await fill(outbox, 1)
        clock.advance(by: .seconds(60))
        #expect(await loop.lines.count == 2)
        await outbox.start()
        await clock.untilAsleep()
        #expect(await loop.lines.count == 3)
        _ = await outbox.stop()
    }

    @Test(.timeLimit(.minutes(5))) func `the longer it does not work, the longer the pauses, up to a minute`()
        async throws
    {
        let outbox = try await outbox()
        try await fill(outbox, 1)
        await loop.answer(Self.line, .text(503, ""))
        await outbox.start()
        for pause in [10, 20, 40, 60, 60] {
            let count = await loop.lines.count
            await clock.untilAsleep()
            #expect(await loop.lines.count == count + (count == 0 ? 1 : 0))
            clock.advance(by: .seconds(pause - 1))
            #expect(clock.sleeperCount == 1)
            clock.advance(by: .seconds(1))
            await clock.untilAsleep()
            #expect(await loop.lines.count == max(count, 1) + 1, "after \(pause) s")
        }
        await loop.answer(Self.line, .json("{}"))
        clock.advance(by: .seconds(60))
        await clock.untilAsleep()
        #expect(try waiting() == 0)
        clock.advance(by: .milliseconds(4999))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .milliseconds(1))
        await clock.untilAsleep()
        _ = await outbox.stop()
    }
}
