package import JSON
package import SocketIO

/// A client's end in one namespace.
package final class ClientSocket {
    package let namespace: String

    /// What the client says of itself; asked for anew whenever a session opens.
    package var auth: () -> Value? = { nil }
    /// The server has admitted the client.
    package var onConnect: () -> Void = {}
    /// The server has not; the client does not ask again by itself.
    package var onRefused: (ClientConnection.ConnectError) -> Void = { _ in }
    /// Called with each event.
    package var onEvent: (ReceivedEvent) -> Void = { _ in }
    /// The client is no longer in the namespace; it may come back.
    package var onDisconnect: (DisconnectReason) -> Void = { _ in }

    /// Knows us, too, for as long as it lives.
    private unowned let client: SocketClient

    init(_ namespace: String, client: SocketClient) {
        self.namespace = namespace
        self.client = client
    }

    /// The name that the server has given the client here; nil while it is not connected.
    package var id: String? { client.socketID(in: namespace) }

    /// The client wants to be in the namespace from now on.
    ///
    /// - Throws: `LocalError.malformedNamespace`.
    package func connect() throws(LocalError) { try client.connect(namespace) }

    /// The client wants to be in the namespace no more.
    package func disconnect() { client.disconnect(namespace) }

    /// Sends an event; while the client is not connected it waits.
    ///
    /// - Parameter isVolatile: whether it is dropped when it could not go out at once.
    package func emit(
        _ event: String, _ payload: Payload = Payload(), isVolatile: Bool = false
    ) throws(LocalError) {
        try client.emit(event, payload, namespace: namespace, isVolatile: isVolatile)
    }

    /// Sends an event that is to be acknowledged.
    ///
    /// - Parameters:
    ///   - timeLimit: how long that may take; nil for as long as the client is connected.
    ///   - completion: called once, later.
    package func emit(
        _ event: String, _ payload: Payload, timeLimit: Duration?,
        _ completion: @escaping AcknowledgementWaiters.Completion
    ) throws(LocalError) {
        try client.emit(event, payload, namespace: namespace, timeLimit: timeLimit, completion)
    }
}
