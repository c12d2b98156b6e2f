package import Bytes
package import Sockets

/// A network made of memory, and the clock that everything on it goes by: a seed decides everything that chance decides.
///
/// Servers and clients run on it as they do on an ``EventLoop``, in one thread, without waiting for anything: time jumps
/// from one event to the next. Bytes that are written arrive after a while, split and joined at random; connections may
/// be cut. The same seed and the same calls give the same run, event for event.
///
/// ```swift
/// let network = SimulatedNetwork(seed: seed)
/// network.listen(port: 80) { server.accept($0) }
/// let channel = network.connect(port: 80)
/// channel.write(…)
/// network.run(for: .seconds(60))
/// ```
package final class SimulatedNetwork: Scheduler {
    /// What chance may do.
    package struct Weather: Sendable {
        /// How long bytes are under way, at least and at most.
        package var latency: ClosedRange<Duration> = .zero ... .milliseconds(20)
        /// How often, of a thousand deliveries, the connection is cut instead.
        package var cutsPerThousand = 0
        /// How many bytes may be under way before a sender's bytes wait.
        package var windowByteCount = 64 * 1024

        package init() {}
    }

    package let seed: UInt64
    package var weather = Weather()
    private var generator: SeededGenerator
    private let scheduler = ManualScheduler()
    /// Who listens, by port.
    private var listeners: [UInt16: (any Channel) -> Void] = [:]
    /// An end of each connection.
    private var connections: [MemoryChannel] = []

    package init(seed: UInt64) {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
    }

    deinit { for connection in connections { connection.dissolve() } }

    // MARK: Time

    package var now: Instant { scheduler.now }

    package func schedule(at deadline: Instant, _ action: @escaping () -> Void) -> Timer {
        scheduler.schedule(at: deadline, action)
    }

    /// When the next thing happens, if anything does.
    package var nextDeadline: Instant? { scheduler.nextDeadline }

    /// Lets the next thing happen, if it is due by `limit`.
    ///
    /// - Returns: whether anything happened.
    @discardableResult
    package func step(by limit: Instant? = nil) -> Bool { scheduler.step(by: limit) }

    /// Lets everything happen that happens within `duration`, and moves the clock to its end.
    package func run(for duration: Duration) {
        let end = now + duration
        while step(by: end) {}
        scheduler.move(to: end)
    }

    /// Lets things happen until `condition` holds.
    ///
    /// - Returns: whether it came to hold within `duration`.
    package func run(atMost duration: Duration = .seconds(600), until condition: () -> Bool) -> Bool {
        let end = now + duration
        while !condition() {
            guard step(by: end) else {
                scheduler.move(to: end)
                return condition()
            }
        }
        return true
    }

    // MARK: Connections

    /// From now on `accept` gets the server's end of each connection to `port`.
    package func listen(port: UInt16, _ accept: @escaping (any Channel) -> Void) { listeners[port] = accept }

    /// Who connects to `port` from now on is refused.
    package func stopListening(port: UInt16) { listeners[port] = nil }

    /// Opens a connection to `port`.
    ///
    /// - Returns: the client's end, or nil where nobody listens.
    package func connect(port: UInt16) -> (any Channel)? {
        guard let accept = listeners[port] else { return nil }
        let (client, server) = MemoryChannel.pair(over: SimulatedLink(of: self))
        connections.removeAll { $0.isOver }
        connections.append(client)
        accept(server)
        return client
    }

    /// Cuts every connection that is open, as a router does that loses power: both ends learn of it some time later.
    package func cutAll() {
        for connection in connections { connection.cut() }
    }

    package var openConnectionCount: Int { connections.count { !$0.isOver } }

    // MARK: Chance

    /// A number in `range`, by chance.
    package func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    /// Whether something happens that happens so often in a thousand times.
    package func happens(perThousand: Int) -> Bool { perThousand > 0 && random(0...999) < perThousand }

    /// How long something is under way that is sent now.
    fileprivate var latency: Duration {
        let (shortest, longest) = (weather.latency.lowerBound, weather.latency.upperBound)
        return shortest + (longest - shortest) * Double(random(0...1000)) / 1000
    }
}

/// What a ``SimulatedNetwork`` does to the bytes that it carries.
package final class SimulatedLink: MemoryLink {
    private unowned let network: SimulatedNetwork

    package init(of network: SimulatedNetwork) { self.network = network }

    package var scheduler: any Scheduler { network }

    package var windowByteCount: Int { network.weather.windowByteCount }

    package func afterLatency(_ action: @escaping () -> Void) {
        _ = network.schedule(at: network.now + network.latency, action)
    }

    package func breaks() -> Bool { network.happens(perThousand: network.weather.cutsPerThousand) }

    /// As often all that is there as a part of it, down to a byte.
    package func runByteCount(of count: Int) -> Int {
        let most = min(count, 64 * 1024)
        return network.happens(perThousand: 500) ? most : network.random(1...min(most, network.random(1...most)))
    }
}

extension MemoryDialer {
    /// Opens connections on a ``SimulatedNetwork``; the host's name does not matter.
    package convenience init(on network: SimulatedNetwork) {
        self.init(over: SimulatedLink(of: network)) { [network] in network.connect(port: $0.port) }
    }
}
