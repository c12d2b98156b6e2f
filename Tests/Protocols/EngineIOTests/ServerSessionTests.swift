import Bytes
import EngineIO
import TestSupport
import Testing

@Suite("Engine.IO protocol 4, HTTP long-polling, server")
struct ServerPollingTests {
    @Test(.requirements("EIO-HS-01", "EIO-HS-02", "EIO-HS-03", "EIO-HS-04"))
    func `the first poll is answered with the handshake`() {
        #expect(
            ServerTalk().handshake == [
                #"0 ← 0{"sid":"s","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000}"#
            ])
        #expect(ServerTalk { $0.allowsUpgrades = false }.handshake[0].contains(#""upgrades":[]"#))
        #expect(ServerTalk { $0.transports = [.polling] }.handshake[0].contains(#""upgrades":[]"#))
    }

    @Test(.requirements("EIO-HS-08")) func `an initial message is in the same payload`() {
        let talk = ServerTalk { $0.initialMessage = .text(Array("hi".utf8)) }
        #expect(talk.handshake[0].hasSuffix(#""maxPayload":1000000}␞4hi"#))
    }

    @Test(.requirements("EIO-HP-04", "EIO-HP-05", "EIO-HP-06"))
    func `a poll takes what waits, or is held until there is something`() {
        var talk = ServerTalk()
        #expect(talk.send("a", "b") == [])
        #expect(!talk.session.isWritable)
        #expect(talk.poll(1) == ["1 ← 4a␞4b"])
        #expect(talk.poll(2) == [])
        #expect(talk.session.isWritable)
        #expect(talk.send("c") == ["2 ← 4c"])
        #expect(talk.send("d") == [])
        #expect(talk.poll(3) == ["3 ← 4d"])
    }

    @Test(.requirements("EIO-HP-04"))
    func `the answers to one POST wait together for the next poll`() throws {
        var talk = ServerTalk()
        #expect(talk.post(1, "4a|bAQI=|4c") == [#"deliver "a""#, "deliver <1 2>", #"deliver "c""#, "1 ← ok"])
        try talk.session.send(.text([0x61]))
        try talk.session.send(.binary([1, 2]))
        try talk.session.send(.text([0x63]))
        #expect(talk.poll(2) == ["2 ← 4a␞bAQI=␞4c"])
    }

    @Test(.requirements("EIO-HP-04"))
    func `one payload has so many packets as every client takes, the next one the rest`() {
        var talk = ServerTalk { $0.packetsPerPoll = 2 }
        _ = talk.send("a", "b", "c")
        #expect(talk.poll(1) == ["1 ← 4a␞4b"])
        #expect(talk.poll(2) == ["2 ← 4c"])
        #expect(talk.poll(3) == [])
    }

    @Test(.requirements("EIO-HP-01", "EIO-HP-09", "EIO-HP-14", "EIO-PK-09"))
    func `a POST is delivered in order while a poll is held`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.beginPost(2) == [])
        #expect(talk.send("x") == ["1 ← 4x"])
        #expect(talk.endPost(2, "4a|4|4é") == [#"deliver "a""#, #"deliver """#, #"deliver "é""#, "2 ← ok"])
        #expect(talk.post(3, "4next") == [#"deliver "next""#, "3 ← ok"])
    }

    @Test(.requirements("EIO-HP-07")) func `a second poll ends the session, the first with a close packet`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.poll(2) == ["2 ← 400 code 3", "1 ← 1", "closed: overlappingRequests"])
        #expect(talk.poll(3) == ["3 ← 400 code 1"])
        #expect(talk.beginPost(4) == ["4 ← 400 code 1"])
    }

    @Test(.requirements("EIO-HP-08")) func `a second POST while one is arriving ends the session`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.beginPost(2) == [])
        #expect(talk.beginPost(3) == ["3 ← 400 code 3", "1 ← 1", "2 ← 400 code 3", "closed: overlappingRequests"])
        #expect(talk.endPost(2, "4late") == [])
        #expect(talk.endPost(3, "4late") == [])
    }

    @Test(
        .requirements("EIO-HP-10", "EIO-HP-11", "EIO-PK-11", "EIO-ER-14"),
        arguments: ["", "|", "4a|", "abc", "7", "b?"])
    func `a malformed payload is refused and ends the session`(body: String) {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        let lines = talk.post(2, body)
        #expect(lines.suffix(3) == ["1 ← 1", "2 ← 400 code 3", "closed: malformed"])
        #expect(talk.poll(3) == ["3 ← 400 code 1"])
    }

    @Test(.requirements("EIO-HP-12", "EIO-HP-18")) func `packets before a malformed one are delivered, none behind it`()
    {
        var talk = ServerTalk()
        #expect(talk.post(1, "4a|9|4b") == [#"deliver "a""#, "1 ← 400 code 3", "closed: malformed"])
        var other = ServerTalk()
        _ = other.beginPost(1)
        #expect(other.endPost(1, bytes: [0x34, 0xC3, 0x28]) == ["1 ← 400 code 3", "closed: malformed"])
    }

    @Test(.requirements("EIO-HP-13", "EIO-CL-01")) func `a close packet ends the session, the held poll with a noop`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.post(2, "4a|1|4b") == [#"deliver "a""#, "1 ← 6", "2 ← ok", "closed: byClient"])
        #expect(talk.poll(3) == ["3 ← 400 code 1"])
        #expect(talk.beginPost(4) == ["4 ← 400 code 1"])
        #expect(talk.session.nextDeadline == nil)
    }

    @Test(.requirements("EIO-HP-19")) func `a held poll that is cut ends the session`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.lose(7) == [])
        #expect(talk.lose(1) == ["closed: transportLost"])
        #expect(talk.poll(2) == ["2 ← 400 code 1"])
    }

    @Test(.requirements("EIO-HP-20")) func `a POST that is cut ends the session and is not delivered`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.beginPost(2) == [])
        #expect(talk.lose(2) == ["1 ← 1", "closed: transportLost"])
        #expect(talk.endPost(2, "4a") == [])
    }

    @Test(.requirements("EIO-HP-21")) func `a request that was answered may lose its connection`() {
        var talk = ServerTalk()
        #expect(talk.lose(0) == [])
        #expect(talk.post(1, "4a") == [#"deliver "a""#, "1 ← ok"])
        #expect(talk.lose(1) == [])
        #expect(talk.poll(2) == [])
    }

    @Test(.requirements("EIO-LM-01")) func `a POST that was too long is gone, the next one is taken`() {
        var talk = ServerTalk()
        #expect(talk.beginPost(1) == [])
        talk.session.refusePost(1)
        #expect(talk.endPost(1, "4a") == [])
        #expect(talk.post(2, "4b") == [#"deliver "b""#, "2 ← ok"])
    }

    @Test(.requirements("EIO-PK-14"), arguments: ["0{}", "5", "6", "3", "3x"])
    func `packets that clients have no use for mean nothing`(packet: String) {
        var talk = ServerTalk()
        #expect(talk.post(1, packet) == ["1 ← ok"])
        #expect(talk.post(2, "4a") == [#"deliver "a""#, "2 ← ok"])
    }

    @Test(.requirements("EIO-PK-12")) func `a text with U+001E is refused over polling and during an upgrade`() throws {
        let text = Message.text(Array("a\u{1E}b".utf8))
        var talk = ServerTalk()
        #expect(throws: LocalError.separatorInText) { try talk.session.send(text) }
        _ = talk.open(7)
        _ = talk.receive("2probe", on: 7)
        #expect(throws: LocalError.separatorInText) { try talk.session.send(text) }
        _ = talk.receive("5", on: 7)
        try talk.session.send(text)
        #expect(talk.log() == ["ws 7 ← 4a␞b"])
    }

    @Test(.requirements("EIO-LM-06")) func `a thousand packets in one POST are delivered`() {
        var talk = ServerTalk()
        let lines = talk.post(1, Array(repeating: "4x", count: 1000).joined(separator: "|"))
        #expect(lines.count == 1001)
        #expect(lines.last == "1 ← ok")
    }

    @Test(.requirements("EIO-LM-07")) func `a client that does not fetch is given up`() throws {
        var talk = ServerTalk { $0.bufferedByteCount = 10_000 }
        let large = Message.text([UInt8](repeating: 0x61, count: 9_900))
        try talk.session.send(large)
        #expect(talk.log() == [])
        try talk.session.send(large)
        #expect(talk.log() == ["closed: tooSlow"])
        #expect(throws: LocalError.closed) { try talk.session.send(large) }

        // Many that are empty take memory, too.
        var other = ServerTalk { $0.bufferedByteCount = 10_000 }
        var count = 0
        while !other.session.isClosed, count < 1000 {
            try other.session.send(.text([]))
            count += 1
        }
        #expect(count < 300)
    }
}

@Suite("Engine.IO protocol 4, WebSocket, server")
struct ServerWebSocketTests {
    @Test(.requirements("EIO-HS-05", "EIO-HS-06", "EIO-HS-08"))
    func `the open packet is the first message, without upgrades`() {
        let talk = ServerTalk(over: 7) { $0.initialMessage = .binary([1]) }
        #expect(
            talk.handshake == [
                #"ws 7 ← 0{"sid":"s","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000}"#,
                "ws 7 ← <1>",
            ])
    }

    @Test(.requirements("EIO-PK-06", "EIO-PK-07", "EIO-PK-09", "EIO-PK-10")) func `each packet is a message`() throws {
        var talk = ServerTalk(over: 7)
        #expect(talk.send("a", "", "2") == ["ws 7 ← 4a", "ws 7 ← 4", "ws 7 ← 42"])
        try talk.session.send(.binary([]))
        #expect(talk.log() == ["ws 7 ← <>"])
        #expect(talk.receive("4", on: 7) == [#"deliver """#])
        #expect(talk.receive("44", on: 7) == [#"deliver "4""#])
        #expect(talk.receive(bytes: [], on: 7) == ["deliver <>"])
        #expect(talk.receive("4a\u{1E}4b", on: 7) == [#"deliver "a␞4b""#])
    }

    @Test(.requirements("EIO-PK-10", "EIO-PK-11", "EIO-HB-07"), arguments: ["", "abc", "7", "b", "2", "2probe"])
    func `what clients must not send ends session and WebSocket`(text: String) {
        var talk = ServerTalk(over: 7)
        #expect(talk.receive(text, on: 7) == ["ws 7 closes", "closed: malformed"])
        #expect(talk.receive("4a", on: 7) == [])
    }

    @Test(.requirements("EIO-CL-02")) func `a close packet ends session and WebSocket`() {
        var talk = ServerTalk(over: 7)
        #expect(talk.receive("1", on: 7) == ["ws 7 closes", "closed: byClient"])
    }

    @Test(.requirements("EIO-CL-02")) func `a WebSocket that is closed or cut ends the session`() {
        var talk = ServerTalk(over: 7)
        #expect(talk.closed(9) == [])
        #expect(talk.closed(7).last == "closed: byClient")
        var other = ServerTalk(over: 7)
        #expect(other.closed(7, isByPeer: false).last == "closed: transportLost")
    }

    @Test(.requirements("EIO-CL-04")) func `closing comes behind everything that was sent`() {
        var talk = ServerTalk(over: 7)
        try? talk.session.send(.text([0x61]))
        try? talk.session.send(.text([0x62]))
        #expect(talk.close() == ["ws 7 ← 4a", "ws 7 ← 4b", "ws 7 closes", "closed: byServer"])
        #expect(talk.close() == [])
    }

    @Test(.requirements("EIO-ER-12")) func `polling a session over WebSocket is refused and harms nothing`() {
        var talk = ServerTalk(over: 7)
        #expect(talk.poll(1) == ["1 ← 400 code 3"])
        #expect(talk.beginPost(2) == ["2 ← 400 code 3"])
        #expect(talk.endPost(2, "4x") == [])
        #expect(talk.receive("4a", on: 7) == [#"deliver "a""#])
    }

    @Test(.requirements("EIO-PK-14"), arguments: ["0", "5", "6", "3", "3probe"])
    func `packets that clients have no use for mean nothing`(packet: String) {
        var talk = ServerTalk(over: 7)
        #expect(talk.receive(packet, on: 7) == [])
        #expect(talk.receive("4a", on: 7) == [#"deliver "a""#])
    }

    @Test(.requirements("EIO-LM-07")) func `a client that does not read is given up`() {
        var talk = ServerTalk(over: 7)
        #expect(talk.session.isWritable)
        talk.session.isCongested = true
        #expect(!talk.session.isWritable)
        talk.session.overflow()
        #expect(talk.log() == ["ws 7 closes", "closed: tooSlow"])
    }
}

@Suite("Engine.IO protocol 4, Heartbeat, server")
struct ServerHeartbeatTests {
    @Test(.requirements("EIO-HB-01", "EIO-HB-06")) func `polling clients are pinged, counted from the pong`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.wait(299) == [])
        #expect(talk.wait(1) == ["300: 1 ← 2"])
        #expect(talk.wait(100) == [])
        #expect(talk.post(2, "3") == ["2 ← ok"])
        #expect(talk.poll(3) == [])
        #expect(talk.wait(299) == [])
        #expect(talk.wait(1) == ["700: 3 ← 2"])
    }

    @Test(.requirements("EIO-HB-02", "EIO-HB-06")) func `other traffic does not postpone a ping`() {
        var talk = ServerTalk(over: 7)
        for _ in 0..<5 {
            #expect(talk.wait(50) == [])
            #expect(talk.receive("4a", on: 7) == [#"deliver "a""#])
            #expect(talk.send("b") == ["ws 7 ← 4b"])
        }
        #expect(talk.wait(100) == ["300: ws 7 ← 2"])
        #expect(talk.receive("3", on: 7) == [])
        #expect(talk.wait(299) == [])
        #expect(talk.wait(1) == ["650: ws 7 ← 2"])
    }

    @Test(.requirements("EIO-HB-04")) func `without a pong in time the session ends, not before`() {
        var talk = ServerTalk(over: 7)
        #expect(talk.wait(300) == ["300: ws 7 ← 2"])
        #expect(talk.wait(199) == [])
        #expect(talk.wait(1) == ["500: ws 7 closes", "500: closed: pingTimeout"])
        #expect(talk.session.nextDeadline == nil)
    }

    @Test(.requirements("EIO-HB-04"), arguments: [(10, 500), (20, 500), (21, 501), (1000, 1480)])
    func `a ping that went out late leaves most of the time for its pong`(lateness: Int, end: Int) {
        var talk = ServerTalk(over: 7)
        talk.sleep(300 + lateness)
        #expect(talk.wait(0) == ["\(300 + lateness): ws 7 ← 2"])
        #expect(talk.wait(2000) == ["\(end): ws 7 closes", "\(end): closed: pingTimeout"])
    }

    @Test(.requirements("EIO-HB-05")) func `a client that does not poll is timed out, too`() {
        var talk = ServerTalk()
        #expect(talk.wait(499) == [])
        #expect(talk.wait(1) == ["500: closed: pingTimeout"])
        #expect(talk.poll(1) == ["1 ← 400 code 1"])
    }

    @Test(.requirements("EIO-HB-04")) func `a held poll ends with a close packet when the pong is missing`() {
        var talk = ServerTalk()
        #expect(talk.wait(300) == [])
        #expect(talk.poll(1) == ["1 ← 2"])
        #expect(talk.poll(2) == [])
        #expect(talk.wait(200) == ["500: 2 ← 1", "500: closed: pingTimeout"])
    }

    @Test(.requirements("EIO-HB-07")) func `a ping of the client ends the session`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.post(2, "2") == ["1 ← 1", "2 ← 400 code 3", "closed: malformed"])
    }

    @Test(.requirements("EIO-HB-08")) func `a pong that nobody asked for changes nothing`() {
        var talk = ServerTalk(over: 7)
        #expect(talk.wait(200) == [])
        #expect(talk.receive("3", on: 7) == [])
        #expect(talk.wait(100) == ["300: ws 7 ← 2"])
        #expect(talk.receive("3", on: 7) == [])
        #expect(talk.receive("3", on: 7) == [])
        #expect(talk.wait(300) == ["600: ws 7 ← 2"])
    }

    @Test(.requirements("EIO-HS-03"), arguments: [(1, 5000), (5000, 1), (40, 40)])
    func `the values of the handshake are those that are kept`(interval: Int, timeout: Int) {
        var talk = ServerTalk(over: 7) {
            $0.pingInterval = .milliseconds(interval)
            $0.pingTimeout = .milliseconds(timeout)
        }
        #expect(talk.handshake[0].contains("\"pingInterval\":\(interval),\"pingTimeout\":\(timeout),"))
        #expect(talk.wait(interval - 1) == [])
        #expect(talk.wait(1) == ["\(interval): ws 7 ← 2"])
        #expect(talk.wait(timeout - 1) == [])
        #expect(talk.wait(1).last == "\(interval + timeout): closed: pingTimeout")
    }
}

@Suite("Engine.IO protocol 4, Upgrade, server")
struct ServerUpgradeTests {
    /// A session whose candidate 7 was probed, with no poll held.
    private func probed() -> ServerTalk {
        var talk = ServerTalk()
        _ = talk.open(7)
        _ = talk.receive("2probe", on: 7)
        return talk
    }

    @Test(.requirements("EIO-UP-01", "EIO-UP-02", "EIO-UP-04", "EIO-UP-06"))
    func `a probe is answered and ends the held poll`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.open(7) == [])
        #expect(talk.receive("2probe", on: 7) == ["ws 7 ← 3probe", "1 ← 6"])
        #expect(talk.receive("5", on: 7) == ["upgraded"])
        #expect(talk.receive("4hello", on: 7) == [#"deliver "hello""#])
        #expect(talk.send("hello") == ["ws 7 ← 4hello"])
    }

    @Test(.requirements("EIO-UP-03", "EIO-UP-04"))
    func `every further poll ends with a noop, within 100 ms and no more often`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.open(7) == [])
        #expect(talk.receive("2probe", on: 7) == ["ws 7 ← 3probe", "1 ← 6"])
        #expect(talk.poll(2) == [])
        #expect(talk.wait(99) == [])
        #expect(talk.wait(1) == ["100: 2 ← 6"])
        #expect(talk.wait(60) == [])
        #expect(talk.poll(3) == [])
        #expect(talk.wait(40) == ["200: 3 ← 6"])
        #expect(talk.wait(99) == [])
        // Long after the last one it comes at once.
        #expect(talk.poll(4) == [])
        #expect(talk.wait(1) == ["300: 4 ← 2"])
        #expect(talk.wait(100) == [])
        #expect(talk.poll(5) == ["5 ← 6"])
    }

    @Test(.requirements("EIO-UP-05", "EIO-UP-06"))
    func `what was sent during the upgrade goes one way, once and in order`() {
        var talk = probed()
        #expect(talk.send("a", "b") == [])
        #expect(talk.poll(1) == ["1 ← 4a␞4b"])
        #expect(talk.send("c", "d") == [])
        #expect(talk.receive("5", on: 7) == ["upgraded", "ws 7 ← 4c", "ws 7 ← 4d"])
        #expect(talk.send("e") == ["ws 7 ← 4e"])
    }

    @Test(.requirements("EIO-UP-06")) func `a poll that is held at the upgrade ends with a noop and takes nothing`() {
        var talk = ServerTalk()
        #expect(talk.open(7) == [])
        #expect(talk.receive("2probe", on: 7) == ["ws 7 ← 3probe"])
        #expect(talk.poll(1) == ["1 ← 6"])
        #expect(talk.poll(2) == [])
        #expect(talk.receive("5", on: 7) == ["2 ← 6", "upgraded"])
        #expect(talk.send("a") == ["ws 7 ← 4a"])
    }

    @Test(.requirements("EIO-UP-07", "EIO-UP-08")) func `after the upgrade polls and other WebSockets are refused`() {
        var talk = probed()
        _ = talk.receive("5", on: 7)
        #expect(talk.poll(1) == ["1 ← 400 code 3"])
        #expect(talk.beginPost(2) == ["2 ← 400 code 3"])
        #expect(talk.open(8) == ["ws 8 closes"])
        #expect(talk.receive("2probe", on: 8) == [])
        #expect(talk.closed(8) == [])
        #expect(talk.receive("4a", on: 7) == [#"deliver "a""#])
    }

    @Test func `a POST that began before the upgrade is still delivered`() {
        var talk = probed()
        #expect(talk.beginPost(1) == [])
        #expect(talk.receive("5", on: 7) == ["upgraded"])
        #expect(talk.endPost(1, "4a") == [#"deliver "a""#, "1 ← ok"])
    }

    @Test(.requirements("EIO-UP-09")) func `a second WebSocket during the upgrade is closed`() {
        var talk = probed()
        #expect(talk.open(8) == ["ws 8 closes"])
        #expect(talk.receive("5", on: 8) == [])
        #expect(talk.receive("5", on: 7) == ["upgraded"])
    }

    @Test(
        .requirements("EIO-UP-10", "EIO-UP-16"),
        arguments: ["2foo", "2", "4x", "5", "3probe", "1", "", "x", "2probe2"])
    func `a candidate that does not probe is closed, polling goes on`(text: String) {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.open(7) == [])
        #expect(talk.receive(text, on: 7) == ["ws 7 closes"])
        #expect(talk.receive("2probe", on: 7) == [])
        #expect(talk.send("a") == ["1 ← 4a"])
        // The next candidate may do better.
        #expect(talk.open(8) == [])
        #expect(talk.receive("2probe", on: 8) == ["ws 8 ← 3probe"])
        #expect(talk.receive("5", on: 8) == ["upgraded"])
    }

    @Test(.requirements("EIO-UP-10"))
    func `a binary message is no probe`() {
        var talk = ServerTalk()
        #expect(talk.open(7) == [])
        #expect(talk.receive(bytes: Array("2probe".utf8), on: 7) == ["ws 7 closes"])
    }

    @Test(.requirements("EIO-UP-11"), arguments: ["4x", "1", "", "x"])
    func `anything but the upgrade behind the probe ends the candidate`(text: String) {
        var talk = probed()
        #expect(talk.receive(text, on: 7) == ["ws 7 closes"])
        #expect(talk.poll(1) == [])
        #expect(talk.send("a") == ["1 ← 4a"])
    }

    @Test(.requirements("EIO-UP-12"), arguments: [false, true])
    func `an upgrade that is not completed in time is dropped`(isProbed: Bool) {
        var talk = ServerTalk {
            $0.upgradeTimeout = .milliseconds(150)
            $0.allowsUpgrades = true
        }
        #expect(talk.open(7) == [])
        if isProbed { _ = talk.receive("2probe", on: 7) }
        #expect(talk.send("a") == [])
        #expect(talk.wait(149) == [])
        #expect(talk.wait(1) == ["150: ws 7 closes"])
        #expect(talk.receive("5", on: 7) == [])
        #expect(talk.poll(1) == ["1 ← 4a"])
        // No noop without an upgrade.
        #expect(talk.poll(2) == [])
        #expect(talk.wait(149) == [])
    }

    @Test(.requirements("EIO-UP-13")) func `a candidate that is cut leaves everything as it was`() {
        var talk = probed()
        #expect(talk.send("a") == [])
        #expect(talk.closed(7, isByPeer: false) == [])
        #expect(talk.poll(1) == ["1 ← 4a"])
        #expect(talk.poll(2) == [])
        #expect(talk.wait(299) == [])
    }

    @Test(.requirements("EIO-UP-14")) func `closing during an upgrade closes both`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.open(7) == [])
        #expect(talk.close() == ["ws 7 closes", "1 ← 1", "closed: byServer"])

        var other = probed()
        #expect(other.post(1, "1") == ["1 ← ok", "ws 7 closes", "closed: byClient"])
    }

    @Test(.requirements("EIO-UP-14", "EIO-CL-03", "EIO-CL-04"))
    func `closing behind the probe goes by whichever way the client takes`() {
        var upgraded = probed()
        #expect(upgraded.send("a") == [])
        #expect(upgraded.close() == [])
        #expect(upgraded.receive("5", on: 7) == ["upgraded", "ws 7 ← 4a", "ws 7 closes", "closed: byServer"])

        var polling = probed()
        #expect(polling.send("a") == [])
        #expect(polling.close() == [])
        #expect(polling.poll(1) == ["1 ← 4a␞1", "ws 7 closes", "closed: byServer"])

        var neither = probed()
        #expect(neither.close() == [])
        #expect(neither.wait(10_000) == ["10000: ws 7 closes"])
        #expect(neither.wait(20_000) == ["30000: closed: byServer"])
    }

    @Test(.requirements("EIO-HB-03")) func `the heartbeat goes on during and after the upgrade`() {
        var talk = ServerTalk()
        #expect(talk.wait(290) == [])
        #expect(talk.open(7) == [])
        #expect(talk.receive("2probe", on: 7) == ["ws 7 ← 3probe"])
        #expect(talk.wait(20) == [])
        #expect(talk.receive("5", on: 7) == ["upgraded", "ws 7 ← 2"])
        #expect(talk.receive("3", on: 7) == [])
        #expect(talk.wait(300) == ["610: ws 7 ← 2"])
        #expect(talk.wait(200) == ["810: ws 7 closes", "810: closed: pingTimeout"])
    }

    @Test(.requirements("EIO-HB-03", "EIO-HB-04")) func `a ping before the upgrade must be answered behind it`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.wait(300) == ["300: 1 ← 2"])
        #expect(talk.open(7) == [])
        #expect(talk.receive("2probe", on: 7) == ["ws 7 ← 3probe"])
        #expect(talk.receive("5", on: 7) == ["upgraded"])
        #expect(talk.wait(200) == ["500: ws 7 closes", "500: closed: pingTimeout"])
    }

    @Test(.requirements("EIO-HS-04")) func `where upgrades are off a candidate is closed`() {
        var talk = ServerTalk { $0.allowsUpgrades = false }
        #expect(talk.open(7) == ["ws 7 closes"])
    }
}

@Suite("Engine.IO protocol 4, closing, server")
struct ServerClosingTests {
    @Test(.requirements("EIO-CL-03")) func `closing ends a held poll with a close packet`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.close() == ["1 ← 1", "closed: byServer"])
    }

    @Test(.requirements("EIO-CL-03")) func `closing waits for the next poll, behind what waits`() {
        var talk = ServerTalk { $0.packetsPerPoll = 2 }
        #expect(talk.send("a", "b", "c") == [])
        #expect(talk.close() == [])
        #expect(throws: LocalError.closed) { try talk.session.send(.text([])) }
        #expect(!talk.session.isWritable)
        #expect(talk.wait(29_000) == [])
        #expect(talk.poll(1) == ["1 ← 4a␞4b"])
        #expect(talk.poll(2) == ["2 ← 4c␞1", "closed: byServer"])
        #expect(talk.poll(3) == ["3 ← 400 code 1"])
    }

    @Test(.requirements("EIO-CL-03")) func `closing waits 30 s and no longer`() {
        var talk = ServerTalk()
        #expect(talk.close() == [])
        #expect(talk.wait(29_999) == [])
        #expect(talk.wait(1) == ["30000: closed: byServer"])
    }

    @Test func `a session that is being closed delivers nothing more, and can be closed by the client`() {
        var talk = ServerTalk()
        #expect(talk.close() == [])
        #expect(talk.post(1, "4a|2|3") == ["1 ← ok"])
        #expect(talk.open(7) == ["ws 7 closes"])
        #expect(talk.post(2, "1") == ["2 ← ok", "closed: byClient"])
    }

    @Test(.requirements("EIO-CL-05")) func `closing answers every request that is under way`() {
        var talk = ServerTalk()
        #expect(talk.poll(1) == [])
        #expect(talk.beginPost(2) == [])
        #expect(talk.close() == ["1 ← 1", "2 ← ok", "closed: byServer"])
        #expect(talk.endPost(2, "4a") == [])
        #expect(talk.session.nextDeadline == nil)
    }
}
