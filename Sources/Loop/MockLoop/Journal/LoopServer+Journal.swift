internal import HTTPServer
internal import JSON

extension LoopServer {
    /// Writes down what happened, and tells those who waited for it.
    func note(_ content: Journal.Content) {
        let entry = journal.append(content, at: now)
        journalWriter?.append(journal.json(entry, since: began).bytes(style: .spaced), for: self)
        guard !waiters.isEmpty else { return }
        for completion in waiters.take(for: entry, in: journal) { completion(entry) }
    }

    /// An exchange has begun, which becomes an entry when it ends.
    func begin(_ record: ExchangeRecord) { openRecords[ObjectIdentifier(record)] = record }

    func note(ended record: ExchangeRecord) {
        openRecords[ObjectIdentifier(record)] = nil
        note(.exchange(record))
    }

    /// Completes the journal when all connections are closed: what was under way has come to its end with them, even if
    /// somebody still works on it.
    func closeJournal() async {
        for record in openRecords.values.sorted(by: { $0.began < $1.began }) { record.ended(.abandoned) }
        await journalWriter?.finish(for: self)
        journalWriter = nil
    }
}
