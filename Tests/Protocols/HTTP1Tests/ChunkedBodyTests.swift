import HTTP1
import TestSupport
import Testing

@Suite("Chunked bodies: RFC 9112, section 7.1")
struct ChunkedBodyTests {
    static let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(
        .requirements("H1-TE-01", "H1-TE-02"),
        arguments: [
            ("0\r\n\r\n", [String]()),
            ("5\r\nhello\r\n0\r\n\r\n", ["body hello"]),
            ("1\r\nh\r\n4\r\nello\r\n00\r\n\r\n", ["body hello"]),
            ("A\r\nhelloworld\r\n0\r\n\r\n", ["body helloworld"]),
            ("a\r\nhello\r\nwor\r\n0\r\n\r\n", ["body hello\r\nwor"]),
            ("00000000000000000000000005\r\nhello\r\n0000000000000000000000\r\n\r\n", ["body hello"]),
            ("5;a\r\nhello\r\n0\r\n\r\n", ["body hello"]),
            ("5;a=b;c=d\r\nhello\r\n0;last\r\n\r\n", ["body hello"]),
            ("5;a=\"b;\\\"c\"\r\nhello\r\n0\r\n\r\n", ["body hello"]),
            ("5 \t; a\t=  \"é\" ;b\r\nhello\r\n0\r\n\r\n", ["body hello"]),
        ])
    func `chunks are joined, extensions ignored`(_ text: String, _ content: [String]) throws {
        let log = try serverLog(of: Self.head + text + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(log == ["POST /"] + content + ["end", "GET /2", "end"])
    }

    @Test(.requirements("H1-TE-05")) func `trailers come with the end of the message`() throws {
        let log = try serverLog(of: Self.head + "5\r\nhello\r\n0\r\nX-Sum: abc\r\nx-sum:\tdef \r\n\r\n")
        #expect(log == ["POST /", "body hello", "end X-Sum: abc x-sum: def"])
    }

    @Test(
        .requirements("H1-TE-02", "H1-TE-03"),
        arguments: [
            Refusal("nothing", "\r\n", "malformedChunk at 0"),
            Refusal("0x", "0x5\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("a plus", "+5\r\nhello\r\n0\r\n\r\n", "malformedChunk at 0"),
            Refusal("a minus", "-5\r\nhello\r\n0\r\n\r\n", "malformedChunk at 0"),
            Refusal("an underscore", "1_0\r\nhello world!!!!!\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("a blank before", " 5\r\nhello\r\n0\r\n\r\n", "malformedChunk at 0"),
            Refusal("a blank behind", "5 \r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("a tab behind", "5\t\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("a letter", "5g\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("64 bits and more", "FFFFFFFFFFFFFFFF0\r\nhello\r\n0\r\n\r\n", "malformedChunk at 0"),
            Refusal("64 bits", "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", "malformedChunk at 0"),
            Refusal("63 bits", "7FFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", "malformedChunk at 0"),
            Refusal("LF behind the size", "5\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("CR behind the size", "5\rhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("two CR behind the size", "5\r\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("LF behind a semicolon", "5;\nhello\r\n0\r\n\r\n", "malformedChunk at 2"),
            Refusal("a semicolon alone", "5;\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("two semicolons", "5;;a\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("an extension that is no token", "5;a[=b\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("an extension without its value", "5;a=\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("an open quotation", "5;a=\"b\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("a quotation that ends in a backslash", "5;a=\"b\\\"\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("something behind a quotation", "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("CR in an extension", "5;a\rX\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("CR in a quotation", "5;a=\"\rX\"\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
            Refusal("LF in a quotation", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", "malformedChunk at 5"),
            Refusal("NUL in an extension", "5;\0a\r\nhello\r\n0\r\n\r\n", "malformedChunk at 1"),
        ])
    func `the size line is hexadecimal digits and extensions`(_ refusal: Refusal) throws {
        let log = try serverLog(of: Self.head + refusal.text)
        let parts = refusal.log[0].split(separator: " ")
        let offset = Self.head.utf8.count + (Int(parts[2]) ?? 0)
        #expect(log == ["POST /", "refused \(parts[0]) at \(offset)"])
    }

    @Test(
        .requirements("H1-TE-04"),
        arguments: [
            Refusal("one byte more than announced", "5\r\nhello!", "malformedChunk at 8"),
            Refusal("more than announced", "5\r\nhello!!\r\n0\r\n\r\n", "malformedChunk at 8"),
            Refusal("no line end", "5\r\nhello0\r\n\r\n", "malformedChunk at 8"),
            Refusal("LF", "5\r\nhello\n0\r\n\r\n", "malformedChunk at 8"),
            Refusal("CR", "5\r\nhello\r0\r\n\r\n", "malformedChunk at 9"),
            Refusal("LF behind the last size", "5\r\nhello\r\n0\n\r\n", "malformedChunk at 11"),
            Refusal("LF as the empty line", "5\r\nhello\r\n0\r\n\n", "bareLineEnd at 13"),
            Refusal("LF behind a trailer", "5\r\nhello\r\n0\r\nX: y\n\r\n", "bareLineEnd at 17"),
            Refusal("CR before a trailer", "5\r\nhello\r\n0\r\n\rX: y\r\n\r\n", "bareLineEnd at 13"),
            Refusal("a folded trailer", "5\r\nhello\r\n0\r\nX: y\r\n z\r\n\r\n", "foldedFieldLine at 19"),
            Refusal("a blank before a trailer's colon", "5\r\nhello\r\n0\r\nX : y\r\n\r\n", "malformedFieldName at 14"),
            Refusal("NUL in a trailer", "5\r\nhello\r\n0\r\nX: \0\r\n\r\n", "malformedFieldValue at 16"),
            Refusal("a request for a trailer", "5\r\nhello\r\n0\r\nGET / HTTP/1.1\r\n\r\n", "malformedFieldName at 16"),
        ])
    func `data and trailers end where they should`(_ refusal: Refusal) throws {
        let log = try serverLog(of: Self.head + refusal.text)
        let parts = refusal.log[0].split(separator: " ")
        let offset = Self.head.utf8.count + (Int(parts[2]) ?? 0)
        #expect(log == ["POST /", "body hello", "refused \(parts[0]) at \(offset)"])
    }

    @Test(
        .requirements("H1-TE-05"),
        arguments: [
            "Content-Length: 5", "content-length: 5", "Transfer-Encoding: chunked", "Host: b", "Trailer: X", "TE: gzip",
            "Connection: close", "Upgrade: x", "Expect: 100-continue", "Authorization: Bearer x", "Cookie: a=b",
            "Set-Cookie: a=b", "Content-Type: text/plain", "Content-Encoding: gzip", "Content-Range: bytes 0-1/2",
            "Proxy-Authorization: x", "Keep-Alive: x",
        ])
    func `a trailer that would change framing, routing or authentication is refused`(_ line: String) throws {
        let log = try serverLog(of: Self.head + "5\r\nhello\r\n0\r\nX: y\r\n\(line)\r\n\r\n")
        #expect(log.count == 3)
        #expect(log.last?.hasPrefix("refused forbiddenTrailer") == true)
    }

    @Test(
        .requirements("H1-CL-07"),
        arguments: [
            "", "5", "5\r", "5\r\n", "5\r\nhel", "5\r\nhello", "5\r\nhello\r", "5\r\nhello\r\n", "0\r\n", "0\r\n\r",
            "0\r\nX: y\r\n",
        ])
    func `a body that ends too early is no message`(_ text: String) throws {
        let log = try serverLog(of: Self.head + text, closing: true)
        #expect(log.last == "refused endedInsideMessage at \(Self.head.utf8.count + text.utf8.count)")
    }
}
