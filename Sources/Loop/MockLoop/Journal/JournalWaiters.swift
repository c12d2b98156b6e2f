internal import HTTPServer
internal import Sockets

/// Those who wait for something to happen.
struct JournalWaiters {
    private struct Waiter {
        let query: JournalQuery
        let timer: Timer
        let completion: (Journal.Entry?) -> Void
    }

    /// The longest that anybody waits, in seconds.
    static let longest = 600.0

    private var waiters: [Int: Waiter] = [:]
    private var lastToken = 0

    var isEmpty: Bool { waiters.isEmpty }

    /// Calls `completion` with the next entry that matches, or with nil when `timer` has run out.
    ///
    /// - Returns: by what ``end(_:)`` knows it.
    mutating func wait(
        for query: JournalQuery, timer: (Int) -> Timer, _ completion: @escaping (Journal.Entry?) -> Void
    ) -> Int {
        lastToken += 1
        waiters[lastToken] = Waiter(query: query, timer: timer(lastToken), completion: completion)
        return lastToken
    }

    /// Somebody need not wait any more; it is told nil.
    mutating func end(_ token: Int) {
        guard let waiter = waiters.removeValue(forKey: token) else { return }
        waiter.timer.cancel()
        waiter.completion(nil)
    }

    mutating func endAll() {
        for token in waiters.keys.sorted() { end(token) }
    }

    /// Something happened: takes out those who waited for it, to be told.
    mutating func take(for entry: Journal.Entry, in journal: Journal) -> [(Journal.Entry?) -> Void] {
        var completions: [(Journal.Entry?) -> Void] = []
        for token in waiters.keys.sorted() {
            guard let waiter = waiters[token], waiter.query.matches(entry, in: journal) else { continue }
            waiters[token] = nil
            waiter.timer.cancel()
            completions.append(waiter.completion)
        }
        return completions
    }
}
