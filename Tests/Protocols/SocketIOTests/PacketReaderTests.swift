import EngineIO
import JSON
import SocketIO
import TestSupport
import Testing

/// A text and what it means, or what is wrong with it and where.
private struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let meaning: String

    init(_ text: String, _ meaning: String) {
        self.text = text
        self.meaning = meaning
    }

    var testDescription: String { text.isEmpty ? "(empty)" : String(text.prefix(60)) }
}

@Suite("Texts are read as packets: Socket.IO protocol 5, section Packet encoding")
struct PacketReaderTests {
    @Test(
        .requirements("SIO-PK-01", "SIO-PK-02", "SIO-PK-03"),
        arguments: [
            Case("0", "connect /"),
            Case(#"0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"}"#, #"connect /admin {"sid":"oSO0OpakMV_3jnilAAAA"}"#),
            Case(#"4{"message":"Not authorized"}"#, #"connect error / {"message":"Not authorized"}"#),
            Case(#"2["foo"]"#, "event / foo []"),
            Case(#"2/admin,["bar"]"#, "event /admin bar []"),
            Case(#"212["foo"]"#, "event / foo [] id 12"),
            Case(#"3/admin,13["bar"]"#, #"ack /admin ["bar"] id 13"#),
            Case("1", "disconnect /"),
            Case("1/admin,", "disconnect /admin"),
            Case(#"2["hey","Jude"]"#, #"event / hey ["Jude"]"#),
            Case(#"42"x""#, "malformedID at 1"),
        ])
    fileprivate func `the examples of the specification`(_ example: Case) {
        #expect(packet(example.text) == example.meaning)
    }

    @Test(
        .requirements("SIO-PK-01", "SIO-CN-09"),
        arguments: ["", "7", "8[]", "9", "999", "a", "abc", "/", " 2[\"a\"]", "-1", "é", "\u{0}"])
    func `other characters than 0 to 6 begin no packet`(_ text: String) { #expect(packet(text) == "unknownType at 0") }

    @Test(
        .requirements(
            "SIO-PK-03", "SIO-PK-04", "SIO-CN-04", "SIO-CN-05", "SIO-CN-15", "SIO-CN-16", "SIO-PK-13", "SIO-PK-14"),
        arguments: [
            Case("0/custom,", "connect /custom"),
            Case("0/custom", "connect /custom"),
            Case("0/,", "connect /"),
            Case("0/", "connect /"),
            Case("1/custom", "disconnect /custom"),
            Case("0/custom?a=1,", "connect /custom?a=1"),
            Case("0/Custom,{}", "connect /Custom {}"),
            Case(#"0/a b{"}-é/7[,{}"#, #"connect /a b{"}-é/7[ {}"#),
            Case(#"2/a,["/b,1"]"#, "event /a /b,1 []"),
            Case(#"2/a,0["/b,1",[2]]"#, "event /a /b,1 [[2]] id 0"),
            Case(#"2["1-/a,2",{"a-":","}]"#, #"event / 1-/a,2 [{"a-":","}]"#),
            Case(#"2/1-2,3["a"]"#, "event /1-2 a [] id 3"),
            Case(#"21-["a"]"#, "malformedJSON at 3"),
            Case(#"2custom,["a"]"#, "malformedJSON at 1"),
        ])
    fileprivate func `a namespace begins with a slash and ends with a comma, or the packet`(_ example: Case) {
        #expect(packet(example.text) == example.meaning)
    }

    @Test(
        .requirements("SIO-PK-12", "SIO-AK-02", "SIO-AK-03"),
        arguments: [
            Case(#"20["a"]"#, "event / a [] id 0"),
            Case("30[]", "ack / [] id 0"),
            Case(#"2007["a"]"#, "event / a [] id 7"),
            Case("310[]", "ack / [] id 10"),
            Case("32147483648[]", "ack / [] id 2147483648"),
            Case("39007199254740991[]", "ack / [] id 9007199254740991"),
            Case("318446744073709551615[]", "ack / [] id 18446744073709551615"),
            Case("318446744073709551616[]", "malformedID at 1"),
            Case("3/a,184467440737095516150[]", "malformedID at 4"),
            Case("3[]", "malformedID at 1"),
            Case("3/a,[]", "malformedID at 4"),
            Case(#"2abc["a"]"#, "malformedJSON at 1"),
            Case(#"21a["a"]"#, "malformedJSON at 2"),
            Case(#"2-1["a"]"#, "malformedJSON at 3"),
            Case(#"21.5["a"]"#, "malformedJSON at 2"),
            Case("01{}", "malformedID at 1"),
            Case("0/a,1", "malformedID at 4"),
            Case("11", "malformedID at 1"),
        ])
    fileprivate func `an id is any number of digits`(_ example: Case) {
        #expect(packet(example.text) == example.meaning)
    }

    @Test(
        .requirements("SIO-PK-05", "SIO-PK-06"),
        arguments: [
            Case("2[1]", "event / 1 []"),
            Case("2[-1.50,2]", "event / -1.50 [2]"),
            Case(#"2[""]"#, "event /  []"),
            Case("2", "wrongPayload at 1"),
            Case("2[]", "wrongPayload at 1"),
            Case("2{}", "wrongPayload at 1"),
            Case(#"2"x""#, "wrongPayload at 1"),
            Case("2null", "wrongPayload at 1"),
            Case("2/a,7", "wrongPayload at 5"),
            Case("2[null]", "wrongPayload at 2"),
            Case("2[true]", "wrongPayload at 2"),
            Case(#"2[["a"]]"#, "wrongPayload at 2"),
            Case(#"2[{"a":1}]"#, "wrongPayload at 2"),
            Case(#"50-[]"#, "wrongPayload at 3"),
        ])
    fileprivate func `an event has a list that begins with its name`(_ example: Case) {
        #expect(packet(example.text) == example.meaning)
    }

    @Test(
        .requirements("SIO-PK-07"),
        arguments: ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"])
    func `names that libraries use are refused`(_ name: String) {
        #expect(packet(#"2["\#(name)"]"#) == "reservedName at 2")
        #expect(packets(message(#"50-["\#(name)"]"#)) == ["reservedName at 4"])
        #expect(packet(#"2["\#(name)s"]"#) == "event / \(name)s []")
    }

    @Test(.requirements("SIO-PK-07"))
    func `a reserved name is found behind its escapes, too`() {
        #expect(packet(#"2["\u0063onnect"]"#) == "reservedName at 2")
    }

    @Test(
        .requirements("SIO-PK-08", "SIO-PK-09", "SIO-PK-10", "SIO-CN-07", "SIO-CN-09"),
        arguments: [
            Case("30{}", "wrongPayload at 2"),
            Case("30", "wrongPayload at 2"),
            Case("30null", "wrongPayload at 2"),
            Case("60-0[]", "ack / [] id 0"),
            Case("60-0{}", "wrongPayload at 4"),
            Case("0{}", "connect / {}"),
            Case("0[]", "wrongPayload at 1"),
            Case(#"0"x""#, "wrongPayload at 1"),
            Case("0null", "wrongPayload at 1"),
            Case("0{", "malformedJSON at 2"),
            Case("1{}", "wrongPayload at 1"),
            Case("1/a,null", "wrongPayload at 4"),
            Case("4", "wrongPayload at 1"),
            Case("4[]", "wrongPayload at 1"),
            Case("4null", "wrongPayload at 1"),
            Case(#"4"Unable to connect""#, #"connect error / "Unable to connect""#),
        ])
    fileprivate func `every other type has the payload that is its own`(_ example: Case) {
        #expect(packet(example.text) == example.meaning)
    }

    @Test(
        .requirements("SIO-PK-11", "SIO-PK-16"),
        arguments: [
            Case(#"2["a""#, "malformedJSON at 5"),
            Case(#"2["a"]]"#, "malformedJSON at 6"),
            Case(#"2["a"] x"#, "malformedJSON at 7"),
            Case(#"2["a"]2["b"]"#, "malformedJSON at 6"),
            Case("2['a']", "malformedJSON at 2"),
            Case(#"2["a",]"#, "malformedJSON at 6"),
            Case(#"2["a",NaN]"#, "malformedJSON at 6"),
            Case(#"2["a",Infinity]"#, "malformedJSON at 6"),
            Case(#"2["a",-Infinity]"#, "malformedJSON at 7"),
            Case(#"2["a",01]"#, "malformedJSON at 7"),
            Case("2[\"a\nb\"]", "malformedJSON at 4"),
            Case("2 [ \"a\" ] \r\n\t", "event / a []"),
        ])
    fileprivate func `what follows is one JSON text and nothing else`(_ example: Case) {
        #expect(packet(example.text) == example.meaning)
    }

    @Test(
        .requirements("SIO-PK-15", "SIO-PK-18", "SIO-PK-19"),
        arguments: [
            #"null,false,true,0,"",[],{},[[null]]"#,
            #"1e400,-0,1.0,12345678901234567890123,9007199254740993"#,
            #""é 漢 😀 \u2028","\ud800","\/ \u00e9 \n","a\u0000b""#,
            "\"\u{2028}\u{2029}\u{7f}\"",
            #"{"b":1,"a":2,"b":3}"#,
            #""2026-11-25T07:00:00.000Z""#,
        ])
    func `arguments keep their types and spellings`(_ arguments: String) throws {
        let text = #"2["e",\#(arguments)]"#
        #expect(packet(text).hasPrefix("event / e "))
        var assembler = PacketAssembler()
        let received = try #require(try assembler.receive(message(text)))
        guard case .event(_, let found) = received.content else { return #expect(Bool(false), "no event") }
        let echo = try EncodedPacket.event("e", found.payload, namespace: "/")
        #expect(String(decoding: echo.text, as: UTF8.self) == text)
    }

    @Test(.requirements("SIO-PK-17"))
    func `deep nesting is read to a limit and refused beyond`() {
        func nested(_ depth: Int) -> String {
            #"2["a","# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "]"
        }
        let limit = JSON.Limits.standard.depth
        #expect(packet(nested(limit - 1)).hasPrefix("event / a ["))
        #expect(packet(nested(limit)).hasPrefix("event / a ["))
        #expect(packet(nested(limit + 1)) == "excessiveJSON at \(6 + limit - 1)")
        #expect(packet(nested(100_000)) == "excessiveJSON at \(6 + limit - 1)")
    }

    @Test
    func `each rule has a sentence of its own`() {
        let error = SocketIO.PacketError(.unknownType, at: 3)
        #expect("\(error)" == "The packet's type is none of 0 to 6. (at byte 3 of the message)")
    }
}
