package import Bytes
package import EngineIO
package import JSON

/// A client of Socket.IO (protocol 5), across all its sessions of Engine.IO: messages and time in, actions out.
///
/// The namespaces that the application wants are joined whenever a session opens. What is emitted before waits, and goes
/// out once the server has admitted the client. Whatever is to be done is told by ``nextAction()``, in order.
///
///     idle ──connect──▶ opening ──opened──▶ open ──lost──▶ waiting ──delay──▶ opening …
///       ▲                  └──failed, or too slow──▶ waiting  │
///       └────────no namespace is wanted any more, or given up─┘
///
/// Sessions have numbers, which the connection gives; what is told of one that it does not want any more changes
/// nothing. So there is never more than one, and never more than one attempt.
package struct ClientConnection: Sendable {
    /// Names somebody who waits for an acknowledgement; the caller gives it.
    package typealias AcknowledgementToken = Int
    /// Names a session of Engine.IO.
    package typealias SessionToken = Int

    package enum Action: Sendable {
        /// A session of Engine.IO is wanted: ``opened(_:at:)`` or ``failed(_:_:at:)`` is due.
        case open(SessionToken)
        case send(SessionToken, Message)
        /// The session is not wanted any more, or its opening.
        case close(SessionToken)
        /// The credentials for a namespace are wanted: ``join(_:auth:on:)`` is due. Asked anew in each session.
        case authenticate(namespace: String, SessionToken)
        /// The server has admitted the client.
        case connected(namespace: String, socketID: String)
        /// The server has not. The client does not ask again by itself.
        case refused(namespace: String, ConnectError)
        case event(Event)
        case acknowledged(AcknowledgementToken, Arguments)
        case acknowledgementFailed(AcknowledgementToken, AcknowledgementFailure)
        /// A namespace that was joined, or that the server was asked for, no longer is.
        case disconnected(namespace: String, DisconnectReason)
        /// A session could not be opened: why.
        case attemptFailed(String)
        /// The next attempt to open a session comes after so long.
        case waiting(Duration)
        /// There are no further attempts, until ``connect(_:at:)``.
        case gaveUp
    }

    /// Why a namespace was not joined.
    package enum ConnectError: Error, Sendable {
        /// - Parameters:
        ///   - message: for people.
        ///   - data: for programs, if the server has sent any.
        case refused(message: String, data: Value?)
        /// The server gives no `sid`: it speaks a version of Socket.IO before 3.0.
        case incompatibleServer
    }

    /// How long a session may take to open. The reference has 20 s.
    package static let standardOpenTime = Duration.seconds(20)

    private let openTime: Duration
    private let reconnection: Reconnection
    private let limits: Limits
    private var random: any RandomNumberGenerator & Sendable
    private var state = State.idle
    private var assembler: PacketAssembler
    private var namespaces: [Namespace] = []
    /// The namespaces that we left in this session. What arrives for one before it is joined again may be for who left.
    private var leftNames: Set<String> = []
    private var attempt = 0
    private var lastSession = 0
    private var lastTicket: UInt64 = 0
    private var actions = ActionQueue<Action>()

    private enum State: Sendable, Equatable {
        case idle
        case opening(SessionToken, until: Instant)
        case open(SessionToken)
        case waiting(until: Instant)
    }

    /// A namespace that the application wants, or has wanted.
    private struct Namespace: Sendable {
        let name: String
        var standing = Standing.wanted
        /// Emitted before the server has admitted us.
        var outbox: [(packet: EncodedPacket, id: UInt64?)] = []
        /// Arrived before the server has admitted us.
        var inbox: [Packet] = []
        var expected = ExpectedAcknowledgements()
        var owed = OwedAcknowledgements()
    }

    private enum Standing: Sendable, Equatable {
        /// To be asked for: there is no session, or its credentials are awaited.
        case wanted
        /// The server owes an answer.
        case asked
        case joined(socketID: String)
        /// The server refused it, or took the client out: it is wanted no more until the application asks again.
        case settled
        /// The application left while the server owed an answer; when that comes, the server is told.
        ///
        /// Not before: the reference closes the connection over a DISCONNECT from a namespace that is not joined.
        case leaving(returns: Bool)

        /// Whether the session is needed for it.
        var isActive: Bool {
            switch self {
            case .wanted, .asked, .joined, .leaving(returns: true): true
            case .settled, .leaving(returns: false): false
            }
        }
    }

    /// - Parameter random: where chance in the delays comes from.
    package init(
        openTime: Duration = standardOpenTime, reconnection: Reconnection = Reconnection(), limits: Limits = .standard,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.openTime = openTime
        self.reconnection = reconnection
        self.limits = limits
        self.random = random
        assembler = PacketAssembler(limits: limits)
    }

    // MARK: Asking

    /// The name that the server has given us in `namespace`; nil while we are not connected there.
    package func socketID(in namespace: String) -> String? {
        guard let place = place(of: namespace), case .joined(let socketID) = namespaces[place].standing else {
            return nil
        }
        return socketID
    }

    /// What is to be done next; nil for nothing.
    package mutating func nextAction() -> Action? { actions.next() }

    private func place(of namespace: String) -> Int? { namespaces.firstIndex { $0.name == namespace } }

    private var isNeeded: Bool { namespaces.contains { $0.standing.isActive } }

    // MARK: What the application wants

    /// The client is to be connected in `namespace`; while it waits for its next attempt, that is made at once.
    ///
    /// - Throws: ``LocalError/malformedNamespace``.
    package mutating func connect(_ namespace: String, at now: Instant) throws(LocalError) {
        guard Packet.isNamespace(namespace) else { throw .malformedNamespace }
        let isNew = want(namespace)
        switch state {
        case .idle, .waiting:
            attempt = 0
            open(at: now)
        case .opening: break
        case .open(let session): if isNew { act(.authenticate(namespace: namespace, session)) }
        }
    }

    /// - Returns: whether it was not wanted before, so that credentials are needed.
    private mutating func want(_ namespace: String) -> Bool {
        guard let place = place(of: namespace) else {
            namespaces.append(Namespace(name: namespace))
            return true
        }
        switch namespaces[place].standing {
        case .wanted, .asked, .joined, .leaving(returns: true): return false
        case .leaving(returns: false):
            namespaces[place].standing = .leaving(returns: true)
            return false
        case .settled:
            namespaces[place].standing = .wanted
            return true
        }
    }

    /// Gives the credentials for a namespace that is to be joined; an object, or nil for none.
    ///
    /// - Parameter session: as in ``Action/authenticate(namespace:_:)``. Credentials for a session that is gone are not sent.
    package mutating func join(_ namespace: String, auth: Value?, on session: SessionToken) {
        guard state == .open(session), let place = place(of: namespace), namespaces[place].standing == .wanted else {
            return
        }
        namespaces[place].standing = .asked
        send(.connect(namespace: namespace, auth))
    }

    /// The client is to be connected in `namespace` no more. With the last one, the session is closed.
    package mutating func disconnect(_ namespace: String) {
        guard let place = place(of: namespace) else { return }
        failAcknowledgements(place)
        switch namespaces[place].standing {
        case .asked, .leaving:
            namespaces[place] = Namespace(name: namespace, standing: .leaving(returns: false))
        case .joined:
            send(.disconnect(namespace: namespace))
            namespaces.remove(at: place)
            leftNames.insert(namespace)
            act(.disconnected(namespace: namespace, .byClient))
        case .wanted, .settled:
            namespaces.remove(at: place)
        }
        stopIfNotNeeded()
    }

    /// The client is to be connected nowhere, and does not come back by itself.
    package mutating func close() {
        for namespace in namespaces.map(\.name) { disconnect(namespace) }
        stopIfNotNeeded()
    }

    private mutating func stopIfNotNeeded() {
        guard !isNeeded else { return }
        switch state {
        case .opening(let session, _), .open(let session): act(.close(session))
        case .idle, .waiting: break
        }
        sessionIsGone()
        state = .idle
    }

    /// Sends an event; one for a namespace that is not connected waits until it is.
    ///
    /// - Parameters:
    ///   - token: who waits for its acknowledgement, if anybody does.
    ///   - timeLimit: how long that may take, the waiting included.
    ///   - delivery: one that is volatile waits for nothing, nor for the namespace to be connected.
    /// - Throws: ``LocalError``; then nothing was sent, and nothing waits.
    package mutating func emit(
        _ name: String, _ payload: Payload, namespace: String, acknowledgement token: AcknowledgementToken? = nil,
        timeLimit: Duration? = nil, delivery: Delivery = .reliable, at now: Instant
    ) throws(LocalError) {
        guard let place = place(of: namespace), namespaces[place].standing != .leaving(returns: false) else {
            throw .notConnected
        }
        let isJoined: Bool
        if case .joined = namespaces[place].standing { isJoined = true } else { isJoined = false }
        guard delivery == .reliable || delivery == .volatile(isWritable: true) && isJoined else {
            if let token { act(.acknowledgementFailed(token, .notSent)) }
            return
        }
        let id = token.map { namespaces[place].expected.add($0, deadline: timeLimit.map { now + $0 }) }
        let packet: EncodedPacket
        do throws(LocalError) {
            packet = try .event(name, payload, namespace: namespace, id: id)
        } catch {
            if let id { _ = namespaces[place].expected.take(id) }
            throw error
        }
        if isJoined { send(packet) } else { namespaces[place].outbox.append((packet, id)) }
    }

    /// Acknowledges an event, once; where its namespace was left meanwhile, nothing is sent.
    ///
    /// - Parameter id: ``Event/id``.
    package mutating func acknowledge(_ id: UInt64, _ payload: Payload, namespace: String) {
        guard let place = place(of: namespace), case .joined = namespaces[place].standing,
            let id = namespaces[place].owed.take(id)
        else { return }
        send(.acknowledgement(of: id, payload, namespace: namespace))
    }

    // MARK: What carries it

    private mutating func open(at now: Instant) {
        lastSession += 1
        state = .opening(lastSession, until: now + openTime)
        act(.open(lastSession))
    }

    /// A session of Engine.IO is open.
    package mutating func opened(_ session: SessionToken, at now: Instant) {
        guard case .opening(session, _) = state else { return }
        state = .open(session)
        attempt = 0
        for namespace in namespaces where namespace.standing == .wanted {
            act(.authenticate(namespace: namespace.name, session))
        }
    }

    /// A session could not be opened: why, in words.
    package mutating func failed(_ session: SessionToken, _ description: String, at now: Instant) {
        guard case .opening(session, _) = state else { return }
        act(.attemptFailed(description))
        wait(at: now)
    }

    /// A session is closed: why, in words.
    package mutating func closed(_ session: SessionToken, _ description: String, at now: Instant) {
        guard state == .open(session) else { return failed(session, description, at: now) }
        lose(.transportClosed(description), at: now)
    }

    private mutating func lose(_ reason: DisconnectReason, at now: Instant) {
        for place in namespaces.indices {
            guard case .joined = namespaces[place].standing else { continue }
            failAcknowledgements(place)
            act(.disconnected(namespace: namespaces[place].name, reason))
        }
        sessionIsGone()
        if isNeeded { wait(at: now) } else { state = .idle }
    }

    /// Nothing of what the server knew of us counts any more. What it was not told, waits.
    private mutating func sessionIsGone() {
        assembler = PacketAssembler(limits: limits)
        leftNames = []
        namespaces.removeAll { $0.standing == .leaving(returns: false) }
        for place in namespaces.indices {
            namespaces[place].inbox = []
            namespaces[place].owed = OwedAcknowledgements()
            if namespaces[place].standing.isActive { namespaces[place].standing = .wanted }
        }
    }

    /// Sets the time of the next attempt, if there is to be one.
    private mutating func wait(at now: Instant) {
        guard let delay = reconnection.delay(before: attempt, using: &random) else {
            state = .idle
            return act(.gaveUp)
        }
        attempt += 1
        state = .waiting(until: now + delay)
        act(.waiting(delay))
    }

    // MARK: Receiving

    /// A message of the server's.
    package mutating func receive(_ message: Message, on session: SessionToken, at now: Instant) {
        guard state == .open(session) else { return }
        do throws(PacketError) {
            guard let packet = try assembler.receive(message) else { return }
            do throws(Violation) { try receive(packet) } catch { giveUp(session, .protocolViolation(error), at: now) }
        } catch {
            giveUp(session, .malformed(error), at: now)
        }
    }

    /// Closes a session in which nothing can be understood any more.
    private mutating func giveUp(_ session: SessionToken, _ reason: DisconnectReason, at now: Instant) {
        act(.close(session))
        lose(reason, at: now)
    }

    private mutating func receive(_ packet: Packet) throws(Violation) {
        // What is for a namespace that we did not ask for, or have left, is nobody's.
        guard let place = place(of: packet.namespace) else { return }
        switch (namespaces[place].standing, packet.content) {
        case (.asked, .connect(let answer)): joined(place, answer?.root["sid"]?.string)
        case (.asked, .connectError(let error)):
            let message = error.root["message"]?.string ?? error.root.string ?? ""
            settle(place)
            act(
                .refused(
                    namespace: packet.namespace, .refused(message: message, data: error.root["data"].map { Value($0) }))
            )
            stopIfNotNeeded()
        case (.asked, .event): try keep(packet, place)
        case (.asked, .disconnect):
            // It may be for the one that left.
            guard !leftNames.contains(packet.namespace) else { return }
            settle(place)
            act(.disconnected(namespace: packet.namespace, .byServer))
            stopIfNotNeeded()
        case (.joined, .disconnect):
            failAcknowledgements(place)
            settle(place)
            act(.disconnected(namespace: packet.namespace, .byServer))
            stopIfNotNeeded()
        case (.joined, .event), (.joined, .acknowledgement): deliver(packet, place)
        case (.leaving(let returns), .connect):
            send(.disconnect(namespace: packet.namespace))
            leftNames.insert(packet.namespace)
            left(place, returns)
        case (.leaving(let returns), .connectError): left(place, returns)
        case (.joined, .connect), (.joined, .connectError), (.asked, .acknowledgement), (.leaving, _), (.wanted, _),
            (.settled, _):
            break
        }
    }

    /// The server has answered, and knows that we are not there.
    private mutating func left(_ place: Int, _ returns: Bool) {
        guard returns, case .open(let session) = state else {
            namespaces.remove(at: place)
            return
        }
        namespaces[place].standing = .wanted
        act(.authenticate(namespace: namespaces[place].name, session))
    }

    private mutating func settle(_ place: Int) {
        namespaces[place].standing = .settled
        namespaces[place].inbox = []
        namespaces[place].owed = OwedAcknowledgements()
    }

    private mutating func keep(_ packet: Packet, _ place: Int) throws(Violation) {
        // It may be for the one that left.
        guard !leftNames.contains(packet.namespace) else { return }
        guard namespaces[place].inbox.count < limits.earlyEventCount else {
            throw .tooManyEarlyEvents(namespace: packet.namespace)
        }
        namespaces[place].inbox.append(packet)
    }

    private mutating func joined(_ place: Int, _ socketID: String?) {
        let name = namespaces[place].name
        guard let socketID, !socketID.isEmpty else {
            settle(place)
            act(.refused(namespace: name, .incompatibleServer))
            return stopIfNotNeeded()
        }
        let inbox = namespaces[place].inbox
        let outbox = namespaces[place].outbox
        namespaces[place].standing = .joined(socketID: socketID)
        namespaces[place].inbox = []
        namespaces[place].outbox = []
        act(.connected(namespace: name, socketID: socketID))
        for packet in inbox { deliver(packet, place) }
        for (packet, _) in outbox { send(packet) }
    }

    private mutating func deliver(_ packet: Packet, _ place: Int) {
        switch packet.content {
        case .event(let name, let arguments):
            act(
                .event(
                    Event(namespace: packet.namespace, name: name, arguments: arguments, id: ticket(packet.id, place))))
        case .acknowledgement(let arguments):
            if let token = packet.id.flatMap({ namespaces[place].expected.take($0) }) {
                act(.acknowledged(token, arguments))
            }
        case .connect, .disconnect, .connectError: break
        }
    }

    private mutating func ticket(_ id: UInt64?, _ place: Int) -> UInt64? {
        guard let id else { return nil }
        lastTicket += 1
        namespaces[place].owed.add(id, ticket: lastTicket, limit: limits.owedAcknowledgementCount)
        return lastTicket
    }

    /// Acknowledgements do not come any more.
    private mutating func failAcknowledgements(_ place: Int) {
        for token in namespaces[place].expected.takeAll() { act(.acknowledgementFailed(token, .disconnected)) }
    }

    private mutating func send(_ packet: EncodedPacket) {
        guard case .open(let session) = state else { return }
        act(.send(session, .text(packet.text)))
        for attachment in packet.attachments { act(.send(session, .binary(attachment))) }
    }

    // MARK: Time

    /// When something is due.
    package var nextDeadline: Instant? {
        var deadline: Instant?
        for namespace in namespaces { deadline = earlier(of: deadline, namespace.expected.nextDeadline) }
        switch state {
        case .idle, .open: return deadline
        case .opening(_, let until), .waiting(let until): return earlier(of: deadline, until)
        }
    }

    /// Does what is due.
    package mutating func reach(_ now: Instant) {
        for place in namespaces.indices {
            for (id, token) in namespaces[place].expected.takeLate(at: now) {
                // What was given up is not sent any more.
                namespaces[place].outbox.removeAll { $0.id == id }
                act(.acknowledgementFailed(token, .timeout))
            }
        }
        switch state {
        case .opening(let session, let until) where until <= now:
            act(.close(session))
            act(.attemptFailed("timeout"))
            wait(at: now)
        case .waiting(let until) where until <= now: open(at: now)
        case .idle, .opening, .open, .waiting: break
        }
    }

    private mutating func act(_ action: Action) { actions.append(action) }
}
