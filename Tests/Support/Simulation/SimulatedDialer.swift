internal import Bytes
package import Sockets

/// Opens connections on a ``SimulatedNetwork``; the host's name does not matter.
package final class SimulatedDialer: Dialer {
    private let network: SimulatedNetwork

    package init(on network: SimulatedNetwork) { self.network = network }

    @discardableResult
    package func dial(
        _ destination: Destination, timeLimit: Duration,
        _ completion: @escaping (Result<any Channel, DialError>) -> Void
    ) -> any Dialing {
        let attempt = Attempt(completion)
        network.afterLatency { [network] in
            guard let completion = attempt.completion.take() else { return }
            if let channel = network.connect(port: destination.port) {
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
