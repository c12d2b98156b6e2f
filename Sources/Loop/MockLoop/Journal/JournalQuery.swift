internal import HTTP1
internal import JSON
internal import LoopDomain
internal import SocketIO
internal import SocketIOServer

/// Which entries of a journal are meant. What is nil does not matter.
struct JournalQuery {
    var kind: String?
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
        case .connected(let peer): matches("connected", peer)
        case .disconnected(let peer, _): matches("disconnected", peer)
        }
    }

    private func matches(_ exchange: ExchangeRecord) -> Bool {
        guard kind == nil || kind == "exchange", node == nil, session == nil, event == nil, direction == nil,
            connection == nil || connection == exchange.connection,
            method == nil || method == exchange.request.method,
            status == nil || status == exchange.response?.status,
            path?.matches(exchange.request.target.prefix { $0 != "?" }) ?? true
        else { return false }
        guard let subset else { return true }
        guard let body = try? Value(parsing: exchange.requestBody.kept) else { return false }
        return body.contains(subset)
    }

    private func matches(_ message: MessageRecord, _ entry: Journal.Entry, in journal: Journal) -> Bool {
        guard isNotAboutExchanges, isAbout(message.peer), direction == nil || direction == message.direction else {
            return false
        }
        guard kind != nil || event != nil || subset != nil else { return true }
        guard let packet = message.packet else { return kind == "attachment" && !message.isText && event == nil }
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

    private func matches(_ kind: String, _ peer: Peer) -> Bool {
        isNotAboutExchanges && event == nil && direction == nil && subset == nil
            && (self.kind == nil || self.kind == kind)
            && isAbout(peer)
    }

    private var isNotAboutExchanges: Bool { method == nil && path == nil && status == nil && connection == nil }

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
    var kind: String {
        switch self {
        case .connect: "connect"
        case .disconnect: "disconnect"
        case .event: "event"
        case .acknowledgement: "acknowledgement"
        case .connectError: "connect_error"
        }
    }
}

/// A pattern in which `*` stands for any text.
struct Glob: Hashable, Sendable {
    let pattern: String

    init(_ pattern: String) { self.pattern = pattern }

    /// Whether the pattern stands for the whole of `text`.
    func matches(_ text: some StringProtocol) -> Bool {
        let pattern = Array(pattern.utf8)
        let text = Array(text.utf8)
        var place = 0
        var start = 0
        // Where to go on when what follows the last star does not fit: the star takes one character more.
        var star: (place: Int, start: Int)?
        while start < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, start)
                place += 1
            } else if place < pattern.count, pattern[place] == text[start] {
                place += 1
                start += 1
            } else if let last = star {
                star = (last.place, last.start + 1)
                place = last.place + 1
                start = last.start + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
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
