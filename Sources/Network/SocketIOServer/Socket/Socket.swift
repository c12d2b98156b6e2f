package import JSON
package import SocketIO

/// A client in one namespace.
package final class Socket {
    package let id: String
    package let namespace: Namespace
    /// What the client said of itself.
    package let auth: Value

    /// Called with each event.
    package var onEvent: (ReceivedEvent) -> Void = { _ in }
    /// The client is no longer in the namespace; nothing further is called.
    package var onDisconnect: (DisconnectReason) -> Void = { _ in }

    /// Knows us, too: the ring is cut when we leave the namespace.
    private var connection: SocketConnection?

    init(_ id: String, in namespace: Namespace, auth: Value, connection: SocketConnection) {
        self.id = id
        self.namespace = namespace
        self.auth = auth
        self.connection = connection
    }

    package var isConnected: Bool { connection != nil }

    /// The session of Engine.IO that carries the client; nil once it is gone.
    package var session: EngineSession? { connection?.session }

    // MARK: Sending

    /// Sends an event; to a client that has left, it is dropped.
    ///
    /// - Parameter isVolatile: whether it is dropped, too, when it could not go out at once.
    /// - Throws: ``LocalError/reservedName``.
    package func emit(
        _ event: String, _ payload: Payload = Payload(), isVolatile: Bool = false
    ) throws(SocketIO.LocalError) {
        let packet = try EncodedPacket.event(event, payload, namespace: namespace.name)
        send(packet, isVolatile: isVolatile)
    }

    /// Sends an event that is to be acknowledged.
    ///
    /// - Parameters:
    ///   - timeLimit: how long that may take; nil for as long as the client is connected.
    ///   - completion: called once, later.
    package func emit(
        _ event: String, _ payload: Payload, timeLimit: Duration?,
        _ completion: @escaping AcknowledgementWaiters.Completion
    ) throws(SocketIO.LocalError) {
        guard let connection else { return completion(.failure(.disconnected)) }
        try connection.emit(event, payload, namespace: namespace.name, timeLimit: timeLimit, completion)
    }

    func send(_ packet: EncodedPacket, isVolatile: Bool = false) {
        connection?.send(packet, namespace: namespace.name, isVolatile: isVolatile)
    }

    // MARK: Rooms

    /// The rooms that the client is in.
    package var rooms: Set<String> { namespace.rooms.rooms(of: id) }

    /// Puts the client into a room; one that has left the namespace joins none.
    package func join(_ room: String) {
        if isConnected { namespace.rooms.join(room, id) }
    }

    package func leave(_ room: String) { namespace.rooms.leave(room, id) }

    // MARK: Ending

    /// Takes the client out of the namespace.
    ///
    /// - Parameter closing: whether out of all of them, and its session is closed.
    package func disconnect(closing: Bool = false) {
        if closing { connection?.close() } else { connection?.disconnect(namespace.name) }
    }

    func disconnected(_ reason: DisconnectReason) {
        connection = nil
        namespace.remove(self)
        let onDisconnect = onDisconnect
        onEvent = { _ in }
        self.onDisconnect = { _ in }
        onDisconnect(reason)
    }
}
