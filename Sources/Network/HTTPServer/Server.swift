internal import Bytes
package import HTTP1
package import POSIX
package import Sockets
package import TLS

/// Serves HTTP/1.1: listeners, connections, their limits in bytes and time.
///
/// Belongs to one thread, like everything that it gives out: its owner is an actor whose executor is the event loop, or
/// a simulation.
package final class Server {
    /// How much, and how long.
    package struct Configuration: Sendable {
        package var limits = Limits.standard
        package var times = Times()
        /// What the `Server` field says; none when nil.
        package var name: String?
        /// The answer to a peer that broke a rule of the protocol.
        package var refusal: @Sendable (ProtocolError) -> Response = { error in
            Response(
                status: error.status, contentType: "text/plain; charset=utf-8", body: Array(error.description.utf8))
        }
        /// Seconds since 1970 for the `Date` field, by the clock that the server's owner goes by.
        package var secondsSinceEpoch: @Sendable () -> Int

        package init(secondsSinceEpoch: @escaping @Sendable () -> Int) { self.secondsSinceEpoch = secondsSinceEpoch }
    }

    /// How long a connection may keep us waiting.
    package struct Times: Sendable, Hashable {
        /// Between two requests; then the connection is closed without a word. nginx waits 75 s.
        package var idle = Duration.seconds(75)
        /// From the first byte of a head to its last; then 408. Apache allows 40 s, nginx 60 s.
        package var head = Duration.seconds(60)
        /// Without one byte of a body that we wait for (then 408), or of an answer taken by the peer.
        package var progress = Duration.seconds(60)

        package init() {}
    }

    let scheduler: any Scheduler
    let configuration: Configuration
    let handle: (Exchange) -> Void
    private var listeners: [Listener] = []
    private var connections: [ObjectIdentifier: ServerConnection] = [:]
    private var lastConnectionNumber = 0
    private var whenEmpty: [CheckedContinuation<Void, Never>] = []
    private(set) var isShuttingDown = false
    private var date: (second: Int, text: String) = (.min, "")

    /// - Parameter handle: called with each request, as soon as its head is complete.
    package init(on scheduler: any Scheduler, configuration: Configuration, handle: @escaping (Exchange) -> Void) {
        self.scheduler = scheduler
        self.configuration = configuration
        self.handle = handle
    }

    /// Listens at `address`: who comes waits until ``start()``.
    ///
    /// - Parameter tls: the certificate to show, where https is spoken; nil for http.
    /// - Returns: the address with the port that was picked when the given one is 0.
    package func listen(
        at address: Address, on loop: EventLoop, tls: ServerContext? = nil
    ) throws(SystemError) -> Address {
        let listener = try Listener(at: address, on: loop) { [unowned self] in accept($0, tls: tls) }
        listeners.append(listener)
        return listener.address
    }

    /// Serves a connection that has come about.
    ///
    /// - Parameter tls: the certificate to show, where https is spoken; nil for http.
    package func accept(_ channel: any Channel, tls: ServerContext? = nil) {
        let connection = ServerConnection(tls.map { secure(channel, $0) } ?? channel, server: self)
        connections[ObjectIdentifier(connection)] = connection
        connection.start()
    }

    private func secure(_ channel: any Channel, _ context: ServerContext) -> any Channel {
        let secured = TLSChannel(accepting: context, over: channel, on: scheduler)
        secured.answerToPlainHTTP = Self.answerToPlainHTTP
        return secured
    }

    /// What who forgets the `s` of `https` is told, as nginx does. No field of it changes from answer to answer.
    private static let answerToPlainHTTP = {
        let body = "This port speaks https: the URL should begin with https:// instead of http://.\n"
        return Array(
            """
            HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: \(body.utf8.count)\r\n\
            Connection: close\r\n\r\n\(body)
            """.utf8)
    }()

    /// Begins to serve at all addresses.
    package func start() throws(SystemError) {
        for listener in listeners { try listener.start() }
    }

    /// The number of connections that are open.
    package var connectionCount: Int { connections.count }

    /// Accepts nothing more, lets the requests that are under way be answered, then closes; after `grace` at once.
    package nonisolated(nonsending) func shutDown(grace: Duration) async {
        isShuttingDown = true
        for listener in listeners { listener.close() }
        listeners = []
        for connection in Array(connections.values) { connection.closeIfIdle() }
        let deadline = scheduler.schedule(at: scheduler.now + grace) { [weak self] in
            if let self { for connection in Array(connections.values) { connection.close() } }
        }
        defer { deadline.cancel() }
        guard !connections.isEmpty else { return }
        await withCheckedContinuation(isolation: #isolation) { whenEmpty.append($0) }
    }

    func takeConnectionNumber() -> Int {
        lastConnectionNumber += 1
        return lastConnectionNumber
    }

    func ended(_ connection: ServerConnection) {
        connections[ObjectIdentifier(connection)] = nil
        guard connections.isEmpty else { return }
        for continuation in whenEmpty { continuation.resume() }
        whenEmpty = []
    }

    /// The value of the `Date` field now.
    var dateText: String {
        let second = configuration.secondsSinceEpoch()
        if second != date.second { date = (second, HTTPDate.text(secondsSinceEpoch: second)) }
        return date.text
    }
}
