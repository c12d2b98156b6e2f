import POSIX
import Sockets

/// An actor on an event loop, as a server is one: what a test does with sockets, it does in here.
actor Host {
    nonisolated let loop: EventLoop
    private var listener: Listener?
    /// The connections that were accepted, in their order.
    private(set) var channels: [SocketChannel] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init() throws { loop = try EventLoop(name: "sockets-test") }

    // What belongs to the loop's thread is let go there.
    isolated deinit {}

    /// Listens on a free port of 127.0.0.1.
    ///
    /// - Parameter setUp: gets each connection on the loop's thread, before it reads.
    /// - Returns: the port.
    func listen(_ setUp: @escaping @Sendable (SocketChannel) -> Void) throws -> UInt16 {
        let port = try prepare(setUp)
        try start()
        return port
    }

    /// The same, but nobody is accepted before ``start()``.
    func prepare(_ setUp: @escaping @Sendable (SocketChannel) -> Void) throws -> UInt16 {
        let address = try Address.resolve(host: "127.0.0.1", port: 0)[0]
        let listener = try Listener(at: address, on: loop) { [unowned self] channel in
            channels.append(channel)
            setUp(channel)
        }
        self.listener = listener
        return listener.address.port
    }

    func start() throws { try listener?.start() }

    /// Listens no more; connections stay.
    func stopListening() { listener?.close() }

    /// Returns once the loop has nothing left to do.
    func untilIdle() async { await loop.untilIdle() }

    /// Runs `body` on the loop's thread.
    func run<Result: Sendable>(_ body: @Sendable (isolated Host) throws -> Result) rethrows -> Result {
        try body(self)
    }
}

/// Something that a test sees go: it tells when the last who holds it lets go.
final class Canary: Sendable {
    private let onGone: @Sendable () -> Void

    init(_ onGone: @escaping @Sendable () -> Void) { self.onGone = onGone }

    deinit { onGone() }

    func hold() {}
}
