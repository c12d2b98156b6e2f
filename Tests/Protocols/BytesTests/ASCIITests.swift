import Bytes
import Testing

@Suite("ASCII: RFC 5234, appendix B.1")
struct ASCIITests {
    @Test func `only letters of ASCII have a lower case`() {
        for byte in UInt8.min...UInt8.max {
            let expected = (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
            #expect(byte.lowercased == expected)
        }
    }

    @Test func `digits have their values`() {
        for byte in UInt8.min...UInt8.max {
            let character = Character(Unicode.Scalar(byte))
            let value = character.isASCII ? character.hexDigitValue : nil
            #expect(byte.hexadecimalValue.map(Int.init) == value)
            #expect(byte.isDigit == (character.isASCII && character.isWholeNumber))
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("007", 7), ("9223372036854775807", Int.max), ("9223372036854775808", nil),
            ("92233720368547758070", nil), ("", nil), ("-1", nil), ("+1", nil), ("1 ", nil), ("0x1", nil), ("١", nil),
        ] as [(String, Int?)])
    func `a decimal number is digits alone, and fits`(_ text: String, _ value: Int?) {
        #expect(text.utf8.decimalValue == value)
    }

    @Test func `texts are compared with and without case`() {
        #expect("Content-LENGTH".utf8.equalsIgnoringCase("content-length"))
        #expect(!"Content_Length".utf8.equalsIgnoringCase("content-length"))
        #expect(!"content".utf8.equalsIgnoringCase("content-length"))
        #expect(!"content-lengths".utf8.equalsIgnoringCase("content-length"))
        // A blank less the bit of the case is NUL: only letters may lose it.
        #expect(!"\0".utf8.equalsIgnoringCase(" "))
        #expect("".utf8.equalsIgnoringCase(""))
        #expect("HTTP/".utf8.equals("HTTP/"))
        #expect(!"http/".utf8.equals("HTTP/"))
        #expect(!"HTTP".utf8.equals("HTTP/"))
    }

    @Test(arguments: [0, 7, 10, 255, 4096, 123_456_789, Int.max, -1, -42, Int.min])
    func `numbers are written as String writes them`(_ number: Int) {
        var bytes: [UInt8] = [0x21]
        bytes.append(decimal: number)
        #expect(bytes == Array("!\(number)".utf8))
        bytes = []
        bytes.append(hexadecimal: number)
        #expect(bytes == Array(String(number, radix: 16).utf8))
    }

    @Test func `text is appended as its UTF-8`() {
        var bytes: [UInt8] = []
        bytes.append("grün" as StaticString)
        bytes.append(String(repeating: "ß", count: 20))
        #expect(bytes == Array(("grün" + String(repeating: "ß", count: 20)).utf8))
    }
}
