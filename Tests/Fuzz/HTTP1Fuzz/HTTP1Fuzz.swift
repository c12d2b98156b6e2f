// Feeds the HTTP/1.1 core, as both parties, and holds it to what must be true of every input.
//
// The first byte of an input chooses the party and whether the connection ends behind it, the second the runs in which
// the rest arrives:
//
//     ┌─────────────────────────────────┬────────────────┬───────────────────────────
//     │ 1: client, 2: ends, 4: HEAD     │ seed of splits │ bytes from the peer …
//     └─────────────────────────────────┴────────────────┴───────────────────────────
//
// True of every input:
// - whole and in runs it gives the same events, with content joined, and the same error at the same place;
// - a server can answer everything it read and the error, and a client reads these answers as what they are;
// - a request that was read can be sent again by a client, and is read the same.

import Bytes
import HTTP1

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count >= 2 else { return 0 }
    let bytes = input[2...]
    let ends = input[0] & 2 != 0
    let runs = runs(of: bytes, seed: input[1])
    if input[0] & 1 != 0 {
        let method = input[0] & 4 != 0 ? "HEAD" : "GET"
        let whole = ClientRun(method: method, runs: [bytes], ends: ends)
        let split = ClientRun(method: method, runs: runs, ends: ends)
        precondition(whole.events == split.events && whole.error == split.error, "runs of \(runs.map(\.count)) differ")
    } else {
        let whole = ServerRun(runs: [bytes], ends: ends)
        let split = ServerRun(runs: runs, ends: ends)
        precondition(whole.events == split.events && whole.error == split.error, "runs of \(runs.map(\.count)) differ")
        precondition(whole.output == split.output, "runs of \(runs.map(\.count)) are answered otherwise")
        whole.checkAnswers()
        whole.checkRequests()
    }
    return 0
}

/// The same limits for everybody, low enough for the fuzzer to reach.
private let limits: Limits = {
    var limits = Limits()
    limits.startLineByteCount = 64
    limits.fieldSectionByteCount = 256
    limits.fieldCount = 6
    limits.bodyByteCount = 64
    limits.chunkLineByteCount = 16
    return limits
}()

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

extension [Event] {
    /// Adds `event`; content joins the content before it.
    fileprivate mutating func note(_ event: Event) {
        if case .body(let content) = event, case .body(let before)? = last {
            self[count - 1] = .body(before + content)
        } else {
            append(event)
        }
    }
}

/// A server that reads all it can and answers each request, and an error, with its status.
private struct ServerRun {
    var events: [Event] = []
    var error: ProtocolError?
    var output: [UInt8] = []
    private var connection = Connection(role: .server, limits: limits)
    /// The requests that were answered, without one of which the head was broken.
    private var answered: [RequestHead] = []
    private var current: RequestHead?

    init(runs: [ArraySlice<UInt8>], ends: Bool) {
        for run in runs {
            connection.receive(Array(run))
            read()
        }
        if ends {
            connection.receiveEnd()
            read()
        }
    }

    private mutating func read() {
        guard error == nil else { return }
        do {
            while let event = try connection.nextEvent() {
                events.note(event)
                if case .request(let head) = event { current = head }
                if case .endOfMessage = event { answer(405) }
            }
        } catch {
            self.error = error
            answer(error.status)
            precondition(connection.mustClose, "the connection stays behind an error")
        }
    }

    private mutating func answer(_ status: Int) {
        let head = ResponseHead(status: status, fields: FieldSection(["X-Answer": "yes"]))
        do {
            try connection.send(.response(head), into: &output)
            try connection.send(.body([0x61]), into: &output)
            try connection.send(.endOfMessage(trailers: FieldSection()), into: &output)
        } catch { preconditionFailure("an answer is refused: \(error)") }
        if let current { answered.append(current) }
        current = nil
    }

    /// Reads what was sent as a client that sent the same methods.
    func checkAnswers() {
        var client = Connection(role: .client)
        var rest = output[...]
        for request in answered {
            client.send(method: request.method, version: request.version)
            var isEnded = false
            while !isEnded {
                // Byte by byte, so that nothing of the next answer is there before its request.
                if let byte = rest.popFirst() { client.receive([byte]) } else { client.receiveEnd() }
                do {
                    while let event = try client.nextEvent() {
                        if case .endOfMessage = event { isEnded = true }
                    }
                } catch { preconditionFailure("an answer is broken: \(error)") }
            }
            if client.mustClose { break }
        }
        precondition(rest.isEmpty || error != nil, "there are more answers than requests")
    }

    /// Each complete request, sent again by a client and read by another server.
    func checkRequests() {
        var message: [Event] = []
        for event in events {
            message.append(event)
            guard case .endOfMessage = event else { continue }
            var client = Connection(role: .client)
            var sent: [UInt8] = []
            do { for event in message { try client.send(event, into: &sent) } } catch {
                preconditionFailure("a request that was read cannot be sent: \(error)")
            }
            var server = Connection(role: .server)
            server.receive(sent)
            var received: [Event] = []
            do { while let event = try server.nextEvent() { received.note(event) } } catch {
                preconditionFailure("a request that was read is refused: \(error)")
            }
            precondition(received == message, "a request changes when it is sent again")
            message = []
        }
    }
}

/// A client that sends one request and reads what comes.
private struct ClientRun {
    var events: [Event] = []
    var error: ProtocolError?
    private var connection = Connection(role: .client, limits: limits)

    init(method: String, runs: [ArraySlice<UInt8>], ends: Bool) {
        connection.send(method: method, version: .http11)
        for run in runs {
            connection.receive(Array(run))
            read()
        }
        if ends {
            connection.receiveEnd()
            read()
        }
    }

    private mutating func read() {
        guard error == nil else { return }
        do { while let event = try connection.nextEvent() { events.note(event) } } catch {
            self.error = error
            precondition(connection.mustClose, "the connection stays behind an error")
        }
    }
}

extension Connection {
    /// Sends a complete request without a body that offers another protocol.
    fileprivate mutating func send(method: String, version: Version) {
        let target = method == "CONNECT" ? "a:1" : "/"
        let fields = FieldSection(["Host": "a", "Connection": "Upgrade, keep-alive", "Upgrade": "x"])
        var sent: [UInt8] = []
        do {
            try send(
                .request(RequestHead(method: method, target: target, version: version, fields: fields)), into: &sent)
            try send(.endOfMessage(trailers: FieldSection()), into: &sent)
        } catch { preconditionFailure("a request is refused: \(error)") }
    }
}
