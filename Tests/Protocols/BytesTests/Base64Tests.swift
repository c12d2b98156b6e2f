import Bytes
import TestSupport
import Testing

@Suite("Base 64: RFC 4648, section 4")
struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("the sample nonce", "dGhlIHNhbXBsZSBub25jZQ=="), ("\u{0}", "AA=="),
    ])
    func `the examples of the standard, both ways`(_ plain: String, _ text: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.encode(bytes) == Array(text.utf8))
        #expect(Base64.decode(Array(text.utf8)) == bytes)
        #expect(Base64.decode(Array(text.utf8)[...], .lenient) == bytes)
        #expect(Base64.encodedByteCount(bytes.count) == text.utf8.count)
    }

    @Test func `all 64 characters`() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = Base64.decode(alphabet)
        #expect(bytes?.count == 48)
        #expect(bytes.map(Base64.encode) == alphabet)
        #expect(Base64.encode([0xFB, 0xFF, 0xBF]) == Array("+/+/".utf8))
    }

    @Test func `encoding appends`() {
        var text = Array("b".utf8)
        Base64.encode([0x01, 0x02, 0x03, 0x04], into: &text)
        #expect(text == Array("bAQIDBA==".utf8))
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zm8", "Zm9vYg", "Zm9vYg=",  // padding that is not there
        "Zh==", "Zm9=", "Zm9vYmF=",  // spare bits that are not zero
    ])
    func `the canonical form has its padding, and nothing in the spare bits`(_ text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("Zg", "f"), ("Zm8", "fo"), ("Zm9vYg", "foob"), ("Zh==", "f"), ("Zh", "f"), ("Zm9=", "fo"),
        ("Zm9vYmF=", "fooba"),
    ])
    func `a lenient reader does without both`(_ text: String, _ plain: String) {
        #expect(Base64.decode(Array(text.utf8)[...], .lenient) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Z", "Zm9vY", "Zg=", "=", "==", "====", "===", "Zg===", "Zm9v====", "Z===", "Zm9vY===",  // lengths of no bytes
        "Zm9v=", "Zm9v==", "Zg==Zg==", "Z=g=", "=Zg=", "Zm=v",  // padding where none belongs
        "Zm9 v", " Zm9v", "Zm9v\n", "Zm9v\r\n", "Zm-v", "Zm_v", "Zm9\u{0}", "Zm9é", "Zm,v", "Zm9.",  // no digits
    ])
    func `what is no base 64 is none to a lenient reader either`(_ text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
        #expect(Base64.decode(Array(text.utf8)[...], .lenient) == nil)
    }

    @Test func `a slice is read from its own start`() {
        #expect(Base64.decode(Array("xxZm9vyy".utf8)[2..<6]) == Array("foo".utf8))
    }

    @Test(arguments: 0...66)
    func `what is encoded is decoded again`(byteCount: Int) {
        var random = SeededGenerator(seed: UInt64(byteCount))
        let bytes = random.bytes(byteCount)
        let text = Base64.encode(bytes)
        #expect(text.count == Base64.encodedByteCount(byteCount))
        #expect(Base64.decode(text) == bytes)
        #expect(Base64.decode(text[...], .lenient) == bytes)
        let unpadded = text.prefix { $0 != UInt8(ascii: "=") }
        #expect(Base64.decode(unpadded, .lenient) == bytes)
    }
}
