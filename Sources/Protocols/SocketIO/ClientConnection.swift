package import Bytes
package import EngineIO
package import JSON

/// A client of Socket.IO (protocol 5), across all its sessions of Engine.IO: messages and time in, actions out.
///
/// The namespaces that the application wants are joined whenever a session opens. What is emitted before waits, and goes
/// out once the server has admitted the client. Whatever is to be done is told by ``nextAction()``, in order.
///
///     idle ──connect──▶ opening ──opened──▶ open ──lost──▶ waiting ──delay──▶ opening …
///       ▲                  └──failed──▶ waiting               │
///       └────────────close, or given up───────────────────────┘
package struct ClientConnection: Sendable {
    /// Names somebody who waits for an acknowledgement; the caller gives it.
    package typealias AcknowledgementToken = Int

    package enum Action: Sendable {
        /// A session of Engine.IO is wanted: ``opened()`` or ``failed(_:at:)`` is due.
        case open
        case send(Message)
        /// The session is not wanted any more, or its opening.
        case close
        /// The credentials for a namespace are wanted: ``join(_:auth:)`` is due. Asked anew for each session.
        case authenticate(namespace: String)
        /// The server has admitted the client.
        case connected(namespace: String, socketID: String)
        /// The server has refused the client, which does not ask again by itself.
        case refused(namespace: String, message: String, data: Value?)
        case event(Event)
        case acknowledged(AcknowledgementToken, Arguments)
        case acknowledgementFailed(AcknowledgementToken, AcknowledgementFailure)
        /// A namespace that was joined no longer is.
        case disconnected(namespace: String, DisconnectReason)
        /// A session could not be opened; the next attempt comes after so long, or never.
        case attemptFailed(String, nextAfter: Duration?)
    }

    private let reconnection: Reconnection
    private let limits: Limits
    private var random: any RandomNumberGenerator & Sendable
    private var state = State.idle
    private var assembler: PacketAssembler
    private var namespaces: [Namespace] = []
    private var attempt = 0
    private var actions: [Action] = []
    private var nextActionIndex = 0

    private enum State: Sendable, Equatable {
        case idle, opening, open
        case waiting(until: Instant)
    }

    /// A namespace that the application wants.
    private struct Namespace: Sendable {
        let name: String
        var socketID: String?
        /// Whether the server refused it, or took the client out: it is wanted no more until the application asks again.
        var isSettled = false
        /// Emitted before the server has admitted us.
        var outbox: [(packet: EncodedPacket, token: AcknowledgementToken?, id: UInt64?)] = []
        /// Arrived before the server has admitted us.
        var inbox: [Packet] = []
        var acknowledgements = Acknowledgements()
    }

    /// - Parameter random: where chance in the delays comes from.
    package init(
        reconnection: Reconnection = Reconnection(), limits: Limits = .standard,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.reconnection = reconnection
        self.limits = limits
        self.random = random
        assembler = PacketAssembler(limits: limits)
    }

    // MARK: Asking

    /// The name that the server has given us in `namespace`; nil while we are not connected there.
    package func socketID(in namespace: String) -> String? {
        place(of: namespace).flatMap { namespaces[$0].socketID }
    }

    private func place(of namespace: String) -> Int? { namespaces.firstIndex { $0.name == namespace } }

    /// What is to be done next; nil for nothing.
    package mutating func nextAction() -> Action? {
        guard nextActionIndex < actions.count else {
            actions = []
            nextActionIndex = 0
            return nil
        }
        defer { nextActionIndex += 1 }
        return actions[nextActionIndex]
    }

    // MARK: What the application wants

    /// The client is to be connected in `namespace`.
    package mutating func connect(_ namespace: String) {
        let place: Int
        if let known = self.place(of: namespace) {
            guard namespaces[known].isSettled || state == .idle || isWaiting else { return }
            namespaces[known].isSettled = false
            place = known
        } else {
            namespaces.append(Namespace(name: namespace))
            place = namespaces.count - 1
        }
        switch state {
        case .idle, .waiting:
            attempt = 0
            state = .opening
            act(.open)
        case .opening: break
        case .open: act(.authenticate(namespace: namespaces[place].name))
        }
    }

    private var isWaiting: Bool { if case .waiting = state { true } else { false } }

    /// Gives the credentials for a namespace that is to be joined.
    package mutating func join(_ namespace: String, auth: Value?) {
        guard state == .open, let place = place(of: namespace), !namespaces[place].isSettled,
            namespaces[place].socketID == nil
        else { return }
        send(.connect(namespace: namespace, auth))
    }

    /// The client is to be connected in `namespace` no more. With the last one, the session is closed.
    package mutating func disconnect(_ namespace: String) {
        guard let place = place(of: namespace) else { return }
        let wasJoined = namespaces[place].socketID != nil
        if state == .open, wasJoined { send(.disconnect(namespace: namespace)) }
        leave(place, .byClient)
        namespaces.remove(at: place)
        if namespaces.allSatisfy(\.isSettled) { stop() }
    }

    /// The client is to be connected nowhere, and does not come back by itself.
    package mutating func close() {
        for namespace in namespaces.map(\.name) { disconnect(namespace) }
        stop()
    }

    private mutating func stop() {
        switch state {
        case .open, .opening: act(.close)
        case .idle, .waiting: break
        }
        state = .idle
    }

    /// Sends an event; one for a namespace that is not connected waits until it is.
    ///
    /// - Parameters:
    ///   - isVolatile: whether it is dropped instead of waiting.
    ///   - token: who waits for its acknowledgement, if anybody does.
    ///   - timeLimit: how long that may take.
    /// - Throws: ``LocalError``; then nothing was sent, and nothing waits.
    package mutating func emit(
        _ name: String, _ payload: Payload, namespace: String, isVolatile: Bool = false,
        acknowledgement token: AcknowledgementToken? = nil, timeLimit: Duration? = nil, at now: Instant
    ) throws(LocalError) {
        guard let place = place(of: namespace) else { throw .notConnected }
        let isJoined = namespaces[place].socketID != nil
        guard isJoined || !isVolatile else { return }
        var id: UInt64?
        if let token { id = namespaces[place].acknowledgements.add(token, deadline: timeLimit.map { now + $0 }) }
        let packet: EncodedPacket
        do {
            packet = try EncodedPacket.event(name, payload, namespace: namespace, id: id)
        } catch {
            if let id { _ = namespaces[place].acknowledgements.take(id) }
            throw error
        }
        if isJoined { send(packet) } else { namespaces[place].outbox.append((packet, token, id)) }
    }

    /// Acknowledges an event; where its namespace is not connected any more, nothing is sent.
    package mutating func acknowledge(_ id: UInt64, _ payload: Payload, namespace: String) {
        guard socketID(in: namespace) != nil else { return }
        send(.acknowledgement(of: id, payload, namespace: namespace))
    }

    // MARK: What carries it

    /// A session of Engine.IO is open.
    package mutating func opened() {
        guard state == .opening else { return }
        state = .open
        attempt = 0
        assembler = PacketAssembler(limits: limits)
        for namespace in namespaces where !namespace.isSettled { act(.authenticate(namespace: namespace.name)) }
    }

    /// The session could not be opened.
    package mutating func failed(_ description: String, at now: Instant) {
        guard state == .opening else { return }
        let delay = wait(at: now)
        act(.attemptFailed(description, nextAfter: delay))
    }

    /// The session is closed.
    package mutating func closed(_ description: String, at now: Instant) {
        guard state == .open else { return }
        lose(.transportClosed(description), at: now)
    }

    private mutating func lose(_ reason: DisconnectReason, at now: Instant) {
        for place in namespaces.indices { leave(place, reason) }
        if namespaces.allSatisfy(\.isSettled) { state = .idle } else { _ = wait(at: now) }
    }

    /// Sets the time of the next attempt.
    private mutating func wait(at now: Instant) -> Duration? {
        guard let delay = reconnection.delay(before: attempt, using: &random) else {
            state = .idle
            return nil
        }
        attempt += 1
        state = .waiting(until: now + delay)
        return delay
    }

    // MARK: Receiving

    /// A message of the server's.
    package mutating func receive(_ message: Message, at now: Instant) {
        guard state == .open else { return }
        do {
            if let packet = try assembler.receive(message) { receive(packet) }
        } catch {
            act(.close)
            lose(.malformed(error), at: now)
        }
    }

    private mutating func receive(_ packet: Packet) {
        // What is for a namespace that we did not ask for, or have left, is nobody's.
        guard let place = place(of: packet.namespace), !namespaces[place].isSettled else { return }
        switch packet.content {
        case .connect(let answer): connected(place, answer)
        case .connectError(let error):
            namespaces[place].isSettled = true
            let message = error.root["message"]?.string ?? error.root.string ?? ""
            act(.refused(namespace: packet.namespace, message: message, data: error.root["data"].map { Value($0) }))
        case .disconnect:
            leave(place, .byServer)
            namespaces[place].isSettled = true
        case .event, .acknowledgement:
            if namespaces[place].socketID == nil {
                namespaces[place].inbox.append(packet)
            } else {
                deliver(packet, place)
            }
        }
    }

    private mutating func connected(_ place: Int, _ answer: JSON.Document?) {
        guard namespaces[place].socketID == nil else { return }
        let name = namespaces[place].name
        guard let socketID = answer?.root["sid"]?.string else {
            namespaces[place].isSettled = true
            act(
                .refused(
                    namespace: name,
                    message: "The server gives no session id: it speaks a version of Socket.IO before 3.0.", data: nil))
            return
        }
        namespaces[place].socketID = socketID
        act(.connected(namespace: name, socketID: socketID))
        let inbox = namespaces[place].inbox
        namespaces[place].inbox = []
        for packet in inbox { deliver(packet, place) }
        let outbox = namespaces[place].outbox
        namespaces[place].outbox = []
        for (packet, _, _) in outbox { send(packet) }
    }

    private mutating func deliver(_ packet: Packet, _ place: Int) {
        switch packet.content {
        case .event(let name, let arguments):
            act(.event(Event(namespace: packet.namespace, name: name, arguments: arguments, id: packet.id)))
        case .acknowledgement(let arguments):
            if let token = packet.id.flatMap({ namespaces[place].acknowledgements.take($0) }) {
                act(.acknowledged(token, arguments))
            }
        case .connect, .disconnect, .connectError: break
        }
    }

    /// The namespace is not connected any more: acknowledgements of what was sent do not come. What was not sent, waits.
    private mutating func leave(_ place: Int, _ reason: DisconnectReason) {
        namespaces[place].inbox = []
        guard namespaces[place].socketID != nil else { return }
        namespaces[place].socketID = nil
        for (token, _) in namespaces[place].acknowledgements.takeAll() {
            act(.acknowledgementFailed(token, .disconnected))
        }
        act(.disconnected(namespace: namespaces[place].name, reason))
    }

    // MARK: Time

    /// When something is due.
    package var nextDeadline: Instant? {
        var deadlines = namespaces.compactMap(\.acknowledgements.nextDeadline)
        if case .waiting(let until) = state { deadlines.append(until) }
        return deadlines.min()
    }

    /// Does what is due.
    package mutating func reach(_ now: Instant) {
        for place in namespaces.indices {
            for (id, token) in namespaces[place].acknowledgements.takeLate(at: now) {
                // What was given up is not sent any more.
                namespaces[place].outbox.removeAll { $0.id == id }
                act(.acknowledgementFailed(token, .timeout))
            }
        }
        if case .waiting(let until) = state, until <= now {
            state = .opening
            act(.open)
        }
    }

    private mutating func send(_ packet: EncodedPacket) {
        for message in packet.messages { act(.send(message)) }
    }

    private mutating func act(_ action: Action) { actions.append(action) }
}
