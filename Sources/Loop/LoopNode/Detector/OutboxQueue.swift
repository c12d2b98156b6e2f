/// Which images wait for the Loop, and which goes next: those with priority, oldest first, then the others, newest first.
struct OutboxQueue: Sendable {
    /// An image that waits.
    struct Item: Sendable, Hashable {
        /// When it was put in, which is also the name of its folder.
        let id: String
        let isPriority: Bool
    }

    /// Both oldest first.
    private var priority: [Item] = []
    private var normal: [Item] = []

    var count: Int { priority.count + normal.count }

    mutating func add(_ item: Item) {
        if item.isPriority { priority.append(item) } else { normal.append(item) }
    }

    /// The next images, at most `count`.
    func next(_ count: Int) -> [Item] {
        let first = priority.prefix(count)
        return first + normal.suffix(count - first.count).reversed()
    }

    mutating func remove(_ items: Set<Item>) {
        priority.removeAll(where: items.contains)
        normal.removeAll(where: items.contains)
    }

    /// Takes out the oldest images without priority until there are no more than `limit`.
    ///
    /// - Parameter kept: stay, and count.
    mutating func trim(to limit: Int, keeping kept: Set<Item>) -> Set<Item> {
        let excess = normal.count - limit
        guard excess > 0 else { return [] }
        let dropped = Set(normal.lazy.filter { !kept.contains($0) }.prefix(excess))
        normal.removeAll(where: dropped.contains)
        return dropped
    }
}
