import EngineIO
import HTTP1
import TestSupport
import Testing

@Suite("Engine.IO protocol 4, Query parameters")
struct ServerRequestTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var request: String
        var verdict: String
        var testDescription: String { "\(request): \(verdict)" }

        init(_ request: String, _ verdict: String) {
            self.request = request
            self.verdict = verdict
        }
    }

    /// What a server makes of `METHOD query [Name: value] …`; there are a session "p" over polling and "w" over
    /// WebSocket.
    private func read(
        _ request: String, fields: FieldSection = FieldSection(),
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) -> String {
        var parts = request.split(separator: " ").map(String.init)
        let method = parts.removeFirst()
        let target = "/engine.io/?" + parts.removeFirst()
        var fields = fields
        if parts == ["upgrade"] {
            fields.append("Connection", "Upgrade")
            fields.append("Upgrade", "websocket")
        }
        var configuration = ServerConfiguration()
        change(&configuration)
        let sessions: [String: Transport] = ["p": .polling, "w": .webSocket]
        let head = RequestHead(method: method, target: target, fields: fields)
        return switch ServerRequest.read(head, configuration, session: { sessions[$0] }) {
        case .handshake(let transport, _): "handshake \(transport)"
        case .poll(let session): "poll \(session)"
        case .post(let session): "post \(session)"
        case .webSocket(let session): "upgrade \(session)"
        case .preflight(let answer): "preflight \(answer.status)"
        case .refused(let refusal): "\(refusal.status) code \(refusal.code)"
        }
    }

    @Test(
        .requirements("EIO-HS-01", "EIO-HS-19", "EIO-HS-20", "EIO-HS-11"),
        arguments: [
            Case("GET EIO=4&transport=polling", "handshake polling"),
            Case("GET transport=polling&EIO=4&t=abc&b64=1&custom=%C3%A9", "handshake polling"),
            Case("GET EIO=4&transport=polling&sid=", "handshake polling"),
            Case("GET EIO=4&transport=polling&sid", "handshake polling"),
            Case("GET EIO=4&transport=websocket upgrade", "handshake webSocket"),
            Case("GET E%49O=4&transport=pollin%67", "handshake polling"),
            // Of repeated parameters the last counts.
            Case("GET EIO=3&EIO=4&transport=polling", "handshake polling"),
            Case("GET EIO=4&transport=polling&sid=p&sid=", "handshake polling"),
            Case("GET EIO=4&EIO=3&transport=polling", "400 code 5"),
        ])
    func `a handshake is a GET without a session`(example: Case) {
        #expect(read(example.request) == example.verdict)
    }

    @Test(
        .requirements(
            "EIO-HS-09", "EIO-HS-10", "EIO-HS-12", "EIO-HS-13", "EIO-HS-14", "EIO-HS-15", "EIO-HS-16", "EIO-HS-17",
            "EIO-HS-18", "EIO-ER-02", "EIO-ER-04", "EIO-ER-05", "EIO-ER-07", "EIO-V3-01"),
        arguments: [
            Case("GET transport=polling", "400 code 5"), Case("GET EIO=&transport=polling", "400 code 5"),
            Case("GET EIO=3&transport=polling", "400 code 5"), Case("GET EIO=5&transport=polling", "400 code 5"),
            Case("GET EIO=04&transport=polling", "400 code 5"), Case("GET EIO=abc&transport=polling", "400 code 5"),
            Case("GET EIO=4", "400 code 0"), Case("GET EIO=4&transport=", "400 code 0"),
            Case("GET EIO=4&transport=abc", "400 code 0"), Case("GET EIO=4&transport=constructor", "400 code 0"),
            Case("GET EIO=4&transport=__proto__", "400 code 0"), Case("GET EIO=4&transport=webSocket", "400 code 0"),
            Case("GET EIO=4&transport=websocket", "400 code 3"),
            Case("POST EIO=4&transport=polling", "400 code 2"), Case("PUT EIO=4&transport=polling", "400 code 2"),
            Case("DELETE EIO=4&transport=polling", "400 code 2"), Case("HEAD EIO=4&transport=polling", "400 code 2"),
            Case("OPTIONS EIO=4&transport=polling", "400 code 2"),
            Case("GET transport=websocket upgrade", "400 code 5"),
            Case("GET EIO=3&transport=websocket upgrade", "400 code 5"),
            Case("GET EIO=4 upgrade", "400 code 0"), Case("GET EIO=4&transport=abc upgrade", "400 code 0"),
            Case("GET EIO=4&transport=polling upgrade", "400 code 3"),
        ])
    func `a wrong handshake is refused, before any WebSocket opens`(example: Case) {
        #expect(read(example.request) == example.verdict)
    }

    @Test(
        .requirements("EIO-ER-03", "EIO-ER-08", "EIO-ER-09", "EIO-ER-10", "EIO-ER-11"),
        arguments: [
            Case("GET EIO=4&transport=polling&sid=x", "400 code 1"),
            Case("POST EIO=4&transport=polling&sid=x", "400 code 1"),
            Case("GET EIO=4&transport=websocket&sid=x upgrade", "400 code 1"),
            Case("GET EIO=4&transport=polling&sid=__proto__", "400 code 1"),
            Case("GET EIO=4&transport=polling&sid=constructor", "400 code 1"),
            Case("PUT EIO=4&transport=polling&sid=x", "400 code 1"),
        ])
    func `a session that does not exist is unknown`(example: Case) {
        #expect(read(example.request) == example.verdict)
    }

    @Test(
        .requirements("EIO-ER-12", "EIO-ER-13", "EIO-UP-15", "EIO-UP-07"),
        arguments: [
            Case("GET EIO=4&transport=polling&sid=p", "poll p"), Case("POST EIO=4&transport=polling&sid=p", "post p"),
            Case("GET EIO=4&transport=websocket&sid=p upgrade", "upgrade p"),
            Case("GET EIO=4&transport=polling&sid=w", "400 code 3"),
            Case("POST EIO=4&transport=polling&sid=w", "400 code 3"),
            // A proxy took the upgrade away.
            Case("GET EIO=4&transport=websocket&sid=p", "400 code 3"),
            Case("GET EIO=4&transport=websocket&sid=w", "400 code 3"),
            Case("POST EIO=4&transport=websocket&sid=p", "400 code 3"),
            Case("PUT EIO=4&transport=polling&sid=p", "400 code 3"),
            Case("DELETE EIO=4&transport=polling&sid=p", "400 code 3"),
            Case("HEAD EIO=4&transport=polling&sid=p", "400 code 3"),
            Case("OPTIONS EIO=4&transport=polling&sid=p", "400 code 3"),
            Case("GET transport=polling&sid=p", "400 code 5"), Case("GET EIO=3&transport=polling&sid=p", "400 code 5"),
        ])
    func `requests of a session go with its transport`(example: Case) {
        #expect(read(example.request) == example.verdict)
    }

    @Test(
        .requirements("EIO-ER-14"),
        arguments: [
            "GET EIO=4&transport=polling&x=%zz", "GET %&EIO=4&transport=polling",
            "GET EIO=4&transport=polling&sid=%ff%fe",
        ])
    func `what is not percent-encoded UTF-8 is a bad request`(request: String) {
        #expect(read(request) == "400 code 3")
    }

    @Test(.requirements("EIO-HP-25")) func `JSONP is refused`() {
        #expect(read("GET EIO=4&transport=polling&j=0") == "400 code 3")
        #expect(read("POST EIO=4&transport=polling&j=1&sid=p") == "400 code 3")
        #expect(read("GET EIO=4&transport=websocket&j=0 upgrade") == "handshake webSocket")
    }

    @Test func `only transports that are on can be had`() {
        #expect(read("GET EIO=4&transport=polling") { $0.transports = [.webSocket] } == "400 code 0")
        #expect(read("GET EIO=4&transport=websocket upgrade") { $0.transports = [.polling] } == "400 code 0")
    }

    @Test(.requirements("EIO-HS-25"), arguments: ["http://a\u{1}", "http://a\t", "\u{7F}", "a b", "http://a\u{0}b"])
    func `an origin with control characters is refused and not echoed`(origin: String) {
        let fields = FieldSection(["Origin": origin])
        #expect(read("GET EIO=4&transport=polling", fields: fields) == "400 code 3")
        #expect(read("GET EIO=4&transport=polling", fields: fields) { $0.crossOrigin = CrossOrigin() } == "400 code 3")
        var configuration = ServerConfiguration()
        configuration.crossOrigin = CrossOrigin(allowsCredentials: true)
        let head = RequestHead(method: "GET", target: "/engine.io/", fields: fields)
        #expect(!configuration.answer(.refused(.badRequest), to: head).fields.contains("access-control-allow-origin"))
    }

    @Test(.requirements("EIO-HD-05"))
    func `a WebSocket from a page that is not allowed is refused, a poll is answered without leave`() {
        let fields = FieldSection(["Origin": "http://evil"])
        let onlyFriends: (inout ServerConfiguration) -> Void = {
            $0.crossOrigin = CrossOrigin(origins: .list(["http://friend"]))
        }
        #expect(read("GET EIO=4&transport=websocket upgrade", fields: fields, onlyFriends) == "403 code 4")
        #expect(read("GET EIO=4&transport=polling", fields: fields, onlyFriends) == "handshake polling")
        let friend = FieldSection(["Origin": "http://friend"])
        #expect(read("GET EIO=4&transport=websocket upgrade", fields: friend, onlyFriends) == "handshake webSocket")
        #expect(read("GET EIO=4&transport=websocket upgrade", onlyFriends) == "handshake webSocket")
        #expect(
            read("GET EIO=4&transport=websocket upgrade", fields: fields) {
                onlyFriends(&$0)
                $0.crossOrigin?.refusesWebSockets = false
            } == "handshake webSocket")
        #expect(read("GET EIO=4&transport=websocket upgrade", fields: fields) == "handshake webSocket")
    }

    @Test(.requirements("EIO-HS-20")) func `the application sees the whole query`() {
        let head = RequestHead(method: "GET", target: "/engine.io/?EIO=4&transport=polling&token=a%2Bb+c&token=d&flag")
        guard
            case .handshake(.polling, let query) = ServerRequest.read(
                head, ServerConfiguration(), session: { _ in nil })
        else {
            Issue.record("this is a handshake")
            return
        }
        #expect(query["token"] == "d")
        #expect(query["flag"] == "")
        #expect(query["other"] == nil)
    }
}
