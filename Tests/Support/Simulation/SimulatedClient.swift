internal import Bytes
internal import Sockets

/// A client on a ``SimulatedNetwork`` that sends exactly what it is told to, and shows what came back.
package final class SimulatedClient {
    private let network: SimulatedNetwork
    private let channel: any Channel
    /// What arrived and was not taken.
    package private(set) var unread: [UInt8] = []
    /// Whether the server has ended the connection.
    package private(set) var hasEnded = false

    /// Connects to `port`; nil where nobody listens.
    package init?(port: UInt16, on network: SimulatedNetwork) {
        guard let channel = network.connect(port: port) else { return nil }
        self.network = network
        self.channel = channel
        channel.onBytes = { [unowned self] bytes in
            unread += unsafe bytes.withUnsafeBytes { unsafe Array($0) }
        }
        channel.onEnd = { [unowned self] in hasEnded = true }
        channel.onClosed = { [unowned self] _ in hasEnded = true }
    }

    deinit {
        channel.onBytes = { _ in }
        channel.onEnd = {}
        channel.onClosed = { _ in }
    }

    package func send(_ bytes: [UInt8]) { channel.write(bytes) }

    package func send(_ text: String) { send(Array(text.utf8)) }

    /// Reads no more.
    package func pauseReading() { channel.pauseReading() }

    /// Ends the connection at once.
    package func close() { channel.close() }

    /// Waits until `count` bytes are there.
    ///
    /// - Returns: those, or fewer when no more come within a minute.
    package func receive(_ count: Int) -> [UInt8] {
        _ = network.run(atMost: .seconds(60)) { unread.count >= count || hasEnded }
        let taken = Array(unread.prefix(count))
        unread.removeFirst(taken.count)
        return taken
    }

    /// Waits for an answer of HTTP with a `Content-Length`, or without a body.
    ///
    /// - Returns: its head and body; what came when it does not come whole within a minute.
    package func response() -> (head: String, body: [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        var headCount: Int?
        _ = network.run(atMost: .seconds(60)) {
            headCount = unread.indices.first { unread[$0...].starts(with: end) }.map { $0 + 4 }
            return headCount != nil || hasEnded
        }
        let head = String(decoding: receive(headCount ?? unread.count), as: UTF8.self)
        let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        return (head, receive(length.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0))
    }

    /// Sends a request and waits for its answer.
    package func exchange(_ request: String) -> (head: String, body: String) {
        send(request)
        let (head, body) = response()
        return (head, String(decoding: body, as: UTF8.self))
    }
}
