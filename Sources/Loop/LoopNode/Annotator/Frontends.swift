/// What is remembered of frontends, by their ids.
struct Frontends<History: Sendable>: Sendable {
    /// Frontends that are remembered at most; then the one that was used longest ago is forgotten. Windows are closed
    /// without a word, and a Loop with so many people at a time has several annotators.
    static var countLimit: Int { 1000 }

    private var histories: [String: (history: History, lastUse: Int)] = [:]
    private var useCount = 0

    /// The history of a frontend; nil where nothing is remembered.
    func history(of frontend: String) -> History? { histories[frontend]?.history }

    mutating func keep(_ history: History, of frontend: String) {
        useCount += 1
        histories[frontend] = (history, useCount)
        guard histories.count > Self.countLimit else { return }
        if let oldest = histories.min(by: { $0.value.lastUse < $1.value.lastUse }) { histories[oldest.key] = nil }
    }

    mutating func forget(_ frontend: String) { histories[frontend] = nil }
}
