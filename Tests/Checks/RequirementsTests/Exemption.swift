/// Requirements that no test shows on purpose, with the reason.
struct Exemption: Hashable, Sendable {
    /// Counted from 1.
    let line: Int
    let ids: [String]
    let reason: String
}

extension Exemption {
    /// What is wrong with a list.
    struct ReadingError: Error, Equatable {
        let line: Int
    }

    /// Reads a list.
    ///
    /// Each line has ids, a colon and a reason, which may go on in lines that begin with a blank. Empty lines and those
    /// that begin with a number sign say nothing.
    static func all(in text: String) throws(ReadingError) -> [Exemption] {
        var exemptions: [Exemption] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix(" "), let last = exemptions.popLast() {
                let reason = last.reason + " " + line.drop { $0 == " " }
                exemptions.append(Exemption(line: last.line, ids: last.ids, reason: reason))
                continue
            }
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, !line.hasPrefix(" "), !parts[1].allSatisfy({ $0 == " " }) else {
                throw ReadingError(line: index + 1)
            }
            exemptions.append(
                Exemption(
                    line: index + 1, ids: parts[0].split(separator: " ").map(String.init),
                    reason: String(parts[1].drop { $0 == " " })))
        }
        return exemptions
    }
}
