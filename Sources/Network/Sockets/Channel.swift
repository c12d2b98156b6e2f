package import POSIX

/// A connection that carries bytes both ways: bytes come by callback, bytes to send wait while the peer is slow to read.
///
/// Whoever stands above never asks what carries them: a socket (``SocketChannel``), TLS over one, or the memory of a
/// simulation.
///
/// Memory is bounded by whoever sends: ``isCongested`` says that more than ``Congestion/byteCount`` bytes wait, and
/// ``onDrained`` that they have gone. Nothing is dropped and nothing refused, so one write may pass the limit, but a
/// sender that heeds it has at most the limit and one write under way.
///
/// A channel lives until it is closed, by either side, whether or not anybody else knows of it.
package protocol Channel: AnyObject {
    /// Called with each run of bytes; they are valid during the call only.
    var onBytes: (RawSpan) -> Void { get set }
    /// The peer will send no more; it may still read.
    var onEnd: () -> Void { get set }
    /// Called when everything that waited was given to the system.
    var onDrained: () -> Void { get set }
    /// The connection is gone; nothing further is called. Nil after ``close()`` or ``closeAfterWriting()``.
    var onClosed: (SystemError?) -> Void { get set }

    /// Whether nobody on the way can read what it carries; for URLs, and for nothing else.
    var isSecure: Bool { get }

    /// Bytes that wait to be written.
    var waitingByteCount: Int { get }

    /// Whether more can be sent.
    var isOpen: Bool { get }

    /// Reads no more until ``resumeReading()``: the peer is slowed down by its own full buffers.
    func pauseReading()
    func resumeReading()

    /// Sends `bytes`, now or as soon as the peer reads.
    func write(_ bytes: [UInt8])

    /// Ends the connection once everything that waits is written.
    func closeAfterWriting()

    /// Ends the connection at once; what waits is lost.
    func close()
}

/// When a sender holds on.
package enum Congestion {
    /// Bytes that wait before a sender is asked to hold on: what a fast peer takes in one round trip.
    package static let byteCount = 256 * 1024
}

extension Channel {
    package var isSecure: Bool { false }

    package var isCongested: Bool { waitingByteCount > Congestion.byteCount }
}
