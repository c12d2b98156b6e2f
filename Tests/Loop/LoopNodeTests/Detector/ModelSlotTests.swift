import LoopDomain
import POSIX
import TestSupport
import Testing

@testable import LoopNode

@Suite(.timeLimit(.minutes(5))) struct ModelSlotTests {
    private let information = ModelInformation(
        id: "i", host: nil, organization: "o", project: "p", version: "1.0",
        categories: [
            LoopDomain.Category(id: "first", name: "box"), LoopDomain.Category(id: "second", name: "box"),
        ])

    private let image = ImageInput(jpeg: TestDetector.picture)

    private func model(_ find: @escaping @Sendable (ImageInput) async throws -> Detections) -> ModelSlot.Loaded {
        ModelSlot.Loaded(logic: TestDetector.Logic(find: find), information: information, folder: "")
    }

    @Test func `one image is looked at at a time, in the order in which they came`() async throws {
        let slot = ModelSlot()
        let (begun, finish) = (Latch(), Latch())
        let seen = Lock<[Int]>([])
        await slot.put(
            model { image in
                begun.open()
                await finish.wait()
                seen.withLock { $0.append(image.bytes.count) }
                return Detections()
            })
        let first = Task { try await slot.detect([image], isBatch: false) }
        await begun.wait()
        var others: [Task<[Detections], any Error>] = []
        for count in 1...5 {
            let longer = ImageInput(jpeg: TestDetector.picture + [UInt8](repeating: 0, count: count))
            others.append(Task { try await slot.detect([longer], isBatch: false) })
            await slot.untilWaiting(count)
        }
        #expect(seen.withLock { $0 }.isEmpty)
        finish.open()
        _ = try await first.value
        for other in others { _ = try await other.value }
        #expect(seen.withLock { $0 } == (0...5).map { TestDetector.picture.count + $0 })
    }

    @Test func `an image that is being looked at ends with its model, those in line get the next one`() async throws {
        let slot = ModelSlot()
        let (begun, finish) = (Latch(), Latch())
        await slot.put(
            model { _ in
                begun.open()
                await finish.wait()
                return Detections(tags: ["old"])
            })
        let first = Task { try await slot.detect([image], isBatch: false) }
        await begun.wait()
        let second = Task { try await slot.detect([image], isBatch: false) }
        await slot.untilWaiting(1)
        await slot.put(model { _ in Detections(tags: ["new"]) })
        finish.open()
        #expect(try await first.value.first?.tags == ["old"])
        #expect(try await second.value.first?.tags == ["new"])
    }

    @Test func `a model is let go when its image is done, and who is in line is refused`() async throws {
        let slot = ModelSlot()
        let (begun, finish) = (Latch(), Latch())
        await slot.put(
            model { _ in
                begun.open()
                await finish.wait()
                return Detections()
            })
        let first = Task { try await slot.detect([image], isBatch: false) }
        await begun.wait()
        async let release: Void = slot.release(for: "2.0")
        await slot.untilWaiting(1)
        let second = Task { try await slot.detect([image], isBatch: false) }
        await slot.untilWaiting(2)
        finish.open()
        _ = try await first.value
        await release
        await #expect(throws: ModelSlot.Unavailable.updating(version: "2.0")) { try await second.value }
        await slot.giveUp()
        await #expect(throws: ModelSlot.Unavailable.initializing) { try await slot.detect([image], isBatch: false) }
    }

    @Test func `a line that is too long takes nobody more`() async throws {
        let slot = ModelSlot()
        let (begun, finish) = (Latch(), Latch())
        await slot.put(
            model { _ in
                begun.open()
                await finish.wait()
                return Detections()
            })
        var tasks = [Task { try await slot.detect([image], isBatch: false) }]
        await begun.wait()
        for count in 1...ModelSlot.lineLimit {
            tasks.append(Task { try await slot.detect([image], isBatch: false) })
            await slot.untilWaiting(count)
        }
        await #expect(throws: ModelSlot.Unavailable.busy) { try await slot.detect([image], isBatch: false) }
        finish.open()
        for task in tasks { #expect(try await task.value.count == 1) }
        #expect(try await slot.detect([image], isBatch: false).count == 1)
    }

    @Test func `a logic that fails holds up nobody`() async throws {
        struct Accident: Error {}
        let slot = ModelSlot()
        await slot.put(model { _ in throw Accident() })
        for _ in 1...2 {
            await #expect(throws: Accident.self) { try await slot.detect([image], isBatch: false) }
        }
    }

    @Test func `the first category of a name gives its id to detections without one`() async throws {
        let slot = ModelSlot()
        await slot.put(
            model { _ in
                Detections(classifications: [
                    ClassificationDetection(categoryName: "box", modelName: "", confidence: 1),
                    ClassificationDetection(categoryName: "box", categoryID: "own", modelName: "", confidence: 1),
                    ClassificationDetection(categoryName: "other", modelName: "", confidence: 1),
                ])
            })
        let found = try await slot.detect([image], isBatch: false)
        #expect(found.first?.classifications.map(\.categoryID) == ["first", "own", nil])
    }
}

extension ModelSlot {
    /// Waits until so many are in line.
    func untilWaiting(_ count: Int) async {
        while line.count < count { await Task.yield() }
    }
}
