import EngineIO
import JSON
import SocketIO
import TestSupport
import Testing

private func text(_ packet: EncodedPacket) -> String { String(decoding: packet.text, as: UTF8.self) }

private func event(
    _ name: String, _ payload: SocketIO.Payload, _ namespace: String = "/", id: UInt64? = nil
) throws -> [String] {
    try EncodedPacket.event(name, payload, namespace: namespace, id: id).messages.map(worded)
}

@Suite("Packets are written: Socket.IO protocol 5, section Packet encoding")
struct EncodedPacketTests {
    @Test(.requirements("SIO-PK-02", "SIO-PK-03"))
    func `an event`() throws {
        #expect(try event("foo", Payload()) == [#"2["foo"]"#])
        #expect(try event("bar", Payload(), "/admin") == [#"2/admin,["bar"]"#])
        #expect(try event("foo", Payload("a", 1), id: 12) == [#"212["foo","a",1]"#])
        #expect(try event("foo", Payload([]), "/a", id: 0) == [#"2/a,0["foo",[]]"#])
        #expect(try event("q\"é\n", Payload()) == [#"2["q\"é\n"]"#])
    }

    @Test(.requirements("SIO-BN-01", "SIO-BN-02"))
    func `an event with attachments`() throws {
        var payload = Payload(1)
        payload.append(["deep": [payload.attach([1, 2]), "x"]])
        payload.append(binary: [])
        let placeholders = #"{"deep":[{"_placeholder":true,"num":0},"x"]},{"_placeholder":true,"num":1}"#
        #expect(try event("baz", payload, "/admin") == [#"52-/admin,["baz",1,\#(placeholders)]"#, "<01 02>", "<>"])
        #expect(try event("baz", payload, id: 3) == [#"52-3["baz",1,\#(placeholders)]"#, "<01 02>", "<>"])
        let acknowledgement = EncodedPacket.acknowledgement(of: 15, payload, namespace: "/")
        #expect(acknowledgement.messages.map(worded) == [#"62-15[1,\#(placeholders)]"#, "<01 02>", "<>"])
    }

    @Test(.requirements("SIO-AK-02", "SIO-AK-03", "SIO-AK-04", "SIO-AK-05"))
    func `an acknowledgement`() {
        func acknowledgement(_ id: UInt64, _ payload: SocketIO.Payload, _ namespace: String = "/") -> String {
            text(.acknowledgement(of: id, payload, namespace: namespace))
        }
        #expect(acknowledgement(0, Payload()) == "30[]")
        #expect(acknowledgement(12, Payload()) == "312[]")
        #expect(acknowledgement(9_007_199_254_740_991, Payload(1, "b", nil)) == #"39007199254740991[1,"b",null]"#)
        #expect(acknowledgement(.max, Payload(), "/a") == "3/a,18446744073709551615[]")
    }

    @Test(.requirements("SIO-PK-07"))
    func `an event has no reserved name`() {
        for name in SocketIO.Packet.reservedNames {
            #expect(throws: SocketIO.LocalError.reservedName) { try event(name, Payload()) }
        }
    }

    @Test(.requirements("SIO-CN-16"), arguments: ["", "a", "/a,b", ","])
    func `a namespace has a slash in front and no comma`(_ namespace: String) {
        #expect(throws: SocketIO.LocalError.malformedNamespace) { try event("a", Payload(), namespace) }
    }

    @Test(.requirements("SIO-PK-16"))
    func `only values that JSON has can be written`() throws {
        #expect(try event("a", Payload(1.5, 1e300, -0.0)) == [#"2["a",1.5,1e+300,-0.0]"#])
        #expect(Number(text: "NaN") == nil && Number(text: "Infinity") == nil)
        // What is too large for a double stays a number.
        #expect(try event("a", Payload(.number(#require(Number(text: "1e400"))))) == [#"2["a",1e400]"#])
    }

    @Test(.requirements("SIO-PK-15"))
    func `characters stand as they are`() throws {
        #expect(try event("é", Payload("漢😀\u{2028}")) == ["2[\"é\",\"漢😀\u{2028}\"]"])
    }

    @Test(.requirements("SIO-BN-18"))
    func `writing changes nothing of what was given`() throws {
        var payload = Payload()
        let bytes: [UInt8] = [1, 2, 3]
        payload.append(["a": payload.attach(bytes)])
        let before = payload
        #expect(try event("e", payload) == event("e", payload))
        #expect(payload == before && bytes == [1, 2, 3])
    }

    @Test(.requirements("SIO-BN-17", "SIO-PK-18", "SIO-AK-06"))
    func `what was received is echoed as it was spelled`() throws {
        let spelled = #"1.0,  {"b":1e2,"a":"\u00e9"},[ ]"#
        #expect(try echo(message(#"2["m",\#(spelled)]"#)) == [#"2["m",\#(spelled)]"#])
        #expect(try echo(message(#"50-["m",\#(spelled)]"#)) == [#"2["m",\#(spelled)]"#])
        #expect(try echo(message(#"2["m"]"#)) == [#"2["m"]"#])
        let swapped = #"["m",{"num":1,"_placeholder":true},{"x":{"_placeholder":true,"num":0}}]"#
        #expect(try echo(message("52-" + swapped), .binary([1]), .binary([2])) == ["52-" + swapped, "<01>", "<02>"])
        let data = #"2["m",{"_placeholder":true,"num":0}]"#
        #expect(try echo(message(data)) == [data])
    }

    private func echo(_ messages: Message...) throws -> [String] {
        var assembler = PacketAssembler()
        for message in messages {
            guard let packet = try assembler.receive(message) else { continue }
            #expect(EncodedPacket(packet).messages.last == messages.last || messages.count == 1)
            guard case .event(let name, let arguments) = packet.content else { return [] }
            #expect(arguments.payload.count == arguments.count)
            return try event(name, arguments.payload)
        }
        return []
    }

    @Test(arguments: [
        "0", "0/a,", #"0/a,{"token":"t"}"#, "1", "1/a,", #"2["a",1]"#, #"2/a,7["a"]"#, "30[]", "3/é,12[1,2]",
        #"4{"message":"m"}"#, #"4/a,"m""#,
    ])
    func `every packet that is read can be written as it was`(_ original: String) throws {
        var assembler = PacketAssembler()
        let packet = try #require(try assembler.receive(message(original)))
        #expect(text(EncodedPacket(packet)) == original)
    }
}
