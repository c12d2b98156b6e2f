import Bytes
import TestSupport
import Testing
import WebSocket

@Suite("Compressed messages: RFC 7692, sections 6 and 7.2")
struct MessageCompressionTests {
    private static let agreement = Agreement(compression: CompressionAgreement())

    /// An agreement on how the peer of `role` sends.
    private static func agreement(_ sending: CompressionAgreement.Direction, to role: Connection.Role) -> Agreement {
        Agreement(
            compression: role == .server ? CompressionAgreement(client: sending) : CompressionAgreement(server: sending)
        )
    }

    @Test(
        .requirements("WS-DF-01"), arguments: Connection.Role.both,
        [
            "f2 48 cd c9 c9 07 00",  // section 7.2.3.1: fixed codes
            "00 05 00 fa ff 48 65 6c 6c 6f 00",  // section 7.2.3.3: no compression
            "f3 48 cd c9 c9 07 00 00",  // section 7.2.3.4: a block that is marked as the last
            "f2 48 05 00 00 00 ff ff ca c9 c9 07 00",  // section 7.2.3.5: two blocks
            "f3 48 cd c9 c9 07 00 01",  // a last block, and an empty last block
        ])
    func `the examples of section 7_2_3, whole and in fragments`(role: Connection.Role, digits: String) {
        let payload = hex(digits)
        // Twice: the first must not spoil the second.
        let wire = frame(0xC1, payload, from: role.peer) + frame(0xC1, payload, from: role.peer)
        #expect(story(of: wire, to: role, agreement: Self.agreement) == Story("text Hello", "text Hello"))
        for cut in 0...payload.count {
            let wire = [
                frame(0x41, Array(payload[..<cut]), from: role.peer), frame(0x89, from: role.peer),
                frame(0x00, from: role.peer), frame(0x80, Array(payload[cut...]), from: role.peer),
            ]
            let told = story(
                of: Array(wire.joined()), to: role, agreement: Self.agreement, feeding: .wholeAndByteByByte)
            #expect(told == Story("ping", "text Hello", output: frame(0x8A, from: role)), "cut at \(cut)")
        }
    }

    @Test(.requirements("WS-DF-01", "WS-FR-16"), arguments: Connection.Role.both)
    func `an empty message: section 7_2_3_6`(role: Connection.Role) throws {
        let wire =
            frame(0xC1, [0x00], from: role.peer) + frame(0x42, from: role.peer) + frame(0x80, [0x00], from: role.peer)
        #expect(story(of: wire, to: role, agreement: Self.agreement) == Story("text", "binary"))
        var connection = Connection(role: role, agreement: Self.agreement, random: FixedKey())
        for _ in 1...2 {
            try connection.send(.text([]))
            #expect(connection.takeOutput() == frame(0xC1, [0x00], from: role))
        }
    }

    @Test(.requirements("WS-DF-01"), arguments: Connection.Role.both)
    func `messages that are not compressed may stand between those that are`(role: Connection.Role) {
        let hello = frame(0xC1, hex("f2 48 cd c9 c9 07 00"), from: role.peer)
        let wire =
            frame(0x81, "a", from: role.peer) + hello + frame(0x02, [1], from: role.peer)
            + frame(0x80, [2], from: role.peer) + hello
        #expect(
            story(of: wire, to: role, agreement: Self.agreement)
                == Story("text a", "text Hello", "binary 1 2", "text Hello"))
    }

    @Test(.requirements("WS-DF-01", "WS-FR-05"), arguments: Connection.Role.both)
    func `RSV1 stands on the first frame of a data message only: 1002`(role: Connection.Role) {
        for first in [0xC8, 0xC9, 0xCA, 0xC0, 0x40] as [UInt8] {
            let start = frame(0x41, hex("f2 48 cd"), from: role.peer)
            #expect(
                story(of: start + frame(first, from: role.peer), to: role, agreement: Self.agreement)
                    == Story("refused reservedBit at \(start.count)", output: closeFrame(1002, from: role)))
        }
        // The other bits mean nothing, still.
        for first in [0xA1, 0x91, 0xE1, 0xD1] as [UInt8] {
            #expect(
                story(of: frame(first, "a", from: role.peer), to: role, agreement: Self.agreement).events
                    == ["refused reservedBit at 0"])
        }
    }

    @Test(.requirements("WS-DF-02"), arguments: Connection.Role.both)
    func `a message refers to those before it, where that was agreed on: section 7_2_3_2`(role: Connection.Role) {
        let wire =
            frame(0xC1, hex("f2 48 cd c9 c9 07 00"), from: role.peer)
            + frame(0xC1, hex("f2 00 11 00 00"), from: role.peer)
        #expect(story(of: wire, to: role, agreement: Self.agreement) == Story("text Hello", "text Hello"))
        // Where it was not, the second one is broken.
        let without = Self.agreement(.init(takesContextOver: false), to: role)
        let told = story(of: wire, to: role, agreement: without)
        #expect(told.events.first == "text Hello")
        #expect(told.events.last?.hasPrefix("refused malformedCompression") == true)
        #expect(told.output == closeFrame(1002, from: role))
    }

    @Test(.requirements("WS-DF-02"), arguments: Connection.Role.both)
    func `we refer to messages before only where that was agreed on`(role: Connection.Role) throws {
        for takesContextOver in [true, false] {
            let agreement = Self.agreement(.init(takesContextOver: takesContextOver), to: role.peer)
            var connection = Connection(role: role, agreement: agreement, random: FixedKey())
            try connection.send(.text(Array("Hello".utf8)))
            #expect(connection.takeOutput() == frame(0xC1, hex("f2 48 cd c9 c9 07 00"), from: role))
            try connection.send(.text(Array("Hello".utf8)))
            #expect(
                connection.takeOutput()
                    == frame(0xC1, hex(takesContextOver ? "f2 00 11 00 00" : "f2 48 cd c9 c9 07 00"), from: role))
        }
    }

    @Test(.requirements("WS-DF-02"), arguments: Connection.Role.both, [9, 10, 14, 15])
    func `we refer no farther back than was agreed on`(role: Connection.Role, windowBits: Int) throws {
        // 2ⁿ random bytes and the same again: the second half is long, or a few references to the first.
        var random = SeededGenerator(seed: 1)
        let half = random.bytes(1 << windowBits)
        for (agreed, isShort) in [(windowBits, false), (windowBits + 1, true)] where agreed <= 15 {
            let agreement = Self.agreement(.init(windowBits: agreed), to: role.peer)
            var connection = Connection(role: role, agreement: agreement, random: FixedKey())
            try connection.send(.binary(half + half))
            let byteCount = connection.takeOutput().count
            #expect(isShort == (byteCount < half.count * 3 / 2), "\(agreed) bits: \(byteCount) bytes")
        }
    }

    @Test(.requirements("WS-DF-02"), arguments: Connection.Role.both)
    func `a peer that refers too far back is understood, however its bytes arrive`(role: Connection.Role) throws {
        var random = SeededGenerator(seed: 1)
        let half = random.bytes(600)
        var peer = Connection(role: role.peer, agreement: Self.agreement, random: FixedKey())
        try peer.send(.binary(half + half))
        let agreement = Self.agreement(.init(windowBits: 9), to: role)
        let line = (["binary"] + (half + half).map { String($0, radix: 16) }).joined(separator: " ")
        #expect(story(of: peer.takeOutput(), to: role, agreement: agreement) == Story(line))
    }

    @Test(.requirements("WS-DF-02"), arguments: Connection.Role.both)
    func `a window of 8 bits is kept by not compressing`(role: Connection.Role) throws {
        let agreement = Self.agreement(.init(windowBits: 8), to: role.peer)
        var connection = Connection(role: role, agreement: agreement, random: FixedKey())
        try connection.send(.text(Array("Hello".utf8)))
        #expect(connection.takeOutput() == frame(0x81, "Hello", from: role))
        // What is received is inflated all the same.
        #expect(
            story(of: frame(0xC1, hex("f2 48 cd c9 c9 07 00"), from: role.peer), to: role, agreement: agreement)
                == Story("text Hello"))
    }

    @Test(
        .requirements("WS-DF-03", "WS-CL-09"), arguments: Connection.Role.both,
        [
            "ff ff ff", "07",  // a block of no type
            "00 05 00 05 00 48 65 6c 6c 6f 00",  // a length that its complement contradicts
            "f2 00 11 00 00",  // a reference to before the first message
            "f2 48 cd c9 c9", "f2 48 cd c9 c9 07", "00 05 00 fa ff 48 65", "f3 48 cd c9 c9 07 00", "",  // cut short
        ])
    func `what is no deflated data fails the connection: 1002`(role: Connection.Role, digits: String) {
        let wire = frame(0xC2, hex(digits), from: role.peer) + frame(0x81, "a", from: role.peer)
        let told = story(of: wire, to: role, agreement: Self.agreement)
        #expect(told.events.count == 1)
        #expect(told.events.first?.hasPrefix("refused malformedCompression at ") == true)
        #expect(told.output == closeFrame(1002, from: role))
    }

    @Test(.requirements("WS-UT-01", "WS-UT-03"), arguments: Connection.Role.both)
    func `a text that inflates to no UTF-8 fails the connection as soon as it does: 1007`(role: Connection.Role) {
        // "Hel" and FF in a block without compression, of which the rest never comes.
        let wire = frame(0xC1, hex("00 09 00 f6 ff 48 65 6c ff") + [UInt8](repeating: 0, count: 50), from: role.peer)
        let headerByteCount = wire.count - 59
        let refused = Story("refused invalidText at \(headerByteCount)", output: closeFrame(1007, from: role))
        #expect(story(of: Array(wire.prefix(headerByteCount + 8)), to: role, agreement: Self.agreement) == Story())
        #expect(story(of: Array(wire.prefix(headerByteCount + 9)), to: role, agreement: Self.agreement) == refused)
        // C3 at the end.
        let cut = frame(0xC1, hex("00 01 00 fe ff c3 00"), from: role.peer)
        #expect(
            story(of: cut, to: role, agreement: Self.agreement)
                == Story("refused invalidText at \(cut.count)", output: closeFrame(1007, from: role)))
        // What is no text is judged before what is no deflated data behind it.
        let both = frame(0xC1, hex("00 01 00 fe ff ff 07"), from: role.peer)
        #expect(story(of: both, to: role, agreement: Self.agreement).output == closeFrame(1007, from: role))
    }

    @Test(.requirements("WS-DF-01"), arguments: Connection.Role.both)
    func `control frames are not compressed`(role: Connection.Role) throws {
        var connection = Connection(role: role, agreement: Self.agreement, random: FixedKey())
        try connection.ping([0x61])
        connection.close(at: .start)
        #expect(connection.takeOutput() == frame(0x89, "a", from: role) + closeFrame(1000, from: role))
    }

    @Test func `a prefix is compressed with its text`() throws {
        var server = Connection(role: .server, agreement: Self.agreement)
        try server.sendText(prefix: 0x48, Array("ello".utf8))
        #expect(server.takeOutput() == frame(0xC1, hex("f2 48 cd c9 c9 07 00"), from: .server))
    }
}
