/// Who opens connections: by sockets, or in the memory of a simulation.
package protocol Dialer: AnyObject {
    /// Opens a connection.
    ///
    /// - Parameters:
    ///   - timeLimit: after which the attempt fails.
    ///   - completion: called once, later, unless the attempt is cancelled.
    /// - Returns: the attempt, which goes on until it is cancelled; nobody need hold it.
    @discardableResult
    func dial(
        _ destination: Destination, timeLimit: Duration,
        _ completion: @escaping (Result<any Channel, DialError>) -> Void
    ) -> any Dialing
}

/// An attempt to connect.
package protocol Dialing: AnyObject {
    /// Gives up; the completion is not called.
    func cancel()
}

/// Why there is no connection.
package struct DialError: Error, Hashable, Sendable, CustomStringConvertible {
    package let destination: Destination
    /// What failed, in the words of the system.
    package let reason: String

    package init(_ destination: Destination, reason: String) {
        self.destination = destination
        self.reason = reason
    }

    package var description: String { "No connection to \(destination.host), port \(destination.port): \(reason)" }
}
