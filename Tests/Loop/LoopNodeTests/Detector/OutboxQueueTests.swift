import Testing

@testable import LoopNode

@Suite struct OutboxQueueTests {
    private func item(_ id: Int, isPriority: Bool = false) -> OutboxQueue.Item {
        OutboxQueue.Item(id: "\(id)", isPriority: isPriority)
    }

    @Test func `those with priority go first, oldest first, then the others, newest first`() {
        var queue = OutboxQueue()
        for id in 1...3 { queue.add(item(id)) }
        for id in 4...6 { queue.add(item(id, isPriority: true)) }
        #expect(queue.next(20).map(\.id) == ["4", "5", "6", "3", "2", "1"])
        #expect(queue.next(4).map(\.id) == ["4", "5", "6", "3"])
        #expect(queue.next(2).map(\.id) == ["4", "5"])
        #expect(queue.count == 6)
    }

    @Test func `what is removed is gone, in either queue`() {
        var queue = OutboxQueue()
        queue.add(item(1))
        queue.add(item(1, isPriority: true))
        queue.remove([item(1)])
        #expect(queue.next(20) == [item(1, isPriority: true)])
        queue.remove([item(1, isPriority: true), item(7)])
        #expect(queue.next(20).isEmpty)
    }

    @Test(arguments: [(2, [1]), (3, []), (4, [])])
    func `above the limit the oldest are dropped`(limit: Int, dropped: [Int]) {
        var queue = OutboxQueue()
        for id in 1...3 { queue.add(item(id)) }
        queue.add(item(0, isPriority: true))
        let gone = queue.trim(to: limit, keeping: [])
        #expect(gone == Set(dropped.map { item($0) }))
        #expect(queue.count == 4 - dropped.count, "those with priority do not count")
    }

    @Test func `what is on its way stays`() {
        var queue = OutboxQueue()
        for id in 1...4 { queue.add(item(id)) }
        let gone = queue.trim(to: 2, keeping: [item(1), item(3)])
        #expect(gone == [item(2), item(4)])
        let rest = queue.trim(to: 1, keeping: [item(1), item(3)])
        #expect(rest.isEmpty)
        #expect(queue.next(20).map(\.id) == ["3", "1"])
    }
}
