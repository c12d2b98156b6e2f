package import SocketIO
package import JSON

/// A namespace of a ``SocketServer``: who is connected there, and in which rooms.
package final class Namespace {
    package let name: String

    /// Called when a client asks to join; whoever answers neither way keeps it waiting. Everybody is admitted unless
    /// this is set.
    package var onRequest: (ConnectRequest) -> Void = { $0.accept() }

    /// Called with each socket that was admitted, before anything of it is delivered.
    package var onConnect: (Socket) -> Void = { _ in }

    /// The sockets that are connected, by their ids.
    package private(set) var sockets: [String: Socket] = [:]
    var rooms = Rooms<String>()

    init(_ name: String) { self.name = name }

    func add(_ socket: Socket) { sockets[socket.id] = socket }

    func remove(_ socket: Socket) {
        sockets[socket.id] = nil
        rooms.leaveAll(socket.id)
    }

    /// Sends an event to many: encoded once, each socket gets it once.
    ///
    /// - Parameters:
    ///   - rooms: to whoever is in one of them; nil for everybody.
    ///   - excludedRooms: not to whoever is in one of them.
    ///   - sender: not to this one.
    package func emit(
        _ event: String, _ payload: Payload, toAny rooms: Set<String>? = nil,
        exceptRooms excludedRooms: Set<String> = [], except sender: Socket? = nil
    ) throws(SocketIO.LocalError) {
        let packet = try EncodedPacket.event(event, payload, namespace: name)
        var receivers = rooms.map { self.rooms.members(ofAny: $0) } ?? Set(sockets.keys)
        receivers.subtract(self.rooms.members(ofAny: excludedRooms))
        if let sender { receivers.remove(sender.id) }
        // In the order of their ids, so that one run is like the other.
        for id in receivers.sorted() { sockets[id]?.send(packet) }
    }
}

/// A client that asks to join a namespace.
package struct ConnectRequest {
    package let namespace: Namespace
    /// What the client says of itself; an empty object where it says nothing.
    package let auth: Value
    private let connection: SocketConnection

    init(_ namespace: Namespace, auth: Value, connection: SocketConnection) {
        self.namespace = namespace
        self.auth = auth
        self.connection = connection
    }

    /// The session of Engine.IO that the client has.
    package var session: EngineSession { connection.session }

    /// Admits the client; where it has left meanwhile, nothing happens.
    package func accept() { connection.accept(self) }

    /// Refuses the client.
    ///
    /// - Parameters:
    ///   - message: for whoever reads the client's log.
    ///   - data: for the client's program.
    package func refuse(_ message: String, data: Value? = nil) {
        connection.refuse(namespace.name, message: message, data: data)
    }
}
