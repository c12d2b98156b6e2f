/// Opens connections that are made of memory.
package final class MemoryDialer: Dialer {
    private let link: any MemoryLink
    private let connect: (Destination) -> (any Channel)?

    /// - Parameters:
    ///   - link: what it takes to reach somebody.
    ///   - connect: gives the client's end of a new connection, the other end of which is with its server; nil where
    ///     nobody listens.
    package init(over link: any MemoryLink, connect: @escaping (Destination) -> (any Channel)?) {
        self.link = link
        self.connect = connect
    }

    @discardableResult
    package func dial(
        _ destination: Destination, timeLimit: Duration,
        _ completion: @escaping (Result<any Channel, DialError>) -> Void
    ) -> any Dialing {
        let attempt = Attempt(completion)
        link.afterLatency { [connect] in
            guard let completion = attempt.completion.take() else { return }
            if let channel = connect(destination) {
                completion(.success(channel))
            } else {
                completion(.failure(DialError(destination, reason: "connection refused")))
            }
        }
        return attempt
    }

    private final class Attempt: Dialing {
        var completion: ((Result<any Channel, DialError>) -> Void)?

        init(_ completion: @escaping (Result<any Channel, DialError>) -> Void) { self.completion = completion }

        func cancel() { completion = nil }
    }
}
