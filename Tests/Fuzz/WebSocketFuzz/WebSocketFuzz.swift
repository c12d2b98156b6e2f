// Feeds the WebSocket core, as both parties, and holds it to what must be true of every input.
//
// The first byte of an input chooses what is tried, the second the runs in which bytes arrive:
//
//     ┌──────────────────────────────┬────────────────┬───────────────────────────────────────────────
//     │ 1: client, 2: ends,          │ seed of splits │ frames from the peer …
//     │ 4: compression, 16: without  │                │ or, for a pair, three bytes for each message:
//     │ context takeover, 8: a pair  │                │ what and by whom, its length, its content …
//     └──────────────────────────────┴────────────────┴───────────────────────────────────────────────
//
// True of every input:
// - whole and in runs it gives the same events, the same error at the same place, and the same bytes in answer;
// - what is answered is no longer than the input needs, and another connection reads it without an error;
// - behind an error or the last event the connection is to be ended, now or by a deadline;
// - of two connections that talk, each hears what the other said, in order, to the Close.

import Bytes
import WebSocket

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count >= 2 else { return 0 }
    let choice = Choice(rawValue: input[0])
    if choice.contains(.pair) {
        talk(input[2...], choice, seed: input[1])
    } else {
        hear(input[2...], choice, seed: input[1])
    }
    return 0
}

private struct Choice: OptionSet {
    let rawValue: UInt8
    static let client = Choice(rawValue: 1)
    static let ends = Choice(rawValue: 2)
    static let compression = Choice(rawValue: 4)
    static let pair = Choice(rawValue: 8)
    static let takesNoContextOver = Choice(rawValue: 16)

    var role: Connection.Role { contains(.client) ? .client : .server }

    var agreement: Agreement {
        guard contains(.compression) else { return Agreement() }
        let direction = CompressionAgreement.Direction(
            windowBits: 9, takesContextOver: !contains(.takesNoContextOver))
        return Agreement(compression: CompressionAgreement(client: direction, server: direction))
    }
}

/// Low enough for the fuzzer to reach.
private let limits: Limits = {
    var limits = Limits()
    limits.messageByteCount = 300
    return limits
}()

private let now = Instant(sinceStart: .zero)

/// `bytes` in runs of 1 to 8, or one by one.
private func runs(of bytes: ArraySlice<UInt8>, seed: UInt8) -> [ArraySlice<UInt8>] {
    var state = UInt32(seed)
    var rest = bytes
    var runs: [ArraySlice<UInt8>] = []
    while !rest.isEmpty {
        state = state &* 1_664_525 &+ 1_013_904_223
        let run = rest.prefix(seed == 0 ? 1 : Int(state >> 29) + 1)
        runs.append(run)
        rest = rest[run.endIndex...]
    }
    return runs
}

// MARK: Arbitrary bytes

private func hear(_ bytes: ArraySlice<UInt8>, _ choice: Choice, seed: UInt8) {
    let runs = runs(of: bytes, seed: seed)
    let whole = Hearing(runs: [bytes], choice)
    let split = Hearing(runs: runs, choice)
    precondition(whole.events == split.events, "runs of \(runs.map(\.count)) give other events")
    precondition(
        whole.error == split.error, "runs of \(runs.map(\.count)) differ: \(whole.error as Any), \(split.error as Any)")
    precondition(whole.output == split.output, "runs of \(runs.map(\.count)) are answered otherwise")
    // A client's pong is 4 bytes longer than the ping was, for its key; a Close of ours has no text.
    precondition(whole.output.count <= bytes.count * 3 + 8, "\(whole.output.count) bytes answer \(bytes.count)")

    var peer = Connection(role: choice.role == .client ? .server : .client, limits: limits, agreement: choice.agreement)
    peer.receive(whole.output)
    do { while try peer.nextEvent(at: now) != nil {} } catch { preconditionFailure("the answer is broken: \(error)") }
}

/// A connection that reads all it can.
private struct Hearing {
    var events: [Event] = []
    var error: ProtocolError?
    var output: [UInt8] = []

    init(runs: [ArraySlice<UInt8>], _ choice: Choice) {
        var connection = Connection(
            role: choice.role, limits: limits, agreement: choice.agreement, random: SeededGenerator(seed: 1))
        for run in runs {
            connection.receive(Array(run))
            read(&connection)
        }
        if choice.contains(.ends) {
            connection.receiveEnd()
            read(&connection)
            precondition(connection.mustClose, "nothing comes any more, and the connection stays")
        }
        if case .closed? = events.last {
            precondition(connection.mustClose || connection.nextDeadline != nil, "a closed connection stays")
        }
    }

    private mutating func read(_ connection: inout Connection) {
        do {
            while let event = try connection.nextEvent(at: now) {
                if case .closed? = events.last { preconditionFailure("\(event) behind the last event") }
                events.append(event)
                output += connection.takeOutput()
            }
            precondition(error == nil, "an error is forgotten")
        } catch {
            precondition(self.error == nil || self.error == error, "\(error) behind another error")
            precondition(connection.mustClose || connection.nextDeadline != nil, "the connection stays behind an error")
            self.error = error
        }
        output += connection.takeOutput()
    }
}

// MARK: Two that talk

/// One of two connections that hear one another.
private struct Party {
    var connection: Connection
    private(set) var said: [Event] = []
    private(set) var heard: [Event] = []

    init(_ role: Connection.Role, _ choice: Choice) {
        connection = Connection(
            role: role, limits: limits, agreement: choice.agreement, random: SeededGenerator(seed: 2))
    }

    /// - Parameter verb: 0 to 3.
    mutating func say(_ verb: UInt8, _ content: [UInt8]) {
        do {
            switch verb {
            case 0:
                try connection.send(.text(content))
                said.append(.message(.text(content)))
            case 1:
                try connection.send(.binary(content))
                said.append(.message(.binary(content)))
            case 2:
                try connection.sendText(prefix: 0x34, Array(content.dropLast()))
                said.append(.message(.text([0x34] + content.dropLast())))
            default:
                let data = Array(content.prefix(125))
                try connection.ping(data)
                said.append(.ping(data))
            }
        } catch { preconditionFailure("what may be said is refused: \(error)") }
    }

    mutating func close() {
        let closure = Closure(code: .goingAway, reason: "Tschüß")
        connection.close(code: closure.code, reason: closure.reason, at: now)
        said.append(.closed(closure))
    }

    mutating func hear(_ bytes: [UInt8], seed: UInt8) {
        for run in runs(of: bytes[...], seed: seed) {
            connection.receive(Array(run))
            do {
                while let event = try connection.nextEvent(at: now) {
                    // Both answer pings by themselves; only what was said is compared.
                    if case .pong = event { continue }
                    heard.append(event)
                }
            } catch { preconditionFailure("what was said is refused: \(error)") }
        }
    }
}

/// Has two connections say what the input tells, and deliver it in runs of any size.
private func talk(_ script: ArraySlice<UInt8>, _ choice: Choice, seed: UInt8) {
    var client = Party(.client, choice)
    var server = Party(.server, choice)
    var script = script
    while let verb = script.popFirst() {
        let count = min(Int(script.popFirst() ?? 0) + (verb & 128 != 0 ? 45 : 0), limits.messageByteCount)
        let seed = script.popFirst() ?? 0
        // Much of it repeats, so that compression has something to do; all of it is ASCII.
        let content = (0..<count).map { UInt8(truncatingIfNeeded: ($0 & Int(seed >> 4)) &* Int(seed)) & 0x7F }
        if verb & 1 == 0 { client.say(verb >> 1 & 3, content) } else { server.say(verb >> 1 & 3, content) }
        if verb & 64 != 0 { exchange(&client, &server, seed: seed) }
    }
    exchange(&client, &server, seed: seed)
    client.close()
    exchange(&client, &server, seed: seed)
    precondition(server.heard == client.said, "the server hears what the client has not said")
    precondition(client.heard == server.said + [.closed(Closure(code: .goingAway))], "the client hears something else")
    precondition(server.connection.mustClose, "the server waits behind the Close")
    precondition(client.connection.nextDeadline == now + limits.closeTime, "the client does not wait for the server")
}

private func exchange(_ client: inout Party, _ server: inout Party, seed: UInt8) {
    while client.connection.hasOutput || server.connection.hasOutput {
        server.hear(client.connection.takeOutput(), seed: seed)
        client.hear(server.connection.takeOutput(), seed: seed)
    }
}
