import Bytes
import TestSupport
import Testing
import WebSocket

@Suite("Limits of compressed messages: RFC 7692, section 8")
struct CompressedLimitTests {
    private static let agreement = Agreement(compression: CompressionAgreement())

    private static func limits(_ messageByteCount: Int) -> Limits {
        var limits = Limits()
        limits.messageByteCount = messageByteCount
        return limits
    }

    /// A message as a peer of `role` sends it compressed.
    private static func compressed(_ message: Message, to role: Connection.Role) throws -> [UInt8] {
        var peer = Connection(role: role.peer, agreement: agreement, random: FixedKey())
        try peer.send(message)
        let wire = peer.takeOutput()
        #expect(wire[0] & 0x40 != 0)
        return wire
    }

    @Test(
        .requirements("WS-DF-03", "WS-CL-09", "WS-LM-01", "EIO-LM-05"), arguments: Connection.Role.both,
        [999, 1000, 1001, 20_000])
    func `a message counts as what it inflates to: 1009`(role: Connection.Role, byteCount: Int) throws {
        let text = String(repeating: "x", count: byteCount)
        let wire = try Self.compressed(.text(Array(text.utf8)), to: role)
        #expect(wire.count < 60)
        let told = story(of: wire, to: role, limits: Self.limits(1000), agreement: Self.agreement)
        if byteCount > 1000 {
            let header = role == .server ? 6 : 2
            #expect(told == Story("refused messageTooLong at \(header)", output: closeFrame(1009, from: role)))
        } else {
            #expect(told == Story("text \(text)"))
        }
    }

    @Test(.requirements("WS-DF-03", "EIO-LM-05"), arguments: Connection.Role.both, [999, 1000, 1001])
    func `a message that cannot be compressed has the same limit`(role: Connection.Role, byteCount: Int) throws {
        var random = SeededGenerator(seed: 1)
        let bytes = random.bytes(byteCount)
        let wire = try Self.compressed(.binary(bytes), to: role)
        #expect(wire.count > byteCount + 8)
        let told = story(of: wire, to: role, limits: Self.limits(1000), agreement: Self.agreement)
        if byteCount > 1000 {
            #expect(told.events == ["refused messageTooLong at \(role == .server ? 8 : 4)"])
            #expect(told.output == closeFrame(1009, from: role))
        } else {
            let line = (["binary"] + bytes.map { String($0, radix: 16) }).joined(separator: " ")
            #expect(told == Story(line))
        }
    }

    @Test(.requirements("WS-DF-03", "WS-LM-01"), arguments: Connection.Role.both)
    func `a frame that is longer than any message that fits is refused by its header`(role: Connection.Role) {
        // An eighth more, and 16 bytes around it.
        for (byteCount, fits) in [(1143, true), (1144, false)] {
            let wire = frame(0xC2, [UInt8](repeating: 0xFF, count: byteCount), from: role.peer)
            let header = wire.prefix(wire.count - byteCount)
            let told = story(
                of: Array(header), to: role, limits: Self.limits(1000), agreement: Self.agreement)
            #expect(
                told == (fits ? Story() : Story("refused messageTooLong at 0", output: closeFrame(1009, from: role))))
        }
    }

    @Test(.requirements("WS-DF-03", "EIO-LM-05"), arguments: Connection.Role.both)
    func `fragments count as what they inflate to together`(role: Connection.Role) throws {
        // "Hello" in an incompressible block, twice, and an empty one.
        let block = hex("00 05 00 fa ff 48 65 6c 6c 6f")
        let start = frame(0x41, block, from: role.peer)
        let wire = start + frame(0x00, block, from: role.peer) + frame(0x80, [0x00], from: role.peer)
        for (limit, fits) in [(9, false), (10, true), (11, true)] {
            let told = story(of: wire, to: role, limits: Self.limits(limit), agreement: Self.agreement)
            let place = start.count + (role == .server ? 6 : 2)
            #expect(
                told
                    == (fits
                        ? Story("text HelloHello")
                        : Story("refused messageTooLong at \(place)", output: closeFrame(1009, from: role))))
        }
    }

    @Test(.requirements("WS-DF-03", "EIO-LM-05"), arguments: Connection.Role.both)
    func `a message of 32 MiB in 32 KiB is refused before it is inflated`(role: Connection.Role) throws {
        let wire = try Self.compressed(.binary([UInt8](repeating: 0, count: 32 << 20)), to: role)
        #expect(wire.count < 1 << 16)
        var connection = Connection(role: role, agreement: Self.agreement, random: FixedKey())
        connection.receive(wire)
        #expect(throws: ProtocolError(.messageTooLong, at: role == .server ? 8 : 4)) {
            try connection.nextEvent(at: .start)
        }
        #expect(connection.takeOutput() == closeFrame(1009, from: role))
    }
}
