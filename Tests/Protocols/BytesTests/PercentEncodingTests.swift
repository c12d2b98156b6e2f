import Bytes
import Testing

@Suite("Percent-encoding: RFC 3986, section 2")
struct PercentEncodingTests {
    @Test(
        arguments: [
            ("", ""), ("abc", "abc"), ("a%20b", "a b"), ("%41%5a%5A", "AZZ"), ("%C3%BC", "ü"), ("%25%32%35", "%25"),
            ("a+b", "a+b"), ("%2e%2e%2F", "../"), ("%", nil), ("%4", nil), ("%4g", nil), ("%g4", nil), ("a%%20", nil),
            ("%+1", nil), ("% 1", nil),
        ] as [(String, String?)])
    func `is decoded once, or not at all`(_ text: String, _ decoded: String?) {
        #expect(PercentEncoding.decode(Array(text.utf8)[...]) == decoded.map { Array($0.utf8) })
    }

    @Test func `every byte can be encoded, NUL and line ends too`() {
        #expect(PercentEncoding.decode(Array("%00%0d%0A%ff".utf8)[...]) == [0, 0x0D, 0x0A, 0xFF])
    }

    @Test func `plus is a blank in forms alone`() {
        #expect(PercentEncoding.decode(Array("a+b%2B".utf8)[...], plusIsSpace: true) == Array("a b+".utf8))
    }

    @Test func `encoding leaves the unreserved alone and is undone by decoding`() {
        #expect(PercentEncoding.encode("aZ09-._~") == "aZ09-._~")
        #expect(PercentEncoding.encode("a b/ü%+") == "a%20b%2F%C3%BC%25%2B")
        let text = String(decoding: (0..<128).map { UInt8($0) }, as: UTF8.self) + "grün 🐦"
        #expect(PercentEncoding.decode(Array(PercentEncoding.encode(text).utf8)[...]) == Array(text.utf8))
    }
}
