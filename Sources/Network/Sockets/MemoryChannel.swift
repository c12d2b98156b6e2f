internal import Bytes
package import POSIX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One end of a connection that is made of memory: no descriptor, no system call.
///
/// It keeps to the contract of a ``Channel`` as a socket does: what was written before an end arrives before it; a peer
/// that is gone is noticed by its end, or by a reset when more is written to it; a peer that does not read makes the
/// sender's bytes wait. Nothing arrives within the call that sends it.
package final class MemoryChannel: Channel {
    package var onBytes: (RawSpan) -> Void = { _ in }
    package var onEnd: () -> Void = {}
    package var onDrained: () -> Void = {}
    package var onClosed: (SystemError?) -> Void = { _ in }

    private let link: any MemoryLink
    /// The other end. The ring is cut when both are closed.
    private var peer: MemoryChannel?
    private var state = State.open
    private var isReading = true
    /// Written by us, and not yet arrived.
    private var underWay = ByteQueue()
    private var isDeliveryDue = false
    private var mustTellDrained = false
    /// Whether our direction has come to its end, and whether the peer was told.
    private var hasEnded = false
    private var toldPeerEnd = false
    private var peerHasEnded = false
    private var isCut = false
    private var lingering: Timer?

    private enum State {
        case open
        /// What was written still arrives, then the connection ends.
        case closing
        case closed
    }

    private init(over link: any MemoryLink) { self.link = link }

    /// The two ends of a new connection.
    package static func pair(over link: any MemoryLink) -> (MemoryChannel, MemoryChannel) {
        let (one, other) = (MemoryChannel(over: link), MemoryChannel(over: link))
        one.peer = other
        other.peer = one
        return (one, other)
    }

    package var isOpen: Bool { state == .open }

    /// Whether both ends are closed.
    package var isOver: Bool { state == .closed && peer?.state ?? .closed == .closed }

    package var waitingByteCount: Int { max(0, underWay.count - link.windowByteCount) }

    // MARK: Reading

    package func pauseReading() {
        if state == .open { isReading = false }
    }

    package func resumeReading() {
        guard !isReading else { return }
        isReading = true
        peer?.deliverLater()
    }

    // MARK: Writing

    package func write(_ bytes: [UInt8]) {
        guard isOpen, !bytes.isEmpty else { return }
        guard let peer, peer.state != .closed else { return link.afterLatency { [self] in fail() } }
        underWay.append(bytes)
        if waitingByteCount > 0 { mustTellDrained = true }
        deliverLater()
    }

    // MARK: Closing

    /// How long a peer may take to notice that the connection ends, as with sockets.
    package var lingerTime = Duration.seconds(5)

    package func closeAfterWriting() {
        guard isOpen else { return }
        state = .closing
        isReading = true
        hasEnded = true
        if peerHasEnded, underWay.isEmpty { finish(nil) } else { linger() }
        deliverLater()
        peer?.deliverLater()
    }

    /// Begins to wait for the peer's end, once what was written is with it or on the way.
    private func linger() {
        guard state == .closing, waitingByteCount == 0, lingering == nil else { return }
        lingering = link.scheduler.schedule(at: link.scheduler.now + lingerTime) { [weak self] in self?.finish(nil) }
    }

    package func close() {
        guard state != .closed else { return }
        // What the system would have taken still arrives.
        if waitingByteCount > 0 {
            let window = underWay.takeFirst(link.windowByteCount)
            underWay = ByteQueue()
            underWay.append(window)
        }
        hasEnded = true
        finish(nil)
        deliverLater()
    }

    /// The connection breaks: what is under way is lost, and both ends fail.
    package func cut() {
        for end in [self, peer].compactMap({ $0 }) where end.state != .closed {
            end.isCut = true
            link.afterLatency { end.fail() }
        }
    }

    /// Lets go of the peer, without a word; for who throws a whole network away.
    package func dissolve() {
        peer?.peer = nil
        peer = nil
    }

    private func fail() { finish(SystemError("connection", code: ECONNRESET)) }

    private func finish(_ error: SystemError?) {
        guard state != .closed else { return }
        state = .closed
        lingering?.cancel()
        if isOver { dissolve() }
        let onClosed = onClosed
        onBytes = { _ in }
        onEnd = {}
        onDrained = {}
        self.onClosed = { _ in }
        onClosed(error)
    }

    // MARK: What arrives at the other end

    private func deliverLater() {
        guard !isDeliveryDue, !isCut, peer != nil, !underWay.isEmpty || hasEnded && !toldPeerEnd else { return }
        isDeliveryDue = true
        link.afterLatency { [self] in deliver() }
    }

    private func deliver() {
        isDeliveryDue = false
        guard !isCut, let peer, peer.state != .closed else { return }
        if link.breaks() { return cut() }
        // An end is noticed as bytes are: not while nothing is read.
        guard peer.isReading else { return }
        guard !underWay.isEmpty else {
            if hasEnded, !toldPeerEnd {
                toldPeerEnd = true
                peer.peerEnded()
            }
            return
        }
        let bytes = underWay.takeFirst(link.runByteCount(of: underWay.count))
        // While closing, what still arrives is thrown away.
        if peer.isOpen { unsafe bytes.withUnsafeBytes { unsafe peer.onBytes($0.bytes) } }
        if mustTellDrained, waitingByteCount == 0 {
            mustTellDrained = false
            if isOpen { onDrained() } else { linger() }
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
}
