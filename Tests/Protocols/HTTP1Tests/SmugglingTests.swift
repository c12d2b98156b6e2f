import HTTP1
import TestSupport
import Testing

/// Requests that two servers in a row might cut at different places. None of them may be read in two ways: what cannot
/// be cut for certain is refused, and nothing behind it is read.
@Suite("Framing that could smuggle a request is refused: RFC 9112, sections 6 and 11.2")
struct SmugglingTests {
    /// A second request, for whoever takes the body to end early.
    static let smuggled = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(
        .requirements("H1-CL-01", "H1-CL-02", "H1-CL-03", "H1-CL-04", "H1-CL-05", "H1-HD-09"),
        arguments: [
            ("", "malformedContentLength"), ("+5", "malformedContentLength"), ("-5", "malformedContentLength"),
            ("-0", "malformedContentLength"), ("0x5", "malformedContentLength"), ("0o5", "malformedContentLength"),
            ("5.0", "malformedContentLength"), ("5e0", "malformedContentLength"), ("1_0", "malformedContentLength"),
            ("1 0", "malformedContentLength"), ("5,", "malformedContentLength"), ("5, 5", "malformedContentLength"),
            ("5,6", "malformedContentLength"), ("five", "malformedContentLength"), ("\"5\"", "malformedContentLength"),
            ("005", "malformedContentLength"), ("00", "malformedContentLength"), ("0200", "malformedContentLength"),
            ("5;a=b", "malformedContentLength"), ("٥", "malformedContentLength"), ("５", "malformedContentLength"),
            ("9223372036854775808", "malformedContentLength"), ("99999999999999999999", "malformedContentLength"),
            ("18446744073709551621", "malformedContentLength"), ("5\r\nContent-Length: 5", "malformedContentLength"),
            ("5\r\nContent-Length: 6", "malformedContentLength"), ("5\r\ncontent-length: 0", "malformedContentLength"),
            ("5\r\nContent_Length: 0", "malformedFieldName"),
        ])
    func `Content-Length is one decimal number`(_ value: String, _ rule: String) throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(value)\r\n\r\n"
        #expect(try serverLog(of: head + Self.smuggled) == ["refused \(rule) at \(head.utf8.count)"])
    }

    @Test(.requirements("H1-CL-01"), arguments: ["5\0", "5\u{0b}", "\u{0c}5", "\r5", "\n5", "5\r6"])
    func `Content-Length has no control characters`(_ value: String) throws {
        let log = try serverLog(of: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(value)\r\n\r\n\(Self.smuggled)")
        #expect(log.count == 1)
        #expect(log[0].hasPrefix("refused "))
    }

    @Test(.requirements("H1-HD-06"), arguments: ["5", " 5", "\t5", "5 \t "])
    func `white space around the number changes nothing: RFC 9112, section 5.1`(_ value: String) throws {
        let log = try serverLog(
            of: "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length:\(value)\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(log == ["POST /1", "body hello", "end", "GET /2", "end"])
    }

    @Test(
        .requirements("H1-TE-06", "H1-TE-07", "H1-TE-08", "H1-TE-09"),
        arguments: [
            ("chunked\r\nContent-Length: 5", "contradictoryFraming"),
            ("Chunked\r\nContent-Length: 5", "contradictoryFraming"),
            ("chunked \r\nContent-Length: 5", "contradictoryFraming"),
            ("\tchunked\r\nContent-Length: 5", "contradictoryFraming"),
            ("xchunked\r\nContent-Length: 5", "contradictoryFraming"),
            ("identity\r\nContent-Length: 5", "contradictoryFraming"),
            ("chunked\r\nContent-Length: x", "contradictoryFraming"),
            ("chunked\r\nContent-Length: 5\r\nContent-Length: 6", "contradictoryFraming"),
            ("chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5", "contradictoryFraming"),
            (", chunked\r\nContent-Length: 5", "contradictoryFraming"),
            ("\r\nContent-Length: 5", "contradictoryFraming"),
            ("", "malformedTransferEncoding"), (",", "malformedTransferEncoding"),
            (", chunked", "malformedTransferEncoding"),
            ("chunked,", "malformedTransferEncoding"), ("chunked, chunked", "malformedTransferEncoding"),
            ("chunked\r\nTransfer-Encoding: chunked", "malformedTransferEncoding"),
            ("chunked, identity", "malformedTransferEncoding"),
            ("chunked\r\nTransfer-Encoding: gzip", "malformedTransferEncoding"),
            ("chunked, gzip, chunked", "malformedTransferEncoding"), ("chunked;a=b", "malformedTransferEncoding"),
            ("chunked ;a=b", "malformedTransferEncoding"), ("chunked chunked", "malformedTransferEncoding"),
            ("\"chunked\"", "malformedTransferEncoding"), ("'chunked'", "malformedTransferEncoding"),
            ("xchunked", "malformedTransferEncoding"), ("chunkedx", "malformedTransferEncoding"),
            ("chun ked", "malformedTransferEncoding"), ("\u{a0}chunked", "malformedTransferEncoding"),
            ("\u{212A}chun\u{212A}ed", "malformedTransferEncoding"), ("cow", "malformedTransferEncoding"),
            ("identity", "malformedTransferEncoding"), ("gzip", "malformedTransferEncoding"),
            ("gzip, chunked", "unsupportedTransferCoding"), ("identity, chunked", "unsupportedTransferCoding"),
            ("identity\r\nTransfer-Encoding: chunked", "unsupportedTransferCoding"),
            ("gzip;q=1, deflate, CHUNKED", "unsupportedTransferCoding"),
        ])
    func `Transfer-Encoding is chunked once and alone, without Content-Length`(_ value: String, _ rule: String) throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \(value)\r\n\r\n"
        #expect(try serverLog(of: head + Self.smuggled) == ["refused \(rule) at \(head.utf8.count)"])
    }

    @Test(
        .requirements("H1-HD-09", "H1-HD-02"),
        arguments: [
            "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked", " Transfer-Encoding: chunked",
            "\tTransfer-Encoding: chunked", "X: y\r\n Transfer-Encoding: chunked", "Transfer-Encoding:\r\n chunked",
            "Transfer-Encoding:\r\n\tchunked", "Transfer-Encoding: \u{0b}chunked", "Transfer-Encoding: \u{0c}chunked",
            "Transfer-Encoding: chunked\u{0b}", "Transfer-Encoding: chunked\0", "Transfer-Encoding: \0chunked",
            "Transfer-Encoding: chunked\rX: y", "X: y\rTransfer-Encoding: chunked", "X: y\nTransfer-Encoding: chunked",
            "Transfer-Encoding\0: chunked", "Transfer-Encoding\u{0b}: chunked", "\u{0b}Transfer-Encoding: chunked",
            "Transfer\tEncoding: chunked", "Transfer Encoding: chunked", "Transfer_Encoding: chunked",
            "TRANSFER_ENCODING: chunked", "Transfer-Encoding chunked", "Transfer-Encoding; chunked",
            ":Transfer-Encoding: chunked",
            "Content-Length : 5", "Content-Length\t: 5", "Content_Length: 5", "Content Length: 5",
            "Content\u{ad}Length: 5",
        ])
    func `a disguised framing field is refused, not overlooked`(_ line: String) throws {
        let log = try serverLog(of: "POST / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n\(Self.smuggled)")
        #expect(log.count == 1)
        #expect(log[0].hasPrefix("refused "))
    }

    @Test(.requirements("H1-TE-09"), arguments: ["chunked", "Chunked", "CHUNKED", "chunked \t", "\tchunked"])
    func `chunked is read whatever its case`(_ value: String) throws {
        let log = try serverLog(
            of: "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\(value)\r\n\r\n\(Self.smuggled)")
        #expect(log == ["POST /1", "end", "GET /smuggled", "end"])
    }

    @Test(.requirements("H1-TE-10")) func `a request of HTTP 1.0 has no transfer coding (section 6.1)`() throws {
        let head = "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try serverLog(of: head + Self.smuggled) == ["refused malformedTransferEncoding at \(head.utf8.count)"])
    }

    @Test(.requirements("H1-TE-08"))
    func `a transfer coding that is not known is answered 501, one that hides the length 400`() throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
        #expect(try answers(to: head + "gzip, chunked\r\n\r\n").text.hasPrefix("HTTP/1.1 501 Not Implemented\r\n"))
        #expect(try answers(to: head + "gzip\r\n\r\n").text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }

    @Test func `what follows a refused request is never read`() throws {
        let answer = try answers(
            to: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\(Self.smuggled)")
        #expect(answer.text == "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(answer.mustClose)
    }

    @Test(.requirements("H1-CL-06")) func `bytes behind a body are the next request, for better or worse`() throws {
        #expect(
            try serverLog(
                of: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\nXGET / HTTP/1.1\r\nHost: a\r\n\r\n")
                == ["POST /", "end", "XGET /", "end"])
        #expect(
            try serverLog(of: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n\0GET / HTTP/1.1\r\n\r\n")
                == ["POST /", "end", "refused malformedMethod at 47"])
    }
}
