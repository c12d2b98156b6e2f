/// What a protocol core wants done and nobody has fetched yet, first in, first out.
///
/// `@inlinable`, so that it is made for each core's own kind of action.
package struct ActionQueue<Action: Sendable>: Sendable {
    @usableFromInline var actions: [Action] = []
    @usableFromInline var head = 0

    /// Memory for so many is kept for the next ones, so that a message costs no allocation of the queue's, and a core
    /// that rests costs little.
    @inlinable static var keptCount: Int { 4 }

    @inlinable package init() {}

    @inlinable package mutating func append(_ action: Action) { actions.append(action) }

    /// Takes the first one; nil for none.
    @inlinable package mutating func next() -> Action? {
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
