import Bytes
import EngineIO
import TestSupport
import Testing

@Suite("Engine.IO protocol 4, Packet encoding, HTTP long-polling")
struct PayloadTests {
    private func text(_ text: String) -> Packet { .message(.text(Array(text.utf8))) }

    private func write(_ packets: [Packet]) -> String {
        var body: [UInt8] = []
        for packet in packets { Payload.append(packet, to: &body) }
        return String(decoding: body, as: UTF8.self)
    }

    @Test(.requirements("EIO-PK-02", "EIO-PK-03", "EIO-HP-14"))
    func `packets are joined by U+001E, binary is b and base 64`() {
        let packets: [Packet] = [text("hello"), .ping([]), text("world"), .message(.binary([1, 2, 3, 4])), .close]
        let body = "4hello\u{1E}2\u{1E}4world\u{1E}bAQIDBA==\u{1E}1"
        #expect(write(packets) == body)
        let (read, error) = Payload.read(Array(body.utf8))
        #expect(read == packets)
        #expect(error == nil)
    }

    @Test(.requirements("EIO-PK-04", "EIO-PK-03"))
    func `base 64 may come without padding`() {
        #expect(Payload.read(Array("bAQIDBA".utf8)).packets == [.message(.binary([1, 2, 3, 4]))])
        #expect(Payload.read(Array("bAQI".utf8)).packets == [.message(.binary([1, 2]))])
        #expect(Payload.read(Array("b+/8=".utf8)).packets == [.message(.binary([0xFB, 0xFF]))])
        #expect(Payload.read(Array("b".utf8)).packets == [.message(.binary([]))])
    }

    @Test(
        .requirements("EIO-PK-04", "EIO-PK-11", "EIO-HP-10"),
        arguments: ["bA", "bA===", "bAQ-_", "bAQ==AQ==", "bAQ=I", "b AQI", "b=", "bAQ\n"])
    func `what is not base 64 is malformed`(body: String) {
        let (packets, error) = Payload.read(Array(body.utf8))
        #expect(packets.isEmpty)
        #expect(error?.1 == .invalidBase64)
    }

    struct Malformed: CustomTestStringConvertible, Sendable {
        var body: String
        var packets: [String]
        var offset: Int
        var error: PacketError
        var testDescription: String { shown(Array(body.utf8)) }

        init(_ body: String, _ packets: [String], at offset: Int, _ error: PacketError) {
            self.body = body
            self.packets = packets
            self.offset = offset
            self.error = error
        }
    }

    @Test(
        .requirements("EIO-HP-11", "EIO-HP-12", "EIO-PK-11"),
        arguments: [
            Malformed("", [], at: 0, .empty), Malformed("\u{1E}", [], at: 0, .empty),
            Malformed("4a\u{1E}", ["4a"], at: 3, .empty), Malformed("\u{1E}4a", [], at: 0, .empty),
            Malformed("4a\u{1E}\u{1E}4b", ["4a"], at: 3, .empty), Malformed("abc", [], at: 0, .unknownType(0x61)),
            Malformed("4a\u{1E}4é\u{1E}7\u{1E}4b", ["4a", "4é"], at: 7, .unknownType(0x37)),
        ])
    func `nothing is read behind a malformed packet`(malformed: Malformed) {
        let (packets, error) = Payload.read(Array(malformed.body.utf8))
        #expect(packets.map { shown($0.webSocketMessage) } == malformed.packets)
        #expect(error?.offset == malformed.offset)
        #expect(error?.1 == malformed.error)
    }

    @Test(
        .requirements("EIO-HP-18"),
        arguments: [
            [0x34, 0xFF], [0x34, 0xC3], [0x34, 0xC3, 0x1E, 0x34], [0x34, 0xED, 0xA0, 0x80], [0x34, 0xC0, 0x80],
        ])
    func `text that is not UTF-8 is refused`(body: [UInt8]) {
        let (packets, error) = Payload.read(body)
        #expect(packets.isEmpty)
        #expect(error?.1 == .invalidText)
    }

    @Test(.requirements("EIO-HP-17", "EIO-PK-13"), arguments: ["中文字符", "😀", "\u{2028}", "\u{FEFF}x", "a\0b", "é"])
    func `characters of every kind survive`(characters: String) {
        #expect(Payload.read(Array(write([text(characters)]).utf8)).packets == [text(characters)])
    }

    @Test(.requirements("EIO-PK-05"), arguments: [0, 1, 2, 3, 125, 126, 65535, 65536])
    func `binary of any length survives, and its size is known before`(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let packet = Packet.message(.binary(random.bytes(count)))
        var body: [UInt8] = []
        Payload.append(packet, to: &body)
        #expect(body.count == Payload.byteCount(of: packet))
        #expect(Payload.read(body).packets == [packet])
    }

    @Test(.requirements("EIO-LM-06"), arguments: [1, 17, 100, 1000, 100_000])
    func `a payload may have many packets`(count: Int) {
        let (packets, error) = Payload.read(Array(write(Array(repeating: text("x"), count: count)).utf8))
        #expect(packets.count == count)
        #expect(error == nil)
    }

    @Test func `random packets survive together`() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<300 {
            let packets = (0..<Int.random(in: 1...12, using: &random)).map { _ in Packet.random(using: &random) }
            var body: [UInt8] = []
            for packet in packets { Payload.append(packet, to: &body) }
            let (read, error) = Payload.read(body)
            #expect(read == packets)
            #expect(error == nil)
            #expect(body.count == packets.reduce(packets.count - 1) { $0 + Payload.byteCount(of: $1) })
        }
    }

    @Test(.requirements("EIO-PK-12")) func `a text with U+001E cannot be carried`() {
        #expect(!Payload.canCarry(.text(Array("a\u{1E}b".utf8))))
        #expect(Payload.canCarry(.text(Array("ab".utf8))))
        #expect(Payload.canCarry(.binary([0x1E])))
    }
}

extension Packet {
    static func random(using random: inout SeededGenerator) -> Packet {
        let text = Array(String(repeating: "aé😀", count: Int.random(in: 0...5, using: &random)).utf8)
        switch Int.random(in: 0...7, using: &random) {
        case 0: return .open(text)
        case 1: return .close
        case 2: return .ping(text)
        case 3: return .pong(text)
        case 4: return .message(.text(text))
        case 5: return .upgrade
        case 6: return .noop
        default: return .message(.binary(random.bytes(Int.random(in: 0...20, using: &random))))
        }
    }
}
