import EngineIO
import TestSupport
import Testing

@Suite("Engine.IO protocol 4, Packet encoding, WebSocket")
struct PacketTests {
    struct Form: CustomTestStringConvertible, Sendable {
        var packet: Packet
        var message: Message
        var testDescription: String { shown(message) }

        init(_ text: String, _ packet: Packet) {
            self.packet = packet
            message = .text(Array(text.utf8))
        }

        init(_ bytes: [UInt8], _ packet: Packet) {
            self.packet = packet
            message = .binary(bytes)
        }
    }

    static let forms = [
        Form("0{}", .open(Array("{}".utf8))), Form("1", .close), Form("2", .ping([])),
        Form("2probe", .ping(Array("probe".utf8))), Form("3", .pong([])), Form("3probe", .pong(Array("probe".utf8))),
        Form("4hello", .message(.text(Array("hello".utf8)))), Form("4", .message(.text([]))), Form("5", .upgrade),
        Form("6", .noop),
        // What looks like another type behind the first character is text.
        Form("42", .message(.text(Array("2".utf8)))), Form("4b", .message(.text(Array("b".utf8)))),
        Form("44", .message(.text(Array("4".utf8)))),
        // Astral characters, U+2028, U+FEFF, NUL, and U+001E, which only polling cannot carry.
        Form("4😀\u{2028}\u{FEFF}\0é\u{1E}", .message(.text(Array("😀\u{2028}\u{FEFF}\0é\u{1E}".utf8)))),
        Form([], .message(.binary([]))), Form([1, 2, 3, 4], .message(.binary([1, 2, 3, 4]))),
        Form([0x34], .message(.binary([0x34]))),
    ]

    @Test(
        .requirements("EIO-PK-01", "EIO-PK-06", "EIO-PK-07", "EIO-PK-08", "EIO-PK-09", "EIO-PK-10", "EIO-PK-13"),
        arguments: forms)
    func `a packet is one message, both ways`(form: Form) throws {
        #expect(try Packet(webSocketMessage: form.message) == form.packet)
        #expect(form.packet.webSocketMessage == form.message)
    }

    @Test(.requirements("EIO-PK-05", "EIO-PK-06"), arguments: [0, 1, 2, 3, 125, 126, 65535, 65536])
    func `binary of any length is a message without a prefix`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(Packet.message(.binary(bytes)).webSocketMessage == .binary(bytes))
        #expect(try Packet(webSocketMessage: .binary(bytes)) == .message(.binary(bytes)))
    }

    @Test(.requirements("EIO-PK-10"))
    func `an empty text is no packet`() {
        #expect(throws: PacketError.empty) { try Packet(webSocketMessage: .text([])) }
    }

    @Test(.requirements("EIO-PK-11"), arguments: ["7", "9x", "a", "b", "bAQ==", " 4", "-1", "é", "\0"])
    func `an unknown type is no packet`(text: String) {
        #expect(throws: PacketError.unknownType(text.utf8.first!)) {
            try Packet(webSocketMessage: .text(Array(text.utf8)))
        }
    }

    @Test func `data behind a type that has none is dropped`() throws {
        #expect(try Packet(webSocketMessage: .text(Array("1x".utf8))) == .close)
        #expect(try Packet(webSocketMessage: .text(Array("5x".utf8))) == .upgrade)
        #expect(try Packet(webSocketMessage: .text(Array("6x".utf8))) == .noop)
    }
}
