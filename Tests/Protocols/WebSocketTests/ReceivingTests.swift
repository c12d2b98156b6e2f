import Testing
import TestSupport
import WebSocket

@Suite("Messages in one frame: RFC 6455, sections 5.2 and 5.6")
struct ReceivingTests {
    @Test(.requirements("WS-FR-15"))
    func `the examples of section 5_7`() {
        #expect(story(of: hex("81 05 48 65 6c 6c 6f"), to: .client) == Story("text Hello"))
        #expect(story(of: hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"), to: .server) == Story("text Hello"))
        #expect(story(of: hex("01 03 48 65 6c 80 02 6c 6f"), to: .client) == Story("text Hello"))
        #expect(
            story(of: hex("89 05 48 65 6c 6c 6f"), to: .client)
                == Story("ping Hello", output: hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58")))
        #expect(
            story(of: hex("89 85 37 fa 21 3d 7f 9f 4d 51 58"), to: .server)
                == Story("ping Hello", output: hex("8a 05 48 65 6c 6c 6f")))
        let bytes = [UInt8](repeating: 0xAB, count: 65_536)
        let line = "binary" + String(repeating: " ab", count: 256)
        #expect(story(of: hex("82 7e 01 00") + bytes[..<256], to: .client) == Story(line))
        #expect(
            story(of: hex("82 7f 00 00 00 00 00 01 00 00") + bytes, to: .client, feeding: .wholeAndByteByByte)
                == Story(line + String(repeating: " ab", count: 65_280)))
    }

    @Test(.requirements("WS-FR-07"), arguments: Connection.Role.both, [0, 1, 7, 125, 126, 127, 128, 1000])
    func `texts and binary messages of every form of length`(role: Connection.Role, byteCount: Int) {
        let text = String(repeating: "x", count: byteCount)
        #expect(story(of: frame(0x81, text, from: role.peer), to: role).events == ["text \(text)".trimmed])
        let binary = (["binary"] + (0..<byteCount).map { String($0 & 0xFF, radix: 16) }).joined(separator: " ")
        let bytes = (0..<byteCount).map { UInt8($0 & 0xFF) }
        #expect(story(of: frame(0x82, bytes, from: role.peer), to: role).events == [binary])
    }

    @Test(.requirements("WS-FR-07"), arguments: Connection.Role.both, [65_535, 65_536, 65_537])
    func `long messages`(role: Connection.Role, byteCount: Int) {
        let text = String(repeating: "x", count: byteCount)
        let wire = frame(0x81, text, from: role.peer)
        #expect(story(of: wire, to: role, feeding: .wholeAndByteByByte).events == ["text \(text)"])
    }

    @Test(.requirements("WS-FR-16"))
    func `empty messages`() {
        #expect(story(of: hex("81 00"), to: .client) == Story("text"))
        #expect(story(of: hex("82 00"), to: .client) == Story("binary"))
        #expect(story(of: hex("81 80 37 fa 21 3d"), to: .server) == Story("text"))
        #expect(story(of: hex("82 80 37 fa 21 3d"), to: .server) == Story("binary"))
    }

    @Test(.requirements("WS-FR-15"), arguments: Connection.Role.both)
    func `many frames in one segment are read in order`(role: Connection.Role) {
        let wire = [
            frame(0x81, "one", from: role.peer), frame(0x89, "two", from: role.peer), frame(0x82, [3], from: role.peer),
            frame(0x8A, from: role.peer), frame(0x81, "five", from: role.peer),
        ]
        #expect(
            story(of: Array(wire.joined()), to: role)
                == Story(
                    "text one", "ping two", "binary 3", "pong", "text five", output: frame(0x8A, "two", from: role)))
    }

    @Test func `each frame has a key of its own`() {
        let wire = hex("81 82 00 00 00 00 61 62 81 82 ff ff ff ff 9e 9d 81 81 01 00 00 00 60")
        #expect(story(of: wire, to: .server) == Story("text ab", "text ab", "text a"))
    }

    @Test(.requirements("WS-FR-02", "WS-CL-09"))
    func `an unmasked frame of a client fails the connection: 1002`() {
        for digits in ["81 05 48 65 6c 6c 6f", "81 00", "88 00", "8a 00", "80 00"] {
            #expect(
                story(of: hex(digits), to: .server)
                    == Story("refused unmasked at 0", output: hex("88 02 03 ea")), "\(digits)")
        }
        let wire = frame(0x81, "Hello", from: .client) + hex("81 00")
        #expect(
            story(of: wire, to: .server)
                == Story("text Hello", "refused unmasked at 11", output: hex("88 02 03 ea")))
    }

    @Test(.requirements("WS-FR-04", "WS-CL-09"))
    func `a masked frame of a server fails the connection: 1002`() {
        for digits in ["81 85 37 fa 21 3d 7f 9f 4d 51 58", "81 80 00 00 00 00", "88 80 00 00 00 00"] {
            #expect(
                story(of: hex(digits), to: .client)
                    == Story("refused masked at 0", output: hex("88 82 37 fa 21 3d 34 10")), "\(digits)")
        }
    }

    @Test(
        .requirements("WS-FR-05", "WS-CL-09"), arguments: Connection.Role.both,
        [0xC1, 0xA1, 0x91, 0xF1, 0xC2, 0xC0, 0xC8, 0xC9, 0xA9, 0x99, 0xCA, 0x41] as [UInt8])
    func `a reserved bit without an extension fails the connection: 1002`(role: Connection.Role, first: UInt8) {
        let wire = frame(0x81, "a", from: role.peer) + frame(first, "b", from: role.peer)
        let place = frame(0x81, "a", from: role.peer).count
        #expect(
            story(of: wire, to: role)
                == Story("text a", "refused reservedBit at \(place)", output: closeFrame(1002, from: role)))
    }

    @Test(.requirements("WS-FR-06", "WS-CL-09"), arguments: Connection.Role.both, [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
    func `an opcode that is not defined fails the connection: 1002`(role: Connection.Role, opcode: Int) {
        for first in [0x80 | UInt8(opcode), UInt8(opcode)] {
            #expect(
                story(of: frame(first, "a", from: role.peer), to: role)
                    == Story("refused unknownOpcode at 0", output: closeFrame(1002, from: role)))
        }
    }

    @Test(.requirements("WS-FR-08", "WS-CL-09"))
    func `a length in a longer form fails the connection: 1002`() {
        for digits in ["81 7e 00 05", "82 7f 00 00 00 00 00 00 ff ff", "82 7f 80 00 00 00 00 00 00 00"] {
            #expect(
                story(of: hex(digits + "48 65 6c 6c 6f"), to: .client)
                    == Story("refused malformedLength at 0", output: closeFrame(1002, from: .client)), "\(digits)")
        }
        for digits in ["81 fe 00 05 37 fa 21 3d 7f 9f 4d 51 58", "82 ff 80 00 00 00 00 00 00 00 37 fa 21 3d"] {
            #expect(
                story(of: hex(digits), to: .server)
                    == Story("refused malformedLength at 0", output: closeFrame(1002, from: .server)), "\(digits)")
        }
    }

    @Test(arguments: Connection.Role.both)
    func `nothing behind an error is read`(role: Connection.Role) {
        let wire = hex("83") + frame(0x81, "Hello", from: role.peer) + closeFrame(1000, from: role.peer)
        #expect(
            story(of: wire, to: role, ending: true)
                == Story("refused unknownOpcode at 0", output: closeFrame(1002, from: role)))
    }

    @Test func `an error says what is wrong and where, for people`() {
        let error = ProtocolError(.unmasked, at: 11)
        #expect("\(error)" == "A frame of a client is not masked. (at byte 11 behind the handshake)")
    }
}
