import HTTPClient
import JSON
import MockLoop
import TestSupport
import Testing

@Suite("Who is let in", .timeLimit(.minutes(5)))
struct SessionTests {
    private static let account = BasicCredentials(username: "mockloop", password: "mockloop")
    private static let form = "application/x-www-form-urlencoded"

    private static func logIn(
        _ loop: TestLoop, _ body: String, to path: String = "/api/login", contentType: String = form,
        cookies: CookieJar? = nil
    ) async throws -> Response {
        try await loop.send(
            "POST", path, fields: ["Content-Type": contentType], body: .bytes(Array(body.utf8)), cookies: cookies)
    }

    @Test(arguments: Authentication.allCases)
    func `who logs in gets a cookie, and is let in with it until the logout`(authentication: Authentication)
        async throws
    {
        try await TestLoop.run(configured: { $0.authentication = authentication }) { loop in
            let jar = CookieJar()
            let response = try await Self.logIn(loop, "username=mockloop&password=mockloop", cookies: jar)
            #expect(response.status == 200)
            let cookie = try #require(jar.cookies.first)
            // A cookie marked `Secure` would not come back over plain HTTP.
            #expect(!cookie.isSecure && cookie.path == "/")
            #expect(try await loop.send("GET", "/api/projects", cookies: jar).status == 200)

            let stolen = ["Cookie": "\(cookie.name)=\(cookie.value)"]
            #expect(try await loop.send("POST", "/api/logout", cookies: jar).status == 200)
            #expect(jar.isEmpty)
            #expect(try await loop.send("GET", "/api/projects", fields: stolen).status == 401)
            // To log out twice is no error.
            #expect(try await loop.send("POST", "/api/logout", fields: stolen).status == 200)
        }
    }

    @Test
    func `many sessions of one user are open at a time`() async throws {
        try await TestLoop.run(configured: { $0.authentication = .strict }) { loop in
            let jars = (0..<3).map { _ in CookieJar() }
            for jar in jars { _ = try await Self.logIn(loop, "username=mockloop&password=mockloop", cookies: jar) }
            #expect(Set(jars.compactMap { $0.cookies.first?.value }).count == 3)
            for jar in jars { #expect(try await loop.send("GET", "/api/projects", cookies: jar).status == 200) }
        }
    }

    @Test
    func `a token is let in, and says until when by the clock of the Date field`() async throws {
        try await TestLoop.run(configured: { $0.authentication = .strict }) { loop in
            let response = try await Self.logIn(loop, "username=mockloop&password=mockloop", to: "/api/token")
            #expect(response.status == 200)
            #expect(response.field("Date") == "Tue, 01 Jun 2021 06:28:21 GMT")
            #expect(response.json["expires"]?.double == 1_625_120_901.0)
            let token = try #require(response.json["access_token"]?.string)
            for scheme in ["Bearer", "bearer"] {
                let fields = ["Authorization": "\(scheme) \(token)"]
                #expect(try await loop.send("GET", "/api/projects", fields: fields).status == 200)
            }
        }
    }

    // MARK: Logging in

    struct Attempt: Sendable, CustomTestStringConvertible {
        let body: String
        var contentType = SessionTests.form
        let lenient: Int
        let strict: Int
        var testDescription: String { "\(contentType) \(body)" }
    }

    @Test(
        arguments: [
            Attempt(body: "username=mockloop&password=mockloop", lenient: 200, strict: 200),
            Attempt(body: "password=mockloop&extra=1&username=mockloop", lenient: 200, strict: 200),
            Attempt(body: "username=%6dockloop&password=mock%6Coop", lenient: 200, strict: 200),
            Attempt(body: "username=mockloop&password=wrong", lenient: 401, strict: 401),
            Attempt(body: "username=other&password=mockloop", lenient: 401, strict: 401),
            Attempt(body: "username=mockloop", lenient: 401, strict: 401),
            Attempt(body: "username=mockloop&password=", lenient: 401, strict: 401),
            Attempt(body: "username=&password=", lenient: 200, strict: 200),
            Attempt(body: "", lenient: 200, strict: 200),
            Attempt(
                body: """
                    --b\r\nContent-Disposition: form-data; name="username"\r\n\r\nmockloop\r\n\
                    --b\r\nContent-Disposition: form-data; name="password"\r\n\r\nmockloop\r\n--b--\r\n
                    """, contentType: "multipart/form-data; boundary=b", lenient: 200, strict: 200),
            Attempt(
                body: """
                    --b\r\nContent-Disposition: form-data; name="username"\r\n\r\nmockloop\r\n\
                    --b\r\nContent-Disposition: form-data; name="password"\r\n\r\nwrong\r\n--b--\r\n
                    """, contentType: "multipart/form-data; boundary=b", lenient: 401, strict: 401),
            Attempt(
                body: "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nmockl",
                contentType: "multipart/form-data; boundary=b", lenient: 400, strict: 400),
            Attempt(body: "--b--", contentType: "multipart/form-data", lenient: 400, strict: 400),
            Attempt(
                body: #"{"username": "mockloop", "password": "wrong"}"#, contentType: "application/json", lenient: 415,
                strict: 415),
            Attempt(body: String(repeating: "a", count: 64 * 1024 + 1), lenient: 413, strict: 413),
        ], ["/api/login", "/api/token"])
    func `a login is right or refused with a reason`(attempt: Attempt, path: String) async throws {
        for authentication in Authentication.allCases {
            try await TestLoop.run(configured: { $0.authentication = authentication }) { loop in
                let response = try await Self.logIn(loop, attempt.body, to: path, contentType: attempt.contentType)
                #expect(response.status == (authentication == .lenient ? attempt.lenient : attempt.strict))
                #expect((response.detail != nil) == (response.status != 200))
                #expect((response.field("Set-Cookie") != nil) == (response.status == 200 && path == "/api/login"))
                if response.status == 401 { #expect(response.detail == "The user name or the password is wrong.") }
            }
        }
    }

    // MARK: Being let in

    struct Visit: Sendable, CustomTestStringConvertible {
        let shows: String
        var fields: [String: String] = [:]
        var credentials: BasicCredentials?
        let lenient: Int
        let strict: Int
        var testDescription: String { shows }
    }

    @Test(arguments: [
        Visit(shows: "nothing", lenient: 200, strict: 401),
        Visit(shows: "the right name and password", credentials: account, lenient: 200, strict: 200),
        Visit(
            shows: "a wrong password", credentials: BasicCredentials(username: "mockloop", password: "wrong"),
            lenient: 401, strict: 401),
        Visit(
            shows: "an empty name and password", credentials: BasicCredentials(username: "", password: ""),
            lenient: 401, strict: 401),
        Visit(shows: "a token of nobody", fields: ["Authorization": "Bearer nobody"], lenient: 401, strict: 401),
        Visit(shows: "an empty token", fields: ["Authorization": "Bearer "], lenient: 401, strict: 401),
        Visit(shows: "a cookie of nobody", fields: ["Cookie": "session=nobody"], lenient: 401, strict: 401),
        Visit(shows: "a cookie of another program", fields: ["Cookie": "a=b; session_id=x"], lenient: 200, strict: 401),
        Visit(shows: "no base 64", fields: ["Authorization": "Basic ???"], lenient: 401, strict: 401),
        Visit(shows: "base 64 without a colon", fields: ["Authorization": "Basic YWJj"], lenient: 401, strict: 401),
        Visit(shows: "another scheme", fields: ["Authorization": "Digest username=x"], lenient: 401, strict: 401),
        Visit(shows: "an empty field", fields: ["Authorization": ";"], lenient: 401, strict: 401),
    ])
    func `who shows nothing is let in by a lenient Loop, and who shows something wrong by none`(
        visit: Visit
    ) async throws {
        for authentication in Authentication.allCases {
            try await TestLoop.run(configured: { $0.authentication = authentication }) { loop in
                let expected = authentication == .lenient ? visit.lenient : visit.strict
                for path in ["/api/projects", TestLoop.demo, TestLoop.demo + "/models"] {
                    let response = try await loop.send("GET", path, fields: visit.fields, as: visit.credentials)
                    #expect(response.status == expected, "\(authentication) \(path)")
                    if expected == 401 {
                        #expect(response.detail?.hasPrefix("Not authenticated: log in") == true)
                        #expect(response.field("WWW-Authenticate") != nil)
                    }
                }
                // Nobody has to be known to ask whether the Loop is ready.
                #expect(try await loop.send("GET", "/api/status", fields: visit.fields).status == 200)
                let login = try await loop.send(
                    "POST", "/api/login", fields: visit.fields.merging(["Content-Type": Self.form]) { $1 },
                    body: .bytes(Array("username=mockloop&password=mockloop".utf8)))
                #expect(login.status == 200)
            }
        }
    }

    @Test
    func `a strict Loop lets anybody download a model, as clients need it, but nobody upload one`() async throws {
        try await TestLoop.run(configured: { $0.authentication = .strict }) { loop in
            let file = "\(TestLoop.demo)/models/00000000-0000-0000-0000-000000000011/mocked/file"
            let download = try await loop.get(file)
            #expect(download.status == 200)
            let replacing = try await loop.upload([UploadFile("a", "b")], "PUT", to: file)
            #expect(replacing.status == 401)
            let new = try await loop.upload([UploadFile("a", "b")], to: "\(TestLoop.demo)/format_a")
            #expect(new.status == 401)
            #expect(loop.storedNames.count == 1)
        }
    }

    @Test
    func `the account is the one that was configured`() async throws {
        try await TestLoop.run(
            configured: { configuration in
                configuration.authentication = .strict
                configuration.account = Account(username: "an:na", password: "pass: wörd&+%")
            }
        ) { loop in
            let body = "username=an%3Ana&password=pass%3A+w%C3%B6rd%26%2B%25"
            let own = try await Self.logIn(loop, body)
            #expect(own.status == 200)
            let standard = try await Self.logIn(loop, "username=mockloop&password=mockloop")
            #expect(standard.status == 401)
        }
    }
}
