import Bytes
import HTTP1
import TestSupport
import Testing

/// A server that answers every request with an empty 200 (CONNECT with 405) and writes down what happens, one line per event:
///
///     GET /a                          a request
///     body hello                      content, its runs joined
///     end                             the end of the message; trailers behind it
///     refused malformedHost at 27     the error; it is answered, and nothing follows
///     closed                          the peer left between two messages
struct LoggingServer {
    var connection: Connection
    private(set) var log: [String] = []
    /// Everything that was sent to the client.
    private(set) var output: [UInt8] = []
    private var method = ""
    private var isRefused = false

    init(limits: Limits = .standard) { connection = Connection(role: .server, limits: limits) }

    mutating func receive(_ run: ArraySlice<UInt8>) throws {
        connection.receive(Array(run))
        try readOn()
    }

    mutating func receiveEnd() throws {
        connection.receiveEnd()
        try readOn()
    }

    private mutating func readOn() throws {
        do {
            while let event = try connection.nextEvent() {
                log.note(event)
                if case .request(let head) = event { method = head.method }
                if case .endOfMessage = event { try answer(method == "CONNECT" ? 405 : 200) }
            }
        } catch let error as ProtocolError where !isRefused {
            isRefused = true
            log.append("refused \(error.rule) at \(error.offset)")
            try answer(error.status)
        } catch is ProtocolError {}
    }

    private mutating func answer(_ status: Int) throws {
        let head = ResponseHead(status: status, fields: FieldSection(["Content-Length": "0"]))
        try connection.send(.response(head), into: &output)
        try connection.send(.endOfMessage(trailers: FieldSection()), into: &output)
    }
}

/// A client that sends one request after the other, each when the one before is answered, and writes down what comes:
///
///     200 OK                          a response, informational ones too
///     body hello
///     end
struct LoggingClient {
    var connection = Connection(role: .client)
    private(set) var log: [String] = []
    private var waiting: ArraySlice<RequestHead>
    private var isRefused = false

    init(requests: [RequestHead], limits: Limits = .standard) throws {
        connection = Connection(role: .client, limits: limits)
        waiting = requests[...]
        try sendNext()
    }

    mutating func receive(_ run: ArraySlice<UInt8>) throws {
        connection.receive(Array(run))
        try readOn()
    }

    mutating func receiveEnd() throws {
        connection.receiveEnd()
        try readOn()
    }

    private mutating func readOn() throws {
        do {
            while let event = try connection.nextEvent() {
                log.note(event)
                if case .endOfMessage = event { try sendNext() }
            }
        } catch let error as ProtocolError where !isRefused {
            isRefused = true
            log.append("refused \(error.rule) at \(error.offset)")
        } catch is ProtocolError {}
    }

    private mutating func sendNext() throws {
        guard let request = waiting.popFirst() else { return }
        // Responses that arrived together with the one before were sent too early, and stay unanswered questions.
        guard connection.bufferedByteCount == 0 else { return }
        var output: [UInt8] = []
        try connection.send(.request(request), into: &output)
        try connection.send(.endOfMessage(trailers: FieldSection()), into: &output)
    }
}

extension [String] {
    /// Writes `event` down; content joins the content before it.
    fileprivate mutating func note(_ event: Event) {
        switch event {
        case .request(let head): append("\(head.method) \(head.target)")
        case .response(let head): append("\(head.status) \(head.reason)")
        case .body(let content):
            let text = String(decoding: content, as: UTF8.self)
            if last?.hasPrefix("body ") == true { self[count - 1] += text } else { append("body \(text)") }
        case .endOfMessage(let trailers):
            append((["end"] + trailers.map { "\($0.name): \($0.value)" }).joined(separator: " "))
        case .endOfConnection: append("closed")
        }
    }
}

/// How much a test feeds at a time.
enum Feeding {
    /// Whole, byte by byte, and cut in two at every place.
    case everySplit
    /// Whole and byte by byte: for inputs so long that every split would take seconds.
    case wholeAndByteByByte
}

/// The log of a server that receives `text`, and then the end of the connection if `closing`.
///
/// However the text is split, the log must be the same.
func serverLog(
    of text: String, closing: Bool = false, limits: Limits = .standard, feeding: Feeding = .everySplit,
    _ location: SourceLocation = #_sourceLocation
) throws -> [String] {
    try serverLog(of: Array(text.utf8), closing: closing, limits: limits, feeding: feeding, location)
}

func serverLog(
    of bytes: [UInt8], closing: Bool = false, limits: Limits = .standard, feeding: Feeding = .everySplit,
    _ location: SourceLocation = #_sourceLocation
) throws -> [String] {
    try commonResult(of: bytes, feeding: feeding, location) { split in
        var server = LoggingServer(limits: limits)
        for run in split.runs { try server.receive(run) }
        if closing { try server.receiveEnd() }
        return server.log
    }
}

/// What a server that receives `text` sends back, and whether it then closes the connection.
func answers(
    to text: String, closing: Bool = false, limits: Limits = .standard, feeding: Feeding = .everySplit,
    _ location: SourceLocation = #_sourceLocation
) throws -> (text: String, mustClose: Bool) {
    let lines = try commonResult(of: Array(text.utf8), feeding: feeding, location) { split in
        var server = LoggingServer(limits: limits)
        for run in split.runs { try server.receive(run) }
        if closing { try server.receiveEnd() }
        return [String(decoding: server.output, as: UTF8.self), "\(server.connection.mustClose)"]
    }
    return (lines[0], lines[1] == "true")
}

/// The log of a client that sent `requests` and receives `text`.
func clientLog(
    of text: String, answering requests: [RequestHead] = [get("/")], closing: Bool = false,
    limits: Limits = .standard, feeding: Feeding = .everySplit, _ location: SourceLocation = #_sourceLocation
) throws -> [String] {
    try commonResult(of: Array(text.utf8), feeding: feeding, location) { split in
        var client = try LoggingClient(requests: requests, limits: limits)
        for run in split.runs { try client.receive(run) }
        if closing { try client.receiveEnd() }
        return client.log
    }
}

func get(_ target: String) -> RequestHead { request("GET", target) }

func request(_ method: String, _ target: String, _ fields: KeyValuePairs<String, String> = [:]) -> RequestHead {
    var head = RequestHead(method: method, target: target, fields: FieldSection(["Host": "a"]))
    for (name, value) in fields { head.fields.append(name, value) }
    return head
}

private func commonResult(
    of bytes: [UInt8], feeding: Feeding, _ location: SourceLocation, _ result: (Split) throws -> [String]
) throws -> [String] {
    var expected: [String]?
    for (index, split) in everySplit(of: bytes).enumerated() {
        if index == 2, feeding == .wholeAndByteByByte { break }
        let found = try result(split)
        if let expected {
            #expect(found == expected, "\(split) differs from whole", sourceLocation: location)
        } else {
            expected = found
        }
    }
    return expected ?? []
}
