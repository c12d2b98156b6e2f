internal import Bytes

/// The acknowledgements that are awaited in one namespace.
struct Acknowledgements: Sendable {
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
    var nextDeadline: Instant? { pending.isEmpty ? nil : pending.values.compactMap(\.deadline).min() }

    /// Takes out those that are too late, in the order of their ids.
    mutating func takeLate(at now: Instant) -> [(id: UInt64, token: Int)] {
        guard !pending.isEmpty else { return [] }
        let late = pending.filter { $0.value.deadline.map { $0 <= now } ?? false }.map { ($0.key, $0.value.token) }
        for (id, _) in late { pending[id] = nil }
        return late.sorted { $0.0 < $1.0 }
    }

    /// Takes out all, in the order of their ids.
    mutating func takeAll() -> [(token: Int, hasDeadline: Bool)] {
        defer { pending = [:] }
        return pending.sorted { $0.key < $1.key }.map { ($0.value.token, $0.value.deadline != nil) }
    }
}
