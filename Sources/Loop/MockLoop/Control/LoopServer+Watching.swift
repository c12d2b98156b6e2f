internal import Bytes
internal import HTTPServer
internal import JSON
internal import SocketIOServer
internal import Sockets

extension LoopServer {
    /// `GET /mockloop/journal`.
    func journalPage(_ parameters: ControlBody) -> Value {
        let query = JournalQuery(parameters)
        let limit = parameters.integer("limit") ?? 0
        var entries: [Value] = []
        var next = journal.nextNumber - 1
        for entry in journal.entries(after: parameters.integer("after") ?? 0) where query.matches(entry, in: journal) {
            entries.append(journal.json(entry, since: began))
            guard entries.count < limit else {
                next = entry.number
                break
            }
        }
        return ["entries": .array(entries), "next": .number(Number(next))]
    }

    /// `POST /mockloop/wait`: the next entry that is meant, or the first behind the one with number `after`.
    func wait(_ body: ControlBody, for exchange: Exchange) async throws -> Value {
        let query = JournalQuery(body)
        let limit = body.duration("within") ?? .zero
        if let after = body.integer("after"),
            let entry = journal.entries(after: after).first(where: { query.matches($0, in: journal) })
        {
            return journal.json(entry, since: began)
        }
        let entry = await withCheckedContinuation { continuation in
            let token = waiters.wait(
                for: query, behind: journal.nextNumber - 1,
                timer: { token in
                    scheduler.schedule(at: scheduler.now + limit) { self.waiters.end(token) }
                }
            ) { entry in
                continuation.resume(returning: entry.map { self.journal.json($0, since: self.began) })
            }
            exchange.whenPeerEnds { self.waiters.end(token) }
        }
        guard let entry else { throw ControlError.nothingCame(seconds: limit / .seconds(1)) }
        return entry
    }
}

extension JournalQuery {
    /// What is asked for by these names, wherever they stand.
    fileprivate init(_ body: ControlBody) {
        let request = body.object("request")
        kind = body.word("kind") ?? (request == nil ? nil : .exchange)
        event = body.text("event")
        node = body.text("node")
        session = body.text("session")
        connection = body.integer("connection")
        status = body.integer("status")
        direction = body.text("direction").flatMap(MessageDirection.init(word:))
        method = (request ?? body).text("method")
        path = (request ?? body).text("path").map(Glob.init)
        subset = body["where"]
    }
}
