import Bytes
import EngineIO
import JSON
import SocketIO
import TestSupport
import Testing

private let placeholder = #"{"_placeholder":true,"num":0}"#

@Suite("A server lets clients into namespaces: Socket.IO protocol 5, section Connection to a namespace")
struct ServerConnectingTests {
    @Test(.requirements("SIO-CN-01", "SIO-CR-02"))
    func `CONNECT is answered with the id of the socket, and nothing else`() {
        var talk = ServerTalk()
        #expect(talk.hears("0") == ["ask / {}"])
        #expect(talk.accepts("/", "a1") == [#"send 0{"sid":"a1"}"#])
        #expect(talk.connection.isJoined("/"))
        #expect(talk.emits("e", Payload("x")) == [#"send 2["e","x"]"#])
    }

    @Test(.requirements("SIO-CR-02"))
    func `a client that asks for its session to be recovered gets a new one`() {
        var talk = ServerTalk()
        #expect(talk.hears(#"0{"pid":"p","offset":"o"}"#) == [#"ask / {"pid":"p","offset":"o"}"#])
        #expect(talk.accepts("/", "a1") == [#"send 0{"sid":"a1"}"#])
        #expect(talk.emits("e") == [#"send 2["e"]"#])
    }

    @Test(.requirements("SIO-CN-03"))
    func `the payload of CONNECT reaches the application`() {
        var talk = ServerTalk()
        #expect(talk.hears(#"0{"token":"123","n":1.0}"#) == [#"ask / {"token":"123","n":1.0}"#])
        #expect(talk.hears("0/a,{}") == ["ask /a {}"])
        #expect(talk.hears("0/b") == ["ask /b {}"])
    }

    @Test(.requirements("SIO-CN-02", "SIO-CN-04", "SIO-CN-13"))
    func `one connection carries several namespaces, each with its id`() {
        var talk = ServerTalk()
        #expect(talk.hears(message("0/custom,"), message("0"), message("0/other")).count == 3)
        #expect(talk.accepts("/other", "o") == [#"send 0/other,{"sid":"o"}"#])
        #expect(talk.accepts("/custom", "c") == [#"send 0/custom,{"sid":"c"}"#])
        #expect(talk.accepts("/", "m") == [#"send 0{"sid":"m"}"#])
        #expect(talk.hears(#"2/custom,["a"]"#) == ["event /custom a []"])
        #expect(talk.hears(#"2["a"]"#) == ["event / a []"])
        #expect(talk.hears(#"2/other,["a"]"#) == ["event /other a []"])
    }

    @Test(.requirements("SIO-CN-15", "SIO-CN-16", "SIO-CN-14"))
    func `names of namespaces are compared as they are`() {
        var talk = ServerTalk(joined: "/custom")
        #expect(talk.hears("0/custom?a=1,") == ["ask /custom?a=1 {}"])
        #expect(talk.hears("0/Custom,") == ["ask /Custom {}"])
        #expect(talk.accepts("/Custom", "C") == [#"send 0/Custom,{"sid":"C"}"#])
        #expect(talk.hears(#"2/Custom,["a"]"#) == ["event /Custom a []"])
        #expect(talk.hears("0/a b{é漢}-7[,") == ["ask /a b{é漢}-7[ {}"])
        #expect(talk.accepts("/a b{é漢}-7[", "x") == [#"send 0/a b{é漢}-7[,{"sid":"x"}"#])
        #expect(talk.hears(#"2/a b{é漢}-7[,1["e"]"#) == ["event /a b{é漢}-7[ e [] #1"])
        #expect(talk.hears(#"2/CUSTOM,["a"]"#).last == "close forced server close")
    }

    @Test(.requirements("SIO-CN-06", "SIO-CN-07", "SIO-CN-17"))
    func `an unknown namespace is refused, and the connection stays`() {
        var talk = ServerTalk()
        #expect(talk.hears("0/random,") == ["ask /random {}"])
        let refusal = talk.refuses("/random", ServerConnection.unknownNamespaceMessage)
        #expect(refusal == [#"send 4/random,{"message":"Invalid namespace"}"#])
        #expect(!talk.connection.isJoined("/random"))
        #expect(talk.hears("0/random") == ["ask /random {}"])
        #expect(talk.hears("0") == ["ask / {}"])
        #expect(talk.accepts("/", "a") == [#"send 0{"sid":"a"}"#])
    }

    @Test(.requirements("SIO-CN-07", "SIO-CN-18"))
    func `a refusal carries message and data`() {
        var talk = ServerTalk()
        #expect(talk.hears("0") == ["ask / {}"])
        #expect(talk.refuses("/", "no", data: ["code": 7]) == [#"send 4{"message":"no","data":{"code":7}}"#])
        #expect(talk.emits("e") == ["notConnected"])
        #expect(talk.refuses("/", "again") == [])
        #expect(talk.accepts("/", "a") == ["too late"])
        // Whoever was refused is not there: its events are nobody's.
        #expect(talk.hears(#"2["a"]"#) == ["close forced server close"])
    }

    @Test(
        .requirements("SIO-CN-08"),
        arguments: [#"2["a"]"#, #"20["a"]"#, "30[]", "1", "1/a,", #"2/a,["a"]"#, #"50-["a"]"#, #"4{"message":"m"}"#])
    func `any other packet than CONNECT first closes the connection`(_ text: String) {
        var talk = ServerTalk()
        #expect(talk.hears(text) == ["close forced server close"])
        #expect(talk.hears("0") == [])
        #expect(talk.connection.nextDeadline == nil)
    }

    @Test(.requirements("SIO-CN-08", "SIO-BN-10"))
    func `a binary message first closes the connection`() {
        var talk = ServerTalk()
        #expect(talk.hears(.binary([0x30])) == ["close parse error"])
        #expect(talk.hears("0") == [])
    }

    @Test(
        .requirements("SIO-CN-09", "SIO-PK-01", "SIO-PK-11"),
        arguments: [
            "abc", "0{", "0[]", #"0"x""#, "", "7", "2", "2[]", "2{}", #"2"x""#, "2null", "1{}", "3{}", #"2a["b"]"#,
        ])
    func `a malformed packet closes the connection, first or later`(_ text: String) {
        var first = ServerTalk()
        #expect(first.hears(text) == ["close parse error"])
        #expect(first.hears("0") == [])
        var later = ServerTalk(joined: "/", "/a")
        #expect(later.hears(text) == ["left / parse error", "left /a parse error", "close parse error"])
        #expect(later.hears(#"2["a"]"#) == [])
        #expect(later.emits("e") == ["notConnected"])
        #expect(later.closes() == [])
        #expect(later.losesTransport() == [])
    }

    @Test(.requirements("SIO-PK-07"))
    func `a reserved name closes the connection, and is not sent`() {
        var talk = ServerTalk(joined: "/")
        #expect(talk.emits("disconnect", token: 1, within: .seconds(1)) == ["reservedName"])
        #expect(talk.connection.nextDeadline == nil)
        #expect(talk.emits("e", token: 2) == [#"send 21["e"]"#])
        #expect(
            talk.hears(#"2["disconnect"]"#) == ["failed 2 disconnected", "left / parse error", "close parse error"])
    }

    @Test(.requirements("SIO-CN-10"))
    func `who joins nothing in time is closed`() {
        var talk = ServerTalk()
        #expect(talk.connection.nextDeadline == Instant(sinceStart: .seconds(45)))
        #expect(talk.waits(.milliseconds(44_999)) == [])
        #expect(talk.waits(.milliseconds(1)) == ["close forced server close"])
        #expect(talk.connection.nextDeadline == nil)
    }

    @Test(.requirements("SIO-CN-10", "SIO-CN-06"))
    func `refused CONNECTs, and ones without an answer, do not count`() {
        var talk = ServerTalk()
        #expect(talk.hears("0/a,") == ["ask /a {}"])
        #expect(talk.refuses("/a", "no").count == 1)
        #expect(talk.hears("0/b,") == ["ask /b {}"])
        #expect(talk.waits(.seconds(45)) == ["close forced server close"])
        #expect(talk.accepts("/b", "b") == ["too late"])
    }

    @Test(.requirements("SIO-CN-10", "SIO-DC-03"))
    func `whoever joined in time stays`() {
        var talk = ServerTalk(joined: "/")
        #expect(talk.connection.nextDeadline == nil)
        #expect(talk.hears("1") == ["left / client namespace disconnect"])
        #expect(talk.waits(.seconds(1_000)) == [])
    }

    @Test(.requirements("SIO-CN-11"))
    func `a second CONNECT closes the connection`() {
        var joined = ServerTalk(joined: "/", "/a")
        let left = ["left / forced server close", "left /a forced server close"]
        #expect(joined.hears("0/a,") == left + ["close forced server close"])
        var asked = ServerTalk()
        #expect(asked.hears(message("0"), message("0")) == ["ask / {}", "close forced server close"])
        #expect(asked.accepts("/", "a") == ["too late"])
    }

    @Test(.requirements("SIO-CN-12"))
    func `a CONNECT_ERROR from a client closes the connection`() {
        var talk = ServerTalk(joined: "/")
        let end = ["left / forced server close", "close forced server close"]
        #expect(talk.hears(#"4{"message":"m"}"#) == end)
    }

    @Test(.requirements("SIO-CN-14"))
    func `a packet for a namespace that was not joined is nobody's`() {
        for text in [#"2/b,["a"]"#, #"2["a"]"#, "3/b,0[]", "1/b,"] {
            var talk = ServerTalk(joined: "/a")
            #expect(talk.hears(text) == ["left /a forced server close", "close forced server close"], "\(text)")
        }
    }

    @Test(.requirements("SIO-CN-14", "SIO-CN-08"))
    func `events before the answer close the connection`() {
        var talk = ServerTalk()
        #expect(talk.hears("0") == ["ask / {}"])
        #expect(talk.emits("e") == ["notConnected"])
        #expect(talk.hears(#"2["a"]"#) == ["close forced server close"])
    }

    @Test(.requirements("SIO-CN-19"))
    func `a client that leaves before the answer is not let in`() {
        var talk = ServerTalk()
        #expect(talk.hears(message("0"), message("1")) == ["ask / {}"])
        #expect(talk.accepts("/", "a") == ["too late"])
        #expect(talk.emits("e") == ["notConnected"])
        #expect(talk.hears("0") == ["ask / {}"])
        #expect(talk.accepts("/", "b") == [#"send 0{"sid":"b"}"#])
    }

    @Test(.requirements("SIO-CN-19"))
    func `an answer is never taken for one to other credentials`() {
        var talk = ServerTalk()
        #expect(talk.hears(message(#"0{"t":1}"#), message("1"), message(#"0{"t":2}"#)) == [#"ask / {"t":1}"#])
        #expect(talk.accepts("/", "a") == [#"ask / {"t":2}"#, "too late"])
        #expect(talk.refuses("/", "no") == [#"send 4{"message":"no"}"#])
        #expect(talk.hears(message(#"0{"t":3}"#), message("1"), message("0"), message("1")) == [#"ask / {"t":3}"#])
        #expect(talk.refuses("/", "no") == [])
        #expect(talk.hears(message("0"), message("1"), message("0"), message("0")).last == "close forced server close")
    }

    @Test(.requirements("SIO-CN-19"))
    func `transports that are cut during the checks are not joined`() {
        var talk = ServerTalk()
        #expect(talk.hears("0") == ["ask / {}"])
        #expect(talk.losesTransport() == [])
        #expect(talk.accepts("/", "a") == ["too late"])
        #expect(talk.refuses("/", "no") == [])
    }

    @Test
    func `the number of namespaces is limited`() {
        var limits = SocketIO.Limits()
        limits.namespaceCount = 2
        var talk = ServerTalk(limits: limits, joined: "/")
        #expect(talk.hears("0/a,") == ["ask /a {}"])
        #expect(talk.hears("0/b,") == [#"send 4/b,{"message":"Too many namespaces"}"#])
        #expect(talk.refuses("/a", "no").count == 1)
        #expect(talk.hears("0/b,") == ["ask /b {}"])
    }
}

@Suite("A server's events and acknowledgements: Socket.IO protocol 5, section Acknowledgement")
struct ServerExchangingTests {
    @Test(.requirements("SIO-AK-01", "SIO-AK-02", "SIO-AK-03", "SIO-AK-04"))
    func `an event that wants an acknowledgement gets one`() {
        var talk = ServerTalk(joined: "/", "/admin")
        #expect(talk.hears(#"20["m",1]"#) == ["event / m [1] #1"])
        #expect(talk.acknowledges(1) == ["send 30[]"])
        #expect(talk.hears(#"2/admin,9007199254740991["m"]"#) == ["event /admin m [] #2"])
        #expect(talk.acknowledges(2, Payload("b", 2), in: "/admin") == [#"send 3/admin,9007199254740991["b",2]"#])
        #expect(talk.hears(#"2["m"]"#) == ["event / m []"])
    }

    @Test(.requirements("SIO-AK-06", "SIO-BN-17"))
    func `an acknowledgement with attachments is of type 6, one without of type 3`() {
        var talk = ServerTalk(joined: "/")
        #expect(talk.hears(message(#"51-7["m",\#(placeholder)]"#), .binary([9])) == ["event / m [<09>] #1"])
        #expect(talk.acknowledges(1, Payload("ok")) == [#"send 37["ok"]"#])
        #expect(talk.hears(#"28["m"]"#) == ["event / m [] #2"])
        var payload = Payload()
        payload.append(binary: [1, 2])
        #expect(talk.acknowledges(2, payload) == ["send 61-8[\(placeholder)]", "send <01 02>"])
    }

    @Test(.requirements("SIO-AK-07"))
    func `a second acknowledgement sends nothing`() {
        var talk = ServerTalk(joined: "/", "/a")
        #expect(talk.hears(message(#"25["m"]"#), message(#"25["m"]"#)) == ["event / m [] #1", "event / m [] #2"])
        #expect(talk.acknowledges(2) == ["send 35[]"])
        #expect(talk.acknowledges(2) == [])
        #expect(talk.acknowledges(1, in: "/a") == [])
        #expect(talk.acknowledges(1) == ["send 35[]"])
        #expect(talk.acknowledges(1) == [])
        #expect(talk.acknowledges(3) == [])
    }

    @Test(.requirements("SIO-AK-08", "SIO-AK-10", "SIO-AK-05"))
    func `acknowledgements find who waits, in any order, and once`() {
        var talk = ServerTalk(joined: "/")
        #expect(talk.emits("a", token: 70) == [#"send 20["a"]"#])
        #expect(talk.emits("b", token: 71) == [#"send 21["b"]"#])
        #expect(talk.emits("c", token: 72) == [#"send 22["c"]"#])
        #expect(talk.hears(#"31[1,"two",null]"#) == [#"acked 71 [1,"two",null]"#])
        #expect(talk.hears("31[]") == [])
        #expect(talk.hears("399[]") == [])
        #expect(talk.hears("318446744073709551615[]") == [])
        #expect(talk.hears(message("61-0[\(placeholder)]"), .binary([5])) == ["acked 70 [<05>]"])
        #expect(talk.hears("32[]") == ["acked 72 []"])
        #expect(talk.hears(#"2["still there"]"#) == ["event / still there []"])
    }

    @Test(.requirements("SIO-AK-09"))
    func `ids are counted for each namespace`() {
        var talk = ServerTalk(joined: "/", "/a")
        #expect(talk.emits("e", token: 1) == [#"send 20["e"]"#])
        #expect(talk.emits("e", in: "/a", token: 2) == [#"send 2/a,0["e"]"#])
        #expect(talk.hears(#"3/a,0["a"]"#) == [#"acked 2 ["a"]"#])
        #expect(talk.hears(#"3/a,0["a"]"#) == [])
        #expect(talk.hears(#"30["main"]"#) == [#"acked 1 ["main"]"#])
    }

    @Test(.requirements("SIO-AK-11"))
    func `an acknowledgement that is too late fails, and is ignored when it comes`() {
        var talk = ServerTalk(joined: "/", "/a")
        #expect(talk.emits("a", token: 1, within: .seconds(3)).count == 1)
        #expect(talk.emits("b", in: "/a", token: 2, within: .seconds(1)).count == 1)
        #expect(talk.emits("c", token: 3).count == 1)
        #expect(talk.connection.nextDeadline == Instant(sinceStart: .seconds(1)))
        #expect(talk.waits(.milliseconds(999)) == [])
        #expect(talk.waits(.milliseconds(1)) == ["failed 2 timeout"])
        #expect(talk.connection.nextDeadline == Instant(sinceStart: .seconds(3)))
        #expect(talk.hears("3/a,0[]") == [])
        #expect(talk.waits(.seconds(2)) == ["failed 1 timeout"])
        #expect(talk.connection.nextDeadline == nil)
        #expect(talk.hears("30[]") == [])
        #expect(talk.hears("31[]") == ["acked 3 []"])
    }

    @Test(.requirements("SIO-AK-11", "SIO-AK-12"))
    func `nobody waits for ever when a namespace is left`() {
        var talk = ServerTalk(joined: "/", "/a")
        #expect(talk.emits("a", token: 1).count == 1)
        #expect(talk.emits("a", in: "/a", token: 2, within: .seconds(1)).count == 1)
        #expect(talk.hears("1") == ["failed 1 disconnected", "left / client namespace disconnect"])
        #expect(
            talk.disconnects("/a") == ["send 1/a,", "failed 2 disconnected", "left /a server namespace disconnect"])
        #expect(talk.waits(.seconds(2)) == [])
    }

    @Test
    func `acknowledgements that nobody gives are forgotten, the oldest first`() {
        var limits = SocketIO.Limits()
        limits.owedAcknowledgementCount = 4
        var talk = ServerTalk(limits: limits, joined: "/")
        for id in 0..<4 { #expect(talk.hears("2\(id)[\"m\"]").count == 1) }
        #expect(talk.acknowledges(1) == ["send 30[]"])
        #expect(talk.hears(#"24["m"]"#).count == 1)
        #expect(talk.hears(#"25["m"]"#).count == 1)
        #expect(talk.acknowledges(2) == [])
        #expect(talk.acknowledges(3) == [])
        #expect(talk.acknowledges(4) == ["send 33[]"])
        #expect(talk.acknowledges(6) == ["send 35[]"])
        #expect(talk.acknowledges(5) == ["send 34[]"])
    }

    @Test(.requirements("SIO-PK-20"))
    func `an event that nobody listens to is not answered`() {
        var talk = ServerTalk(joined: "/")
        #expect(talk.hears(#"21["unknown"]"#) == ["event / unknown [] #1"])
        #expect(talk.waits(.seconds(1_000)) == [])
        #expect(talk.hears(#"2["still there"]"#) == ["event / still there []"])
    }

    @Test(.requirements("SIO-BN-14"))
    func `a packet is encoded once and sent to many`() throws {
        var payload = Payload("x")
        payload.append(binary: [1])
        let packet = try EncodedPacket.event("e", payload, namespace: "/a")
        var talks = [ServerTalk(joined: "/a"), ServerTalk(joined: "/a"), ServerTalk(joined: "/")]
        for index in talks.indices { talks[index].connection.send(packet, namespace: "/a") }
        let sent = [#"send 51-/a,["e","x",\#(placeholder)]"#, "send <01>"]
        #expect(talks[0].log() == sent)
        #expect(talks[1].log() == sent)
        #expect(talks[2].log() == [])
    }

    @Test(.requirements("SIO-BN-14"))
    func `packets with attachments are not mixed`() {
        var talk = ServerTalk(joined: "/")
        var one = Payload()
        one.append(binary: [1])
        one.append(binary: [2])
        var two = Payload()
        two.append(binary: [3])
        let events = talk.emits("a", one) + talk.emits("b", two)
        #expect(events.map { $0.hasPrefix("send <") } == [false, true, true, false, true])
        #expect(events[1] == "send <01>" && events[2] == "send <02>" && events[4] == "send <03>")
    }

    @Test(.requirements("SIO-VO-01", "SIO-VO-02"))
    func `a volatile event goes out at once or not at all`() throws {
        var talk = ServerTalk(joined: "/")
        var payload = Payload()
        payload.append(binary: [1])
        payload.append(binary: [2])
        #expect(talk.emits("v", payload, delivery: .volatile(isWritable: false)) == [])
        let sent = talk.emits("v", payload, delivery: .volatile(isWritable: true))
        #expect(sent.dropFirst() == ["send <01>", "send <02>"])
        #expect(talk.emits("v", token: 4, delivery: .volatile(isWritable: false)) == ["failed 4 notSent"])
        // It took no number.
        #expect(talk.emits("r", token: 5) == [#"send 20["r"]"#])
        let packet = try EncodedPacket.event("e", payload, namespace: "/")
        talk.connection.send(packet, namespace: "/", delivery: .volatile(isWritable: false))
        #expect(talk.log() == [])
        talk.connection.send(packet, namespace: "/", delivery: .volatile(isWritable: true))
        #expect(talk.log().count == 3)
    }

    @Test(.requirements("SIO-BN-06", "SIO-BN-07", "SIO-BN-08", "SIO-BN-09", "SIO-BN-10"))
    func `wrong attachments close the connection`() {
        let end = ["left / parse error", "close parse error"]
        for messages in [
            [message(#"51-["a",{"_placeholder":true,"num":-1}]"#)], [message(#"5["a"]"#)], [message(#"511-["a"]"#)],
            [message(#"51-["a"]"#), message(#"2["b"]"#)], [.binary([1])],
        ] {
            var talk = ServerTalk(joined: "/")
            var log: [String] = []
            for message in messages { log += talk.hears(message) }
            #expect(log == end, "\(messages.map(worded))")
        }
    }
}

@Suite("A server and clients that leave: Socket.IO protocol 5, section Disconnection from a namespace")
struct ServerDisconnectingTests {
    @Test(.requirements("SIO-DC-01", "SIO-DC-02", "SIO-DC-03"))
    func `DISCONNECT leaves one namespace, without an answer`() {
        var talk = ServerTalk(joined: "/", "/custom")
        #expect(talk.hears("1/custom,") == ["left /custom client namespace disconnect"])
        #expect(!talk.connection.isJoined("/custom"))
        #expect(talk.emits("e", in: "/custom") == ["notConnected"])
        #expect(talk.hears(#"2["a"]"#) == ["event / a []"])
        #expect(talk.hears("1") == ["left / client namespace disconnect"])
        #expect(talk.emits("e") == ["notConnected"])
        #expect(talk.hears(#"2["a"]"#) == ["close forced server close"])
    }

    @Test(.requirements("SIO-DC-02", "SIO-AK-01"))
    func `an event that waits for its acknowledgement gets none behind a DISCONNECT`() {
        var talk = ServerTalk(joined: "/")
        #expect(talk.hears(message(#"20["a"]"#), message("1")).count == 2)
        #expect(talk.acknowledges(1) == [])
        #expect(talk.hears("0") == ["ask / {}"])
        #expect(talk.accepts("/", "b").count == 1)
        // The same number on the wire, and another event.
        #expect(talk.hears(#"20["b"]"#) == ["event / b [] #2"])
        #expect(talk.acknowledges(1) == [])
        #expect(talk.acknowledges(2) == ["send 30[]"])
    }

    @Test(.requirements("SIO-DC-04"))
    func `a namespace can be joined again`() {
        var talk = ServerTalk(joined: "/a")
        #expect(talk.hears("1/a").count == 1)
        #expect(talk.hears(#"0/a,{"t":2}"#) == [#"ask /a {"t":2}"#])
        #expect(talk.accepts("/a", "new") == [#"send 0/a,{"sid":"new"}"#])
        #expect(talk.hears(#"2/a,["x"]"#) == ["event /a x []"])
    }

    @Test(.requirements("SIO-DC-05", "SIO-DC-02"))
    func `the server takes a client out`() {
        var talk = ServerTalk(joined: "/", "/a")
        #expect(talk.disconnects("/a") == ["send 1/a,", "left /a server namespace disconnect"])
        #expect(talk.disconnects("/a") == [])
        #expect(talk.disconnects("/b") == [])
        #expect(talk.emits("e", in: "/a") == ["notConnected"])
        #expect(talk.disconnects("/") == ["send 1", "left / server namespace disconnect"])
    }

    @Test(.requirements("SIO-DC-02"))
    func `what crosses the server's DISCONNECT is ignored`() {
        var talk = ServerTalk(joined: "/", "/a")
        #expect(talk.disconnects("/a").count == 2)
        #expect(talk.hears(message(#"2/a,5["x"]"#), message("3/a,0[]"), message("1/a,")) == [])
        #expect(talk.hears(#"2["x"]"#) == ["event / x []"])
        #expect(talk.hears("0/a,") == ["ask /a {}"])
        #expect(talk.accepts("/a", "new").count == 1)
        #expect(talk.hears(#"2/a,["x"]"#) == ["event /a x []"])
    }

    @Test(.requirements("SIO-DC-05"))
    func `closing takes the client out of all namespaces and ends the session`() {
        var talk = ServerTalk(joined: "/", "/a")
        #expect(talk.hears("0/b,").count == 1)
        #expect(
            talk.closes() == [
                "send 1", "send 1/a,", "left / server namespace disconnect", "left /a server namespace disconnect",
                "close server namespace disconnect",
            ])
        #expect(talk.closes() == [])
        #expect(talk.hears(#"2["x"]"#) == [])
        #expect(talk.accepts("/b", "b") == ["too late"])
        #expect(talk.losesTransport() == [])
    }

    @Test(.requirements("SIO-DC-06"))
    func `a transport that is cut leaves every namespace once, with the reason`() {
        var talk = ServerTalk(joined: "/", "/a")
        #expect(talk.emits("e", token: 1).count == 1)
        let end = ["failed 1 disconnected", "left / ping timeout", "left /a ping timeout"]
        #expect(talk.losesTransport("ping timeout") == end)
        #expect(talk.losesTransport("ping timeout") == [])
        #expect(talk.hears(#"2["x"]"#) == [])
        #expect(talk.emits("e") == ["notConnected"])
        #expect(talk.disconnects("/") == [])
        #expect(talk.acknowledges(1) == [])
        #expect(talk.waits(.seconds(100)) == [])
    }

    @Test(.requirements("SIO-BN-20"))
    func `half a packet is dropped with the connection`() {
        var talk = ServerTalk(joined: "/")
        #expect(talk.hears(message(#"52-["a"]"#), .binary([1])) == [])
        #expect(talk.losesTransport() == ["left / transport close"])
        #expect(talk.hears(.binary([2])) == [])
        var next = ServerTalk(joined: "/")
        #expect(next.hears(#"2["b"]"#) == ["event / b []"])
    }

    @Test
    func `an idle connection is small`() {
        #expect(MemoryLayout<ServerConnection>.size <= 256)
    }
}
