import HTTP1
import Testing

@Suite("Request targets: RFC 9112, section 3.2")
struct TargetTests {
    @Test(arguments: [
        ("/", "/"), ("/a/b", "/a/b"), ("/a?b/c?d", "/a"), ("/?", "/"), ("//a/b", "//a/b"), ("/a%3Fb", "/a%3Fb"),
        ("http://a/b?c", "/b"), ("HTTPS://a:1/b", "/b"), ("http://a", ""), ("http://a?b", ""), ("*", ""), ("a:1", ""),
        ("", ""),
    ])
    func `the path stands behind the authority and before the query`(_ target: String, _ path: String) {
        #expect(RequestHead(method: "GET", target: target).path == path)
    }
}
