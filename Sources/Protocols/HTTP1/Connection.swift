internal import Bytes

/// One side of a connection of HTTP/1.1 (RFC 9112): bytes in, events out; events in, bytes out.
///
/// Three verbs are the whole surface. ``receive(_:)`` takes what arrived, ``nextEvent()`` tells what it means, and
/// ``send(_:into:)`` writes what we answer. The same machine plays both parties; only ``role`` differs.
///
/// A server gets the next request of a pipeline only after it has answered the one before: until then
/// ``nextEvent()`` gives nil and the bytes wait. The caller bounds them by not reading from the socket
/// (``isPaused``).
package struct Connection: Sendable {
    package enum Role: Sendable, Hashable {
        case client, server
    }

    package let role: Role
    package let limits: Limits

    private var queue = ByteQueue()
    private var received = 0
    private var peerClosed = false
    private var failure: ProtocolError?

    private var exchange = Exchange()
    private var incoming = Incoming.head(HeadReader(hasStartLine: true))
    private var outgoing = Outgoing.head

    /// What is read next.
    private enum Incoming: Sendable {
        case head(HeadReader)
        case body(BodyReader)
    }

    /// What is written next.
    private enum Outgoing: Sendable, Hashable {
        case head
        case counted(remaining: Int)
        case chunked
        case untilClose
        /// The body that belongs to this head is not sent: HEAD, 204, 304.
        case suppressed
    }

    package init(role: Role, limits: Limits = .standard) {
        self.role = role
        self.limits = limits
    }

    // MARK: Asking

    /// Whether the request is complete but not answered, so that nothing more is read from this peer.
    package var isPaused: Bool { remotePhase == .done || remotePhase == .switched }

    /// Whether another exchange may follow the current one. When not, the connection is closed once the answer is
    /// written.
    package var isPersistent: Bool { exchange.isPersistent && failure == nil }

    /// Whether the peer is in the middle of a message, or something of the next one is here.
    package var isInsideMessage: Bool {
        remotePhase == .sending || remotePhase == .idle && !queue.isEmpty
    }

    /// Whether no request is under way: a server that shuts down may close here.
    package var isIdle: Bool { exchange.client == .idle && queue.isEmpty }

    /// Whether another protocol has begun; ``takeTrailingData()`` has its first bytes.
    package var isSwitched: Bool { remotePhase == .switched }

    /// Bytes that arrived and were not yet made events.
    package var bufferedByteCount: Int { queue.count }

    /// Content of the current message that is announced and has not arrived; nil when only its end will tell.
    package var announcedRemainder: Int? {
        switch incoming {
        case .head: 0
        case .body(let reader): reader.announcedRemainder
        }
    }

    private var remotePhase: Exchange.Phase { role == .server ? exchange.client : exchange.server }
    private var localPhase: Exchange.Phase { role == .server ? exchange.server : exchange.client }

    // MARK: Receiving

    /// Takes bytes that arrived.
    package mutating func receive(_ bytes: RawSpan) {
        guard failure == nil else { return }
        received += bytes.byteCount
        queue.append(bytes)
    }

    /// Takes bytes that arrived.
    package mutating func receive(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        received += bytes.count
        queue.append(bytes)
    }

    /// The peer will send no more.
    package mutating func receiveEnd() { peerClosed = true }

    /// Sets how many bytes of content the message that is being read may have, in place of ``Limits/bodyByteCount``.
    package mutating func limitBody(to byteCount: Int) {
        guard case .body(var reader) = incoming else { return }
        reader.contentLimit = byteCount
        incoming = .body(reader)
    }

    /// This exchange is the last one: the next response says so.
    package mutating func forbidReuse() { exchange.forbidReuse() }

    /// The bytes behind the last message, which belong to the protocol that follows an upgrade.
    package mutating func takeTrailingData() -> [UInt8] { queue.takeAll() }

    /// What the bytes so far mean, or nil while more are needed, or while our answer is due.
    ///
    /// - Throws: the first rule that the peer broke; every later call throws the same.
    package mutating func nextEvent() throws(ProtocolError) -> Event? {
        if let failure { throw failure }
        do {
            return try readEvent()
        } catch {
            let failure = ProtocolError(error.rule, at: received - queue.count + error.offset)
            self.failure = failure
            exchange.forbidReuse()
            queue = ByteQueue()
            throw failure
        }
    }

    private mutating func readEvent() throws(HeadReader.Failure) -> Event? {
        switch remotePhase {
        case .done, .switched: return nil
        case .closed:
            // Whatever follows the last message is not ours to read (RFC 9112, section 9.6).
            queue = ByteQueue()
            return endOfConnection()
        case .idle, .sending: break
        }
        switch incoming {
        case .head(let reader): return try readHead(reader)
        case .body(let reader): return try readBody(reader)
        }
    }

    private mutating func readHead(_ previous: HeadReader) throws(HeadReader.Failure) -> Event? {
        var reader = previous
        if role == .server, !HeadReader.mayBeginRequest(queue) {
            throw HeadReader.Failure(rule: .malformedMethod, offset: 0)
        }
        let length = try reader.headLength(in: &queue, limits: limits)
        incoming = .head(reader)
        guard let length else {
            guard peerClosed else { return nil }
            guard queue.isEmpty, role == .server || exchange.client == .idle else {
                throw HeadReader.Failure(rule: .endedInsideMessage, offset: queue.count)
            }
            return endOfConnection()
        }
        if role == .client && exchange.client == .idle {
            throw HeadReader.Failure(rule: .unexpectedMessage, offset: 0)
        }
        var parser = HeadParser(queue.takeFirst(length))
        switch role {
        case .server: return try startRequest(try parser.requestHead())
        case .client: return try startResponse(try parser.responseHead())
        }
    }

    private mutating func startRequest(_ head: RequestHead) throws(HeadReader.Failure) -> Event {
        let framing: Framing
        do { framing = try head.framing() } catch { throw HeadReader.Failure(rule: error, offset: 0) }
        exchange.request(head)
        if head.version == .http11, let expectation = head.fields.firstValue(of: "expect"),
            !expectation.equalsIgnoringCase("100-continue")
        {
            throw HeadReader.Failure(rule: .unknownExpectation, offset: 0)
        }
        incoming = .body(BodyReader(framing, contentLimit: limits.bodyByteCount))
        return .request(head)
    }

    private mutating func startResponse(_ head: ResponseHead) throws(HeadReader.Failure) -> Event {
        let framing: Framing
        do { framing = try head.framing(answering: exchange.method) } catch {
            throw HeadReader.Failure(rule: error, offset: 0)
        }
        exchange.response(head)
        if framing == .untilClose { exchange.forbidReuse() }
        incoming =
            remotePhase == .sending
            ? .body(BodyReader(framing, contentLimit: limits.bodyByteCount))
            : .head(HeadReader(hasStartLine: true))
        return .response(head)
    }

    private mutating func readBody(_ previous: BodyReader) throws(HeadReader.Failure) -> Event? {
        var reader = previous
        let piece = try reader.next(from: &queue, limits: limits)
        incoming = .body(reader)
        switch piece {
        case .content(let content): return .body(content)
        case .end(let trailers): return endOfMessage(trailers)
        case nil:
            guard peerClosed else { return nil }
            guard reader.endedByClose() else {
                throw HeadReader.Failure(rule: .endedInsideMessage, offset: queue.count)
            }
            return endOfMessage(FieldSection())
        }
    }

    private mutating func endOfMessage(_ trailers: FieldSection) -> Event {
        incoming = .head(HeadReader(hasStartLine: true))
        switch role {
        case .server: exchange.requestEnded()
        case .client: exchange.responseEnded()
        }
        return .endOfMessage(trailers: trailers)
    }

    private mutating func endOfConnection() -> Event? {
        guard peerClosed else { return nil }
        exchange.close()
        return .endOfConnection
    }

    // MARK: Sending

    /// Writes `event` behind `bytes`.
    ///
    /// A head is given with the fields that the message shall have. Framing is added where it is missing: a response
    /// without `Content-Length` is chunked, or ends with the connection for a client of HTTP/1.0; `Connection` says
    /// what becomes of the connection. A body that must not be sent (HEAD, 204, 304) is left out.
    ///
    /// - Throws: ``LocalError`` when this event is not due, or a body is not as long as its head announced.
    package mutating func send(_ event: Event, into bytes: inout [UInt8]) throws(LocalError) {
        switch (event, role) {
        case (.request(let head), .client): try send(head, into: &bytes)
        case (.response(let head), .server): try send(head, into: &bytes)
        case (.body(let content), _): try send(content, into: &bytes)
        case (.endOfMessage(let trailers), _): try sendEnd(trailers, into: &bytes)
        case (.request, .server), (.response, .client):
            throw LocalError(description: "a \(role) does not send this head")
        case (.endOfConnection, _):
            exchange.close()
        }
    }

    private mutating func send(_ head: RequestHead, into bytes: inout [UInt8]) throws(LocalError) {
        guard outgoing == .head, localPhase == .idle else {
            throw LocalError(description: "a request while the one before is not answered")
        }
        let framing: Framing
        do { framing = try head.framing() } catch { throw LocalError(description: error.sentence) }
        exchange.request(head)
        bytes.append(head.method)
        bytes.append(ASCII.space)
        bytes.append(head.target)
        bytes.append(head.version == .http11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n")
        head.fields.write(into: &bytes)
        bytes.append("\r\n")
        switch framing {
        case .none, .untilClose: outgoing = .counted(remaining: 0)
        case .length(let count): outgoing = .counted(remaining: count)
        case .chunked: outgoing = .chunked
        }
    }

    private mutating func send(_ head: ResponseHead, into bytes: inout [UInt8]) throws(LocalError) {
        // A request that broke the rules, or did not arrive in time, never became one, but may be answered.
        let isDue = exchange.client != .idle || !isPersistent
        guard outgoing == .head, localPhase == .idle, isDue else {
            throw LocalError(description: "a response where none is due")
        }
        let framing: Framing?
        do { framing = try head.fields.framing(version: .http11) } catch {
            throw LocalError(description: error.sentence)
        }
        let needsClose =
            framing == nil && exchange.requestVersion == .http10 && head.hasBody(answering: exchange.method)
        if needsClose && !head.isInformational { exchange.forbidReuse() }
        if exchange.client == .idle { exchange.request(RequestHead(method: "", target: "")) }
        if failure != nil { exchange.forbidReuse() }
        exchange.response(head)

        bytes.append("HTTP/1.1 ")
        bytes.append(decimal: head.status)
        bytes.append(ASCII.space)
        bytes.append(head.reason)
        bytes.append("\r\n")
        head.fields.write(into: &bytes)
        defer { bytes.append("\r\n") }
        guard !head.isInformational else { return }

        if !exchange.isPersistent {
            if !head.fields.contains("connection") { bytes.append("Connection: close\r\n") }
        } else if exchange.requestVersion == .http10 {
            bytes.append("Connection: keep-alive\r\n")
        }
        guard head.hasBody(answering: exchange.method) else {
            outgoing = .suppressed
            return
        }
        switch framing {
        case .length(let count): outgoing = .counted(remaining: count)
        case .chunked: outgoing = .chunked
        case .some(.none), .untilClose, nil:
            if exchange.requestVersion == .http10 {
                outgoing = .untilClose
            } else {
                outgoing = .chunked
                bytes.append("Transfer-Encoding: chunked\r\n")
            }
        }
    }

    private mutating func send(_ content: [UInt8], into bytes: inout [UInt8]) throws(LocalError) {
        try willSend(contentByteCount: content.count, into: &bytes)
        guard outgoing != .suppressed else { return }
        bytes.append(contentsOf: content)
        didSend(contentByteCount: content.count, into: &bytes)
    }

    /// Announces `count` bytes of content that the caller writes behind `bytes` itself, so that a file's content need
    /// not pass through here; ``didSend(contentByteCount:into:)`` follows.
    ///
    /// - Returns: false when this content must not be sent at all.
    @discardableResult
    package mutating func willSend(contentByteCount count: Int, into bytes: inout [UInt8]) throws(LocalError) -> Bool {
        switch outgoing {
        case .head: throw LocalError(description: "a body without its head")
        case .suppressed: return false
        case .untilClose: break
        case .counted(let remaining):
            guard count <= remaining else { throw LocalError(description: "a body longer than its Content-Length") }
            outgoing = .counted(remaining: remaining - count)
        case .chunked:
            guard count > 0 else { break }
            bytes.append(hexadecimal: count)
            bytes.append("\r\n")
        }
        return true
    }

    /// Completes what ``willSend(contentByteCount:into:)`` began.
    package func didSend(contentByteCount count: Int, into bytes: inout [UInt8]) {
        if outgoing == .chunked && count > 0 { bytes.append("\r\n") }
    }

    private mutating func sendEnd(_ trailers: FieldSection, into bytes: inout [UInt8]) throws(LocalError) {
        switch outgoing {
        case .head: throw LocalError(description: "the end of a message without its head")
        case .counted(let remaining):
            guard remaining == 0 else { throw LocalError(description: "a body shorter than its Content-Length") }
        case .chunked:
            bytes.append("0\r\n")
            trailers.write(into: &bytes)
            bytes.append("\r\n")
        case .untilClose, .suppressed: break
        }
        outgoing = .head
        switch role {
        case .server: exchange.responseEnded()
        case .client: exchange.requestEnded()
        }
        if failure != nil { exchange.close() }
    }
}

extension FieldSection {
    /// `name ": " value CRLF` for each field.
    fileprivate func write(into bytes: inout [UInt8]) {
        for entry in entries {
            bytes.append(contentsOf: self.bytes[entry.name])
            bytes.append(": ")
            bytes.append(contentsOf: self.bytes[entry.value])
            bytes.append("\r\n")
        }
    }
}
