internal import JSON

/// What is looked for in a journal, with the values of its variables.
enum JournalSubject: Hashable {
    /// An event of a node; nil for any node.
    case event(name: String, node: String?)
    /// A request; `path` may hold `*`, a method that is nil is any.
    case request(method: String?, path: String)

    /// Whatever a node does.
    case node(String)
    /// An event that the Loop sends to a node.
    case command(node: String)

    /// As `POST /mockloop/wait` takes it.
    var members: Value {
        switch self {
        case .event(let name, let node):
            var members: Value = ["kind": "event", "direction": "in", "event": .string(name)]
            members["node"] = node.map { .string($0) }
            return members
        case .request(let method, let path):
            var request: Value = ["path": .string(path)]
            request["method"] = method.map { .string($0) }
            return ["request": request]
        case .node(let node): return ["node": .string(node)]
        case .command(let node): return ["kind": "event", "direction": "out", "node": .string(node)]
        }
    }

    /// The node that it is about; nil for any, and for requests, which do not say whose they are.
    var node: String? {
        switch self {
        case .event(_, let node): node
        case .request: nil
        case .node(let node), .command(let node): node
        }
    }

    /// For a message.
    var shown: String {
        switch self {
        case .event(let name, let node): "\"\(name)\"" + (node.map { " from \($0)" } ?? "")
        case .node(let node): node
        case .command(let node): "command to \(node)"
        case .request(let method, let path): "request " + (method.map { "\($0) " } ?? "") + path
        }
    }
}
