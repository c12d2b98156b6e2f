package import Bytes

/// A session of Engine.IO on the client (protocol 4): answers, WebSocket messages and time in, actions out.
///
/// Requests and WebSockets have numbers, which the session gives. At most one GET and one POST are under way. Whatever
/// the session wants done is told by ``nextAction(at:)``, in order, and nothing is told behind ``Action/closed(_:)``.
///
///     opening ──open packet──▶ open over polling ──3probe──▶ pausing ──GET and POST done──▶ open over WebSocket
///        └────────────────────────────────────────────────────────────────────────────────────▲
///                                     (straight to WebSocket)
package struct ClientSession: Sendable {
    package typealias RequestToken = Int
    package typealias SocketToken = Int

    /// What the session wants done. Targets are paths with their queries.
    package enum Action: Sendable, Hashable {
        case get(RequestToken, target: String)
        /// Its type is `text/plain; charset=UTF-8`.
        case post(RequestToken, target: String, body: [UInt8])
        /// The answer is of no interest any more.
        case abandon(RequestToken)
        case openWebSocket(SocketToken, target: String)
        /// To be sent as ``Packet/webSocketMessage``.
        case send(SocketToken, Packet)
        /// Behind everything that was sent on it.
        case closeWebSocket(SocketToken)
        case opened(Handshake)
        case deliver(Message)
        /// The session is carried by a WebSocket from now on.
        case upgraded
        /// The last action.
        case closed(CloseReason)
    }

    /// Why a session ended, or did not come about.
    package enum CloseReason: Error, Sendable, Hashable {
        /// By ``close(at:)``.
        case byClient
        /// The server's close packet, or its Close on WebSocket.
        case byServer
        /// A request was answered with another status than 200: with the body, which tells why.
        case refused(status: Int, body: [UInt8])
        /// What carries the session failed: how, in words.
        case transportLost(String)
        /// No ping in time.
        case pingTimeout
        /// The handshake took too long.
        case openTimeout
        /// What the server sent is no packet, or no handshake.
        case malformed
    }

    private let configuration: ClientConfiguration
    private var carrier: Carrier
    private var phase = Phase.opening
    private var handshake: Handshake?
    /// The requests that are under way.
    private var getting: RequestToken?
    private var posting: RequestToken?
    private var candidate: Candidate?
    private var outbox = Outbox()
    private var deadline: Instant
    private var lastToken = 0
    private var actions = ActionQueue<Action>()
    /// What makes each polling request one that no cache has seen.
    private var stamp: UInt64

    private enum Carrier: Sendable, Equatable {
        case polling
        case webSocket(SocketToken)
    }

    private enum Phase: Sendable, Equatable {
        case opening
        case open
        /// What waits is still sent; the close packet is the last.
        case closing
        case closed
    }

    private struct Candidate: Sendable {
        var socket: SocketToken
        var deadline: Instant
        /// The server has answered the probe: polling comes to rest.
        var isProbed = false
    }

    /// Begins a session.
    ///
    /// - Parameter stamp: where the values of `t` begin: the time, or a random number.
    package init(_ configuration: ClientConfiguration, stamp: UInt64, at now: Instant) {
        self.configuration = configuration
        self.stamp = stamp
        deadline = now + configuration.openTime
        if configuration.transports.first == .webSocket {
            lastToken += 1
            carrier = .webSocket(lastToken)
            act(.openWebSocket(lastToken, target: target(.webSocket)))
        } else {
            carrier = .polling
            get()
        }
    }

    // MARK: Asking

    package var transport: Transport {
        switch carrier {
        case .polling: .polling
        case .webSocket: .webSocket
        }
    }

    package var isClosed: Bool { phase == .closed }

    /// Whether what is sent now goes out at once.
    package var isWritable: Bool {
        guard phase == .open, outbox.isEmpty else { return false }
        switch carrier {
        case .polling: return posting == nil && !isPausing
        case .webSocket: return true
        }
    }

    /// Whether nothing more may be asked or said over polling.
    private var isPausing: Bool { candidate?.isProbed ?? false }

    /// What the session wants done next; nil for nothing.
    ///
    /// Packets that were sent meanwhile go into one POST, which is why it is made here and not when they are sent.
    package mutating func nextAction(at now: Instant) -> Action? {
        if let action = actions.next() { return action }
        post(at: now)
        return actions.next()
    }

    // MARK: Polling

    private mutating func get() {
        lastToken += 1
        getting = lastToken
        act(.get(lastToken, target: target(.polling)))
    }

    private mutating func post(at now: Instant) {
        guard case .polling = carrier, posting == nil, !isPausing, !outbox.isEmpty,
            phase == .open || phase == .closing
        else { return }
        // A process that was suspended finds out before it writes to nobody.
        guard now < deadline else { return reach(now) }
        let body = outbox.takePayload(
            packetLimit: configuration.packetsPerPost, byteLimit: handshake?.maxPayload ?? .max)
        lastToken += 1
        posting = lastToken
        act(.post(lastToken, target: target(.polling), body: body))
    }

    private mutating func target(_ transport: Transport) -> String {
        var target = "\(configuration.path)?EIO=4&transport=\(transport.rawValue)"
        for (name, value) in configuration.query {
            target += "&\(PercentEncoding.encode(name))=\(PercentEncoding.encode(value))"
        }
        if transport == .polling {
            target += "&t=\(String(stamp, radix: 36))"
            stamp &+= 1
        }
        if let handshake { target += "&sid=\(PercentEncoding.encode(handshake.sessionID))" }
        return target
    }

    /// A request was answered.
    package mutating func answered(_ request: RequestToken, status: Int, body: [UInt8], at now: Instant) {
        guard phase != .closed, request == getting || request == posting else { return }
        guard status == 200 else {
            forget(request)
            return end(phase == .closing ? .byClient : .refused(status: status, body: body))
        }
        if request == posting {
            posting = nil
            if phase == .closing, outbox.isEmpty { return end(.byClient) }
        } else {
            getting = nil
            let (packets, error) = Payload.read(body)
            for packet in packets {
                receive(packet, at: now)
                if phase == .closed { return }
            }
            guard error == nil else { return end(.malformed) }
            // What has not opened the session is no handshake.
            guard phase != .opening else { return end(.malformed) }
            if case .polling = carrier, !isPausing, phase == .open { get() }
        }
        upgradeIfPaused()
    }

    /// A request came to nothing.
    package mutating func failed(_ request: RequestToken, _ description: String) {
        guard phase != .closed, request == getting || request == posting else { return }
        forget(request)
        end(phase == .closing ? .byClient : .transportLost(description))
    }

    private mutating func forget(_ request: RequestToken) {
        if getting == request { getting = nil }
        if posting == request { posting = nil }
    }

    // MARK: WebSocket

    /// A WebSocket stands.
    package mutating func opened(_ socket: SocketToken, at now: Instant) {
        if candidate?.socket == socket { act(.send(socket, .ping(Packet.probe))) }
    }

    /// A message arrived on a WebSocket.
    package mutating func receive(_ message: Message, on socket: SocketToken, at now: Instant) {
        guard phase != .closed else { return }
        let packet = try? Packet(webSocketMessage: message)
        if carrier == .webSocket(socket) {
            guard let packet else { return end(.malformed) }
            receive(packet, at: now)
        } else if candidate?.socket == socket {
            guard packet == .pong(Packet.probe), candidate?.isProbed == false else { return dropCandidate(at: now) }
            candidate?.isProbed = true
            upgradeIfPaused()
        }
    }

    /// A WebSocket was closed or cut, or did not come about: how, in words.
    ///
    /// - Parameter status: of the answer, where a server refused it.
    package mutating func closed(
        _ socket: SocketToken, isByPeer: Bool, status: Int? = nil, _ description: String, at now: Instant
    ) {
        guard phase != .closed else { return }
        if carrier == .webSocket(socket) {
            switch (phase, status) {
            case (.closing, _): end(.byClient)
            case (_, let status?): end(.refused(status: status, body: Array(description.utf8)))
            case (_, nil): end(isByPeer && phase == .open ? .byServer : .transportLost(description))
            }
        } else if candidate?.socket == socket {
            candidate = nil
            resumePolling()
        }
    }

    /// Goes over to the WebSocket once both requests are done (Engine.IO protocol 4, section Upgrade).
    private mutating func upgradeIfPaused() {
        guard let current = candidate, current.isProbed, getting == nil, posting == nil else { return }
        candidate = nil
        carrier = .webSocket(current.socket)
        act(.send(current.socket, .upgrade))
        act(.upgraded)
        for packet in outbox.takeAll() where packet != .close { act(.send(current.socket, packet)) }
        if phase == .closing { end(.byClient) }
    }

    private mutating func dropCandidate(at now: Instant) {
        guard let current = candidate else { return }
        candidate = nil
        act(.closeWebSocket(current.socket))
        resumePolling()
    }

    /// The upgrade came to nothing: polling goes on where it was.
    private mutating func resumePolling() {
        if case .polling = carrier, getting == nil, phase == .open { get() }
    }

    // MARK: Packets

    private mutating func receive(_ packet: Packet, at now: Instant) {
        switch packet {
        case .open(let json):
            // A second one means nothing.
            guard phase == .opening else { return }
            guard let handshake = Handshake(json: json) else { return end(.malformed) }
            open(handshake, at: now)
        case .close: end(.byServer)
        case .ping(let data):
            guard let handshake else { return end(.malformed) }
            guard phase == .open else { return }
            deadline = now + handshake.pingInterval + handshake.pingTimeout
            put(.pong(data))
        case .message(let message):
            guard phase != .opening else { return end(.malformed) }
            if phase == .open { act(.deliver(message)) }
        case .pong, .upgrade, .noop: break
        }
    }

    private mutating func open(_ handshake: Handshake, at now: Instant) {
        self.handshake = handshake
        phase = .open
        deadline = now + handshake.pingInterval + handshake.pingTimeout
        act(.opened(handshake))
        if case .webSocket(let socket) = carrier {
            for packet in outbox.takeAll() { act(.send(socket, packet)) }
        }
        guard case .polling = carrier, configuration.transports.contains(.webSocket),
            handshake.upgrades.contains(Transport.webSocket.rawValue)
        else { return }
        lastToken += 1
        candidate = Candidate(socket: lastToken, deadline: now + configuration.upgradeTime)
        act(.openWebSocket(lastToken, target: target(.webSocket)))
    }

    /// Sends a message; before the session is open it waits.
    ///
    /// - Throws: ``LocalError``; then nothing was sent.
    package mutating func send(_ message: Message, at now: Instant) throws(LocalError) {
        // As before a POST.
        if deadline <= now { reach(now) }
        guard phase == .open || phase == .opening else { throw .closed }
        if case .polling = carrier, !Payload.canCarry(message) { throw .separatorInText }
        put(.message(message))
    }

    private mutating func put(_ packet: Packet) {
        if case .webSocket(let socket) = carrier, phase != .opening {
            act(.send(socket, packet))
        } else {
            outbox.append(packet)
        }
    }

    // MARK: Time

    /// When something is due.
    package var nextDeadline: Instant? {
        guard phase != .closed else { return nil }
        return candidate.map { min($0.deadline, deadline) } ?? deadline
    }

    /// Does what is due.
    package mutating func reach(_ now: Instant) {
        guard phase != .closed else { return }
        if let candidate, candidate.deadline <= now { dropCandidate(at: now) }
        guard deadline <= now else { return }
        switch phase {
        case .opening: end(.openTimeout)
        case .open: end(.pingTimeout)
        case .closing: end(.byClient)
        case .closed: break
        }
    }

    // MARK: Ending

    /// Ends the session behind what waits: with a Close on WebSocket, with a close packet over polling. An upgrade that
    /// is under way comes to its end first.
    package mutating func close(at now: Instant) {
        switch phase {
        case .closing, .closed: return
        case .opening: return end(.byClient)
        case .open: break
        }
        switch carrier {
        case .webSocket: end(.byClient)
        case .polling:
            phase = .closing
            deadline = now + configuration.closeTime
            outbox.append(.close)
            if let current = candidate, !current.isProbed { dropCandidate(at: now) }
        }
    }

    private mutating func end(_ reason: CloseReason) {
        guard phase != .closed else { return }
        phase = .closed
        for request in [getting, posting] { if let request { act(.abandon(request)) } }
        getting = nil
        posting = nil
        if let candidate { act(.closeWebSocket(candidate.socket)) }
        candidate = nil
        if case .webSocket(let socket) = carrier { act(.closeWebSocket(socket)) }
        outbox = Outbox()
        act(.closed(reason))
    }

    private mutating func act(_ action: Action) { actions.append(action) }
}
