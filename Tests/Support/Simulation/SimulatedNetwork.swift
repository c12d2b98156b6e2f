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
    package private(set) var now = Instant(sinceStart: .zero)
    package var weather = Weather()
    private(set) var generator: SeededGenerator

    /// Timers that are due, or will be: by deadline, and in the order in which they were set.
    private var agenda: [Timer] = []
    /// Who listens, by port.
    private var listeners: [UInt16: (any Channel) -> Void] = [:]
    private var connections: [SimulatedConnection] = []
    /// Deliveries happen because nobody holds their timers but the network.
    private var deliveries: [ObjectIdentifier: Timer] = [:]

    package init(seed: UInt64) {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
    }

    deinit { for connection in connections { connection.dissolve() } }

    // MARK: Time

    package func schedule(at deadline: Instant, _ action: @escaping () -> Void) -> Timer {
        let timer = Timer(deadline: deadline, action: action)
        let place = agenda.partitioningIndex { $0.deadline > deadline }
        agenda.insert(timer, at: place)
        return timer
    }

    /// When the next thing happens, if anything does.
    package var nextDeadline: Instant? {
        while let first = agenda.first, first.isDone { agenda.removeFirst() }
        return agenda.first?.deadline
    }

    /// Lets the next thing happen, if it is due by `limit`.
    ///
    /// - Returns: whether anything happened.
    @discardableResult
    package func step(by limit: Instant? = nil) -> Bool {
        guard let deadline = nextDeadline, limit.map({ deadline <= $0 }) ?? true else { return false }
        let timer = agenda.removeFirst()
        now = max(now, deadline)
        timer.fire()
        return true
    }

    /// Lets everything happen that happens within `duration`, and moves the clock to its end.
    package func run(for duration: Duration) {
        let end = now + duration
        while step(by: end) {}
        now = end
    }

    /// Lets things happen until `condition` holds.
    ///
    /// - Returns: whether it came to hold within `duration`.
    package func run(atMost duration: Duration = .seconds(600), until condition: () -> Bool) -> Bool {
        let end = now + duration
        while !condition() {
            guard step(by: end) else {
                now = end
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
        let connection = SimulatedConnection(network: self)
        for connection in connections where connection.isOver { connection.dissolve() }
        connections.removeAll { $0.isOver }
        connections.append(connection)
        accept(connection.server)
        return connection.client
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

    /// Does `action` after the time that bytes take.
    func afterLatency(_ action: @escaping () -> Void) {
        let (shortest, longest) = (weather.latency.lowerBound, weather.latency.upperBound)
        let delay = shortest + (longest - shortest) * Double(random(0...1000)) / 1000
        var key: ObjectIdentifier?
        let timer = schedule(at: now + delay) { [unowned self] in
            if let key { deliveries[key] = nil }
            action()
        }
        key = ObjectIdentifier(timer)
        deliveries[ObjectIdentifier(timer)] = timer
    }
}

extension Array {
    /// The first index whose element satisfies `belongsBehind`, in an array in which all such stand at the end.
    fileprivate func partitioningIndex(where belongsBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
