/// The known word that somebody most likely meant.
///
/// - Parameters:
///   - word: what was written.
///   - known: what could have been meant.
/// - Returns: the known word with the fewest changed, missing, added or swapped letters, if these are no more than a
///   third of its length (at least one); nil when nothing is that near.
func nearest(to word: String, in known: some Sequence<String>) -> String? {
    let best = known.map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
        .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    guard let best, best.distance <= max(1, best.word.count / 3) else { return nil }
    return best.word
}

/// The number of letters to change, add, remove or swap with a neighbour until one word is the other (optimal string
/// alignment distance). Words longer than 64 letters are not compared.
private func editDistance(_ left: String, _ right: String) -> Int {
    let a = Array(left)
    let b = Array(right)
    guard a.count <= 64, b.count <= 64 else { return .max }
    var rows = [Array(0...b.count)]
    for i in 1..<max(1, a.count + 1) {
        var row = [i]
        for j in 1..<max(1, b.count + 1) {
            let change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            var least = min(rows[i - 1][j] + 1, row[j - 1] + 1, change)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { least = min(least, rows[i - 2][j - 2] + 1) }
            row.append(least)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
