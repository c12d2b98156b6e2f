/// Why a node cannot start, or why one of its steps failed. The description is a sentence for people.
public enum NodeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The data folder cannot be made or written to.
    case dataFolder(path: String, reason: String)
    /// The file in the data folder that keeps the identities of nodes is not what it should be.
    case identities(path: String, reason: String)
    /// The Loop refused the login, or gave no session with it.
    case login(status: Int, detail: String)
    /// The Loop does not say that it is ready.
    case notReady(reason: String)
    /// The Loop cannot be connected to over Socket.IO.
    case noConnection(reason: String)
    /// The Loop acknowledged an event of the node's otherwise than by saying that it was heeded.
    case unsuccessful(event: String, acknowledgement: String)
    /// An event of the Loop does not have the form that it should have.
    case malformedEvent(reason: String)
    /// The system does not give what the node needs.
    case system(reason: String)
    /// The Loop answered with another status than 200.
    case refused(request: String, status: Int, detail: String)
    /// The Loop's answer does not have the form that it should have.
    case malformedAnswer(request: String, reason: String)
    /// What the Loop delivered as a model is none.
    case model(reason: String)
    /// The conversion itself failed.
    case conversion(reason: String)
    /// Something that the node cannot do without is not set, or makes no sense.
    case configuration(reason: String)
    /// The node cannot listen where it should.
    case address(host: String, port: UInt16, reason: String)
    /// Something failed that only a fresh process may get over, such as a graphics card that is gone.
    case needsRestart(reason: String)

    /// What went wrong, where, and what to do where that is known.
    public var description: String {
        switch self {
        case .dataFolder(let path, let reason):
            "the data folder \(path.debugDescription) cannot be used: \(reason). "
                + "Set DATA_FOLDER to a folder that this user may write to."
        case .identities(let path, let reason):
            "\(path.debugDescription), which keeps the identities of nodes, cannot be read: \(reason). "
                + "Mend it, or remove it to get a new identity."
        case .login(200, _): "the Loop accepted the login, but set no cookie, so there is no session."
        case .login(let status, let detail):
            "the Loop refused the login with status \(status)\(Self.suffix(detail)). "
                + "LOOP_USERNAME and LOOP_PASSWORD say who logs in."
        case .notReady(let reason): "the Loop is not ready: \(reason)."
        case .noConnection(let reason): "the Loop cannot be connected to: \(reason)."
        case .unsuccessful(let event, let acknowledgement):
            "the Loop did not accept \(event): it acknowledged \(acknowledgement)."
        case .malformedEvent(let reason): "\(reason)."
        case .system(let reason): "the system does not give what is needed: \(reason)."
        case .refused(let request, let status, let detail):
            "\(request) was answered with status \(status)\(Self.suffix(detail))."
        case .malformedAnswer(let request, let reason): "the answer to \(request) cannot be used: \(reason)."
        case .model(let reason): "the model cannot be used: \(reason)."
        case .conversion(let reason): "the conversion failed: \(reason)."
        case .configuration(let reason): "the node cannot start: \(reason)."
        case .address(let host, let port, let reason):
            "the node cannot listen at \(host), port \(port): \(reason). NODE_HOST and NODE_PORT say where it listens."
        case .needsRestart(let reason): "the node must be started anew: \(reason)."
        }
    }

    private static func suffix(_ detail: String) -> String { detail.isEmpty ? "" : ": \(detail)" }
}
