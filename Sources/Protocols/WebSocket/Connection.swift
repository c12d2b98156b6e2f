package import Bytes
internal import Compression

/// One side of a WebSocket behind its handshake (RFC 6455): bytes in, events out; messages in, bytes out.
///
/// ``receive(_:)`` takes what arrived, ``nextEvent(at:)`` tells what it means, ``send(_:)`` and its kin write what we
/// say; ``takeOutput()`` gives the bytes to be written, among them the answers to pings and to a Close, which come by
/// themselves. The same machine plays both parties; only ``role`` differs.
///
///     open ──peer's Close──▶ closed (ours is the echo)
///      │ └──rule broken────▶ failed (our Close says why)
///      └─our Close──▶ closing ──peer's Close──▶ closed
///
/// Wherever the connection ends without the peer's Close, it is `closed`, too, with ``CloseCode/abnormal``.
package struct Connection {
    package enum Role: Sendable, Hashable {
        case client, server
    }

    package let role: Role
    package let limits: Limits

    private var queue = ByteQueue()
    private var received = 0
    private var peerHasEnded = false
    private var incoming = Incoming.header
    private var assembler = MessageAssembler()
    private var state = State.open
    private var output: [UInt8] = []
    /// Pongs in the output.
    private var unsentPongCount = 0
    /// The answer to the latest ping, where so many pongs wait in the output that no other ping since gets one.
    private var latestPong: [UInt8]?
    private var random: any RandomNumberGenerator & Sendable
    /// What compresses, where that was agreed on; rare, so it is one word here.
    private var compression: MessageCompression?

    /// What is read next.
    private enum Incoming {
        case header
        case payload(FrameHeader, done: Int)
    }

    private enum State: Equatable {
        case open
        /// Our Close was sent; the peer's is awaited until then.
        case closing(deadline: Instant)
        /// Nothing more is said or heard; the connection is to end, by a deadline where the peer is to end it.
        case closed(deadline: Instant?)
        /// The peer broke a rule.
        case failed(ProtocolError, deadline: Instant?)
    }

    /// - Parameters:
    ///   - agreement: what the handshake came to.
    ///   - random: where a client's masking keys come from. They must be unpredictable (RFC 6455, section 10.3) where
    ///     others choose what is sent, which the system's generator is.
    package init(
        role: Role, limits: Limits = .standard, agreement: Agreement = Agreement(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.role = role
        self.limits = limits
        self.random = random
        compression = agreement.compression.map { MessageCompression($0, role: role) }
    }

    // MARK: Asking

    /// Whether messages can be sent.
    package var isOpen: Bool { state == .open }

    /// Whether ``takeOutput()`` has anything.
    package var hasOutput: Bool { !output.isEmpty }

    /// Whether the connection is to be ended once the output is written: by the server first, as soon as both Closes
    /// have passed (RFC 6455, section 7.1.1).
    package var mustClose: Bool {
        switch state {
        case .open, .closing: false
        case .closed(let deadline), .failed(_, let deadline): deadline == nil
        }
    }

    /// When the peer has been waited for long enough.
    package var nextDeadline: Instant? {
        switch state {
        case .open: nil
        case .closing(let deadline): deadline
        case .closed(let deadline), .failed(_, let deadline): deadline
        }
    }

    /// Tells the time: when the deadline has come, the peer is given up, as if its end of the connection had come.
    package mutating func reach(_ now: Instant) {
        guard let deadline = nextDeadline, deadline <= now else { return }
        receiveEnd()
    }

    /// The bytes to be written.
    ///
    /// Whoever cannot write them should neither receive nor ask for events: a peer that talks and does not listen must
    /// wait.
    package mutating func takeOutput() -> [UInt8] {
        writeLatestPong()
        unsentPongCount = 0
        defer { output = [] }
        return output
    }

    // MARK: Receiving

    /// Takes bytes that arrived.
    package mutating func receive(_ bytes: RawSpan) {
        guard isHearing else { return }
        queue.append(bytes)
    }

    /// Takes bytes that arrived.
    package mutating func receive(_ bytes: [UInt8]) {
        guard isHearing else { return }
        queue.append(bytes)
    }

    /// The connection ended, or was cut: nothing more comes.
    ///
    /// What came before is still told by ``nextEvent(at:)``, and then that the connection is closed.
    package mutating func receiveEnd() {
        peerHasEnded = true
        switch state {
        case .open, .closing: break
        case .closed: state = .closed(deadline: nil)
        case .failed(let error, _): state = .failed(error, deadline: nil)
        }
    }

    /// Whether what arrives still means something.
    private var isHearing: Bool {
        switch state {
        case .open, .closing: true
        case .closed, .failed: false
        }
    }

    /// What the bytes so far mean, or nil while more are needed.
    ///
    /// - Throws: the first rule that the peer broke; every later call throws the same. The Close frame that tells the
    ///   peer is in the output.
    package mutating func nextEvent(at now: Instant) throws(ProtocolError) -> Event? {
        switch state {
        case .failed(let error, _): throw error
        case .closed: return nil
        case .open, .closing: break
        }
        do {
            if let event = try readFrames(at: now) { return event }
        } catch {
            throw fail(error, at: now)
        }
        // An idle connection keeps no memory for what it has heard.
        if queue.isEmpty { queue = ByteQueue() }
        guard peerHasEnded else { return nil }
        end(at: now)
        return .closed(.abnormal)
    }

    private typealias Failure = MessageAssembler.Failure

    private mutating func readFrames(at now: Instant) throws(Failure) -> Event? {
        while true {
            switch incoming {
            case .header:
                guard let header = try readHeader() else { return nil }
                incoming = .payload(header, done: 0)
            case .payload(let header, _) where header.opcode.isControl:
                guard queue.count >= header.length else { return nil }
                var payload = queue.takeFirst(header.length)
                header.maskingKey?.apply(to: &payload, from: 0, offset: 0)
                incoming = .header
                let event = try take(control: header.opcode, payload, at: now)
                received += payload.count
                return event
            case .payload(let header, let done):
                let count = min(header.length - done, queue.count)
                guard count > 0 || done == header.length else { return nil }
                if count > 0 {
                    try assembler.take(
                        count, of: &queue, key: header.maskingKey, offset: done, remaining: header.length - done,
                        inflater: inflater, limit: limits.messageByteCount)
                    received += count
                }
                guard done + count == header.length else {
                    incoming = .payload(header, done: done + count)
                    continue
                }
                incoming = .header
                guard header.isFinal else { continue }
                let message = try assembler.end(inflater: inflater, limit: limits.messageByteCount)
                if assembler.isCompressed { compression?.messageReceived() }
                return .message(message)
            }
        }
    }

    /// What inflates the message at hand; none is made for others.
    private var inflater: Inflater? { assembler.isCompressed ? compression?.inflater : nil }

    private mutating func readHeader() throws(Failure) -> FrameHeader? {
        do throws(ProtocolError.Rule) {
            guard
                let (header, byteCount) = try FrameHeader.read(
                    queue, isMasked: role == .server, allowsCompression: compression != nil)
            else { return nil }
            switch header.opcode {
            case .continuation: guard assembler.isInside else { throw .unexpectedContinuation }
            case .text, .binary:
                guard !assembler.isInside else { throw .interruptedMessage }
                assembler.begin(isText: header.opcode == .text, isCompressed: header.isCompressed)
            case .close, .ping, .pong: break
            }
            if !header.opcode.isControl { try assembler.checkLength(header.length, limit: limits.messageByteCount) }
            queue.removeFirst(byteCount)
            received += byteCount
            return header
        } catch {
            throw Failure(rule: error, offset: 0)
        }
    }

    private mutating func take(control opcode: Opcode, _ payload: [UInt8], at now: Instant) throws(Failure) -> Event {
        switch opcode {
        case .ping:
            // Behind our own Close, too: only the peer's ends this duty (RFC 6455, section 5.5.2).
            answer(ping: payload)
            return .ping(payload)
        case .pong: return .pong(payload)
        case .close, .continuation, .text, .binary: return .closed(try takeClose(payload, at: now))
        }
    }

    /// Answers a ping, or only the latest one, where more are heard than answers are written (RFC 6455, section 5.5.3).
    private mutating func answer(ping data: [UInt8]) {
        if unsentPongCount < Limits.unsentPongCount {
            unsentPongCount += 1
            write(.pong, data)
        } else {
            latestPong = data
        }
    }

    private mutating func writeLatestPong() {
        guard let data = latestPong else { return }
        latestPong = nil
        write(.pong, data)
    }

    private mutating func takeClose(_ payload: [UInt8], at now: Instant) throws(Failure) -> Closure {
        let closure = try Self.closure(payload)
        // The echo has the code and no reason, as most have it (RFC 6455, section 5.5.1).
        if isOpen { writeClose(Array(payload.prefix(2))) }
        end(at: now)
        return closure
    }

    private static func closure(_ payload: [UInt8]) throws(Failure) -> Closure {
        guard !payload.isEmpty else { return Closure(code: .noStatus) }
        guard payload.count >= 2 else { throw Failure(rule: .malformedClose, offset: 0) }
        let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.maySend else { throw Failure(rule: .invalidCloseCode, offset: 0) }
        var validator = UTF8Validator()
        if let offset = validator.firstInvalid(in: payload, from: 2) {
            throw Failure(rule: .invalidText, offset: 2 + offset)
        }
        guard validator.isAtBoundary else { throw Failure(rule: .invalidText, offset: payload.count) }
        return Closure(code: code, reason: String(decoding: payload[2...], as: UTF8.self))
    }

    /// Nothing more is heard.
    private mutating func end(at now: Instant) {
        queue = ByteQueue()
        assembler = MessageAssembler()
        state = .closed(deadline: endDeadline(at: now))
    }

    /// Until when the peer may end the connection: a client leaves it to the server (RFC 6455, section 7.1.1).
    private func endDeadline(at now: Instant) -> Instant? {
        role == .client && !peerHasEnded ? now + limits.closeTime : nil
    }

    private mutating func fail(_ failure: Failure, at now: Instant) -> ProtocolError {
        let error = ProtocolError(failure.rule, at: received + failure.offset)
        if isOpen { writeClose(Self.closePayload(error.closeCode, reason: "")) }
        queue = ByteQueue()
        assembler = MessageAssembler()
        state = .failed(error, deadline: endDeadline(at: now))
        return error
    }

    // MARK: Sending

    /// Sends a message, in one frame.
    ///
    /// - Throws: when a Close was sent or received, or a text is not UTF-8. Then nothing was written.
    package mutating func send(_ message: Message) throws(LocalError) {
        switch message {
        case .text(let text): try sendText(prefix: nil, text)
        case .binary(let bytes): try send(.binary, prefix: nil, bytes)
        }
    }

    /// Sends `prefix` and `text` as one text: who puts a character before every text need not put them together.
    ///
    /// - Parameter prefix: of ASCII; nil for none.
    package mutating func sendText(prefix: UInt8?, _ text: [UInt8]) throws(LocalError) {
        guard UTF8Validator.isValid(text), prefix ?? 0 < 0x80 else {
            throw LocalError(description: "a text that is not UTF-8")
        }
        try send(.text, prefix: prefix, text)
    }

    private mutating func send(_ opcode: Opcode, prefix: UInt8?, _ payload: [UInt8]) throws(LocalError) {
        try checkOpen()
        if let compressed = compression?.compress(prefix: prefix, payload) {
            write(opcode, compressed, isCompressed: true)
        } else {
            write(opcode, prefix: prefix, payload)
        }
    }

    /// Asks the peer for a sign of life, which comes as a pong with the same `data`, at most 125 bytes.
    package mutating func ping(_ data: [UInt8] = []) throws(LocalError) {
        try sendControl(.ping, data)
    }

    /// Gives a sign of life that nobody asked for (RFC 6455, section 5.5.3), with at most 125 bytes. Pings are answered
    /// without it.
    package mutating func pong(_ data: [UInt8] = []) throws(LocalError) {
        try sendControl(.pong, data)
    }

    private mutating func sendControl(_ opcode: Opcode, _ data: [UInt8]) throws(LocalError) {
        try checkOpen()
        guard data.count <= Limits.controlByteCount else {
            throw LocalError(description: "a \(opcode) of more than \(Limits.controlByteCount) bytes")
        }
        write(opcode, data)
    }

    private func checkOpen() throws(LocalError) {
        guard isOpen else { throw LocalError(description: "a message behind a Close") }
    }

    /// Begins the closing handshake; does nothing where it has begun.
    ///
    /// - Parameters:
    ///   - code: one that may be sent, see ``CloseCode/maySend``; nil for a Close without code.
    ///   - reason: cut to 123 bytes, at the end of a character.
    package mutating func close(code: CloseCode? = .normal, reason: String = "", at now: Instant) {
        guard isOpen else { return }
        precondition(code?.maySend ?? true, "this close code is not for the wire")
        writeClose(code.map { Self.closePayload($0, reason: reason) } ?? [])
        state = .closing(deadline: now + limits.closeTime)
    }

    private mutating func writeClose(_ payload: [UInt8]) {
        writeLatestPong()
        write(.close, payload)
    }

    private static func closePayload(_ code: CloseCode, reason: String) -> [UInt8] {
        var payload = [UInt8(truncatingIfNeeded: code.rawValue >> 8), UInt8(truncatingIfNeeded: code.rawValue)]
        for character in reason.unicodeScalars {
            let bytes = UTF8.encode(character) ?? .init()
            guard payload.count + bytes.count <= Limits.controlByteCount else { break }
            payload.append(contentsOf: bytes)
        }
        return payload
    }

    private mutating func write(
        _ opcode: Opcode, prefix: UInt8? = nil, _ payload: [UInt8], isCompressed: Bool = false
    ) {
        let length = payload.count + (prefix == nil ? 0 : 1)
        let key = role == .client ? MaskingKey(using: &random) : nil
        // Only once: asked for anew with every frame, room is made exactly, and all that waits is moved each time.
        if output.isEmpty { output.reserveCapacity(length + FrameHeader.largestByteCount) }
        FrameHeader(isFinal: true, isCompressed: isCompressed, opcode: opcode, maskingKey: key, length: length)
            .write(into: &output)
        let start = output.count
        if let prefix { output.append(prefix) }
        output.append(contentsOf: payload)
        key?.apply(to: &output, from: start, offset: 0)
    }
}

extension MaskingKey {
    fileprivate init(using random: inout any RandomNumberGenerator & Sendable) {
        self.init(UInt32(truncatingIfNeeded: random.next() as UInt64))
    }
}
