import POSIX
import Sockets
import TestSupport
import Testing

@Suite("Listener", .timeLimit(.minutes(5)))
struct ListenerTests {
    @Test
    func `port 0 is one that the system picks`() async throws {
        let host = try Host()
        let port = try await host.listen { channel in
            channel.write(Array("hello".utf8))
            channel.closeAfterWriting()
        }
        #expect(port > 0)
        #expect(try await RawClient(port: port).receiveToEnd() == Array("hello".utf8))
    }

    @Test
    func `who comes before the start waits for it`() async throws {
        let host = try Host()
        let (accepted, accept) = AsyncStream.makeStream(of: String.self)
        let port = try await host.prepare { _ in accept.yield("accepted") }
        let client = try RawClient(port: port)
        try await client.send("hello")
        // Turns of the loop, each of which would report a listener that it watches.
        for _ in 0..<10 { await host.run { _ in } }
        accept.yield("started")
        try await host.start()
        var iterator = accepted.makeAsyncIterator()
        #expect(await iterator.next() == "started")
        #expect(await iterator.next() == "accepted")
    }

    @Test
    func `a port that another listens at is refused with an error that says so`() async throws {
        let host = try Host()
        let port = try await host.listen { _ in }
        try await host.run { host in
            let address = try Address.resolve(host: "127.0.0.1", port: port)[0]
            let error = #expect(throws: SystemError.self) { try Listener(at: address, on: host.loop) { _ in } }
            #expect(error?.isAddressInUse == true)
            #expect(error?.description.hasPrefix("bind: ") == true)
        }
    }

    @Test
    func `a port is free again as soon as its listener is closed, although a connection lingers`() async throws {
        let first = try Host()
        let port = try await first.listen { _ in }
        let client = try RawClient(port: port)
        await first.run { host in
            host.stopListening()
            for channel in host.channels { channel.close() }
        }
        #expect(try await client.hasEnded())
        let second = try Host()
        try await second.run { host in
            let address = try Address.resolve(host: "127.0.0.1", port: port)[0]
            _ = try Listener(at: address, on: host.loop) { _ in }
        }
    }

    @Test
    func `a process without descriptors left accepts again when some are free`() async {
        // In a process of its own, because the limit is one of the whole process.
        await #expect(processExitsWith: .success) {
            let (accepted, accept) = AsyncStream.makeStream(of: Void.self)
            let host = try Host()
            let port = try await host.listen { channel in
                channel.write(Array("hello".utf8))
                accept.yield()
            }
            // Both ends of a connection are in this process, so the third connection finds the limit.
            DescriptorLimit.leave(5)
            var clients: [RawClient] = []
            while clients.count < 3 { clients.append(try RawClient(port: port)) }
            let late = clients[2]
            var iterator = accepted.makeAsyncIterator()
            _ = await iterator.next()
            _ = await iterator.next()
            // The system has taken the connection, the listener cannot; then there is room again.
            for client in clients[..<2] {
                _ = try await client.receive(5)
                await client.close()
            }
            guard try await late.receive(5) == Array("hello".utf8) else { fatalError("the late one was not served") }
        }
    }
}

@Suite("Address", .timeLimit(.minutes(5)))
struct AddressTests {
    @Test
    func `numeric hosts are themselves`() throws {
        #expect(try Address.resolve(host: "127.0.0.1", port: 8080).map(\.description) == ["127.0.0.1:8080"])
        let six = try #require(try Address.resolve(host: "::1", port: 80).first)
        #expect(six.description == "[::1]:80")
        #expect(six.isIPv6 && six.host == "::1")
    }

    @Test
    func `a name that is nobody's is refused with the resolver's words`() throws {
        let error = #expect(throws: ResolutionError.self) { try Address.resolve(host: "no host.invalid", port: 1) }
        #expect(error?.description.hasPrefix("The host \"no host.invalid\" cannot be resolved: ") == true)
    }
}
