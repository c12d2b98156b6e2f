internal import JSON

extension LoopServer {
    /// Writes down what happened, and tells those who waited for it.
    func note(_ content: Journal.Content) {
        let entry = journal.append(content, at: now)
        journalWriter?.append(journal.json(entry, since: began).bytes(style: .spaced), for: self)
        guard !waiters.isEmpty else { return }
        for completion in waiters.take(for: entry, in: journal) { completion(entry) }
    }
}
