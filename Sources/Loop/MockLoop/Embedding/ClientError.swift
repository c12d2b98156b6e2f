/// Why a client of a Loop in the same process did not get what it asked for.
public enum ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The connection ended without an answer, or there is none.
    case noAnswer(String)
    /// A node was not let in; the Loop's own words, or what the connection came to.
    case notLetIn(String)
    /// A node that is not connected has nobody to talk to.
    case notConnected
    /// The Loop did not acknowledge an event: it does not know it, took too long, or the connection ended.
    case notAcknowledged(event: String, reason: String)
    /// An event's name that Socket.IO has for its own.
    case reservedEvent(String)
    /// The control interface refused: the status, and why.
    case refused(status: Int, reason: String)

    /// What went wrong, and why.
    public var description: String {
        switch self {
        case .noAnswer(let reason): "The Loop gave no answer: \(reason)"
        case .notLetIn(let reason): "The Loop did not let the node in: \(reason)"
        case .notConnected: "The node is not connected."
        case .notAcknowledged(let event, let reason): "\"\(event)\" was not acknowledged: \(reason)"
        case .reservedEvent(let event): "\"\(event)\" is no name for an event: Socket.IO has it for its own."
        case .refused(let status, let reason): "\(reason) (status \(status))"
        }
    }
}
