import TestSupport
import Testing

@testable import HTTPClient

/// Life and death of a client and its transfers.
@Suite(.timeLimit(.minutes(5))) struct HTTPClientTests {
    @Test func `requests run side by side`() async throws {
        // No answer before all requests are there: one after the other would never end.
        let (arrivals, arrive) = AsyncStream<Void>.makeStream()
        let all = Gate()
        let peer = ScriptedPeer { connection in
            _ = connection.readRequest()
            arrive.yield()
            all.pass()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        defer { peer.stop() }
        let client = Client()
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { try await client.perform(Request(url: peer.url())).status } }
            var count = 0
            for await _ in arrivals {
                count += 1
                if count == 50 { break }
            }
            all.open()
            for try await status in group { #expect(status == 200) }
        }
    }

    @Test func `cancelling a task ends its transfer, and no other`() async throws {
        let asked = Latch()
        let closed = Latch()
        let peer = ScriptedPeer { connection in
            guard let request = connection.readRequest() else { return }
            if request.requestLine.contains("/slow") {
                asked.open()
                connection.waitForClose()
                closed.open()
            } else {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        defer { peer.stop() }
        let client = Client()
        let task = Task { try await client.perform(Request(url: peer.url("/slow"))) }
        await asked.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await closed.wait()
        #expect(try await client.perform(Request(url: peer.url("/fast"))).status == 200)
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        defer { peer.stop() }
        let client = Client()
        let url = peer.url()
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await client.perform(Request(url: url))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(peer.connectionCount == 0)
    }

    @Test func `a request that is cancelled at any moment ends`() async throws {
        // Never answers: a cancellation that gets lost would be waited for until the time limit.
        let peer = ScriptedPeer { $0.waitForClose() }
        defer { peer.stop() }
        let client = Client()
        let url = peer.url()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                if number >= 16 { await group.next() }
                group.addTask {
                    let task = Task { try await client.perform(Request(url: url)) }
                    for _ in 0..<(number % 50) { await Task.yield() }
                    task.cancel()
                    await #expect(throws: CancellationError.self) { try await task.value }
                }
            }
        }
    }

    @Test func `a cancellation that meets the response leaves one of the two`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" }
        defer { peer.stop() }
        let client = Client()
        let url = peer.url()
        for number in 0..<300 {
            let task = Task { try await client.perform(Request(url: url)) }
            for _ in 0..<number { await Task.yield() }
            task.cancel()
            switch await task.result {
            case .success(let response): #expect(response.body == Array("ok".utf8))
            case .failure(let error): #expect(error is CancellationError, "\(error)")
            }
        }
        #expect(try await client.perform(Request(url: url)).status == 200)
    }

    @Test func `a client that goes closes its connections`() async throws {
        let closed = Latch()
        let peer = ScriptedPeer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            connection.waitForClose()
            closed.open()
        }
        defer { peer.stop() }
        _ = try await Client().perform(Request(url: peer.url()))
        await closed.wait()
    }

    @Test func `closing a client ends its transfers and refuses later ones`() async throws {
        let asked = Latch()
        let peer = ScriptedPeer { connection in
            _ = connection.readRequest()
            asked.open()
            connection.waitForClose()
        }
        defer { peer.stop() }
        let client = Client()
        let url = peer.url()
        let task = Task { try await client.perform(Request(url: url)) }
        await asked.wait()
        await client.close()
        let error = await #expect(throws: TransferError.self) { try await task.value }
        #expect(error?.message == "Operation was aborted by an application callback: the client was closed")
        let later = await #expect(throws: TransferError.self) { try await client.perform(Request(url: url)) }
        #expect(later == error)
        await client.close()
    }

    @Test func `an idle client outlives a peer that closed its connection`() async throws {
        let peer = ScriptedPeer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        defer { peer.stop() }
        let client = Client()
        for _ in 0..<20 {
            let response = try await client.perform(Request(method: "POST", url: peer.url(), body: .bytes([1, 2, 3])))
            #expect(response.status == 200)
        }
    }
}
