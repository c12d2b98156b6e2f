import Bytes
import EngineIO
import HTTP1
import TestSupport
import Testing

/// A client's and a server's session with a network between them that is slow, disorderly and at times cut.
///
/// What travels on one WebSocket stays in order; everything else overtakes everything else. All that happens comes from
/// the seed.
struct Simulation {
    /// What goes wrong.
    enum Trouble: CaseIterable {
        case nothing
        /// WebSockets that would take over are refused or cut.
        case candidateCut
        /// Any request and any WebSocket may be cut.
        case anythingCut
        /// Deliveries may take longer than the heartbeat allows.
        case delay
        case clientCloses
        case serverCloses
        case bothClose
    }

    private enum Event {
        case head(Int, RequestHead, body: [UInt8]?)
        case body(Int, [UInt8])
        case answer(Int, status: Int, body: [UInt8])
        case lost(Int)
        case failed(Int)
        case socketAsked(Int, RequestHead)
        case socketOpened(Int)
        case toServer(Int, Message)
        case toClient(Int, Message)
        case closedAtServer(Int, isByPeer: Bool)
        case closedAtClient(Int, isByPeer: Bool)
        case clientSends, serverSends, clientCloses, serverCloses
    }

    let trouble: Trouble
    private var random: SeededGenerator
    private var now = Instant(sinceStart: .zero)
    private var events: [(due: Instant, number: Int, event: Event)] = []
    private var eventCount = 0
    /// When the last thing on a WebSocket arrives: by its number, and whether at the server.
    private var lastArrival: [Int: Instant] = [:]
    private var cut: Set<Int> = []
    /// Requests that the server has seen and not answered.
    private var unanswered: Set<Int> = []
    private var answered: Set<Int> = []

    private var configuration = ServerConfiguration()
    private var client: ClientSession
    private var server: ServerSession?

    private(set) var sentByClient: [Message] = []
    private(set) var sentByServer: [Message] = []
    private(set) var deliveredToClient: [Message] = []
    private(set) var deliveredToServer: [Message] = []
    private(set) var clientReason: ClientSession.CloseReason?
    private(set) var serverReason: ServerSession.CloseReason?
    private(set) var upgrades = 0
    /// Whether the client has seen the handshake; a client that is closed before gives up what waits.
    private(set) var wasOpen = false
    /// What is wrong, if anything.
    private(set) var complaints: [String] = []

    init(seed: UInt64, trouble: Trouble, startsWithWebSocket: Bool) {
        self.trouble = trouble
        random = SeededGenerator(seed: seed)
        configuration.pingInterval = .milliseconds(300)
        configuration.pingTimeout = .milliseconds(200)
        configuration.upgradeTimeout = .milliseconds(400)
        configuration.closeTimeout = .milliseconds(1000)
        configuration.maxPayload = 100
        configuration.packetsPerPoll = Bool.random(using: &random) ? 3 : 1000
        var clientConfiguration = ClientConfiguration()
        clientConfiguration.packetsPerPost = Bool.random(using: &random) ? 3 : 1000
        clientConfiguration.upgradeTime = .milliseconds(300)
        clientConfiguration.closeTime = .milliseconds(1000)
        if startsWithWebSocket { clientConfiguration.transports = [.webSocket] }
        client = ClientSession(clientConfiguration, stamp: seed, at: now)
        for _ in 0..<Int.random(in: 0...25, using: &random) { schedule(.clientSends, in: milliseconds(0...1000)) }
        for _ in 0..<Int.random(in: 0...25, using: &random) { schedule(.serverSends, in: milliseconds(0...1000)) }
        if trouble == .clientCloses || trouble == .bothClose { schedule(.clientCloses, in: milliseconds(0...800)) }
        if trouble == .serverCloses || trouble == .bothClose { schedule(.serverCloses, in: milliseconds(0...800)) }
    }

    private mutating func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: range, using: &random))
    }

    private mutating func latency() -> Duration {
        if trouble == .delay, isTroubled, Int.random(in: 0..<40, using: &random) == 0 { return milliseconds(100...700) }
        // Now and then the same moment, which is where order shows.
        return Int.random(in: 0..<4, using: &random) == 0 ? .zero : milliseconds(0...30)
    }

    private mutating func schedule(_ event: Event, in delay: Duration) {
        eventCount += 1
        events.append((now + delay, eventCount, event))
    }

    /// Schedules what stays in order with all else on this direction of this WebSocket.
    private mutating func schedule(_ event: Event, socket: Int, atServer: Bool) {
        let key = atServer ? socket : -socket
        let due = max(now + latency(), lastArrival[key] ?? now)
        lastArrival[key] = due
        schedule(event, in: due - now)
    }

    private mutating func isUnlucky() -> Bool { isTroubled && Int.random(in: 0..<30, using: &random) == 0 }

    /// Whether things still go wrong: at last both sides get the time to notice what did.
    private var isTroubled: Bool { now < Instant(sinceStart: .seconds(3)) }

    // MARK: Running

    mutating func run() {
        let end = Instant(sinceStart: .seconds(5))
        var stepCount = 0
        drain()
        while stepCount < 20_000 {
            stepCount += 1
            let deadlines = [client.nextDeadline, server?.nextDeadline].compactMap { $0 }
            guard let next = (deadlines + events.map(\.due)).min(), next <= end else { break }
            now = max(now, next)
            if let index = events.indices.min(by: {
                (events[$0].due, events[$0].number) < (events[$1].due, events[$1].number)
            }),
                events[index].due <= now
            {
                handle(events.remove(at: index).event)
            } else {
                client.reach(now)
                server?.reach(now)
            }
            drain()
        }
        if stepCount == 20_000 { complaints.append("it does not come to rest") }
    }

    private mutating func drain() {
        while let action = client.nextAction(at: now) { handle(action) }
        while let action = server?.nextAction() { handle(action) }
        if !sentByServer.starts(with: deliveredToClient) { complaints.append("the client got \(deliveredToClient)") }
        if !sentByClient.starts(with: deliveredToServer) { complaints.append("the server got \(deliveredToServer)") }
    }

    private mutating func handle(_ action: ClientSession.Action) {
        if clientReason != nil { complaints.append("the client says \(action) behind the end") }
        switch action {
        case .get(let request, let target):
            send(request, RequestHead(method: "GET", target: target), body: nil)
        case .post(let request, let target, let body):
            send(request, RequestHead(method: "POST", target: target), body: body)
        case .abandon(let request): schedule(.lost(request), in: latency())
        case .openWebSocket(let socket, let target):
            let fields = FieldSection(["Connection": "Upgrade", "Upgrade": "websocket"])
            schedule(.socketAsked(socket, RequestHead(method: "GET", target: target, fields: fields)), in: latency())
        case .send(let socket, let packet):
            schedule(.toServer(socket, packet.webSocketMessage), socket: socket, atServer: true)
            let isCandidate = packet == .ping(Array("probe".utf8)) || packet == .upgrade
            if trouble == .anythingCut && isUnlucky() || trouble == .candidateCut && isCandidate && isUnlucky() {
                cutSocket(socket)
            }
        case .closeWebSocket(let socket):
            schedule(.closedAtServer(socket, isByPeer: true), socket: socket, atServer: true)
        case .opened: wasOpen = true
        case .upgraded: break
        case .deliver(let message): deliveredToClient.append(message)
        case .closed(let reason): clientReason = reason
        }
    }

    private mutating func send(_ request: Int, _ head: RequestHead, body: [UInt8]?) {
        schedule(.head(request, head, body: body), in: latency())
        if trouble == .anythingCut, isUnlucky() {
            cut.insert(request)
            let delay = latency() + latency()
            schedule(.lost(request), in: delay)
            schedule(.failed(request), in: delay)
        }
    }

    private mutating func cutSocket(_ socket: Int) {
        schedule(.closedAtServer(socket, isByPeer: false), socket: socket, atServer: true)
        schedule(.closedAtClient(socket, isByPeer: false), socket: socket, atServer: false)
        cut.insert(socket)
    }

    private mutating func handle(_ action: ServerSession.Action) {
        switch action {
        case .answer(let request, let reply):
            if !answered.insert(request).inserted { complaints.append("request \(request) is answered twice") }
            unanswered.remove(request)
            let answer = configuration.answer(reply, to: RequestHead(method: "GET", target: "/"))
            schedule(.answer(request, status: answer.status, body: answer.body), in: latency())
        case .send(let socket, let packet):
            schedule(.toClient(socket, packet.webSocketMessage), socket: socket, atServer: false)
            if trouble == .anythingCut, isUnlucky() { cutSocket(socket) }
        case .closeWebSocket(let socket):
            schedule(.closedAtClient(socket, isByPeer: true), socket: socket, atServer: false)
        case .upgraded: upgrades += 1
        case .deliver(let message):
            if serverReason != nil { complaints.append("the server delivers \(message) behind the end") }
            deliveredToServer.append(message)
        case .closed(let reason):
            if serverReason != nil { complaints.append("the server ends twice") }
            serverReason = reason
        }
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .head(let request, let head, let body): serve(request, head, body: body)
        case .body(let request, let body):
            guard !cut.contains(request) || Bool.random(using: &random) else { return }
            server?.endPost(request, body: body, at: now)
        case .answer(let request, let status, let body):
            guard !cut.contains(request) else { return }
            client.answered(request, status: status, body: body, at: now)
        case .lost(let request):
            cut.insert(request)
            if unanswered.remove(request) != nil {
                server?.lose(request)
                answered.insert(request)
            }
        case .failed(let request): client.failed(request, "cut")
        case .socketAsked(let socket, let head): open(socket, head)
        case .socketOpened(let socket): client.opened(socket, at: now)
        case .toServer(let socket, let message): server?.receive(message, on: socket, at: now)
        case .toClient(let socket, let message): client.receive(message, on: socket, at: now)
        case .closedAtServer(let socket, let isByPeer): server?.close(socket, isByPeer: isByPeer)
        case .closedAtClient(let socket, let isByPeer):
            client.closed(socket, isByPeer: isByPeer, "closed", at: now)
        case .clientSends:
            let message = message(sentByClient.count)
            if (try? client.send(message, at: now)) != nil { sentByClient.append(message) }
        case .serverSends:
            let message = message(sentByServer.count)
            if (try? server?.send(message)) != nil { sentByServer.append(message) }
        case .clientCloses: client.close(at: now)
        case .serverCloses: server?.close(at: now)
        }
    }

    private mutating func message(_ number: Int) -> Message {
        var bytes = Array("\(number) ".utf8)
        bytes += [UInt8](repeating: 0x78, count: Int.random(in: 0...60, using: &random))
        return Bool.random(using: &random) ? .text(bytes) : .binary(bytes)
    }

    // MARK: The server around the session

    private mutating func serve(_ request: Int, _ head: RequestHead, body: [UInt8]?) {
        guard !cut.contains(request) else { return }
        let session = server
        switch ServerRequest.read(
            head, configuration,
            session: { $0 == session?.id && !(session?.isClosed ?? true) ? session?.transport : nil })
        {
        case .handshake(.polling, _):
            server = ServerSession(id: "session", configuration, at: now)
            unanswered.insert(request)
            server?.poll(request, at: now)
        case .poll:
            unanswered.insert(request)
            server?.poll(request, at: now)
        case .post:
            unanswered.insert(request)
            server?.beginPost(request, at: now)
            schedule(.body(request, body ?? []), in: latency())
        case .refused(let refusal):
            let answer = configuration.answer(.refused(refusal), to: head)
            schedule(.answer(request, status: answer.status, body: answer.body), in: latency())
        case .handshake(.webSocket, _), .webSocket, .preflight: complaints.append("\(head.target) is misread")
        }
    }

    private mutating func open(_ socket: Int, _ head: RequestHead) {
        let session = server
        switch ServerRequest.read(
            head, configuration,
            session: { $0 == session?.id && !(session?.isClosed ?? true) ? session?.transport : nil })
        {
        case .handshake(.webSocket, _):
            schedule(.socketOpened(socket), socket: socket, atServer: false)
            server = ServerSession(id: "session", configuration, over: socket, at: now)
        case .webSocket:
            if trouble == .candidateCut, isUnlucky() {
                return schedule(.closedAtClient(socket, isByPeer: false), in: latency())
            }
            schedule(.socketOpened(socket), socket: socket, atServer: false)
            server?.open(socket, at: now)
        case .refused:
            schedule(.closedAtClient(socket, isByPeer: false), socket: socket, atServer: false)
        case .handshake(.polling, _), .poll, .post, .preflight: complaints.append("\(head.target) is misread")
        }
    }

    // MARK: Judging

    var isClosedOnBothSides: Bool { clientReason != nil && (server == nil || serverReason != nil) }
    var isOpenOnBothSides: Bool { clientReason == nil && server != nil && serverReason == nil }
    var isEverythingDelivered: Bool { deliveredToClient == sentByServer && deliveredToServer == sentByClient }
    /// Whether the client sent a request to a session that had just ended: the refusal may overtake the last poll.
    var wasRefused: Bool {
        if case .refused(400, Array(#"{"code":1,"message":"Session ID unknown"}"#.utf8))? = clientReason {
            true
        } else {
            false
        }
    }

    /// Requests that reached the session and got no answer, although it has ended.
    var forgotten: Set<Int> { serverReason == nil ? [] : unanswered }
}

struct SimulationTests {
    /// How often each trouble is tried: enough to meet rare orders of events, and few enough for a debug build.
    private static let seedCount: UInt64 = 400

    @Test(
        .requirements(
            "EIO-UP-05", "EIO-UP-13", "EIO-UP-18", "EIO-UP-19", "EIO-UP-20", "EIO-HP-09", "EIO-HP-26", "EIO-HB-03",
            "EIO-CL-01", "EIO-CL-03", "EIO-CL-06"),
        arguments: Simulation.Trouble.allCases)
    func `every message arrives once and in order, or both sides know that the session ended`(
        trouble: Simulation.Trouble
    ) {
        var upgradeCount = 0
        var messageCount = 0
        for seed in 0..<Self.seedCount {
            var simulation = Simulation(seed: seed, trouble: trouble, startsWithWebSocket: seed % 8 == 7)
            simulation.run()
            upgradeCount += simulation.upgrades
            messageCount += simulation.deliveredToClient.count + simulation.deliveredToServer.count
            var complaints = simulation.complaints
            switch trouble {
            case .nothing:
                if !simulation.isOpenOnBothSides { complaints.append("the session ended by itself") }
                if !simulation.isEverythingDelivered { complaints.append("messages are missing") }
            case .candidateCut, .anythingCut, .delay:
                if !simulation.isClosedOnBothSides, !simulation.isOpenOnBothSides || !simulation.isEverythingDelivered {
                    complaints.append("messages are missing, or one side believes in the session")
                }
            case .clientCloses:
                if !simulation.isClosedOnBothSides { complaints.append("the session did not end") }
                if simulation.wasOpen, simulation.deliveredToServer != simulation.sentByClient {
                    complaints.append("last words are lost")
                }
            case .serverCloses:
                if simulation.serverReason != nil, !simulation.isClosedOnBothSides {
                    complaints.append("the session did not end")
                }
                if simulation.serverReason == .byServer, !simulation.wasRefused,
                    simulation.deliveredToClient != simulation.sentByServer
                {
                    complaints.append("last words are lost")
                }
            case .bothClose:
                if !simulation.isClosedOnBothSides { complaints.append("the session did not end") }
            }
            if !simulation.forgotten.isEmpty { complaints.append("requests \(simulation.forgotten) got no answer") }
            #expect(
                complaints.isEmpty,
                "seed \(seed), \(trouble): client \(String(describing: simulation.clientReason)), server \(String(describing: simulation.serverReason))"
            )
        }
        #expect(upgradeCount > 50)
        #expect(messageCount > 1000)
    }
}
