import HTTP1
import TestSupport
import Testing

/// A message that breaks a rule, and the error that says so.
struct Refusal: CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var log: [String]

    init(_ description: String, _ text: String, _ log: String...) {
        testDescription = description
        self.text = text
        self.log = log
    }
}

@Suite("Broken requests are refused: RFC 9112, sections 2 to 5")
struct RequestRefusalTests {
    @Test(
        .requirements("H1-RL-10", "H1-RL-11", "H1-RL-12"),
        arguments: [
            Refusal(
                "two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedMethod at 2"),
            Refusal("LF first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedMethod at 0"),
            Refusal("CR first", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedRequestLine at 0"),
            Refusal("a blank first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedMethod at 0"),
            Refusal("TLS", "\u{16}\u{03}\u{01}\u{02}", "refused malformedMethod at 0"),
            Refusal("LF behind the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", "refused bareLineEnd at 14"),
            Refusal("LF behind a field", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "refused bareLineEnd at 23"),
            Refusal("LF as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\nGET", "refused bareLineEnd at 25"),
            Refusal("CR behind the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n", "refused bareLineEnd at 14"),
            Refusal("CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n", "refused bareLineEnd at 29"),
            Refusal("CR before a field", "GET / HTTP/1.1\r\nHost: a\r\n\rX: b\r\n\r\n", "refused bareLineEnd at 25"),
            Refusal("two CR", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", "refused bareLineEnd at 14"),
        ])
    func `lines end in CR LF and nothing else (section 2.2)`(_ refusal: Refusal) throws {
        #expect(try serverLog(of: refusal.text) == refusal.log)
    }

    @Test(
        .requirements("H1-RL-02", "H1-RL-03", "H1-RL-08", "H1-RL-09"),
        arguments: [
            Refusal("no version: HTTP/0.9", "GET /\r\n\r\n", "refused malformedRequestLine at 5"),
            Refusal("a blank for a version", "GET / \r\n\r\n", "refused malformedVersion at 6"),
            Refusal("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedRequestLine at 12"),
            Refusal(
                "two blanks before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "refused malformedRequestLine at 4"),
            Refusal(
                "two blanks behind the target", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedVersion at 6"),
            Refusal("a blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedVersion at 7"),
            Refusal(
                "a blank behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "refused malformedRequestLine at 14"
            ),
            Refusal("a tab before the target", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedMethod at 3"),
            Refusal("a tab behind the target", "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 5"),
            Refusal("a method with a bracket", "GE[T / HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedMethod at 2"),
            Refusal("a method beyond ASCII", "GÉT / HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedMethod at 1"),
            Refusal("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 5"),
            Refusal("DEL in the target", "GET /\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 5"),
            Refusal("a target beyond ASCII", "GET /é HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 5"),
            Refusal("a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 6"),
            Refusal("a target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 4"),
            Refusal("an empty authority", "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 4"),
            Refusal("user information", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 4"),
            Refusal("another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 4"),
            Refusal("an asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 4"),
            Refusal(
                "a backslash in the path", "GET /a\\b?c HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 4"),
            Refusal(
                "a backslash in the path of an absolute form", "GET http://a/b\\c HTTP/1.1\r\nHost: a\r\n\r\n",
                "refused malformedTarget at 4"),
            Refusal(
                "a backslash behind the authority", "GET http://a\\b HTTP/1.1\r\nHost: a\r\n\r\n",
                "refused malformedTarget at 4"),
            Refusal("a path for CONNECT", "CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 8"),
            Refusal("no port for CONNECT", "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 8"),
            Refusal(
                "an empty port for CONNECT", "CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n", "refused malformedTarget at 8"),
        ])
    func `the request line is three words with single blanks (section 3)`(_ refusal: Refusal) throws {
        #expect(try serverLog(of: refusal.text) == refusal.log)
    }

    @Test(
        .requirements("H1-RL-04", "H1-RL-12"),
        arguments: [
            Refusal("lower case", "GET / http/1.1\r\nHost: a\r\n\r\n", "refused malformedVersion at 6"),
            Refusal("no minor version", "GET / HTTP/1\r\nHost: a\r\n\r\n", "refused malformedVersion at 6"),
            Refusal("a comma", "GET / HTTP/1,1\r\nHost: a\r\n\r\n", "refused malformedVersion at 6"),
            Refusal("leading zeros", "GET / HTTP/01.01\r\nHost: a\r\n\r\n", "refused malformedVersion at 6"),
            Refusal(
                "two digits behind the point", "GET / HTTP/1.10\r\nHost: a\r\n\r\n",
                "refused malformedRequestLine at 14"),
            Refusal("a blank inside", "GET / HTTP/ 1.1\r\nHost: a\r\n\r\n", "refused malformedVersion at 6"),
            Refusal("another protocol", "GET / HTTPS/1.1\r\nHost: a\r\n\r\n", "refused malformedVersion at 6"),
            Refusal("0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", "refused unsupportedVersion at 6"),
            Refusal("2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "refused unsupportedVersion at 6"),
            Refusal("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "refused unsupportedVersion at 6"),
        ])
    func `the version is HTTP 1 (section 2.3)`(_ refusal: Refusal) throws {
        #expect(try serverLog(of: refusal.text) == refusal.log)
    }

    @Test(
        .requirements("H1-HD-01", "H1-HD-02", "H1-HD-03", "H1-HD-04", "H1-HD-05"),
        arguments: [
            Refusal("no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "refused malformedFieldName at 26"),
            Refusal("no name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", "refused malformedFieldName at 25"),
            Refusal(
                "a blank before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
                "refused malformedFieldName at 26"
            ),
            Refusal(
                "a tab before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX\t: b\r\n\r\n",
                "refused malformedFieldName at 26"),
            Refusal(
                "a bracket in a name", "GET / HTTP/1.1\r\nHost: a\r\nX[]: b\r\n\r\n", "refused malformedFieldName at 26"
            ),
            Refusal("NUL in a name", "GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n", "refused malformedFieldName at 26"),
            Refusal(
                "a name beyond ASCII", "GET / HTTP/1.1\r\nHost: a\r\nXé: b\r\n\r\n", "refused malformedFieldName at 26"),
            Refusal(
                "white space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
                "refused foldedFieldLine at 16"),
            Refusal("a line of a blank", "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n", "refused foldedFieldLine at 16"),
            Refusal(
                "a folded value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", "refused foldedFieldLine at 31"),
            Refusal(
                "a value folded with a tab", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n",
                "refused foldedFieldLine at 31"),
            Refusal(
                "NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n", "refused malformedFieldValue at 29"),
            Refusal(
                "BEL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{07}\r\n\r\n", "refused malformedFieldValue at 28"),
            Refusal(
                "DEL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{7f}\r\n\r\n", "refused malformedFieldValue at 28"),
        ])
    func `a field line is a token, a colon and a value (section 5)`(_ refusal: Refusal) throws {
        #expect(try serverLog(of: refusal.text) == refusal.log)
    }

    @Test(
        .requirements("H1-HO-01", "H1-HO-02", "H1-HO-03"),
        arguments: [
            Refusal("missing", "GET / HTTP/1.1\r\n\r\n", "refused missingHost at 18"),
            Refusal("missing beside an absolute form", "GET http://a/ HTTP/1.1\r\n\r\n", "refused missingHost at 26"),
            Refusal("twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "refused repeatedHost at 36"),
            Refusal("twice the same", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "refused repeatedHost at 36"),
            Refusal("twice in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "refused repeatedHost at 36"),
            Refusal("empty", "GET / HTTP/1.1\r\nHost: \r\n\r\n", "refused malformedHost at 26"),
            Refusal("a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "refused malformedHost at 30"),
            Refusal("a list without a blank", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", "refused malformedHost at 29"),
            Refusal("two words", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "refused malformedHost at 29"),
            Refusal("a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "refused malformedHost at 29"),
            Refusal("a query", "GET / HTTP/1.1\r\nHost: a?b\r\n\r\n", "refused malformedHost at 29"),
            Refusal("user information", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "refused malformedHost at 29"),
            Refusal("a URI", "GET / HTTP/1.1\r\nHost: http://a\r\n\r\n", "refused malformedHost at 34"),
            Refusal("only a port", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", "refused malformedHost at 29"),
            Refusal("a port of letters", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "refused malformedHost at 29"),
            Refusal("a signed port", "GET / HTTP/1.1\r\nHost: a:+1\r\n\r\n", "refused malformedHost at 30"),
            Refusal("two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", "refused malformedHost at 31"),
            Refusal("port 65536", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", "refused malformedHost at 33"),
            Refusal(
                "a port beyond 64 bits", "GET / HTTP/1.1\r\nHost: a:99999999999999999999\r\n\r\n",
                "refused malformedHost at 48"),
            Refusal(
                "an address without brackets", "GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", "refused malformedHost at 29"),
            Refusal("brackets without an address", "GET / HTTP/1.1\r\nHost: []\r\n\r\n", "refused malformedHost at 28"),
            Refusal("a name in brackets", "GET / HTTP/1.1\r\nHost: [abc]\r\n\r\n", "refused malformedHost at 31"),
            Refusal(
                "something behind the brackets", "GET / HTTP/1.1\r\nHost: [::1]a\r\n\r\n", "refused malformedHost at 32"
            ),
            Refusal("an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "refused malformedHost at 30"),
            Refusal("beyond ASCII", "GET / HTTP/1.1\r\nHost: é\r\n\r\n", "refused malformedHost at 28"),
        ])
    func `Host is there once and names a host (section 3.2)`(_ refusal: Refusal) throws {
        #expect(try serverLog(of: refusal.text) == refusal.log)
    }

    @Test(
        .requirements("H1-EX-03"),
        arguments: ["miracles", "100-continue, miracles", "100-continue\r\nExpect: miracles", "100"])
    func `an expectation that nobody knows is answered 417 (RFC 9110, section 10.1.1)`(_ value: String) throws {
        let answer = try answers(to: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: \(value)\r\n\r\n")
        #expect(answer.text == "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(answer.mustClose)
    }
}
