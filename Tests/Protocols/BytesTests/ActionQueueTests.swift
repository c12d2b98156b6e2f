import Bytes
import Testing

@Suite("What a protocol core wants done")
struct ActionQueueTests {
    @Test func `first in, first out, also when some are added while others are fetched`() {
        var queue = ActionQueue<Int>()
        #expect(queue.next() == nil)
        queue.append(1)
        queue.append(2)
        #expect(queue.next() == 1)
        queue.append(3)
        #expect(queue.next() == 2)
        #expect(queue.next() == 3)
        #expect(queue.next() == nil)
        queue.append(4)
        #expect(queue.next() == 4)
        #expect(queue.next() == nil)
    }

    @Test func `more than memory is kept for come in order, again and again`() {
        var queue = ActionQueue<Int>()
        for round in 0..<3 {
            for number in 0..<100 { queue.append(round * 100 + number) }
            for number in 0..<100 { #expect(queue.next() == round * 100 + number) }
            #expect(queue.next() == nil)
        }
    }
}
