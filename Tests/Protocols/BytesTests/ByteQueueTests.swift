import Bytes
import TestSupport
import Testing

@Suite("Byte queue")
struct ByteQueueTests {
    @Test func `bytes are taken in the order in which they were appended`() {
        var queue = ByteQueue()
        #expect(queue.isEmpty)
        queue.append([1, 2, 3])
        let more: [UInt8] = [4, 5]
        unsafe queue.append(more.span.bytes)
        #expect(queue.count == 5)
        #expect(queue[4] == 5)
        #expect(queue.takeFirst(2) == [1, 2])
        #expect(queue[0] == 3)
        #expect(queue.first(2) == [3, 4])
        #expect(Array(queue[1..<3]) == [4, 5])
        queue.removeFirst(1)
        queue.append([6])
        #expect(queue.takeAll() == [4, 5, 6])
        #expect(queue.isEmpty)
        #expect(queue.takeAll() == [])
        #expect(queue.takeFirst(0) == [])
    }

    @Test func `bytes are moved behind others`() {
        var queue = ByteQueue()
        queue.append([1, 2, 3])
        var bytes: [UInt8] = [9]
        queue.moveFirst(2, into: &bytes)
        #expect(bytes == [9, 1, 2])
        queue.moveFirst(0, into: &bytes)
        #expect(queue.takeAll() == [3])
        #expect(bytes == [9, 1, 2])
    }

    @Test func `a byte is found at its offset from the front`() {
        var queue = ByteQueue()
        queue.append([9, 9, 1, 2, 1])
        queue.removeFirst(1)
        #expect(queue.firstIndex(of: 1) == 1)
        #expect(queue.firstIndex(of: 1, from: 2) == 3)
        #expect(queue.firstIndex(of: 1, from: 4) == nil)
        #expect(queue.firstIndex(of: 7) == nil)
        #expect(ByteQueue().firstIndex(of: 7) == nil)
    }

    @Test func `what was taken stays as it was when more is appended`() {
        var queue = ByteQueue()
        queue.append([1, 2])
        let front = queue.first(2)
        let all = queue.takeFirst(2)
        queue.append([3, 4])
        #expect(front == [1, 2])
        #expect(all == [1, 2])
        #expect(queue.takeAll() == [3, 4])
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a queue behaves like an array of which the front is cut off`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = ByteQueue()
        var model: [UInt8] = []
        for _ in 0..<300 {
            switch Int.random(in: 0...6, using: &generator) {
            case 0, 1:
                let bytes = generator.bytes(Int.random(in: 0...40, using: &generator))
                queue.append(bytes)
                model += bytes
            case 2:
                let bytes = generator.bytes(Int.random(in: 0...9, using: &generator))
                unsafe queue.append(bytes.span.bytes)
                model += bytes
            case 3:
                let count = Int.random(in: 0...model.count, using: &generator)
                #expect(queue.takeFirst(count) == Array(model.prefix(count)), "seed \(seed)")
                model.removeFirst(count)
            case 4:
                let count = Int.random(in: 0...model.count, using: &generator)
                queue.removeFirst(count)
                model.removeFirst(count)
            case 5:
                let count = Int.random(in: 0...model.count, using: &generator)
                var moved: [UInt8] = [1, 2]
                queue.moveFirst(count, into: &moved)
                #expect(moved == [1, 2] + model.prefix(count), "seed \(seed)")
                model.removeFirst(count)
            default:
                let start = Int.random(in: 0...model.count, using: &generator)
                #expect(queue.firstIndex(of: 7, from: start) == model[start...].firstIndex(of: 7), "seed \(seed)")
            }
            #expect(queue.count == model.count, "seed \(seed)")
        }
        #expect(queue.takeAll() == model, "seed \(seed)")
    }

    @Test func `a queue that is filled and emptied forever does not grow`() {
        var queue = ByteQueue()
        for round in 0..<10_000 {
            queue.append([UInt8](repeating: UInt8(truncatingIfNeeded: round), count: 100))
            if round > 0 { #expect(queue.takeFirst(100).first == UInt8(truncatingIfNeeded: round - 1)) }
        }
        #expect(queue.count == 100)
    }
}
