import Bytes
import TestSupport
import Testing
import WebSocket

@Suite("Sending: RFC 6455, section 6.1")
struct SendingTests {
    @Test func `the examples of section 5_7`() throws {
        var server = Connection(role: .server)
        try server.send(.text(Array("Hello".utf8)))
        #expect(server.takeOutput() == hex("81 05 48 65 6c 6c 6f"))
        try server.send(.binary([UInt8](repeating: 0xAB, count: 256)))
        #expect(server.takeOutput() == hex("82 7e 01 00") + [UInt8](repeating: 0xAB, count: 256))
        try server.ping(Array("Hello".utf8))
        #expect(server.takeOutput() == hex("89 05 48 65 6c 6c 6f"))
        var client = Connection(role: .client, random: FixedKey())
        try client.send(.text(Array("Hello".utf8)))
        #expect(client.takeOutput() == hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"))
    }

    @Test(
        .requirements("WS-FR-07", "WS-FR-16"), arguments: Connection.Role.both,
        [0, 1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 65_537])
    func `a message is one frame, its length in the shortest form`(role: Connection.Role, byteCount: Int) throws {
        var connection = Connection(role: role, random: FixedKey())
        let payload = [UInt8](repeating: 0x61, count: byteCount)
        try connection.send(.text(payload))
        #expect(connection.takeOutput() == frame(0x81, payload, from: role))
        try connection.send(.binary(payload))
        #expect(connection.takeOutput() == frame(0x82, payload, from: role))
        try connection.sendText(prefix: 0x61, payload)
        #expect(connection.takeOutput() == frame(0x81, payload + [0x61], from: role))
    }

    @Test(.requirements("WS-FR-01"))
    func `every frame of a client is masked, each with a new key`() throws {
        var client = Connection(role: .client)
        let zeros = [UInt8](repeating: 0, count: 8)
        var keys: Set<[UInt8]> = []
        for _ in 0..<100 {
            try client.send(.binary(zeros))
            try client.ping(zeros)
            client.receive(frame(0x89, zeros, from: .server))
            _ = try client.nextEvent(at: .start)
            var output = client.takeOutput()[...]
            for first in [0x82, 0x89, 0x8A] as [UInt8] {
                let header = output.prefix(2)
                #expect(header == [first, 0x88])
                let key = Array(output.dropFirst(2).prefix(4))
                #expect(output.dropFirst(6).prefix(8) == (key + key)[...])
                keys.insert(key)
                output = output.dropFirst(14)
            }
            #expect(output.isEmpty)
        }
        client.close(code: nil, at: .start)
        #expect(client.takeOutput().prefix(2) == [0x88, 0x80])
        // 300 of 2³²: two are the same once in 100 000 runs.
        #expect(keys.count >= 299)
    }

    @Test(.requirements("WS-FR-01"))
    func `a client takes each key from its source of random numbers`() throws {
        var client = Connection(role: .client, random: SeededGenerator(seed: 7))
        var random = SeededGenerator(seed: 7)
        for _ in 0..<3 {
            try client.send(.text([]))
            #expect(client.takeOutput() == hex("81 80") + MaskingKey(UInt32(truncatingIfNeeded: random.next())).bytes)
        }
    }

    @Test(.requirements("WS-FR-03"))
    func `no frame of a server is masked`() throws {
        var server = Connection(role: .server)
        try server.send(.text([0x61]))
        try server.send(.binary([0x62]))
        try server.sendText(prefix: 0x63, [0x64])
        try server.ping([0x65])
        server.receive(frame(0x89, "f", from: .client))
        _ = try server.nextEvent(at: .start)
        server.close(at: .start)
        #expect(server.takeOutput() == hex("81 01 61 82 01 62 81 02 63 64 89 01 65 8a 01 66 88 02 03 e8"))
    }

    @Test func `what is sent waits until it is taken`() throws {
        var server = Connection(role: .server)
        #expect(!server.hasOutput)
        #expect(server.takeOutput() == [])
        try server.send(.text([0x61]))
        try server.send(.text([0x62]))
        #expect(server.hasOutput)
        #expect(server.takeOutput() == hex("81 01 61 81 01 62"))
        #expect(!server.hasOutput)
    }

    @Test(.requirements("WS-CL-01"), arguments: Connection.Role.both)
    func `behind a Close nothing is sent, and the caller is told`(role: Connection.Role) {
        var connection = Connection(role: role, random: FixedKey())
        connection.close(code: nil, at: .start)
        #expect(connection.takeOutput() == frame(0x88, from: role))
        for send in [
            { try $0.send(.text([])) }, { try $0.send(.binary([])) }, { try $0.sendText(prefix: 0x61, []) },
            { try $0.ping() },
        ] as [(inout Connection) throws -> Void] {
            let error = #expect(throws: LocalError.self) { try send(&connection) }
            #expect(error?.description == "a message behind a Close")
        }
        #expect(!connection.hasOutput)
    }
}
