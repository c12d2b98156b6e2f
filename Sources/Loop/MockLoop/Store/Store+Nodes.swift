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

    /// Forgets the nodes that `isKept` does not hold for.
    package mutating func forgetNodes(except isKept: (Node) -> Bool) {
        nodes = nodes.filter { isKept($1) }
        nodeOrder.removeAll { nodes[$0] == nil }
    }

    /// Nodes that are remembered at most; then the one that was seen first goes.
    package static let nodeCountLimit = 10_000
}
