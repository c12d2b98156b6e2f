import Foundation
import HTTPClient
import JSON
import LoopDomain
import MockLoop
import TestSupport
import Testing

@testable import LoopNode

/// What the detector answers to requests; wherever the Python library's answers were looked at, they are the same.
@Suite(.timeLimit(.minutes(5))) struct DetectorRequestTests {
    // MARK: - /detect

    @Test func `an image is looked at`() async throws {
        try await TestDetector.run { detector async throws in
            let response = try await detector.detect()
            #expect(response.status == 200)
            #expect(response.field("Content-Type") == "application/json")
            #expect(
                response.text
                    == #"{"box_detections":[{"category_name":"purple box","x":1,"y":2,"width":30,"height":40,"#
                    + #""model_name":"1.1","confidence":0.9,"category_id":"b85bbc35-0363-3beb-08e4-e0affb95b2bc"}],"#
                    + #""point_detections":[],"segmentation_detections":[],"classification_detections":[],"#
                    + #""box_annotations":[],"point_annotations":[],"classification_annotation":null,"tags":[],"#
                    + #""created":null,"source":null,"state":null}"#)
        }
    }

    @Test func `what its sender says comes back, behind the tags of the logic`() async throws {
        let load: DetectorNode.Loader = { _, _ in TestDetector.Logic { _ in Detections(tags: ["1.2.3-nlv0.27"]) } }
        try await TestDetector.Setup(load: load).run { detector in
            let response = try await detector.detect(fields: [
                "tags": "a,,b c", "source": "robot", "creation-date": "2020", "camera-id": "front",
                "autoupload": "disabled",
            ])
            #expect(response.value["tags"] == ["1.2.3-nlv0.27", "a", "", "b c"])
            #expect(response.value["source"] == "robot")
            #expect(response.value["created"] == "2020")
            // The underscores of the library's own documents mean nothing.
            let other = try await detector.detect(fields: ["creation_date": "2020"])
            #expect(other.value["created"]?.isNull == true)
        }
    }

    @Test func `all that can be found is given in the library's words`() async throws {
        let load: DetectorNode.Loader = { _, _ in
            TestDetector.Logic { _ in
                Detections(
                    points: [
                        PointDetection(
                            categoryName: "purple point", modelName: "1.1", confidence: 1, x: 1.5, y: 2)
                    ],
                    segmentations: [
                        SegmentationDetection(
                            categoryName: "unknown", modelName: "1.1", confidence: 0.5,
                            shape: Shape(points: [.init(x: 1, y: 2), .init(x: 3, y: 4)]))
                    ],
                    classifications: [
                        ClassificationDetection(categoryName: "k", categoryID: "id", modelName: "1.1", confidence: 0.25)
                    ])
            }
        }
        try await TestDetector.Setup(load: load).run { detector in
            let value = try await detector.detect().value
            #expect(value["point_detections"]?[0]?["x"]?.number?.text == "1.5")
            #expect(value["point_detections"]?[0]?["category_id"] == "51e75488-103d-6661-53a2-ebc06feb5f3a")
            #expect(value["segmentation_detections"]?[0]?["shape"] == "1,2,3,4")
            #expect(value["segmentation_detections"]?[0]?["category_id"]?.isNull == true)
            #expect(value["classification_detections"]?[0]?["category_id"] == "id")
        }
    }

    @Test func `an unknown autoupload and a missing file are told together`() async throws {
        try await TestDetector.run { detector in
            let file = #"{"type":"missing","loc":["body","file"],"msg":"Field required","input":null}"#
            let upload =
                #"{"type":"literal_error","loc":["header","autoupload"],"msg":"Input should be 'filtered', 'all' or "#
                + #"'disabled'","input":"some","ctx":{"expected":"'filtered', 'all' or 'disabled'"}}"#
            let nothing = try await detector.send("POST", "/detect", fields: ["autoupload": "some"])
            #expect(nothing.status == 422)
            #expect(nothing.text == #"{"detail":[\#(upload),\#(file)]}"#)
            #expect(try await detector.detect(fields: ["autoupload": "some"]).text == #"{"detail":[\#(upload)]}"#)
            let other = try await detector.post([TestDetector.picture], to: "/detect", as: "files")
            #expect(other.text == #"{"detail":[\#(file)]}"#)
            #expect(try await detector.send("POST", "/detect", "{").text == #"{"detail":[\#(file)]}"#)
        }
    }

    @Test func `a text instead of a file is refused`() async throws {
        try await TestDetector.run { detector in
            func post(_ text: String) async throws -> Response {
                try await detector.client.perform(
                    Request(
                        method: "POST", url: "\(detector.url)/detect",
                        body: .form([FormPart(name: "file", content: .bytes(Array(text.utf8)))])))
            }
            let response = try await post("text")
            #expect(response.status == 422)
            #expect(
                response.text
                    == #"{"detail":[{"type":"value_error","loc":["body","file"],"msg":"Value error, Expected UploadFile, "#
                    + #"received: <class 'str'>","input":"text","ctx":{"error":{}}}]}"#)
            #expect(try await post("").value["detail"]?[0]?["type"] == "missing")
        }
    }

    @Test(arguments: ["multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=\"\""])
    func `a form that is none is refused`(type: String) async throws {
        try await TestDetector.run { detector async throws in
            let response = try await detector.send("POST", "/detect", "--y\r\n\r\n", fields: ["Content-Type": type])
            #expect(response.status == 400)
            #expect(response.value["detail"]?.string != nil)
        }
    }

    @Test func `what is no picture, or half a one, is a fault of the node, and the connection ends`() async throws {
        let load: DetectorNode.Loader = { _, _ in
            TestDetector.Logic { image in
                _ = try image.bitmap()
                return Detections()
            }
        }
        try await TestDetector.Setup(load: load).run { detector in
            for picture in [[], Array("garbage".utf8), Array(TestDetector.picture.dropLast(20))] {
                let response = try await detector.detect(picture)
                #expect(response.status == 500)
                #expect(response.text == "Internal Server Error")
                #expect(response.field("Connection") == "close")
            }
            #expect(try await detector.detect().status == 200)
        }
    }

    private struct Accident: Error, CustomStringConvertible { let description = "out of paper" }

    @Test func `a logic that fails, or finds what is no number, costs this image its answer only`() async throws {
        let load: DetectorNode.Loader = { _, _ in
            TestDetector.Logic { image in
                switch image.bytes.last {
                case 1: throw Accident()
                case 2: Detections(boxes: [TestDetector.box(confidence: .nan)])
                case 3:
                    Detections(points: [
                        PointDetection(categoryName: "p", modelName: "1", confidence: 1, x: .infinity, y: 0)
                    ])
                default: Detections()
                }
            }
        }
        try await TestDetector.Setup(load: load).run { detector async throws in
            for (mark, status) in [(1, 500), (2, 500), (3, 500), (4, 200)] as [(UInt8, Int)] {
                #expect(try await detector.detect(TestDetector.picture + [mark]).status == status)
            }
        }
    }

    @Test func `without a model nothing can be looked at`() async throws {
        try await TestDetector.Setup(configured: { $0.node.startsMuted = true }).run { detector async throws in
            #expect(try await detector.detect().status == 500)
            #expect(try await detector.send("GET", "/about").value["model_info"]?.isNull == true)
            #expect(try await detector.version()["current_version"] == "None")
        }
    }

    // MARK: - What is worth an upload

    @Test func `an unsure detection sends its image, a sure one does not`() async throws {
        let load: DetectorNode.Loader = { _, _ in
            TestDetector.Logic { image in
                Detections(boxes: [TestDetector.box(confidence: image.bytes.last == 1 ? 0.5 : 0.9)])
            }
        }
        try await TestDetector.Setup(load: load).run { detector in
            let sure = try await detector.detect(fields: ["source": "sure", "camera-id": "a"])
            let unsure = try await detector.detect(
                TestDetector.picture + [1], fields: ["source": "unsure", "tags": "t", "camera-id": "b"])
            let again = try await detector.detect(
                TestDetector.picture + [1], fields: ["source": "again", "camera-id": "b"])
            #expect([sure, unsure, again].map(\.status) == [200, 200, 200])
            #expect(unsure.value["tags"] == ["t"], "why it is uploaded is for the Loop")
            await detector.nextCycle()
            #expect(try await detector.images(from: "sure").isEmpty)
            #expect(try await detector.images(from: "again").isEmpty)
            let image = try #require(try await detector.images(from: "unsure").first)
            #expect(image["tags"] == ["t", "uncertain"])
            #expect(image["box_detections"]?[0]?["confidence"] == 0.5)
        }
    }

    @Test func `all images go out when that is asked for, and none when that is`() async throws {
        try await TestDetector.run { detector in
            _ = try await detector.detect(fields: ["source": "all", "autoupload": "all", "creation-date": "2020-01-01"])
            _ = try await detector.detect(fields: ["source": "none", "autoupload": "disabled"])
            await detector.nextCycle()
            #expect(try await detector.images(from: "all").first?["tags"] == [])
            #expect(try await detector.images(from: "all").first?["created"] == "2020-01-01")
            #expect(try await detector.images(from: "none").isEmpty)
        }
    }

    @Test func `many images at once are all kept`() async throws {
        try await TestDetector.run { detector in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...30 {
                    group.addTask {
                        try await detector.detect(fields: ["source": "many", "autoupload": "all"]).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            await detector.node.untilUpdated()
            #expect(try detector.waiting() == 30)
            await detector.nextCycle()
            #expect(try detector.waiting() == 10)
            await detector.nextCycle()
            #expect(try await detector.images(from: "many").count == 30)
        }
    }

    // MARK: - /upload

    @Test func `images are kept for the Loop`() async throws {
        try await TestDetector.run { detector in
            let response = try await detector.post(
                [TestDetector.picture, TestDetector.picture + [1]],
                to: "/upload?source=up%20load&creation_date=2020-01-01&upload_priority=true", as: "files")
            #expect(response.status == 200)
            #expect(response.text == #"[200,"OK"]"#)
            #expect(try detector.scratch.names(in: "data/outbox/priority").count == 2)
            await detector.nextCycle()
            let images = try await detector.images(from: "up load")
            #expect(images.map { $0["tags"] } == [["picked_by_system"], ["picked_by_system"]])
            #expect(images.map { $0["created"] } == ["2020-01-01", "2020-01-01"])
            #expect(try detector.waiting() == 0)
        }
    }

    @Test(arguments: [
        ("true", true), ("1", true), ("YES", true), ("on", true), ("t", true), ("y", true), ("false", false),
        ("0", false), ("No", false), ("off", false), ("f", false), ("n", false),
    ])
    func `a priority is what pydantic takes for true`(word: String, isPriority: Bool) async throws {
        try await TestDetector.run { detector in
            _ = try await detector.post([[1]], to: "/upload?upload_priority=\(word)", as: "files")
            #expect(try detector.scratch.names(in: "data/outbox/\(isPriority ? "priority" : "normal")").count == 1)
        }
    }

    @Test(arguments: ["maybe", "", "2"]) func `another priority is refused`(word: String) async throws {
        try await TestDetector.run { detector in
            let response = try await detector.send("POST", "/upload?upload_priority=\(word)")
            #expect(response.status == 422)
            #expect(
                response.text
                    == #"{"detail":[{"type":"bool_parsing","loc":["query","upload_priority"],"msg":"Input should be a valid "#
                    + #"boolean, unable to interpret input","input":"\#(word)"},{"type":"missing","loc":["body","files"],"#
                    + #""msg":"Field required","input":null}]}"#)
            #expect(try detector.waiting() == 0)
        }
    }

    @Test func `a text among the files refuses all of them`() async throws {
        try await TestDetector.run { detector in
            let response = try await detector.client.perform(
                Request(
                    method: "POST", url: "\(detector.url)/upload",
                    body: .form([
                        FormPart(name: "files", content: .bytes(TestDetector.picture), fileName: "a.jpg"),
                        FormPart(name: "files", content: .bytes([0x61])),
                    ])))
            #expect(response.status == 422)
            #expect(response.value["detail"]?[0]?["loc"] == ["body", "files", 1])
            #expect(try detector.waiting() == 0)
        }
    }

    @Test func `an image that cannot be kept is not said to be`() async throws {
        try await TestDetector.run { detector in
            let outbox = "\(detector.scratch.path)/data/outbox/normal"
            try FileManager.default.removeItem(atPath: outbox)
            try detector.scratch.file("data/outbox/normal", "in the way")
            #expect(try await detector.post([[1]], to: "/upload", as: "files").status == 500)
        }
    }

    // MARK: - Modes and information

    @Test func `the operation mode is a word`() async throws {
        try await TestDetector.run { detector in
            #expect(try await detector.send("GET", "/operation_mode").text == "idle")
            #expect(
                try await detector.send("GET", "/operation_mode").field("Content-Type") == "text/plain; charset=utf-8")
            for word in ["startup", "detecting", "detecting", "idle"] {
                let response = try await detector.send("PUT", "/operation_mode", word)
                #expect(response.text == #""OK""#)
                #expect(try await detector.send("GET", "/operation_mode").text == word)
            }
            for word in ["", "Idle", "check_for_updates"] {
                let response = try await detector.send("PUT", "/operation_mode", word)
                #expect(response.status == 422)
                #expect(response.text == #"{"detail":"'\#(word)' is not a valid OperationMode"}"#)
            }
        }
    }

    @Test func `about tells of modes and model`() async throws {
        try await TestDetector.run { detector in
            let about = try await detector.send("GET", "/about").value
            #expect(
                about.object?.map(\.name) == [
                    "operation_mode", "state", "model_info", "target_model", "version_control",
                ])
            #expect(about["state"] == "online")
            #expect(about["target_model"] == "1.1")
            let model = try #require(about["model_info"])
            #expect(
                model.object?.map(\.name) == [
                    "id", "host", "organization", "project", "version", "categories", "resolution", "model_root_path",
                    "model_size", "conf_threshold",
                ])
            #expect(model["model_root_path"] == .string("\(detector.scratch.path)/data/models/1.1"))
            #expect(
                model["categories"]?[0]?.object?.map(\.name) == [
                    "id", "name", "description", "hotkey", "color", "point_size", "type",
                ])
        }
    }

    @Test func `the outbox mode is a word`() async throws {
        try await TestDetector.run { detector in
            #expect(try await detector.send("GET", "/outbox_mode").text == "continuous_upload")
            #expect(try await detector.send("PUT", "/outbox_mode", "stopped").text == #""OK""#)
            #expect(try await detector.send("GET", "/outbox_mode").text == "stopped")
            _ = try await detector.post([[1]], to: "/upload", as: "files")
            detector.clock.advance(by: .seconds(60))
            #expect(try detector.waiting() == 1)
            #expect(try await detector.send("PUT", "/outbox_mode", "continuous_upload").text == #""OK""#)
            let wrong = try await detector.send("PUT", "/outbox_mode", "paused")
            #expect(wrong.status == 422)
            #expect(wrong.text == #"{"detail":"Could not set outbox mode: 'paused' is not a valid OutboxMode"}"#)
        }
    }

    @Test func `an upload that takes too long to stop is said to`() async throws {
        try await TestDetector.run { detector in
            _ = try await detector.post([[1]], to: "/upload", as: "files")
            try await detector.arm("hang", method: "POST", path: "/api/*/images")
            detector.clock.advance(by: Outbox.interval)
            // The node sleeps until its next cycle, the outbox waits for the Loop.
            try await detector.control(
                "POST", "/wait",
                ["request": ["method": "GET", "path": "/api/*/deployment/target"], "within": 50, "after": 0])
            async let stop = detector.send("PUT", "/outbox_mode", "stopped")
            await detector.clock.untilAsleep(2)
            detector.clock.advance(by: Outbox.stopTimeout)
            let response = try await stop
            #expect(response.status == 202)
            #expect(
                response.text
                    == #"{"detail":"Setting has not completed, yet: Upload thread did not terminate within 30 seconds."}"#
            )
            #expect(try await detector.send("GET", "/outbox_mode").text == "continuous_upload")
            // So that the request ends, and with it the node.
            await detector.loop.stop()
        }
    }

    // MARK: - The Loop goes wrong

    @Test(arguments: [["status": 429], ["status": 500], ["status": 401], "cut"] as [Value])
    func `an image that the Loop does not take goes out later, once`(action: Value) async throws {
        try await TestDetector.run { detector in
            try await detector.arm(action, method: "POST", path: "/api/*/images")
            _ = try await detector.post([TestDetector.picture], to: "/upload?source=later", as: "files")
            await detector.nextCycle()
            #expect(try detector.waiting() == 1)
            #expect(try await detector.images(from: "later").isEmpty)
            await detector.nextCycle()
            await detector.nextCycle()
            #expect(try detector.waiting() == 0)
            #expect(try await detector.images(from: "later").count == 1)
        }
    }

    @Test func `what the Loop refuses among others is dropped, and the others arrive`() async throws {
        try await TestDetector.run { detector in
            let pictures = (1...7).map { $0 == 3 ? Array("no picture".utf8) : TestDetector.picture }
            _ = try await detector.post(pictures, to: "/upload?source=some", as: "files")
            await detector.nextCycle()
            #expect(try detector.waiting() == 0)
            #expect(try await detector.images(from: "some").count == 6)
        }
    }

    // MARK: - Callers of old

    @Test func `callers of old may say mac, and anything for autoupload`() async throws {
        try await TestDetector.Setup(configured: { $0.oldestCallers = .d7 }).run { detector in
            let response = try await detector.detect(fields: ["mac": "0:0", "autoupload": "some", "source": "old"])
            #expect(response.status == 200)
            await detector.nextCycle()
            #expect(try await detector.images(from: "old").isEmpty)
        }
    }
}
