import Bytes
import EngineIO

/// A client's session as a protocol log: each input gives the lines that the session said to it.
///
///     1 GET               a poll, with number 1
///     2 POST 4a␞3         a POST and its body
///     1 abandoned         nobody waits for the answer to request 1
///     ws 3 opens, ws 3 → 2probe, ws 3 closes
///     opened s            the handshake named the session s
///     deliver "x", upgraded, closed: byServer
struct ClientTalk {
    var session: ClientSession
    private(set) var now = Instant(sinceStart: .zero)
    /// The target of each request and WebSocket, by its number.
    private(set) var targets: [Int: String] = [:]

    static let handshake = #"0{"sid":"s","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":100}"#
    static let upgradable =
        #"0{"sid":"s","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":100}"#

    init(_ change: (inout ClientConfiguration) -> Void = { _ in }) {
        var configuration = ClientConfiguration()
        change(&configuration)
        session = ClientSession(configuration, stamp: 35, at: now)
        start = log()
    }

    /// A session that is open over polling: GET 2 is under way.
    static func open(_ change: (inout ClientConfiguration) -> Void = { _ in }) -> ClientTalk {
        var talk = ClientTalk(change)
        _ = talk.answer(1, handshake)
        return talk
    }

    /// A session that is open over polling and offered an upgrade: WebSocket 2 is asked for, GET 3 under way.
    static func upgrading(_ change: (inout ClientConfiguration) -> Void = { _ in }) -> ClientTalk {
        var talk = ClientTalk(change)
        _ = talk.answer(1, upgradable)
        return talk
    }

    /// What the session said first.
    private(set) var start: [String] = []

    mutating func log() -> [String] {
        var lines: [String] = []
        while let action = session.nextAction(at: now) { lines.append(line(action)) }
        return lines
    }

    private mutating func line(_ action: ClientSession.Action) -> String {
        switch action {
        case .get(let request, let target):
            targets[request] = target
            return "\(request) GET"
        case .post(let request, let target, let body):
            targets[request] = target
            return "\(request) POST \(shown(body))"
        case .abandon(let request): return "\(request) abandoned"
        case .openWebSocket(let socket, let target):
            targets[socket] = target
            return "ws \(socket) opens"
        case .send(let socket, let packet): return "ws \(socket) → \(shown(packet.webSocketMessage))"
        case .closeWebSocket(let socket): return "ws \(socket) closes"
        case .opened(let handshake): return "opened \(handshake.sessionID)"
        case .deliver(let message): return "deliver \(shown(message, quoted: true))"
        case .upgraded: return "upgraded"
        case .closed(.refused(let status, let body)): return "closed: \(status) \(shown(body))"
        case .closed(let reason): return "closed: \(reason)"
        }
    }

    /// An answer arrives; "|" stands for the separator.
    mutating func answer(_ request: Int, _ body: String, status: Int = 200) -> [String] {
        let bytes = body.utf8.map { $0 == UInt8(ascii: "|") ? Payload.separator : $0 }
        session.answered(request, status: status, body: bytes, at: now)
        return log()
    }

    mutating func fail(_ request: Int) -> [String] {
        session.failed(request, "reset")
        return log()
    }

    mutating func opened(_ socket: Int) -> [String] {
        session.opened(socket, at: now)
        return log()
    }

    mutating func receive(_ text: String, on socket: Int) -> [String] {
        session.receive(.text(Array(text.utf8)), on: socket, at: now)
        return log()
    }

    mutating func receive(bytes: [UInt8], on socket: Int) -> [String] {
        session.receive(.binary(bytes), on: socket, at: now)
        return log()
    }

    mutating func closed(_ socket: Int, isByPeer: Bool = true, status: Int? = nil, _ text: String = "cut") -> [String] {
        session.closed(socket, isByPeer: isByPeer, status: status, text, at: now)
        return log()
    }

    mutating func send(_ texts: String...) -> [String] {
        for text in texts { try! session.send(.text(Array(text.utf8)), at: now) }
        return log()
    }

    mutating func close() -> [String] {
        session.close(at: now)
        return log()
    }

    /// Lets time pass without anybody looking, as while a process is suspended.
    mutating func sleep(_ milliseconds: Int) { now = now + .milliseconds(milliseconds) }

    /// Lets time pass; lines begin with the milliseconds since the start at which they were said.
    mutating func wait(_ milliseconds: Int) -> [String] {
        var lines: [String] = []
        let end = now + .milliseconds(milliseconds)
        while let deadline = session.nextDeadline, deadline <= end {
            now = max(now, deadline)
            session.reach(now)
            let time = now.sinceStart.components
            lines += log().map { "\(time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000): \($0)" }
        }
        now = end
        return lines
    }
}
