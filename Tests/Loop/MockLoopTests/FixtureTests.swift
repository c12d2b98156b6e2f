import HTTPClient
import JSON
import TestSupport
import Testing

/// What the suites of the Python library count on in the project `zauberzeug/demo`.
@Suite("The project demo", .timeLimit(.minutes(5)))
struct FixtureTests {
    @Test
    func `three models in the format mocked, with the ids that are known`() async throws {
        try await TestLoop.run { loop in
            let models = try await loop.models()
            #expect(models.compactMap { $0["version"]?.string } == ["1.0", "1.1", "1.2"])
            #expect(
                models.compactMap { $0["id"]?.string } == [
                    "00000000-0000-0000-0000-000000000010", "00000000-0000-0000-0000-000000000011",
                    "00000000-0000-0000-0000-000000000012",
                ])
            for model in models {
                #expect(model["formats"] == ["mocked"])
                #expect(model["created"] == "2021-06-01T06:28:21.288442")
                #expect(model["host"]?.string == loop.url)
            }
            #expect(try await loop.models(format: "mocked") == models)
            #expect(try await loop.models(format: "nothing").isEmpty)
        }
    }

    @Test
    func `six categories that alternate, and none of classification`() async throws {
        try await TestLoop.run { loop in
            let categories = try #require(try await loop.get(TestLoop.demo).json["categories"]?.array)
            #expect(
                categories.map { $0["type"]?.string } == [
                    "box", "point", "segmentation", "box", "point", "segmentation",
                ])
            #expect(Set(categories.compactMap { $0["id"]?.string }).count == 6)
            #expect(Set(categories.compactMap { $0["hotkey"]?.string }).count == 6)
        }
    }

    @Test(arguments: [
        "00000000-0000-0000-0000-000000000012", "7f5eabb4-227a-e7c7-8f0b-f825cc47340d",
        "917d5c7f-403d-7e92-f95f-577f79c2273a",
    ])
    func `version 1.2 can be had by the ids that it once had`(id: String) async throws {
        try await TestLoop.run { loop in
            let files = try await loop.files(of: id, "mocked")
            #expect(files.map(\.name) == ["file_1.txt", "file_2.txt", "model.json"])
            #expect(files[0].text == "content of file one")
            #expect(files[1].text == "content of file two")
            // Tests look for the format as text, with one blank.
            #expect(files[2].text.contains(#""format": "mocked""#))
            let information = try Value(parsing: files[2].bytes)
            #expect(information["id"] == "00000000-0000-0000-0000-000000000012")
            #expect(information["version"] == "1.2")
            #expect(information["organization"] == "zauberzeug" && information["project"] == "demo")
            #expect(information["host"]?.string == loop.url)
            #expect(information["resolution"] == 800)
            #expect(
                information["categories"]?.array?.compactMap { $0["name"]?.string }.contains("purple point") == true)
        }
    }

    @Test
    func `a download is named so that clients find a plain name behind the last "filename="`() async throws {
        try await TestLoop.run { loop in
            let id = "00000000-0000-0000-0000-000000000011"
            let response = try await loop.get("\(TestLoop.demo)/models/\(id)/mocked/file")
            #expect(response.status == 200)
            #expect(response.field("Content-Type") == "application/zip")
            #expect(response.field("Content-Length").flatMap { Int($0) } == response.body.count)
            let disposition = try #require(response.field("Content-Disposition"))
            let name = disposition.split(separator: "filename=")[1].filter { $0 != "\"" }
            #expect(name == "model_\(id)_mocked.zip")

            let raw = try RawClient(port: loop.port)
            let head = try await raw.exchange(
                "HEAD \(TestLoop.demo)/models/\(id)/mocked/file HTTP/1.1\r\nHost: a\r\n\r\n", method: "HEAD")
            #expect(head.value("Content-Length").flatMap { Int($0) } == response.body.count)
            #expect(try await raw.exchange("GET /api/status HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        }
    }
}
