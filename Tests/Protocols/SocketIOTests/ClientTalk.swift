import Bytes
import EngineIO
import JSON
import SocketIO

/// A client connection that is spoken to in text, and what it wants done, one line per action:
///
///     open 1                       a session, by its number
///     ask / on 1                   its credentials are wanted
///     send 1: 2["hey"]
///     connected / a1               the id of the socket
///     refused / no {"code":7}
///     event / hey ["a"] #1         #1 is the ticket for its acknowledgement
///     acked 7 ["x"]                7 is who waited
///     failed 7 timeout
///     left / io server disconnect
///     close 1
///     attempt failed refused
///     wait 500 ms
///     gave up
struct ClientTalk {
    var connection: ClientConnection
    private(set) var now = Instant(sinceStart: .zero)

    /// Chance that takes away half of every delay.
    private struct Least: RandomNumberGenerator, Sendable {
        mutating func next() -> UInt64 { 0 }
    }

    /// - Parameter namespaces: where the client is connected from the start, on the session 1.
    init(
        reconnection: Reconnection = Reconnection(), limits: SocketIO.Limits = .standard, joined namespaces: String...
    ) {
        connection = ClientConnection(reconnection: reconnection, limits: limits, random: Least())
        guard !namespaces.isEmpty else { return }
        for namespace in namespaces { _ = connects(namespace) }
        _ = opens(1)
        for namespace in namespaces {
            _ = joins(namespace, nil, on: 1)
            _ = hears("0" + prefix(namespace) + #"{"sid":"s"}"#)
        }
    }

    private func prefix(_ namespace: String) -> String { namespace == "/" ? "" : namespace + "," }

    /// What is to be done now.
    mutating func log() -> [String] {
        var log: [String] = []
        while let action = connection.nextAction() { log.append(worded(action)) }
        return log
    }

    mutating func connects(_ namespace: String) -> [String] {
        do throws(SocketIO.LocalError) { try connection.connect(namespace, at: now) } catch { return ["\(error)"] }
        return log()
    }

    mutating func joins(_ namespace: String, _ auth: Value?, on session: Int) -> [String] {
        connection.join(namespace, auth: auth, on: session)
        return log()
    }

    mutating func opens(_ session: Int) -> [String] {
        connection.opened(session, at: now)
        return log()
    }

    mutating func fails(_ session: Int, _ reason: String = "refused") -> [String] {
        connection.failed(session, reason, at: now)
        return log()
    }

    mutating func loses(_ session: Int, _ reason: String = "transport close") -> [String] {
        connection.closed(session, reason, at: now)
        return log()
    }

    mutating func hears(_ messages: Message..., on session: Int = 1) -> [String] {
        for message in messages { connection.receive(message, on: session, at: now) }
        return log()
    }

    mutating func hears(_ text: String, on session: Int = 1) -> [String] { hears(message(text), on: session) }

    mutating func emits(
        _ name: String, _ payload: SocketIO.Payload = Payload(), in namespace: String = "/", token: Int? = nil,
        within timeLimit: Duration? = nil, delivery: Delivery = .reliable
    ) -> [String] {
        do throws(SocketIO.LocalError) {
            try connection.emit(
                name, payload, namespace: namespace, acknowledgement: token, timeLimit: timeLimit, delivery: delivery,
                at: now)
        } catch {
            return log() + ["\(error)"]
        }
        return log()
    }

    mutating func acknowledges(
        _ ticket: UInt64, _ payload: SocketIO.Payload = Payload(), in namespace: String = "/"
    ) -> [String] {
        connection.acknowledge(ticket, payload, namespace: namespace)
        return log()
    }

    mutating func disconnects(_ namespace: String) -> [String] {
        connection.disconnect(namespace)
        return log()
    }

    mutating func closes() -> [String] {
        connection.close()
        return log()
    }

    mutating func waits(_ duration: Duration) -> [String] {
        now = now + duration
        connection.reach(now)
        return log()
    }
}

private func worded(_ action: ClientConnection.Action) -> String {
    switch action {
    case .open(let session): "open \(session)"
    case .send(let session, let message): "send \(session): \(worded(message))"
    case .close(let session): "close \(session)"
    case .authenticate(let namespace, let session): "ask \(namespace) on \(session)"
    case .connected(let namespace, let socketID): "connected \(namespace) \(socketID)"
    case .refused(let namespace, .refused(let message, let data)):
        "refused \(namespace) \(message)" + (data.map { " \($0.text())" } ?? "")
    case .refused(let namespace, .incompatibleServer): "refused \(namespace) incompatible server"
    case .event(let event): worded(event)
    case .acknowledged(let token, let arguments): "acked \(token) \(worded(arguments))"
    case .acknowledgementFailed(let token, let failure): "failed \(token) \(failure)"
    case .disconnected(let namespace, let reason): "left \(namespace) \(reason.clientText)"
    case .attemptFailed(let reason): "attempt failed \(reason)"
    case .waiting(let delay): "wait \(Int(delay / .milliseconds(1))) ms"
    case .gaveUp: "gave up"
    }
}
