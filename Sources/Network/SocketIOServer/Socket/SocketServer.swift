internal import Bytes
package import EngineIO
package import HTTPServer
package import Sockets
package import SocketIO

/// Serves Socket.IO on an HTTP server: namespaces, sockets, events, acknowledgements, rooms.
///
/// ```swift
/// let io = SocketServer(on: loop, configuration)
/// io.namespace("/").onConnect = { socket in
///     socket.onEvent = { event in event.acknowledge?(event.arguments.payload) }
/// }
/// let http = Server(on: loop, configuration: …) { exchange in
///     if !io.handle(exchange) { exchange.answer(…) }
/// }
/// ```
///
/// Belongs to the scheduler's thread, like everything that it gives out.
package final class SocketServer {
    package struct Configuration: Sendable {
        package var engine = ServerConfiguration()
        /// How long a client may take to join its first namespace.
        package var connectTime = ServerConnection.standardConnectTime
        package var limits = SocketIO.Limits.standard

        /// The reference's values, at `/socket.io/`.
        package init() { engine.path = "/socket.io/" }

        /// Lets a packet have attachments of so many bytes together, if it may not have more already.
        package mutating func allowAttachments(of byteCount: Int) {
            limits.attachmentByteCount = max(limits.attachmentByteCount, byteCount)
        }
    }

    let configuration: Configuration
    let scheduler: any Scheduler
    private var random: any RandomNumberGenerator & Sendable
    private var namespaces: [String: Namespace] = [:]
    /// Holds our connections by way of its sessions.
    private var engine: EngineServer?

    /// - Parameter random: where ids come from: the system, or a seed in a simulation.
    package init(
        on scheduler: any Scheduler, _ configuration: Configuration,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.scheduler = scheduler
        self.configuration = configuration
        self.random = random
        engine = EngineServer(on: scheduler, configuration.engine, random: random) { [unowned self] session in
            SocketConnection(session, server: self).start()
        }
    }

    /// A namespace, which exists from now on; a client that asks for another one is refused.
    package func namespace(_ name: String) -> Namespace {
        if let known = namespaces[name] { return known }
        let namespace = Namespace(name)
        namespaces[name] = namespace
        return namespace
    }

    func existingNamespace(_ name: String) -> Namespace? { namespaces[name] }

    func makeSocketID() -> String { SessionID.make(using: &random) }

    /// Called with each message that carries a packet or an attachment, in either direction, before it is acted upon.
    package var onMessage: ((EngineSession, MessageDirection, EngineIO.Message) -> Void)?

    /// Sessions of Engine.IO that are open.
    package var sessionCount: Int { engine?.sessionCount ?? 0 }

    /// Takes a request that is for this server.
    ///
    /// - Returns: false when its path is another's, and nothing was done.
    package func handle(_ exchange: Exchange) -> Bool { engine?.handle(exchange) ?? false }

    /// Ends all sessions: clients are told, as far as their transports allow.
    package func shutDown() { engine?.shutDown() }
}

/// Which way a message goes.
package enum MessageDirection: Sendable, Hashable {
    /// From the client to us.
    case received
    case sent
}
