internal import Bytes
internal import Glibc
internal import POSIX
internal import Sockets

/// A connection of a ``SimulatedNetwork``: two ends and what is under way between them.
final class SimulatedConnection {
    let client: SimulatedChannel
    let server: SimulatedChannel
    private let network: SimulatedNetwork

    init(network: SimulatedNetwork) {
        self.network = network
        client = SimulatedChannel(network: network)
        server = SimulatedChannel(network: network)
        client.peer = server
        server.peer = client
        client.connection = self
        server.connection = self
    }

    var isOver: Bool { client.isClosed && server.isClosed }

    /// Lets go of both ends, which know each other.
    func dissolve() {
        for end in [client, server] {
            end.peer = nil
            end.connection = nil
        }
    }

    /// What is under way is lost; each end is told when it pleases chance.
    func cut() {
        for end in [client, server] where !end.isClosed {
            end.isCut = true
            network.afterLatency { end.fail() }
        }
    }
}

/// One end of a ``SimulatedConnection``.
///
/// It keeps to the contract of a ``Channel`` as a socket does: what was written before an end arrives before it; a peer
/// that is gone is noticed by its end, or by a reset when more is written to it.
final class SimulatedChannel: Channel {
    var onBytes: (RawSpan) -> Void = { _ in }
    var onEnd: () -> Void = {}
    var onDrained: () -> Void = {}
    var onClosed: (SystemError?) -> Void = { _ in }

    /// Written by us, not yet arrived.
    private var underWay = ByteQueue()
    private var isDeliveryDue = false
    private var isReading = true
    private var hasEnded = false
    private var toldPeerEnd = false
    /// Whether the other end has said that it sends no more.
    private var peerHasEnded = false
    private var state = State.open
    private var mustTellDrained = false

    fileprivate var isCut = false
    fileprivate unowned var network: SimulatedNetwork
    fileprivate var peer: SimulatedChannel?
    fileprivate var connection: SimulatedConnection?

    private enum State { case open, closing, closed }

    /// How long an end waits for the other one to end, too; as sockets do.
    private static let lingerTime = Duration.seconds(5)
    private var lingering: Timer?

    init(network: SimulatedNetwork) { self.network = network }

    var isClosed: Bool { state == .closed }
    var isOpen: Bool { state == .open }
    var waitingByteCount: Int { max(0, underWay.count - network.weather.windowByteCount) }

    func pauseReading() { isReading = false }

    func resumeReading() {
        guard !isReading else { return }
        isReading = true
        peer?.deliverLater()
    }

    func write(_ bytes: [UInt8]) {
        guard isOpen, !bytes.isEmpty else { return }
        guard let peer, !peer.isClosed else { return reset() }
        underWay.append(bytes)
        if waitingByteCount > 0 { mustTellDrained = true }
        deliverLater()
    }

    func closeAfterWriting() {
        guard isOpen else { return }
        state = .closing
        isReading = true
        hasEnded = true
        if peerHasEnded, underWay.isEmpty { finish(nil) }
        lingering = network.schedule(at: network.now + Self.lingerTime) { [weak self] in self?.finish(nil) }
        deliverLater()
        peer?.deliverLater()
    }

    func close() {
        guard !isClosed else { return }
        // What the system has taken is still sent.
        if waitingByteCount > 0 { underWay = Self.prefix(of: &underWay, network.weather.windowByteCount) }
        hasEnded = true
        finish(nil)
        deliverLater()
    }

    private static func prefix(of queue: inout ByteQueue, _ count: Int) -> ByteQueue {
        var rest = ByteQueue()
        rest.append(queue.takeFirst(count))
        return rest
    }

    // MARK: What arrives at the other end

    fileprivate func deliverLater() {
        guard !isDeliveryDue, !isCut, !underWay.isEmpty || hasEnded && !toldPeerEnd else { return }
        isDeliveryDue = true
        network.afterLatency { [self] in deliver() }
    }

    private func deliver() {
        isDeliveryDue = false
        guard !isCut, let peer, !peer.isClosed else { return }
        if network.happens(perThousand: network.weather.cutsPerThousand), let connection { return connection.cut() }
        // An end is noticed as data is: not while nothing is read.
        guard peer.isReading else { return }
        guard !underWay.isEmpty else {
            if hasEnded { toldPeerEnd = true; peer.peerEnded() }
            return
        }
        // As often all that is there as a part of it, down to a byte.
        let most = min(underWay.count, 64 * 1024)
        let count = network.happens(perThousand: 500) ? most : network.random(1...min(most, network.random(1...most)))
        let bytes = underWay.takeFirst(count)
        if peer.isOpen { unsafe bytes.withUnsafeBytes { unsafe peer.onBytes($0.bytes) } }
        if mustTellDrained, waitingByteCount == 0, isOpen {
            mustTellDrained = false
            onDrained()
        }
        if state == .closing, underWay.isEmpty, peerHasEnded { finish(nil) }
        deliverLater()
    }

    private func peerEnded() {
        peerHasEnded = true
        switch state {
        case .open: onEnd()
        case .closing where underWay.isEmpty: finish(nil)
        case .closing, .closed: break
        }
    }

    private func reset() {
        network.afterLatency { [self] in fail() }
    }

    fileprivate func fail() { finish(SystemError("connection", code: ECONNRESET)) }

    private func finish(_ error: SystemError?) {
        guard state != .closed else { return }
        state = .closed
        lingering?.cancel()
        let onClosed = onClosed
        onBytes = { _ in }
        onEnd = {}
        onDrained = {}
        self.onClosed = { _ in }
        onClosed(error)
    }
}
