internal import Bytes

extension Connection {
    /// What is written next.
    enum Outgoing: Sendable, Hashable {
        case head
        case counted(remaining: Int)
        case chunked
        case untilClose
        /// The body that belongs to this head is not sent: HEAD, 204, 304.
        case suppressed
    }

    /// Writes `event` behind `bytes`.
    ///
    /// A head is given with the fields that the message shall have. Framing is added where it is missing: a response
    /// without `Content-Length` is chunked, or ends with the connection for a client of HTTP/1.0; `Connection` says
    /// what becomes of the connection. A body that must not be sent (HEAD, 204, 304) is left out.
    ///
    /// - Throws: ``LocalError`` when this event is not due, when it would break a rule, or when a body is not as long as
    ///   its head announced. Then nothing was written.
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

    // MARK: Heads

    private mutating func send(_ head: RequestHead, into bytes: inout [UInt8]) throws(LocalError) {
        guard outgoing == .head, localPhase == .idle, remotePhase == .idle else {
            throw LocalError(description: "a request while the one before is not answered, or behind the last one")
        }
        // Else they would be taken for the answer to this request.
        guard bufferedByteCount == 0 else {
            throw LocalError(description: "a request while bytes of the server wait that answer none")
        }
        let control = ControlFields(head.fields)
        let framing: Framing
        do { framing = try head.checkedFraming(control) } catch { throw LocalError(description: error.sentence) }
        try head.fields.checkWellFormed()

        exchange.request(head, fields: control, hasBody: framing != .none)
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
        // A request that broke the rules never became one, but its answer is due all the same.
        let isDue = exchange.client != .idle || failure != nil
        guard outgoing == .head, localPhase == .idle, isDue else {
            throw LocalError(description: "a response where none is due")
        }
        let control = ControlFields(head.fields)
        let framing = try checkedFraming(of: head, control)
        let hasBody = head.hasBody(answering: exchange.method)
        let endsWithConnection = hasBody && framing == nil && exchange.requestVersion == .http10
        // A client that was not told to go on with its body may send it or leave it out: what follows on this
        // connection would be anybody's guess (RFC 9110, section 10.1.1).
        let keepsConnection =
            !control.connectionOptions.contains(.close) && !endsWithConnection && !awaitsContinue
        exchange.response(head, keepsConnection: keepsConnection)

        bytes.append("HTTP/1.1 ")
        bytes.append(decimal: head.status)
        bytes.append(ASCII.space)
        bytes.append(head.reason)
        bytes.append("\r\n")
        head.fields.write(into: &bytes)
        defer { bytes.append("\r\n") }
        guard localPhase == .sending else { return }

        if !exchange.isPersistent {
            if !control.connectionOptions.contains(.close) { bytes.append("Connection: close\r\n") }
        } else if exchange.requestVersion == .http10, !control.connectionOptions.contains(.keepAlive) {
            bytes.append("Connection: keep-alive\r\n")
        }
        guard hasBody else {
            outgoing = .suppressed
            return
        }
        switch framing {
        case .length(let count): outgoing = .counted(remaining: count)
        case .chunked: outgoing = .chunked
        case nil where endsWithConnection, .some(.none), .untilClose: outgoing = .untilClose
        case nil:
            outgoing = .chunked
            bytes.append("Transfer-Encoding: chunked\r\n")
        }
    }

    /// What the fields of a response say about its body.
    ///
    /// - Throws: when this response must not be sent to this client.
    private func checkedFraming(of head: ResponseHead, _ control: ControlFields) throws(LocalError) -> Framing? {
        guard (100...999).contains(head.status) else { throw LocalError(description: "a status of not three digits") }
        guard head.reason.utf8.allSatisfy(Grammar.isFieldValueCharacter) else {
            throw LocalError(description: "a reason phrase with a control character")
        }
        try head.fields.checkWellFormed()
        let framing: Framing?
        do { framing = try control.framing(version: .http11) } catch { throw LocalError(description: error.sentence) }
        if head.isInformational, exchange.requestVersion == .http10 {
            throw LocalError(description: "a response 1xx, which a client of HTTP/1.0 does not know")
        }
        if head.switchesProtocol(answering: exchange.method) {
            guard exchange.client == .done, head.status != 101 || exchange.offersUpgrade else {
                throw LocalError(description: "another protocol where none was offered, or inside the request")
            }
        }
        // RFC 9112, section 6.1 and RFC 9110, section 8.6.
        let isBodiless = head.isInformational || head.status == 204 || head.switchesProtocol(answering: exchange.method)
        guard framing == nil || !isBodiless else {
            throw LocalError(description: "Content-Length or Transfer-Encoding in a response that never has a body")
        }
        guard framing != .chunked || exchange.requestVersion == .http11 else {
            throw LocalError(description: "a chunked response for a client of HTTP/1.0")
        }
        return framing
    }

    // MARK: Bodies

    private mutating func send(_ content: [UInt8], into bytes: inout [UInt8]) throws(LocalError) {
        guard try willSend(contentByteCount: content.count, into: &bytes) else { return }
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
            guard trailers.isEmpty else { throw LocalError(description: "trailers behind a body that is not chunked") }
        case .chunked:
            guard !trailers.hasForbiddenTrailer else {
                throw LocalError(description: ProtocolError.Rule.forbiddenTrailer.sentence)
            }
            try trailers.checkWellFormed()
            bytes.append("0\r\n")
            trailers.write(into: &bytes)
            bytes.append("\r\n")
        // There is no place for trailers; whoever writes them need not know the client (RFC 9110, section 6.5.1).
        case .untilClose, .suppressed: break
        }
        outgoing = .head
        switch role {
        case .server: exchange.responseEnded()
        case .client: exchange.requestEnded()
        }
    }
}

extension RequestHead {
    /// The framing of a request that a client may send as it is.
    fileprivate func checkedFraming(_ control: ControlFields) throws(ProtocolError.Rule) -> Framing {
        let method = Array(method.utf8)
        let target = Array(target.utf8)
        guard !method.isEmpty, method.allSatisfy(Grammar.isTokenCharacter) else { throw .malformedMethod }
        guard !target.isEmpty, target.allSatisfy(Grammar.isTargetCharacter) else { throw .malformedTarget }
        if let broken = Target.brokenRule(target: target[...], method: method[...]) { throw broken }
        if let broken = brokenHostRule(control) { throw broken }
        return try control.framing(version: version) ?? .none
    }
}

extension FieldSection {
    fileprivate func checkWellFormed() throws(LocalError) {
        guard isWellFormed else {
            throw LocalError(description: "a field whose name is no token, or whose value has a control character")
        }
    }
}
