import Testing
import TestSupport
import WebSocket

@Suite("Messages in several frames: RFC 6455, section 5.4")
struct FragmentationTests {
    @Test(.requirements("WS-FR-13"), arguments: Connection.Role.both)
    func `fragments are joined`(role: Connection.Role) {
        let wire = [
            frame(0x01, "Hel", from: role.peer), frame(0x00, "lo, ", from: role.peer),
            frame(0x00, "w", from: role.peer),
            frame(0x80, "orld", from: role.peer),  // a text
            frame(0x02, [1, 2], from: role.peer), frame(0x80, [3], from: role.peer),  // a binary message
            frame(0x81, "!", from: role.peer),
        ]
        #expect(story(of: Array(wire.joined()), to: role) == Story("text Hello, world", "binary 1 2 3", "text !"))
    }

    @Test(.requirements("WS-FR-13"))
    func `each fragment of a client has its own masking key`() {
        let masked = hex("01 82 00 00 00 00 61 62 00 81 ff ff ff ff 9c 80 83 01 02 04 08 65 67 62")
        #expect(story(of: masked, to: .server) == Story("text abcdef"))
    }

    @Test(.requirements("WS-FR-16"), arguments: Connection.Role.both)
    func `fragments may be empty, all of them too`(role: Connection.Role) {
        let empty = frame(0x00, from: role.peer)
        let wires: [(String, [[UInt8]])] = [
            ("text", [frame(0x01, from: role.peer), frame(0x80, from: role.peer)]),
            ("binary", [frame(0x02, from: role.peer), empty, empty, frame(0x80, from: role.peer)]),
            (
                "text a",
                [frame(0x01, from: role.peer), frame(0x00, "a", from: role.peer), frame(0x80, from: role.peer)]
            ),
            ("text ab", [frame(0x01, "a", from: role.peer), empty, frame(0x80, "b", from: role.peer)]),
        ]
        for (event, frames) in wires {
            #expect(story(of: Array(frames.joined()), to: role) == Story(event))
        }
    }

    @Test(.requirements("WS-FR-13", "WS-FR-11"), arguments: Connection.Role.both)
    func `control frames between fragments are handled at once`(role: Connection.Role) {
        let wire = [
            frame(0x01, "Hel", from: role.peer), frame(0x89, "1", from: role.peer), frame(0x00, from: role.peer),
            frame(0x8A, "2", from: role.peer), frame(0x89, "3", from: role.peer), frame(0x80, "lo", from: role.peer),
        ]
        #expect(
            story(of: Array(wire.joined()), to: role)
                == Story(
                    "ping 1", "pong 2", "ping 3", "text Hello",
                    output: frame(0x8A, "1", from: role) + frame(0x8A, "3", from: role)))
        // The rest of the message need not be there.
        #expect(
            story(of: Array(wire[..<2].joined()), to: role) == Story("ping 1", output: frame(0x8A, "1", from: role)))
    }

    @Test(.requirements("WS-FR-13", "WS-CL-01"), arguments: Connection.Role.both)
    func `a Close between fragments ends the message unfinished`(role: Connection.Role) {
        let wire = [
            frame(0x01, "Hel", from: role.peer), closeFrame(1001, from: role.peer), frame(0x80, "lo", from: role.peer),
        ]
        #expect(
            story(of: Array(wire.joined()), to: role) == Story("closed 1001", output: closeFrame(1001, from: role)))
    }

    @Test(.requirements("WS-FR-14", "WS-CL-09"), arguments: Connection.Role.both, [0x00, 0x80] as [UInt8])
    func `a continuation without a start fails the connection: 1002`(role: Connection.Role, first: UInt8) {
        let continuation = frame(first, "a", from: role.peer)
        let close = closeFrame(1002, from: role)
        #expect(story(of: continuation, to: role) == Story("refused unexpectedContinuation at 0", output: close))
        let whole = frame(0x81, "a", from: role.peer)
        #expect(
            story(of: whole + continuation, to: role)
                == Story("text a", "refused unexpectedContinuation at \(whole.count)", output: close))
        let fragmented = frame(0x01, "a", from: role.peer) + frame(0x80, "b", from: role.peer)
        #expect(
            story(of: fragmented + continuation, to: role)
                == Story("text ab", "refused unexpectedContinuation at \(fragmented.count)", output: close))
        // A control frame begins no message.
        let pong = frame(0x8A, from: role.peer)
        #expect(
            story(of: pong + continuation, to: role)
                == Story("pong", "refused unexpectedContinuation at \(pong.count)", output: close))
    }

    @Test(
        .requirements("WS-FR-14", "WS-CL-09"), arguments: Connection.Role.both, [0x01, 0x02, 0x81, 0x82] as [UInt8])
    func `a new message inside a fragmented one fails the connection: 1002`(role: Connection.Role, first: UInt8) {
        for start in [frame(0x01, "a", from: role.peer), frame(0x02, from: role.peer)] {
            let before = start + frame(0x00, "b", from: role.peer)
            #expect(
                story(of: before + frame(first, "c", from: role.peer), to: role)
                    == Story("refused interruptedMessage at \(before.count)", output: closeFrame(1002, from: role)))
        }
    }

    @Test(.requirements("WS-FR-13"), arguments: Connection.Role.both)
    func `a message of a thousand fragments, a byte each`(role: Connection.Role) {
        var wire = frame(0x01, "x", from: role.peer)
        for _ in 1..<999 { wire += frame(0x00, "x", from: role.peer) }
        wire += frame(0x80, "x", from: role.peer)
        #expect(
            story(of: wire, to: role, feeding: .wholeAndByteByByte)
                == Story("text " + String(repeating: "x", count: 1000)))
    }
}
