import Bytes
import TestSupport
import Testing
import WebSocket

@Suite("Control frames: RFC 6455, section 5.5")
struct ControlFrameTests {
    @Test(.requirements("WS-FR-11", "WS-FR-09"), arguments: Connection.Role.both, [0, 1, 124, 125])
    func `a ping is answered by a pong with the same data`(role: Connection.Role, byteCount: Int) {
        let data = String(repeating: "p", count: byteCount)
        let told = story(of: frame(0x89, data, from: role.peer), to: role)
        #expect(told.events == [byteCount == 0 ? "ping" : "ping \(data)"])
        #expect(told.output == frame(0x8A, data, from: role))
    }

    @Test(.requirements("WS-FR-11"), arguments: Connection.Role.both)
    func `the data of a ping is any bytes`(role: Connection.Role) {
        let data: [UInt8] = [0x00, 0xFF, 0xFE, 0xFD, 0xC0, 0x80]
        #expect(story(of: frame(0x89, data, from: role.peer), to: role).output == frame(0x8A, data, from: role))
    }

    @Test(.requirements("WS-FR-11"), arguments: Connection.Role.both)
    func `ten pings are answered by ten pongs, in order`(role: Connection.Role) {
        let wire = (0..<10).map { frame(0x89, "\($0)", from: role.peer) }
        let told = story(of: Array(wire.joined()), to: role)
        #expect(told.events == (0..<10).map { "ping \($0)" })
        #expect(told.output == Array((0..<10).map { frame(0x8A, "\($0)", from: role) }.joined()))
    }

    @Test(.requirements("WS-FR-11"), arguments: Connection.Role.both)
    func `a ping before a Close is answered before the Close is`(role: Connection.Role) {
        let wire = frame(0x89, "a", from: role.peer) + closeFrame(1000, from: role.peer)
        #expect(
            story(of: wire, to: role)
                == Story(
                    "ping a", "closed 1000", output: frame(0x8A, "a", from: role) + closeFrame(1000, from: role)))
    }

    @Test(.requirements("WS-FR-11"), arguments: Connection.Role.both)
    func `a ping is answered behind our own Close, and not behind the peer's`(role: Connection.Role) {
        var connection = Connection(role: role, random: FixedKey())
        connection.close(at: .start)
        connection.receive(
            frame(0x89, "a", from: role.peer) + closeFrame(1000, from: role.peer) + frame(0x89, "b", from: role.peer))
        var told = Story()
        told.goOn(with: &connection)
        #expect(
            told
                == Story(
                    "ping a", "closed 1000", output: closeFrame(1000, from: role) + frame(0x8A, "a", from: role)))
    }

    @Test(.requirements("WS-FR-12"), arguments: Connection.Role.both)
    func `a pong that nobody asked for is told and not answered`(role: Connection.Role) {
        let wire = frame(0x8A, "a", from: role.peer) + frame(0x8A, from: role.peer) + frame(0x89, from: role.peer)
        #expect(story(of: wire, to: role) == Story("pong a", "pong", "ping", output: frame(0x8A, from: role)))
    }

    @Test(
        .requirements("WS-FR-09", "WS-CL-09"), arguments: Connection.Role.both, [0x88, 0x89, 0x8A] as [UInt8])
    func `a control frame of more than 125 bytes fails the connection: 1002`(role: Connection.Role, first: UInt8) {
        for byteCount in [126, 127, 300] {
            let payload = [0x03, 0xE8] + [UInt8](repeating: 0x61, count: byteCount - 2)
            #expect(
                story(of: frame(first, payload, from: role.peer), to: role)
                    == Story("refused longControlFrame at 0", output: closeFrame(1002, from: role)))
        }
    }

    @Test(
        .requirements("WS-FR-10", "WS-CL-09"), arguments: Connection.Role.both, [0x08, 0x09, 0x0A] as [UInt8])
    func `a control frame that is fragmented fails the connection: 1002`(role: Connection.Role, first: UInt8) {
        let refused = Story("refused fragmentedControlFrame at 0", output: closeFrame(1002, from: role))
        #expect(story(of: frame(first, from: role.peer), to: role) == refused)
        #expect(
            story(of: frame(first, "a", from: role.peer) + frame(0x80, "b", from: role.peer), to: role) == refused)
        let start = frame(0x01, "a", from: role.peer)
        #expect(
            story(of: start + frame(first, "b", from: role.peer), to: role).events
                == ["refused fragmentedControlFrame at \(start.count)"])
    }

    @Test(.requirements("WS-FR-09"), arguments: Connection.Role.both, [0, 1, 124, 125, 126])
    func `we ask with 125 bytes at most`(role: Connection.Role, byteCount: Int) throws {
        var connection = Connection(role: role, random: FixedKey())
        let data = [UInt8](repeating: 0x61, count: byteCount)
        if byteCount > 125 {
            #expect(throws: LocalError.self) { try connection.ping(data) }
            #expect(!connection.hasOutput)
        } else {
            try connection.ping(data)
            #expect(connection.takeOutput() == frame(0x89, data, from: role))
        }
        #expect(connection.isOpen)
    }

    @Test func `of many pings in one run the latest is answered`() throws {
        var connection = Connection(role: .server)
        connection.receive([UInt8](repeatElement(hex("89 80 00 00 00 00"), count: 100_000).joined()))
        var count = 0
        while let event = try connection.nextEvent(at: .start) {
            #expect(event == .ping([]))
            count += 1
        }
        #expect(count == 100_000)
        // RFC 6455, section 5.5.3: a peer that asks and does not listen makes no output without end.
        let isBounded = connection.takeOutput() == [UInt8](repeatElement(hex("8a 00"), count: 65).joined())
        #expect(isBounded)
    }
}
