internal import HTTPServer
internal import Sockets

/// Those who wait for something to happen, in the order in which they came.
struct JournalWaiters {
    private struct Waiter {
        let token: Int
        let query: JournalQuery
        /// Only what is behind the entry with this number counts.
        let start: Int
        let timer: Timer
        let completion: (Journal.Entry?) -> Void
    }

    /// The longest that anybody waits, in seconds.
    static let longest = 600.0

    private var waiters: [Waiter] = []
    private var lastToken = 0

    var count: Int { waiters.count }
    var isEmpty: Bool { waiters.isEmpty }

    /// Calls `completion` with the next entry that matches, or with nil when `timer` has run out.
    ///
    /// - Parameter start: the number of the last entry that there is.
    /// - Returns: by what ``end(_:)`` knows it.
    mutating func wait(
        for query: JournalQuery, behind start: Int, timer: (Int) -> Timer,
        _ completion: @escaping (Journal.Entry?) -> Void
    ) -> Int {
        lastToken += 1
        waiters.append(
            Waiter(token: lastToken, query: query, start: start, timer: timer(lastToken), completion: completion))
        return lastToken
    }

    /// Somebody need not wait any more; it is told nil.
    mutating func end(_ token: Int) {
        guard let place = waiters.firstIndex(where: { $0.token == token }) else { return }
        let waiter = waiters.remove(at: place)
        waiter.timer.cancel()
        waiter.completion(nil)
    }

    mutating func endAll() {
        let all = waiters
        waiters = []
        for waiter in all {
            waiter.timer.cancel()
            waiter.completion(nil)
        }
    }

    /// An entry is new, or says more than it did: takes out those who waited for it, to be told.
    mutating func take(for entry: Journal.Entry, in journal: Journal) -> [(Journal.Entry?) -> Void] {
        var completions: [(Journal.Entry?) -> Void] = []
        waiters.removeAll { waiter in
            guard waiter.start < entry.number, waiter.query.matches(entry, in: journal) else { return false }
            waiter.timer.cancel()
            completions.append(waiter.completion)
            return true
        }
        return completions
    }
}
