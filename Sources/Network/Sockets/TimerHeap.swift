internal import Bytes

/// Timers by deadline, those of one deadline in the order in which they were set: a binary heap. Cancelled ones stay
/// until they come to the top.
struct TimerHeap {
    private struct Entry {
        let timer: Timer
        let number: Int

        static func < (one: Entry, other: Entry) -> Bool {
            (one.timer.deadline, one.number) < (other.timer.deadline, other.number)
        }
    }

    private var heap: [Entry] = []

    /// The number of timers that were ever set: those that are set from now on have it, or a higher one.
    private(set) var count = 0

    /// The next deadline that still counts.
    var nextDeadline: Instant? {
        mutating get {
            while let first = heap.first, first.timer.isDone { removeFirst() }
            return heap.first?.timer.deadline
        }
    }

    mutating func insert(_ timer: Timer) {
        heap.append(Entry(timer: timer, number: count))
        count += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes out a timer whose deadline is not after `now`, or gives nil.
    ///
    /// - Parameter count: an earlier ``count``: what was set since then has to wait, so that timers which set the next
    ///   ones at once cannot keep a thread to themselves.
    mutating func popDue(_ now: Instant, setBefore count: Int = .max) -> Timer? {
        guard let next = nextDeadline, next <= now, heap[0].number < count else { return nil }
        let timer = heap[0].timer
        removeFirst()
        return timer
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child] < heap[smallest] {
                smallest = child
            }
            guard smallest != parent else { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
