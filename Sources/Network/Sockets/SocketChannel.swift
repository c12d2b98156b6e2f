package import POSIX
internal import Bytes
internal import CLinux

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A connected socket.
package final class SocketChannel: Channel {
    package var onBytes: (RawSpan) -> Void = { _ in }
    package var onEnd: () -> Void = {}
    package var onDrained: () -> Void = {}
    package var onClosed: (SystemError?) -> Void = { _ in }

    private let descriptor: Descriptor
    private let loop: EventLoop
    private var registration: Registration?
    private var waiting = ByteQueue()
    private var state = State.open
    private var isReading = true

    private enum State: Equatable {
        case open
        /// The peer has ended its direction.
        case halfClosed
        /// What waits is still written, then the connection ends.
        case closing(peerHasEnded: Bool)
        case closed
    }

    /// Whether nothing more comes from the peer.
    private var peerHasEnded: Bool { state == .halfClosed || state == .closing(peerHasEnded: true) }

    init(_ descriptor: consuming Descriptor, on loop: EventLoop) throws(SystemError) {
        self.descriptor = descriptor
        self.loop = loop
        let number = self.descriptor.number
        // Answers are complete when they are written; waiting for more to send with them only delays them.
        var enabled: Int32 = 1
        unsafe setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &enabled, socklen_t(MemoryLayout<Int32>.size))
        registration = try loop.register(number, for: .readable) { [self] in ready($0) }
    }

    package var waitingByteCount: Int { waiting.count }

    package var isOpen: Bool { state == .open || state == .halfClosed }

    // MARK: Reading

    package func pauseReading() {
        isReading = false
        updateInterest()
    }

    package func resumeReading() {
        isReading = true
        updateInterest()
    }

    private func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) { writeWaiting() }
        if readiness.contains(.readable) && isReading {
            read()
        } else if readiness.contains(.closed) {
            // Reported again and again for as long as the connection is here. The read tells what happened, if it may.
            if isReading && !peerHasEnded { read() } else { finish(SystemError("connection", code: ECONNRESET)) }
        }
    }

    /// One read per turn, so that a fast peer cannot keep the loop to itself.
    private func read() {
        guard state != .closed, !peerHasEnded else { return }
        do {
            try unsafe loop.withReadBuffer { buffer throws(SystemError) in
                switch try unsafe descriptor.receive(into: buffer) {
                case .wouldBlock: break
                case .count(let count):
                    // While closing, what the peer still sends is read and thrown away.
                    if state == .open { onBytes(unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes) }
                case .end: endOfInput()
                }
            }
        } catch {
            finish(error)
        }
    }

    private func endOfInput() {
        switch state {
        case .open:
            state = .halfClosed
            updateInterest()
            onEnd()
        case .closing where !waiting.isEmpty:
            state = .closing(peerHasEnded: true)
            updateInterest()
        case .halfClosed, .closing, .closed:
            finish(nil)
        }
    }

    // MARK: Writing

    package func write(_ bytes: [UInt8]) {
        guard isOpen, !bytes.isEmpty else { return }
        guard waiting.isEmpty else { return waiting.append(bytes) }
        do {
            var sent = 0
            try unsafe bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
                if case .count(let count) = try unsafe descriptor.send(UnsafeRawBufferPointer(buffer)) { sent = count }
            }
            guard sent < bytes.count else { return }
            waiting.append(bytes)
            waiting.removeFirst(sent)
            updateInterest()
        } catch {
            finish(error)
        }
    }

    private func writeWaiting() {
        guard !waiting.isEmpty else { return }
        do {
            var sent = 0
            try unsafe waiting.withUnsafeBytes { buffer throws(SystemError) in
                if case .count(let count) = try unsafe descriptor.send(buffer) { sent = count }
            }
            waiting.removeFirst(sent)
        } catch {
            return finish(error)
        }
        guard waiting.isEmpty else { return }
        updateInterest()
        if isOpen { onDrained() } else { endOutput() }
    }

    // MARK: Closing

    /// What the peer still sends is read and thrown away until it ends, or until ``lingerTime`` has passed since the
    /// last byte was written: a socket that is closed with unread bytes resets the connection, and the peer loses the
    /// answer that tells it what was wrong (RFC 9112, section 9.6). How long a peer may take to read what waits, is for
    /// the owner to say: by ``close()``.
    package func closeAfterWriting() {
        guard isOpen else { return }
        state = .closing(peerHasEnded: peerHasEnded)
        isReading = true
        if waiting.isEmpty { endOutput() } else { updateInterest() }
    }

    /// How long a peer may take to notice that the connection ends. nginx waits 5 s between two reads as well.
    package var lingerTime = Duration.seconds(5)

    private var lingering: Timer?

    /// Everything is written: the peer hears that this was all.
    private func endOutput() {
        guard !peerHasEnded else { return finish(nil) }
        _ = shutdown(descriptor.number, Int32(SHUT_WR))
        lingering = loop.schedule(at: loop.now + lingerTime) { [weak self] in self?.finish(nil) }
        updateInterest()
    }

    package func close() { finish(nil) }

    private func finish(_ error: SystemError?) {
        guard state != .closed else { return }
        state = .closed
        lingering?.cancel()
        registration?.cancel()
        registration = nil
        waiting = ByteQueue()
        // Both directions now, though the descriptor itself is closed when the last reference goes.
        _ = shutdown(descriptor.number, Int32(SHUT_RDWR))
        let onClosed = onClosed
        onBytes = { _ in }
        onEnd = {}
        onDrained = {}
        self.onClosed = { _ in }
        onClosed(error)
    }

    private func updateInterest() {
        var interest = Readiness()
        if isReading && !peerHasEnded { interest.insert(.readable) }
        if !waiting.isEmpty { interest.insert(.writable) }
        do { try registration?.setInterest(interest) } catch { finish(error) }
    }
}
