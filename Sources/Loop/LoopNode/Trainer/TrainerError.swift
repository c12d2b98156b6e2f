/// What a trainer's logic throws when it matters how its node goes on.
///
/// Any other error makes the node do the step again, after a while.
public enum TrainerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no sense in going on: the training ends, with what it has stored so far.
    case critical(String)
    /// This process cannot go on, because a graphics card is gone, say: the node ends, and goes on with the training
    /// when it is started again.
    case needsRestart(String)

    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .critical(let reason), .needsRestart(let reason): reason
        }
    }
}
