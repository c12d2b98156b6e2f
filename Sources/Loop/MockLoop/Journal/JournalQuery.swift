internal import HTTP1
internal import JSON
internal import LoopDomain
internal import SocketIO
internal import SocketIOServer

/// Which entries of a journal are meant. What is nil does not matter.
struct JournalQuery {
    var kind: JournalKind?
    /// The id, the name or the kind of a node.
    var node: String?
    var connection: Int?
    var session: String?
    var event: String?
    var direction: MessageDirection?
    var method: String?
    var path: Glob?
    var status: Int?
    /// Members that the first object among an event's arguments has, or the JSON body of a request, whatever else it has.
    var subset: Value?

    func matches(_ entry: Journal.Entry, in journal: Journal) -> Bool {
        switch entry.content {
        case .exchange(let exchange): matches(exchange)
        case .message(let message): matches(message, entry, in: journal)
        case .connected(let peer, let connection): matches(.connected, peer, connection)
        case .disconnected(let peer, let connection, _): matches(.disconnected, peer, connection)
        case .fault(let fault): matches(fault)
        }
    }

    private func matches(_ exchange: ExchangeRecord) -> Bool {
        guard kind == nil || kind == .exchange, node == nil, session == nil, event == nil, direction == nil,
            connection == nil || connection == exchange.connection,
            method == nil || method == exchange.request.method,
            status == nil || status == exchange.status, path?.matches(target: exchange.request.target) ?? true
        else { return false }
        guard let subset else { return true }
        guard let body = try? Value(parsing: exchange.requestBody.kept) else { return false }
        return body.contains(subset)
    }

    private func matches(_ message: MessageRecord, _ entry: Journal.Entry, in journal: Journal) -> Bool {
        guard isNotAboutRequests, connection == nil || connection == message.connection, isAbout(message.peer),
            direction == nil || direction == message.direction
        else {
            return false
        }
        guard kind != nil || event != nil || subset != nil else { return true }
        guard kind.map({ message.mayBe($0) }) ?? true else { return false }
        if let event, kind == nil || kind == .event, !message.mayBe(event: event) { return false }
        guard let packet = message.packet else {
            return kind == (message.isText ? .malformed : .attachment) && event == nil && subset == nil
        }
        guard kind == nil || kind == packet.content.kind else { return false }
        var arguments: Arguments?
        switch packet.content {
        case .event(let name, let those):
            guard event == nil || event == name else { return false }
            arguments = those
        case .acknowledgement(let those):
            // What answers an event is asked for by its kind; the event alone means the event.
            guard event == nil || kind != nil && event == journal.event(acknowledgedBy: entry)?.content.eventName else {
                return false
            }
            arguments = those
        case .connect, .disconnect, .connectError:
            guard event == nil else { return false }
        }
        guard let subset else { return true }
        // Objects first: detectors name organization and project before their status.
        return arguments?.elements.first { $0.kind == .object }.map { Value($0).contains(subset) } ?? false
    }

    private func matches(_ kind: JournalKind, _ peer: Peer, _ connection: Int) -> Bool {
        isNotAboutRequests && event == nil && direction == nil && subset == nil
            && (self.kind == nil || self.kind == kind) && (self.connection == nil || self.connection == connection)
            && isAbout(peer)
    }

    private func matches(_ record: FaultRecord) -> Bool {
        guard kind == nil || kind == .fault, status == nil, direction == nil, subset == nil,
            connection == nil || connection == record.connection
        else { return false }
        switch record.subject {
        case .request(let exchange):
            return node == nil && session == nil && event == nil
                && (method == nil || method == exchange.request.method)
                && (path?.matches(target: exchange.request.target) ?? true)
        case .event(let name, let peer):
            return method == nil && path == nil && (event == nil || kind != nil && event == name)
                && isAbout(peer)
        }
    }

    private var isNotAboutRequests: Bool { method == nil && path == nil && status == nil }

    private func isAbout(_ peer: Peer) -> Bool {
        guard session == nil || session == peer.session else { return false }
        return node == nil || node == peer.nodeID || node == peer.name || node == peer.kind?.rawValue
    }
}

extension Journal.Content {
    /// The name of an event; nil for whatever is none.
    var eventName: String? {
        guard case .message(let message) = self, case .event(let name, _)? = message.packet?.content else { return nil }
        return name
    }
}

extension Packet.Content {
    /// What people call it.
    var kind: JournalKind {
        switch self {
        case .connect: .connect
        case .disconnect: .disconnect
        case .event: .event
        case .acknowledgement: .acknowledgement
        case .connectError: .connectError
        }
    }
}

extension Value {
    /// Whether every member of `subset` is here with an equal value, objects inside of it likewise.
    func contains(_ subset: Value) -> Bool {
        guard let members = subset.object else { return isEquivalent(to: subset) }
        guard object != nil else { return false }
        return members.allSatisfy { self[$0.name]?.contains($0.value) ?? false }
    }
}
