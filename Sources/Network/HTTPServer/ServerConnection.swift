internal import Bytes
internal import HTTP1
internal import Sockets

/// A connection of a ``Server``: joins the channel, the protocol core and the exchange that is under way.
final class ServerConnection {
    let number: Int
    private let channel: any Channel
    /// Knows us, too: the ring is cut when the connection ends, which every connection does before its server.
    private let server: Server
    private var core: Connection
    /// Bytes to send that are gathered during one turn, so that one write takes them all.
    private var output: [UInt8] = []

    private var phase = Phase.reading
    private var isProceeding = false
    private var bodyWaiter: BodyWaiter?
    private var drainWaiter: CheckedContinuation<Void, any Error>?
    /// What the next question for the body gets, because the peer broke a rule in it.
    private var bodyFailure: ProtocolError?

    /// Whom the exchange that is under way wants to be told when the peer leaves.
    private var onPeerEnded: (() -> Void)?

    private var alarm = Alarm()
    private var lastProgress: Instant
    private var headBegan: Instant?
    private var waitingAtLastLook = 0

    /// Who is told of the next run of the body, or its end (nil), or why there is none.
    typealias BodyWaiter = (Result<[UInt8]?, any Error>) -> Void

    /// What becomes of what arrives.
    private enum Phase {
        /// No exchange: a head is read, or awaited.
        case reading
        /// An exchange is under way; its body is read when the handler asks.
        case handling
        /// An exchange is under way whose request is complete.
        case handled
        /// The answer was given before the body was read: the rest is thrown away.
        case discarding
        /// What was sent is still written; nothing else happens.
        case closing
        case closed
        /// Another protocol has the channel now.
        case handedOver
    }

    /// The most of a request's body that is read and thrown away to keep the connection; for more it is closed.
    private static let discardedByteCount = 64 * 1024

    /// Memory for answers up to this size is kept for the next one.
    private static let keptOutputCapacity = 16 * 1024

    /// Bytes of further requests that are taken in while an exchange waits for the end of its peer: as much as one read
    /// brings.
    private static let watchedByteCount = 64 * 1024

    init(_ channel: any Channel, server: Server) {
        self.channel = channel
        self.server = server
        number = server.takeConnectionNumber()
        core = Connection(role: .server, limits: server.configuration.limits)
        lastProgress = server.scheduler.now
    }

    func start() {
        // The channel lets go of these when it is closed.
        channel.onBytes = { [self] bytes in
            lastProgress = server.scheduler.now
            core.receive(bytes)
            proceed()
        }
        channel.onEnd = { [self] in
            core.receiveEnd()
            onPeerEnded.take()?()
            proceed()
        }
        channel.onDrained = { [self] in
            lastProgress = server.scheduler.now
            drainWaiter.take()?.resume()
            proceed()
        }
        channel.onClosed = { [self] _ in closed() }
        arm()
    }

    // MARK: What arrives

    /// Handles everything that has arrived, as far as the exchange allows, and sends what that brought about.
    private func proceed() {
        // An answer that is given at once ends its exchange while its request's event is still being handled.
        guard !isProceeding else { return }
        isProceeding = true
        while wantsEvent, !channel.isCongested {
            do {
                guard let event = try core.nextEvent() else { break }
                handle(event)
            } catch {
                refuse(error)
                break
            }
            // The answers to many pipelined requests are gathered, but not more of them than may wait for a peer.
            if output.count > Congestion.byteCount { sendOutput() }
        }
        isProceeding = false
        flush()
    }

    /// Whether somebody is there for the next event: a peer is not read faster than its handler asks.
    private var wantsEvent: Bool {
        switch phase {
        case .reading, .discarding: true
        case .handling: bodyWaiter != nil || core.announcedRemainder == 0
        case .handled, .closing, .closed, .handedOver: false
        }
    }

    private func handle(_ event: Event) {
        switch event {
        case .request(let head):
            headBegan = nil
            phase = .handling
            server.handle(Exchange(request: head, connection: self))
        case .body(let content):
            bodyWaiter.take()?(.success(content))
        case .endOfMessage:
            if phase == .discarding {
                if server.isShuttingDown { closeAfterWriting() } else { phase = .reading }
            } else {
                phase = .handled
                bodyWaiter.take()?(.success(nil))
            }
        case .endOfConnection:
            closeAfterWriting()
        case .response:
            preconditionFailure("the core of a server gives no responses")
        }
    }

    /// The peer broke a rule: its handler answers that, or we do where there is none.
    private func refuse(_ error: ProtocolError) {
        switch phase {
        case .reading:
            send(server.configuration.refusal(error))
            closeAfterWriting()
        case .handling:
            bodyFailure = error
            bodyWaiter.take()?(.failure(error))
        case .discarding, .handled, .closing, .closed:
            closeAfterWriting()
        case .handedOver: break
        }
    }

    // MARK: For the exchange

    var isSecure: Bool { channel.isSecure }

    func limitBody(to byteCount: Int) { core.limitBody(to: byteCount) }

    /// What of a body is here.
    enum BodyState {
        case run([UInt8])
        case end
        case awaited
    }

    func takeBody() throws -> BodyState {
        if let bodyFailure { throw bodyFailure }
        switch phase {
        case .handled: return .end
        case .handling: break
        case .reading, .discarding, .closing, .closed, .handedOver: throw Exchange.ConnectionEnded()
        }
        do {
            switch try core.nextEvent() {
            case .body(let content): return .run(content)
            case .endOfMessage:
                phase = .handled
                return .end
            case nil: return .awaited
            case .request, .response, .endOfConnection:
                preconditionFailure("inside a message the core gives its body or its end")
            }
        } catch {
            bodyFailure = error
            throw error
        }
    }

    func waitForBody(_ waiter: @escaping BodyWaiter) {
        guard phase == .handling else { return waiter(.failure(Exchange.ConnectionEnded())) }
        precondition(bodyWaiter == nil, "one question for the body at a time")
        if core.awaitsContinue { append(.response(ResponseHead(status: 100))) }
        bodyWaiter = waiter
        lastProgress = server.scheduler.now
        flush()
    }

    /// Whether an exchange is under way that can be answered.
    private var isHandling: Bool { phase == .handling || phase == .handled }

    func answer(_ response: Response, seenBy observer: (any ExchangeObserver)?) {
        guard isHandling else { observer?.ended(.abandoned); return }
        send(response, seenBy: observer)
        observer?.ended(isHandling ? .complete : .abandoned)
        complete()
    }

    func begin(_ head: ResponseHead, seenBy observer: (any ExchangeObserver)?) {
        guard isHandling else { return }
        append(head, seenBy: observer)
        flush()
    }

    /// - Returns: whether the caller should wait until what was sent before is gone.
    func write(_ content: [UInt8], seenBy observer: (any ExchangeObserver)?) throws -> Bool {
        guard isHandling else { throw Exchange.ConnectionEnded() }
        // The content goes to the channel as it is, not through the memory for answers: it may be a file of gigabytes.
        if try core.willSend(contentByteCount: content.count, into: &output) {
            observer?.sent(content)
            sendOutput()
            channel.write(content)
            core.didSend(contentByteCount: content.count, into: &output)
        }
        flush()
        guard channel.isOpen else { throw Exchange.ConnectionEnded() }
        return channel.isCongested
    }

    func waitForDrain(_ continuation: CheckedContinuation<Void, any Error>) {
        guard isHandling else {
            return continuation.resume(throwing: Exchange.ConnectionEnded())
        }
        lastProgress = server.scheduler.now
        drainWaiter = continuation
        arm()
    }

    func end(seenBy observer: (any ExchangeObserver)?) {
        guard isHandling else { observer?.ended(.abandoned); return }
        append(.endOfMessage(trailers: FieldSection()))
        observer?.ended(isHandling ? .complete : .abandoned)
        complete()
    }

    /// Sends the first half of an answer, and ends the connection: half of its content, or of its head where it has
    /// none.
    func cut(_ head: ResponseHead, _ content: [UInt8] = [], seenBy observer: (any ExchangeObserver)?) {
        takeEndOfRequest()
        guard isHandling else { observer?.ended(.abandoned); return }
        var head = head
        prepare(&head)
        let start = output.count
        append(.response(head))
        let half = Array(content.prefix(content.count / 2))
        let hasContent =
            !content.isEmpty && (try? core.willSend(contentByteCount: half.count, into: &output)) == true
        if !hasContent { output.removeLast((output.count - start) / 2) }
        observer?.began(status: head.status, head: Array(output[start...]))
        if hasContent {
            output += half
            observer?.sent(half)
        }
        observer?.ended(.abandoned)
        closeAfterWriting()
    }

    /// Sends the first half of what comes next of an answer that was begun, and ends the connection.
    func cut(behind content: [UInt8], seenBy observer: (any ExchangeObserver)?) {
        // A connection that is gone already needs no cutting.
        _ = try? write(Array(content.prefix(content.count / 2)), seenBy: observer)
        observer?.ended(.abandoned)
        closeAfterWriting()
    }

    /// Tells `action` once, if the peer ends its direction or the connection before the exchange is complete.
    ///
    /// A peer that is watched is read from, even while its request is being handled; otherwise its end would be seen
    /// only when the answer is written.
    func whenPeerEnds(_ action: @escaping () -> Void) {
        guard isHandling, channel.isOpen else { return action() }
        onPeerEnded = action
        flush()
    }

    /// Answers with `head`, which switches protocols, and lets go of the channel.
    ///
    /// - Returns: the channel and what has arrived of the other protocol; nil when the connection is gone, or has sent
    ///   a body that was not read.
    func handOver(
        after head: ResponseHead, seenBy observer: (any ExchangeObserver)?
    ) -> (channel: any Channel, trailing: [UInt8])? {
        takeEndOfRequest()
        guard phase == .handled, channel.isOpen else { return nil }
        append(head, seenBy: observer)
        guard core.isSwitched, channel.isOpen else { return nil }
        observer?.ended(.complete)
        sendOutput()
        phase = .handedOver
        alarm.cancel()
        onPeerEnded = nil
        channel.onBytes = { _ in }
        channel.onEnd = {}
        channel.onDrained = {}
        channel.onClosed = { _ in }
        server.ended(self)
        return (channel, core.takeTrailingData())
    }

    /// A request without a body has ended, whether or not anybody asked for the body.
    private func takeEndOfRequest() {
        if phase == .handling, core.announcedRemainder == 0, (try? core.nextEvent()) != nil { phase = .handled }
    }

    /// A handler that forgets its exchange leaves the peer without an answer.
    func exchangeWasDropped(isAnswered: Bool) {
        guard isHandling else { return }
        if let bodyFailure, !isAnswered { send(server.configuration.refusal(bodyFailure)) }
        // Half an answer must not look whole: no end of message, only the end of the connection.
        if isAnswered { close() } else { closeAfterWriting() }
    }

    // MARK: Sending

    private func send(_ response: Response, seenBy observer: (any ExchangeObserver)? = nil) {
        append(response.head, seenBy: observer)
        if !response.body.isEmpty { append(response.body, seenBy: observer) }
        append(.endOfMessage(trailers: FieldSection()))
    }

    /// Writes the head of an answer, with our own fields.
    private func append(_ head: ResponseHead, seenBy observer: (any ExchangeObserver)?) {
        var head = head
        prepare(&head)
        let start = output.count
        append(.response(head))
        if let observer, isHandling { observer.began(status: head.status, head: Array(output[start...])) }
    }

    /// Writes content, but for that of an answer that has none: to HEAD, say.
    private func append(_ content: [UInt8], seenBy observer: (any ExchangeObserver)?) {
        do {
            guard try core.willSend(contentByteCount: content.count, into: &output) else { return }
            output += content
            core.didSend(contentByteCount: content.count, into: &output)
            observer?.sent(content)
        } catch {
            close()
        }
    }

    /// Adds our own fields, and decides whether this answer is the connection's last.
    private func prepare(_ head: inout ResponseHead) {
        if !head.fields.contains("date") { head.fields.append("Date", server.dateText) }
        if let name = server.configuration.name { head.fields.append("Server", name) }
        // A body that is too long to be thrown away ends the connection.
        let remainder = phase == .handling ? core.announcedRemainder ?? .max : 0
        if remainder > Self.discardedByteCount || server.isShuttingDown { core.forbidReuse() }
    }

    private func append(_ event: Event) {
        do {
            try core.send(event, into: &output)
        } catch {
            // A handler's mistake, such as a field with a line end in it. It costs this peer its answer, and nobody else.
            close()
        }
    }

    /// The answer is complete: make ready for the next request, or close.
    private func complete() {
        bodyFailure = nil
        onPeerEnded = nil
        // An answer whose head was sent before the server began to shut down did not say that it was the last.
        guard core.isPersistent, !(server.isShuttingDown && phase == .handled) else { return closeAfterWriting() }
        phase = phase == .handled ? .reading : .discarding
        lastProgress = server.scheduler.now
        proceed()
    }

    private func flush() {
        guard !isProceeding, phase != .closed, phase != .handedOver else { return }
        sendOutput()
        guard channel.isOpen, phase != .closing, phase != .closed else { return }
        let watches = onPeerEnded != nil && core.bufferedByteCount < Self.watchedByteCount
        if (wantsEvent || watches) && !channel.isCongested { channel.resumeReading() } else { channel.pauseReading() }
        if phase == .reading && headBegan == nil && core.bufferedByteCount > 0 { headBegan = server.scheduler.now }
        arm()
    }

    private func sendOutput() {
        guard !output.isEmpty else { return }
        channel.write(output)
        output.removeAll(keepingCapacity: output.capacity <= Self.keptOutputCapacity)
    }

    // MARK: Time

    /// When the peer's patience with us, or ours with it, ends; nil while it is the handler's turn.
    private var deadline: Instant? {
        let times = server.configuration.times
        if channel.waitingByteCount > 0 { return lastProgress + times.progress }
        switch phase {
        case .reading: return headBegan.map { $0 + times.head } ?? lastProgress + times.idle
        case .handling: return bodyWaiter == nil ? nil : lastProgress + times.progress
        case .discarding: return lastProgress + times.progress
        case .handled, .closing, .closed, .handedOver: return nil
        }
    }

    /// Sees to it that we look no later than at the deadline.
    private func arm() {
        guard let deadline, !alarm.rings(by: deadline) else { return }
        alarm.set(to: deadline, on: server.scheduler) { [weak self] in self?.look() }
    }

    private func look() {
        if channel.waitingByteCount != waitingAtLastLook {
            waitingAtLastLook = channel.waitingByteCount
            if waitingAtLastLook > 0 { lastProgress = server.scheduler.now }
        }
        guard let deadline, deadline <= server.scheduler.now else { return arm() }
        switch phase {
        case .reading where headBegan != nil:
            send(server.configuration.refusal(core.giveUp(.tooSlow)))
            closeAfterWriting()
        case .handling where channel.waitingByteCount == 0:
            refuse(core.giveUp(.tooSlow))
        case .reading, .handling, .handled, .discarding, .closing, .closed, .handedOver: close()
        }
    }

    // MARK: Ending

    private func closeAfterWriting() {
        guard phase != .closing, phase != .closed else { return }
        phase = .closing
        sendOutput()
        releaseWaiters()
        channel.closeAfterWriting()
        // A peer that does not read keeps the connection no longer than any other that makes no progress.
        lastProgress = server.scheduler.now
        arm()
    }

    func close() { channel.close() }

    /// Ends the connection behind what was sent.
    func closeAfterSending() { closeAfterWriting() }

    func closeIfIdle() {
        if phase == .reading && core.isIdle { close() }
    }

    private func closed() {
        guard phase != .closed else { return }
        phase = .closed
        alarm.cancel()
        releaseWaiters()
        server.ended(self)
    }

    private func releaseWaiters() {
        onPeerEnded.take()?()
        bodyWaiter.take()?(.failure(Exchange.ConnectionEnded()))
        drainWaiter.take()?.resume(throwing: Exchange.ConnectionEnded())
    }
}
