package import HTTP1
package import Sockets

/// One request and its answer.
///
/// Answer at once with ``answer(_:)``, or take the body as it comes with ``nextBody()`` and answer then; or send a long
/// answer piece by piece, at the pace of the peer. An exchange that is let go without an answer closes its connection.
///
/// Belongs to the event loop's thread. The async functions stay on the actor that calls them.
package final class Exchange {
    package let request: RequestHead

    /// Whether an answer was begun, so that no other can be.
    package private(set) var isAnswered = false

    /// Whether the answer is complete, and the connection no longer ours.
    private var isComplete = false

    private let connection: ServerConnection

    /// Whether the request came by https.
    package var isSecure: Bool { connection.isSecure }

    /// Counts the connections of the server, from 1.
    package var connectionNumber: Int { connection.number }

    /// Who sees what arrives and what is answered, as it happens.
    package var observer: (any ExchangeObserver)?

    /// Whether the connection ends in the middle of the answer, as if a cable had been pulled: in the middle of its
    /// content, as far as that is there at once, or of its head where it has none. For tests of clients.
    package var isAnswerCut = false

    init(request: RequestHead, connection: ServerConnection) {
        self.request = request
        self.connection = connection
    }

    deinit {
        guard !isComplete else { return }
        observer?.ended(.abandoned)
        connection.exchangeWasDropped(isAnswered: isAnswered)
    }

    /// The connection is gone: whoever waited for it need not go on.
    package struct ConnectionEnded: Error {}

    // MARK: The body

    /// Sets how many bytes of content this request may have, in place of the server's limit.
    package func limitBody(to byteCount: Int) {
        if !isComplete { connection.limitBody(to: byteCount) }
    }

    /// The next run of the body, or nil at its end.
    ///
    /// While nobody asks, the peer is kept from sending more. A client that waits for `100 (Continue)` gets it with the
    /// first call.
    ///
    /// - Throws: `ProtocolError` when the peer broke a rule, which is what the answer should say then;
    ///   ``ConnectionEnded``.
    package nonisolated(nonsending) func nextBody() async throws -> [UInt8]? {
        switch try takeBody() {
        case .run(let run): return run
        case .end: return nil
        case .awaited:
            return try await withCheckedThrowingContinuation(isolation: #isolation) { continuation in
                waitForBody { continuation.resume(with: $0) }
            }
        }
    }

    /// The whole body, in memory.
    ///
    /// - Parameter limit: its most bytes; more is an error whose status is 413.
    package nonisolated(nonsending) func body(limit: Int) async throws -> [UInt8] {
        limitBody(to: limit)
        var body: [UInt8] = []
        while let run = try await nextBody() {
            if body.isEmpty { body = run } else { body.append(contentsOf: run) }
        }
        return body
    }

    /// Calls `completion` with the whole body, for who is no task: at once when all of it is here.
    ///
    /// - Parameters:
    ///   - limit: its most bytes; more is an error whose status is 413.
    ///   - completion: gets the body; or `ProtocolError` when the peer broke a rule, which is what the answer should say
    ///     then; or ``ConnectionEnded``.
    package func collectBody(limit: Int, _ completion: @escaping (Result<[UInt8], any Error>) -> Void) {
        limitBody(to: limit)
        BodyCollector(exchange: self, completion).collect()
    }

    /// What is here of the body, for who asks without being a task.
    fileprivate func takeBody() throws -> ServerConnection.BodyState {
        guard !isComplete else { throw ConnectionEnded() }
        let state = try connection.takeBody()
        switch state {
        case .run(let run): observer?.received(run)
        case .end: observer?.receivedEnd()
        case .awaited: break
        }
        return state
    }

    fileprivate func waitForBody(_ waiter: @escaping ServerConnection.BodyWaiter) {
        guard let observer else { return connection.waitForBody(waiter) }
        connection.waitForBody { result in
            switch result {
            case .success(let run?): observer.received(run)
            case .success(nil): observer.receivedEnd()
            case .failure: break
            }
            waiter(result)
        }
    }

    /// Calls `action` once, if the peer leaves before the answer is complete: for an answer that is held back.
    ///
    /// A peer that has ended its direction may still read, but who waits for an answer that may take long has left.
    package func whenPeerEnds(_ action: @escaping () -> Void) {
        if !isComplete { connection.whenPeerEnds(action) }
    }

    // MARK: The answer

    /// Sends a complete answer. One that comes too late, because the connection is gone, is dropped.
    package func answer(_ response: Response) {
        guard !isAnswered else { return }
        showBody()
        isAnswered = true
        isComplete = true
        if isAnswerCut {
            connection.cut(response.head, response.body, seenBy: observer)
        } else {
            connection.answer(response, seenBy: observer)
        }
    }

    /// Begins an answer whose body follows with ``write(_:)``, and ends with ``end()``.
    package func begin(_ head: ResponseHead) {
        guard !isAnswered else { return }
        showBody()
        isAnswered = true
        connection.begin(head, seenBy: observer)
    }

    /// Sends a run of the answer's body; returns when the peer has taken enough of what was sent before.
    ///
    /// - Throws: ``ConnectionEnded``.
    package nonisolated(nonsending) func write(_ content: [UInt8]) async throws {
        guard isAnswered, !isComplete else { throw ConnectionEnded() }
        guard !isAnswerCut else {
            isComplete = true
            connection.cut(behind: content, seenBy: observer)
            throw ConnectionEnded()
        }
        guard try connection.write(content, seenBy: observer) else { return }
        try await withCheckedThrowingContinuation(isolation: #isolation) { connection.waitForDrain($0) }
    }

    /// Ends the answer.
    package func end() {
        guard isAnswered, !isComplete else { return }
        isComplete = true
        connection.end(seenBy: observer)
    }

    /// Answers with `head`, 101, and gives the connection to the protocol that it switches to (RFC 9110, section 7.8).
    ///
    /// - Returns: the channel, whose callbacks are free, and what has arrived behind the request; nil when there is no
    ///   connection any more, or the request has a body that was not read.
    package func switchProtocol(_ head: ResponseHead) -> (channel: any Channel, trailing: [UInt8])? {
        guard !isAnswered else { return nil }
        guard !isAnswerCut else {
            isAnswered = true
            isComplete = true
            connection.cut(head, seenBy: observer)
            return nil
        }
        guard let switched = connection.handOver(after: head, seenBy: observer) else { return nil }
        isAnswered = true
        isComplete = true
        return switched
    }

    /// Ends the connection in the middle of whatever it does.
    package func abort() {
        guard !isComplete else { return }
        showBody()
        isComplete = true
        observer?.ended(.abandoned)
        connection.close()
    }

    /// Lets the observer see what is here of a body that nobody asked for.
    private func showBody() {
        guard observer != nil else { return }
        while let state = try? takeBody(), case .run = state {}
    }
}

/// Who sees an exchange happen. Called on the event loop's thread, before what is seen is acted upon.
package protocol ExchangeObserver: AnyObject {
    /// A run of the request's body was taken.
    func received(_ content: [UInt8])
    /// All of the request's body was taken; may be said more than once.
    func receivedEnd()
    /// The answer begins with `head`, which goes over the wire like this, its empty line included.
    func began(status: Int, head: [UInt8])
    /// A run of the answer's body goes out.
    func sent(_ content: [UInt8])
    /// Nothing further is called.
    func ended(_ end: ExchangeEnd)
}

/// How an exchange ends.
package enum ExchangeEnd: Sendable, Hashable {
    /// With its whole answer, or with the change to another protocol.
    case complete
    /// Without an answer, or in the middle of it.
    case abandoned
}

/// Puts the runs of a body together.
private final class BodyCollector {
    private let exchange: Exchange
    private let completion: (Result<[UInt8], any Error>) -> Void
    private var body: [UInt8] = []

    init(exchange: Exchange, _ completion: @escaping (Result<[UInt8], any Error>) -> Void) {
        self.exchange = exchange
        self.completion = completion
    }

    /// Takes what is here, and goes on when more is.
    func collect() {
        do {
            while true {
                switch try exchange.takeBody() {
                case .run(let run): append(run)
                case .end: return completion(.success(body))
                case .awaited: return exchange.waitForBody { [self] in received($0) }
                }
            }
        } catch {
            completion(.failure(error))
        }
    }

    private func received(_ result: Result<[UInt8]?, any Error>) {
        switch result {
        case .success(let run?):
            append(run)
            collect()
        case .success(nil): completion(.success(body))
        case .failure(let error): completion(.failure(error))
        }
    }

    private func append(_ run: [UInt8]) {
        if body.isEmpty { body = run } else { body.append(contentsOf: run) }
    }
}
