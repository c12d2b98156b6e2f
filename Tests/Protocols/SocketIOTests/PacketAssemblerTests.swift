import EngineIO
import JSON
import SocketIO
import TestSupport
import Testing

private let one = Message.binary([1])
private let two = Message.binary([2, 2])
private let none = Message.binary([])
private let placeholder = #"{"_placeholder":true,"num":0}"#

@Suite("Packets with attachments are put together: Socket.IO protocol 5, section Packet encoding")
struct PacketAssemblerTests {
    @Test(.requirements("SIO-BN-01"))
    func `attachments follow in the order of their numbers`() {
        let event = #"52-/admin,["baz",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#
        #expect(packets(message(event), one) == [])
        #expect(packets(message(event), one, two) == ["event /admin baz [<01>,<02 02>]"])
        let acknowledgement = #"61-15["bar",{"_placeholder":true,"num":0}]"#
        #expect(packets(message(acknowledgement), two) == [#"ack / ["bar",<02 02>] id 15"#])
        #expect(packets(message(#"51-7["a",\#(placeholder)]"#), one) == ["event / a [<01>] id 7"])
    }

    @Test(.requirements("SIO-BN-02"))
    func `placeholders stand at any depth`() {
        let text = #"52-["a",[[{"x":{"y":[{"_placeholder":true,"num":1}]}}]],{"z":\#(placeholder)}]"#
        #expect(packets(message(text), one, two) == [#"event / a [[[{"x":{"y":[<02 02>]}}]],{"z":<01>}]"#])
    }

    @Test(.requirements("SIO-BN-03"))
    func `a placeholder's members stand in any order`() {
        #expect(packets(message(#"51-["a",{"num":0,"_placeholder":true}]"#), one) == ["event / a [<01>]"])
        #expect(packets(message(#"51-["a",{"num":0,"x":1,"_placeholder":true}]"#), one) == ["event / a [<01>]"])
    }

    @Test(.requirements("SIO-BN-04", "SIO-BN-05"))
    func `each placeholder takes the attachment of its number`() {
        let text =
            #"52-["a",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#
        #expect(packets(message(text), one, two) == ["event / a [<02 02>,<01>,<02 02>]"])
    }

    @Test(
        .requirements("SIO-BN-06"),
        arguments: [
            "-1", "1", "2", "0.5", "0.0", "1e0", "null", "true", "\"0\"", "\"splice\"", "[0]", "{}",
            "9223372036854775808",
            "18446744073709551616",
        ])
    func `a placeholder that names no attachment is refused`(_ number: String) {
        let text = #"51-["a",[{"_placeholder":true,"num":\#(number)}]]"#
        #expect(packets(message(text)) == ["malformedPlaceholder at 9"])
        #expect(packets(message(#"61-0[{"_placeholder":true,"num":\#(number)}]"#)) == ["malformedPlaceholder at 5"])
    }

    @Test(.requirements("SIO-BN-06"))
    func `a placeholder without a number is refused, at its place`() {
        #expect(packets(message(#"51-["a",{"_placeholder":true}]"#)) == ["malformedPlaceholder at 8"])
        let second = #"51-["a",\#(placeholder),{"_placeholder":true,"num":7},{"_placeholder":true}]"#
        #expect(packets(message(second)) == ["malformedPlaceholder at \(9 + placeholder.utf8.count)"])
        #expect(packets(message(#"50-["a",\#(placeholder)]"#)) == ["malformedPlaceholder at 8"])
    }

    @Test(.requirements("SIO-BN-13"))
    func `what merely looks like a placeholder is data`() {
        #expect(packet(#"2["a",\#(placeholder)]"#) == #"event / a [\#(placeholder)]"#)
        #expect(packet(#"2["a",{"_placeholder":true,"num":-1}]"#) == #"event / a [{"_placeholder":true,"num":-1}]"#)
        #expect(packet(#"30[\#(placeholder)]"#) == #"ack / [\#(placeholder)] id 0"#)
        #expect(
            packets(message(#"51-["a",{"_placeholder":false,"num":9},{"_placeholder":1},\#(placeholder)]"#), one)
                == [#"event / a [{"_placeholder":false,"num":9},{"_placeholder":1},<01>]"#])
    }

    @Test(
        .requirements("SIO-BN-07"),
        arguments: [
            #"5["a"]"#, #"5-["a"]"#, #"5-1-["a"]"#, #"51.5-["a"]"#, #"5x-["a"]"#, #"51["a"]"#, "51", "5", #"5 1-["a"]"#,
            #"5+1-["a"]"#, "6[]", "60[]", "5/a,1-[]", #"51e0-["a"]"#,
        ])
    func `the number of attachments is digits and a dash`(_ text: String) {
        #expect(packet(text).hasPrefix("malformedAttachmentCount at "), "\(packet(text))")
    }

    @Test(.requirements("SIO-BN-08"))
    func `the number of attachments is limited before one is taken`() {
        #expect(packet(#"59-["a"]"#) == "")
        #expect(packet(#"510-["a"]"#) == "")
        #expect(packet(#"511-["a"]"#) == "tooManyAttachments at 1")
        #expect(packet(#"51000000-["a"]"#) == "tooManyAttachments at 1")
        #expect(packet(#"599999999999999999999999-["a"]"#) == "tooManyAttachments at 1")
        #expect(packet(#"611-0[]"#) == "tooManyAttachments at 1")
    }

    @Test
    func `all bytes of a packet's attachments are limited together`() {
        var limits = SocketIO.Limits()
        limits.attachmentByteCount = 5
        let text = message(#"52-["a"]"#)
        #expect(packets(text, two, two, limits: limits) == ["event / a []"])
        #expect(packets(text, two, .binary([3, 3, 3]), limits: limits) == ["event / a []"])
        #expect(packets(text, two, .binary([4, 4, 4, 4]), limits: limits) == ["attachmentsTooLarge at 3"])
        #expect(packets(text, .binary([6, 6, 6, 6, 6, 6]), limits: limits) == ["attachmentsTooLarge at 5"])
    }

    @Test(.requirements("SIO-BN-09"))
    func `a text is never an attachment`() {
        #expect(packets(message(#"51-["a"]"#), message(#"2["b"]"#)) == ["textInsteadOfAttachment at 0"])
        #expect(packets(message(#"52-["a"]"#), one, message("x")) == ["textInsteadOfAttachment at 0"])
    }

    @Test(.requirements("SIO-BN-10"))
    func `a binary message without a packet is refused`() {
        #expect(packets(one) == ["unexpectedAttachment at 0"])
        #expect(packets(message(#"2["a"]"#), none) == ["event / a []", "unexpectedAttachment at 0"])
        #expect(packets(message(#"51-["a"]"#), one, two) == ["event / a []", "unexpectedAttachment at 0"])
    }

    @Test(.requirements("SIO-BN-11"))
    func `no attachments are complete at once`() {
        #expect(packets(message(#"50-["a"]"#), message(#"2["b"]"#)) == ["event / a []", "event / b []"])
        #expect(packets(message("60-7[1]"), message(#"2["b"]"#)) == ["ack / [1] id 7", "event / b []"])
    }

    @Test(.requirements("SIO-BN-12"))
    func `an empty attachment counts`() {
        #expect(packets(message(#"51-["a",\#(placeholder)]"#), none) == ["event / a [<>]"])
        let text = #"52-["a",{"_placeholder":true,"num":1},\#(placeholder)]"#
        #expect(packets(message(text), none, one) == ["event / a [<01>,<>]"])
    }

    @Test(.requirements("SIO-BN-21"))
    func `a large attachment arrives unchanged`() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var assembler = PacketAssembler()
        let first = try assembler.receive(message(#"51-["a",\#(placeholder)]"#))
        #expect(first == nil)
        let packet = try #require(try assembler.receive(.binary(bytes)))
        guard case .event(_, let arguments) = packet.content else { return #expect(Bool(false), "no event") }
        #expect(try arguments.attachment(for: #require(arguments[0])) == bytes)
    }

    @Test(.requirements("SIO-BN-15", "SIO-BN-16", "SIO-BN-14"))
    func `other packets of Engine.IO come between without harm`() throws {
        let body = "451-[\"a\",\(placeholder)]\u{1E}2\u{1E}bAQID\u{1E}42[\"b\"]"
        let (parts, error) = EngineIO.Payload.read(Array(body.utf8))
        #expect(error == nil)
        let messages = parts.compactMap { part -> Message? in
            if case .message(let message) = part { message } else { nil }
        }
        #expect(messages.count == 3)
        #expect(packets(messages[0], messages[1], messages[2]) == ["event / a [<01 02 03>]", "event / b []"])
    }

    @Test(.requirements("SIO-BN-19"))
    func `a binary frame of a WebSocket is an attachment, whatever its first byte`() throws {
        let frame = try EngineIO.Packet(webSocketMessage: .binary(Array("42[\"b\"]".utf8)))
        guard case .message(let attachment) = frame else { return #expect(Bool(false), "no message") }
        #expect(packets(message(#"51-["a",\#(placeholder)]"#), attachment) == ["event / a [<34 32 5b 22 62 22 5d>]"])
    }
}
