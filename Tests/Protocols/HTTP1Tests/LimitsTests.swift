import HTTP1
import TestSupport
import Testing

/// Each limit one below, at and one above.
@Suite("Limits")
struct LimitsTests {
    /// Small ones, so that every split can be tried.
    static let small: Limits = {
        var limits = Limits()
        limits.startLineByteCount = 40
        limits.fieldSectionByteCount = 60
        limits.fieldCount = 3
        limits.bodyByteCount = 8
        limits.chunkLineByteCount = 6
        return limits
    }()

    @Test(.requirements("H1-RL-05"), arguments: [39, 40, 41])
    func `the request line: 414`(_ byteCount: Int) throws {
        let target = "/" + String(repeating: "a", count: byteCount - "GET / HTTP/1.1".utf8.count)
        let text = "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"
        let log = try serverLog(of: text, limits: Self.small)
        #expect(log == (byteCount > 40 ? ["refused startLineTooLong at 40"] : ["GET \(target)", "end"]))
        #expect(
            try answers(to: text, limits: Self.small).text.hasPrefix(
                byteCount > 40 ? "HTTP/1.1 414 URI Too Long\r\n" : "HTTP/1.1 200 OK\r\n"))
    }

    @Test func `a request line is refused as soon as it is too long, and LF makes it no shorter`() throws {
        let target = "/" + String(repeating: "a", count: 40)
        #expect(try serverLog(of: "GET \(target)", limits: Self.small) == ["refused startLineTooLong at 40"])
        #expect(try serverLog(of: "GET \(target)\n", limits: Self.small) == ["refused startLineTooLong at 40"])
        // Not the target is too long, but the method: RFC 9112, section 3.
        #expect(
            try serverLog(of: String(repeating: "A", count: 60), limits: Self.small)
                == ["refused malformedRequestLine at 40"])
    }

    @Test func `the status line`() throws {
        for (count, isAccepted) in [(27, true), (28, false)] {
            let reason = String(repeating: "x", count: count)
            let log = try clientLog(of: "HTTP/1.1 204 \(reason)\r\n\r\n", limits: Self.small)
            #expect(log == (isAccepted ? ["204 \(reason)", "end"] : ["refused startLineTooLong at 40"]))
        }
    }

    @Test(.requirements("H1-HD-07"), arguments: [59, 60, 61])
    func `the bytes of the field section: 431`(_ byteCount: Int) throws {
        let value = String(repeating: "a", count: byteCount - "Host: a\r\nX: \r\n".utf8.count)
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n"
        let log = try serverLog(of: text, limits: Self.small)
        #expect(log == (byteCount > 60 ? ["refused fieldSectionTooLarge at 76"] : ["GET /", "end"]))
        #expect(
            try answers(to: text, limits: Self.small).text.hasPrefix(
                byteCount > 60 ? "HTTP/1.1 431 Request Header Fields Too Large\r\n" : "HTTP/1.1 200 OK\r\n"))
    }

    @Test func `a field line is refused as soon as it is too long, and LF makes it no shorter`() throws {
        let long = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 60)
        #expect(try serverLog(of: long, limits: Self.small) == ["refused fieldSectionTooLarge at 76"])
        #expect(try serverLog(of: long + "\n", limits: Self.small) == ["refused fieldSectionTooLarge at 76"])
    }

    @Test(.requirements("H1-HD-07"), arguments: [2, 3, 4])
    func `the number of field lines: 431`(_ count: Int) throws {
        let lines = ["Host: a", "X: b", "Y: c", "Z: d"].prefix(count).map { $0 + "\r\n" }.joined()
        let log = try serverLog(of: "GET / HTTP/1.1\r\n\(lines)\r\n", limits: Self.small)
        #expect(log == (count > 3 ? ["refused fieldSectionTooLarge at 37"] : ["GET /", "end"]))
    }

    @Test func `trailers count anew`() throws {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nX: b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        #expect(
            try serverLog(of: head + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", limits: Self.small).last == "end A: 1 B: 2 C: 3")
        #expect(
            try serverLog(of: head + "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n", limits: Self.small).last
                == "refused fieldSectionTooLarge at \(head.utf8.count + 18)")
        #expect(
            try serverLog(of: head + "A: " + String(repeating: "a", count: 56), limits: Self.small).count == 1)
        let tooLong = try serverLog(of: head + "A: " + String(repeating: "a", count: 58), limits: Self.small)
        #expect(tooLong.last == "refused fieldSectionTooLarge at \(head.utf8.count + 60)")
    }

    @Test(arguments: [7, 8, 9])
    func `a body with a length is refused before it arrives: 413`(_ byteCount: Int) throws {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: \(byteCount)\r\n\r\n"
        let content = String("123456789".prefix(byteCount))
        let log = try serverLog(of: head + content, limits: Self.small)
        let refused = "refused bodyTooLarge at \(head.utf8.count)"
        #expect(log == ["PUT /"] + (byteCount > 8 ? [refused] : ["body \(content)", "end"]))
        if byteCount > 8 { #expect(try serverLog(of: head, limits: Self.small) == ["PUT /", refused]) }
    }

    @Test(arguments: [7, 8, 9])
    func `a chunked body is refused with the chunk that is too much: 413`(_ byteCount: Int) throws {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
        let content = String("6789".prefix(byteCount - 5))
        let log = try serverLog(of: head + "\(byteCount - 5)\r\n\(content)\r\n0\r\n\r\n", limits: Self.small)
        let refused = ["body hello", "refused bodyTooLarge at \(head.utf8.count + 3)"]
        #expect(log == ["PUT /"] + (byteCount > 8 ? refused : ["body hello\(content)", "end"]))
    }

    @Test(arguments: [7, 8, 9])
    func `a body that ends with the connection is refused behind what is allowed`(_ byteCount: Int) throws {
        let content = String("123456789".prefix(byteCount))
        let log = try clientLog(of: "HTTP/1.1 200 OK\r\n\r\n" + content, closing: true, limits: Self.small)
        let refused = ["body 12345678", "refused bodyTooLarge at 27"]
        #expect(log == ["200 OK"] + (byteCount > 8 ? refused : ["body \(content)", "end", "closed"]))
    }

    @Test func `a receiver may set another limit for one body`() throws {
        for (limit, isAccepted) in [(99, true), (100, true), (0, false), (98, false)] {
            var server = Connection(role: .server, limits: Self.small)
            server.receive(Array("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n".utf8))
            _ = try server.nextEvent()
            server.limitBody(to: limit)
            #expect(server.announcedRemainder == 99)
            if isAccepted {
                #expect(try server.nextEvent() == nil)
            } else {
                #expect(throws: ProtocolError(.bodyTooLarge, at: 47)) { try server.nextEvent() }
            }
        }
    }

    @Test(arguments: [5, 6, 7])
    func `a chunk's size line: 400`(_ byteCount: Int) throws {
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let line = "1;" + String(repeating: "a", count: byteCount - 2)
        let refused = "refused chunkLineTooLong at \(head.utf8.count + 6)"
        let log = try serverLog(of: head + line + "\r\nx\r\n0\r\n\r\n", limits: Self.small)
        #expect(log == ["PUT /"] + (byteCount > 6 ? [refused] : ["body x", "end"]))
        if byteCount > 6 {
            #expect(try serverLog(of: head + line + "a", limits: Self.small) == ["PUT /", refused])
            #expect(try serverLog(of: head + line + "a\n", limits: Self.small) == ["PUT /", refused])
        }
    }

    @Test func `the standard limits are those that their comments promise`() throws {
        let target = "/" + String(repeating: "a", count: 8 * 1024 - "GET / HTTP/1.1".utf8.count)
        #expect(
            try serverLog(of: "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", feeding: .wholeAndByteByByte)
                == ["GET \(target)", "end"])
        let tooMuch = try serverLog(
            of: "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 32 * 1024))\r\n\r\n",
            feeding: .wholeAndByteByByte)
        #expect(tooMuch == ["refused fieldSectionTooLarge at \(16 + 32 * 1024)"])
        let lines = (0..<100).map { "X-\($0): y\r\n" }.joined()
        let tooMany = try serverLog(of: "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n", feeding: .wholeAndByteByByte)
        #expect(tooMany.first?.hasPrefix("refused fieldSectionTooLarge") == true)
    }

    @Test(.requirements("H1-CL-04")) func `a length near the largest number does not overflow`() throws {
        var limits = Limits()
        limits.bodyByteCount = .max
        let log = try serverLog(
            of: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\nhello", limits: limits)
        #expect(log == ["PUT /", "body hello"])
        let chunks = try serverLog(
            of: "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nFFFFFFFFFFFFFFF\r\nhello",
            limits: limits)
        #expect(chunks == ["PUT /", "body ahello"])
    }
}
