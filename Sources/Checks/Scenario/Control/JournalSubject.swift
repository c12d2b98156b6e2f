internal import JSON

/// What is looked for in a journal, with the values of its variables.
enum JournalSubject: Hashable {
    /// An event of a node; nil for any node.
    case event(name: String, node: String?)
    /// A request; `path` may hold `*`, a method that is nil is any.
    case request(method: String?, path: String)

    /// Whatever a node does.
    case node(String)

    /// As `POST /mockloop/wait` takes it.
    var members: [Member] {
        switch self {
        case .node(let node): [Member(name: "node", value: .string(node))]
        case .event(let name, let node):
            [Member(name: "event", value: .string(name))]
                + (node.map { [Member(name: "node", value: .string($0))] } ?? [])
        case .request(let method, let path):
            [
                Member(
                    name: "request",
                    value: .object(
                        (method.map { [Member(name: "method", value: .string($0))] } ?? [])
                            + [Member(name: "path", value: .string(path))]))
            ]
        }
    }

    /// The part of a query of the journal that gives what happened beside it.
    var surroundings: String {
        switch self {
        case .event(_, let node?), .node(let node): "&node=\(RequestBuilder.percentEncoded(node))"
        case .event(_, nil): ""
        case .request: "&kind=exchange"
        }
    }

    /// For a message.
    var shown: String {
        switch self {
        case .event(let name, let node): "\"\(name)\"" + (node.map { " from \($0)" } ?? "")
        case .node(let node): node
        case .request(let method, let path): "request " + (method.map { "\($0) " } ?? "") + path
        }
    }
}
