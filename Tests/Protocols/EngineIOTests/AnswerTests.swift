import EngineIO
import HTTP1
import TestSupport
import Testing

struct AnswerTests {
    private func request(origin: String? = nil, method: String = "GET") -> RequestHead {
        RequestHead(
            method: method, target: "/engine.io/?EIO=4&transport=polling",
            fields: origin.map { FieldSection(["Origin": $0]) } ?? FieldSection())
    }

    @Test(.requirements("EIO-HP-01", "EIO-HP-02", "EIO-HP-03", "EIO-HD-01", "EIO-HD-07"))
    func `a POST that was taken is answered with ok`() {
        let answer = ServerConfiguration().answer(.ok, to: request(origin: "http://a"))
        #expect(answer.status == 200)
        #expect(answer.body == Array("ok".utf8))
        #expect(answer.fields == FieldSection(["Content-Type": "text/html", "Cache-Control": "no-store"]))
    }

    @Test(.requirements("EIO-HP-02", "EIO-HP-03")) func `a poll is answered with text`() {
        let answer = ServerConfiguration().answer(.payload([0x36]), to: request())
        #expect(answer.status == 200)
        #expect(answer.body == [0x36])
        #expect(
            answer.fields
                == FieldSection(["Content-Type": "text/plain; charset=UTF-8", "Cache-Control": "no-store"]))
    }

    @Test(
        .requirements(
            "EIO-ER-01", "EIO-ER-02", "EIO-ER-03", "EIO-ER-04", "EIO-ER-05", "EIO-ER-06", "EIO-ER-07", "EIO-HS-24",
            "EIO-HS-26"),
        arguments: [
            (Refusal.unknownTransport, 400, #"{"code":0,"message":"Transport unknown"}"#),
            (.unknownSession, 400, #"{"code":1,"message":"Session ID unknown"}"#),
            (.badHandshakeMethod, 400, #"{"code":2,"message":"Bad handshake method"}"#),
            (.badRequest, 400, #"{"code":3,"message":"Bad request"}"#),
            (.forbidden("no \"entry\""), 403, #"{"code":4,"message":"no \"entry\""}"#),
            (.unsupportedVersion, 400, #"{"code":5,"message":"Unsupported protocol version"}"#),
        ])
    func `a refusal says its code`(refusal: Refusal, status: Int, body: String) {
        let answer = ServerConfiguration().answer(.refused(refusal), to: request())
        #expect(answer.status == status)
        #expect(shown(answer.body) == body)
        #expect(answer.fields["content-type"] == "application/json")
    }

    @Test(.requirements("EIO-HD-02", "EIO-HD-04")) func `with cross-origin sharing every answer gives leave`() {
        var configuration = ServerConfiguration()
        configuration.crossOrigin = CrossOrigin()
        for reply in [Reply.ok, .payload([0x36]), .refused(.unknownSession)] {
            let answer = configuration.answer(reply, to: request(origin: "http://a"))
            #expect(answer.fields["access-control-allow-origin"] == "*")
            #expect(!answer.fields.contains("vary"))
            #expect(!answer.fields.contains("access-control-allow-credentials"))
            #expect(!configuration.answer(reply, to: request()).fields.contains("access-control-allow-origin"))
        }
        configuration.crossOrigin?.allowsCredentials = true
        for reply in [Reply.ok, .payload([0x36]), .refused(.unknownSession)] {
            let answer = configuration.answer(reply, to: request(origin: "http://a"))
            #expect(answer.fields["access-control-allow-origin"] == "http://a")
            #expect(answer.fields["vary"] == "Origin")
            #expect(answer.fields["access-control-allow-credentials"] == "true")
        }
    }

    @Test(.requirements("EIO-HD-05")) func `an origin that is not listed gets no leave, and caches are told why`() {
        var configuration = ServerConfiguration()
        configuration.crossOrigin = CrossOrigin(origins: .list(["http://friend", "http://other"]))
        let evil = configuration.answer(.ok, to: request(origin: "http://evil"))
        #expect(!evil.fields.contains("access-control-allow-origin"))
        #expect(evil.fields["vary"] == "Origin")
        #expect(
            configuration.answer(.ok, to: request(origin: "http://other")).fields["access-control-allow-origin"]
                == "http://other")
        #expect(
            !configuration.answer(.ok, to: request(origin: "http://friend.evil")).fields
                .contains("access-control-allow-origin"))
    }

    @Test(.requirements("EIO-HD-03")) func `a preflight names methods and the fields that were asked for`() {
        var configuration = ServerConfiguration()
        configuration.crossOrigin = CrossOrigin()
        var head = request(origin: "http://a", method: "OPTIONS")
        head.fields.append("Access-Control-Request-Headers", "content-type, x-token")
        guard case .preflight(let answer) = ServerRequest.read(head, configuration, session: { _ in nil }) else {
            Issue.record("this is a preflight")
            return
        }
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
        #expect(answer.fields["access-control-allow-origin"] == "*")
        #expect(answer.fields["access-control-allow-methods"] == "GET, POST")
        #expect(answer.fields["access-control-allow-headers"] == "content-type, x-token")

        configuration.crossOrigin = CrossOrigin(origins: .list(["http://friend"]))
        guard case .preflight(let refused) = ServerRequest.read(head, configuration, session: { _ in nil }) else {
            Issue.record("this is a preflight")
            return
        }
        #expect(!refused.fields.contains("access-control-allow-origin"))
        #expect(!refused.fields.contains("access-control-allow-methods"))
    }

    @Test(.requirements("EIO-HD-08")) func `answers have the application's fields`() {
        var configuration = ServerConfiguration()
        configuration.fields.append("X-All", "1")
        configuration.handshakeFields.append("X-First", "2")
        let answer = configuration.answer(.ok, to: request())
        #expect(answer.fields["x-all"] == "1")
        #expect(!answer.fields.contains("x-first"))
        var first = FieldSection()
        configuration.addHandshake(to: &first, sessionID: "s")
        #expect(first == FieldSection(["X-First": "2"]))
    }

    @Test(.requirements("EIO-HD-06", "EIO-HD-07")) func `the cookie of a session comes with its first answer`() {
        var configuration = ServerConfiguration()
        var fields = FieldSection()
        configuration.addHandshake(to: &fields, sessionID: "s")
        #expect(fields.isEmpty)

        configuration.cookie = SessionCookie()
        configuration.addHandshake(to: &fields, sessionID: "s")
        #expect(fields == FieldSection(["Set-Cookie": "io=s; Path=/; HttpOnly; SameSite=Lax"]))
        #expect(!configuration.answer(.ok, to: request()).fields.contains("set-cookie"))

        configuration.cookie?.isSecure = true
        configuration.cookie?.sameSite = SessionCookie.SameSite.none
        fields = FieldSection()
        configuration.addHandshake(to: &fields, sessionID: "s")
        #expect(fields["set-cookie"] == "io=s; Path=/; HttpOnly; Secure; SameSite=None")

        configuration.cookie = SessionCookie()
        configuration.cookie?.name = "sid"
        configuration.cookie?.path = nil
        configuration.cookie?.isHTTPOnly = false
        configuration.cookie?.sameSite = nil
        fields = FieldSection()
        configuration.addHandshake(to: &fields, sessionID: "s")
        #expect(fields["set-cookie"] == "sid=s")
    }

    @Test(
        .requirements("EIO-HS-21", "EIO-HS-22"),
        arguments: [
            ("/engine.io/", true, true), ("/engine.io/?EIO=4", true, true), ("/engine.io", false, true),
            ("/engine.io?EIO=4", false, true), ("/engine.io/x", false, false), ("/engine.iox", false, false),
            ("/engine.io//", false, false), ("/engine", false, false), ("/", false, false),
            ("/x?/engine.io/", false, false),
        ])
    func `a path must be the server's`(target: String, isServed: Bool, isServedWithoutSlash: Bool) {
        var configuration = ServerConfiguration()
        #expect(configuration.serves(target: target) == isServed)
        configuration.takesPathWithoutSlash = true
        #expect(configuration.serves(target: target) == isServedWithoutSlash)
        configuration.path = "/socket.io/"
        #expect(!configuration.serves(target: target))
    }
}
