import Bytes
import HTTP1
import TestSupport
import Testing
import WebSocket

/// Random numbers that make the key of RFC 6455, section 1.3: "the sample nonce".
private struct SampleNonce: RandomNumberGenerator {
    private var rest = Array("the sample nonce".utf8)[...]

    mutating func next() -> UInt64 {
        defer { rest = rest.dropFirst(8) }
        return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

private func handshake(_ options: HandshakeOptions = HandshakeOptions()) -> ClientHandshake {
    var random = SampleNonce()
    return ClientHandshake(options: options, using: &random)
}

/// The answer of section 1.3, with `changes` to its fields: a value of nil leaves a field out.
private func answer(_ changes: KeyValuePairs<String, String?> = [:], status: Int = 101) -> ResponseHead {
    var head = ResponseHead(status: status)
    let example: KeyValuePairs = [
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    ]
    for (name, value) in example where !changes.contains(where: { $0.key == name }) { head.fields.append(name, value) }
    for (name, value) in changes { if let value { head.fields.append(name, value) } }
    return head
}

@Suite("The client's handshake: RFC 6455, section 4.1")
struct ClientHandshakeTests {
    @Test(.requirements("WS-HS-09"))
    func `the request of section 1_3`() throws {
        let options = HandshakeOptions(subprotocols: ["chat", "superchat"])
        let head = handshake(options).request(
            target: "/chat", host: "server.example.com", adding: FieldSection(["Origin": "http://example.com"]))
        var client = HTTP1.Connection(role: .client)
        var output: [UInt8] = []
        try client.send(.request(head), into: &output)
        let expected = """
            GET /chat HTTP/1.1\r
            Host: server.example.com\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Protocol: chat, superchat\r
            Origin: http://example.com\r
            \r

            """
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test(.requirements("WS-HS-09"))
    func `the key is 16 random bytes, new for each connection`() {
        var random = SystemRandomNumberGenerator()
        var keys: Set<String> = []
        for _ in 0..<100 {
            let head = ClientHandshake(options: HandshakeOptions(), using: &random)
                .request(target: "/", host: "a", adding: FieldSection())
            let key = head.fields["sec-websocket-key"] ?? ""
            #expect(Base64.decode(Array(key.utf8))?.count == 16)
            keys.insert(key)
        }
        #expect(keys.count == 100)
    }

    @Test(
        .requirements("WS-HS-10"),
        arguments: [
            [:], ["Upgrade": "WebSocket"], ["Connection": "keep-alive, upgrade"], ["Server": "x"],
        ] as [KeyValuePairs<String, String?>])
    func `the answer of section 1_3 opens the connection`(_ changes: KeyValuePairs<String, String?>) throws {
        #expect(try handshake().check(answer(changes)) == Agreement())
    }

    @Test(
        .requirements("WS-HS-10"),
        arguments: [
            nil, "", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo", "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "dGhlIHNhbXBsZSBub25jZQ==",
            "HSmrc0sMlYUkAGmm5OPpG2HaGWk=", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=, x",
        ])
    func `an Accept value that does not answer our key fails the connection`(_ value: String?) {
        #expect(throws: HandshakeError.wrongAcceptKey) {
            try handshake().check(answer(["Sec-WebSocket-Accept": value]))
        }
    }

    @Test(.requirements("WS-HS-10"))
    func `two Accept values fail the connection`() {
        let value = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        #expect(throws: HandshakeError.wrongAcceptKey) {
            try handshake().check(answer(["Sec-WebSocket-Accept": value, "sec-websocket-accept": value]))
        }
    }

    @Test(.requirements("WS-HS-10"), arguments: [nil, "", "h2c", "websockets", "websocket, h2c", "h2c, websocket"])
    func `another Upgrade than to websocket alone fails the connection`(_ value: String?) {
        #expect(throws: HandshakeError.noUpgrade) { try handshake().check(answer(["Upgrade": value])) }
    }

    @Test(.requirements("WS-HS-10"), arguments: [nil, "", "keep-alive", "close", "upgraded"])
    func `a Connection without Upgrade fails the connection`(_ value: String?) {
        #expect(throws: HandshakeError.noConnectionUpgrade) { try handshake().check(answer(["Connection": value])) }
    }

    @Test(
        .requirements("WS-HS-11"),
        arguments: [
            ([], "chat"), (["chat"], "superchat"), (["chat"], ""), (["chat"], "Chat"),
            (["chat", "superchat"], "chat, superchat"),
        ])
    func `a subprotocol that was not offered fails the connection`(offered: [String], answered: String) {
        let handshake = handshake(HandshakeOptions(subprotocols: offered))
        #expect(throws: HandshakeError.unknownSubprotocol) {
            try handshake.check(answer(["Sec-WebSocket-Protocol": answered]))
        }
    }

    @Test(.requirements("WS-HS-11"))
    func `one subprotocol of those that were offered is agreed on, or none`() throws {
        let handshake = handshake(HandshakeOptions(subprotocols: ["chat", "superchat"]))
        #expect(try handshake.check(answer(["Sec-WebSocket-Protocol": "superchat"])).subprotocol == "superchat")
        #expect(try handshake.check(answer()).subprotocol == nil)
        #expect(throws: HandshakeError.unknownSubprotocol) {
            try handshake.check(answer(["Sec-WebSocket-Protocol": "chat", "sec-websocket-protocol": "chat"]))
        }
    }

    @Test(
        .requirements("WS-HS-11"),
        arguments: [
            (false, "permessage-deflate"), (false, "x"), (false, ""), (true, "x"), (true, "permessage-deflate, x"),
            (true, ""),
        ])
    func `an extension that was not offered fails the connection`(isOffered: Bool, answered: String) {
        let handshake = handshake(HandshakeOptions(compression: isOffered ? CompressionAgreement() : nil))
        #expect(throws: HandshakeError.unknownExtension) {
            try handshake.check(answer(["Sec-WebSocket-Extensions": answered]))
        }
    }

    @Test(.requirements("WS-HS-12"), arguments: [100, 200, 204, 301, 302, 307, 400, 401, 403, 404, 426, 500, 503])
    func `every other status is an answer of HTTP`(_ status: Int) {
        #expect(throws: HandshakeError.status(status)) { try handshake().check(answer(status: status)) }
    }

    @Test(
        arguments: [
            (.status(401), "the server answers 401, and not 101"),
            (.noUpgrade, "the answer has no \"Upgrade: websocket\""),
            (.noConnectionUpgrade, "the answer has no \"Connection: Upgrade\""),
            (.wrongAcceptKey, "the answer's Sec-WebSocket-Accept does not answer our Sec-WebSocket-Key"),
            (.unknownSubprotocol, "the answer has a subprotocol that was not offered"),
            (.unknownExtension, "the answer has an extension that was not offered"),
        ] as [(HandshakeError, String)])
    func `an error says what is wrong, for people`(_ error: HandshakeError, _ sentence: String) {
        #expect(error.description == sentence)
    }

    @Test(.requirements("WS-HS-13"))
    func `frames in the same segment as the answer are read`() throws {
        let wire =
            Array(
                """
                HTTP/1.1 101 Switching Protocols\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
                \r

                """.utf8) + hex("81 05 48 65 6c 6c 6f")
        let handshake = handshake()
        for split in everySplit(of: wire) {
            var http = HTTP1.Connection(role: .client)
            var sent: [UInt8] = []
            try http.send(
                .request(handshake.request(target: "/", host: "a", adding: FieldSection())), into: &sent)
            try http.send(.endOfMessage(trailers: FieldSection()), into: &sent)
            var client: WebSocket.Connection?
            var told = Story()
            for run in split.runs {
                guard client == nil else {
                    client?.receive(Array(run))
                    continue
                }
                http.receive(Array(run))
                guard case .response(let head) = try http.nextEvent() else { continue }
                client = WebSocket.Connection(role: .client, agreement: try handshake.check(head))
                #expect(http.isSwitched)
                client?.receive(http.takeTrailingData())
            }
            if var client { told.goOn(with: &client) }
            #expect(told == Story("text Hello"), "\(split)")
        }
    }
}
