import Testing

@testable import MockLoop

@Suite("Patterns of paths")
struct GlobTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let text: String
        let fits: Bool
        init(_ pattern: String, _ text: String, _ fits: Bool) {
            self.pattern = pattern
            self.text = text
            self.fits = fits
        }
        var testDescription: String { "\(pattern) \(text)" }
    }

    @Test(arguments: [
        Case("", "", true), Case("", "a", false), Case("a", "", false), Case("a", "a", true), Case("a", "ab", false),
        Case("*", "", true), Case("*", "/any/thing", true), Case("**", "x", true), Case("*a", "a", true),
        Case("*a", "ba", true), Case("*a", "ab", false), Case("a*", "a", true), Case("a*", "abc", true),
        Case("a*c", "ac", true), Case("a*c", "abcc", true), Case("a*c", "abcb", false), Case("a*b*c", "aXbYc", true),
        Case("a*b*c", "acb", false), Case("*ab", "aab", true), Case("*aab*", "aaab", true),
        // Case and other signs count as they are.
        Case("A", "a", false), Case("a?c", "abc", false), Case("a?c", "a?c", true), Case("[a]", "a", false),
        Case("/api/*", "/api/status", true), Case("/api/*", "/api", false), Case("/api/*/file", "/api/x/y/file", true),
        Case("*ü", "grün ü", true), Case("e\u{301}", "é", false),
    ])
    func `a star stands for any text, and everything else for itself`(example: Case) {
        #expect(Glob(example.pattern).matches(example.text) == example.fits)
    }

    @Test(arguments: [
        Case("/api/status", "/api/status?a=b", true), Case("/api/*", "/ws?x=/api/a", false),
        Case("/ws/*?*transport=websocket*", "/ws/socket.io/?EIO=4&transport=websocket&sid=1", true),
        Case("/ws/*?*transport=websocket*", "/ws/socket.io/?EIO=4&transport=polling", false),
        Case("/a?", "/a", false), Case("/a?", "/a?", true), Case("/a?*", "/a?b?c", true),
        // As it is sent: nothing is decoded.
        Case("/api/a b", "/api/a%20b", false), Case("/api/a%20b", "/api/a%20b", true),
        Case("/api/*/b", "/api//b", true),
        // The whole URL, as a proxy gets it.
        Case("/api/status", "http://loop:80/api/status?a", true), Case("/", "http://loop/", true),
        Case("", "http://loop", true), Case("/api?b", "https://loop/api?b", true), Case("*", "*", true),
    ])
    func `a pattern means the path of a target, or path and query where it has a question mark`(example: Case) {
        #expect(Glob(example.pattern).matches(target: example.text) == example.fits)
    }

    @Test
    func `a pattern of many stars takes no more steps than it has characters for each of the text`() {
        let pattern = Glob(String(repeating: "*a", count: 2000) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 4000)))
    }
}
