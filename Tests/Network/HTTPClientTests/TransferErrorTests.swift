import TestSupport
import Testing

@testable import HTTPClient

/// Responses that go wrong.
@Suite struct TransferErrorTests {
    struct BrokenCase: Sendable, CustomTestStringConvertible {
        var bytes: String
        var code: Int32
        var message: String
        var testDescription: String { "\(code) \(message)" }
    }

    @Test(
        .requirements("H1-CC-03", "H1-CC-04"),
        arguments: [
            BrokenCase(bytes: "", code: 52, message: "Empty reply from server"),
            BrokenCase(
                bytes: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal", code: 18,
                message: "transfer closed with 2 bytes remaining to read"),
            BrokenCase(
                bytes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", code: 18,
                message: "transfer closed with outstanding read data remaining"),
            BrokenCase(
                bytes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", code: 56,
                message: "Illegal or missing hexadecimal"),
            BrokenCase(
                bytes: "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhallo", code: 8,
                message: "Invalid Content-Length: value"),
            BrokenCase(bytes: "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", code: 8, message: "Header without colon"),
            BrokenCase(bytes: "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", code: 8, message: "Nul byte in header"),
            BrokenCase(bytes: "garbage\r\n\r\n", code: 1, message: "HTTP/0.9"),
            BrokenCase(
                bytes: "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", code: 63,
                message: "Maximum file size exceeded"),
            BrokenCase(
                bytes: "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1001), code: 63,
                message: "longer than the 1000 bytes"),
            BrokenCase(
                bytes: "HTTP/1.1 200 OK\r\n"
                    + String(repeating: "A: \(String(repeating: "x", count: 1000))\r\n", count: 400),
                code: 56, message: "the response's fields are longer than 307200 bytes"),
            BrokenCase(
                bytes: String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 20_000), code: 56,
                message: "the response's fields are longer than 307200 bytes"),
        ])
    func `a broken response gives libcurl's number and text`(_ example: BrokenCase) async throws {
        let peer = ScriptedPeer { connection in
            _ = connection.readRequest()
            connection.send(example.bytes)
        }
        defer { peer.stop() }
        let error = await #expect(throws: TransferError.self) {
            try await Client().perform(Request(url: peer.url(), maximumResponseByteCount: 1000))
        }
        let found = try #require(error)
        #expect(found.code == example.code, "\(found)")
        #expect(found.message.contains(example.message), "\(found)")
        #expect(found.url == peer.url())
    }

    @Test func `a closed port is a connection failure`() async throws {
        let peer = ScriptedPeer { _ in }
        let url = peer.url()
        peer.stop()
        let error = await #expect(throws: TransferError.self) { try await Client().perform(Request(url: url)) }
        let found = try #require(error)
        #expect(found.isConnectionFailure)
        #expect(found.description.hasPrefix("\(url): Couldn't connect to server: "))
        #expect(found.description.hasSuffix(" (libcurl error 7)"))
    }

    @Test func `a peer that does not answer runs into the timeout`() async throws {
        let peer = ScriptedPeer { $0.waitForClose() }
        defer { peer.stop() }
        let error = await #expect(throws: TransferError.self) {
            try await Client().perform(Request(url: peer.url(), timeout: .milliseconds(50)))
        }
        #expect(error?.isTimeout == true)
    }

    @Test func `a response of exactly the allowed length passes`() async throws {
        let peer = ScriptedPeer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789" }
        defer { peer.stop() }
        let response = try await Client().perform(Request(url: peer.url(), maximumResponseByteCount: 10))
        #expect(response.body.count == 10)
    }
}
