import HTTPClient
import JSON
import MockLoop
import TestSupport
import Testing

/// Requests with JSON, or with a query, that ask for what cannot be: each is answered with what is wrong, and changes
/// nothing.
@Suite("Refused requests", .timeLimit(.minutes(5)))
struct RefusedRequestTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        var method = "GET"
        let path: String
        var body = ""
        var status = 422
        let says: String

        var testDescription: String { "\(method) \(path.prefix(100)) \(body.prefix(100))" }
    }

    private static let demo = TestLoop.demo
    private static let noProject = "/api/zauberzeug/projects/some_bad_project"
    private static let image = "IMAGE"

    private static func detections(_ body: String, _ status: Int = 422, says: String) -> Bad {
        Bad(method: "POST", path: demo + "/detections", body: body, status: status, says: says)
    }

    private static func generator(_ body: String, _ status: Int = 422, says: String) -> Bad {
        Bad(method: "POST", path: "/api/zauberzeug/projects/generator", body: body, status: status, says: says)
    }

    /// A project with so many of something.
    private static func generator(_ count: String, of member: String, says: String) -> Bad {
        generator(#"{"project_name": "p", "\#(member)": \#(count)}"#, says: says)
    }

    private static let box = #"{"category_name": "c", "x": 1, "y": 2, "width": 3, "height": 4}"#

    private static let found = [
        detections("", says: "The body is no JSON, byte "),
        detections("[", says: "The body is no JSON, byte "),
        detections("{}", says: "Detections are a list"),
        detections("null", says: "Detections are a list"),
        detections("[1]", says: #"[0] has no text in "image_id"."#),
        detections(#"[{"image_id": 5}]"#, says: #"[0] has no text in "image_id"."#),
        detections(#"[{"image_id": "IMAGE"}, {}]"#, says: #"[1] has no text in "image_id"."#),
        detections(#"[{"image_id": "IMAGE", "box_detections": [1]}]"#, says: "[0].box_detections[0] is a number"),
        detections(
            #"[{"image_id": "IMAGE", "box_detections": [\#(box)]}, {"image_id": "IMAGE", "point_detections": {}}]"#,
            says: "[1].point_detections is an object, not a list."),
        detections(
            #"[{"image_id": "IMAGE", "box_detections": [\#(box)]}, {"image_id": "nothing"}]"#, 404,
            says: #"There is no image "nothing" in project "zauberzeug/demo"."#),
        detections(#"[{"image_id": "../../../etc/passwd"}]"#, 404, says: "There is no image"),
        detections(String(repeating: "[", count: 100_000), says: "The body is no JSON, byte "),
        detections("[" + String(repeating: #"{"a":"#, count: 600), says: "The body is no JSON, byte "),
        Bad(method: "POST", path: noProject + "/detections", body: "[]", status: 404, says: "There is no project"),
    ]

    private static let scores = [
        Bad(method: "PUT", path: demo + "/images/novelty_scores", body: "[]", says: "Novelty scores are an object"),
        Bad(
            method: "PUT", path: demo + "/images/novelty_scores", body: #"{"IMAGE": 1, "b": "2"}"#,
            says: "The novelty score of b is a text, not a number."),
        Bad(method: "PUT", path: demo + "/images/novelty_scores", body: "{", says: "The body is no JSON, byte "),
        Bad(
            method: "PUT", path: noProject + "/images/novelty_scores", body: "{}", status: 404,
            says: "There is no project"),
    ]

    private static let detectors = [
        Bad(method: "POST", path: demo + "/detectors", body: "{}", says: "A detector's status needs"),
        Bad(method: "POST", path: demo + "/detectors", body: "[]", says: "A detector's status needs"),
        Bad(method: "POST", path: demo + "/detectors", body: "x", says: "The body is no JSON, byte "),
        Bad(
            method: "POST", path: demo + "/detectors", body: #"{"uuid": 1, "name": "d"}"#,
            says: "A detector's status needs"),
        Bad(
            method: "POST", path: demo + "/detectors", body: #"{"uuid": "d", "name": null}"#,
            says: "A detector's status needs"),
        Bad(
            method: "POST", path: demo + "/detectors",
            body: #"{"uuid": "d", "name": ""# + String(repeating: "x", count: 64 << 10) + #""}"#, status: 413,
            says: "The body is larger than is accepted here."),
        Bad(
            method: "POST", path: noProject + "/detectors", body: #"{"uuid": "d", "name": "d"}"#, status: 404,
            says: "There is no project"),
    ]

    private static let queries = [
        Bad(path: demo + "/data?state=done", says: #"There are no images in state "done"; there are backlog, inbox"#),
        Bad(path: demo + "/data?state=Inbox", says: "There are no images in state"),
        Bad(path: demo + "/data?state=", says: "There are no images in state"),
        Bad(path: noProject + "/data", status: 404, says: "There is no project"),
        Bad(path: noProject + "/images?ids=a", status: 404, says: "There is no project"),
        Bad(path: noProject + "/models", status: 404, says: "There is no project"),
        Bad(path: noProject + "/trainings", status: 404, says: "There is no project"),
        Bad(path: noProject + "/deployment/target", status: 404, says: "There is no project"),
        Bad(path: noProject + "/deployment/imageIds", status: 404, says: "There is no project"),
        Bad(path: noProject + "/images/a/main", status: 404, says: "There is no project"),
        Bad(method: "DELETE", path: noProject, status: 404, says: "There is no project"),
        Bad(
            path: demo + "/images?ids=" + String(repeating: "a,", count: 1001),
            says: "1001 ids are too many for one question: 1000 at most."),
        Bad(
            path: demo + "/images?ids=" + String(repeating: "285a92db-bc64-240d-50c2-3212d3973566,", count: 10_000),
            status: 414, says: "The request target is too long."),
        Bad(path: demo + "/images/nothing/main", status: 404, says: #"There is no image "nothing""#),
        Bad(path: demo + "/images/..%2f..%2fetc%2fpasswd/main", status: 400, says: "The path climbs"),
        Bad(path: demo + "/images/a%2fb/main", status: 400, says: "A name in the path has an encoded slash"),
        Bad(path: demo + "/images/a%00/main", status: 400, says: "A name in the path"),
        Bad(method: "PUT", path: demo + "/trainings/x/models/latest/a/file", says: #""x" is no number of a training."#),
        Bad(method: "PUT", path: demo + "/trainings/1.5/models/latest/a/file", says: "is no number of a training."),
        Bad(
            method: "PUT", path: demo + "/trainings/9/models/latest/a/file", status: 404, says: "There is no training 9"
        ),
        Bad(
            method: "PUT", path: demo + "/trainings/0/models/latest/a/file", status: 404, says: "There is no training 0"
        ),
        Bad(method: "PUT", path: demo + "/trainings/1/models/latest/-/file", says: #""-" is no name of a format"#),
        Bad(
            method: "PUT", path: noProject + "/trainings/x/models/latest/a/file", status: 404,
            says: "There is no project"),
    ]

    private static let projects = [
        generator("", says: "The body is no JSON, byte "),
        generator("[]", says: "is a list, not an object."),
        generator("{}", says: #"The generator needs a text in "project_name""#),
        generator(#"{"project_name": 7}"#, says: "The generator needs a text"),
        generator(#"{"project_name": ""}"#, says: #""" is no name of a project"#),
        generator(#"{"project_name": "Demo"}"#, says: "is no name of a project"),
        generator(#"{"project_name": "a b"}"#, says: "is no name of a project"),
        generator(#"{"project_name": "../x"}"#, says: "is no name of a project"),
        generator(#"{"project_name": ".."}"#, says: "is no name of a project"),
        generator(#"{"project_name": "a/b"}"#, says: "is no name of a project"),
        generator(#"{"project_name": "ä"}"#, says: "is no name of a project"),
        generator(#"{"project_name": "generator"}"#, says: "is no name of a project"),
        generator(#"{"project_name": "\#(String(repeating: "a", count: 101))"}"#, says: "it has 1 to 100"),
        generator(#"{"project_name": "p", "organization": "No"}"#, says: "is no name of an organization"),
        generator(#"{"project_name": "p", "organization": 1}"#, says: "organization is a number, not a text."),
        generator(#"{"project_name": "p", "image_style": "ugly"}"#, says: #"image_style is "ugly"; there are"#),
        generator(#"{"project_name": "p", "image_style": 1}"#, says: "image_style is a number, not a text."),
        generator("-1", of: "inbox", says: "inbox is -1, not a number from 0 on."),
        generator("1.5", of: "complete", says: "complete is 1.5, not a number"),
        generator("\"3\"", of: "complete", says: #"complete is "3", not a number"#),
        generator("[]", of: "review", says: "review is [], not a number"),
        generator("99999999999999999999", of: "inbox", says: "inbox is 99999999999999999999, not a number"),
        generator("9223372036854775807", of: "inbox", says: "A project gets at most 1000000 images."),
        generator("10001", of: "trainings", says: "A project gets at most 10000 trainings."),
        generator(
            #"{"project_name": "p", "inbox": 500001, "complete": 500000}"#,
            says: "A project gets at most 1000000 images."
        ),
        generator("1001", of: "box_categories", says: "A project gets at most 1000 box categories."),
        generator("1001", of: "categories", says: "A project gets at most 1000 categories."),
        generator("1001", of: "tags", says: "A project gets at most 1000 tags."),
        generator("1001", of: "point_annotations", says: "at most 1000 point annotations in an image."),
        generator("1001", of: "detections", says: "at most 1000 detections in an image."),
        generator(
            #"{"project_name": "p", "complete": 1001, "inbox": 9, "box_annotations": 1000, "box_categories": 1}"#,
            says: "A project gets at most 1000000 marks and tags in all its images."),
        generator(
            #"{"project_name": "p", "inbox": 1000000, "tags": 1, "box_detections": 1}"#,
            says: "A project gets at most 1000000 marks and tags in all its images."),
    ]

    @Test(arguments: found + scores + detectors + queries + projects)
    func `a bad request is refused with what is wrong, and changes nothing`(bad: Bad) async throws {
        try await TestLoop.run { loop in
            let image = try #require(try await loop.imageIDs().first)
            func state() async throws -> [[UInt8]] {
                var state: [[UInt8]] = []
                for path in ["/api/projects", Self.demo + "/data", Self.demo + "/models", Self.demo + "/trainings"] {
                    state.append(try await loop.get(path).body)
                }
                let details = try await loop.get("/mockloop/projects/zauberzeug/demo")
                return state + [details.body]
            }
            let before = try await state()
            let body = bad.body.replacing("IMAGE", with: image)
            let response = try await loop.send(bad.method, bad.path, body: .bytes(Array(body.utf8)), asIs: true)
            #expect(response.status == bad.status)
            #expect(response.detail?.contains(bad.says) == true, "\(response.text.prefix(500))")
            #expect(try await state() == before)
            #expect(loop.storedNames.isEmpty)
        }
    }

    /// What is not there is passed over, as trainers need it.
    @Test
    func `ids that are none are passed over, between those that are`() async throws {
        try await TestLoop.run { loop in
            let ids = try await loop.imageIDs()
            let response = try await loop.get(
                Self.demo + "/images?ids=nothing,\(ids[0])%2C..%2f..,,\(ids[1]),\(ids[0]),")
            #expect(response.status == 200)
            #expect(response.json["images"]?.array?.compactMap { $0["id"]?.string } == [ids[0], ids[1], ids[0]])
            for query in ["", "?ids=", "?ids=,", "?other=1"] {
                #expect(try await loop.get(Self.demo + "/images\(query)").json == ["images": []])
            }
        }
    }

    /// The largest question that the library asks, with commas in either spelling.
    @Test(arguments: [",", "%2C", "%2c"])
    func `a hundred ids are one question`(comma: String) async throws {
        try await TestLoop.run { loop in
            let generated = try await loop.send(
                "POST", "/api/zauberzeug/projects/generator", json: ["project_name": "many", "complete": 100])
            try #require(generated.status == 200)
            let project = "/api/zauberzeug/projects/many"
            let ids = try await loop.imageIDs(in: project)
            let response = try await loop.get("\(project)/images?ids=\(ids.joined(separator: comma))")
            #expect(response.json["images"]?.array?.compactMap { $0["id"]?.string } == ids)
        }
    }

    /// Work that grows with the square of their number takes longer than this suite may.
    @Test
    func `a great many detections of one image take no longer than those of many`() async throws {
        try await TestLoop.run { loop in
            let image = try #require(try await loop.imageIDs().first)
            let boxes = (0..<20_000).map { number in
                #"{"category_name":"c","x":\#(number),"y":2,"width":3,"height":4}"#
            }
            let lists = [
                #"[{"image_id":"\#(image)","box_detections":[\#((boxes + boxes).joined(separator: ","))]}]"#,
                "[" + boxes.map { #"{"image_id":"\#(image)","box_detections":[\#($0)]}"# }.joined(separator: ",") + "]",
            ]
            for list in lists {
                let response = try await loop.send(
                    "POST", Self.demo + "/detections", body: .bytes(Array(list.utf8)))
                #expect(response.status == 200)
            }
            #expect(try await loop.images([image])[0]["box_detections"]?.array?.count == 20_000)
        }
    }
}
