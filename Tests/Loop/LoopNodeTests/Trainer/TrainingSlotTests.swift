import Testing

@testable import LoopNode

@Suite("The training slot") struct TrainingSlotTests {
    private let scratch: Scratch
    private let log = LogRecorder()
    private var path: String { "\(scratch.path)/slot" }

    init() throws { scratch = try Scratch() }

    private func slot() throws -> TrainingSlot { try TrainingSlot(path: path, logger: log.logger) }

    @Test func `one of several has the slot, and says who it is`() throws {
        let (one, other) = (try slot(), try slot())
        #expect(!one.isHeld && !one.isTakenByOther)
        try one.claim(for: "node n1, training #1 of zauberzeug/demo")
        #expect(one.isHeld && !one.isTakenByOther)
        #expect(!other.isHeld && other.isTakenByOther)
        let text = try scratch.text("slot")
        #expect(text.hasPrefix("pid "))
        #expect(text.hasSuffix(", node n1, training #1 of zauberzeug/demo"))
        let refusal = #expect(throws: TrainingRefusal.self) { try other.claim(for: "node n2") }
        #expect(refusal?.description == "the training slot is held by \(text)")
        #expect(refusal?.payload == "refused")
        #expect(!other.isHeld)
        // A second claim is none.
        try one.claim(for: "something else")
        #expect(try scratch.text("slot") == text)
    }

    @Test func `who gives it back leaves it to others`() throws {
        let (one, other) = (try slot(), try slot())
        try one.claim(for: "a")
        one.release()
        one.release()
        #expect(!one.isHeld && !other.isTakenByOther)
        #expect(try scratch.text("slot") == "")
        try other.claim(for: "b")
        #expect(one.isTakenByOther)
    }

    @Test func `a slot goes with its owner`() throws {
        let other = try slot()
        do {
            let one = try slot()
            try one.claim(for: "a")
            #expect(other.isTakenByOther)
        }
        #expect(!other.isTakenByOther)
    }

    @Test func `what an earlier holder left in the file means nothing`() throws {
        try scratch.file("slot", "pid 1 on nowhere, which is a long text")
        let one = try slot()
        #expect(!one.isTakenByOther)
        try one.claim(for: "a")
        #expect(try scratch.text("slot").contains("nowhere") == false)
    }

    @Test func `many claims are settled although others look meanwhile`() async throws {
        let slots = try (0..<8).map { _ in try slot() }
        await withTaskGroup(of: Int.self) { group in
            for slot in slots {
                group.addTask {
                    var count = 0
                    for _ in 0..<200 {
                        _ = slot.isTakenByOther
                        guard (try? slot.claim(for: "a")) != nil else { continue }
                        count += 1
                        #expect(slot.isHeld)
                        slot.release()
                    }
                    return count
                }
            }
            let total = await group.reduce(0, +)
            #expect(total > 0)
        }
        #expect(slots.allSatisfy { !$0.isHeld && !$0.isTakenByOther })
    }

    @Test func `without a file everybody has a slot of their own`() throws {
        let one = try TrainingSlot(path: nil, logger: log.logger)
        let other = try TrainingSlot(path: nil, logger: log.logger)
        try one.claim(for: "a")
        try other.claim(for: "b")
        #expect(one.isHeld && other.isHeld && !one.isTakenByOther)
        one.release()
        #expect(!one.isHeld)
    }

    @Test func `a folder that is not there is refused at once`() {
        let error = #expect(throws: NodeError.self) {
            try TrainingSlot(path: "\(scratch.path)/nowhere/slot", logger: log.logger)
        }
        #expect(error?.description.contains("the directory does not exist; mount it from the host") == true)
    }
}
