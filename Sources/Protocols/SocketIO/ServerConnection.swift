package import Bytes
package import EngineIO
package import JSON

/// What a server knows of one client (Socket.IO protocol 5): messages of Engine.IO and time in, actions out.
///
/// One connection carries several namespaces, each of which the client asks to join and the application admits or
/// refuses, at once or later. Whatever is to be done is told by ``nextAction()``, in order, and nothing is told behind
/// ``Action/close(_:)``.
///
///                  ┌─────────────────refuse────────────────┐
///                  ▼                                       │
///     namespace:  unknown ──CONNECT──▶ asked ──accept──▶ joined ──disconnect()──▶ expelled ──CONNECT──▶ asked
///                  ▲ ▲                   │ DISCONNECT      │ DISCONNECT
///                  │ └────(answer)── abandoned             │
///                  └───────────────────────────────────────┘
package struct ServerConnection: Sendable {
    /// Names somebody who waits for an acknowledgement; the caller gives it.
    package typealias AcknowledgementToken = Int

    package enum Action: Sendable {
        /// The client asks to join: ``accept(_:socketID:)`` or ``refuse(_:message:data:)`` is due, now or later, and once.
        ///
        /// - Parameter auth: what the client says of itself; an empty object where it says nothing.
        case ask(namespace: String, auth: Value)
        case event(Event)
        case acknowledged(AcknowledgementToken, Arguments)
        case acknowledgementFailed(AcknowledgementToken, AcknowledgementFailure)
        /// A namespace that was joined no longer is.
        case disconnected(namespace: String, DisconnectReason)
        case send(Message)
        /// The session of Engine.IO is to be closed. The last action.
        case close(DisconnectReason)
    }

    /// How long a client may take to join its first namespace. The reference has 45 s.
    package static let standardConnectTime = Duration.seconds(45)

    private let limits: Limits
    private var assembler: PacketAssembler
    private var namespaces: [Namespace] = []
    private var isClosed = false
    /// Until when a namespace must have been joined; nil once one was.
    private var connectDeadline: Instant?
    /// Nothing is too late before; it may be that nothing is then, either.
    private var nextAcknowledgementDeadline: Instant?
    private var lastTicket: UInt64 = 0
    private var actions = ActionQueue<Action>()

    private struct Namespace: Sendable {
        let name: String
        var standing = Standing.asked
        var expected = ExpectedAcknowledgements()
        var owed = OwedAcknowledgements()
    }

    private enum Standing: Sendable {
        /// The application owes an answer.
        case asked
        /// The client left before the application answered. If it has asked again, that is told when it has: so an answer
        /// is never taken for one to other credentials.
        case abandoned(asksAgain: Value?)
        case joined
        /// We took the client out. What it sent before it heard of that is nobody's.
        case expelled
    }

    package init(connectTime: Duration = standardConnectTime, limits: Limits = .standard, at now: Instant) {
        self.limits = limits
        assembler = PacketAssembler(limits: limits)
        connectDeadline = now + connectTime
    }

    // MARK: Asking

    /// Whether events of `namespace` can be sent.
    package func isJoined(_ namespace: String) -> Bool { joinedPlace(of: namespace) != nil }

    /// What is to be done next; nil for nothing.
    package mutating func nextAction() -> Action? { actions.next() }

    private func place(of namespace: String) -> Int? { namespaces.firstIndex { $0.name == namespace } }

    private func joinedPlace(of namespace: String) -> Int? {
        guard let place = place(of: namespace), case .joined = namespaces[place].standing else { return nil }
        return place
    }

    // MARK: Receiving

    /// A message of the client's.
    package mutating func receive(_ message: Message, at now: Instant) {
        guard !isClosed else { return }
        do throws(PacketError) {
            if let packet = try assembler.receive(message) { receive(packet) }
        } catch {
            close(.malformed(error))
        }
    }

    private mutating func receive(_ packet: Packet) {
        let place = place(of: packet.namespace)
        switch packet.content {
        case .connect(let auth): connect(packet.namespace, place, auth.map { Value($0.root) } ?? .object([]))
        case .connectError: close(.protocolViolation(.refusedByClient))
        case .disconnect, .event, .acknowledgement:
            guard let place else { return close(.protocolViolation(.notJoined(namespace: packet.namespace))) }
            receive(packet, in: place)
        }
    }

    private mutating func connect(_ namespace: String, _ place: Int?, _ auth: Value) {
        guard let place else {
            guard namespaces.count < limits.namespaceCount else {
                return send(.connectError(namespace: namespace, message: Self.tooManyNamespacesMessage, data: nil))
            }
            namespaces.append(Namespace(name: namespace))
            return act(.ask(namespace: namespace, auth: auth))
        }
        switch namespaces[place].standing {
        case .asked, .joined, .abandoned(asksAgain: .some):
            close(.protocolViolation(.connectedTwice(namespace: namespace)))
        case .abandoned(asksAgain: nil): namespaces[place].standing = .abandoned(asksAgain: auth)
        case .expelled:
            namespaces[place].standing = .asked
            act(.ask(namespace: namespace, auth: auth))
        }
    }

    /// A packet for a namespace that the client has joined, asked for, or been taken out of.
    private mutating func receive(_ packet: Packet, in place: Int) {
        switch (namespaces[place].standing, packet.content) {
        case (.expelled, _): break
        case (.joined, .disconnect): leave(place, .byClient)
        case (.joined, .event(let name, let arguments)):
            act(
                .event(
                    Event(namespace: packet.namespace, name: name, arguments: arguments, id: ticket(packet.id, place))))
        case (.joined, .acknowledgement(let arguments)):
            if let token = packet.id.flatMap({ namespaces[place].expected.take($0) }) {
                act(.acknowledged(token, arguments))
            }
        case (.asked, .disconnect), (.abandoned(asksAgain: .some), .disconnect):
            namespaces[place].standing = .abandoned(asksAgain: nil)
        case (.asked, _), (.abandoned, _):
            close(.protocolViolation(.notJoined(namespace: packet.namespace)))
        case (.joined, .connect), (.joined, .connectError):
            preconditionFailure("these two are dealt with before anybody looks for the namespace")
        }
    }

    private mutating func ticket(_ id: UInt64?, _ place: Int) -> UInt64? {
        guard let id else { return nil }
        lastTicket += 1
        namespaces[place].owed.add(id, ticket: lastTicket, limit: limits.owedAcknowledgementCount)
        return lastTicket
    }

    /// The session of Engine.IO is closed.
    package mutating func transportClosed(_ reason: String) {
        guard !isClosed else { return }
        end(.transportClosed(reason))
    }

    // MARK: The application's answers

    /// Admits the client to a namespace that it asked for.
    ///
    /// - Returns: false when the client has left meanwhile.
    package mutating func accept(_ namespace: String, socketID: String) -> Bool {
        guard let place = answeredPlace(of: namespace) else { return false }
        namespaces[place].standing = .joined
        connectDeadline = nil
        send(.connect(namespace: namespace, ["sid": .string(socketID)]))
        return true
    }

    /// Refuses a namespace that the client asked for. The connection stays open for others.
    ///
    /// - Parameters:
    ///   - message: for whoever reads the client's log.
    ///   - data: for the client's program.
    package mutating func refuse(_ namespace: String, message: String, data: Value? = nil) {
        guard let place = answeredPlace(of: namespace) else { return }
        namespaces.remove(at: place)
        send(.connectError(namespace: namespace, message: message, data: data))
    }

    /// Where the namespace stands that the application has an answer for; nil when the client does not wait for that one.
    private mutating func answeredPlace(of namespace: String) -> Int? {
        guard !isClosed, let place = place(of: namespace) else { return nil }
        switch namespaces[place].standing {
        case .asked: return place
        case .joined, .expelled: return nil
        case .abandoned(asksAgain: nil): namespaces.remove(at: place)
        case .abandoned(asksAgain: let auth?):
            namespaces[place].standing = .asked
            act(.ask(namespace: namespace, auth: auth))
        }
        return nil
    }

    /// What the reference answers to who asks for a namespace that there is not.
    package static let unknownNamespaceMessage = "Invalid namespace"

    /// What is answered beyond ``Limits/namespaceCount``.
    package static let tooManyNamespacesMessage = "Too many namespaces"

    // MARK: Sending

    /// Sends an event.
    ///
    /// - Parameters:
    ///   - token: who waits for its acknowledgement, if anybody does.
    ///   - timeLimit: how long that may take.
    /// - Throws: ``LocalError``; then nothing was sent.
    package mutating func emit(
        _ name: String, _ payload: Payload, namespace: String, acknowledgement token: AcknowledgementToken? = nil,
        timeLimit: Duration? = nil, delivery: Delivery = .reliable, at now: Instant
    ) throws(LocalError) {
        guard let place = joinedPlace(of: namespace) else { throw .notConnected }
        guard delivery != .volatile(isWritable: false) else {
            if let token { act(.acknowledgementFailed(token, .notSent)) }
            return
        }
        guard let token else { return send(try .event(name, payload, namespace: namespace)) }
        let deadline = timeLimit.map { now + $0 }
        let id = namespaces[place].expected.add(token, deadline: deadline)
        do throws(LocalError) {
            send(try .event(name, payload, namespace: namespace, id: id))
        } catch {
            _ = namespaces[place].expected.take(id)
            throw error
        }
        nextAcknowledgementDeadline = earlier(of: nextAcknowledgementDeadline, deadline)
    }

    /// Sends what was encoded for `namespace`; where that is not joined, nothing.
    package mutating func send(_ packet: EncodedPacket, namespace: String, delivery: Delivery = .reliable) {
        if delivery != .volatile(isWritable: false), isJoined(namespace) { send(packet) }
    }

    /// Acknowledges an event, once; where its namespace was left meanwhile, nothing is sent.
    ///
    /// - Parameter id: ``Event/id``.
    package mutating func acknowledge(_ id: UInt64, _ payload: Payload, namespace: String) {
        guard let place = joinedPlace(of: namespace), let id = namespaces[place].owed.take(id) else { return }
        send(.acknowledgement(of: id, payload, namespace: namespace))
    }

    private mutating func send(_ packet: EncodedPacket) {
        act(.send(.text(packet.text)))
        for attachment in packet.attachments { act(.send(.binary(attachment))) }
    }

    // MARK: Ending

    /// Takes the client out of a namespace.
    package mutating func disconnect(_ namespace: String) {
        guard !isClosed, let place = joinedPlace(of: namespace) else { return }
        send(.disconnect(namespace: namespace))
        failAcknowledgements(place)
        namespaces[place] = Namespace(name: namespace, standing: .expelled)
        act(.disconnected(namespace: namespace, .byServer))
    }

    /// Takes the client out of all namespaces, and closes the session.
    package mutating func close() {
        guard !isClosed else { return }
        for namespace in namespaces {
            if case .joined = namespace.standing { send(.disconnect(namespace: namespace.name)) }
        }
        close(.byServer)
    }

    private mutating func close(_ reason: DisconnectReason) {
        end(reason)
        act(.close(reason))
    }

    private mutating func end(_ reason: DisconnectReason) {
        isClosed = true
        connectDeadline = nil
        nextAcknowledgementDeadline = nil
        assembler = PacketAssembler(limits: limits)
        for place in namespaces.indices {
            guard case .joined = namespaces[place].standing else { continue }
            failAcknowledgements(place)
            act(.disconnected(namespace: namespaces[place].name, reason))
        }
        namespaces = []
    }

    private mutating func leave(_ place: Int, _ reason: DisconnectReason) {
        failAcknowledgements(place)
        let namespace = namespaces.remove(at: place)
        act(.disconnected(namespace: namespace.name, reason))
    }

    private mutating func failAcknowledgements(_ place: Int) {
        for token in namespaces[place].expected.takeAll() { act(.acknowledgementFailed(token, .disconnected)) }
    }

    // MARK: Time

    /// When something is due.
    package var nextDeadline: Instant? { earlier(of: connectDeadline, nextAcknowledgementDeadline) }

    /// Does what is due.
    package mutating func reach(_ now: Instant) {
        guard !isClosed else { return }
        if let deadline = connectDeadline, deadline <= now { return close(.connectTimeout) }
        guard let deadline = nextAcknowledgementDeadline, deadline <= now else { return }
        nextAcknowledgementDeadline = nil
        for place in namespaces.indices {
            for (_, token) in namespaces[place].expected.takeLate(at: now) {
                act(.acknowledgementFailed(token, .timeout))
            }
            let next = namespaces[place].expected.nextDeadline
            nextAcknowledgementDeadline = earlier(of: nextAcknowledgementDeadline, next)
        }
    }

    private mutating func act(_ action: Action) { actions.append(action) }
}
