import HTTPClient
import JSON
import TestSupport
import Testing

@Suite("Routes", .timeLimit(.minutes(5)))
struct RouteTests {
    @Test
    func `the status is told to anybody`() async throws {
        try await TestLoop.run { loop in
            let response = try await loop.get("/api/status")
            #expect(response.status == 200)
            #expect(response.field("Content-Type") == "application/json")
            #expect(response.field("Date") == "Tue, 01 Jun 2021 06:28:21 GMT")
            #expect(response.json == ["status": "ok"])
        }
    }

    @Test
    func `projects are listed with the path that converters put "api" before`() async throws {
        try await TestLoop.run { loop in
            let projects = try #require(try await loop.get("/api/projects").json["projects"]?.array)
            #expect(projects.count == 1)
            #expect(projects[0]["organization_id"] == "zauberzeug")
            #expect(projects[0]["project_id"] == "demo")
            let resource = try #require(projects[0]["resource"]?.string)
            #expect(resource == "/zauberzeug/projects/demo")
            #expect(try await loop.get("/api\(resource)").json["resource"]?.string == resource)
            #expect(try await loop.get("/api\(resource)/models").status == 200)
        }
    }

    @Test
    func `a project has its categories, and those of boxes once more for old converters`() async throws {
        try await TestLoop.run { loop in
            let project = try await loop.get(TestLoop.demo).json
            let categories = try #require(project["categories"]?.array)
            #expect(categories.compactMap { $0["type"]?.string }.prefix(3) == ["box", "point", "segmentation"])
            #expect(
                categories[1] == [
                    "id": "51e75488-103d-6661-53a2-ebc06feb5f3a", "name": "purple point", "description": "",
                    "hotkey": "2", "color": "#b914b9", "type": "point", "point_size": 20,
                ])
            #expect(project["box_categories"]?.array == categories.filter { $0["type"] == "box" })
        }
    }

    struct Target: Sendable, CustomTestStringConvertible {
        var method = "GET"
        let path: String
        let status: Int
        var says = ""
        var testDescription: String { "\(method) \(path)" }
    }

    private static let noModel = "/models/00000000-0000-0000-0000-000000000000/mocked/file"

    @Test(arguments: [
        // As it is spelled by somebody.
        Target(path: "/api//zauberzeug/projects/demo", status: 200),
        Target(path: "/api/zauberzeug/projects/demo/models/", status: 200),
        Target(path: "/api/%7Aauberzeug/projects/dem%6f", status: 200),
        Target(path: "/api/status?x=%zz", status: 200),
        // Nothing is there.
        Target(path: "/", status: 404, says: "There is nothing at /."),
        Target(path: "/api", status: 404, says: "There is nothing at /api."),
        Target(path: "/api/nothing", status: 404, says: "There is nothing at /api/nothing."),
        Target(path: "/API/status", status: 404, says: "There is nothing"),
        Target(
            path: "/api/zauberzeug/projects/some_bad_project", status: 404,
            says: #"There is no project "some_bad_project" in organization "zauberzeug"."#),
        Target(
            path: "/api/nobody/projects/demo/models", status: 404,
            says: #"There is no project "demo" in organization "nobody"."#),
        Target(path: "/api/Zauberzeug/projects/Demo", status: 404, says: "There is no project"),
        Target(
            path: TestLoop.demo + noModel, status: 404,
            says: #"There is no model "00000000-0000-0000-0000-000000000000" in project "zauberzeug/demo"."#),
        Target(
            path: TestLoop.demo + "/models/None/mocked/file", status: 404, says: #"There is no model "None""#),
        Target(
            path: TestLoop.demo + "/models/00000000-0000-0000-0000-000000000011/onnx/file", status: 404,
            says: #"The model "00000000-0000-0000-0000-000000000011" is not available in format "onnx"."#),
        Target(path: TestLoop.demo + "/deployment", status: 404, says: "There is nothing at"),
        Target(path: TestLoop.demo + "/images/a/other", status: 404, says: "There is nothing at"),
        Target(
            method: "PUT", path: TestLoop.demo + "/trainings/1/models/latest/a", status: 404, says: "There is nothing"),
        // It is there for another method.
        Target(method: "GET", path: "/api/login", status: 405, says: "This path takes POST, not GET."),
        Target(method: "POST", path: "/api/status", status: 405, says: "This path takes GET, HEAD, not POST."),
        Target(method: "DELETE", path: "/api/projects", status: 405, says: "This path takes GET, HEAD"),
        Target(method: "PATCH", path: TestLoop.demo + noModel, status: 405, says: "This path takes GET, HEAD, PUT"),
        // The path climbs, or hides something.
        Target(path: "/api/zauberzeug/projects/../projects/demo", status: 400, says: "The path climbs"),
        Target(path: "/api/zauberzeug/projects/./demo", status: 400, says: "The path climbs"),
        Target(path: "/../etc/passwd", status: 400, says: "The path climbs"),
        Target(path: "/api/zauberzeug/projects/%2e%2E/demo", status: 400, says: "The path climbs"),
        Target(path: "/api/zauberzeug/projects/%2e%2e%2fdemo", status: 400, says: "The path climbs"),
        Target(path: "/api/zauberzeug/projects/..%5cdemo", status: 400, says: "The path climbs"),
        Target(path: "/api/zauberzeug/projects/a%5Cb", status: 400, says: "A name in the path"),
        Target(path: "/api/zauberzeug/projects/a%2Fb", status: 400, says: "A name in the path"),
        Target(path: "/api/zauberzeug/projects/demo%00", status: 400, says: "A name in the path"),
        Target(path: "/api/zauberzeug/projects/demo%0d%0aX:y", status: 400, says: "A name in the path"),
        Target(path: "/api/zauberzeug/projects/%ff", status: 400, says: "The path is not percent-encoded"),
        Target(path: "/api/zauberzeug/projects/%4", status: 400, says: "The path is not percent-encoded"),
        Target(path: "/api/zauberzeug/projects/%zz", status: 400, says: "The path is not percent-encoded"),
    ])
    func `a path is what it says, or refused with what is wrong`(target: Target) async throws {
        try await TestLoop.run { loop in
            let response = try await loop.send(target.method, target.path, asIs: true)
            #expect(response.status == target.status)
            if target.status == 200 {
                #expect(response.detail == nil)
            } else {
                #expect(response.detail?.hasPrefix(target.says) == true, "\(response.text)")
                #expect(response.field("Content-Type") == "application/json")
            }
            #expect((response.field("Allow") != nil) == (target.status == 405))
            // One that wrote garbage may go on.
            #expect(try await loop.get("/api/status").status == 200)
        }
    }

    @Test
    func `a path that is encoded twice is only decoded once`() async throws {
        try await TestLoop.run { loop in
            let response = try await loop.get("/api/zauberzeug/projects/%252e%252e")
            #expect(response.status == 404)
            #expect(response.detail == #"There is no project "%2e%2e" in organization "zauberzeug"."#)
        }
    }

    @Test
    func `a target may be a whole URL`() async throws {
        try await TestLoop.run { loop in
            let client = try RawClient(port: loop.port)
            for target in ["http://elsewhere/api/status", "http://elsewhere:80/api/status?a=b"] {
                let response = try await client.exchange("GET \(target) HTTP/1.1\r\nHost: elsewhere\r\n\r\n")
                #expect(response.text == #"{"status": "ok"}"#)
            }
            let response = try await client.exchange("GET http://elsewhere?a HTTP/1.1\r\nHost: elsewhere\r\n\r\n")
            #expect(response.status == 404)
        }
    }

    @Test(arguments: ["/api/status", "/api/projects", TestLoop.demo, TestLoop.demo + "/models"])
    func `HEAD gets what GET gets, but for the content`(path: String) async throws {
        try await TestLoop.run { loop in
            let client = try RawClient(port: loop.port)
            let head = try await client.exchange("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n", method: "HEAD")
            let get = try await client.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(head.head == get.head)
            #expect(head.status == 200)
        }
    }

    @Test(arguments: [
        "garbage\r\n\r\n", "GET\r\n\r\n", "GET /api/status\r\n\r\n", "GET  /api/status HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/status HTTP/1.1\r\n\r\n", "GET /api/status HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /api/status HTTP/1.1\r\nHost : a\r\n\r\n", "\u{0}\u{1}\u{2}\u{3}",
        "POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST /api/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnothex\r\n",
    ])
    func `what is no request is answered 400 in JSON, and the server lives on`(request: String) async throws {
        try await TestLoop.run { loop in
            let client = try RawClient(port: loop.port)
            let response = try await client.exchange(request)
            #expect(response.status == 400)
            #expect(response.value("Content-Type") == "application/json")
            #expect(response.detail?.contains("(at byte ") == true)
            #expect(try await client.hasEnded())
            #expect(try await loop.get("/api/status").status == 200)
        }
    }

    @Test
    func `a target or a field that is too long is refused by its own status`() async throws {
        try await TestLoop.run { loop in
            let long = String(repeating: "a", count: 40_000)
            let target = try await RawClient(port: loop.port).exchange("GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(target.status == 414)
            #expect(target.detail?.hasPrefix("The request target is too long.") == true)
            let field = try await RawClient(port: loop.port).exchange("GET / HTTP/1.1\r\nHost: a\r\nA: \(long)\r\n\r\n")
            #expect(field.status == 431)
            #expect(field.detail?.hasPrefix("The field section is too large") == true)
        }
    }
}
