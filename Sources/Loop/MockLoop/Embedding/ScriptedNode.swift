/// A node that a test plays: what it says is what the test lets it say, over a connection that is made of memory.
///
/// ```swift
/// let trainer = try await loop.connect(as: .trainer)
/// let status: JSONValue = ["id": "t1", "name": "Trainer", "state": "idle", "errors": [:]]
/// try await trainer.call("update_trainer", status)  // {"success": true, …}
/// await trainer.answer("begin_training") { _ in ["success": true] }
/// ```
public struct ScriptedNode: Sendable {
    private let loop: LoopServer
    private let number: Int

    init(number: Int, of loop: LoopServer) {
        self.number = number
        self.loop = loop
    }

    /// An event that a node got.
    public struct Event: Sendable, Equatable {
        /// Its name: `begin_training`, say.
        public let name: String
        /// What came with it.
        public let arguments: [JSONValue]
        /// What the node acknowledged it with; nil when it did not, or the Loop did not ask for it.
        public let acknowledgement: JSONValue?
    }

    /// Whether it is connected.
    public var isConnected: Bool { get async { await loop.isConnected(number) } }

    /// The events that the Loop has sent it, in their order.
    public var events: [Event] { get async { await loop.events(of: number) } }

    /// Sends an event that is not to be acknowledged.
    ///
    /// - Throws: ``ClientError/notConnected``, ``ClientError/reservedEvent(_:)``.
    public func emit(_ event: String, _ arguments: JSONValue...) async throws {
        try await loop.emit(event, arguments, as: number)
    }

    /// Sends an event and waits for its acknowledgement.
    ///
    /// - Parameter limit: how long that may take by the Loop's clock; while it stands still, an acknowledgement that does
    ///   not come is waited for until the clock is moved.
    /// - Returns: the acknowledgement's first argument, which is its only one as a rule; null without one.
    /// - Throws: ``ClientError/notAcknowledged(event:reason:)`` for an event that nobody knows, too;
    ///   ``ClientError/notConnected``, ``ClientError/reservedEvent(_:)``; `CancellationError`.
    @discardableResult
    public func call(
        _ event: String, _ arguments: JSONValue..., within limit: Duration = .seconds(30)
    ) async throws -> JSONValue {
        try await loop.call(event, arguments, within: limit, as: number)
    }

    /// Sends an event whose acknowledgement takes its time; see ``call(_:_:within:)``. Returns when everything has
    /// happened that takes none.
    public func begin(
        _ event: String, _ arguments: JSONValue..., within limit: Duration = .seconds(30)
    ) async throws -> Pending<JSONValue> {
        try await loop.begin(event, arguments, within: limit, as: number)
    }

    /// Says how the node acknowledges an event from now on. All others it acknowledges as nodes do that did what they
    /// were asked: `{"success": true, "error_msg": null, "payload": null}`.
    ///
    /// - Parameter reply: called on the Loop's thread with the event's arguments; nil is no acknowledgement.
    public func answer(_ event: String, _ reply: @escaping @Sendable ([JSONValue]) -> JSONValue?) async {
        await loop.setReply(of: number, to: event, reply)
    }

    /// Ends the connection, as a node does that is shut down, and does not come back.
    public func disconnect() async { await loop.disconnect(number) }

    /// Breaks the connection, as if a cable had been pulled; a node that reconnects comes back after a while.
    public func cut() async { await loop.cut(number) }
}

/// How a node that connects in memory carries its session.
public enum NodeTransport: Sendable, CaseIterable {
    /// By long-polling first and then by WebSocket, as the nodes of all versions do.
    case upgraded
    /// By long-polling for good, as nodes do behind a proxy that knows no WebSockets.
    case polling
    /// By WebSocket from the beginning.
    case webSocket
}
