internal import JSON
internal import LoopDomain

/// What the Loop tells a node over Socket.IO.
struct LoopEvent: Sendable {
    let name: String
    let arguments: [Value]

    /// The argument at `position`, which must be a text.
    func text(_ position: Int) throws(NodeError) -> String {
        guard let text = argument(position)?.string else { throw wrong(position, "a text") }
        return text
    }

    /// The argument at `position`, which must be an object.
    func object(_ position: Int) throws(NodeError) -> Value {
        guard let value = argument(position), value.object != nil else { throw wrong(position, "an object") }
        return value
    }

    private func argument(_ position: Int) -> Value? {
        arguments.indices.contains(position) ? arguments[position] : nil
    }

    private func wrong(_ position: Int, _ wanted: String) -> NodeError {
        .malformedEvent(reason: "argument \(position + 1) of \(name) must be \(wanted)")
    }
}

/// What a node acknowledges an event of the Loop with.
enum EventReply: Sendable, Hashable {
    /// Nothing to say; also what an event gets that the node does not know.
    case nothing
    /// Whether it was done.
    case done(Bool)
    /// It was done, and this came of it.
    case text(String)
    /// It was not done: why, and in one word what becomes of it, if there is such a word.
    case failure(String, payload: String? = nil)

    /// The acknowledgement's argument: `{"success": …, "error_msg": …, "payload": …}`, or null.
    ///
    /// As the Python library since 0.7.1 (`ensure_socket_response`).
    var json: Value {
        switch self {
        case .nothing: .null
        case .done(let isDone): Self.object(isDone, message: nil, payload: nil)
        case .text(let text): Self.object(true, message: nil, payload: text)
        case .failure(let message, let payload): Self.object(false, message: message, payload: payload)
        }
    }

    private static func object(_ isSuccess: Bool, message: String?, payload: String?) -> Value {
        ["success": .bool(isSuccess), "error_msg": Value(message), "payload": Value(payload)]
    }
}
