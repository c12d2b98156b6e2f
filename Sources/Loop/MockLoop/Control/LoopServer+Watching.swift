internal import Bytes
internal import HTTPServer
internal import JSON
internal import SocketIOServer
internal import Sockets

extension LoopServer {
    /// Entries in one answer at most.
    private static let pageLimit = 1000
    /// The longest that one may wait, in seconds.
    private static let waitLimit = 600.0

    /// `GET /mockloop/journal`.
    func journalPage(_ path: RequestPath) throws -> Value {
        func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
            guard let text = path.queryValue(name) else { return nil }
            guard let number = Int(text) else {
                throw ControlError.wrongMember(name, is: "\"\(text)\"", wanted: "a whole number")
            }
            guard range.contains(number) else {
                throw ControlError.outOfRange(
                    name, smallest: Double(range.lowerBound), largest: Double(range.upperBound))
            }
            return number
        }
        var query = JournalQuery()
        query.kind = path.queryValue("kind")
        query.node = path.queryValue("node")
        query.session = path.queryValue("session")
        query.event = path.queryValue("event")
        query.connection = try number("connection", 0...Int.max)
        query.method = path.queryValue("method")
        query.path = path.queryValue("path").map(Glob.init)
        let after = try number("after", 0...Int.max) ?? 0
        let limit = try number("limit", 1...Self.pageLimit) ?? 100
        var entries: [Value] = []
        var next = journal.nextNumber - 1
        for entry in journal.entries(after: after) where query.matches(entry, in: journal) {
            guard entries.count < limit else { break }
            entries.append(journal.json(entry, since: began))
            if entries.count == limit { next = entry.number }
        }
        return ["entries": .array(entries), "next": .number(Number(next))]
    }

    private static let waitMembers = [
        "kind", "event", "direction", "node", "session", "request", "status", "where", "within", "after",
    ]

    /// `POST /mockloop/wait`: the next entry that is meant, or the first behind the one with number `after`.
    func wait(_ exchange: Exchange) async throws -> Value {
        let body = try await body(of: exchange, members: Self.waitMembers)
        var query = JournalQuery()
        query.kind = try body.text("kind")
        query.event = try body.text("event")
        query.node = try body.text("node")
        query.session = try body.text("session")
        query.status = try body.integer("status", in: 100...599)
        query.subset = try body.object("where")
        if let word = try body.text("direction") {
            guard let direction = MessageDirection(word: word) else {
                throw ControlError.wrongMember("direction", is: "\"\(word)\"", wanted: "\"in\" or \"out\"")
            }
            query.direction = direction
        }
        if let request = try body.object("request") {
            let request = try ControlBody(request, members: ["method", "path"])
            query.kind = query.kind ?? "exchange"
            query.method = try request.text("method")
            query.path = try request.text("path").map(Glob.init)
        }
        let limit = try body.duration("within", upTo: Self.waitLimit) ?? .seconds(30)
        if let after = try body.integer("after", in: 0...Int.max),
            let entry = journal.entries(after: after).first(where: { query.matches($0, in: journal) })
        {
            return journal.json(entry, since: began)
        }
        let entry = await withCheckedContinuation { continuation in
            let token = waiters.wait(
                for: query,
                timer: { token in
                    loop.schedule(at: loop.now + limit) { self.waiters.end(token) }
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
