// Feeds the Socket.IO core, as a reader of packets and as both parties, and holds it to what must be true of every input.
//
// An input is a list of steps. The first byte of each tells what it is, and how many bytes follow that belong to it:
//
//     ┌──────────────────────────┬────────────┬──────────┬──────┬────
//     │ kind (3 bits), 5 bits    │ byte count │ bytes …  │ kind │ …
//     └──────────────────────────┴────────────┴──────────┴──────┴────
//
// True of every input:
// - a packet that is read can be written, and is then read as the same;
// - no party stops, whatever it hears and in whatever order its application answers;
// - nothing is wanted behind a close, and nobody who waits for an acknowledgement is told twice;
// - what a party sends is understood by the reader.

import Bytes
import EngineIO
import JSON
import SocketIO

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let steps = Step.all(in: input)
    checkRoundTrips(steps)
    var server = ServerRun()
    for step in steps { server.take(step) }
    server.end()
    var client = ClientRun()
    for step in steps { client.take(step) }
    client.end()
    return 0
}

/// Low, so that the fuzzer reaches them.
private let limits: SocketIO.Limits = {
    var limits = SocketIO.Limits()
    limits.attachmentCount = 3
    limits.attachmentByteCount = 16
    limits.namespaceCount = 3
    limits.owedAcknowledgementCount = 4
    limits.earlyEventCount = 3
    return limits
}()

private let namespaces = ["/", "/a", "/a?b"]

private struct Step {
    enum Kind: UInt8 {
        case text, binary, answer, emit, acknowledge, leave, time, transport
    }

    let kind: Kind
    /// 0 to 31.
    let choice: Int
    let bytes: [UInt8]

    static func all(in input: [UInt8]) -> [Step] {
        var steps: [Step] = []
        var rest = input[...]
        while let first = rest.popFirst(), let count = rest.popFirst() {
            let bytes = rest.prefix(Int(count))
            rest = rest.dropFirst(Int(count))
            guard let kind = Kind(rawValue: first & 7) else { continue }
            steps.append(Step(kind: kind, choice: Int(first >> 3), bytes: Array(bytes)))
        }
        return steps
    }

    /// Texts of Engine.IO are UTF-8.
    var message: Message? {
        switch kind {
        case .text: .text(Array(String(decoding: bytes, as: UTF8.self).utf8))
        case .binary: .binary(bytes)
        case .answer, .emit, .acknowledge, .leave, .time, .transport: nil
        }
    }

    var namespace: String { namespaces[choice % namespaces.count] }

    var payload: SocketIO.Payload {
        var payload = Payload(.number(Number(choice)), .string(String(decoding: bytes, as: UTF8.self)))
        if choice & 4 != 0 { payload.append(["a": payload.attach(bytes)]) }
        return payload
    }

    var delivery: Delivery { choice & 8 == 0 ? .reliable : .volatile(isWritable: choice & 16 != 0) }
}

private func checkRoundTrips(_ steps: [Step]) {
    var assembler = PacketAssembler(limits: limits)
    for message in steps.compactMap(\.message) {
        let packet: SocketIO.Packet?
        do { packet = try assembler.receive(message) } catch {
            if case .text(let text) = message {
                precondition(error.offset >= 0 && error.offset <= text.count, "the place is outside the text")
            }
            continue
        }
        guard let packet else { continue }
        let encoded = EncodedPacket(packet)
        let again = read(encoded.messages)
        precondition(EncodedPacket(again) == encoded, "a packet changes when it is written and read")
        precondition(again.namespace == packet.namespace && again.id == packet.id, "a packet is another one now")
        if case .event(let name, let arguments) = packet.content { checkEcho(of: name, arguments) }
    }
}

private func checkEcho(of name: String, _ arguments: Arguments) {
    let payload = arguments.payload
    precondition(payload.count == arguments.count && payload.attachments == arguments.attachments, "an echo is short")
    do {
        let packet = read(try EncodedPacket.event(name, payload, namespace: "/", id: .max).messages)
        guard case .event(let echo, let echoed) = packet.content else { preconditionFailure("an echo is no event") }
        precondition(echo == name && echoed.elements.map(\.text) == arguments.elements.map(\.text), "an echo differs")
    } catch { preconditionFailure("an event that was read cannot be sent: \(error)") }
}

/// Reads what was written by ourselves.
private func read(_ messages: [Message]) -> SocketIO.Packet {
    var assembler = PacketAssembler()
    var packets: [SocketIO.Packet] = []
    do {
        for message in messages { if let packet = try assembler.receive(message) { packets.append(packet) } }
    } catch { preconditionFailure("what was written is refused: \(error)") }
    guard let packet = packets.first, packets.count == 1 else { preconditionFailure("one packet is read as several") }
    return packet
}

/// Whether each of those who wait for an acknowledgement is told once.
private struct Waiting {
    private var tokens: Set<Int> = []
    private var last = 0

    mutating func make() -> Int {
        last += 1
        tokens.insert(last)
        return last
    }

    mutating func forget(_ token: Int) { tokens.remove(token) }

    mutating func settle(_ token: Int) { precondition(tokens.remove(token) != nil, "somebody is told twice") }

    func checkEmpty() { precondition(tokens.isEmpty, "somebody waits for ever") }
}

private struct ServerRun {
    private var connection = ServerConnection(limits: limits, at: Instant(sinceStart: .zero))
    private var now = Instant(sinceStart: .zero)
    private var asked: [String] = []
    private var tickets: [(namespace: String, id: UInt64)] = []
    private var waiting = Waiting()
    private var isClosed = false
    private var sent: [Message] = []

    mutating func take(_ step: Step) {
        switch step.kind {
        case .text, .binary: if let message = step.message { connection.receive(message, at: now) }
        case .answer:
            guard !asked.isEmpty else { break }
            let namespace = asked.remove(at: step.choice % asked.count)
            if step.bytes.isEmpty {
                _ = connection.accept(namespace, socketID: "s")
            } else {
                connection.refuse(namespace, message: String(decoding: step.bytes, as: UTF8.self), data: ["a": 1])
            }
        case .emit:
            let token = waiting.make()
            do {
                try connection.emit(
                    String(decoding: step.bytes, as: UTF8.self), step.payload, namespace: step.namespace,
                    acknowledgement: token, timeLimit: step.choice & 1 == 0 ? nil : .seconds(step.choice),
                    delivery: step.delivery, at: now)
            } catch { waiting.forget(token) }
        case .acknowledge:
            guard !tickets.isEmpty else { break }
            let (namespace, id) = tickets[step.choice % tickets.count]
            connection.acknowledge(id, step.payload, namespace: namespace)
        case .leave: if step.choice == 31 { connection.close() } else { connection.disconnect(step.namespace) }
        case .time:
            now = now + .seconds(step.choice)
            connection.reach(now)
            precondition(connection.nextDeadline.map { $0 > now } ?? true, "what was due is still due")
        case .transport: if step.choice == 31 { connection.transportClosed("cut") }
        }
        proceed()
    }

    mutating func end() {
        connection.transportClosed("end")
        proceed()
        waiting.checkEmpty()
    }

    private mutating func proceed() {
        while let action = connection.nextAction() {
            precondition(!isClosed, "something is wanted behind a close")
            switch action {
            case .ask(let namespace, _): asked.append(namespace)
            case .event(let event):
                if let id = event.id { tickets.append((event.namespace, id)) }
                _ = event.arguments.payload
            case .acknowledged(let token, _), .acknowledgementFailed(let token, _): waiting.settle(token)
            case .disconnected: break
            case .send(let message): sent.append(message)
            case .close: isClosed = true
            }
        }
        checkSent(&sent)
    }
}

private struct ClientRun {
    private var connection = ClientConnection(limits: limits, random: SeededGenerator(seed: 1))
    private var now = Instant(sinceStart: .zero)
    private var session: Int?
    private var tickets: [(namespace: String, id: UInt64)] = []
    private var waiting = Waiting()
    private var sent: [Message] = []

    init() {
        for namespace in namespaces {
            do { try connection.connect(namespace, at: now) } catch { preconditionFailure("a namespace is refused") }
        }
        proceed()
    }

    mutating func take(_ step: Step) {
        switch step.kind {
        case .text, .binary:
            if let message = step.message, let session { connection.receive(message, on: session, at: now) }
        case .answer:
            do { try connection.connect(step.namespace, at: now) } catch {
                preconditionFailure("a namespace is refused")
            }
        case .emit:
            let token = waiting.make()
            do {
                try connection.emit(
                    String(decoding: step.bytes, as: UTF8.self), step.payload, namespace: step.namespace,
                    acknowledgement: token, timeLimit: step.choice & 1 == 0 ? nil : .seconds(step.choice),
                    delivery: step.delivery, at: now)
            } catch { waiting.forget(token) }
        case .acknowledge:
            guard !tickets.isEmpty else { break }
            let (namespace, id) = tickets[step.choice % tickets.count]
            connection.acknowledge(id, step.payload, namespace: namespace)
        case .leave: if step.choice == 31 { connection.close() } else { connection.disconnect(step.namespace) }
        case .time:
            now = now + .seconds(step.choice)
            connection.reach(now)
            precondition(connection.nextDeadline.map { $0 > now } ?? true, "what was due is still due")
        case .transport:
            guard let number = session else { break }
            if step.choice == 31 {
                session = nil
                connection.closed(number, "cut", at: now)
            } else {
                connection.opened(number, at: now)
            }
        }
        proceed()
    }

    mutating func end() {
        connection.close()
        proceed()
        waiting.checkEmpty()
        precondition(session == nil && connection.nextDeadline == nil, "a closed client goes on")
    }

    private mutating func proceed() {
        while let action = connection.nextAction() {
            switch action {
            case .open(let number):
                session = number
            case .send(let number, let message):
                precondition(number == session, "something is sent behind a close")
                sent.append(message)
            case .close(let number): if session == number { session = nil }
            case .authenticate(let namespace, let number):
                if number == session { connection.join(namespace, auth: ["a": 1], on: number) }
            case .connected, .refused, .disconnected, .attemptFailed, .waiting, .gaveUp: break
            case .event(let event): if let id = event.id { tickets.append((event.namespace, id)) }
            case .acknowledged(let token, _), .acknowledgementFailed(let token, _): waiting.settle(token)
            }
        }
        checkSent(&sent)
    }
}

/// Whole packets, each of which the reader understands, or refuses for a limit that is only the fuzzer's.
private func checkSent(_ sent: inout [Message]) {
    var assembler = PacketAssembler()
    var isWhole = true
    do {
        for message in sent { isWhole = try assembler.receive(message) != nil }
    } catch { preconditionFailure("what was sent is refused: \(error)") }
    precondition(isWhole, "half a packet was sent")
    sent = []
}
