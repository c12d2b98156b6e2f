import Bytes
import TestSupport
import Testing
import WebSocket

@Suite("Limits of messages: RFC 6455, section 10.4")
struct LimitTests {
    private static func limits(_ messageByteCount: Int) -> Limits {
        var limits = Limits()
        limits.messageByteCount = messageByteCount
        return limits
    }

    @Test(.requirements("WS-LM-01", "WS-CL-09"), arguments: Connection.Role.both, [0, 1, 9, 10, 11, 12, 126, 65_536])
    func `a message of more than 10 bytes is refused by its header: 1009`(role: Connection.Role, byteCount: Int) {
        let refused = Story("refused messageTooLong at 0", output: closeFrame(1009, from: role))
        let text = String(repeating: "x", count: byteCount)
        for (first, event) in [(0x81 as UInt8, "text \(text)"), (0x01, "")] {
            let wire = frame(first, text, from: role.peer)
            if byteCount > 10 {
                // Nothing of the payload is needed to see it.
                let header = wire.count - byteCount
                #expect(story(of: Array(wire.prefix(header)), to: role, limits: Self.limits(10)) == refused)
                #expect(story(of: Array(wire.prefix(header - 1)), to: role, limits: Self.limits(10)) == Story())
            } else {
                let told = story(of: wire, to: role, limits: Self.limits(10))
                #expect(told.events.map(\.trimmed) == [event.trimmed].filter { !$0.isEmpty })
            }
        }
    }

    @Test(.requirements("WS-LM-01", "WS-CL-09"), arguments: Connection.Role.both, [9, 10, 11])
    func `fragments of more than 10 bytes together are refused by the header that is too much: 1009`(
        role: Connection.Role, byteCount: Int
    ) {
        let start = frame(0x01, "xxx", from: role.peer) + frame(0x00, "xxxx", from: role.peer)
        let end = frame(0x80, String(repeating: "x", count: byteCount - 7), from: role.peer)
        let text = String(repeating: "x", count: byteCount)
        #expect(
            story(of: start + end, to: role, limits: Self.limits(10))
                == (byteCount > 10
                    ? Story("refused messageTooLong at \(start.count)", output: closeFrame(1009, from: role))
                    : Story("text \(text)")))
    }

    @Test(.requirements("WS-LM-01"), arguments: Connection.Role.both)
    func `each message counts by itself, and control frames do not`(role: Connection.Role) {
        let ping = frame(0x89, "a ping of many bytes", from: role.peer)
        let wire = [
            frame(0x81, "0123456789", from: role.peer), frame(0x81, "9876543210", from: role.peer),
            frame(0x02, [0, 1, 2, 3, 4], from: role.peer), ping, frame(0x80, [5, 6, 7, 8, 9], from: role.peer),
        ]
        #expect(
            story(of: Array(wire.joined()), to: role, limits: Self.limits(10)).events
                == ["text 0123456789", "text 9876543210", "ping a ping of many bytes", "binary 0 1 2 3 4 5 6 7 8 9"])
    }

    @Test(.requirements("WS-LM-01"))
    func `a limit of nothing allows empty messages`() {
        #expect(story(of: hex("81 00 01 00 80 00"), to: .client, limits: Self.limits(0)) == Story("text", "text"))
        #expect(story(of: hex("81 01"), to: .client, limits: Self.limits(0)).events == ["refused messageTooLong at 0"])
    }

    @Test(.requirements("WS-LM-01"), arguments: [false, true])
    func `a length near the largest number neither overflows nor takes memory`(isCompressed: Bool) {
        let agreement = Agreement(compression: isCompressed ? CompressionAgreement() : nil)
        let announced = hex(isCompressed ? "c1" : "81") + hex("7f 7f ff ff ff ff ff ff ff")
        #expect(
            story(of: announced, to: .client, agreement: agreement)
                == Story("refused messageTooLong at 0", output: closeFrame(1009, from: .client)))
        // Without a limit it is waited for.
        let unlimited = Self.limits(.max)
        #expect(story(of: announced, to: .client, limits: unlimited, agreement: agreement) == Story())
        let again = hex("01 01 78 00 7f 7f ff ff ff ff ff ff ff")
        #expect(
            story(of: again, to: .client, limits: unlimited)
                == Story("refused messageTooLong at 3", output: closeFrame(1009, from: .client)))
    }

    @Test(.requirements("WS-LM-01"))
    func `the standard limit is 1 MiB`() throws {
        let fits = frame(0x82, [UInt8](repeating: 0, count: 1 << 20), from: .server)
        var client = Connection(role: .client)
        client.receive(fits)
        #expect(try client.nextEvent(at: .start) == .message(.binary([UInt8](repeating: 0, count: 1 << 20))))
        client.receive(hex("82 7f 00 00 00 00 00 10 00 01"))
        #expect(throws: ProtocolError(.messageTooLong, at: fits.count)) { try client.nextEvent(at: .start) }
    }
}
