internal import Bytes

/// Timers by deadline: a binary heap. Cancelled ones stay until they come to the top.
struct TimerHeap {
    private var heap: [Timer] = []

    /// The next deadline that still counts.
    var nextDeadline: Instant? {
        mutating get {
            while let first = heap.first, first.isDone { removeFirst() }
            return heap.first?.deadline
        }
    }

    mutating func insert(_ timer: Timer) {
        heap.append(timer)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes out a timer whose deadline is not after `now`, or gives nil.
    mutating func popDue(_ now: Instant) -> Timer? {
        guard let next = nextDeadline, next <= now else { return nil }
        let timer = heap[0]
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
            where child < heap.count && heap[child].deadline < heap[smallest].deadline {
                smallest = child
            }
            guard smallest != parent else { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
