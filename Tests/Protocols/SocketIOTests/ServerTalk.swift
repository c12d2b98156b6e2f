import Bytes
import EngineIO
import JSON
import SocketIO

/// A server connection that is spoken to in text, and what it wants done, one line per action:
///
///     ask / {"token":"t"}          the client asks to join
///     send 0{"sid":"s1"}           attachments as <01 02>
///     event / hey ["a"] #1         #1 is the ticket for its acknowledgement
///     acked 7 ["x"]                7 is who waited
///     failed 7 timeout
///     left / client namespace disconnect
///     close parse error            nothing follows
struct ServerTalk {
    var connection: ServerConnection
    private(set) var now = Instant(sinceStart: .zero)

    init(limits: SocketIO.Limits = .standard, joined namespaces: String...) {
        connection = ServerConnection(limits: limits, at: now)
        for namespace in namespaces {
            _ = hears(namespace == "/" ? "0" : "0\(namespace),")
            _ = accepts(namespace, "s")
        }
    }

    /// What is to be done now.
    mutating func log() -> [String] {
        var log: [String] = []
        while let action = connection.nextAction() { log.append(worded(action)) }
        return log
    }

    mutating func hears(_ messages: Message...) -> [String] {
        for message in messages { connection.receive(message, at: now) }
        return log()
    }

    mutating func hears(_ text: String) -> [String] { hears(message(text)) }

    mutating func accepts(_ namespace: String, _ socketID: String) -> [String] {
        let isAccepted = connection.accept(namespace, socketID: socketID)
        return log() + (isAccepted ? [] : ["too late"])
    }

    mutating func refuses(_ namespace: String, _ message: String, data: Value? = nil) -> [String] {
        connection.refuse(namespace, message: message, data: data)
        return log()
    }

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

    mutating func losesTransport(_ reason: String = "transport close") -> [String] {
        connection.transportClosed(reason)
        return log()
    }

    mutating func waits(_ duration: Duration) -> [String] {
        now = now + duration
        connection.reach(now)
        return log()
    }
}

private func worded(_ action: ServerConnection.Action) -> String {
    switch action {
    case .ask(let namespace, let auth): "ask \(namespace) \(auth.text())"
    case .event(let event): worded(event)
    case .acknowledged(let token, let arguments): "acked \(token) \(worded(arguments))"
    case .acknowledgementFailed(let token, let failure): "failed \(token) \(failure)"
    case .disconnected(let namespace, let reason): "left \(namespace) \(reason.serverText)"
    case .send(let message): "send \(worded(message))"
    case .close(let reason): "close \(reason.serverText)"
    }
}

func worded(_ event: Event) -> String {
    "event \(event.namespace) \(event.name) \(worded(event.arguments))" + (event.id.map { " #\($0)" } ?? "")
}
