import TestSupport
import Testing
import WebSocket

/// Bytes that are no text, and how many of them could begin one.
private struct NoText: CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var validCount: Int

    init(_ description: String, _ digits: String, _ validCount: Int) {
        testDescription = description
        bytes = hex(digits)
        self.validCount = validCount
    }

    /// As Autobahn's cases 6.3 to 6.21 have them.
    static let all = [
        NoText("a surrogate behind kosme", "ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64", 12),
        NoText("a continuation alone", "80", 0),
        NoText("a continuation behind a letter", "61 bf", 1),
        NoText("64 continuations", (0x80...0xBF).map { String($0, radix: 16) }.joined(), 0),
        NoText("a character of two bytes cut short", "c3 20", 1),
        NoText("a character of three bytes cut short", "e2 82 20", 2),
        NoText("a character of four bytes cut short", "f0 90 8d 20", 3),
        NoText("five bytes for a character", "f8 88 80 80 80", 0),
        NoText("six bytes for a character", "fc 84 80 80 80 80", 0),
        NoText("FE", "fe", 0),
        NoText("FF", "61 62 ff", 2),
        NoText("a slash in two bytes", "c0 af", 0),
        NoText("a slash in three bytes", "e0 80 af", 1),
        NoText("a slash in four bytes", "f0 80 80 af", 1),
        NoText("NUL in two bytes", "c0 80", 0),
        NoText("7F in two bytes", "c1 bf", 0),
        NoText("7FF in three bytes", "e0 9f bf", 1),
        NoText("FFFF in four bytes", "f0 8f bf bf", 1),
        NoText("the surrogate D800", "ed a0 80", 1),
        NoText("the surrogate DFFF", "ed bf bf", 1),
        NoText("a pair of surrogates", "ed a0 80 ed b0 80", 1),
        NoText("110000", "f4 90 80 80", 1),
        NoText("140000", "f5 80 80 80", 0),
    ]
}

@Suite("Texts are UTF-8: RFC 6455, sections 5.6 and 8.1")
struct TextTests {
    /// What refuses a text at `place` of `payload`, which follows the header.
    private static func refused(_ payload: [UInt8], at place: Int, to role: Connection.Role) -> Story {
        let headerByteCount = frame(0x81, payload, from: role.peer).count - payload.count
        return Story("refused invalidText at \(headerByteCount + place)", output: closeFrame(1007, from: role))
    }

    @Test(.requirements("WS-UT-01", "WS-CL-09"), arguments: NoText.all, Connection.Role.both)
    fileprivate func `what is no UTF-8 fails the connection: 1007`(_ text: NoText, role: Connection.Role) {
        for before in [[], Array("Hello 🐦".utf8)] {
            let payload = before + text.bytes + Array("!".utf8)
            #expect(
                story(of: frame(0x81, payload, from: role.peer), to: role)
                    == Self.refused(payload, at: before.count + text.validCount, to: role))
        }
    }

    @Test(
        .requirements("WS-UT-01"), arguments: ["c3", "e2 82", "f0 90 8d", "ce ba e1 bd b9 cf"], Connection.Role.both)
    func `a text does not end inside a character: 1007`(_ digits: String, role: Connection.Role) {
        let payload = hex(digits)
        #expect(
            story(of: frame(0x81, payload, from: role.peer), to: role)
                == Self.refused(payload, at: payload.count, to: role))
        // Nor does it go on in the next message.
        let wire = frame(0x81, payload, from: role.peer) + frame(0x81, [0x80], from: role.peer)
        #expect(story(of: wire, to: role) == Self.refused(payload, at: payload.count, to: role))
    }

    @Test(.requirements("WS-UT-02"), arguments: Connection.Role.both)
    func `a character may be split between fragments, anywhere`(role: Connection.Role) {
        let text = Array("κόσμε 🐦 x".utf8)
        for cut in 0...text.count {
            let wire =
                frame(0x01, Array(text[..<cut]), from: role.peer) + frame(0x80, Array(text[cut...]), from: role.peer)
            #expect(story(of: wire, to: role) == Story("text κόσμε 🐦 x"), "cut at \(cut)")
        }
        var singly = frame(0x01, from: role.peer)
        for byte in text { singly += frame(0x00, [byte], from: role.peer) + frame(0x8A, from: role.peer) }
        singly += frame(0x80, from: role.peer)
        let told = story(of: singly, to: role)
        #expect(told.events.last == "text κόσμε 🐦 x")
        #expect(told.events.count == text.count + 1)
    }

    @Test(.requirements("WS-UT-01", "WS-UT-02"), arguments: Connection.Role.both)
    func `fragments that are UTF-8 each by itself are refused when they are none together`(role: Connection.Role) {
        let start = frame(0x01, hex("c3"), from: role.peer)
        let next = frame(0x00, "a", from: role.peer)
        #expect(
            story(of: start + next, to: role)
                == Story(
                    "refused invalidText at \(start.count + next.count - 1)", output: closeFrame(1007, from: role)))
        let end = frame(0x80, from: role.peer)
        #expect(
            story(of: start + end, to: role)
                == Story("refused invalidText at \(start.count + end.count)", output: closeFrame(1007, from: role)))
    }

    @Test(.requirements("WS-UT-03"), arguments: NoText.all, Connection.Role.both)
    fileprivate func `what is no UTF-8 is found as soon as it arrives`(_ text: NoText, role: Connection.Role) {
        // The header announces more than ever comes.
        let payload = text.bytes + [UInt8](repeating: 0x61, count: 100)
        let wire = frame(0x01, payload, from: role.peer)
        let headerByteCount = wire.count - payload.count
        let valid = wire.prefix(headerByteCount + text.validCount)
        let refused = Story("refused invalidText at \(valid.count)", output: closeFrame(1007, from: role))
        #expect(story(of: Array(valid), to: role) == Story())
        #expect(story(of: Array(wire.prefix(valid.count + 1)), to: role) == refused)
        // In a fragment of a message, too.
        let start = frame(0x01, "a", from: role.peer)
        let fragment = frame(0x00, payload, from: role.peer).prefix(valid.count + 1)
        #expect(
            story(of: start + fragment, to: role).events == ["refused invalidText at \(start.count + valid.count)"])
    }

    @Test(
        .requirements("WS-UT-04"),
        arguments: [
            0x00, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFDD0, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1FFFE, 0x1FFFF,
            0x10FFFE, 0x10FFFF,
        ] as [UInt32], Connection.Role.both)
    func `every character is valid, noncharacters and U+FFFD too`(_ number: UInt32, role: Connection.Role) throws {
        let character = String(Character(try #require(Unicode.Scalar(number))))
        #expect(story(of: frame(0x81, character, from: role.peer), to: role) == Story("text \(character)"))
    }

    @Test(arguments: Connection.Role.both)
    func `binary messages and pongs are any bytes`(role: Connection.Role) {
        let wire = [
            frame(0x82, hex("c0 80 ff"), from: role.peer), frame(0x02, hex("c3"), from: role.peer),
            frame(0x80, from: role.peer), frame(0x81, "a", from: role.peer),
        ]
        #expect(story(of: Array(wire.joined()), to: role) == Story("binary c0 80 ff", "binary c3", "text a"))
    }
}
