internal import Bytes

/// The acknowledgements that the peer owes us in one namespace.
struct ExpectedAcknowledgements: Sendable {
    private var nextID: UInt64 = 0
    private var pending: [UInt64: (token: Int, deadline: Instant?)] = [:]

    /// Gives the id for an event whose acknowledgement `token` waits for.
    mutating func add(_ token: Int, deadline: Instant?) -> UInt64 {
        defer { nextID += 1 }
        pending[nextID] = (token, deadline)
        return nextID
    }

    /// Who waits for the acknowledgement with `id`; nil for one that is unknown, was given before, or comes too late.
    mutating func take(_ id: UInt64) -> Int? { pending.removeValue(forKey: id)?.token }

    /// When the next of them is too late; walks over all.
    var nextDeadline: Instant? {
        var earliest: Instant?
        for (_, deadline) in pending.values { earliest = earlier(of: earliest, deadline) }
        return earliest
    }

    /// Takes out those that are too late, in the order of their ids.
    mutating func takeLate(at now: Instant) -> [(id: UInt64, token: Int)] {
        guard !pending.isEmpty else { return [] }
        let late = pending.filter { $0.value.deadline.map { $0 <= now } ?? false }.map { ($0.key, $0.value.token) }
        for (id, _) in late { pending[id] = nil }
        return late.sorted { $0.0 < $1.0 }
    }

    /// Takes out all, in the order of their ids. The ids go on: an acknowledgement that is still on its way finds nobody.
    mutating func takeAll() -> [Int] {
        defer { pending = [:] }
        return pending.sorted { $0.key < $1.key }.map(\.value.token)
    }
}

/// The earlier one, of those that there are.
func earlier(of one: Instant?, _ other: Instant?) -> Instant? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
}
