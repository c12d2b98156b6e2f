import Bytes
import EngineIO
import JSON
import SocketIO
import TestSupport
import Testing

private let placeholder = #"{"_placeholder":true,"num":0}"#

@Suite("A client joins namespaces: Socket.IO protocol 5, section Connection to a namespace")
struct ClientConnectingTests {
    @Test(.requirements("SIO-CN-20", "SIO-CN-13"))
    func `CONNECT is sent for each namespace, the main one too, after every open`() {
        var talk = ClientTalk()
        #expect(talk.connects("/") == ["open 1"])
        #expect(talk.connects("/admin") == [])
        #expect(talk.opens(1) == ["ask / on 1", "ask /admin on 1"])
        #expect(talk.joins("/admin", nil, on: 1) == ["send 1: 0/admin,"])
        #expect(talk.joins("/", nil, on: 1) == ["send 1: 0"])
        #expect(talk.hears(#"0{"sid":"a"}"#) == ["connected / a"])
        #expect(talk.hears(#"0/admin,{"sid":"b"}"#) == ["connected /admin b"])
        #expect(talk.connects("/late") == ["ask /late on 1"])
        #expect(talk.loses(1) == ["left / transport close", "left /admin transport close", "wait 500 ms"])
        #expect(talk.waits(.milliseconds(500)) == ["open 2"])
        #expect(talk.opens(2) == ["ask / on 2", "ask /admin on 2", "ask /late on 2"])
    }

    @Test(.requirements("SIO-CN-21"))
    func `credentials are sent as an object, and asked for anew`() {
        var talk = ClientTalk()
        #expect(talk.connects("/") == ["open 1"])
        #expect(talk.opens(1) == ["ask / on 1"])
        #expect(talk.joins("/", ["token": "1"], on: 1) == [#"send 1: 0{"token":"1"}"#])
        #expect(talk.joins("/", ["token": "1"], on: 1) == [])
        #expect(talk.loses(1) == ["wait 500 ms"])
        #expect(talk.waits(.milliseconds(500)) == ["open 2"])
        #expect(talk.joins("/", ["token": "early"], on: 2) == [])
        #expect(talk.opens(2) == ["ask / on 2"])
        #expect(talk.joins("/", ["token": "old"], on: 1) == [])
        #expect(talk.joins("/", ["token": "2"], on: 2) == [#"send 2: 0{"token":"2"}"#])
    }

    @Test(.requirements("SIO-CN-22", "SIO-CN-07"))
    func `a refusal reaches the application, and is final`() {
        var talk = ClientTalk(joined: "/")
        #expect(talk.connects("/a") == ["ask /a on 1"])
        #expect(talk.joins("/a", nil, on: 1).count == 1)
        #expect(talk.hears(#"4/a,{"message":"no","data":{"code":7}}"#) == [#"refused /a no {"code":7}"#])
        #expect(talk.hears(#"0/a,{"sid":"x"}"#) == [])
        #expect(talk.loses(1) == ["left / transport close", "wait 500 ms"])
        #expect(talk.waits(.seconds(1)) == ["open 2"])
        #expect(talk.opens(2) == ["ask / on 2"])
        #expect(talk.connects("/a") == ["ask /a on 2"])
    }

    @Test(.requirements("SIO-CN-22"))
    func `with the last namespace that is refused the session is closed`() {
        var talk = ClientTalk()
        _ = talk.connects("/")
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.hears(#"4"Unable to connect""#) == ["refused / Unable to connect", "close 1"])
        #expect(talk.loses(1) == [])
        #expect(talk.waits(.seconds(60)) == [])
        #expect(talk.connects("/") == ["open 2"])
    }

    @Test(
        .requirements("SIO-CN-23"),
        arguments: ["0", "0{}", #"0{"sid":7}"#, #"0{"sid":""}"#])
    func `a CONNECT without a sid is from an incompatible server`(_ answer: String) {
        var talk = ClientTalk()
        _ = talk.connects("/")
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.hears(answer) == ["refused / incompatible server", "close 1"])
        #expect(talk.connection.socketID(in: "/") == nil)
    }

    @Test(.requirements("SIO-CN-23"))
    func `a packet of an older server before we asked changes nothing`() {
        var talk = ClientTalk()
        _ = talk.connects("/")
        _ = talk.opens(1)
        #expect(talk.hears(message("0"), message(#"0{"sid":"x"}"#), message("1"), message(#"4{"message":"m"}"#)) == [])
        #expect(talk.joins("/", nil, on: 1) == ["send 1: 0"])
    }

    @Test(.requirements("SIO-CN-24"))
    func `events that come too early are delivered behind the answer, in order`() {
        var talk = ClientTalk()
        _ = talk.connects("/")
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.hears(message(#"2["a"]"#), message(#"51-7["b",\#(placeholder)]"#), .binary([1])) == [])
        #expect(talk.hears(#"0{"sid":"s"}"#) == ["connected / s", "event / a []", "event / b [<01>] #1"])
        #expect(talk.hears(#"2["c"]"#) == ["event / c []"])
        #expect(talk.acknowledges(1) == ["send 1: 37[]"])
    }

    @Test
    func `the number of early events is limited`() {
        var limits = SocketIO.Limits()
        limits.earlyEventCount = 2
        var talk = ClientTalk(limits: limits)
        _ = talk.connects("/")
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.hears(message(#"2["a"]"#), message(#"2["b"]"#)) == [])
        #expect(talk.hears(#"2["c"]"#) == ["close 1", "wait 500 ms"])
    }

    @Test(.requirements("SIO-CN-25"))
    func `what is emitted too early is sent behind the answer, in order and once`() {
        var talk = ClientTalk()
        #expect(talk.emits("x") == ["notConnected"])
        _ = talk.connects("/")
        #expect(talk.emits("a") == [])
        _ = talk.opens(1)
        var payload = Payload()
        payload.append(binary: [1])
        #expect(talk.emits("b", payload) == [])
        #expect(talk.emits("c", token: 7) == [])
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.emits("d") == [])
        #expect(
            talk.hears(#"0{"sid":"s"}"#) == [
                "connected / s", #"send 1: 2["a"]"#, #"send 1: 51-["b",\#(placeholder)]"#, "send 1: <01>",
                #"send 1: 20["c"]"#, #"send 1: 2["d"]"#,
            ])
        #expect(talk.emits("e") == [#"send 1: 2["e"]"#])
        _ = talk.loses(1)
        _ = talk.waits(.seconds(1))
        _ = talk.opens(2)
        _ = talk.joins("/", nil, on: 2)
        #expect(talk.hears(#"0{"sid":"t"}"#, on: 2) == ["connected / t"])
    }

    @Test(.requirements("SIO-AK-08"))
    func `an acknowledgement of what was not sent is ignored`() {
        var talk = ClientTalk()
        _ = talk.connects("/")
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.emits("a", token: 7) == [])
        #expect(talk.hears("30[]") == [])
        #expect(talk.hears(#"0{"sid":"s"}"#) == ["connected / s", #"send 1: 20["a"]"#])
        #expect(talk.hears("30[]") == ["acked 7 []"])
    }

    @Test(.requirements("SIO-CN-26"))
    func `the id is the server's, and new in each session`() {
        var talk = ClientTalk()
        _ = talk.connects("/")
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.connection.socketID(in: "/") == nil)
        _ = talk.hears(#"0{"sid":"first"}"#)
        #expect(talk.connection.socketID(in: "/") == "first")
        _ = talk.loses(1)
        #expect(talk.connection.socketID(in: "/") == nil)
        _ = talk.waits(.seconds(1))
        _ = talk.opens(2)
        _ = talk.joins("/", nil, on: 2)
        _ = talk.hears(#"0{"sid":"second"}"#, on: 2)
        #expect(talk.connection.socketID(in: "/") == "second")
        _ = talk.disconnects("/")
        #expect(talk.connection.socketID(in: "/") == nil)
    }

    @Test(.requirements("SIO-CN-16"), arguments: ["", "a", "/a,b"])
    func `a namespace that cannot be written is not asked for`(_ namespace: String) {
        var talk = ClientTalk()
        #expect(talk.connects(namespace) == ["malformedNamespace"])
        #expect(talk.log() == [])
    }
}

@Suite("A client's events and acknowledgements: Socket.IO protocol 5, section Acknowledgement")
struct ClientExchangingTests {
    @Test(.requirements("SIO-AK-01", "SIO-AK-07", "SIO-AK-08", "SIO-AK-10"))
    func `events and acknowledgements go both ways`() {
        var talk = ClientTalk(joined: "/")
        #expect(talk.emits("a", Payload(1), token: 70) == [#"send 1: 20["a",1]"#])
        #expect(talk.emits("b", token: 71) == [#"send 1: 21["b"]"#])
        #expect(talk.hears("31[true]") == ["acked 71 [true]"])
        #expect(talk.hears("31[true]") == [])
        #expect(talk.hears("37[true]") == [])
        #expect(talk.hears("30[]") == ["acked 70 []"])
        #expect(talk.hears(#"20["q",null]"#) == ["event / q [null] #1"])
        #expect(talk.acknowledges(1, Payload("r")) == [#"send 1: 30["r"]"#])
        #expect(talk.acknowledges(1, Payload("r")) == [])
    }

    @Test(.requirements("SIO-AK-09"))
    func `ids are counted for each namespace`() {
        var talk = ClientTalk(joined: "/", "/a")
        #expect(talk.emits("e", token: 1) == [#"send 1: 20["e"]"#])
        #expect(talk.emits("e", in: "/a", token: 2) == [#"send 1: 2/a,0["e"]"#])
        #expect(talk.hears("3/a,0[]") == ["acked 2 []"])
        #expect(talk.hears("30[]") == ["acked 1 []"])
    }

    @Test(.requirements("SIO-AK-06", "SIO-BN-01", "SIO-BN-14"))
    func `an event or an acknowledgement with attachments`() {
        var talk = ClientTalk(joined: "/")
        var payload = Payload()
        payload.append(["a": payload.attach([1]), "b": payload.attach([])])
        let json = #"{"a":{"_placeholder":true,"num":0},"b":{"_placeholder":true,"num":1}}"#
        #expect(talk.emits("e", payload, token: 1) == [#"send 1: 52-0["e",\#(json)]"#, "send 1: <01>", "send 1: <>"])
        #expect(talk.hears(message("61-0[\(placeholder)]"), .binary([7])) == ["acked 1 [<07>]"])
        #expect(talk.hears(#"23["q"]"#) == ["event / q [] #1"])
        #expect(talk.acknowledges(1, payload) == ["send 1: 62-3[\(json)]", "send 1: <01>", "send 1: <>"])
    }

    @Test(.requirements("SIO-AK-11"))
    func `an acknowledgement that is too late fails, and what was not sent is not sent`() {
        var talk = ClientTalk()
        _ = talk.connects("/")
        #expect(talk.emits("a", token: 1, within: .seconds(2)) == [])
        #expect(talk.emits("b") == [])
        #expect(talk.emits("c", token: 3, within: .seconds(9)) == [])
        #expect(talk.connection.nextDeadline == Instant(sinceStart: .seconds(2)))
        #expect(talk.waits(.seconds(2)) == ["failed 1 timeout"])
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.hears(#"0{"sid":"s"}"#) == ["connected / s", #"send 1: 2["b"]"#, #"send 1: 21["c"]"#])
        #expect(talk.waits(.seconds(7)) == ["failed 3 timeout"])
        #expect(talk.hears("31[]") == [])
        #expect(talk.connection.nextDeadline == nil)
    }

    @Test(.requirements("SIO-AK-12"))
    func `with the session, acknowledgements fail of what was sent; what was not waits`() {
        var talk = ClientTalk(joined: "/")
        #expect(talk.emits("a", token: 1, within: .seconds(60)).count == 1)
        #expect(talk.emits("b", token: 2).count == 1)
        #expect(
            talk.loses(1) == [
                "failed 1 disconnected", "failed 2 disconnected", "left / transport close", "wait 500 ms",
            ])
        #expect(talk.emits("c", token: 3, within: .seconds(60)) == [])
        #expect(talk.waits(.milliseconds(500)) == ["open 2"])
        #expect(talk.loses(2) == ["attempt failed transport close", "wait 1000 ms"])
        #expect(talk.waits(.seconds(1)) == ["open 3"])
        _ = talk.opens(3)
        _ = talk.joins("/", nil, on: 3)
        // The ids go on, so that nothing old is taken for something new.
        #expect(talk.hears(#"0{"sid":"t"}"#, on: 3) == ["connected / t", #"send 3: 22["c"]"#])
        #expect(talk.hears("30[]", on: 3) == [])
        #expect(talk.hears("32[]", on: 3) == ["acked 3 []"])
    }

    @Test(.requirements("SIO-AK-07"))
    func `an acknowledgement for another session is not sent`() {
        var talk = ClientTalk(joined: "/")
        #expect(talk.hears(#"20["q"]"#) == ["event / q [] #1"])
        _ = talk.loses(1)
        #expect(talk.acknowledges(1) == [])
        _ = talk.waits(.seconds(1))
        _ = talk.opens(2)
        _ = talk.joins("/", nil, on: 2)
        _ = talk.hears(#"0{"sid":"t"}"#, on: 2)
        #expect(talk.hears(#"20["q"]"#, on: 2) == ["event / q [] #2"])
        #expect(talk.acknowledges(1) == [])
        #expect(talk.acknowledges(2) == ["send 2: 30[]"])
    }

    @Test(.requirements("SIO-VO-01", "SIO-VO-02"))
    func `a volatile event waits for nothing`() {
        var talk = ClientTalk()
        _ = talk.connects("/")
        #expect(talk.emits("a", delivery: .volatile(isWritable: true)) == [])
        #expect(talk.emits("a", token: 1, delivery: .volatile(isWritable: true)) == ["failed 1 notSent"])
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        #expect(talk.hears(#"0{"sid":"s"}"#) == ["connected / s"])
        var payload = Payload()
        payload.append(binary: [1])
        #expect(talk.emits("b", payload, delivery: .volatile(isWritable: false)) == [])
        #expect(talk.emits("b", payload, delivery: .volatile(isWritable: true)).count == 2)
    }

    @Test(.requirements("SIO-PK-07"))
    func `a reserved name is not sent, and takes no number`() {
        var talk = ClientTalk(joined: "/")
        #expect(talk.emits("connect_error", token: 1, within: .seconds(1)) == ["reservedName"])
        #expect(talk.waits(.seconds(2)) == [])
    }

    @Test(.requirements("SIO-AK-09"))
    func `what is for another namespace is nobody's`() {
        var talk = ClientTalk(joined: "/")
        #expect(talk.hears(message(#"2/b,["a"]"#), message("1/b,"), message(#"0/b,{"sid":"x"}"#)) == [])
        #expect(talk.hears(#"2["a"]"#) == ["event / a []"])
    }
}

@Suite("A client leaves and comes back")
struct ClientReconnectingTests {
    @Test(.requirements("SIO-DC-07"))
    func `taken out by the server, it does not come back by itself`() {
        var talk = ClientTalk(joined: "/", "/a")
        #expect(talk.emits("e", in: "/a", token: 1).count == 1)
        #expect(talk.hears("1/a,") == ["failed 1 disconnected", "left /a io server disconnect"])
        #expect(talk.hears(#"2/a,["e"]"#) == [])
        #expect(talk.hears("1") == ["left / io server disconnect", "close 1"])
        #expect(talk.loses(1) == [])
        #expect(talk.waits(.seconds(60)) == [])
        #expect(talk.connection.nextDeadline == nil)
        #expect(talk.connects("/") == ["open 2"])
        #expect(talk.opens(2) == ["ask / on 2"])
    }

    @Test(.requirements("SIO-DC-08"))
    func `leaving tells the server, and ends the session with the last namespace`() {
        var talk = ClientTalk(joined: "/", "/a")
        #expect(talk.disconnects("/a") == ["send 1: 1/a,", "left /a io client disconnect"])
        #expect(talk.emits("e", in: "/a") == ["notConnected"])
        #expect(talk.disconnects("/a") == [])
        #expect(talk.disconnects("/") == ["send 1: 1", "left / io client disconnect", "close 1"])
        #expect(talk.hears(#"2["e"]"#) == [])
        #expect(talk.loses(1) == [])
        #expect(talk.waits(.seconds(60)) == [])
    }

    @Test(.requirements("SIO-DC-08"))
    func `leaving before the answer waits for it`() {
        var talk = ClientTalk(joined: "/")
        _ = talk.connects("/a")
        _ = talk.joins("/a", nil, on: 1)
        #expect(talk.emits("e", in: "/a", token: 1) == [])
        #expect(talk.disconnects("/a") == ["failed 1 disconnected"])
        #expect(talk.emits("e", in: "/a") == ["notConnected"])
        #expect(talk.hears(#"0/a,{"sid":"s"}"#) == ["send 1: 1/a,"])
        #expect(talk.connects("/a") == ["ask /a on 1"])
        _ = talk.joins("/a", nil, on: 1)
        _ = talk.disconnects("/a")
        #expect(talk.connects("/a") == [])
        #expect(talk.emits("f", in: "/a") == [])
        #expect(talk.hears(#"0/a,{"sid":"s"}"#) == ["send 1: 1/a,", "ask /a on 1"])
        _ = talk.joins("/a", nil, on: 1)
        #expect(talk.hears(#"0/a,{"sid":"t"}"#) == ["connected /a t", #"send 1: 2/a,["f"]"#])
        _ = talk.disconnects("/a")
        _ = talk.connects("/a")
        _ = talk.joins("/a", nil, on: 1)
        _ = talk.disconnects("/a")
        #expect(talk.hears(#"4/a,{"message":"no"}"#) == [])
    }

    @Test
    func `what was for who left is not for who comes back`() {
        var talk = ClientTalk(joined: "/", "/a")
        _ = talk.disconnects("/a")
        _ = talk.connects("/a")
        #expect(talk.joins("/a", nil, on: 1) == ["send 1: 0/a,"])
        #expect(talk.hears(message(#"2/a,["old"]"#), message("1/a,")) == [])
        #expect(talk.hears(#"0/a,{"sid":"t"}"#) == ["connected /a t"])
        #expect(talk.hears(#"2/a,["new"]"#) == ["event /a new []"])
    }

    @Test(.requirements("SIO-RC-01"))
    func `a session that is lost is followed by others, with growing delays`() {
        var reconnection = Reconnection()
        reconnection.attemptLimit = 3
        var talk = ClientTalk(reconnection: reconnection)
        _ = talk.connects("/")
        _ = talk.opens(1)
        _ = talk.joins("/", nil, on: 1)
        _ = talk.hears(#"0{"sid":"s"}"#)
        #expect(talk.loses(1, "ping timeout") == ["left / ping timeout", "wait 500 ms"])
        #expect(talk.waits(.milliseconds(499)) == [])
        #expect(talk.waits(.milliseconds(1)) == ["open 2"])
        #expect(talk.fails(2) == ["attempt failed refused", "wait 1000 ms"])
        #expect(talk.waits(.seconds(1)) == ["open 3"])
        #expect(talk.fails(3) == ["attempt failed refused", "wait 2000 ms"])
        #expect(talk.waits(.seconds(2)) == ["open 4"])
        #expect(talk.fails(4) == ["attempt failed refused", "gave up"])
        #expect(talk.connection.nextDeadline == nil)
        #expect(talk.waits(.seconds(60)) == [])
        #expect(talk.connects("/") == ["open 5"])
        #expect(talk.opens(5) == ["ask / on 5"])
        #expect(talk.loses(5) == ["wait 500 ms"])
    }

    @Test(.requirements("SIO-RC-01"))
    func `a client that shall not come back does not`() {
        var talk = ClientTalk(reconnection: .never)
        _ = talk.connects("/")
        #expect(talk.fails(1) == ["attempt failed refused", "gave up"])
        #expect(talk.connects("/") == ["open 2"])
        _ = talk.opens(2)
        #expect(talk.loses(2) == ["gave up"])
    }

    @Test(.requirements("SIO-RC-02"))
    func `closing stops it, connecting starts it, and never are there two attempts`() {
        var talk = ClientTalk(joined: "/", "/a")
        #expect(talk.loses(1).last == "wait 500 ms")
        #expect(talk.closes() == [])
        #expect(talk.waits(.seconds(60)) == [])
        #expect(talk.connects("/") == ["open 2"])
        #expect(talk.connects("/") == [])
        #expect(talk.connects("/a") == [])
        #expect(talk.fails(2).last == "wait 500 ms")
        // By hand, before the delay is over; the delay is over for nobody.
        #expect(talk.connects("/") == ["open 3"])
        #expect(talk.waits(.seconds(1)) == [])
        #expect(talk.closes() == ["close 3"])
        // What comes of sessions that are not wanted any more changes nothing.
        #expect(talk.opens(3) == [] && talk.fails(3) == [] && talk.loses(3) == [])
        #expect(talk.connects("/") == ["open 4"])
        #expect(talk.fails(3) == [] && talk.loses(3) == [] && talk.opens(3) == [])
        #expect(talk.opens(4) == ["ask / on 4"])
        #expect(talk.loses(3) == [] && talk.hears("0{", on: 3) == [])
    }

    @Test(.requirements("SIO-RC-03"))
    func `an attempt that takes too long fails`() {
        var talk = ClientTalk()
        _ = talk.connects("/")
        #expect(talk.connection.nextDeadline == Instant(sinceStart: .seconds(20)))
        #expect(talk.waits(.milliseconds(19_999)) == [])
        #expect(talk.waits(.milliseconds(1)) == ["close 1", "attempt failed timeout", "wait 500 ms"])
        #expect(talk.opens(1) == [])
        #expect(talk.waits(.milliseconds(500)) == ["open 2"])
    }

    @Test(
        .requirements("SIO-RC-04", "SIO-PK-01", "SIO-PK-11"),
        arguments: ["abc", "", "7", "2[]", "2{}", "0{", #"2["a"]x"#, #"5["a"]"#, "511-[]", #"2["connect"]"#])
    func `what is no packet ends the session, and the client comes back`(_ text: String) {
        var talk = ClientTalk(joined: "/")
        #expect(talk.hears(text) == ["close 1", "left / parse error", "wait 500 ms"])
        #expect(talk.hears(#"2["a"]"#) == [])
        #expect(talk.loses(1) == [])
        #expect(talk.waits(.milliseconds(500)) == ["open 2"])
    }

    @Test(.requirements("SIO-BN-20"))
    func `half a packet is dropped with the session`() {
        var talk = ClientTalk(joined: "/")
        #expect(talk.hears(message(#"52-["a"]"#), .binary([1])) == [])
        _ = talk.loses(1)
        _ = talk.waits(.seconds(1))
        _ = talk.opens(2)
        _ = talk.joins("/", nil, on: 2)
        #expect(talk.hears(#"0{"sid":"t"}"#, on: 2) == ["connected / t"])
        #expect(talk.hears(#"2["b"]"#, on: 2) == ["event / b []"])
        #expect(talk.hears(.binary([1]), on: 2).first == "close 2")
    }

    @Test(.requirements("SIO-BN-06", "SIO-BN-09", "SIO-BN-10"))
    func `wrong attachments end the session`() {
        let end = ["close 1", "left / parse error", "wait 500 ms"]
        for messages in [
            [message(#"51-["a",{"_placeholder":true,"num":1}]"#)], [message(#"51-["a"]"#), message("1")],
            [.binary([1])],
        ] {
            var talk = ClientTalk(joined: "/")
            var log: [String] = []
            for message in messages { log += talk.hears(message) }
            #expect(log == end, "\(messages.map(worded))")
        }
    }
}
