package import TLS
internal import Bytes

/// Opens connections by another dialer, and speaks TLS over those whose destination asks for it.
package final class TLSDialer: Dialer {
    private let dialer: any Dialer
    private let context: ClientContext
    private let scheduler: any Scheduler

    package init(over dialer: any Dialer, trusting context: ClientContext, on scheduler: any Scheduler) {
        self.dialer = dialer
        self.context = context
        self.scheduler = scheduler
    }

    /// - Parameter timeLimit: for the connection and the handshake together.
    @discardableResult
    package func dial(
        _ destination: Destination, timeLimit: Duration,
        _ completion: @escaping (Result<any Channel, DialError>) -> Void
    ) -> any Dialing {
        guard destination.isSecure else { return dialer.dial(destination, timeLimit: timeLimit, completion) }
        let attempt = TLSAttempt(destination, deadline: scheduler.now + timeLimit, completion)
        attempt.dialing = dialer.dial(destination, timeLimit: timeLimit) { [context, scheduler] result in
            attempt.dialing = nil
            switch result {
            case .success(let channel): attempt.shakeHands(over: channel, context, on: scheduler)
            case .failure(let error): attempt.complete(.failure(error))
            }
        }
        return attempt
    }
}

/// One attempt: first a connection, then a handshake on it.
private final class TLSAttempt: Dialing {
    var dialing: (any Dialing)?
    private let destination: Destination
    private let deadline: Instant
    private var completion: ((Result<any Channel, DialError>) -> Void)?
    private var channel: TLSChannel?

    init(
        _ destination: Destination, deadline: Instant,
        _ completion: @escaping (Result<any Channel, DialError>) -> Void
    ) {
        self.destination = destination
        self.deadline = deadline
        self.completion = completion
    }

    func shakeHands(over lower: any Channel, _ context: ClientContext, on scheduler: any Scheduler) {
        let channel = TLSChannel(
            connecting: context, to: destination.host, over: lower, on: scheduler,
            handshakeTimeLimit: max(.zero, deadline - scheduler.now))
        self.channel = channel
        channel.onHandshake = { [self] result in
            switch result {
            case .success: complete(.success(channel))
            case .failure(let error): complete(.failure(DialError(destination, reason: error.description)))
            }
        }
    }

    func complete(_ result: Result<any Channel, DialError>) {
        channel?.onHandshake = { _ in }
        channel = nil
        completion.take()?(result)
    }

    func cancel() {
        completion = nil
        dialing?.cancel()
        channel?.close()
        channel = nil
    }
}
