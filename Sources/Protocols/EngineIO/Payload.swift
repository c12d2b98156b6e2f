internal import Bytes

/// Packets in the body of a polling request or answer (Engine.IO protocol 4, section Packet encoding).
///
///     4first␞4second␞bAQIDBA==
///
/// Between two packets stands U+001E; a binary message is `b` and its bytes in base 64.
package enum Payload {
    package static let separator: UInt8 = 0x1E
    private static let binaryMark = UInt8(ascii: "b")

    /// The packets in `body`, up to the first that is malformed.
    ///
    /// - Returns: the packets before it, and what is wrong with it and where it begins; nil when all are in order.
    package static func read(_ body: [UInt8]) -> (packets: [Packet], error: (offset: Int, PacketError)?) {
        var packets: [Packet] = []
        var start = 0
        while true {
            let end = body.firstIndex(of: separator, from: start) ?? body.count
            do {
                packets.append(try packet(body[start..<end]))
            } catch {
                return (packets, (start, error))
            }
            guard end < body.count else { return (packets, nil) }
            start = end + 1
        }
    }

    private static func packet(_ text: ArraySlice<UInt8>) throws(PacketError) -> Packet {
        if text.first == binaryMark {
            // Old and foolish encoders leave the padding out.
            guard let bytes = Base64.decode(text.dropFirst(), .lenient) else { throw .invalidBase64 }
            return .message(.binary(bytes))
        }
        let packet = try Packet(text: text)
        var validator = UTF8Validator()
        let content = packet.content
        guard validator.firstInvalid(in: content, from: 0) == nil, validator.isAtBoundary else { throw .invalidText }
        return packet
    }

    /// Appends `packet` to `body`, with a separator where there is something before it.
    package static func append(_ packet: Packet, to body: inout [UInt8]) {
        if !body.isEmpty { body.append(separator) }
        if let type = packet.type {
            body.append(type)
            body.append(contentsOf: packet.content)
        } else {
            body.append(binaryMark)
            Base64.encode(packet.content, into: &body)
        }
    }

    /// Bytes that `packet` takes in a body, without a separator.
    package static func byteCount(of packet: Packet) -> Int {
        1 + (packet.type == nil ? Base64.encodedByteCount(packet.content.count) : packet.content.count)
    }

    /// Whether `message` can stand in a payload: its text must not have the separator in it.
    package static func canCarry(_ message: Message) -> Bool {
        switch message {
        case .binary: true
        case .text(let text): text.firstIndex(of: separator, from: 0) == nil
        }
    }
}
