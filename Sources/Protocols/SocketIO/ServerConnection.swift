package import Bytes
package import EngineIO
package import JSON

/// What a server knows of one client (Socket.IO protocol 5): messages of Engine.IO and time in, actions out.
///
/// One connection carries several namespaces, each of which the client asks to join and the application admits or
/// refuses, at once or later. Whatever is to be done is told by ``nextAction()``, in order, and nothing is told behind
/// ``Action/close``.
///
///     namespace:  unknown ──CONNECT──▶ asked ──accept──▶ joined ──DISCONNECT──▶ unknown
///                    ▲                   └──refuse──┐
///                    └──────────────────────────────┘
package struct ServerConnection: Sendable {
    /// Names somebody who waits for an acknowledgement; the caller gives it.
    package typealias AcknowledgementToken = Int

    package enum Action: Sendable {
        /// The client asks to join: ``accept(_:socketID:)`` or ``refuse(_:message:data:)`` is due, now or later.
        case ask(namespace: String, auth: Value)
        case event(Event)
        case acknowledged(AcknowledgementToken, Arguments)
        case acknowledgementFailed(AcknowledgementToken, AcknowledgementFailure)
        /// A namespace that was joined no longer is.
        case disconnected(namespace: String, DisconnectReason)
        case send(Message)
        /// The session of Engine.IO is to be closed. The last action.
        case close
    }

    /// How long a client may take to join its first namespace. The reference has 45 s.
    package static let standardConnectTime = Duration.seconds(45)

    private var assembler: PacketAssembler
    private var namespaces: [Namespace] = []
    private var isClosed = false
    /// Until when a namespace must have been joined; nil once one was.
    private var connectDeadline: Instant?
    private var nextAcknowledgementDeadline: Instant?
    private var actions: [Action] = []
    private var nextActionIndex = 0

    private struct Namespace: Sendable {
        let name: String
        var isJoined = false
        var acknowledgements = Acknowledgements()
    }

    package init(connectTime: Duration = standardConnectTime, limits: Limits = .standard, at now: Instant) {
        assembler = PacketAssembler(limits: limits)
        connectDeadline = now + connectTime
    }

    // MARK: Asking

    /// Whether events of `namespace` can be sent.
    package func isJoined(_ namespace: String) -> Bool { place(of: namespace).map { namespaces[$0].isJoined } ?? false }

    private func place(of namespace: String) -> Int? { namespaces.firstIndex { $0.name == namespace } }

    /// Memory for so many actions is kept for the next ones.
    private static let keptActionCount = 4

    /// What is to be done next; nil for nothing.
    package mutating func nextAction() -> Action? {
        guard nextActionIndex < actions.count else {
            actions.removeAll(keepingCapacity: actions.capacity <= Self.keptActionCount)
            nextActionIndex = 0
            return nil
        }
        defer { nextActionIndex += 1 }
        return actions[nextActionIndex]
    }

    // MARK: Receiving

    /// A message of the client's.
    package mutating func receive(_ message: Message, at now: Instant) {
        guard !isClosed else { return }
        do {
            if let packet = try assembler.receive(message) { receive(packet) }
        } catch {
            close(.malformed(error))
        }
    }

    private mutating func receive(_ packet: Packet) {
        switch (packet.content, place(of: packet.namespace)) {
        case (.connect(let auth), nil):
            namespaces.append(Namespace(name: packet.namespace))
            act(.ask(namespace: packet.namespace, auth: auth.map { Value($0.root) } ?? .object([])))
        case (.connect, .some):
            close(.protocolViolation("the namespace \(packet.namespace) was asked for twice"))
        case (.connectError, _):
            close(.protocolViolation("a client refuses no namespace"))
        case (.disconnect, let place?):
            // One that was asked for and not yet admitted is just forgotten.
            if namespaces[place].isJoined { leave(place, .byClient) } else { namespaces.remove(at: place) }
        case (.event(let name, let arguments), let place?) where namespaces[place].isJoined:
            act(.event(Event(namespace: packet.namespace, name: name, arguments: arguments, id: packet.id)))
        case (.acknowledgement(let arguments), let place?) where namespaces[place].isJoined:
            if let token = packet.id.flatMap({ namespaces[place].acknowledgements.take($0) }) {
                act(.acknowledged(token, arguments))
            }
        case (.disconnect, nil), (.event, _), (.acknowledgement, _):
            close(.protocolViolation("a packet for the namespace \(packet.namespace), which was not joined"))
        }
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
        guard !isClosed, let place = place(of: namespace), !namespaces[place].isJoined else { return false }
        namespaces[place].isJoined = true
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
        guard !isClosed, let place = place(of: namespace), !namespaces[place].isJoined else { return }
        namespaces.remove(at: place)
        send(.connectError(namespace: namespace, message: message, data: data))
    }

    /// What the reference answers to who asks for a namespace that there is not.
    package static let unknownNamespaceMessage = "Invalid namespace"

    // MARK: Sending

    /// Sends an event.
    ///
    /// - Parameters:
    ///   - token: who waits for its acknowledgement, if anybody does.
    ///   - timeLimit: how long that may take.
    /// - Throws: ``LocalError``; then nothing was sent.
    package mutating func emit(
        _ name: String, _ payload: Payload, namespace: String, acknowledgement token: AcknowledgementToken? = nil,
        timeLimit: Duration? = nil, at now: Instant
    ) throws(LocalError) {
        guard let place = place(of: namespace), namespaces[place].isJoined else { throw .notConnected }
        var id: UInt64?
        if let token {
            let deadline = timeLimit.map { now + $0 }
            id = namespaces[place].acknowledgements.add(token, deadline: deadline)
            nextAcknowledgementDeadline = [nextAcknowledgementDeadline, deadline].compactMap(\.self).min()
        }
        do {
            send(try EncodedPacket.event(name, payload, namespace: namespace, id: id))
        } catch {
            if let id { _ = namespaces[place].acknowledgements.take(id) }
            throw error
        }
    }

    /// Sends what was encoded for `namespace`; where that is not joined, nothing.
    package mutating func send(_ packet: EncodedPacket, namespace: String) {
        if isJoined(namespace) { send(packet) }
    }

    /// Acknowledges an event; where its namespace was left meanwhile, nothing is sent.
    package mutating func acknowledge(_ id: UInt64, _ payload: Payload, namespace: String) {
        if isJoined(namespace) { send(.acknowledgement(of: id, payload, namespace: namespace)) }
    }

    private mutating func send(_ packet: EncodedPacket) {
        act(.send(.text(packet.text)))
        for attachment in packet.attachments { act(.send(.binary(attachment))) }
    }

    // MARK: Ending

    /// Takes the client out of a namespace.
    package mutating func disconnect(_ namespace: String) {
        guard !isClosed, let place = place(of: namespace), namespaces[place].isJoined else { return }
        send(.disconnect(namespace: namespace))
        leave(place, .byServer)
    }

    /// Takes the client out of all namespaces, and closes the session.
    package mutating func close() {
        guard !isClosed else { return }
        for namespace in namespaces where namespace.isJoined { send(.disconnect(namespace: namespace.name)) }
        close(.byServer)
    }

    private mutating func close(_ reason: DisconnectReason) {
        end(reason)
        act(.close)
    }

    private mutating func end(_ reason: DisconnectReason) {
        isClosed = true
        connectDeadline = nil
        while let last = namespaces.indices.last {
            if namespaces[last].isJoined { leave(last, reason) } else { namespaces.remove(at: last) }
        }
        nextAcknowledgementDeadline = nil
    }

    private mutating func leave(_ place: Int, _ reason: DisconnectReason) {
        var namespace = namespaces.remove(at: place)
        for (token, _) in namespace.acknowledgements.takeAll() { act(.acknowledgementFailed(token, .disconnected)) }
        act(.disconnected(namespace: namespace.name, reason))
    }

    // MARK: Time

    /// When something is due.
    package var nextDeadline: Instant? {
        [connectDeadline, nextAcknowledgementDeadline].compactMap(\.self).min()
    }

    /// Does what is due.
    package mutating func reach(_ now: Instant) {
        guard !isClosed else { return }
        if let deadline = connectDeadline, deadline <= now { return close(.connectTimeout) }
        guard let deadline = nextAcknowledgementDeadline, deadline <= now else { return }
        for place in namespaces.indices {
            for (_, token) in namespaces[place].acknowledgements.takeLate(at: now) {
                act(.acknowledgementFailed(token, .timeout))
            }
        }
        nextAcknowledgementDeadline = namespaces.compactMap(\.acknowledgements.nextDeadline).min()
    }

    private mutating func act(_ action: Action) { actions.append(action) }
}
