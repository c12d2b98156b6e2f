/// What a session wants done and nobody has fetched yet, first in, first out.
struct ActionQueue<Action: Sendable>: Sendable {
    private var actions: [Action] = []
    private var head = 0

    /// Memory for so many is kept for the next ones, so that a message costs no allocation of the queue's, and a session
    /// that rests costs little.
    private static var keptCount: Int { 4 }

    mutating func append(_ action: Action) { actions.append(action) }

    /// Takes the first one; nil for none.
    mutating func next() -> Action? {
        guard head < actions.count else {
            if head > 0 {
                actions.removeAll(keepingCapacity: actions.capacity <= Self.keptCount)
                head = 0
            }
            return nil
        }
        defer { head += 1 }
        return actions[head]
    }
}
