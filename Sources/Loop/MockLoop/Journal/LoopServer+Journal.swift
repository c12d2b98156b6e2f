internal import HTTPServer
internal import JSON

extension LoopServer {
    /// Writes down what happened, and tells those who waited for it.
    @discardableResult
    func note(_ content: Journal.Content) -> Journal.Entry {
        let entry = journal.append(content, at: now)
        journalWriter?.append(journal.json(entry, since: began).bytes(style: .spaced), for: self)
        tellWaiters(of: entry)
        return entry
    }

    /// A node is connected.
    func note(connected peer: Peer) { peer.connectedEntry = note(.connected(peer, connection: peer.connection)).number }

    /// It is known by now which node it is: those who wait until it is connected are told.
    func note(identified peer: Peer) {
        guard let number = peer.connectedEntry.take(), let entry = journal.entry(number) else { return }
        tellWaiters(of: entry)
    }

    private func tellWaiters(of entry: Journal.Entry) {
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
