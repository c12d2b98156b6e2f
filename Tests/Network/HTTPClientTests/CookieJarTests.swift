import TestSupport
import Testing

@testable import HTTPClient

/// RFC 6265, as far as the jar decides it.
@Suite struct CookieJarTests {
    @Test(.requirements("CK-01", "CK-03")) func `what a response sets the next request sends`() async throws {
        let peer = ScriptedPeer.answering { request in
            request.requestLine.contains("/login")
                ? "HTTP/1.1 200 OK\r\nSet-Cookie: session=a b=c; Path=/; HttpOnly\r\nSet-Cookie: deep=1; Path=/x\r\nContent-Length: 0\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        }
        defer { peer.stop() }
        let jar = CookieJar()
        #expect(jar.isEmpty)
        let client = Client()
        for path in ["/login", "/", "/x/y"] {
            _ = try await client.perform(Request(url: peer.url(path), cookieJar: jar))
        }
        _ = try await Client().perform(Request(url: peer.url("/other-client"), cookieJar: jar))
        _ = try await client.perform(Request(url: peer.url("/without-jar")))
        #expect(
            peer.requests.map { $0.value("Cookie") } == [
                nil, "session=a b=c", "deep=1; session=a b=c", "session=a b=c", nil,
            ])
        let cookie = try #require(jar.cookies.first { $0.name == "session" })
        #expect(cookie.value == "a b=c")
        #expect(cookie.domain == "127.0.0.1")
        #expect(cookie.path == "/")
        #expect(cookie.isHTTPOnly)
        #expect(!cookie.isSecure)
        #expect(cookie.expires == nil)
    }

    @Test(.requirements("CK-03")) func `a cookie can be taken back, by the peer and by us`() async throws {
        let peer = ScriptedPeer.answering { request in
            let age = request.requestLine.contains("/logout") ? 0 : 3600
            return "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Max-Age=\(age)\r\nContent-Length: 0\r\n\r\n"
        }
        defer { peer.stop() }
        let jar = CookieJar()
        let client = Client()
        _ = try await client.perform(Request(url: peer.url("/login"), cookieJar: jar))
        #expect(jar.cookies.first?.expires != nil)
        _ = try await client.perform(Request(url: peer.url("/logout"), cookieJar: jar))
        #expect(jar.isEmpty)
        _ = try await client.perform(Request(url: peer.url("/login"), cookieJar: jar))
        #expect(!jar.isEmpty)
        jar.clear()
        #expect(jar.isEmpty)
    }

    @Test(.requirements("CK-03")) func `a cookie for another host is not kept`() async throws {
        let peer = ScriptedPeer.answering { _ in
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Domain=example.org\r\nContent-Length: 0\r\n\r\n"
        }
        defer { peer.stop() }
        let jar = CookieJar()
        _ = try await Client().perform(Request(url: peer.url(), cookieJar: jar))
        #expect(jar.isEmpty)
    }

    @Test func `many clients may use a jar at once`() async throws {
        let peer = ScriptedPeer.answering { request in
            let number = request.requestLine.split(separator: "/")[1].prefix { $0 != " " }
            return "HTTP/1.1 200 OK\r\nSet-Cookie: c\(number)=1\r\nContent-Length: 0\r\n\r\n"
        }
        defer { peer.stop() }
        let jar = CookieJar()
        try await withThrowingTaskGroup { group in
            for client in 0..<4 {
                group.addTask {
                    let http = Client()
                    for number in 0..<10 {
                        _ = try await http.perform(Request(url: peer.url("/\(client * 10 + number)"), cookieJar: jar))
                        _ = jar.cookies
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(jar.cookies.map(\.name)) == Set((0..<40).map { "c\($0)" }))
    }
}
