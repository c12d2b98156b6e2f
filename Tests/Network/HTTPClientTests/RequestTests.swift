import TestSupport
import Testing

@testable import HTTPClient

/// What goes over the wire for a ``Request``.
@Suite struct RequestTests {
    private static func exchange(_ make: (ScriptedPeer) -> Request) async throws -> PeerRequest {
        let peer = ScriptedPeer.answering { request in
            request.requestLine.hasPrefix("HEAD")
                ? "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        }
        defer { peer.stop() }
        _ = try await Client().perform(make(peer))
        return try #require(peer.requests.first)
    }

    @Test func `a GET has no body and only the fields that were asked for`() async throws {
        let request = try await Self.exchange { Request(url: $0.url("/a?b=c")) }
        #expect(request.requestLine == "GET /a?b=c HTTP/1.1")
        #expect(request.fieldLines.map { String($0.prefix { $0 != ":" }) } == ["Host", "User-Agent", "Accept"])
        #expect(request.value("User-Agent") == "mockloop")
        #expect(request.body.isEmpty)
    }

    @Test func `fields keep their order and repetitions`() async throws {
        let request = try await Self.exchange {
            Request(
                url: $0.url(),
                fields: [
                    Field(name: "B", value: "1"), Field(name: "A", value: "2"), Field(name: "B", value: "3"),
                    Field(name: "Empty", value: ""), Field(name: "Accept", value: "text/plain"),
                ])
        }
        #expect(Array(request.fieldLines.dropFirst(2)) == ["B: 1", "A: 2", "B: 3", "Empty:", "Accept: text/plain"])
    }

    @Test func `a field that is left out is not sent`() async throws {
        let request = try await Self.exchange { peer in
            var request = Request(url: peer.url())
            request.omittedFieldNames = ["Accept", "User-Agent"]
            return request
        }
        #expect(request.fieldLines.count == 1)
    }

    struct MethodCase: Sendable, CustomTestStringConvertible {
        var method: String
        var body: Request.Body
        var contentLength: String?
        var testDescription: String { "\(method) \(body)" }
    }

    @Test(arguments: [
        MethodCase(method: "GET", body: .none), MethodCase(method: "HEAD", body: .none),
        MethodCase(method: "DELETE", body: .none), MethodCase(method: "OPTIONS", body: .none),
        MethodCase(method: "M-SEARCH", body: .none),
        MethodCase(method: "POST", body: .none, contentLength: "0"),
        MethodCase(method: "PUT", body: .none, contentLength: "0"),
        MethodCase(method: "PATCH", body: .none, contentLength: "0"),
        MethodCase(method: "POST", body: .bytes(Array("hallo".utf8)), contentLength: "5"),
        MethodCase(method: "PUT", body: .bytes(Array("hallo".utf8)), contentLength: "5"),
        MethodCase(method: "GET", body: .bytes(Array("hallo".utf8)), contentLength: "5"),
        MethodCase(method: "DELETE", body: .bytes([]), contentLength: "0"),
        MethodCase(method: "geht", body: .bytes([0, 255, 13, 10]), contentLength: "4"),
    ])
    func `every method carries its body`(_ example: MethodCase) async throws {
        let request = try await Self.exchange { Request(method: example.method, url: $0.url(), body: example.body) }
        #expect(request.requestLine == "\(example.method) / HTTP/1.1")
        #expect(request.value("Content-Length") == example.contentLength)
        #expect(request.value("Content-Type") == nil)
        #expect(request.value("Transfer-Encoding") == nil)
        #expect(request.value("Expect") == nil)
        if case .bytes(let bytes) = example.body { #expect(request.body == bytes) }
    }

    @Test func `a body can go in chunks`() async throws {
        let request = try await Self.exchange {
            Request(
                method: "POST", url: $0.url(), fields: [Field(name: "Transfer-Encoding", value: "chunked")],
                body: .bytes(Array("hallo".utf8)))
        }
        #expect(request.value("Content-Length") == nil)
        #expect(request.bodyText == "5\r\nhallo\r\n0\r\n\r\n")
    }

    @Test func `a file is sent as the body`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("body", Array("from a file".utf8))
        let request = try await Self.exchange { Request(method: "PUT", url: $0.url(), body: .file(path: path)) }
        #expect(request.requestLine == "PUT / HTTP/1.1")
        #expect(request.value("Content-Length") == "11")
        #expect(request.bodyText == "from a file")
    }

    @Test(.requirements("MP-08", "MP-10", "MP-14")) func `a form carries bytes and files`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("model \"1\".zip", [0x50, 0x4B, 0, 255])
        let request = try await Self.exchange {
            Request(
                method: "POST", url: $0.url(),
                body: .form([
                    FormPart(name: "info", content: .bytes(Array("{}".utf8)), contentType: "application/json"),
                    FormPart(name: "file", content: .file(path: path)),
                    FormPart(
                        name: "other", content: .file(path: path), fileName: "b.txt",
                        fields: [Field(name: "X-Part", value: "1")]),
                ]))
        }
        let type = try #require(request.value("Content-Type"))
        let boundary = try #require(type.split(separator: "boundary=").last)
        #expect(type.hasPrefix("multipart/form-data; "))
        let file = "\(String(decoding: [0x50, 0x4B, 0, 255], as: UTF8.self))"
        #expect(
            request.bodyText == """
                --\(boundary)\r
                Content-Disposition: form-data; name="info"\r
                Content-Type: application/json\r
                \r
                {}\r
                --\(boundary)\r
                Content-Disposition: form-data; name="file"; filename="model %221%22.zip"\r
                Content-Type: application/octet-stream\r
                \r
                \(file)\r
                --\(boundary)\r
                Content-Disposition: form-data; name="other"; filename="b.txt"\r
                Content-Type: text/plain\r
                X-Part: 1\r
                \r
                \(file)\r
                --\(boundary)--\r

                """)
        #expect(request.value("Content-Length") == "\(request.body.count)")
    }

    @Test func `credentials go with the first request`() async throws {
        let request = try await Self.exchange {
            Request(url: $0.url(), basicCredentials: BasicCredentials(username: "user", password: "pass:word"))
        }
        #expect(request.value("Authorization") == "Basic dXNlcjpwYXNzOndvcmQ=")
    }

    @Test(arguments: [(false, "GET /b HTTP/1.1"), (true, "GET /a/../b HTTP/1.1")])
    func `a climbing path is resolved unless it is meant`(isAsIs: Bool, requestLine: String) async throws {
        let request = try await Self.exchange { peer in
            var request = Request(url: peer.url("/a/../b"))
            request.sendsPathAsIs = isAsIs
            return request
        }
        #expect(request.requestLine == requestLine)
    }

    @Test func `a large body waits for 100 Continue, a small one does not`() async throws {
        let body = [UInt8](repeating: 7, count: 2_000_000)
        let request = try await Self.exchange { Request(method: "PUT", url: $0.url(), body: .bytes(body)) }
        #expect(request.value("Expect") == "100-continue")
        #expect(request.body == body)
    }

    @Test func `a body that is refused before it was sent is not sent`() async throws {
        let peer = ScriptedPeer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig")
            connection.waitForClose()
        }
        defer { peer.stop() }
        let response = try await Client().perform(
            Request(method: "POST", url: peer.url(), body: .bytes([UInt8](repeating: 7, count: 2_000_000))))
        #expect(response.status == 413)
        #expect(response.body == Array("big".utf8))
    }

    struct WrongCase: Sendable, CustomTestStringConvertible {
        var request: Request
        var code: Int32
        var message: String
        var testDescription: String { message }
    }

    @Test(arguments: [
        WrongCase(
            request: Request(method: "GET / HTTP/1.1\r\nX: ", url: "http://x"), code: 43, message: "is not a token"),
        WrongCase(request: Request(method: "", url: "http://x"), code: 43, message: "is not a token"),
        WrongCase(
            request: Request(method: "HEAD", url: "http://x", body: .bytes([1])), code: 43,
            message: "a HEAD request has no body here"),
        WrongCase(
            request: Request(url: "http://x", fields: [Field(name: "A b", value: "")]), code: 43,
            message: "the field name \"A b\" is not a token"),
        WrongCase(
            request: Request(url: "http://x", fields: [Field(name: "A", value: "1\r\nB: 2")]), code: 43,
            message: "the value of the field A has a line break or a NUL"),
        WrongCase(request: Request(url: "http://x\0y"), code: 43, message: "a NUL stands in the URL"),
        WrongCase(request: Request(url: "ftp://127.0.0.1/"), code: 1, message: "Unsupported protocol"),
        WrongCase(request: Request(url: "file:///etc/passwd"), code: 1, message: "Unsupported protocol"),
        WrongCase(request: Request(url: "http://a b/"), code: 3, message: "URL using bad/illegal format"),
        WrongCase(request: Request(url: "http://127.0.0.1:99999/"), code: 3, message: "URL using bad/illegal format"),
        WrongCase(request: Request(url: ""), code: 3, message: "URL using bad/illegal format"),
        WrongCase(
            request: Request(method: "PUT", url: "http://x", body: .file(path: "/no/such/file")), code: 26,
            message: "open /no/such/file: No such file or directory (errno 2)"),
        WrongCase(
            request: Request(method: "PUT", url: "http://x", body: .file(path: "/tmp")), code: 26,
            message: "/tmp is not a regular file"),
        WrongCase(
            request: Request(url: "http://x", body: .form([FormPart(name: "f", content: .file(path: "/dev/zero"))])),
            code: 26, message: "/dev/zero is not a regular file"),
        WrongCase(
            request: Request(url: "http://x", responseBody: .file(path: "/no/such/folder/f")), code: 23,
            message: "open /no/such/folder/f."),
    ])
    func `a wrong request is refused with the reason`(_ example: WrongCase) async throws {
        let error = await #expect(throws: TransferError.self) { try await Client().perform(example.request) }
        let found = try #require(error)
        #expect(found.code == example.code)
        #expect(found.message.contains(example.message), "\(found.message)")
        #expect(found.url == example.request.url)
    }
}
