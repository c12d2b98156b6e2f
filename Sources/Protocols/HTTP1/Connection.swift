internal import Bytes

/// One side of a connection of HTTP/1.1 (RFC 9112): bytes in, events out; events in, bytes out.
///
/// Three verbs are the whole surface. ``receive(_:)`` takes what arrived, ``nextEvent()`` tells what it means, and
/// ``send(_:into:)`` writes what we answer. The same machine plays both parties; only ``role`` differs.
///
/// A server gets the next request of a pipeline only after it has answered the one before: until then
/// ``nextEvent()`` gives nil and the bytes wait. The caller bounds them by not reading from the socket
/// (``isPaused``).
///
/// When the client breaks a rule, ``nextEvent()`` throws it, now and ever after. The server may still finish the
/// response that is under way, or send one if none is, with the error's ``ProtocolError/status``; then ``mustClose``
/// holds. A client has nothing to say to a server that breaks the rules.
package struct Connection: Sendable {
    package enum Role: Sendable, Hashable {
        case client, server
    }

    package let role: Role
    package let limits: Limits

    private var queue = ByteQueue()
    private var received = 0
    private var peerClosed = false
    private var toldEnd = false
    private var incoming: Incoming

    // What `Connection+Sending` needs, too.
    var failure: ProtocolError?
    var exchange = Exchange()
    var outgoing = Outgoing.head

    /// What is read next.
    private enum Incoming: Sendable {
        case head(HeadReader)
        case body(BodyReader)
    }

    package init(role: Role, limits: Limits = .standard) {
        self.role = role
        self.limits = limits
        incoming = .head(HeadReader(role == .server ? .requestLine : .statusLine))
    }

    // MARK: Asking

    /// Whether the request is complete but not answered, so that nothing more is read from this peer.
    package var isPaused: Bool { remotePhase == .done || remotePhase == .switched }

    /// Whether another exchange may follow the current one. When not, the connection is closed once the answer is
    /// written.
    package var isPersistent: Bool { exchange.isPersistent && failure == nil }

    /// Whether the connection must be closed once everything that was sent is written: no exchange follows, and the
    /// response is complete, even if the request is not.
    package var mustClose: Bool {
        localPhase == .closed || !exchange.isPersistent && exchange.server == .done
            || failure != nil && localPhase != .sending
    }

    /// Whether the peer is in the middle of a message, or something of the next one is here.
    package var isInsideMessage: Bool {
        remotePhase == .sending || remotePhase == .idle && !queue.isEmpty
    }

    /// Whether no request is under way: a server that shuts down may close here.
    package var isIdle: Bool { exchange.client == .idle && queue.isEmpty }

    /// Whether the client waits for `100 (Continue)` before it sends the body of this request: it has asked so, nothing
    /// of the body has arrived, and neither 100 nor a final response was sent (RFC 9110, section 10.1.1).
    package var awaitsContinue: Bool { exchange.awaitsContinue && queue.isEmpty }

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

    var remotePhase: Exchange.Phase { role == .server ? exchange.client : exchange.server }
    var localPhase: Exchange.Phase { role == .server ? exchange.server : exchange.client }

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

    /// Gives the peer up for a reason that only the caller can see, ``ProtocolError/Rule/tooSlow`` say.
    ///
    /// From here on it is as if the peer had broken `rule`.
    ///
    /// - Returns: the error that ``nextEvent()`` throws from now on.
    @discardableResult
    package mutating func giveUp(_ rule: ProtocolError.Rule) -> ProtocolError {
        failure ?? fail(HeadReader.Failure(rule: rule, offset: queue.count))
    }

    /// The bytes behind the last message, which belong to the protocol that follows an upgrade.
    package mutating func takeTrailingData() -> [UInt8] { queue.takeAll() }

    /// What the bytes so far mean, or nil while more are needed, or while our answer is due.
    ///
    /// - Throws: the first rule that the peer broke; every later call throws the same.
    package mutating func nextEvent() throws(ProtocolError) -> Event? {
        if let failure { throw failure }
        do { return try readEvent() } catch { throw fail(error) }
    }

    private mutating func fail(_ error: HeadReader.Failure) -> ProtocolError {
        let failure = ProtocolError(error.rule, at: received - queue.count + error.offset)
        self.failure = failure
        switch role {
        case .client: exchange.close()
        case .server where exchange.client == .idle:
            exchange.brokenRequest(method: HeadParser.isHead(queue) ? "HEAD" : "")
        case .server: exchange.clientFailed()
        }
        queue = ByteQueue()
        return failure
    }

    private mutating func readEvent() throws(HeadReader.Failure) -> Event? {
        switch remotePhase {
        case .done, .switched: return nil
        case .closed:
            // Whatever follows the last message is not ours to read (RFC 9112, section 9.6).
            queue.removeFirst(queue.count)
            return endOfConnection()
        case .idle, .sending: break
        }
        switch incoming {
        case .head(let reader): return try readHead(reader)
        case .body(let reader): return try readBody(reader)
        }
    }

    private mutating func readHead(_ previous: HeadReader) throws(HeadReader.Failure) -> Event? {
        // A response that nobody asked for belongs to nobody (RFC 9112, section 9.2).
        if role == .client, exchange.client == .idle, !queue.isEmpty {
            throw HeadReader.Failure(rule: .unexpectedMessage, offset: 0)
        }
        var reader = previous
        let length = try reader.headLength(in: &queue, limits: limits)
        incoming = .head(reader)
        guard let length else {
            guard peerClosed else { return nil }
            guard queue.isEmpty, role == .server || exchange.client == .idle else {
                throw HeadReader.Failure(rule: .endedInsideMessage, offset: queue.count)
            }
            return endOfConnection()
        }
        // The head leaves the queue only when it was understood: an error is answered according to it.
        var parser = HeadParser(queue.first(length))
        switch role {
        case .server:
            let head = try parser.requestHead()
            return try startRequest(head, length: length)
        case .client:
            let head = try parser.responseHead()
            return try startResponse(head, length: length)
        }
    }

    private mutating func startRequest(_ head: RequestHead, length: Int) throws(HeadReader.Failure) -> Event {
        let control = ControlFields(head.fields)
        if let broken = head.brokenHostRule(control) { throw HeadReader.Failure(rule: broken, offset: length) }
        let framing: Framing
        do { framing = try control.framing(version: head.version) ?? .none } catch {
            throw HeadReader.Failure(rule: error, offset: length)
        }
        queue.removeFirst(length)
        exchange.request(head, fields: control, hasBody: framing != .none)
        if head.version == .http11, control.expectsOther {
            throw HeadReader.Failure(rule: .unknownExpectation, offset: 0)
        }
        incoming = .body(BodyReader(framing, contentLimit: limits.bodyByteCount))
        return .request(head)
    }

    private mutating func startResponse(_ head: ResponseHead, length: Int) throws(HeadReader.Failure) -> Event {
        let control = ControlFields(head.fields)
        if head.status == 101, !exchange.offersUpgrade || exchange.client != .done {
            throw HeadReader.Failure(rule: .unexpectedMessage, offset: 0)
        }
        let framing: Framing
        do { framing = try head.framing(answering: exchange.method, fields: control) } catch {
            throw HeadReader.Failure(rule: error, offset: length)
        }
        queue.removeFirst(length)
        let isDefault = head.version == .http11 && exchange.requestVersion == .http11
        exchange.response(
            head, keepsConnection: framing != .untilClose && control.keepsConnection(isDefault: isDefault))
        incoming =
            remotePhase == .sending
            ? .body(BodyReader(framing, contentLimit: limits.bodyByteCount))
            : .head(HeadReader(.statusLine))
        return .response(head)
    }

    private mutating func readBody(_ previous: BodyReader) throws(HeadReader.Failure) -> Event? {
        var reader = previous
        let piece = try reader.next(from: &queue, limits: limits)
        incoming = .body(reader)
        switch piece {
        case .content(let content):
            if role == .server { exchange.requestContent() }
            return .body(content)
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
        incoming = .head(HeadReader(role == .server ? .requestLine : .statusLine))
        switch role {
        case .server: exchange.requestEnded()
        case .client: exchange.responseEnded()
        }
        return .endOfMessage(trailers: trailers)
    }

    private mutating func endOfConnection() -> Event? {
        guard peerClosed, !toldEnd else { return nil }
        toldEnd = true
        exchange.close()
        return .endOfConnection
    }
}
