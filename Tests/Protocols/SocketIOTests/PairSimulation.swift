import Bytes
import EngineIO
import JSON
import SocketIO
import TestSupport

/// A client and the servers of its sessions, joined by ordered pipes that are cut at any moment.
///
/// What happens next is chance from a seed, and time stands still unless it is moved. Every event carries its number, its
/// namespace and the id of the socket it was sent under, so that whoever gets it can tell whether it should.
struct PairSimulation {
    /// What may never happen.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private static let names = ["/", "/a", "/b"]

    private var random: SeededGenerator
    private var now = Instant(sinceStart: .zero)
    private var client: ClientConnection
    private var links: [Link] = []
    /// The session that the client waits for.
    private var opening: Int?
    private var authenticating: [(namespace: String, session: Int)] = []
    /// By namespace, as the client was told.
    private var clientSocketIDs: [String: String] = [:]
    private var clientTickets: [(namespace: String, ticket: UInt64, number: Int)] = []

    private var lastNumber = 0
    private var delivered: Set<Int> = []
    private var lastDelivered: [String: Int] = [:]
    /// Who waits for an acknowledgement.
    private var waiting: Set<Int> = []
    /// Of the last phase, in which nothing goes wrong any more.
    private var isCalm = false

    private(set) var eventCount = 0
    private(set) var acknowledgementCount = 0

    /// A session: the server's half, and the pipes.
    private struct Link {
        let session: Int
        var server: ServerConnection
        var toServer: [Message] = []
        var toClient: [Message] = []
        /// Neither sends any more, nor is what was sent taken.
        var clientIsGone = false
        var serverIsGone = false
        var asked: [String] = []
        var socketIDs: [String: String] = [:]
        var tickets: [(namespace: String, ticket: UInt64, number: Int)] = []
    }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        client = ClientConnection(random: SeededGenerator(seed: seed ^ 0xC11E))
    }

    // MARK: Running

    /// Lets chance do `count` steps, then calms down, and looks whether everybody still talks and nobody waits for ever.
    mutating func run(steps count: Int) throws(Fault) {
        for _ in 0..<count { try step() }
        isCalm = true
        // Twice: a refusal may still be under way.
        for _ in 0..<2 {
            for name in Self.names { try connect(name) }
            try settle()
        }
        for name in Self.names { try emitFromClient(in: name, isChecked: true) }
        for index in links.indices where !links[index].serverIsGone && !links[index].clientIsGone {
            for name in Self.names { try emitFromServer(index, in: name, isChecked: true) }
        }
        let before = acknowledgementCount
        try settle()
        guard acknowledgementCount >= before + 2 * Self.names.count else {
            throw Fault(description: "only \(acknowledgementCount - before) acknowledgements came when all was calm")
        }
        client.close()
        try proceedClient()
        try settle()
        for index in links.indices { try loseServer(index) }
        guard waiting.isEmpty else { throw Fault(description: "\(waiting.sorted()) wait for ever") }
    }

    private mutating func settle() throws(Fault) {
        for _ in 0..<600 {
            links.removeAll { $0.clientIsGone && $0.serverIsGone }
            try step()
        }
    }

    private func chance(_ range: Range<Int>, _ random: inout SeededGenerator) -> Int {
        .random(in: range, using: &random)
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private mutating func step() throws(Fault) {
        let name = Self.names[pick(Self.names.count)]
        switch pick(100) {
        case 0..<22: try deliverToServer()
        case 22..<44: try deliverToClient()
        case 44..<50: try answer()
        case 50..<56: try authenticate()
        case 56..<62: try acknowledge()
        case 62..<68: try open()
        case 68..<72: try pass(.milliseconds(pick(700)))
        case _ where isCalm: break
        case 72..<80: try emitFromClient(in: name)
        case 80..<88: if !links.isEmpty { try emitFromServer(pick(links.count), in: name) }
        case 88..<93: try connect(name)
        case 93..<95:
            client.disconnect(name)
            try proceedClient()
        case 95..<97:
            guard !links.isEmpty else { return }
            let index = pick(links.count)
            links[index].server.disconnect(name)
            try proceedServer(index)
        case 97: try cut()
        case 98:
            guard !links.isEmpty else { return }
            let index = pick(links.count)
            links[index].server.close()
            try proceedServer(index)
        default:
            guard pick(4) == 0 else { return }
            client.close()
            try proceedClient()
        }
    }

    // MARK: Steps

    private mutating func connect(_ name: String) throws(Fault) {
        do { try client.connect(name, at: now) } catch { throw Fault(description: "\(name) is no namespace") }
        try proceedClient()
    }

    private mutating func deliverToServer() throws(Fault) {
        guard !links.isEmpty else { return }
        let index = pick(links.count)
        guard !links[index].serverIsGone else { return }
        if links[index].toServer.isEmpty {
            if links[index].clientIsGone { try loseServer(index) }
            return
        }
        let message = links[index].toServer.removeFirst()
        links[index].server.receive(message, at: now)
        try proceedServer(index)
    }

    private mutating func loseServer(_ index: Int) throws(Fault) {
        links[index].server.transportClosed("transport close")
        links[index].serverIsGone = true
        try proceedServer(index)
    }

    private mutating func deliverToClient() throws(Fault) {
        guard !links.isEmpty else { return }
        let index = pick(links.count)
        guard !links[index].clientIsGone else { return }
        if links[index].toClient.isEmpty {
            guard links[index].serverIsGone else { return }
            links[index].clientIsGone = true
            client.closed(links[index].session, "transport close", at: now)
        } else {
            client.receive(links[index].toClient.removeFirst(), on: links[index].session, at: now)
        }
        try proceedClient()
    }

    /// What is under way is lost; one party finds out now, the other later.
    private mutating func cut() throws(Fault) {
        guard !links.isEmpty else { return }
        let index = pick(links.count)
        links[index].toServer = []
        links[index].toClient = []
        if pick(2) == 0 {
            try loseServer(index)
        } else if !links[index].clientIsGone {
            links[index].clientIsGone = true
            client.closed(links[index].session, "transport close", at: now)
            try proceedClient()
        }
    }

    private mutating func open() throws(Fault) {
        guard let session = opening else { return }
        opening = nil
        if !isCalm, pick(3) == 0 {
            client.failed(session, "refused", at: now)
        } else {
            links.append(Link(session: session, server: ServerConnection(at: now)))
            client.opened(session, at: now)
        }
        try proceedClient()
    }

    private mutating func authenticate() throws(Fault) {
        guard !authenticating.isEmpty else { return }
        let (namespace, session) = authenticating.remove(at: pick(authenticating.count))
        client.join(namespace, auth: pick(2) == 0 ? nil : ["session": .number(Number(session))], on: session)
        try proceedClient()
    }

    /// The server's application admits or refuses somebody.
    private mutating func answer() throws(Fault) {
        guard !links.isEmpty else { return }
        let index = pick(links.count)
        guard !links[index].asked.isEmpty else { return }
        let namespace = links[index].asked.remove(at: pick(links[index].asked.count))
        if !isCalm, pick(5) == 0 {
            links[index].server.refuse(namespace, message: "no")
        } else {
            lastNumber += 1
            let socketID = "s\(lastNumber)"
            if links[index].server.accept(namespace, socketID: socketID) {
                links[index].socketIDs[namespace] = socketID
            }
        }
        try proceedServer(index)
    }

    private mutating func pass(_ duration: Duration) throws(Fault) {
        now = now + duration
        client.reach(now)
        try proceedClient()
        for index in links.indices {
            links[index].server.reach(now)
            try proceedServer(index)
        }
    }

    /// The application of one party acknowledges something, twice at times.
    private mutating func acknowledge() throws(Fault) {
        if pick(2) == 0, !clientTickets.isEmpty {
            let (namespace, ticket, number) = clientTickets.remove(at: pick(clientTickets.count))
            for _ in 0...(pick(8) == 0 ? 1 : 0) {
                client.acknowledge(ticket, payload(number, namespace, ""), namespace: namespace)
            }
            try proceedClient()
        } else if !links.isEmpty {
            let index = pick(links.count)
            guard !links[index].tickets.isEmpty else { return }
            let (namespace, ticket, number) = links[index].tickets.remove(at: pick(links[index].tickets.count))
            for _ in 0...(pick(8) == 0 ? 1 : 0) {
                links[index].server.acknowledge(ticket, payload(number, namespace, ""), namespace: namespace)
            }
            try proceedServer(index)
        }
    }

    // MARK: Events

    private mutating func emitFromClient(in namespace: String, isChecked: Bool = false) throws(Fault) {
        lastNumber += 1
        let number = lastNumber
        let token = isChecked || pick(2) == 0 ? number : nil
        if let token { waiting.insert(token) }
        do {
            try client.emit(
                "e", payload(number, namespace, clientSocketIDs[namespace] ?? ""), namespace: namespace,
                acknowledgement: token, timeLimit: isChecked || pick(2) == 0 ? nil : .milliseconds(pick(3_000)),
                delivery: isChecked || pick(5) > 0 ? .reliable : .volatile(isWritable: pick(2) == 0), at: now)
        } catch {
            if let token { waiting.remove(token) }
        }
        try proceedClient()
    }

    private mutating func emitFromServer(_ index: Int, in namespace: String, isChecked: Bool = false) throws(Fault) {
        lastNumber += 1
        let number = lastNumber
        let token = isChecked || pick(2) == 0 ? number : nil
        if let token { waiting.insert(token) }
        do {
            try links[index].server.emit(
                "e", payload(number, namespace, links[index].socketIDs[namespace] ?? ""), namespace: namespace,
                acknowledgement: token, timeLimit: isChecked || pick(2) == 0 ? nil : .milliseconds(pick(3_000)),
                delivery: isChecked || pick(5) > 0 ? .reliable : .volatile(isWritable: pick(2) == 0), at: now)
        } catch {
            if let token { waiting.remove(token) }
        }
        try proceedServer(index)
    }

    /// `[number, namespace, id of the socket, attachments…]`; the attachments follow from the number.
    private func payload(_ number: Int, _ namespace: String, _ socketID: String) -> SocketIO.Payload {
        var payload = Payload(.number(Number(number)), .string(namespace), .string(socketID))
        for place in 0..<(number % 4) {
            payload.append([payload.attach(Self.attachment(number, place))])
        }
        return payload
    }

    private static func attachment(_ number: Int, _ place: Int) -> [UInt8] {
        Array(repeating: UInt8(truncatingIfNeeded: number + place), count: number % 3 + place)
    }

    /// The number of arguments that arrived whole, in the namespace they were for.
    private func checked(_ arguments: Arguments, _ namespace: String) throws(Fault) -> Int {
        guard let number = arguments[0]?.int else { throw Fault(description: "arguments without a number") }
        guard arguments[1]?.isString(namespace) == true else {
            throw Fault(description: "\(number) crosses into \(namespace)")
        }
        guard arguments.count == 3 + number % 4, arguments.attachments.count == number % 4 else {
            throw Fault(description: "\(number) has lost attachments")
        }
        for place in 0..<(number % 4) {
            let found = arguments[3 + place]?[0].flatMap { arguments.attachment(for: $0) }
            guard found == Self.attachment(number, place) else {
                throw Fault(description: "an attachment of \(number) is not what was sent")
            }
        }
        return number
    }

    /// Notes an event that was delivered to `receiver`, which has `socketID` in its namespace.
    private mutating func note(_ event: Event, receiver: String, socketID: String?) throws(Fault) -> Int {
        let number = try checked(event.arguments, event.namespace)
        guard let socketID else { throw Fault(description: "\(number) is delivered to nobody") }
        guard let sent = event.arguments[2]?.string, sent.isEmpty || sent == socketID else {
            throw Fault(description: "\(number) was for another socket than \(socketID)")
        }
        guard delivered.insert(number).inserted else { throw Fault(description: "\(number) is delivered twice") }
        let key = receiver + event.namespace
        guard lastDelivered[key, default: 0] < number else { throw Fault(description: "\(number) is out of order") }
        lastDelivered[key] = number
        eventCount += 1
        return number
    }

    private mutating func settle(_ token: Int) throws(Fault) {
        guard waiting.remove(token) != nil else { throw Fault(description: "\(token) is told twice") }
    }

    // MARK: Actions

    private mutating func proceedClient() throws(Fault) {
        while let action = client.nextAction() {
            switch action {
            case .open(let session):
                guard opening == nil else { throw Fault(description: "two attempts at a time") }
                opening = session
            case .send(let session, let message):
                if let index = links.firstIndex(where: { $0.session == session }), !links[index].serverIsGone {
                    links[index].toServer.append(message)
                }
            case .close(let session):
                if opening == session { opening = nil }
                if let index = links.firstIndex(where: { $0.session == session }) {
                    links[index].clientIsGone = true
                    links[index].toClient = []
                }
            case .authenticate(let namespace, let session): authenticating.append((namespace, session))
            case .connected(let namespace, let socketID): clientSocketIDs[namespace] = socketID
            case .disconnected(let namespace, let reason):
                clientSocketIDs[namespace] = nil
                switch reason {
                case .malformed, .protocolViolation, .connectTimeout:
                    throw Fault(description: "the client finds fault with an honest server: \(reason)")
                case .byServer, .byClient, .transportClosed: break
                }
            case .event(let event):
                let socketID = clientSocketIDs[event.namespace]
                let number = try note(event, receiver: "client", socketID: socketID)
                if let ticket = event.id { clientTickets.append((event.namespace, ticket, number)) }
            case .acknowledged(let token, let arguments): try acknowledged(token, arguments)
            case .acknowledgementFailed(let token, _): try settle(token)
            case .refused, .attemptFailed, .waiting, .gaveUp: break
            }
        }
    }

    private mutating func proceedServer(_ index: Int) throws(Fault) {
        while let action = links[index].server.nextAction() {
            switch action {
            case .ask(let namespace, _): links[index].asked.append(namespace)
            case .send(let message):
                if !links[index].clientIsGone, !links[index].serverIsGone { links[index].toClient.append(message) }
            case .close(let reason):
                switch reason {
                case .malformed, .protocolViolation:
                    throw Fault(description: "the server finds fault with an honest client: \(reason)")
                case .byServer, .byClient, .transportClosed, .connectTimeout: links[index].serverIsGone = true
                }
            case .disconnected(let namespace, _): links[index].socketIDs[namespace] = nil
            case .event(let event):
                let socketID = links[index].socketIDs[event.namespace]
                let number = try note(event, receiver: "\(links[index].session)", socketID: socketID)
                if let ticket = event.id { links[index].tickets.append((event.namespace, ticket, number)) }
            case .acknowledged(let token, let arguments): try acknowledged(token, arguments)
            case .acknowledgementFailed(let token, _): try settle(token)
            }
        }
    }

    private mutating func acknowledged(_ token: Int, _ arguments: Arguments) throws(Fault) {
        guard let namespace = arguments[1]?.string, try checked(arguments, namespace) == token else {
            throw Fault(description: "\(token) gets another's acknowledgement")
        }
        try settle(token)
        acknowledgementCount += 1
    }
}
