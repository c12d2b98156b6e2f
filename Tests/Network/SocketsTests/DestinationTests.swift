import Sockets
import TestSupport
import Testing

@Suite("Destination", .requirements("EIO-HD-11"))
struct DestinationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let url: String
        let host: String
        let port: UInt16
        var isSecure = false
        var target = "/"
        let authority: String
        var testDescription: String { url }
    }

    @Test(arguments: [
        Case(url: "http://a", host: "a", port: 80, authority: "a"),
        Case(url: "WS://a.b:80/", host: "a.b", port: 80, authority: "a.b"),
        Case(url: "https://a:443/x", host: "a", port: 443, isSecure: true, target: "/x", authority: "a"),
        Case(url: "wss://a:80?b=c", host: "a", port: 80, isSecure: true, target: "/?b=c", authority: "a:80"),
        Case(url: "http://[::1]/", host: "::1", port: 80, authority: "[::1]"),
        Case(url: "http://[::1]:8080/a?b", host: "::1", port: 8080, target: "/a?b", authority: "[::1]:8080"),
        Case(url: "http://a:/", host: "a", port: 80, authority: "a"),
    ])
    func `a URL is taken apart`(read: Case) throws {
        let (destination, target) = try #require(Destination.read(url: read.url))
        #expect(destination == Destination(host: read.host, port: read.port, isSecure: read.isSecure))
        #expect(target == read.target)
        #expect(destination.authority == read.authority)
    }

    @Test(arguments: [
        "", "a", "ftp://a", "http://", "http://:80", "http://a:x", "http://a:65536", "http://::1/", "http://[::1",
        "http://[::1]x", "http://u:p@a/", "http://a/#b",
    ])
    func `what is no URL of a server is refused`(url: String) {
        #expect(Destination.read(url: url) == nil)
    }
}
