/// Packets that wait for a request that takes them along.
///
/// Pongs go before everything else: whoever has much to send must not be taken for dead.
///
/// Worst case: a peer that never fetches. ``byteCount`` tells how much memory is in use, also for a million empty
/// packets.
struct Outbox: Sendable {
    private var pongs = Line()
    private var packets = Line()
    /// Bytes that the packets take in payloads, and the memory besides.
    private(set) var byteCount = 0

    /// What a packet takes besides its content: its place in the line, and the header of its content's storage.
    private static let packetOverhead = MemoryLayout<Packet>.stride + 32

    var isEmpty: Bool { pongs.isEmpty && packets.isEmpty }

    mutating func append(_ packet: Packet) {
        if case .pong = packet { pongs.append(packet) } else { packets.append(packet) }
        byteCount += Self.byteCount(of: packet)
    }

    /// Takes all packets.
    mutating func takeAll() -> [Packet] {
        defer { self = Outbox() }
        return Array(pongs.waiting) + packets.waiting
    }

    /// Takes packets from the front for one payload: at most `packetLimit`, and as many as fit into `byteLimit`, but
    /// one at least.
    mutating func takePayload(packetLimit: Int, byteLimit: Int) -> [UInt8] {
        var body: [UInt8] = []
        var count = 0
        while count < packetLimit, let packet = pongs.first ?? packets.first {
            let size = Payload.byteCount(of: packet) + (count > 0 ? 1 : 0)
            guard count == 0 || body.count + size <= byteLimit else { break }
            Payload.append(packet, to: &body)
            byteCount -= Self.byteCount(of: packet)
            count += 1
            if pongs.isEmpty { packets.removeFirst() } else { pongs.removeFirst() }
        }
        return body
    }

    private static func byteCount(of packet: Packet) -> Int { Payload.byteCount(of: packet) + packetOverhead }
}

/// First in, first out. What was taken is cut off when it is at least as long as what waits, so that each packet is
/// moved at most once more.
private struct Line: Sendable {
    private var packets: [Packet] = []
    private var head = 0

    var isEmpty: Bool { head == packets.count }
    var first: Packet? { isEmpty ? nil : packets[head] }
    var waiting: ArraySlice<Packet> { packets[head...] }

    mutating func append(_ packet: Packet) { packets.append(packet) }

    mutating func removeFirst() {
        packets[head] = .noop
        head += 1
        guard head >= packets.count - head else { return }
        packets.removeFirst(head)
        head = 0
    }
}
