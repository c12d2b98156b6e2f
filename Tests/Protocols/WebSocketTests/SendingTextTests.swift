import Testing
import WebSocket

@Suite("What is sent as text is UTF-8: RFC 6455, section 8.1")
struct SendingTextTests {
    @Test(
        arguments: [[0xC3], [0x61, 0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func `other bytes are refused, and nothing is written`(bytes: [UInt8]) throws {
        var server = Connection(role: .server)
        #expect(throws: LocalError.self) { try server.send(.text(bytes)) }
        #expect(throws: LocalError.self) { try server.sendText(prefix: 0x34, bytes) }
        #expect(!server.hasOutput)
        try server.send(.binary(bytes))
        #expect(server.takeOutput() == frame(0x82, bytes, from: .server))
    }

    @Test func `a prefix is a character of ASCII`() throws {
        var server = Connection(role: .server)
        #expect(throws: LocalError.self) { try server.sendText(prefix: 0xC3, [0xA9]) }
        #expect(!server.hasOutput)
        try server.sendText(prefix: 0x7F, Array("é".utf8))
        try server.sendText(prefix: nil, Array("é".utf8))
        #expect(server.takeOutput() == frame(0x81, "\u{7F}é", from: .server) + frame(0x81, "é", from: .server))
    }
}
