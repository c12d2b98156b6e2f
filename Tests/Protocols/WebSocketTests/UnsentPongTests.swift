import Bytes
import TestSupport
import Testing
import WebSocket

@Suite("Pongs that nobody takes: RFC 6455, section 5.5.3")
struct UnsentPongTests {
    private static func ping(_ number: Int) -> [UInt8] { frame(0x89, "\(number)", from: .client) }
    private static func pong(_ number: Int) -> [UInt8] { frame(0x8A, "\(number)", from: .server) }

    @Test(.requirements("WS-FR-11"), arguments: [63, 64, 65, 66, 1000])
    func `behind 64 pongs only the latest ping is answered`(count: Int) throws {
        var server = Connection(role: .server)
        for number in 0..<count { server.receive(Self.ping(number)) }
        for number in 0..<count { #expect(try server.nextEvent(at: .start) == .ping(Array("\(number)".utf8))) }
        let answered = Array(0..<min(count, 64)) + (count > 64 ? [count - 1] : [])
        #expect(server.takeOutput() == answered.flatMap(Self.pong))
        #expect(!server.hasOutput)

        // What was taken makes room again.
        server.receive(Self.ping(7))
        #expect(try server.nextEvent(at: .start) != nil)
        #expect(server.takeOutput() == Self.pong(7))
    }

    @Test(.requirements("WS-FR-11"))
    func `the latest ping is answered before a Close`() throws {
        for isOurs in [true, false] {
            var server = Connection(role: .server)
            for number in 0..<100 { server.receive(Self.ping(number)) }
            for _ in 0..<100 { #expect(try server.nextEvent(at: .start) != nil) }
            if isOurs {
                server.close(at: .start)
            } else {
                server.receive(closeFrame(1000, from: .client))
                #expect(try server.nextEvent(at: .start) == .closed(Closure(code: .normal)))
            }
            let answered = Array(0..<64) + [99]
            #expect(server.takeOutput() == answered.flatMap(Self.pong) + closeFrame(1000, from: .server))
        }
    }

    @Test(.requirements("WS-FR-09", "WS-FR-12"))
    func `a pong without a ping has at most 125 bytes`() throws {
        var server = Connection(role: .server)
        let longest = [UInt8](repeating: 1, count: 125)
        try server.pong(longest)
        #expect(server.takeOutput() == frame(0x8A, longest, from: .server))
        #expect(throws: LocalError.self) { try server.pong(longest + [1]) }
        #expect(throws: LocalError.self) { try server.ping(longest + [1]) }
        #expect(!server.hasOutput)
    }

    @Test(.requirements("WS-CL-08"), arguments: [true, false])
    func `the end of the connection, and a deadline, count at once`(isDeadline: Bool) throws {
        for bytes in [closeFrame(1000, from: .server), frame(0x83, from: .server)] {
            var client = Connection(role: .client)
            client.receive(bytes)
            do { #expect(try client.nextEvent(at: .start) != nil) } catch {}
            #expect(!client.mustClose)
            let deadline = try #require(client.nextDeadline)
            if isDeadline { client.reach(deadline) } else { client.receiveEnd() }
            #expect(client.mustClose)
            #expect(client.nextDeadline == nil)
        }
    }
}
