import Bytes
import EngineIO
import TestSupport
import Testing

@Suite("Engine.IO protocol 4, HTTP long-polling, client")
struct ClientPollingTests {
    @Test(.requirements("EIO-HP-27", "EIO-HP-28"))
    func `every request after the handshake names the session, each poll is another one`() {
        var talk = ClientTalk()
        #expect(talk.start == ["1 GET"])
        #expect(talk.targets[1] == "/engine.io/?EIO=4&transport=polling&t=z")
        #expect(talk.answer(1, ClientTalk.upgradable) == ["opened s", "ws 2 opens", "3 GET"])
        #expect(talk.targets[2] == "/engine.io/?EIO=4&transport=websocket&sid=s")
        #expect(talk.targets[3] == "/engine.io/?EIO=4&transport=polling&t=10&sid=s")
        #expect(talk.send("a") == ["4 POST 4a"])
        #expect(talk.targets[4] == "/engine.io/?EIO=4&transport=polling&t=11&sid=s")
    }

    @Test(.requirements("EIO-HD-11", "EIO-HP-27")) func `path, query and id are encoded into the target`() {
        var talk = ClientTalk {
            $0.path = "/socket.io/"
            $0.query = [("token", "a b&c=ü"), ("flag", "")]
        }
        #expect(talk.targets[1] == "/socket.io/?EIO=4&transport=polling&token=a%20b%26c%3D%C3%BC&flag=&t=z")
        _ = talk.answer(1, #"0{"sid":"a&b/c","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":100}"#)
        #expect(talk.targets[2]?.hasSuffix("&sid=a%26b%2Fc") == true)
    }

    @Test(.requirements("EIO-HP-26")) func `there is one GET and one POST at a time`() {
        var talk = ClientTalk.open()
        #expect(talk.send("a") == ["3 POST 4a"])
        #expect(talk.send("b") == [])
        #expect(talk.send("c") == [])
        #expect(talk.answer(2, "4x") == [#"deliver "x""#, "4 GET"])
        #expect(talk.answer(3, "ok") == ["5 POST 4b␞4c"])
        #expect(talk.answer(5, "ok") == [])
        #expect(talk.answer(5, "ok") == [])
        #expect(talk.answer(4, "6") == ["6 GET"])
    }

    @Test(.requirements("EIO-HP-30", "EIO-HP-31", "EIO-HP-32"))
    func `packets are collected until maxPayload bytes, a larger one goes alone`() {
        var talk = ClientTalk.open { $0.packetsPerPost = 100 }
        #expect(talk.send("first") == ["3 POST 4first"])
        let eleven = String(repeating: "é", count: 5)  // with its type 11 bytes, with a separator 12
        let large = String(repeating: "x", count: 200)
        // 8 × 11 + 7 = 95 bytes; a ninth needs 12 more. Then 5 more exactly fit: separator, type, three characters.
        #expect(talk.send(eleven, eleven, eleven, eleven, eleven, eleven, eleven, eleven, "abc", "d", large, "e") == [])
        let eight = Array(repeating: "4" + eleven, count: 8).joined(separator: "␞")
        #expect(talk.answer(3, "ok") == ["4 POST \(eight)␞4abc"])
        #expect(talk.answer(4, "ok") == ["5 POST 4d"])
        #expect(talk.answer(5, "ok") == ["6 POST 4\(large)"])
        #expect(talk.answer(6, "ok") == ["7 POST 4e"])
    }

    @Test(.requirements("EIO-HP-31")) func `binary counts as base 64`() throws {
        var talk = ClientTalk.open()
        _ = talk.send("first")
        // 72 bytes are 96 characters and the mark; 73 are 100.
        try talk.session.send(.binary([UInt8](repeating: 0, count: 72)), at: talk.now)
        try talk.session.send(.text([0x61]), at: talk.now)
        let binary = "b" + String(repeating: "A", count: 96)
        #expect(talk.answer(3, "ok") == ["4 POST \(binary)␞4a"])
        // One byte more is one too many.
        try talk.session.send(.binary([UInt8](repeating: 0, count: 72)), at: talk.now)
        try talk.session.send(.text([0x61, 0x62]), at: talk.now)
        #expect(talk.answer(4, "ok") == ["5 POST \(binary)"])
        #expect(talk.answer(5, "ok") == ["6 POST 4ab"])
        try talk.session.send(.binary([UInt8](repeating: 0, count: 73)), at: talk.now)
        try talk.session.send(.text([0x61]), at: talk.now)
        #expect(talk.answer(6, "ok").first?.hasSuffix("=") == true)
    }

    @Test func `one POST has so many packets as every server takes`() {
        var talk = ClientTalk.open { $0.packetsPerPost = 2 }
        #expect(talk.send("a", "b", "c") == ["3 POST 4a␞4b"])
        #expect(talk.answer(3, "ok") == ["4 POST 4c"])
    }

    @Test(.requirements("EIO-HP-33", "EIO-HP-14", "EIO-PK-03", "EIO-PK-09"))
    func `packets of one answer are handled in order`() {
        var talk = ClientTalk.open()
        #expect(
            talk.answer(2, "4a|2|bAQI=|4|6|4😀")
                == [#"deliver "a""#, "deliver <1 2>", #"deliver """#, #"deliver "😀""#, "3 GET", "4 POST 3"])
    }

    @Test(.requirements("EIO-HP-33", "EIO-PK-11"), arguments: ["", "7", "4a|", "abc", "b?"])
    func `what is no packet ends the session`(body: String) {
        var talk = ClientTalk.open()
        let lines = talk.answer(2, body)
        #expect(lines.last == "closed: malformed")
        #expect(talk.send() == [])
        #expect(talk.session.nextDeadline == nil)
    }

    @Test(.requirements("EIO-HP-34", "EIO-ER-15")) func `a refusal ends the session and is shown`() {
        var handshake = ClientTalk()
        #expect(
            handshake.answer(1, #"{"code":0,"message":"Transport unknown"}"#, status: 400)
                == [#"closed: 400 {"code":0,"message":"Transport unknown"}"#])

        var poll = ClientTalk.open()
        _ = poll.send("a")
        #expect(
            poll.answer(2, #"{"code":1,"message":"Session ID unknown"}"#, status: 400)
                == ["3 abandoned", #"closed: 400 {"code":1,"message":"Session ID unknown"}"#])

        var post = ClientTalk.open()
        _ = post.send("a")
        #expect(post.answer(3, "too large", status: 413) == ["2 abandoned", "closed: 413 too large"])
        #expect(throws: LocalError.closed) { try post.session.send(.text([]), at: post.now) }
    }

    @Test func `a request that comes to nothing ends the session`() {
        var talk = ClientTalk.open()
        #expect(talk.fail(9) == [])
        #expect(talk.fail(2) == [#"closed: transportLost("reset")"#])
    }

    @Test(arguments: ["4a", "6", "0", "0{}", "<html>", #"0{"sid":"s"}"#])
    func `what is no handshake does not open a session`(body: String) {
        var talk = ClientTalk()
        #expect(talk.answer(1, body).last == "closed: malformed")
    }

    @Test func `a message may follow the handshake in the same payload`() {
        var talk = ClientTalk()
        #expect(talk.answer(1, ClientTalk.handshake + "|4hi") == ["opened s", #"deliver "hi""#, "2 GET"])
    }

    @Test func `a handshake that does not come is given up`() {
        var talk = ClientTalk { $0.openTime = .milliseconds(50) }
        #expect(talk.wait(49) == [])
        #expect(talk.wait(1) == ["50: 1 abandoned", "50: closed: openTimeout"])
    }

    @Test func `what is sent before the session is open follows it`() {
        var talk = ClientTalk()
        #expect(talk.send("a", "b") == [])
        #expect(talk.answer(1, ClientTalk.handshake) == ["opened s", "2 GET", "3 POST 4a␞4b"])
    }

    @Test(.requirements("EIO-PK-12")) func `a text with U+001E is refused over polling`() throws {
        let text = Message.text(Array("a\u{1E}b".utf8))
        var talk = ClientTalk.open()
        #expect(throws: LocalError.separatorInText) { try talk.session.send(text, at: talk.now) }
        var other = ClientTalk { $0.transports = [.webSocket] }
        _ = other.receive(ClientTalk.handshake, on: 1)
        try other.session.send(text, at: other.now)
        #expect(other.log() == ["ws 1 → 4a␞b"])
    }
}

@Suite("Engine.IO protocol 4, WebSocket, client")
struct ClientWebSocketTests {
    private func open() -> ClientTalk {
        var talk = ClientTalk { $0.transports = [.webSocket] }
        _ = talk.opened(1)
        _ = talk.receive(ClientTalk.handshake, on: 1)
        return talk
    }

    @Test(.requirements("EIO-PK-06", "EIO-PK-07", "EIO-PK-09", "EIO-PK-10"))
    func `a session may begin with a WebSocket`() throws {
        var talk = ClientTalk { $0.transports = [.webSocket, .polling] }
        #expect(talk.start == ["ws 1 opens"])
        #expect(talk.targets[1] == "/engine.io/?EIO=4&transport=websocket")
        #expect(talk.opened(1) == [])
        #expect(talk.send("early") == [])
        #expect(talk.receive(ClientTalk.handshake, on: 1) == ["opened s", "ws 1 → 4early"])
        #expect(talk.send("a", "") == ["ws 1 → 4a", "ws 1 → 4"])
        try talk.session.send(.binary([]), at: talk.now)
        #expect(talk.log() == ["ws 1 → <>"])
        #expect(talk.receive("4", on: 1) == [#"deliver """#])
        #expect(talk.receive(bytes: [], on: 1) == ["deliver <>"])
        #expect(talk.receive(bytes: [1, 2], on: 1) == ["deliver <1 2>"])
    }

    @Test(.requirements("EIO-PK-10", "EIO-PK-11", "EIO-HP-33"), arguments: ["", "7", "x"])
    func `what is no packet ends the session`(text: String) {
        var talk = open()
        #expect(talk.receive(text, on: 1) == ["ws 1 closes", "closed: malformed"])
    }

    @Test(arguments: ["4a", "2", "0", "0[]", "7"])
    func `a WebSocket that does not begin with the handshake opens nothing`(text: String) {
        var talk = ClientTalk { $0.transports = [.webSocket] }
        #expect(talk.receive(text, on: 1) == ["ws 1 closes", "closed: malformed"])
    }

    @Test(.requirements("EIO-ER-15")) func `a WebSocket that is refused is shown with its status`() {
        var talk = ClientTalk { $0.transports = [.webSocket] }
        #expect(talk.closed(1, status: 400, "{}").last == "closed: 400 {}")
    }

    @Test func `a WebSocket that is closed or cut ends the session`() {
        var talk = open()
        #expect(talk.closed(1).last == "closed: byServer")
        var other = open()
        #expect(other.closed(1, isByPeer: false).last == #"closed: transportLost("cut")"#)
    }
}

@Suite("Engine.IO protocol 4, Heartbeat, client")
struct ClientHeartbeatTests {
    @Test(.requirements("EIO-HB-09")) func `every ping is answered at once`() {
        var talk = ClientTalk.open()
        #expect(talk.answer(2, "2") == ["3 GET", "4 POST 3"])
        var socket = ClientTalk { $0.transports = [.webSocket] }
        _ = socket.receive(ClientTalk.handshake, on: 1)
        #expect(socket.receive("2", on: 1) == ["ws 1 → 3"])
        #expect(socket.receive("2", on: 1) == ["ws 1 → 3"])
    }

    @Test(.requirements("EIO-HB-09")) func `the pong goes before what waits`() {
        var talk = ClientTalk.open { $0.packetsPerPost = 2 }
        #expect(talk.send("a", "b", "c", "d") == ["3 POST 4a␞4b"])
        #expect(talk.answer(2, "2") == ["4 GET"])
        #expect(talk.answer(3, "ok") == ["5 POST 3␞4c"])
        #expect(talk.answer(5, "ok") == ["6 POST 4d"])
    }

    @Test(.requirements("EIO-HB-10", "EIO-HB-11")) func `without a ping in time the connection is lost, not before`() {
        var talk = ClientTalk.open()
        #expect(talk.wait(499) == [])
        #expect(talk.wait(1) == ["500: 2 abandoned", "500: closed: pingTimeout"])
    }

    @Test(.requirements("EIO-HB-10", "EIO-HB-11"), arguments: [(10, 5000), (5000, 10), (0, 7)])
    func `the values of the handshake count, from ping to ping`(interval: Int, timeout: Int) {
        var talk = ClientTalk { $0.transports = [.webSocket] }
        _ = talk.receive(#"0{"sid":"s","upgrades":[],"pingInterval":\#(interval),"pingTimeout":\#(timeout)}"#, on: 1)
        #expect(talk.wait(interval + timeout - 1) == [])
        #expect(talk.receive("2", on: 1) == ["ws 1 → 3"])
        #expect(talk.wait(interval + timeout - 1) == [])
        #expect(talk.wait(1).last == "\(2 * (interval + timeout) - 1): closed: pingTimeout")
    }

    @Test(.requirements("EIO-HB-13")) func `data does not stand for a ping`() {
        var talk = ClientTalk.open()
        #expect(talk.wait(400) == [])
        #expect(talk.answer(2, "4a") == [#"deliver "a""#, "3 GET"])
        #expect(talk.wait(100) == ["500: 3 abandoned", "500: closed: pingTimeout"])
    }

    @Test(.requirements("EIO-HB-12")) func `after a suspension nothing is written to nobody`() {
        var socket = ClientTalk { $0.transports = [.webSocket] }
        _ = socket.receive(ClientTalk.handshake, on: 1)
        socket.sleep(600)
        #expect(throws: LocalError.closed) { try socket.session.send(.text([0x61]), at: socket.now) }
        #expect(socket.log() == ["ws 1 closes", "closed: pingTimeout"])

        var polling = ClientTalk.open()
        #expect(polling.send("a", "b") == ["3 POST 4a␞4b"])
        #expect(polling.send("c") == [])
        polling.sleep(600)
        #expect(polling.answer(3, "ok") == ["2 abandoned", "closed: pingTimeout"])
    }
}

@Suite("Engine.IO protocol 4, Upgrade, client")
struct ClientUpgradeTests {
    @Test(.requirements("EIO-UP-17", "EIO-UP-18", "EIO-UP-19"))
    func `polling comes to rest behind the probe, then everything goes over`() {
        var talk = ClientTalk.upgrading()
        #expect(talk.send("a") == ["4 POST 4a"])
        #expect(talk.opened(2) == ["ws 2 → 2probe"])
        #expect(talk.send("b") == [])
        #expect(talk.receive("3probe", on: 2) == [])
        #expect(talk.send("c") == [])
        #expect(talk.answer(4, "ok") == [])
        #expect(talk.send("d") == [])
        #expect(
            talk.answer(3, "4x|2") == [
                #"deliver "x""#, "ws 2 → 5", "upgraded", "ws 2 → 3", "ws 2 → 4b", "ws 2 → 4c", "ws 2 → 4d",
            ])
        #expect(talk.send("e") == ["ws 2 → 4e"])
        #expect(talk.receive("4y", on: 2) == [#"deliver "y""#])
        #expect(talk.answer(3, "4late") == [])
    }

    @Test(.requirements("EIO-UP-17", "EIO-UP-18")) func `the open GET is waited for, the open POST, too`() {
        var talk = ClientTalk.upgrading()
        #expect(talk.opened(2) == ["ws 2 → 2probe"])
        #expect(talk.send("a") == ["4 POST 4a"])
        #expect(talk.receive("3probe", on: 2) == [])
        #expect(talk.answer(3, "6") == [])
        #expect(talk.answer(4, "ok") == ["ws 2 → 5", "upgraded"])
    }

    @Test(.requirements("EIO-UP-18")) func `between probe and answer polling goes on`() {
        var talk = ClientTalk.upgrading()
        #expect(talk.opened(2) == ["ws 2 → 2probe"])
        #expect(talk.answer(3, "4x") == [#"deliver "x""#, "4 GET"])
        #expect(talk.send("a") == ["5 POST 4a"])
    }

    @Test(.requirements("EIO-UP-20"), arguments: ["3", "3foo", "2probe", "4x", "", "x", "6"])
    func `another answer to the probe keeps the client on polling`(text: String) {
        var talk = ClientTalk.upgrading()
        #expect(talk.opened(2) == ["ws 2 → 2probe"])
        #expect(talk.receive(text, on: 2) == ["ws 2 closes"])
        #expect(talk.receive("3probe", on: 2) == [])
        #expect(talk.send("a") == ["4 POST 4a"])
        #expect(talk.answer(3, "6") == ["5 GET"])
    }

    @Test(.requirements("EIO-UP-20")) func `a candidate that fails keeps the client on polling`() {
        var talk = ClientTalk.upgrading()
        #expect(talk.closed(2, status: 400) == [])
        #expect(talk.answer(3, "6") == ["4 GET"])

        // Even when polling has come to rest: it goes on.
        var other = ClientTalk.upgrading()
        _ = other.opened(2)
        #expect(other.send("a") == ["4 POST 4a"])
        #expect(other.receive("3probe", on: 2) == [])
        #expect(other.answer(3, "6") == [])
        #expect(other.send("b") == [])
        #expect(other.closed(2) == ["5 GET"])
        #expect(other.answer(4, "ok") == ["6 POST 4b"])
    }

    @Test(.requirements("EIO-UP-20")) func `an upgrade that takes too long is given up`() {
        var talk = ClientTalk.upgrading { $0.upgradeTime = .milliseconds(100) }
        _ = talk.opened(2)
        _ = talk.receive("3probe", on: 2)
        #expect(talk.wait(99) == [])
        #expect(talk.wait(1) == ["100: ws 2 closes"])
        #expect(talk.answer(3, "6") == ["4 GET"])
    }

    @Test(.requirements("EIO-UP-21")) func `only what is offered and wanted is probed`() {
        #expect(ClientTalk.open().targets.count == 2)
        var talk = ClientTalk { $0.transports = [.polling] }
        #expect(talk.answer(1, ClientTalk.upgradable) == ["opened s", "2 GET"])
        var other = ClientTalk()
        let offer = #"0{"sid":"s","upgrades":["webtransport"],"pingInterval":300,"pingTimeout":200,"maxPayload":100}"#
        #expect(other.answer(1, offer) == ["opened s", "2 GET"])
        var socket = ClientTalk { $0.transports = [.webSocket, .polling] }
        #expect(socket.receive(ClientTalk.upgradable, on: 1) == ["opened s"])
    }

    @Test(.requirements("EIO-UP-22")) func `closing waits for the upgrade and sends what waits`() {
        var talk = ClientTalk.upgrading()
        _ = talk.opened(2)
        #expect(talk.receive("3probe", on: 2) == [])
        #expect(talk.send("a") == [])
        #expect(talk.close() == [])
        #expect(throws: LocalError.closed) { try talk.session.send(.text([]), at: talk.now) }
        #expect(talk.answer(3, "6") == ["ws 2 → 5", "upgraded", "ws 2 → 4a", "ws 2 closes", "closed: byClient"])
    }

    @Test(.requirements("EIO-UP-22")) func `closing goes by polling when the upgrade fails`() {
        var talk = ClientTalk.upgrading()
        _ = talk.opened(2)
        #expect(talk.receive("3probe", on: 2) == [])
        #expect(talk.send("a") == [])
        #expect(talk.close() == [])
        #expect(talk.closed(2) == ["4 POST 4a␞1"])
        #expect(talk.answer(4, "ok") == ["3 abandoned", "closed: byClient"])
    }

    @Test(.requirements("EIO-CL-06")) func `a close packet during the upgrade ends both`() {
        var talk = ClientTalk.upgrading()
        _ = talk.opened(2)
        _ = talk.receive("3probe", on: 2)
        #expect(talk.answer(3, "1") == ["ws 2 closes", "closed: byServer"])
    }
}

@Suite("Engine.IO protocol 4, closing, client")
struct ClientClosingTests {
    @Test(.requirements("EIO-CL-06")) func `a close packet ends the session, no GET follows`() {
        var talk = ClientTalk.open()
        #expect(talk.answer(2, "4a|1|4b") == [#"deliver "a""#, "closed: byServer"])
        #expect(talk.session.nextDeadline == nil)
        var socket = ClientTalk { $0.transports = [.webSocket] }
        _ = socket.receive(ClientTalk.handshake, on: 1)
        #expect(socket.receive("1", on: 1) == ["ws 1 closes", "closed: byServer"])
    }

    @Test(.requirements("EIO-CL-07")) func `closing sends what waits and a close packet over polling`() {
        var talk = ClientTalk.open()
        #expect(talk.send("a") == ["3 POST 4a"])
        #expect(talk.send("b") == [])
        #expect(talk.close() == [])
        #expect(talk.answer(3, "ok") == ["4 POST 4b␞1"])
        #expect(talk.answer(2, "6") == [])
        #expect(talk.answer(4, "ok") == ["closed: byClient"])
    }

    @Test(.requirements("EIO-CL-07")) func `closing is a Close over WebSocket`() {
        var talk = ClientTalk { $0.transports = [.webSocket] }
        _ = talk.receive(ClientTalk.handshake, on: 1)
        try? talk.session.send(.text([0x61]), at: talk.now)
        #expect(talk.close() == ["ws 1 → 4a", "ws 1 closes", "closed: byClient"])
    }

    @Test(.requirements("EIO-CL-08")) func `nothing is sent or delivered behind closing`() {
        var talk = ClientTalk.open()
        #expect(talk.close() == ["3 POST 1"])
        #expect(throws: LocalError.closed) { try talk.session.send(.text([0x61]), at: talk.now) }
        #expect(talk.answer(2, "4x|2") == [])
        #expect(talk.close() == [])
        #expect(talk.answer(3, "ok") == ["closed: byClient"])
        #expect(talk.close() == [])
    }

    @Test func `closing ends also when the server does not answer, or refuses`() {
        var talk = ClientTalk.open { $0.closeTime = .milliseconds(100) }
        #expect(talk.close() == ["3 POST 1"])
        #expect(talk.wait(100) == ["100: 2 abandoned", "100: 3 abandoned", "100: closed: byClient"])
        var other = ClientTalk.open()
        #expect(other.close() == ["3 POST 1"])
        #expect(other.answer(3, "", status: 400) == ["2 abandoned", "closed: byClient"])
    }

    @Test func `closing before the session is open gives it up`() {
        var talk = ClientTalk()
        #expect(talk.close() == ["1 abandoned", "closed: byClient"])
        var socket = ClientTalk { $0.transports = [.webSocket] }
        #expect(socket.close() == ["ws 1 closes", "closed: byClient"])
    }

    @Test func `closing before the probe is answered gives the candidate up`() {
        var talk = ClientTalk.upgrading()
        #expect(talk.close() == ["ws 2 closes", "4 POST 1"])
    }
}
