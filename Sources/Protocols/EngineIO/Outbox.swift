/// Packets that wait for a request that takes them along.
struct Outbox: Sendable {
    private var packets: [Packet] = []
    /// Bytes that they take in payloads, separators included.
    private(set) var byteCount = 0

    var isEmpty: Bool { packets.isEmpty }

    mutating func append(_ packet: Packet) {
        packets.append(packet)
        byteCount += Payload.byteCount(of: packet) + 1
    }

    /// Takes all packets.
    mutating func takeAll() -> [Packet] {
        defer { self = Outbox() }
        return packets
    }

    /// Takes packets from the front for one payload: at most `packetLimit`, and as many as fit into `byteLimit`, but
    /// one at least.
    mutating func takePayload(packetLimit: Int, byteLimit: Int) -> [UInt8] {
        var body: [UInt8] = []
        var count = 0
        for packet in packets.prefix(packetLimit) {
            let size = Payload.byteCount(of: packet) + (count > 0 ? 1 : 0)
            guard count == 0 || body.count + size <= byteLimit else { break }
            Payload.append(packet, to: &body)
            byteCount -= Payload.byteCount(of: packet) + 1
            count += 1
        }
        packets.removeFirst(count)
        return body
    }
}
