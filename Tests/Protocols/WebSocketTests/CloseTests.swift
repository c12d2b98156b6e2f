import Bytes
import TestSupport
import Testing
import WebSocket

@Suite("The closing handshake: RFC 6455, sections 5.5.1 and 7")
struct CloseTests {
    @Test(.requirements("WS-CL-01", "WS-CL-02"), arguments: Connection.Role.both)
    func `a Close is answered by a Close with its code`(role: Connection.Role) {
        #expect(
            story(of: closeFrame(1000, "enough", from: role.peer), to: role)
                == Story("closed 1000 enough", output: closeFrame(1000, from: role)))
        #expect(
            story(of: closeFrame(4321, from: role.peer), to: role)
                == Story("closed 4321", output: closeFrame(4321, from: role)))
    }

    @Test(.requirements("WS-CL-01", "WS-CL-02", "WS-CL-06"), arguments: Connection.Role.both)
    func `a Close without code is told as 1005, and answered without code`(role: Connection.Role) {
        #expect(
            story(of: frame(0x88, from: role.peer), to: role)
                == Story("closed 1005", output: frame(0x88, from: role)))
    }

    @Test(.requirements("WS-CL-01"), arguments: Connection.Role.both)
    func `nothing behind a Close is read or sent`(role: Connection.Role) {
        let wire = [
            closeFrame(1000, from: role.peer), frame(0x81, "a", from: role.peer), frame(0x89, from: role.peer),
            closeFrame(1001, from: role.peer), hex("ff ff"),
        ]
        #expect(
            story(of: Array(wire.joined()), to: role, ending: true)
                == Story("closed 1000", output: closeFrame(1000, from: role)))
        var connection = Connection(role: role, random: FixedKey())
        connection.receive(wire[0])
        var told = Story()
        told.goOn(with: &connection)
        #expect(!connection.isOpen)
        #expect(throws: LocalError.self) { try connection.send(.text([])) }
        #expect(throws: LocalError.self) { try connection.send(.binary([])) }
        #expect(throws: LocalError.self) { try connection.sendText(prefix: 0x34, []) }
        #expect(throws: LocalError.self) { try connection.ping() }
        connection.close(at: .start)
        #expect(!connection.hasOutput)
    }

    @Test(.requirements("WS-CL-11"), arguments: Connection.Role.both)
    func `what came before a Close is delivered`(role: Connection.Role) {
        let wire =
            frame(0x81, "a", from: role.peer) + frame(0x82, [1], from: role.peer) + closeFrame(1001, from: role.peer)
        #expect(
            story(of: wire, to: role)
                == Story("text a", "binary 1", "closed 1001", output: closeFrame(1001, from: role)))
    }

    @Test(.requirements("WS-CL-11", "WS-CL-01"), arguments: Connection.Role.both)
    func `behind our own Close the peer may still speak, until it answers`(role: Connection.Role) {
        var connection = Connection(role: role, random: FixedKey())
        connection.close(code: .goingAway, reason: "later", at: .start)
        #expect(connection.takeOutput() == closeFrame(1001, "later", from: role))
        #expect(throws: LocalError.self) { try connection.send(.text([])) }
        connection.close(at: .start)
        connection.receive(frame(0x81, "a", from: role.peer) + closeFrame(1001, from: role.peer))
        var told = Story()
        told.goOn(with: &connection)
        #expect(told == Story("text a", "closed 1001"))
    }

    @Test(.requirements("WS-CL-02", "WS-CL-09"), arguments: Connection.Role.both)
    func `a Close of one byte fails the connection: 1002`(role: Connection.Role) {
        let wire = frame(0x88, [0x03], from: role.peer)
        #expect(
            story(of: wire, to: role)
                == Story("refused malformedClose at \(wire.count - 1)", output: closeFrame(1002, from: role)))
    }

    @Test(.requirements("WS-CL-02"), arguments: Connection.Role.both)
    func `a reason has up to 123 bytes, of UTF-8`(role: Connection.Role) {
        for reason in ["", "a", "grün 🐦", String(repeating: "x", count: 123), String(repeating: "é", count: 61)] {
            #expect(
                story(of: closeFrame(1000, reason, from: role.peer), to: role)
                    == Story(
                        reason.isEmpty ? "closed 1000" : "closed 1000 \(reason)", output: closeFrame(1000, from: role)))
        }
    }

    @Test(
        .requirements("WS-CL-03", "WS-CL-09"),
        arguments: [("80", 0), ("61 ff", 1), ("ed a0 80", 1), ("61 c3", 2), ("f0 90 8d", 3)], Connection.Role.both)
    func `a reason that is not UTF-8 fails the connection: 1007`(_ reason: (String, Int), role: Connection.Role) {
        let wire = frame(0x88, hex("03 e8") + hex(reason.0), from: role.peer)
        let place = wire.count - hex(reason.0).count + reason.1
        #expect(
            story(of: wire, to: role)
                == Story("refused invalidText at \(place)", output: closeFrame(1007, from: role)))
    }

    @Test(
        .requirements("WS-CL-04"), arguments: Connection.Role.both,
        [1000...1003, 1007...1014, 3000...3001, 3998...4001, 4998...4999])
    func `the codes of the registry, of libraries and of applications are accepted`(
        role: Connection.Role, codes: ClosedRange<Int>
    ) {
        for code in codes {
            #expect(
                story(of: closeFrame(code, from: role.peer), to: role)
                    == Story("closed \(code)", output: closeFrame(code, from: role)))
        }
    }

    @Test(
        .requirements("WS-CL-05", "WS-CL-09"), arguments: Connection.Role.both,
        [
            0...1, 255...256, 998...999, 1004...1006, 1015...1016, 1100...1100, 2000...2000, 2998...2999, 5000...5001,
            65_534...65_535,
        ])
    func `other codes fail the connection: 1002`(role: Connection.Role, codes: ClosedRange<Int>) {
        for code in codes {
            let wire = closeFrame(code, "why", from: role.peer)
            #expect(
                story(of: wire, to: role)
                    == Story("refused invalidCloseCode at \(wire.count - 5)", output: closeFrame(1002, from: role)))
        }
    }

    @Test(.requirements("WS-CL-04", "WS-CL-05"))
    func `all 65 536 codes`() {
        let may = (0...65_535).filter { CloseCode(rawValue: UInt16($0)).maySend }
        #expect(may == Array(1000...1003) + Array(1007...1014) + Array(3000...4999))
    }

    @Test(.requirements("WS-CL-09"), arguments: Connection.Role.both)
    func `a type that is not accepted is told with 1003`(role: Connection.Role) {
        var connection = Connection(role: role, random: FixedKey())
        connection.close(code: .unsupportedData, reason: "texts only", at: .start)
        #expect(connection.takeOutput() == closeFrame(1003, "texts only", from: role))
    }

    @Test(.requirements("WS-CL-02"), arguments: Connection.Role.both)
    func `our reason is cut to 123 bytes at the end of a character`(role: Connection.Role) {
        for (reason, sent) in [
            (String(repeating: "x", count: 123), 123), (String(repeating: "x", count: 124), 123),
            (String(repeating: "é", count: 62), 122), ("x" + String(repeating: "é", count: 61) + "x", 123),
            (String(repeating: "🐦", count: 31), 120),
        ] {
            var connection = Connection(role: role, random: FixedKey())
            connection.close(reason: reason, at: .start)
            let cut = String(decoding: Array(reason.utf8.prefix(sent)), as: UTF8.self)
            #expect(connection.takeOutput() == closeFrame(1000, cut, from: role))
        }
    }

    @Test(.requirements("WS-CL-06"))
    func `a code that is not for the wire is never sent`() async {
        for code in [CloseCode.noStatus, .abnormal, CloseCode(rawValue: 1015)] { #expect(!code.maySend) }
        await #expect(processExitsWith: .failure) {
            var connection = Connection(role: .server)
            connection.close(code: .abnormal, at: Instant(sinceStart: .zero))
        }
    }
}
