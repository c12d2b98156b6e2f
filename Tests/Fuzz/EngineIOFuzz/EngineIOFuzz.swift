// Feeds the Engine.IO core and holds it to what must be true of every input.
//
// The first byte of an input chooses what is fed, the rest is its script:
//
//     ┌───────────────────────────────────┬─────────────────────────────────────────
//     │ 0: payload, 1: server, 2: client  │ a body, or steps: step, operand, text ␞ …
//     └───────────────────────────────────┴─────────────────────────────────────────
//
// A step is one byte, its operand another (a request or a WebSocket, a time), and its text what follows until the next
// newline.
//
// True of every input:
// - what was read as a payload can be written and is read the same, and a payload is read as its parts are;
// - a server's session answers each request once, says nothing but refusals behind its end, and is never due at once again;
// - a client's session has one GET and one POST under way, leaves no request and no WebSocket behind, and sends nothing but
//   the probe on a WebSocket that it has not gone over to.

import Bytes
import EngineIO

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let kind = input.first else { return 0 }
    switch kind % 3 {
    case 0: checkPayload(Array(input[1...]))
    case 1:
        var run = ServerRun(overWebSocket: kind >= 128)
        for step in Script(input[1...]) { run.take(step) }
        run.finish()
    default:
        var run = ClientRun(overWebSocket: kind >= 128)
        for step in Script(input[1...]) { run.take(step) }
        run.finish()
    }
    return 0
}

/// A step of a script.
private struct Step {
    var kind: UInt8
    var operand: Int
    var text: [UInt8]
}

/// The steps that bytes spell.
private struct Script: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> Step? {
        guard let kind = rest.popFirst() else { return nil }
        let operand = rest.popFirst() ?? 0
        let text = rest.prefix { $0 != ASCII.lineFeed }
        rest = rest[text.endIndex...].dropFirst()
        return Step(kind: kind, operand: Int(operand), text: Array(text))
    }
}

extension [UInt8] {
    /// As a message: a text if it can be one.
    fileprivate var message: Message { String(validating: self, as: UTF8.self) == nil ? .binary(self) : .text(self) }
}

// MARK: - Payloads

private func checkPayload(_ body: [UInt8]) {
    let (packets, error) = Payload.read(body)
    var written: [UInt8] = []
    for packet in packets {
        let before = written.count
        Payload.append(packet, to: &written)
        precondition(
            written.count - before == Payload.byteCount(of: packet) + (before > 0 ? 1 : 0),
            "\(packet) is measured wrong")
    }
    if !packets.isEmpty {
        let again = Payload.read(written)
        precondition(again.packets == packets && again.error == nil, "\(packets) are read otherwise")
    }
    for (index, byte) in body.enumerated() where byte == Payload.separator {
        let front = Payload.read(Array(body[..<index]))
        let back = Payload.read(Array(body[(index + 1)...]))
        if let broken = front.error {
            precondition(packets == front.packets && error?.offset == broken.offset, "a part is read otherwise")
        } else {
            precondition(packets == front.packets + back.packets, "a part is read otherwise")
            precondition(error?.offset == back.error.map { $0.offset + index + 1 }, "an error is elsewhere in a part")
        }
    }
}

// MARK: - Server

private struct ServerRun {
    private var session: ServerSession
    private var now = Instant(sinceStart: .zero)
    private var requestCount = 0
    private var socketCount = 0
    /// Requests that are not answered yet.
    private var open: Set<Int> = []
    private var closedSockets: Set<Int> = []
    private var isClosed = false

    init(overWebSocket: Bool) {
        var configuration = ServerConfiguration()
        configuration.pingInterval = .milliseconds(300)
        configuration.pingTimeout = .milliseconds(200)
        configuration.upgradeTimeout = .milliseconds(400)
        configuration.packetsPerPoll = 3
        configuration.bufferedByteCount = 1000
        session = ServerSession(id: "s", configuration, over: overWebSocket ? 0 : nil, at: now)
        drain()
    }

    mutating func take(_ step: Step) {
        switch step.kind % 12 {
        case 0:
            let request = begin()
            session.poll(request, at: now)
        case 1:
            let request = begin()
            session.beginPost(request, at: now)
        case 2: session.endPost(step.operand, body: step.text, at: now)
        case 3:
            // The caller loses only what is not answered; so it looks first.
            drain()
            if open.remove(step.operand) != nil { session.lose(step.operand) }
        case 4:
            socketCount += 1
            session.open(socketCount, at: now)
        case 5: session.receive(step.text.message, on: step.operand % (socketCount + 1), at: now)
        case 6: session.close(step.operand % (socketCount + 1), isByPeer: step.operand % 2 == 0)
        case 7: try? session.send(step.text.message)
        case 8: session.close(at: now)
        case 9:
            now = now + .milliseconds(step.operand)
            session.reach(now)
            precondition(session.nextDeadline.map { $0 > now } ?? true, "something is due that was just done")
        case 10:
            // A request begun and ended in one.
            let request = begin()
            session.beginPost(request, at: now)
            session.endPost(request, body: step.text, at: now)
        default: session.isCongested.toggle()
        }
        // Several steps may come before anybody looks.
        if step.kind < 128 { drain() }
    }

    private mutating func begin() -> Int {
        requestCount += 1
        open.insert(requestCount)
        return requestCount
    }

    private mutating func drain() {
        while let action = session.nextAction() {
            switch action {
            case .answer(let request, let reply):
                precondition(open.remove(request) != nil, "request \(request) is answered twice")
                if isClosed, case .refused = reply {} else { precondition(!isClosed, "an answer behind the end") }
            case .send(let socket, _):
                precondition(!isClosed && !closedSockets.contains(socket), "a packet on a WebSocket that is closed")
            case .closeWebSocket(let socket): closedSockets.insert(socket)
            case .deliver, .upgraded: precondition(!isClosed, "\(action) behind the end")
            case .closed:
                precondition(!isClosed, "the session ends twice")
                isClosed = true
            }
        }
    }

    mutating func finish() {
        drain()
        session.close(at: now)
        now = now + .seconds(60)
        session.reach(now)
        session.reach(now + .seconds(60))
        drain()
        precondition(isClosed && session.isClosed && session.nextDeadline == nil, "the session does not end")
        precondition(open.isEmpty, "requests \(open) got no answer")
    }
}

// MARK: - Client

private struct ClientRun {
    private var session: ClientSession
    private var now = Instant(sinceStart: .zero)
    private var gets: Set<Int> = []
    private var posts: Set<Int> = []
    private var tokens: Set<Int> = []
    /// What was sent on each WebSocket that is open.
    private var sockets: [Int: [Packet]] = [:]
    private var carrier: Int?
    private var maxPayload = Int.max
    private var isClosed = false

    init(overWebSocket: Bool) {
        var configuration = ClientConfiguration()
        configuration.packetsPerPost = 3
        if overWebSocket { configuration.transports = [.webSocket, .polling] }
        session = ClientSession(configuration, stamp: 0, at: now)
        drain()
        if overWebSocket { carrier = 1 }
    }

    mutating func take(_ step: Step) {
        // Mostly what is under way, sometimes what is not.
        let request = [gets.first, posts.first, step.operand][step.operand % 3] ?? step.operand
        let socket = step.operand % 2 == 0 ? sockets.keys.min() ?? 0 : step.operand
        switch step.kind % 10 {
        case 0: answer(request, step.text)
        case 1: answer(request, Array(Self.handshakes[step.operand % Self.handshakes.count].utf8))
        case 2:
            forget(request)
            session.failed(request, "cut")
        case 3: session.opened(socket, at: now)
        case 4: session.receive(step.text.message, on: socket, at: now)
        case 5:
            session.receive(
                .text(Array(Self.handshakes[step.operand % Self.handshakes.count].utf8)), on: socket, at: now)
        case 6:
            sockets[socket] = nil
            session.closed(socket, isByPeer: step.operand % 4 == 0, "cut", at: now)
        case 7: try? session.send(step.text.message, at: now)
        case 8: session.close(at: now)
        default:
            now = now + .milliseconds(step.operand)
            session.reach(now)
            precondition(session.nextDeadline.map { $0 > now } ?? true, "something is due that was just done")
        }
        drain()
    }

    private static let handshakes = [
        #"0{"sid":"a","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":20}"#,
        #"0{"sid":"a","upgrades":[],"pingInterval":300,"pingTimeout":200}"#, "3probe", "6", "2", "ok",
    ]

    private mutating func answer(_ request: Int, _ body: [UInt8]) {
        let isKnown = gets.contains(request) || posts.contains(request)
        forget(request)
        if isKnown { session.answered(request, status: 200, body: body, at: now) }
        session.answered(request, status: 400, body: body, at: now)
    }

    private mutating func forget(_ request: Int) {
        gets.remove(request)
        posts.remove(request)
    }

    private mutating func drain() {
        while let action = session.nextAction(at: now) {
            precondition(!isClosed, "\(action) behind the end")
            switch action {
            case .get(let request, _):
                precondition(gets.isEmpty && tokens.insert(request).inserted, "a second GET")
                precondition(carrier == nil, "a GET behind the upgrade")
                gets.insert(request)
            case .post(let request, _, let body):
                precondition(posts.isEmpty && tokens.insert(request).inserted, "a second POST")
                precondition(carrier == nil, "a POST behind the upgrade")
                let (packets, error) = Payload.read(body)
                precondition(error == nil && (1...3).contains(packets.count), "a POST without packets, or of too many")
                precondition(packets.count == 1 || body.count <= maxPayload, "a POST is too large")
                posts.insert(request)
            case .abandon(let request):
                precondition(gets.contains(request) || posts.contains(request), "what is not under way is abandoned")
                forget(request)
            case .openWebSocket(let socket, _):
                precondition(tokens.insert(socket).inserted, "a number is used twice")
                sockets[socket] = []
            case .send(let socket, let packet):
                if socket != carrier {
                    let isProbe = packet == .ping(Array("probe".utf8))
                    precondition(isProbe || packet == .upgrade, "\(packet) before the upgrade")
                    if packet == .upgrade {
                        precondition(gets.isEmpty && posts.isEmpty, "an upgrade while a request is under way")
                        carrier = socket
                    }
                }
                sockets[socket]?.append(packet)
            case .closeWebSocket(let socket): sockets[socket] = nil
            case .opened(let handshake): maxPayload = handshake.maxPayload
            case .deliver, .upgraded: break
            case .closed: isClosed = true
            }
        }
    }

    mutating func finish() {
        drain()
        session.close(at: now)
        drain()
        now = now + .seconds(60)
        session.reach(now)
        session.reach(now)
        drain()
        precondition(isClosed && session.isClosed && session.nextDeadline == nil, "the session does not end")
        precondition(gets.isEmpty && posts.isEmpty && sockets.isEmpty, "something is left behind")
    }
}
