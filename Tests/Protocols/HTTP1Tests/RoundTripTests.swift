import Bytes
import HTTP1
import TestSupport
import Testing

/// Client and server talk to each other in memory: what one sends, the other must read, in whichever runs it arrives.
@Suite("Client and server understand each other")
struct RoundTripTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random exchanges arrive as they were sent`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var client = Connection(role: .client)
        var server = Connection(role: .server)
        for _ in 0..<5 where !client.mustClose {
            let request = message(isRequest: true, &generator)
            let received = try pass(request, from: &client, to: &server, &generator)
            #expect(received == request.joiningContent, "seed \(seed)")

            let response = message(isRequest: false, &generator)
            let answer = try pass(response, from: &server, to: &client, &generator)
            #expect(answer.dropFirst() == response.joiningContent.dropFirst(), "seed \(seed)")
        }
        #expect(client.mustClose == server.mustClose)
    }

    /// A head with or without a body, content in some runs, and the end.
    private func message(isRequest: Bool, _ generator: inout SeededGenerator) -> [Event] {
        var fields = FieldSection(["Host": "a"])
        let runs = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            generator.bytes(Int.random(in: 1...50, using: &generator))
        }
        var trailers = FieldSection()
        switch Int.random(in: 0...2, using: &generator) {
        case 0: fields.append("Content-Length", "\(runs.joined().count)")
        case 1:
            fields.append("Transfer-Encoding", "chunked")
            trailers.append("X-Sum", "\(runs.count)")
        default:
            if !isRequest { break }
            return [
                .request(RequestHead(method: "GET", target: "/", fields: fields)), .endOfMessage(trailers: trailers),
            ]
        }
        if !isRequest && Int.random(in: 0...9, using: &generator) == 0 { fields.append("Connection", "close") }
        let head: Event =
            isRequest
            ? .request(RequestHead(method: "POST", target: "/", fields: fields))
            : .response(ResponseHead(status: 200, fields: fields))
        return [head] + runs.map { .body($0) } + [.endOfMessage(trailers: trailers)]
    }

    /// Sends `events` in runs of random lengths and gives what arrives, with content joined.
    private func pass(
        _ events: [Event], from sender: inout Connection, to receiver: inout Connection,
        _ generator: inout SeededGenerator
    ) throws -> [Event] {
        var bytes: [UInt8] = []
        for event in events { try sender.send(event, into: &bytes) }
        var received: [Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let run = rest.prefix(Int.random(in: 1...60, using: &generator))
            rest = rest.dropFirst(run.count)
            receiver.receive(Array(run))
            while let event = try receiver.nextEvent() { received.appendJoining(event) }
        }
        return received
    }
}

extension [Event] {
    /// The same with runs of content that follow one another joined.
    fileprivate var joiningContent: [Event] {
        var joined: [Event] = []
        for event in self { joined.appendJoining(event) }
        return joined
    }

    fileprivate mutating func appendJoining(_ event: Event) {
        if case .body(let content) = event, case .body(let before)? = last {
            self[count - 1] = .body(before + content)
        } else {
            append(event)
        }
    }
}
