/// The acknowledgements that we owe the peer in one namespace.
///
/// The application knows each by a ticket, and not by the peer's id: the peer may use an id twice, and begins anew
/// when it joins the namespace again. A ticket is good once.
struct OwedAcknowledgements: Sendable {
    /// In the order of their tickets, because they are given in that order.
    private var owed: [(ticket: UInt64, id: UInt64)] = []

    /// Notes that the peer waits for an acknowledgement with `id`.
    ///
    /// - Parameters:
    ///   - ticket: larger than all before.
    ///   - limit: see ``Limits/owedAcknowledgementCount``.
    mutating func add(_ id: UInt64, ticket: UInt64, limit: Int) {
        // Half of them at a time, so that each costs the same whatever the limit.
        if owed.count >= limit { owed.removeFirst((owed.count + 1) / 2) }
        owed.append((ticket, id))
    }

    /// The peer's id that goes with `ticket`; nil when that was used, or is too old.
    mutating func take(_ ticket: UInt64) -> UInt64? {
        var low = 0
        var high = owed.count
        while low < high {
            let middle = (low + high) / 2
            if owed[middle].ticket < ticket { low = middle + 1 } else { high = middle }
        }
        guard low < owed.count, owed[low].ticket == ticket else { return nil }
        return owed.remove(at: low).id
    }
}
