import HTTPClient
import JSON
import MockLoop
import TestSupport
import Testing

/// Uploads that must not become models: each is answered with what is wrong, and nothing of it remains.
@Suite("Refused uploads", .timeLimit(.minutes(5)))
struct RefusedUploadTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "POST"
        var path = TestLoop.demo + "/format_a"
        var contentType: String? = "multipart/form-data; boundary=b"
        let body: [UInt8]
        let status: Int
        let says: String

        init(
            _ description: String, method: String = "POST", path: String = TestLoop.demo + "/format_a",
            contentType: String? = "multipart/form-data; boundary=b", _ body: [UInt8], _ status: Int, _ says: String
        ) {
            testDescription = description
            (self.method, self.path, self.contentType) = (method, path, contentType)
            (self.body, self.status, self.says) = (body, status, says)
        }
    }

    /// A form with one file.
    private static func form(_ name: String = "w", _ content: [UInt8] = Array("content".utf8)) -> [UInt8] {
        part("name=\"files\"; filename=\"\(name)\"", content) + Array("--b--\r\n".utf8)
    }

    private static func part(_ disposition: String, _ content: [UInt8]) -> [UInt8] {
        Array("--b\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n".utf8) + content + Array("\r\n".utf8)
    }

    private static func zipped(_ bytes: [UInt8]) -> [UInt8] { form("m.zip", bytes) }
    private static func zipped(_ members: ZipBytes.Member...) -> [UInt8] { zipped(ZipBytes(members).bytes) }

    private static let end = Array("--b--\r\n".utf8)
    private static let noModel = "\(TestLoop.demo)/models/00000000-0000-0000-0000-000000000000/format_a/file"
    private static let aModel = "\(TestLoop.demo)/models/00000000-0000-0000-0000-000000000011"

    private static let targets = [
        Bad(
            "unknown project", path: "/api/zauberzeug/projects/nothing/format_a", form(), 404,
            #"There is no project "nothing" in organization "zauberzeug"."#),
        Bad(
            "unknown organization", path: "/api/nobody/projects/demo/models/format_a", form(), 404,
            #"There is no project "demo" in organization "nobody"."#),
        Bad("unknown model", method: "PUT", path: noModel, form(), 404, "There is no model"),
        Bad(
            "unknown model of an unknown project", method: "PUT",
            path: "/api/zauberzeug/projects/nothing/models/x/y/file", form(), 404, "There is no project"),
        Bad("format that is no name", path: TestLoop.demo + "/-x", form(), 422, #""-x" is no name of a format"#),
        Bad("format with a blank", path: TestLoop.demo + "/a%20b", form(), 422, #""a b" is no name of a format"#),
        Bad("format with a mark", path: TestLoop.demo + "/a%22b", form(), 422, "is no name of a format"),
        Bad(
            "format that is too long", path: TestLoop.demo + "/" + String(repeating: "a", count: 65), form(), 422,
            "it has 1 to 64 letters"),
        Bad("format of a model", method: "PUT", path: aModel + "/.x/file", form(), 422, "is no name of a format"),
        Bad("path that climbs", path: TestLoop.demo + "/..", form(), 400, "The path climbs"),
        Bad("path that climbs, encoded", path: TestLoop.demo + "/%2e%2e", form(), 400, "The path climbs"),
        Bad(
            "path that climbs, with the slash", path: TestLoop.demo + "/models/..%2f..%2fx", form(), 400,
            "The path climbs"),
        Bad("path that climbs, to PUT", method: "PUT", path: aModel + "/%2E./file", form(), 400, "The path climbs"),
    ]

    private static let forms = [
        Bad("no Content-Type", contentType: nil, form(), 415, "Files are sent as multipart/form-data"),
        Bad("no form", contentType: "application/zip", form(), 415, "this body is application/zip"),
        Bad(
            "form of another kind", contentType: "application/x-www-form-urlencoded", form(), 415,
            "Files are sent as multipart/form-data"),
        Bad("no boundary", contentType: "multipart/form-data", form(), 400, "boundary"),
        Bad("empty boundary", contentType: "multipart/form-data; boundary=\"\"", form(), 400, "1 to 70 characters"),
        Bad(
            "long boundary", contentType: "multipart/form-data; boundary=" + String(repeating: "b", count: 71), form(),
            400, "1 to 70 characters"),
        Bad("another boundary", contentType: "multipart/form-data; boundary=c", form(), 400, "has not appeared"),
        Bad("no body", [], 400, "has not appeared"),
        Bad("no part", end, 422, "The form has no file"),
        Bad("no file", part("name=\"comment\"", [1]) + end, 422, "The form has no file"),
        Bad("file under another name", part("name=\"file\"; filename=\"a\"", [1]) + end, 422, "The form has no file"),
        Bad("no end", part("name=\"files\"; filename=\"a\"", [1]), 400, "the body ends"),
        Bad("end within a file", Array(form().dropLast(10)), 400, "the body ends within a part"),
        Bad("end within the fields", Array(form().prefix(30)), 400, "the body ends within the fields"),
        Bad("end within the delimiter", Array(form().dropLast(4)), 400, "the body ends within a boundary"),
        Bad("letters after the boundary", Array("--bx\r\n".utf8) + form().dropFirst(5), 400, "a boundary must be"),
        Bad("no disposition", Array("--b\r\nA: b\r\n\r\nx\r\n--b--\r\n".utf8), 400, "no field Content-Disposition"),
        Bad("no fields", Array("--b\r\n\r\nx\r\n--b--\r\n".utf8), 400, "no field Content-Disposition"),
        Bad("no name", part("filename=\"a\"", [1]) + end, 400, "no parameter name"),
        Bad(
            "attachment", Array("--b\r\nContent-Disposition: attachment; name=\"files\"\r\n\r\nx\r\n--b--\r\n".utf8),
            400,
            "must be form-data"),
        Bad("no quote", part("name=\"files; filename=a", [1]) + end, 400, "Content-Disposition"),
        Bad("line ends without CR", Array("--b\nContent-Disposition: x\n\nx\n--b--\n".utf8), 400, "a boundary must be"),
        Bad("field without a colon", Array("--b\r\nhello\r\n\r\nx\r\n--b--\r\n".utf8), 400, "of the form name: value"),
        Bad(
            "fields that are too long",
            part("name=\"files\"; filename=\"a\"; x=\"" + String(repeating: "x", count: 20_000) + "\"", [1]),
            413, "more than"),
        Bad("file without a name", part("name=\"files\"", [1]) + end, 422, "has no file name"),
        Bad("file with an empty name", form(""), 422, "has no file name"),
        Bad("file that climbs", form("../w"), 422, "cannot be the name of a model's file"),
        Bad("file that climbs, encoded", form("%2e%2e%2fw"), 422, "must not leave its folder"),
        Bad("file called ..", form(".."), 422, "cannot be the name of a model's file"),
        Bad("file in a folder", form("a/w"), 422, "cannot be the name of a model's file"),
        Bad("file at the root", form("/etc/passwd"), 422, "absolute"),
        Bad("file of Windows", form("a\\\\w"), 422, "backslash"),
        Bad(
            "two files of one name",
            part("name=\"files\"; filename=\"w\"", [1]) + part("name=\"files\"; filename=\"w\"", [2]) + end, 422,
            #"Two files are called "w""#),
        Bad(
            "too many parts", (0..<1001).flatMap { part("name=\"files\"; filename=\"\($0)\"", []) } + end, 413,
            "more than 1000 parts"),
        Bad("model.json that is no JSON", form("model.json", Array("{\"a\": }".utf8)), 422, "is no JSON"),
        Bad("model.json that is empty", form("model.json", []), 422, "is no JSON"),
        Bad("model.json that is a list", form("model.json", Array("[1]".utf8)), 422, "is not a JSON object"),
        Bad(
            "model.json that is too large", form("model.json", [UInt8](repeating: 0x20, count: (1 << 20) + 1)), 413,
            "larger than 1048576 bytes"),
    ]

    private static let archives = [
        Bad("zip that is none", zipped(Array("hello".utf8)), 422, "not a zip archive"),
        Bad("zip that is empty", zipped([UInt8]()), 422, "not a zip archive"),
        Bad("zip that is cut off", zipped(Array(ZipBytes(.init("w")).bytes.dropLast(30))), 422, "zip archive"),
        Bad(
            "zip without its front", zipped(Array(ZipBytes(.init("w")).bytes.dropFirst(20))), 422,
            "The upload is refused"),
        Bad("zip with a changed byte", zipped(.init("w").with { $0.crc = 1 }), 422, "CRC"),
        Bad(
            "zip bomb", zipped(.init("w").with { $0.byteCount = 0xC000_0000 }), 422, "bytes when unpacked"),
        Bad("zip that is encrypted", zipped(.init("w").with { $0.flags = 1 }), 422, "encrypted"),
        Bad("zip that climbs", zipped(.init("../w")), 422, "must not leave its folder"),
        Bad("zip that climbs later", zipped(.init("a/../../w")), 422, "must not leave its folder"),
        Bad("zip that climbs, encoded", zipped(.init("%2e%2e/w")), 422, "percent-encoding"),
        Bad("zip at the root", zipped(.init("/etc/passwd")), 422, "absolute"),
        Bad("zip of Windows", zipped(.init("..\\w")), 422, "backslash"),
        Bad("zip with a link", zipped(.init("w", "/etc").with { $0.attributes = 0o120777 << 16 }), 422, "link"),
        Bad("zip with one name twice", zipped(.init("a/w"), .init("b/w")), 422, "more than once"),
        Bad("zip compressed in another way", zipped(.init("w").with { $0.method = 99 }), 422, "The upload is refused"),
        Bad(
            "zip with a model.json that is none", zipped(.init("w"), .init("x/model.json", "{")), 422, "is no JSON"),
        Bad("zip with a model.json that is text", zipped(.init("model.json", "\"a\"")), 422, "is not a JSON object"),
    ]

    @Test(arguments: targets + forms + archives)
    func `a bad upload is refused with what is wrong, and leaves nothing`(bad: Bad) async throws {
        try await TestLoop.run { loop in
            let before = try await loop.get(TestLoop.demo + "/models").body
            let response = try await loop.send(
                bad.method, bad.path, fields: ["Content-Type": bad.contentType ?? ""], body: .bytes(bad.body),
                asIs: true)
            #expect(response.status == bad.status)
            #expect(response.detail?.contains(bad.says) == true, "\(response.text)")
            // No word of where this Loop keeps its files.
            #expect(response.detail?.contains(loop.server.folderPath) == false)

            #expect(try await loop.get(TestLoop.demo + "/models").body == before)
            #expect(loop.storedNames.isEmpty)
            let next = try await loop.upload([UploadFile("w", "W")], to: TestLoop.demo + "/format_a")
            #expect(next.json["version"] == "2.0")
        }
    }

    /// The model of a training comes by a route of its own, and is looked through as any other.
    @Test(arguments: forms + archives)
    func `a bad upload is no model of a training, and the next one still is`(bad: Bad) async throws {
        try await TestLoop.run { loop in
            let node = try await loop.connect(as: "trainer")
            try await node.call("update_trainer", Statuses.trainer("t"))
            await node.react(to: "begin_training") { _ in Statuses.success }
            #expect(try await loop.tell("t", "begin_training")["training"]?["number"] == 4)
            let before = try await loop.get(TestLoop.demo + "/models").body
            let path = TestLoop.demo + "/trainings/4/models/latest/format_a/file"
            for _ in 0..<2 {
                let response = try await loop.send(
                    "PUT", path, fields: ["Content-Type": bad.contentType ?? ""], body: .bytes(bad.body))
                #expect(response.status == bad.status)
                #expect(response.detail?.contains(bad.says) == true, "\(response.text)")
            }
            #expect(try await loop.get(TestLoop.demo + "/models").body == before)
            #expect(loop.storedNames.isEmpty)
            // What came to nothing has cost no version.
            let next = try await loop.upload([UploadFile("w", "W")], "PUT", to: path)
            #expect(next.status == 200)
            #expect(try await loop.versions(format: "format_a") == ["1.3"])
        }
    }

    // MARK: Too large

    @Test(arguments: [true, false])
    func `a body over the limit is refused, one at the limit is not`(isChunked: Bool) async throws {
        let limit = 200_000
        try await TestLoop.run(configured: { $0.uploadByteCountLimit = limit }) { loop in
            for excess in [0, 1] {
                let frame = Self.form("w", []).count
                let body = Self.form("w", [UInt8](repeating: 7, count: limit - frame + excess))
                let client = try RawClient(port: loop.port)
                try await client.send(
                    """
                    POST \(TestLoop.demo)/format_a HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r
                    \(isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(body.count)")\r\n\r\n
                    """)
                if isChunked {
                    for start in stride(from: 0, to: body.count, by: 3000) {
                        let chunk = body[start..<min(start + 3000, body.count)]
                        try await client.send("\(String(chunk.count, radix: 16))\r\n")
                        try await client.send(chunk + Array("\r\n".utf8))
                    }
                    try await client.send("0\r\n\r\n")
                } else {
                    try await client.send(body)
                }
                let response = try await client.response()
                #expect(response.status == (excess == 0 ? 200 : 413))
                if excess > 0 {
                    #expect(response.detail?.hasPrefix("The body is larger than is accepted here.") == true)
                }
                #expect(loop.storedNames.count == 1)
            }
            #expect(try await loop.versions(format: "format_a") == ["2.0"])
        }
    }

    @Test
    func `a body that is announced over the limit is refused before it is sent`() async throws {
        try await TestLoop.run { loop in
            let client = try RawClient(port: loop.port)
            let response = try await client.exchange(
                """
                POST \(TestLoop.demo)/format_a HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r
                Expect: 100-continue\r\nContent-Length: \((4 << 30) + 1)\r\n\r\n
                """)
            #expect(response.status == 413)
            #expect(loop.storedNames.isEmpty)
        }
    }

    // MARK: Cut off

    /// How a client goes in the middle of an upload.
    enum Cut: CaseIterable { case reset, close, endOfSending }

    @Test(arguments: Cut.allCases, ["POST", "PUT"])
    func `an upload that is cut off leaves nothing`(cut: Cut, method: String) async throws {
        try await TestLoop.run { loop in
            let before = try await loop.get(TestLoop.demo + "/models").body
            let path = method == "POST" ? TestLoop.demo + "/format_a" : Self.aModel + "/mocked/file"
            let client = try RawClient(port: loop.port)
            let form = Self.form("w", [UInt8](repeating: 7, count: 1 << 20))
            try await client.send(
                """
                \(method) \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r
                Content-Length: \(form.count)\r\n\r\n
                """)
            try await client.send(Array(form.dropLast(1000)))
            // The upload is under way.
            while loop.storedNames.isEmpty { await Task.yield() }
            switch cut {
            case .reset: await client.reset()
            case .close: await client.close()
            case .endOfSending:
                await client.endSending()
                let response = try await client.response()
                #expect(response.status == 400)
                #expect(response.detail?.hasPrefix("The connection ended in the middle of a message.") == true)
            }
            while !loop.storedNames.isEmpty { await Task.yield() }
            #expect(loop.storedNames.isEmpty)
            #expect(try await loop.get(TestLoop.demo + "/models").body == before)
            let next = try await loop.upload([UploadFile("w", "W")], to: TestLoop.demo + "/format_a")
            #expect(next.json["version"] == "2.0")
        }
    }

    @Test
    func `a download that is cut off ends, and nothing else does`() async throws {
        try await TestLoop.run { loop in
            let path = Self.aModel + "/big/file"
            let big = UploadFile("w", [UInt8](repeating: 1, count: 24 << 20))
            #expect(try await loop.upload([big], "PUT", to: path).status == 200)
            let client = try RawClient(port: loop.port, receiveBufferByteCount: 8 * 1024)
            try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.receive(1000)
            await client.reset()
            #expect(try await loop.get(path).body.count > big.bytes.count)
        }
    }
}
