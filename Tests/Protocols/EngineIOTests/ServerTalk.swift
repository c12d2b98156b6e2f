import Bytes
import EngineIO

/// A server's session as a protocol log: each input gives the lines that the session said to it.
///
///     1 ← 4a␞2        request 1 is answered with a payload, "ok" or a refusal ("400 code 3")
///     ws 7 ← 3probe   a packet goes out on WebSocket 7; bytes in angle brackets are binary
///     ws 7 closes
///     deliver "x"
///     upgraded, closed: pingTimeout
struct ServerTalk {
    var session: ServerSession
    private(set) var now = Instant(sinceStart: .zero)

    /// A session of the id "s" over polling, whose handshake has answered request 0, or over a WebSocket.
    init(over socket: Int? = nil, _ change: (inout ServerConfiguration) -> Void = { _ in }) {
        var configuration = ServerConfiguration()
        configuration.pingInterval = .milliseconds(300)
        configuration.pingTimeout = .milliseconds(200)
        change(&configuration)
        session = ServerSession(id: "s", configuration, over: socket, at: now)
        if socket == nil { session.poll(0, at: now) }
        handshake = log()
    }

    /// What the handshake said.
    private(set) var handshake: [String] = []

    mutating func log() -> [String] {
        var lines: [String] = []
        while let action = session.nextAction() { lines.append(Self.line(action)) }
        return lines
    }

    private static func line(_ action: ServerSession.Action) -> String {
        switch action {
        case .answer(let request, .payload(let body)): "\(request) ← \(shown(body))"
        case .answer(let request, .ok): "\(request) ← ok"
        case .answer(let request, .refused(let refusal)): "\(request) ← \(refusal.status) code \(refusal.code)"
        case .send(let socket, let packet): "ws \(socket) ← \(shown(packet.webSocketMessage))"
        case .closeWebSocket(let socket): "ws \(socket) closes"
        case .deliver(let message): "deliver \(shown(message, quoted: true))"
        case .upgraded: "upgraded"
        case .closed(let reason): "closed: \(reason)"
        }
    }

    mutating func poll(_ request: Int) -> [String] {
        session.poll(request, at: now)
        return log()
    }

    mutating func beginPost(_ request: Int) -> [String] {
        session.beginPost(request, at: now)
        return log()
    }

    mutating func endPost(_ request: Int, _ body: String) -> [String] { endPost(request, bytes: Array(body.utf8)) }

    mutating func endPost(_ request: Int, bytes: [UInt8]) -> [String] {
        session.endPost(request, body: bytes.map { $0 == UInt8(ascii: "|") ? Payload.separator : $0 }, at: now)
        return log()
    }

    /// A whole POST; "|" stands for the separator.
    mutating func post(_ request: Int, _ body: String) -> [String] { beginPost(request) + endPost(request, body) }

    mutating func lose(_ request: Int) -> [String] {
        session.lose(request)
        return log()
    }

    mutating func open(_ socket: Int) -> [String] {
        session.open(socket, at: now)
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

    mutating func closed(_ socket: Int, isByPeer: Bool = true) -> [String] {
        session.close(socket, isByPeer: isByPeer)
        return log()
    }

    mutating func send(_ texts: String...) -> [String] {
        for text in texts { try! session.send(.text(Array(text.utf8))) }
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

/// A payload, its separators visible.
func shown(_ body: [UInt8]) -> String {
    String(decoding: body, as: UTF8.self).replacing("\u{1E}", with: "␞")
}

func shown(_ message: Message, quoted: Bool = false) -> String {
    switch message {
    case .text(let text): quoted ? "\"\(shown(text))\"" : shown(text)
    case .binary(let bytes): "<" + bytes.map { String($0, radix: 16) }.joined(separator: " ") + ">"
    }
}
