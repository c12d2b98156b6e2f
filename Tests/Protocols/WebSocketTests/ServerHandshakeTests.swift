import HTTP1
import TestSupport
import Testing
import WebSocket

/// A request as RFC 6455, section 1.3, has it, with `changes` to its fields: a value of nil leaves a field out.
private func request(_ changes: KeyValuePairs<String, String?> = [:]) -> RequestHead {
    var head = RequestHead(method: "GET", target: "/chat")
    let example: KeyValuePairs = [
        "Host": "server.example.com", "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
    ]
    for (name, value) in example where !changes.contains(where: { $0.key == name }) { head.fields.append(name, value) }
    for (name, value) in changes { if let value { head.fields.append(name, value) } }
    return head
}

/// What a server answers: the status, and each field as a line.
private func answer(to request: RequestHead, _ options: HandshakeOptions = HandshakeOptions()) -> [String] {
    switch ServerHandshake.judge(request, options) {
    case .accepted(let head, _): ["\(head.status) \(head.reason)"] + head.fields.map { "\($0.name): \($0.value)" }
    case .refused(let refusal): ["\(refusal.status)"] + refusal.fields.map { "\($0.name): \($0.value)" }
    }
}

@Suite("The server's handshake: RFC 6455, section 4.2")
struct ServerHandshakeTests {
    private static let switching = [
        "101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    ]

    @Test(.requirements("WS-HS-01"))
    func `the example of section 1_3`() {
        #expect(answer(to: request()) == Self.switching)
        let verdict = ServerHandshake.judge(request(), HandshakeOptions())
        guard case .accepted(_, let agreement) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(agreement == Agreement())
    }

    @Test(.requirements("WS-HS-01"))
    func `the answer is one to the key`() {
        let other = answer(to: request(["Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw=="]))
        #expect(other.last == "Sec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk=")
    }

    @Test(
        .requirements("WS-HS-02"),
        arguments: [
            ["Upgrade": "WebSocket"], ["Upgrade": "h2c, WEBSOCKET"], ["Connection": "keep-alive, Upgrade"],
            ["Connection": "UPGRADE"], ["Connection": "upgrade,keep-alive", "Upgrade": "websocket , x"],
            ["Connection": "keep-alive", "connection": "upgrade"],
        ] as [KeyValuePairs<String, String?>])
    func `Upgrade and Connection are lists, in any case`(_ changes: KeyValuePairs<String, String?>) {
        #expect(answer(to: request(changes)) == Self.switching)
    }

    @Test(
        .requirements("WS-HS-02"),
        arguments: [
            ["Upgrade": nil], ["Upgrade": "h2c"], ["Upgrade": "websockets"], ["Upgrade": "web socket"],
            ["Connection": nil], ["Connection": "keep-alive"], ["Connection": "Upgrades"], ["Connection": ""],
        ] as [KeyValuePairs<String, String?>])
    func `without them the answer is 426, and says with what to ask`(_ changes: KeyValuePairs<String, String?>) {
        #expect(answer(to: request(changes)) == ["426", "Upgrade: websocket", "Connection: Upgrade"])
    }

    @Test(
        .requirements("WS-HS-03"),
        arguments: [
            nil, "", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
            "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZWE=", "dGhlIHNhbXBsZSBub25jZWFh", "=", "====",
            "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25-ZQ==",
            "\"dGhlIHNhbXBsZSBub25jZQ==\"", "the sample nonce", "dGhlIHNhbXBsZSBub25jZR==",
        ])
    func `a key that is not 16 bytes in base 64 is refused: 400`(_ key: String?) {
        #expect(answer(to: request(["Sec-WebSocket-Key": key])) == ["400"])
    }

    @Test(.requirements("WS-HS-03"))
    func `two keys are refused: 400`() {
        let key = "dGhlIHNhbXBsZSBub25jZQ=="
        #expect(answer(to: request(["Sec-WebSocket-Key": key, "sec-websocket-key": key])) == ["400"])
    }

    @Test(
        .requirements("WS-HS-04"),
        arguments: [nil, "", "0", "7", "8", "12", "14", "013", "13, 8", "8, 13", "13.0", "x"])
    func `a version other than 13 is refused: 426, with the version that is spoken`(_ version: String?) {
        #expect(
            answer(to: request(["Sec-WebSocket-Version": version]))
                == ["426", "Sec-WebSocket-Version: 13", "Upgrade: websocket", "Connection: Upgrade"])
    }

    @Test(.requirements("WS-HS-05"), arguments: ["POST", "HEAD", "PUT", "OPTIONS", "DELETE", "CONNECT", "get"])
    func `another method than GET is not upgraded: 405`(_ method: String) {
        var head = request()
        head.method = method
        #expect(answer(to: head) == ["405", "Allow: GET"])
    }

    @Test(.requirements("WS-HS-05"))
    func `HTTP 1_0 is not upgraded: 400`() {
        var head = request()
        head.version = .http10
        #expect(answer(to: head) == ["400"])
    }

    @Test(
        .requirements("WS-HS-06"),
        arguments: [
            ([], "chat", nil), (["chat"], nil, nil), (["chat"], "superchat", nil), (["chat"], "chat", "chat"),
            (["chat"], "Chat", nil), (["chat"], "superchat, chat", "chat"), (["b", "a"], "a, b", "b"),
            (["b", "a"], "a,c", "a"), (["chat"], "", nil), (["chat"], "chatter, cha", nil),
        ] as [([String], String?, String?)])
    func `a subprotocol is one that both speak, the best of ours, or none`(
        spoken: [String], offered: String?, chosen: String?
    ) {
        let options = HandshakeOptions(subprotocols: spoken)
        let head = request(["Sec-WebSocket-Protocol": offered])
        #expect(
            answer(to: head, options) == Self.switching + (chosen.map { ["Sec-WebSocket-Protocol: \($0)"] } ?? []))
        guard case .accepted(_, let agreement) = ServerHandshake.judge(head, options) else { return }
        #expect(agreement.subprotocol == chosen)
    }

    @Test(.requirements("WS-HS-06"))
    func `subprotocols may be offered in several fields`() {
        let head = request(["Sec-WebSocket-Protocol": "a", "sec-websocket-protocol": "b"])
        #expect(
            answer(to: head, HandshakeOptions(subprotocols: ["b"])) == Self.switching + ["Sec-WebSocket-Protocol: b"])
    }

    @Test(
        .requirements("WS-HS-07"),
        arguments: [
            (true, nil, nil), (true, "x-webkit-deflate-frame", nil), (false, "permessage-deflate", nil),
            (true, "permessage-deflate", "permessage-deflate"),
            (true, "x-webkit-deflate-frame, permessage-deflate", "permessage-deflate"),
            (true, "permessage-bzip2; a=b", nil),
        ] as [(Bool, String?, String?)])
    func `an extension is answered if it was offered and is wanted`(wanted: Bool, offered: String?, chosen: String?) {
        let options = HandshakeOptions(compression: wanted ? CompressionAgreement() : nil)
        let head = request(["Sec-WebSocket-Extensions": offered])
        #expect(
            answer(to: head, options) == Self.switching + (chosen.map { ["Sec-WebSocket-Extensions: \($0)"] } ?? []))
        guard case .accepted(_, let agreement) = ServerHandshake.judge(head, options) else { return }
        #expect((agreement.compression != nil) == (chosen != nil))
    }

    @Test func `a request that is none for a WebSocket is known by its Upgrade`() {
        #expect(ServerHandshake.isAskedFor(by: request()))
        #expect(ServerHandshake.isAskedFor(by: request(["Upgrade": "x, WebSocket", "Sec-WebSocket-Key": nil])))
        #expect(!ServerHandshake.isAskedFor(by: request(["Upgrade": nil])))
        #expect(!ServerHandshake.isAskedFor(by: request(["Upgrade": "h2c"])))
    }

    @Test(.requirements("WS-HS-08"))
    func `frames in the same segment as the request are not lost`() throws {
        let wire =
            Array(
                """
                GET /chat HTTP/1.1\r
                Host: server.example.com\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                \r

                """.utf8) + hex("81 85 37 fa 21 3d 7f 9f 4d 51 58")
        for split in everySplit(of: wire) {
            var http = HTTP1.Connection(role: .server)
            var server: WebSocket.Connection?
            var told = Story()
            for run in split.runs {
                guard server == nil else {
                    server?.receive(Array(run))
                    continue
                }
                http.receive(Array(run))
                guard case .request(let head) = try http.nextEvent() else { continue }
                #expect(try http.nextEvent() == .endOfMessage(trailers: FieldSection()))
                guard case .accepted(let answer, let agreement) = ServerHandshake.judge(head, HandshakeOptions()) else {
                    Issue.record("refused")
                    return
                }
                var output: [UInt8] = []
                try http.send(.response(answer), into: &output)
                #expect(http.isSwitched)
                server = WebSocket.Connection(role: .server, agreement: agreement)
                server?.receive(http.takeTrailingData())
            }
            if var server { told.goOn(with: &server) }
            #expect(told == Story("text Hello"), "\(split)")
        }
    }
}
