/// Why a node stopped, all of them reasons for its process to exit with code 0.
///
/// Whoever supervises the process (a restart policy, a shell loop) starts it again where that is wanted.
public enum NodeEnding: Sendable, Hashable, CustomStringConvertible {
    /// The task that ran it was cancelled.
    case cancelled
    /// The Loop sent `restart`.
    case restart
    /// A trainer had nothing to do for as long as `TRAINER_IDLE_TIMEOUT_SEC` allows.
    case idle
    /// A training is over, and `RESTART_AFTER_TRAINING` is set.
    case trainingEnded
    /// The trainer's logic cannot go on in this process, because a graphics card is gone, say; a training that is
    /// under way goes on in the next one.
    case needsRestart(String)

    /// In words.
    public var description: String {
        switch self {
        case .cancelled: "it was told to end"
        case .restart: "the Loop asked for a restart"
        case .idle: "it had nothing to do for too long"
        case .trainingEnded: "the training is over"
        case .needsRestart(let reason): "it needs a restart: \(reason)"
        }
    }
}
