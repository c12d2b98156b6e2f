import Bytes
import TestSupport
import Testing
import WebSocket

@Suite("The end of the connection: RFC 6455, sections 7.1.1 and 7.1.5")
struct EndTests {
    private static let closeTime = Limits.standard.closeTime

    @Test(.requirements("WS-CL-07"))
    func `a server ends the connection as soon as both Closes have passed`() {
        var server = Connection(role: .server)
        server.receive(closeFrame(1000, from: .client))
        #expect(!server.mustClose)
        var told = Story()
        told.goOn(with: &server)
        #expect(told == Story("closed 1000", output: hex("88 02 03 e8")))
        #expect(server.mustClose)
        #expect(server.nextDeadline == nil)

        var first = Connection(role: .server)
        first.close(at: .start)
        #expect(!first.mustClose)
        first.receive(closeFrame(1000, from: .client))
        told.goOn(with: &first)
        #expect(first.mustClose)
    }

    @Test(.requirements("WS-CL-07", "WS-CL-08"))
    func `a client waits for the server to end the connection, and not forever`() {
        for endsByItself in [true, false] {
            var client = Connection(role: .client, random: FixedKey())
            client.receive(closeFrame(1000, from: .server))
            var told = Story()
            told.goOn(with: &client)
            #expect(told == Story("closed 1000", output: closeFrame(1000, from: .client)))
            #expect(!client.mustClose)
            #expect(client.nextDeadline == .start + Self.closeTime)
            if endsByItself { client.receiveEnd() } else { client.reach(.start + Self.closeTime) }
            told.goOn(with: &client)
            #expect(told.events == ["closed 1000"])
            #expect(client.mustClose)
            #expect(client.nextDeadline == nil)
        }
    }

    @Test(.requirements("WS-CL-08", "WS-CL-10"), arguments: Connection.Role.both)
    func `a peer that does not answer our Close is dropped: 1006`(role: Connection.Role) {
        var connection = Connection(role: role)
        #expect(connection.nextDeadline == nil)
        let begin = Instant.start + .seconds(3)
        let justBefore = begin + (Self.closeTime - .nanoseconds(1))
        connection.close(at: begin)
        #expect(connection.nextDeadline == begin + Self.closeTime)
        // Half a frame, and pongs, are no answer.
        connection.receive(frame(0x8A, from: role.peer) + frame(0x81, "a", from: role.peer).dropLast())
        var told = Story()
        connection.reach(justBefore)
        told.goOn(with: &connection, at: justBefore)
        #expect(told.events == ["pong"])
        #expect(!connection.mustClose)
        connection.reach(begin + Self.closeTime)
        told.goOn(with: &connection, at: begin + Self.closeTime)
        #expect(told.events == ["pong", "closed 1006"])
        #expect(connection.mustClose)
        #expect(connection.nextDeadline == nil)
        told.goOn(with: &connection, at: begin + Self.closeTime)
        #expect(told.events.count == 2)
    }

    @Test(.requirements("WS-CL-10"), arguments: Connection.Role.both)
    func `a connection that is cut is told as 1006`(role: Connection.Role) {
        let text = frame(0x81, "Hello", from: role.peer)
        for count in 0..<text.count {
            #expect(story(of: Array(text.prefix(count)), to: role, ending: true) == Story("closed 1006"))
        }
        #expect(story(of: text, to: role, ending: true) == Story("text Hello", "closed 1006"))
        #expect(story(of: frame(0x01, "Hel", from: role.peer), to: role, ending: true) == Story("closed 1006"))
        let close = closeFrame(1000, from: role.peer)
        #expect(story(of: Array(close.dropLast()), to: role, ending: true) == Story("closed 1006"))
        #expect(
            story(of: close, to: role, ending: true) == Story("closed 1000", output: closeFrame(1000, from: role)))
    }

    @Test(.requirements("WS-CL-06", "WS-CL-10"), arguments: Connection.Role.both)
    func `behind a cut nothing is sent`(role: Connection.Role) {
        var connection = Connection(role: role)
        connection.receiveEnd()
        var told = Story()
        told.goOn(with: &connection)
        #expect(told == Story("closed 1006"))
        #expect(connection.mustClose)
        #expect(!connection.isOpen)
        #expect(throws: LocalError.self) { try connection.send(.text([])) }
        connection.close(at: .start)
        #expect(!connection.hasOutput)
    }

    @Test(.requirements("WS-CL-08"))
    func `behind an error a server ends the connection, and a client waits a while for it`() {
        for role in Connection.Role.both {
            var connection = Connection(role: role)
            connection.receive(hex("83"))
            #expect(throws: ProtocolError(.unknownOpcode, at: 0)) { try connection.nextEvent(at: .start) }
            #expect(connection.takeOutput().first == 0x88)
            #expect(!connection.isOpen)
            #expect(throws: LocalError.self) { try connection.send(.text([])) }
            connection.close(at: .start)
            #expect(!connection.hasOutput)
            #expect(connection.mustClose == (role == .server))
            #expect(connection.nextDeadline == (role == .server ? nil : .start + Self.closeTime))
            // The error stays.
            connection.receive(closeFrame(1000, from: role.peer))
            connection.reach(.start + Self.closeTime)
            #expect(throws: ProtocolError(.unknownOpcode, at: 0)) { try connection.nextEvent(at: .start) }
            #expect(connection.mustClose)
            #expect(connection.nextDeadline == nil)
        }
    }

    @Test(.requirements("WS-CL-01"), arguments: Connection.Role.both)
    func `an error behind our own Close is answered by no second one`(role: Connection.Role) {
        var connection = Connection(role: role, random: FixedKey())
        connection.close(at: .start)
        connection.receive(hex("83"))
        var told = Story()
        told.goOn(with: &connection)
        #expect(told == Story("refused unknownOpcode at 0", output: closeFrame(1000, from: role)))
        #expect(connection.mustClose == (role == .server))
    }

    @Test func `time alone ends nothing`() {
        var connection = Connection(role: .server)
        connection.reach(.start + .seconds(1_000_000))
        var told = Story()
        told.goOn(with: &connection, at: .start + .seconds(1_000_000))
        #expect(told == Story())
        #expect(connection.isOpen)
    }
}
