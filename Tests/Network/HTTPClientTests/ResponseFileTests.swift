import TestSupport
import Testing

@testable import HTTPClient

/// Responses that go into a file.
@Suite(.timeLimit(.minutes(5))) struct ResponseFileTests {
    private let folder = TemporaryFolder()
    private var target: String { "\(folder.path)/target" }

    @Test func `a file is there when it is whole, and replaces an older one`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew" }
        defer { peer.stop() }
        _ = folder.file("target", Array("older and longer".utf8))
        let response = try await Client().perform(Request(url: peer.url(), responseBody: .file(path: target)))
        #expect(response.body.isEmpty)
        #expect(folder.names == ["target"])
        #expect(folder.bytes("target") == Array("new".utf8))
    }

    @Test func `an empty response is an empty file`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        defer { peer.stop() }
        _ = try await Client().perform(Request(url: peer.url(), responseBody: .file(path: target)))
        #expect(folder.bytes("target") == [])
    }

    @Test func `a broken transfer leaves what was there before`() async throws {
        let peer = ScriptedPeer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal")
        }
        defer { peer.stop() }
        _ = folder.file("target", Array("old".utf8))
        await #expect(throws: TransferError.self) {
            try await Client().perform(Request(url: peer.url(), responseBody: .file(path: target)))
        }
        #expect(folder.names == ["target"])
        #expect(folder.bytes("target") == Array("old".utf8))
    }

    @Test func `a cancelled transfer leaves nothing`() async throws {
        let sent = Latch()
        let peer = ScriptedPeer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal")
            sent.open()
            connection.waitForClose()
        }
        defer { peer.stop() }
        let request = Request(url: peer.url(), responseBody: .file(path: target))
        let task = Task { try await Client().perform(request) }
        await sent.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(folder.names == [])
    }

    @Test func `an error's explanation is not taken for the file`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone" }
        defer { peer.stop() }
        let response = try await Client().perform(Request(url: peer.url(), responseBody: .file(path: target)))
        #expect(response.status == 404)
        #expect(response.body == Array("none".utf8))
        #expect(folder.names == [])
    }

    @Test func `a path that is a folder is refused when the file is whole`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew" }
        defer { peer.stop() }
        let error = await #expect(throws: TransferError.self) {
            try await Client().perform(Request(url: peer.url(), responseBody: .file(path: folder.path)))
        }
        #expect(error?.message.contains("rename to \(folder.path): Is a directory") == true)
    }

    @Test func `two transfers to the same path do not mix`() async throws {
        let peer = ScriptedPeer.answering { request in
            let letter = request.requestLine.contains("/a") ? "a" : "b"
            return "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + String(repeating: letter, count: 100_000)
        }
        defer { peer.stop() }
        let client = Client()
        async let first = client.perform(Request(url: peer.url("/a"), responseBody: .file(path: target)))
        async let second = client.perform(Request(url: peer.url("/b"), responseBody: .file(path: target)))
        _ = try await (first, second)
        #expect(folder.names == ["target"])
        #expect(folder.bytes("target").map { Set($0).count } == 1)
    }
}
