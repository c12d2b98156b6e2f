internal import Bytes
package import HTTP1
package import Sockets

/// Sends one HTTP request after the other, over one connection for as long as it lasts.
///
/// Engine.IO has at most one GET and one POST under way, so a client has two lanes.
package final class RequestLane {
    /// What a request came to.
    package enum Outcome {
        case answered(ResponseHead, body: [UInt8])
        /// There is no answer, or not a whole one.
        case failed(String)
    }

    private let destination: Destination
    private let dialer: any Dialer
    private let scheduler: any Scheduler
    private let limits: Limits

    private var state = State.closed

    private enum State {
        /// No connection.
        case closed
        case connecting(any Dialing, Pending)
        /// A connection on which nothing is under way, since a moment.
        case idle(Link, since: Instant)
        case busy(Link, Pending)
    }

    /// A request, and who waits for its answer.
    private struct Pending {
        var head: RequestHead
        var body: [UInt8]
        var token: Int
        var completion: (Outcome) -> Void
    }

    /// A connection and what has been read on it.
    private final class Link {
        let channel: any Channel
        var core: Connection
        var response: ResponseHead?
        var content: [UInt8] = []

        init(_ channel: any Channel, limits: Limits) {
            self.channel = channel
            core = Connection(role: .client, limits: limits)
        }

        func letGo() {
            channel.onBytes = { _ in }
            channel.onEnd = {}
            channel.onClosed = { _ in }
            channel.close()
        }
    }

    /// How long a connection may have been idle and is used again: less than the 5 s after which Node.js, the most
    /// impatient of servers, closes it. A POST that meets a closing connection is lost, and must not be repeated.
    private static let idleTime = Duration.seconds(4)

    /// How long connecting may take.
    private static let connectTime = Duration.seconds(20)

    package init(to destination: Destination, dialer: any Dialer, on scheduler: any Scheduler, limits: Limits) {
        self.destination = destination
        self.dialer = dialer
        self.scheduler = scheduler
        self.limits = limits
    }

    /// The number of the request that is under way; nil for none.
    var token: Int? {
        switch state {
        case .connecting(_, let pending), .busy(_, let pending): pending.token
        case .closed, .idle: nil
        }
    }

    /// Sends a request; the one before must be answered. How long the answer may take is for the owner to say, by
    /// ``close()``: a poll is held for as long as the server likes.
    ///
    /// - Parameter completion: called once, later, unless ``close()`` comes before.
    package func send(_ head: RequestHead, body: [UInt8], _ token: Int, _ completion: @escaping (Outcome) -> Void) {
        let pending = Pending(head: head, body: body, token: token, completion: completion)
        if case .idle(let link, let since) = state {
            if scheduler.now - since < Self.idleTime, link.channel.isOpen { return begin(pending, on: link) }
            link.letGo()
        }
        let dialing = dialer.dial(destination, timeLimit: Self.connectTime) { [self] result in
            switch result {
            case .failure(let error): fail(error.description)
            case .success(let channel): connected(channel)
            }
        }
        state = .connecting(dialing, pending)
    }

    /// Gives up what is under way, without a word, and the connection.
    package func close() {
        switch state {
        case .closed: break
        case .connecting(let dialing, _): dialing.cancel()
        case .idle(let link, _), .busy(let link, _): link.letGo()
        }
        state = .closed
    }

    private func connected(_ channel: any Channel) {
        guard case .connecting(_, let pending) = state else { return channel.close() }
        let link = Link(channel, limits: limits)
        channel.onBytes = { [self] bytes in
            link.core.receive(bytes)
            proceed(link)
        }
        channel.onEnd = { [self] in
            link.core.receiveEnd()
            proceed(link)
            ended(link, "the server closed the connection before it answered")
        }
        channel.onClosed = { [self] error in
            ended(link, error.map { "\($0)" } ?? "the connection was closed")
        }
        channel.resumeReading()
        begin(pending, on: link)
    }

    private func begin(_ pending: Pending, on link: Link) {
        state = .busy(link, pending)
        var output: [UInt8] = []
        output.reserveCapacity(512 + pending.body.count)
        do {
            try link.core.send(.request(pending.head), into: &output)
            if !pending.body.isEmpty { try link.core.send(.body(pending.body), into: &output) }
            try link.core.send(.endOfMessage(trailers: FieldSection()), into: &output)
        } catch {
            return fail("the request cannot be sent: \(error)")
        }
        link.channel.write(output)
    }

    private func proceed(_ link: Link) {
        do {
            while case .busy(let current, _) = state, current === link, let event = try link.core.nextEvent() {
                switch event {
                case .response(let head): if !head.isInformational { link.response = head }
                case .body(let run):
                    if link.content.isEmpty { link.content = run } else { link.content.append(contentsOf: run) }
                case .endOfMessage: answered(link)
                case .endOfConnection: return
                case .request: preconditionFailure("the core of a client gives no requests")
                }
            }
        } catch {
            fail("\(error)")
        }
    }

    private func answered(_ link: Link) {
        // The end of an informational answer is none.
        guard case .busy(_, let pending) = state, let response = link.response else { return }
        let content = link.content
        link.response = nil
        link.content = []
        if link.core.isPersistent {
            state = .idle(link, since: scheduler.now)
        } else {
            state = .closed
            link.letGo()
        }
        pending.completion(.answered(response, body: content))
    }

    private func ended(_ link: Link, _ how: String) {
        switch state {
        case .busy(let current, _) where current === link: fail(how)
        case .idle(let current, _) where current === link: close()
        case .closed, .connecting, .idle, .busy: break
        }
    }

    private func fail(_ reason: String) {
        var completion: ((Outcome) -> Void)?
        switch state {
        case .connecting(_, let pending), .busy(_, let pending): completion = pending.completion
        case .closed, .idle: break
        }
        close()
        completion?(.failed(reason))
    }
}
