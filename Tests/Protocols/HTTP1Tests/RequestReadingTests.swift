import HTTP1
import TestSupport
import Testing

@Suite("Requests are read: RFC 9112, sections 2 to 5")
struct RequestReadingTests {
    @Test(.requirements("H1-HD-10")) func `a request keeps its fields in order, spelling and repetition`() throws {
        var server = Connection(role: .server)
        server.receive(
            Array(
                "GET /a?b=c HTTP/1.1\r\nHost: example.com:80\r\nX-One:1\r\nx-one: \t two words \t\r\nempty:\r\n\r\n"
                    .utf8))
        let head = RequestHead(
            method: "GET", target: "/a?b=c",
            fields: FieldSection(["Host": "example.com:80", "X-One": "1", "x-one": "two words", "empty": ""]))
        let first = try server.nextEvent()
        #expect(first == .request(head))
        let second = try server.nextEvent()
        #expect(second == .endOfMessage(trailers: FieldSection()))
        let third = try server.nextEvent()
        #expect(third == nil)
        #expect(server.isPaused)
    }

    @Test func `a field value may have bytes beyond ASCII`() throws {
        var server = Connection(role: .server)
        server.receive(Array("GET / HTTP/1.1\r\nHost: a\r\nX: gr\u{fc}n\r\n\r\n".utf8))
        guard case .request(let head)? = try server.nextEvent() else { return #expect(Bool(false), "no request") }
        #expect(head.fields["x"] == "grün")
    }

    struct Accepted: CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var log: [String]

        init(_ description: String, _ text: String, _ log: String...) {
            testDescription = description
            self.text = text
            self.log = log
        }
    }

    @Test(
        .requirements("H1-RL-01", "H1-RL-04", "H1-RL-06", "H1-RL-07", "H1-RL-08", "H1-HO-04", "H1-HD-06"),
        arguments: [
            Accepted(
                "a target of marks that clients do not encode", "GET /?q=[\"{|}^`<\\>] HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /?q=[\"{|}^`<\\>]", "end"),
            Accepted(
                "a method that nobody knows", "M-SEARCH!#$%&'*+.^_`|~ / HTTP/1.1\r\nHost: a\r\n\r\n",
                "M-SEARCH!#$%&'*+.^_`|~ /", "end"),
            Accepted("a method in lower case is another method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", "get /", "end"),
            Accepted(
                "absolute form (section 3.2.2)", "GET http://a:80/b?c HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://a:80/b?c",
                "end"),
            Accepted(
                "absolute form without a path", "OPTIONS HTTPS://a HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS HTTPS://a",
                "end"),
            Accepted(
                "absolute form with another host than Host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://b/",
                "end"),
            Accepted(
                "authority form (section 3.2.3)", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "CONNECT a:443",
                "end"),
            Accepted("asterisk form (section 3.2.4)", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS *", "end"),
            Accepted(
                "a path that begins with two slashes", "GET //a/b HTTP/1.1\r\nHost: a\r\n\r\n", "GET //a/b", "end"),
            Accepted(
                "one empty line before the request line (section 2.2)", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /",
                "end"),
            Accepted(
                "a higher minor version is 1.1 (RFC 9110, section 2.5)", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "GET /",
                "end"
            ),
            Accepted("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "GET /", "end", "closed"),
            Accepted("Host is an IPv4 address", "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n", "GET /", "end"),
            Accepted(
                "Host is an IPv6 address", "GET / HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:8080\r\n\r\n", "GET /", "end"),
            Accepted("Host has an empty port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", "GET /", "end"),
            Accepted("Host is written in capitals behind a tab", "GET / HTTP/1.1\r\nHOST:\ta\r\n\r\n", "GET /", "end"),
            Accepted("Expect in capitals", "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-CONTINUE\r\n\r\n", "GET /", "end"),
            Accepted(
                "an expectation of HTTP/1.0 is ignored", "GET / HTTP/1.0\r\nExpect: miracles\r\n\r\n", "GET /", "end",
                "closed"),
            Accepted("a body without a length is none", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", "POST /", "end"),
            Accepted(
                "GET with a body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "GET /", "body hello",
                "end"),
            Accepted(
                "HEAD with a body", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "HEAD /",
                "body hello",
                "end"),
        ])
    func `is accepted`(_ accepted: Accepted) throws {
        let isLast = accepted.log.last == "closed"
        let log = try serverLog(of: accepted.text, closing: isLast)
        #expect(log == accepted.log)
    }

    @Test(
        .requirements("H1-HD-08"),
        arguments: [
            "G", "GET ", "GET /hello", "GET /hello ", "GET /hello HTTP", "GET /hello HTTP/1.1", "GET /hello HTTP/1.1\r",
            "GET /hello HTTP/1.1\r\n", "GET /hello HTTP/1.1\r\nHos", "GET /hello HTTP/1.1\r\nHost:",
            "GET /hello HTTP/1.1\r\nHost: ", "GET /hello HTTP/1.1\r\nHost: a", "GET /hello HTTP/1.1\r\nHost: a\r",
            "GET /hello HTTP/1.1\r\nHost: a\r\n", "GET /hello HTTP/1.1\r\nHost: a\r\n\r", "\r", "\r\n",
        ])
    func `the server waits for the rest of a request`(_ text: String) throws {
        let log = try serverLog(of: text)
        #expect(log == [])
    }

    @Test func `a connection that ends inside a head is an error, one that ends before it is not`() throws {
        #expect(try serverLog(of: "GET / HT", closing: true) == ["refused endedInsideMessage at 8"])
        #expect(try serverLog(of: "\r", closing: true) == ["refused endedInsideMessage at 1"])
        #expect(try serverLog(of: "\r\n", closing: true) == ["closed"])
        #expect(try serverLog(of: "", closing: true) == ["closed"])
    }

    @Test(.requirements("H1-CO-03")) func `requests of a pipeline are read one after the other`() throws {
        let log = try serverLog(
            of: "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "\r\nGET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /4 HTTP/1.1\r\nHost: a\r\n\r\n",
            closing: true)
        #expect(log == ["GET /1", "end", "POST /2", "body abc", "end", "GET /3", "end", "closed"])
    }
}
