import HTTP1
import TestSupport
import Testing

/// After an error a server can still send one response, or finish the one it sends, and nothing more.
@Suite("Errors are answered: RFC 9112, sections 2.2 and 9.6")
struct ErrorAnswerTests {
    private let end = Event.endOfMessage(trailers: FieldSection())

    private func head(_ error: ProtocolError) -> Event {
        .response(ResponseHead(status: error.status, fields: FieldSection(["Content-Length": "2"])))
    }

    private func firstError(of connection: inout Connection) -> ProtocolError? {
        do {
            while try connection.nextEvent() != nil {}
            return nil
        } catch { return error }
    }

    @Test(
        .requirements("H1-CO-07", "H1-CL-01", "H1-CL-02"),
        arguments: [
            ("GET / HTTP/1.1\nHost: a\r\n\r\n", "400 Bad Request"),
            ("GET / HTTP/2.0\r\n\r\n", "505 HTTP Version Not Supported"),
            ("GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", "417 Expectation Failed"),
            ("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x, chunked\r\n\r\n", "501 Not Implemented"),
            ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n", "413 Content Too Large"),
            ("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n", "400 Bad Request"),
        ])
    func `an error in the head or the body is answered, with close`(_ text: String, _ statusLine: String) throws {
        var server = Connection(role: .server)
        server.receive(Array(text.utf8))
        let failure = try #require(firstError(of: &server))
        var sent: [UInt8] = []
        try server.send(head(failure), into: &sent)
        try server.send(.body(Array("no".utf8)), into: &sent)
        #expect(!server.mustClose)
        try server.send(end, into: &sent)
        #expect(
            String(decoding: sent, as: UTF8.self)
                == "HTTP/1.1 \(statusLine)\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        #expect(server.mustClose)
        #expect(throws: LocalError.self) { try server.send(head(failure), into: &sent) }
        server.receive(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(throws: failure) { try server.nextEvent() }
    }

    @Test func `a response that was begun before the error is finished, and is the last one`() throws {
        var server = Connection(role: .server)
        server.receive(Array("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello".utf8))
        #expect(firstError(of: &server) == nil)
        var sent: [UInt8] = []
        try server.send(.response(ResponseHead(status: 200)), into: &sent)
        server.receive(Array("0\r\n\r\n".utf8))
        let failure = try #require(firstError(of: &server))
        #expect(!server.mustClose)
        #expect(throws: LocalError.self) { try server.send(head(failure), into: &sent) }
        try server.send(.body(Array("sorry".utf8)), into: &sent)
        try server.send(end, into: &sent)
        #expect(
            String(decoding: sent, as: UTF8.self)
                == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n")
        #expect(server.mustClose)
    }

    @Test func `after a complete response an error in the rest of the request closes`() throws {
        var server = Connection(role: .server)
        server.receive(Array("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
        #expect(firstError(of: &server) == nil)
        var sent: [UInt8] = []
        try server.send(.response(ResponseHead(status: 204)), into: &sent)
        try server.send(end, into: &sent)
        #expect(!server.mustClose)
        server.receive(Array("x\r\n".utf8))
        #expect(firstError(of: &server)?.rule == .malformedChunk)
        #expect(server.mustClose)
        #expect(throws: LocalError.self) { try server.send(.response(ResponseHead(status: 400)), into: &sent) }
    }

    @Test(
        .requirements("H1-HE-01"),
        arguments: [
            "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.1\nHost: a\r\n\r\n", "\r\nHEAD  / HTTP/1.1\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n",
        ])
    func `the answer to a broken HEAD has no body either`(_ text: String) throws {
        var server = Connection(role: .server)
        server.receive(Array(text.utf8))
        let failure = try #require(firstError(of: &server))
        var sent: [UInt8] = []
        try server.send(head(failure), into: &sent)
        try server.send(.body(Array("no".utf8)), into: &sent)
        try server.send(end, into: &sent)
        #expect(String(decoding: sent, as: UTF8.self).hasSuffix("\r\n\r\n"))
    }

    @Test(.requirements("H1-CO-07"))
    func `the answer to a broken head without a length ends with the connection, as any version understands`()
        throws
    {
        var server = Connection(role: .server)
        server.receive(Array("nonsense\r\n\r\n".utf8))
        _ = firstError(of: &server)
        var sent: [UInt8] = []
        try server.send(.response(ResponseHead(status: 400)), into: &sent)
        try server.send(.body(Array("no".utf8)), into: &sent)
        try server.send(end, into: &sent)
        #expect(String(decoding: sent, as: UTF8.self) == "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nno")
    }

    @Test(
        .requirements("H1-HD-08"),
        arguments: ["", "GET / HT", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel"])
    func `a client that is too slow is given up with 408 (RFC 9110, section 15.5.9)`(_ text: String) throws {
        var server = Connection(role: .server)
        server.receive(Array(text.utf8))
        #expect(firstError(of: &server) == nil)
        let error = server.giveUp(.tooSlow)
        #expect(error == ProtocolError(.tooSlow, at: text.utf8.count))
        #expect(throws: error) { try server.nextEvent() }
        var sent: [UInt8] = []
        try server.send(head(error), into: &sent)
        #expect(String(decoding: sent, as: UTF8.self).hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test func `a client closes when the server breaks the rules`() throws {
        var client = Connection(role: .client)
        var sent: [UInt8] = []
        try client.send(.request(get("/")), into: &sent)
        try client.send(end, into: &sent)
        client.receive(Array("nonsense".utf8))
        #expect(firstError(of: &client)?.rule == .malformedStatusLine)
        #expect(client.mustClose)
        #expect(throws: LocalError.self) { try client.send(.request(get("/")), into: &sent) }
    }

    @Test func `every rule has its own sentence, and its status is a refusal`() {
        let rules: [ProtocolError.Rule] = [
            .bareLineEnd, .malformedRequestLine, .malformedMethod, .malformedTarget, .malformedStatusLine,
            .malformedVersion, .unsupportedVersion, .startLineTooLong, .malformedFieldName, .malformedFieldValue,
            .foldedFieldLine, .fieldSectionTooLarge, .missingHost, .repeatedHost, .malformedHost,
            .malformedContentLength, .contradictoryFraming, .malformedTransferEncoding, .unsupportedTransferCoding,
            .malformedChunk, .chunkLineTooLong, .forbiddenTrailer, .bodyTooLarge, .unknownExpectation,
            .endedInsideMessage, .unexpectedMessage, .tooSlow,
        ]
        #expect(Set(rules.map(\.sentence)).count == rules.count)
        #expect(rules.allSatisfy { (400..<600).contains(ProtocolError($0, at: 0).status) })
        #expect(rules.allSatisfy { !ResponseHead.reason(for: ProtocolError($0, at: 0).status).isEmpty })
        #expect(
            "\(ProtocolError(.tooSlow, at: 7))" == "The message did not arrive in time. (at byte 7 of the connection)")
    }
}
