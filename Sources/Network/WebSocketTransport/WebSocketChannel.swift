internal import Bytes
internal import Sockets
package import WebSocket

/// A WebSocket over a channel, in either role: joins the protocol core, the connection that carries it, and the clock.
///
/// It lives until it is closed, by either side, whether or not anybody else knows of it.
package final class WebSocketChannel {
    /// Called with each message.
    package var onMessage: (Message) -> Void = { _ in }
    /// Called when everything that waited was given to the system.
    package var onDrained: () -> Void = {}
    /// The WebSocket is closed, and how; no message follows.
    package var onClosed: (Closure) -> Void = { _ in }
    /// The connection is gone, too; nothing further is called.
    package var onEnded: () -> Void = {}

    private let channel: any Channel
    private let scheduler: any Scheduler
    private var core: Connection
    private var alarm = Alarm()
    private var isProceeding = false
    private var isEnding = false

    /// Takes `channel` over, whose handshake is done; nothing is read before ``start(behind:)``.
    init(
        _ channel: any Channel, agreement: Agreement, role: Connection.Role, limits: Limits,
        on scheduler: any Scheduler
    ) {
        self.channel = channel
        self.scheduler = scheduler
        core = Connection(role: role, limits: limits, agreement: agreement)
    }

    /// Begins to read.
    ///
    /// - Parameter trailing: what arrived together with the handshake.
    package func start(behind trailing: [UInt8]) {
        // The channel lets go of these when it is closed.
        channel.onBytes = { [self] bytes in
            core.receive(bytes)
            proceed()
        }
        channel.onEnd = { [self] in
            core.receiveEnd()
            proceed()
            channel.closeAfterWriting()
        }
        channel.onDrained = { [self] in
            if !isEnding { channel.resumeReading() }
            onDrained()
        }
        channel.onClosed = { [self] _ in
            core.receiveEnd()
            proceed()
            alarm.cancel()
            let onEnded = onEnded
            self.onEnded = {}
            onEnded()
        }
        channel.resumeReading()
        core.receive(trailing)
        proceed()
    }

    /// Whether more should be sent only after ``onDrained``.
    package var isCongested: Bool { channel.isCongested }

    /// Bytes that wait to be written.
    package var waitingByteCount: Int { channel.waitingByteCount }

    // MARK: Sending

    /// Sends a message; after a close it is dropped.
    package func send(_ message: Message) {
        do { try core.send(message) } catch { return }
        flush()
    }

    /// Sends the text that `payload` behind `prefix` is.
    package func sendText(prefix: UInt8, _ payload: [UInt8]) {
        do { try core.sendText(prefix: prefix, payload) } catch { return }
        flush()
    }

    /// Begins the closing handshake.
    package func close(code: CloseCode = .normal, reason: String = "") {
        core.close(code: code, reason: reason, at: scheduler.now)
        flush()
    }

    /// Begins the closing handshake; whatever happens from here on is of no interest.
    package func closeForGood() {
        onMessage = { _ in }
        onDrained = {}
        onClosed = { _ in }
        close()
    }

    /// Ends the connection at once.
    package func abort() { channel.close() }

    // MARK: Receiving

    private func proceed() {
        // What a message brings about may come back here.
        guard !isProceeding else { return }
        isProceeding = true
        do {
            while let event = try core.nextEvent(at: scheduler.now) {
                switch event {
                case .message(let message): onMessage(message)
                case .ping, .pong: break
                case .closed(let closure): tellClosed(closure)
                }
            }
        } catch {
            // The Close that tells the peer is in the output.
            tellClosed(Closure(code: error.closeCode, reason: error.description))
        }
        isProceeding = false
        flush()
    }

    private func tellClosed(_ closure: Closure) {
        let onClosed = onClosed
        onMessage = { _ in }
        onDrained = {}
        self.onClosed = { _ in }
        onClosed(closure)
    }

    /// Writes what the core has to say, once for all that one run of bytes has brought about.
    private func flush() {
        guard !isProceeding, !isEnding else { return }
        if core.hasOutput { channel.write(core.takeOutput()) }
        if core.mustClose {
            isEnding = true
            alarm.cancel()
            channel.closeAfterWriting()
        } else {
            // A peer that does not read what it asks for is not read from.
            if channel.isCongested { channel.pauseReading() }
            arm()
        }
    }

    private func arm() {
        guard let deadline = core.nextDeadline, !alarm.rings(by: deadline) else { return }
        alarm.set(to: deadline, on: scheduler) { [weak self] in
            guard let self else { return }
            core.reach(scheduler.now)
            proceed()
        }
    }
}
