package import POSIX
package import TLS
internal import Bytes

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// TLS over any other channel. Whoever stands above sees plaintext, and the end of it.
///
/// What is written before the handshake is complete waits for it. The peer's end is `onEnd` if it announced it
/// (close_notify); if not, what came may be half of what was sent, and the channel closes with an error.
package final class TLSChannel: Channel {
    package var onBytes: (RawSpan) -> Void = { _ in }
    package var onEnd: () -> Void = {}
    package var onDrained: () -> Void = {}
    package var onClosed: (SystemError?) -> Void = { _ in }

    /// Called once, when the handshake is complete or will not be; not after ``close()`` or ``closeAfterWriting()``.
    package var onHandshake: (Result<Engine.Handshake, ConnectionError>) -> Void = { _ in }

    /// What a peer is told, as it is, that sends a request of HTTP without TLS.
    package var answerToPlainHTTP: [UInt8] = []

    private let lower: any Channel
    private let engine: Engine
    private let scheduler: any Scheduler
    private var state = State.handshaking
    private var isReading = true
    /// Ends the handshake, if it takes too long.
    private var deadline: Timer?
    /// Gives out what was held back while nothing was read.
    private var delivery: Timer?
    /// Bytes that the protocol itself answered with while the peer took nothing.
    private var answerByteCount = 0

    private enum State: Equatable {
        case handshaking
        /// What waits for the handshake is still sent, then the connection ends.
        case closingInHandshake
        case open
        /// The peer has ended its direction.
        case halfClosed
        /// Everything is said; the channel below ends by itself.
        case closing
        case closed
    }

    /// How long a handshake may take; nginx has 60 s (`ssl_handshake_timeout`).
    package static let handshakeTimeLimit = Duration.seconds(60)

    /// How many bytes of answers may be brought about by a peer that takes none of them, such as new keys again and
    /// again: hundreds of them.
    private static let answerByteCountLimit = 16 * 1024

    /// The server's side, on a channel that has not begun to read.
    package convenience init(
        accepting context: ServerContext, over lower: any Channel, on scheduler: any Scheduler,
        handshakeTimeLimit: Duration = TLSChannel.handshakeTimeLimit
    ) {
        self.init(Engine(accepting: context), over: lower, on: scheduler, handshakeTimeLimit)
    }

    /// The client's side, to `host`: a name, or an address without brackets.
    package convenience init(
        connecting context: ClientContext, to host: String, over lower: any Channel, on scheduler: any Scheduler,
        handshakeTimeLimit: Duration = TLSChannel.handshakeTimeLimit
    ) {
        self.init(Engine(connecting: context, to: host), over: lower, on: scheduler, handshakeTimeLimit)
        sendOutput()
    }

    private init(_ engine: Engine, over lower: any Channel, on scheduler: any Scheduler, _ limit: Duration) {
        self.engine = engine
        self.lower = lower
        self.scheduler = scheduler
        // The channel below lets go of these when it is closed; until then it keeps us.
        lower.onBytes = { [self] bytes in
            engine.receive(bytes)
            deliver()
        }
        lower.onEnd = { [self] in
            engine.receiveEnd()
            deliver()
        }
        lower.onDrained = { [self] in
            answerByteCount = 0
            if waitingByteCount == 0 && isOpen { onDrained() }
        }
        lower.onClosed = { [self] error in
            if isInHandshake { onHandshake(.failure(.endInHandshake)) }
            finish(error)
        }
        deadline = scheduler.schedule(at: scheduler.now + limit) { [weak self] in
            guard let self else { return }
            onHandshake(.failure(.slowHandshake))
            abandon(SystemError("TLS handshake", code: ETIMEDOUT))
        }
    }

    package var isSecure: Bool { true }

    package var waitingByteCount: Int { engine.waitingByteCount + lower.waitingByteCount }

    package var isOpen: Bool {
        switch state {
        case .handshaking, .open, .halfClosed: lower.isOpen
        case .closingInHandshake, .closing, .closed: false
        }
    }

    private var isInHandshake: Bool {
        switch state {
        case .handshaking, .closingInHandshake: true
        case .open, .halfClosed, .closing, .closed: false
        }
    }

    // MARK: Reading

    package func pauseReading() {
        isReading = false
        if !isInHandshake { lower.pauseReading() }
    }

    package func resumeReading() {
        isReading = true
        lower.resumeReading()
        // Never from within a call of the owner's.
        guard engine.hasUnread, delivery == nil else { return }
        delivery = scheduler.schedule(at: scheduler.now) { [weak self] in
            self?.delivery = nil
            self?.deliver()
        }
    }

    /// Whether events are asked for: of a handshake always, of what follows when the owner reads.
    private var wantsEvent: Bool {
        switch state {
        case .handshaking, .closingInHandshake: true
        case .open: isReading
        case .halfClosed, .closing, .closed: false
        }
    }

    private func deliver() {
        while wantsEvent {
            do throws(ConnectionError) {
                let event = try engine.nextEvent()
                sendAnswers()
                guard let event, state != .closed else { return }
                handle(event)
            } catch {
                return fail(error)
            }
        }
    }

    private func handle(_ event: Engine.Event) {
        switch event {
        case .handshakeCompleted(let handshake): handshakeCompleted(handshake)
        case .plaintext(let bytes): unsafe bytes.withUnsafeBytes { unsafe onBytes($0.bytes) }
        case .closed(clean: true):
            state = .halfClosed
            onEnd()
        case .closed(clean: false): abandon(SystemError("TLS without close_notify", code: ECONNRESET))
        }
    }

    private func handshakeCompleted(_ handshake: Engine.Handshake) {
        deadline?.cancel()
        guard state == .handshaking else { return endOutput() }
        state = .open
        if !isReading { lower.pauseReading() }
        onHandshake(.success(handshake))
        // Who wrote before may have been waiting since.
        if isOpen && waitingByteCount == 0 { onDrained() }
    }

    /// Sends what the protocol itself has to say, of which a peer that reads nothing cannot bring about much.
    private func sendAnswers() {
        if lower.waitingByteCount > 0 { answerByteCount += engine.outputByteCount }
        guard answerByteCount <= Self.answerByteCountLimit else {
            return abandon(SystemError("TLS answers", code: ENOBUFS))
        }
        sendOutput()
    }

    // MARK: Writing

    package func write(_ bytes: [UInt8]) {
        guard isOpen else { return }
        engine.write(bytes)
        sendOutput()
    }

    private func sendOutput() {
        let output = engine.takeOutput()
        if !output.isEmpty { lower.write(output) }
    }

    // MARK: Closing

    package func closeAfterWriting() {
        guard isOpen else { return }
        switch state {
        case .handshaking where engine.waitingByteCount > 0: state = .closingInHandshake
        case .handshaking, .open, .halfClosed: endOutput()
        case .closingInHandshake, .closing, .closed: break
        }
    }

    /// Everything is written: the peer hears that this was all, from TLS and from what is below.
    private func endOutput() {
        deadline?.cancel()
        engine.close()
        sendOutput()
        state = .closing
        lower.closeAfterWriting()
    }

    /// The peer is not told that this was all, because it may not be.
    package func close() { abandon(nil) }

    /// Ends the connection without a word.
    private func abandon(_ error: SystemError?) {
        finish(error)
        lower.close()
    }

    /// Ends the connection with what there is to say about it.
    private func fail(_ error: ConnectionError) {
        sendOutput()
        if error.cause == .plainHTTP && !answerToPlainHTTP.isEmpty { lower.write(answerToPlainHTTP) }
        if isInHandshake { onHandshake(.failure(error)) }
        finish(SystemError("TLS", code: EPROTO))
        // Nobody is left to end a channel whose peer does not read.
        if lower.waitingByteCount > 0 { lower.close() } else { lower.closeAfterWriting() }
    }

    private func finish(_ error: SystemError?) {
        guard state != .closed else { return }
        state = .closed
        deadline?.cancel()
        delivery?.cancel()
        lower.onBytes = { _ in }
        lower.onEnd = {}
        lower.onDrained = {}
        lower.onClosed = { _ in }
        let onClosed = onClosed
        onBytes = { _ in }
        onEnd = {}
        onDrained = {}
        onHandshake = { _ in }
        self.onClosed = { _ in }
        onClosed(error)
    }
}
