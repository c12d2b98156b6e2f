package import Bytes

/// A session of Engine.IO on the server (protocol 4): requests, WebSocket messages and time in, actions out.
///
/// Requests and WebSockets have numbers, which the caller gives. Each request is answered once; whatever the session
/// wants done is told by ``nextAction()``, in order, and nothing is told behind ``Action/closed(_:)``.
///
///     polling ──2probe──▶ polling, probed ──5──▶ webSocket
///        │ ▲                 │
///        │ └──────lost───────┘
///        ▼
///     closing (polling only: until a poll takes the last packets along) ──▶ closed
package struct ServerSession: Sendable {
    package typealias RequestToken = Int
    package typealias SocketToken = Int

    /// What the session wants done.
    package enum Action: Sendable, Hashable {
        case answer(RequestToken, Reply)
        /// To be sent as ``Packet/webSocketMessage``.
        case send(SocketToken, Packet)
        /// Behind everything that was sent on it.
        case closeWebSocket(SocketToken)
        case deliver(Message)
        /// The session is carried by a WebSocket from now on.
        case upgraded
        /// The last action.
        case closed(CloseReason)
    }

    /// Why a session ended.
    package enum CloseReason: Sendable, Hashable {
        /// By ``close(at:)``.
        case byServer
        /// The client's close packet, or its Close on WebSocket.
        case byClient
        /// What carried it was cut.
        case transportLost
        /// No pong in time.
        case pingTimeout
        /// Two polls, or two POSTs, at a time.
        case overlappingRequests
        /// What the client sent is no packet, or one that clients do not send.
        case malformed
        /// More waits for the client than may.
        case tooSlow
    }

    package let id: String
    private let terms: Terms

    private var carrier: Carrier
    private var phase = Phase.open
    /// The POST whose body is arriving.
    private var posting: RequestToken?
    private var candidate: Candidate?
    private var outbox = Outbox()
    private var heartbeat: Heartbeat
    private var actions = ActionQueue<Action>()

    /// Whether the WebSocket that carries the session has taken in as much as it should; for the caller to say.
    package var isCongested = false

    /// What a session needs to know of the configuration for good. A server has thousands of them, so they do not keep
    /// the whole of it.
    private struct Terms: Sendable {
        let pingInterval: Duration
        let pingTimeout: Duration
        let upgradeTimeout: Duration
        let closeTimeout: Duration
        let packetsPerPoll: Int
        let bufferedByteCount: Int
        let allowsUpgrades: Bool

        init(_ configuration: ServerConfiguration) {
            pingInterval = configuration.pingInterval
            pingTimeout = configuration.pingTimeout
            upgradeTimeout = configuration.upgradeTimeout
            closeTimeout = configuration.closeTimeout
            packetsPerPoll = configuration.packetsPerPoll
            bufferedByteCount = configuration.bufferedByteCount
            allowsUpgrades = configuration.allowsUpgrades
        }
    }

    private enum Carrier: Sendable, Equatable {
        case polling(held: RequestToken?)
        case webSocket(SocketToken)
    }

    private enum Phase: Sendable, Equatable {
        case open
        /// The close packet is the last one in the outbox.
        case closing(deadline: Instant)
        case closed
    }

    /// A WebSocket that may come to carry the session.
    private struct Candidate: Sendable {
        var socket: SocketToken
        var deadline: Instant
        var isProbed = false
        /// When a poll that is held may be ended by a noop: the client needs its poll ended to go on, but one that asks
        /// again at once must not be answered at once again.
        var nextNoop: Instant
    }

    private enum Heartbeat: Sendable {
        /// The next ping is due then.
        case resting(until: Instant)
        /// The pong is due until then.
        case pinged(until: Instant)

        var deadline: Instant {
            switch self {
            case .resting(let until), .pinged(let until): until
            }
        }
    }

    /// Which part of the time for a pong a client has at least, however late its ping went out.
    private static let leastPatience = 0.9

    /// How often a poll is ended by a noop during an upgrade, at most. As in the reference.
    private static let noopInterval = Duration.milliseconds(100)

    /// A session that begins with a poll, which is to be passed to ``poll(_:at:)`` next, or on a WebSocket.
    package init(id: String, _ configuration: ServerConfiguration, over webSocket: SocketToken? = nil, at now: Instant)
    {
        self.id = id
        terms = Terms(configuration)
        carrier = webSocket.map { .webSocket($0) } ?? .polling(held: nil)
        heartbeat = .resting(until: now + configuration.pingInterval)
        let handshake = Handshake(
            sessionID: id, upgrades: configuration.upgrades(from: webSocket == nil ? .polling : .webSocket),
            pingInterval: configuration.pingInterval, pingTimeout: configuration.pingTimeout,
            maxPayload: configuration.maxPayload)
        put(.open(handshake.json))
        if let message = configuration.initialMessage { put(.message(message)) }
    }

    // MARK: Asking

    /// What carries the session.
    package var transport: Transport {
        switch carrier {
        case .polling: .polling
        case .webSocket: .webSocket
        }
    }

    package var isClosed: Bool { phase == .closed }

    /// Whether what is sent now goes out at once: for what is not worth waiting for.
    package var isWritable: Bool {
        guard phase == .open else { return false }
        switch carrier {
        case .polling(let held): return held != nil
        case .webSocket: return !isCongested
        }
    }

    /// What the session wants done next; nil for nothing.
    package mutating func nextAction() -> Action? { actions.next() }

    // MARK: Polling

    /// A poll arrived.
    package mutating func poll(_ request: RequestToken, at now: Instant) {
        guard phase != .closed else { return answer(request, .refused(.unknownSession)) }
        guard case .polling(let held) = carrier else { return answer(request, .refused(.badRequest)) }
        if held != nil {
            answer(request, .refused(.badRequest))
            return end(.overlappingRequests, lastWords: .close)
        }
        carrier = .polling(held: request)
        flushPoll()
        sendNoopIfDue(at: now)
    }

    /// The head of a POST arrived.
    ///
    /// Its content type does not matter: python-engineio before 4.1 sends text as `application/octet-stream`, which the
    /// reference refuses. What is no text is no payload, and refused for that.
    package mutating func beginPost(_ request: RequestToken, at now: Instant) {
        guard phase != .closed else { return answer(request, .refused(.unknownSession)) }
        guard case .polling = carrier else { return answer(request, .refused(.badRequest)) }
        guard posting == nil else {
            answer(request, .refused(.badRequest))
            return end(.overlappingRequests, lastWords: .close)
        }
        posting = request
    }

    /// The body of a POST is complete.
    package mutating func endPost(_ request: RequestToken, body: [UInt8], at now: Instant) {
        guard posting == request else { return }
        let (packets, error) = Payload.read(body)
        for packet in packets {
            receive(packet, at: now)
            // Nothing behind a close packet counts; the end of the session has answered this request.
            if phase == .closed { return }
        }
        guard error == nil else { return end(.malformed, lastWords: .close) }
        posting = nil
        answer(request, .ok)
    }

    /// The body of a POST was refused before the session saw it, and the request answered: it was too long.
    package mutating func refusePost(_ request: RequestToken) {
        if posting == request { posting = nil }
    }

    /// The connection of a request that is not answered is gone.
    package mutating func lose(_ request: RequestToken) {
        if posting == request {
            posting = nil
            end(.transportLost, lastWords: .close)
        } else if carrier == .polling(held: request) {
            carrier = .polling(held: nil)
            end(.transportLost, lastWords: .close)
        }
    }

    // MARK: WebSocket

    /// A WebSocket with the session's id was opened: a candidate for an upgrade.
    package mutating func open(_ socket: SocketToken, at now: Instant) {
        guard phase == .open, case .polling = carrier, candidate == nil, terms.allowsUpgrades else {
            return act(.closeWebSocket(socket))
        }
        candidate = Candidate(socket: socket, deadline: now + terms.upgradeTimeout, nextNoop: now)
    }

    /// A message arrived on a WebSocket.
    package mutating func receive(_ message: Message, on socket: SocketToken, at now: Instant) {
        if carrier == .webSocket(socket) {
            guard phase == .open else { return }
            do {
                receive(try Packet(webSocketMessage: message), at: now)
            } catch {
                end(.malformed, lastWords: .close)
            }
        } else if candidate?.socket == socket {
            probe(message, at: now)
        }
    }

    /// A WebSocket was closed, by the peer or by a cut.
    package mutating func close(_ socket: SocketToken, isByPeer: Bool) {
        if carrier == .webSocket(socket) {
            end(isByPeer ? .byClient : .transportLost, lastWords: .close)
        } else if candidate?.socket == socket {
            candidate = nil
        }
    }

    /// The steps of an upgrade (Engine.IO protocol 4, section Upgrade).
    private mutating func probe(_ message: Message, at now: Instant) {
        guard let current = candidate else { return }
        switch (try? Packet(webSocketMessage: message), current.isProbed) {
        case (.ping(Packet.probe), false):
            candidate?.isProbed = true
            act(.send(current.socket, .pong(Packet.probe)))
            sendNoopIfDue(at: now)
        case (.upgrade, true):
            if case .polling(let held?) = carrier { answer(held, .payload(Self.payload(.noop))) }
            candidate = nil
            carrier = .webSocket(current.socket)
            act(.upgraded)
            for packet in outbox.takeAll() where packet != .close { act(.send(current.socket, packet)) }
            if case .closing = phase { finish(.byServer) }
        default:
            // Anything else, an upgrade that was not probed included, ends the candidate; polling goes on.
            dropCandidate()
        }
    }

    private mutating func dropCandidate() {
        guard let current = candidate else { return }
        candidate = nil
        act(.closeWebSocket(current.socket))
    }

    /// Ends the poll that is held, so that the client can go on with its upgrade: every one, not only the first.
    private mutating func sendNoopIfDue(at now: Instant) {
        guard let current = candidate, current.isProbed, case .polling(let held?) = carrier, current.nextNoop <= now
        else { return }
        candidate?.nextNoop = now + Self.noopInterval
        carrier = .polling(held: nil)
        answer(held, .payload(Self.payload(.noop)))
    }

    // MARK: Packets

    private mutating func receive(_ packet: Packet, at now: Instant) {
        // While the session is being closed nothing counts any more but that the client closes it, too.
        guard phase == .open || packet == .close else { return }
        switch packet {
        case .message(let message): act(.deliver(message))
        case .pong:
            // One that was not asked for changes nothing.
            if case .pinged = heartbeat { heartbeat = .resting(until: now + terms.pingInterval) }
        case .ping: end(.malformed, lastWords: .close)
        case .close: end(.byClient, lastWords: .noop)
        case .open, .upgrade, .noop: break
        }
    }

    /// Sends a message.
    ///
    /// - Throws: ``LocalError``; then nothing was sent.
    package mutating func send(_ message: Message) throws(LocalError) {
        guard phase == .open else { throw .closed }
        if case .polling = carrier, !Payload.canCarry(message) { throw .separatorInText }
        put(.message(message))
    }

    private mutating func put(_ packet: Packet) {
        switch carrier {
        case .webSocket(let socket): act(.send(socket, packet))
        case .polling:
            outbox.append(packet)
            flushPoll()
            if outbox.byteCount > terms.bufferedByteCount { end(.tooSlow, lastWords: .close) }
        }
    }

    /// Answers the poll that is held with what waits.
    private mutating func flushPoll() {
        guard case .polling(let held?) = carrier, !outbox.isEmpty else { return }
        carrier = .polling(held: nil)
        let payload = outbox.takePayload(packetLimit: terms.packetsPerPoll, byteLimit: .max)
        answer(held, .payload(payload))
        if case .closing = phase, outbox.isEmpty { finish(.byServer) }
    }

    // MARK: Time

    /// When something is due.
    package var nextDeadline: Instant? {
        var deadline: Instant
        switch phase {
        case .closed: return nil
        case .closing(let end): deadline = end
        case .open: deadline = heartbeat.deadline
        }
        if let candidate {
            deadline = min(deadline, candidate.deadline)
            if candidate.isProbed, case .polling(.some) = carrier { deadline = min(deadline, candidate.nextNoop) }
        }
        return deadline
    }

    /// Does what is due.
    package mutating func reach(_ now: Instant) {
        if let candidate, candidate.deadline <= now { dropCandidate() }
        switch phase {
        case .closed: return
        case .closing(let deadline):
            if deadline <= now { finish(.byServer) }
            return
        case .open: break
        }
        if heartbeat.deadline <= now {
            switch heartbeat {
            case .resting(let due):
                // A client counts from when the ping was due: our own timer's lateness, if it is slight, is taken from
                // the time that it has, so that a silent one is gone after interval and timeout.
                heartbeat = .pinged(
                    until: max(due + terms.pingTimeout, now + terms.pingTimeout * Self.leastPatience))
                put(.ping([]))
            case .pinged: return end(.pingTimeout, lastWords: .close)
            }
        }
        // Behind the ping, which ends a poll as well.
        sendNoopIfDue(at: now)
    }

    // MARK: Ending

    /// Ends the session behind what waits: with a Close on WebSocket, with a close packet in a poll.
    package mutating func close(at now: Instant) {
        guard phase == .open else { return }
        switch carrier {
        case .webSocket: end(.byServer, lastWords: .close)
        case .polling:
            // Behind the answer to its probe the client polls no more: what waits goes by the upgrade, then.
            if let candidate, !candidate.isProbed { dropCandidate() }
            phase = .closing(deadline: now + terms.closeTimeout)
            outbox.append(.close)
            flushPoll()
        }
    }

    /// Too much waits on the WebSocket.
    package mutating func overflow() { end(.tooSlow, lastWords: .close) }

    /// Ends the session at once.
    ///
    /// - Parameter lastWords: what a poll that is held gets: to whoever has closed the session itself, nothing is to be
    ///   closed.
    private mutating func end(_ reason: CloseReason, lastWords: Packet) {
        guard phase != .closed else { return }
        if case .polling(let held?) = carrier {
            carrier = .polling(held: nil)
            answer(held, .payload(Self.payload(lastWords)))
        }
        finish(reason)
    }

    private mutating func finish(_ reason: CloseReason) {
        phase = .closed
        if let posting {
            self.posting = nil
            // At an orderly end a refusal would be one word too many: it may overtake the last packets in a poll.
            answer(posting, reason == .byClient || reason == .byServer ? .ok : .refused(.badRequest))
        }
        dropCandidate()
        if case .webSocket(let socket) = carrier { act(.closeWebSocket(socket)) }
        outbox = Outbox()
        act(.closed(reason))
    }

    private static func payload(_ packet: Packet) -> [UInt8] {
        var body: [UInt8] = []
        Payload.append(packet, to: &body)
        return body
    }

    private mutating func answer(_ request: RequestToken, _ reply: Reply) { act(.answer(request, reply)) }

    private mutating func act(_ action: Action) { actions.append(action) }
}
