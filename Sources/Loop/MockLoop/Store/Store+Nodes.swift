package import JSON
package import LoopDomain

/// A node that talks to the Loop over Socket.IO, as far as it is known.
package struct Node: Sendable {
    package let id: String
    package var name: String
    package var kind: NodeKind
    /// The last status that it sent, as it was spelled.
    package var status: Element
    package var lastSeen: Timestamp
}

extension Store {
    /// A node says how it is.
    package mutating func note(node id: String, kind: NodeKind, status: Element, at now: Timestamp) {
        let name = status["name"]?.string ?? ""
        if nodes[id] == nil {
            if nodeOrder.count >= Self.nodeCountLimit { nodes[nodeOrder.removeFirst()] = nil }
            nodeOrder.append(id)
        }
        nodes[id] = Node(id: id, name: name, kind: kind, status: status, lastSeen: now)
    }

    /// Forgets everything but the nodes that `isKept` holds for, and the sessions: who shows a cookie is still known by
    /// it.
    ///
    /// Ids come from the beginning of the seed again.
    package mutating func reset(seed: UInt64, keeping isKept: (Node) -> Bool) {
        var fresh = Store(seed: seed, account: sessions.account)
        fresh.sessions = sessions
        fresh.nodes = nodes.filter { isKept($1) }
        fresh.nodeOrder = nodeOrder.filter { fresh.nodes[$0] != nil }
        self = fresh
    }

    /// Nodes that are remembered at most; then the one that was seen first goes.
    package static let nodeCountLimit = 10_000
}
