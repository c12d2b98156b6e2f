import Files
import HTTPClient
import JSON
import LoopDomain
import MockLoop
import ModelArchive
import TestSupport
import Testing

@Suite("Uploads", .timeLimit(.minutes(5)))
struct UploadTests {
    /// An archive of `files`.
    static func zip(_ files: UploadFile...) -> [UInt8] {
        ZipBytes(files.map { ZipBytes.Member($0.name, $0.text) }).bytes
    }

    private static func isID(_ text: String?) -> Bool {
        text?.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12]
    }

    @Test(arguments: ["/format_a", "/models/format_a"])
    func `a model without id gets one, and the next version`(path: String) async throws {
        try await TestLoop.run { loop in
            let archive = UploadFile("model.zip", Self.zip(UploadFile("weights.pt", "W"), UploadFile("names", "N")))
            for version in ["2.0", "3.0"] {
                let response = try await loop.upload([archive], to: TestLoop.demo + path)
                #expect(response.status == 200)
                #expect(Self.isID(response.json["id"]?.string))
                let models = try await loop.models(format: "format_a")
                #expect(models.last == response.json)
                #expect(models.last?["version"]?.string == version)
                #expect(models.last?["formats"] == ["format_a"])
                #expect(models.last?["comment"] == "uploaded at 2021-06-01 06:28:21.288442")
            }
            #expect(try await loop.versions() == ["1.0", "1.1", "1.2", "2.0", "3.0"])
            #expect(try await loop.versions(format: "mocked") == ["1.0", "1.1", "1.2"])
            #expect(try await loop.versions(format: "format_b").isEmpty)
            #expect(loop.storedNames.count == 2)
        }
    }

    @Test
    func `what is downloaded are the files that were uploaded, and model.json`() async throws {
        try await TestLoop.run { loop in
            let weights = UploadFile("weights.pt", (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 9) })
            let names = UploadFile("some names.txt", "a\nb\n")
            let empty = UploadFile("empty", "")
            let response = try await loop.upload([weights, names, empty], to: TestLoop.demo + "/format_a")
            let id = try #require(response.json["id"]?.string)
            let files = try await loop.files(of: id, "format_a")
            #expect(files.dropLast() == [weights, names, empty])
            #expect(files.last?.name == "model.json")
            #expect(
                files.last?.text == """
                    {"host": "\(loop.url)", "organization": "zauberzeug", "project": "demo", "version": "2.0", \
                    "id": "\(id)", "format": "format_a", \(Self.categories)}
                    """)
        }
    }

    /// The project's categories, for a model that does not say its own.
    private static let categories = "\"categories\": \(Value.array(Demo.categories.map(\.json)))"

    /// What comes with an upload as `model.json`, and what the Loop makes of it behind its own members.
    struct Rule: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sent: String
        let kept: String
        var hasCategories = false
    }

    private static let rules = [
        Rule(testDescription: "an empty one", sent: "{}", kept: ""),
        Rule(
            testDescription: "what the Loop says is corrected",
            sent: #"{"id": "mine", "version": "9.9", "format": 3, "host": null, "project": [], "organization": {}}"#,
            kept: ""),
        Rule(
            testDescription: "the rest is kept in its order and spelling",
            sent: #"{"resolution":800,"conf_threshold":0.30,"version":"x","a":[1,{"b":1E2}],"resolution":900}"#,
            kept: #", "resolution": 800, "conf_threshold": 0.30, "a": [1, {"b": 1E2}], "resolution": 900"#),
        Rule(
            testDescription: "categories of its own", sent: #"{"categories": []}"#, kept: #", "categories": []"#,
            hasCategories: true),
        Rule(
            testDescription: "text of any kind", sent: #"{"näme": "\u00e4\n\"", "x": "ä"}"#,
            kept: #", "näme": "ä\n\"", "x": "ä""#),
    ]

    @Test(arguments: rules, [true, false])
    func `model.json is the Loop's, with what the node knows behind it`(rule: Rule, inArchive: Bool) async throws {
        try await TestLoop.run { loop in
            let files = [UploadFile("model.json", rule.sent), UploadFile("weights.pt", "W")]
            let response = try await loop.upload(
                inArchive ? [UploadFile("m.zip", Self.zip(files[0], files[1]))] : files, to: TestLoop.demo + "/format_a"
            )
            let id = try #require(response.json["id"]?.string)
            let stored = try #require(try await loop.files(of: id, "format_a").first { $0.name == "model.json" })
            let own = """
                {"host": "\(loop.url)", "organization": "zauberzeug", "project": "demo", "version": "2.0", \
                "id": "\(id)", "format": "format_a"
                """
            let expected = try Value(parsing: "\(own)\(rule.kept)\(rule.hasCategories ? "" : ", " + Self.categories)}")
            #expect(stored.text.hasPrefix(own))
            #expect(try Value(parsing: stored.bytes) == expected)
            #expect(try await loop.files(of: id, "format_a").count == 2)
        }
    }

    @Test
    func `an archive is made flat, and its own model.json is found wherever it is`() async throws {
        try await TestLoop.run { loop in
            let archive = Self.zip(
                UploadFile("run7/weights.pt", "W"), UploadFile("run7/info/model.json", #"{"resolution": 5}"#))
            let response = try await loop.upload([UploadFile("M.ZIP", archive)], to: TestLoop.demo + "/format_a")
            let files = try await loop.files(of: try #require(response.json["id"]?.string), "format_a")
            #expect(files.map(\.name) == ["weights.pt", "model.json"])
            #expect(files[1].text.contains(#", "resolution": 5, "categories": ["#))
        }
    }

    @Test
    func `only an archive that comes alone is unpacked`() async throws {
        try await TestLoop.run { loop in
            let archive = UploadFile("a.zip", Self.zip(UploadFile("inner", "I")))
            let response = try await loop.upload([archive, UploadFile("b", "B")], to: TestLoop.demo + "/format_a")
            let files = try await loop.files(of: try #require(response.json["id"]?.string), "format_a")
            #expect(files.dropLast() == [archive, UploadFile("b", "B")])
        }
    }

    @Test
    func `parts that are no files are passed over`() async throws {
        try await TestLoop.run { loop in
            let response = try await loop.send(
                "POST", TestLoop.demo + "/format_a",
                body: .form([
                    FormPart(name: "comment", content: .bytes(Array("hello".utf8))),
                    FormPart(name: "files", content: .bytes([1]), fileName: "a"),
                    FormPart(name: "file", content: .bytes([2]), fileName: "b"),
                ]))
            let files = try await loop.files(of: try #require(response.json["id"]?.string), "format_a")
            #expect(files.map(\.name) == ["a", "model.json"])
        }
    }

    // MARK: Another format

    @Test
    func `a converter's upload is a further format of the same model`() async throws {
        try await TestLoop.run { loop in
            let uploaded = try await loop.upload(
                [UploadFile("w", "A"), UploadFile("model.json", #"{"categories": [1], "resolution": 800}"#)],
                to: TestLoop.demo + "/format_a")
            let id = try #require(uploaded.json["id"]?.string)
            let path = "\(TestLoop.demo)/models/\(id)/format_b/file"
            #expect(try await loop.get(path).status == 404)

            // Converters send only what they made; what they do not say is known from the model.
            let converted = try await loop.upload(
                [UploadFile("w.b", "B"), UploadFile("model.json", #"{"resolution": 400}"#)], "PUT", to: path)
            #expect(converted.status == 200)
            #expect(converted.json["id"]?.string == id)
            #expect(converted.json["formats"] == ["format_a", "format_b"])
            #expect(converted.json["version"] == "2.0")
            #expect(try await loop.versions(format: "format_b") == ["2.0"])

            let files = try await loop.files(of: id, "format_b")
            #expect(files.map(\.name) == ["w.b", "model.json"])
            let information = try Value(parsing: files[1].bytes)
            #expect(information["format"] == "format_b")
            #expect(information["resolution"] == 400)
            #expect(information["categories"] == [1])
            // The first format is as it was.
            #expect(try await loop.files(of: id, "format_a").first == UploadFile("w", "A"))
        }
    }

    @Test
    func `an upload by an old id is one of the model that answers to it`() async throws {
        try await TestLoop.run { loop in
            let path = "\(TestLoop.demo)/models/7f5eabb4-227a-e7c7-8f0b-f825cc47340d/onnx/file"
            let response = try await loop.upload([UploadFile("w", "B")], "PUT", to: path)
            #expect(response.json["id"] == "00000000-0000-0000-0000-000000000012")
            #expect(try await loop.versions(format: "onnx") == ["1.2"])
        }
    }

    @Test
    func `a format that is there is replaced, and what it was is forgotten`() async throws {
        try await TestLoop.run { loop in
            let path = "\(TestLoop.demo)/models/00000000-0000-0000-0000-000000000011/mocked/file"
            let response = try await loop.upload([UploadFile("new", "N")], "PUT", to: path)
            #expect(response.status == 200)
            #expect(response.json["formats"] == ["mocked"])
            let files = try await loop.files(of: "00000000-0000-0000-0000-000000000011", "mocked")
            #expect(files.map(\.name) == ["new", "model.json"])
            #expect(try await loop.versions(format: "mocked") == ["1.0", "1.1", "1.2"])
            #expect(loop.storedNames.count == 1)
        }
    }

    @Test
    func `a download that is under way gets to the end of what is replaced meanwhile`() async throws {
        try await TestLoop.run { loop in
            let path = "\(TestLoop.demo)/models/00000000-0000-0000-0000-000000000011/big/file"
            // Larger than all buffers on the way.
            let old = UploadFile("w", [UInt8](repeating: 1, count: 24 << 20))
            #expect(try await loop.upload([old], "PUT", to: path).status == 200)
            let byteCount = try await loop.get(path).body.count

            let client = try RawClient(port: loop.port, receiveBufferByteCount: 8 * 1024)
            try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            _ = try await client.receive(until: "\r\n\r\n")
            #expect(try await loop.upload([UploadFile("w", "new")], "PUT", to: path).status == 200)
            #expect(try await loop.files(of: "00000000-0000-0000-0000-000000000011", "big")[0].text == "new")

            let download = try await client.receiveToEnd()
            #expect(download.count == byteCount)
            #expect(try ZipContents(download).files[0] == old)
            while loop.storedNames.count > 1 { await Task.yield() }
        }
    }

    // MARK: At the same time

    @Test
    func `uploads that come at the same time do not mix`() async throws {
        try await TestLoop.run { loop in
            let count = 8
            let ids = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for number in 0..<count {
                    group.addTask {
                        let content = [UInt8](repeating: UInt8(number), count: 1 << 20)
                        let response = try await loop.upload(
                            [UploadFile("w\(number)", content)], to: TestLoop.demo + "/format_a")
                        return (number, try #require(response.json["id"]?.string))
                    }
                }
                return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
            }
            #expect(Set(ids.values).count == count)
            #expect(
                Set(try await loop.versions(format: "format_a").compactMap(\.self))
                    == Set((2...9).map { "\($0).0" }))
            for (number, id) in ids {
                let file = try await loop.files(of: id, "format_a")[0]
                #expect(file == UploadFile("w\(number)", [UInt8](repeating: UInt8(number), count: 1 << 20)))
            }
        }
    }

    @Test
    func `the same seed, times and requests give the same bytes again`() async throws {
        /// What a client of the host `loop.test` sees of a Loop.
        func transcript(seed: UInt64) async throws -> [[UInt8]] {
            var transcript: [[UInt8]] = []
            try await TestLoop.run(configured: { $0.seed = seed }) { loop in
                func see(_ method: String, _ path: String, _ body: Request.Body = .none) async throws -> Response {
                    let response = try await loop.send(method, path, fields: ["Host": "loop.test"], body: body)
                    transcript.append(Array("\(response.status) \(response.fields)".utf8) + response.body)
                    return response
                }
                func form(_ name: String) -> Request.Body {
                    .form([FormPart(name: "files", content: .bytes(Array("content".utf8)), fileName: name)])
                }
                _ = try await see("POST", "/api/login", .bytes([]))
                _ = try await see("POST", "/api/token", .bytes([]))
                let model = try await see("POST", TestLoop.demo + "/format_a", form("w"))
                _ = try await see("POST", TestLoop.demo + "/format_a", form(".."))
                _ = try await see("POST", TestLoop.demo + "/models/format_b", form("w"))
                let file = "\(TestLoop.demo)/models/\(try #require(model.json["id"]?.string))"
                _ = try await see("GET", "\(file)/format_a/file")
                _ = try await see("PUT", "\(file)/format_c/file", form("x"))
                _ = try await see("GET", "\(file)/format_c/file")
                for format in ["a", "b", "c"] {
                    _ = try await see("GET", TestLoop.demo + "/models?format=format_\(format)")
                }
            }
            return transcript
        }
        let first = try await transcript(seed: 7)
        #expect(try await transcript(seed: 7) == first)
        #expect(try await transcript(seed: 8) != first)
    }
}
