import HTTPClient
import JSON
import MockLoop
import TestSupport
import Testing

/// Images that must not be stored: each request is answered with what is wrong with it, and nothing of it remains.
@Suite("Refused images", .timeLimit(.minutes(5)))
struct RefusedImageTests {
    private typealias Shot = DetectorForm.Shot

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let form: DetectorForm
        var status = 422
        let says: String

        init(_ description: String, _ form: DetectorForm, _ status: Int = 422, says: String) {
            testDescription = description
            self.form = form
            self.status = status
            self.says = says
        }

        /// What is said of an image is wrong.
        init(metadata: String, says: String) {
            let description = metadata.count > 200 ? "\(metadata.prefix(40))…" : metadata
            self.init(description, DetectorForm([Shot(metadata)], .single), says: says)
        }

        /// The picture is wrong.
        init(_ description: String, image: [UInt8], says: String = "image.jpg cannot be taken: the picture is no JPEG")
        {
            self.init(description, DetectorForm([Shot(image: image)], .single), says: says)
        }
    }

    // MARK: Pictures

    /// A picture whose header claims that it is 60,000 pixels high and wide.
    private static let boast: [UInt8] = {
        var bytes = Shot.picture()
        // SOF0: marker, length, precision, rows, columns (ITU-T T.81, section B.2.2).
        let start = bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0]) } ?? 0
        bytes.replaceSubrange((start + 5)..<(start + 9), with: [0xEA, 0x60, 0xEA, 0x60])
        return bytes
    }()

    private static let pictures: [Bad] = {
        let picture = Shot.picture(width: 64, height: 64)
        return [
            Bad("a text", image: Array("hello".utf8)),
            Bad("nothing", image: []),
            Bad("a PNG", image: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]),
            Bad("only the start", image: [0xFF, 0xD8]),
            Bad("start and end", image: [0xFF, 0xD8, 0xFF, 0xD9]),
            Bad("a picture without its start", image: Array(picture.dropFirst(2))),
            Bad(
                "a picture without its end", image: Array(picture.dropLast(2)),
                says: "image.jpg cannot be taken: its end is missing."),
            Bad("half a picture", image: Array(picture.prefix(picture.count / 2))),
            Bad("only the tables", image: Array(picture.prefix(100))),
            Bad("3.6 billion pixels", image: boast, says: "the picture has 60000 × 60000 pixels, which is more than"),
        ]
    }()

    // MARK: What is said of a picture

    private static let box = #""x": 1, "y": 2, "width": 3, "height": 4"#

    private static let documents = [
        Bad(metadata: "", says: "image.json does not say what an image is: byte "),
        Bad(metadata: "{", says: "image.json does not say what an image is: byte "),
        Bad(metadata: "{} {}", says: "image.json does not say what an image is: byte "),
        Bad(metadata: "{'tags': []}", says: "image.json does not say what an image is: byte "),
        Bad(metadata: "[]", says: "is a list, not an object."),
        Bad(metadata: "null", says: "is null, not an object."),
        Bad(metadata: "\"text\"", says: "is a text, not an object."),
        Bad(metadata: #"{"a": "# + String(repeating: "[", count: 600), says: "image.json does not say"),
        Bad(
            metadata: "{\"tags\": [" + String(repeating: "[", count: 600) + String(repeating: "]", count: 600) + "]}",
            says: "image.json does not say"),
        Bad(
            metadata: #"{"source": ""# + String(repeating: "x", count: 16 << 20) + #""}"#,
            says: "is larger than 16777216 bytes"),
    ]

    private static let members = [
        Bad(metadata: #"{"tags": "a"}"#, says: "tags is a text, not a list."),
        Bad(metadata: #"{"tags": ["a", 1]}"#, says: "tags[1] is a number, not a text."),
        Bad(metadata: #"{"tags": [null]}"#, says: "tags[0] is null, not a text."),
        Bad(metadata: #"{"date": 5}"#, says: "date is a number, not a text."),
        Bad(metadata: #"{"created": {}}"#, says: "created is an object, not a text."),
        Bad(metadata: #"{"source": []}"#, says: "source is a list, not a text."),
        Bad(metadata: #"{"state": 1}"#, says: "state is a number, not a text."),
        Bad(metadata: #"{"state": "done"}"#, says: #"state is "done"; there are backlog, inbox, annotate, review"#),
        Bad(metadata: #"{"state": ""}"#, says: #"state is "";"#),
        Bad(metadata: #"{"box_detections": {}}"#, says: "box_detections is an object, not a list."),
        Bad(metadata: #"{"box_detections": [1]}"#, says: "box_detections[0] is a number, not an object."),
        Bad(metadata: #"{"box_annotations": [[]]}"#, says: "box_annotations[0] is a list, not an object."),
        Bad(metadata: #"{"box_detections": [{\#(box)}]}"#, says: "box_detections[0] has neither"),
        Bad(
            metadata: #"{"box_detections": [{"category_name": 1, \#(box)}]}"#,
            says: "box_detections[0].category_name is a number, not a text."),
        Bad(
            metadata: #"{"box_detections": [{"category_name": "c", "category_id": 1, \#(box)}]}"#,
            says: "box_detections[0].category_id is a number, not a text."),
        Bad(
            metadata: #"{"box_detections": [{"category_name": "c", "model_name": 1.1, \#(box)}]}"#,
            says: "box_detections[0].model_name is a number, not a text."),
        Bad(
            metadata: #"{"box_detections": [{"category_name": "c", "confidence": "high", \#(box)}]}"#,
            says: "box_detections[0].confidence is a text, not a finite number."),
        Bad(
            metadata: #"{"box_detections": [{"category_name": "c", "x": 1, "y": 2, "width": 3}]}"#,
            says: #"box_detections[0] has no "height"."#),
        Bad(
            metadata: #"{"box_annotations": [{"category_name": "c", \#(box)}, {"category_name": "c", "x": "1"}]}"#,
            says: "box_annotations[1].x is a text, not a finite number."),
        Bad(
            metadata: #"{"box_detections": [{"category_name": "c", "x": 1e999, "y": 2, "width": 3, "height": 4}]}"#,
            says: "box_detections[0].x is a number, not a finite number."),
        Bad(
            metadata: #"{"point_detections": [{"category_name": "c", "x": 1}]}"#,
            says: #"point_detections[0] has no "y"."#),
        Bad(
            metadata: #"{"point_annotations": [{"category_name": "c", "x": true, "y": 1}]}"#,
            says: "point_annotations[0].x is true or false, not a finite number."),
        Bad(
            metadata: #"{"segmentation_detections": [{"category_name": "c"}]}"#,
            says: #"segmentation_detections[0] has no "shape"."#),
        Bad(
            metadata: #"{"segmentation_detections": [{"category_name": "c", "shape": 5}]}"#,
            says: "segmentation_detections[0].shape is a number, not a text or an object."),
        Bad(metadata: #"{"classification_detections": "c"}"#, says: "classification_detections is a text, not a list."),
        Bad(
            metadata: #"{"classification_annotation": []}"#, says: "classification_annotation is a list, not an object."
        ),
        Bad(metadata: #"{"classification_annotation": {}}"#, says: "classification_annotation has neither"),
    ]

    // MARK: What does not belong together

    private static func form(_ files: (String, [UInt8])...) -> DetectorForm {
        files.reduce(into: DetectorForm()) { $0.add($1.0, $1.1) }
    }

    private static let forms: [Bad] = {
        let shot = Shot()
        let (json, jpeg) = (shot.metadata, shot.image)
        let good = (0..<19).map { _ in Shot() }
        return [
            Bad("no file", DetectorForm(), says: "The form has no file"),
            Bad("only what is said", form(("image.json", json)), says: "0 images and 1 JSON files"),
            Bad(
                "more said than seen", form(("a.json", json), ("b.json", json), ("a.jpg", jpeg)), says: "1 images and 2"
            ),
            Bad(
                "more seen than said", form(("a.json", json), ("a.jpg", jpeg), ("b.jpg", jpeg)), says: "2 images and 1"),
            Bad(
                "names that do not match",
                form(("a.json", json), ("b.json", json), ("a.jpg", jpeg), ("c.jpg", jpeg)),
                says: "that do not belong together"),
            Bad("an image in a folder", form(("image.json", json), ("x/image.jpg", jpeg)), says: "cannot be the name"),
            Bad("an image that climbs", form(("image.json", json), ("../image.jpg", jpeg)), says: "must not leave"),
            Bad("encoded", form(("image.json", json), ("..%2fimage.jpg", jpeg)), says: "must not leave"),
            Bad("at the root", form(("image.json", json), ("%2Fetc%2Fimage.jpg", jpeg)), says: "absolute"),
            Bad(
                "a name that is too long",
                form(("image.json", json), (String(repeating: "x", count: 252) + ".jpg", jpeg)), 413,
                says: "more than 255 bytes"),
            Bad(
                "a batch whose last picture is none", DetectorForm(good + [Shot(image: [1, 2, 3])], .interleaved),
                says: "123475.jpg cannot be taken"),
            Bad(
                "a batch whose first picture is none", DetectorForm([Shot(image: [1, 2, 3])] + good, .typed),
                says: "image.jpg cannot be taken: the picture is no JPEG"),
            Bad(
                "a batch of which one says nonsense", DetectorForm(good + [Shot(#"{"tags": 1}"#)], .untyped),
                says: "tags is a number"),
        ]
    }()

    @Test(arguments: pictures + documents + members + forms)
    func `a bad image is refused with what is wrong, and nothing of its batch is stored`(bad: Bad) async throws {
        try await TestLoop.run { loop in
            let before = try await loop.imageIDs()
            let response = try await loop.send(bad.form)
            #expect(response.status == bad.status)
            #expect(response.detail?.contains(bad.says) == true, "\(response.text.prefix(500))")
            #expect(response.detail?.contains(loop.server.folderPath) == false)
            #expect(try await loop.imageIDs() == before)
            #expect(loop.storedNames.isEmpty)
            // The next one is taken.
            #expect(try await loop.send(DetectorForm([Shot()], .single)).status == 200)
            #expect(try await loop.imageIDs().count == before.count + 1)
        }
    }

    @Test
    func `no project, no image`() async throws {
        try await TestLoop.run { loop in
            let form = DetectorForm([Shot()], .single)
            let response = try await loop.send(form, to: "/api/zauberzeug/projects/some_bad_project")
            #expect(response.status == 404 && response.detail?.contains("There is no project") == true)
            #expect(loop.storedNames.isEmpty)
        }
    }

    @Test
    func `what is no form is refused`() async throws {
        try await TestLoop.run { loop in
            for type in ["application/json", "image/jpeg", ""] {
                let response = try await loop.send(
                    DetectorForm([Shot()], .single), fields: ["Content-Type": type])
                #expect(response.status == 415)
            }
            #expect(loop.storedNames.isEmpty)
        }
    }

    /// What detectors of all versions may say, be it odd.
    @Test(arguments: [
        "{}", #"{"unknown": {"a": [1]}}"#,
        #"{"tags": null, "date": null, "created": null, "source": null, "state": null, "box_detections": null}"#,
        #"{"classification_annotation": null, "image_id": null}"#, #"{"date": "2026-01-01_12:00:00.000"}"#,
        #"{"created": "whatever a client said", "source": "unknown", "state": "trash"}"#,
        #"{"box_detections": [{"category_name": "c", "category_id": "", "confidence": 99.5, \#(box)}]}"#,
        #"{"box_detections": [{"category_name": "c", "category_id": null, "confidence": 0.5, \#(box)}]}"#,
        #"{"point_detections": [{"category_name": "c", "x": 1.5, "y": -2.5}]}"#,
        #"{"segmentation_detections": [{"category_name": "c", "shape": "1,2,3,4"}]}"#,
        #"{"segmentation_detections": [{"category_name": "c", "shape": {"points": [{"x": 1, "y": 2}]}}]}"#,
        #"{"classification_detections": [{"category_name": "c", "model_name": "1.1", "confidence": 1}]}"#,
        #"{"classification_annotation": {"category_name": "c"}}"#,
        #"{"tags": ["a"], "tags": ["b"]}"#,
    ])
    func `what is odd, and still says what an image is, is taken`(metadata: String) async throws {
        try await TestLoop.run { loop in
            let response = try await loop.send(DetectorForm([Shot(metadata)], .single))
            #expect(response.status == 200, "\(response.text)")
            #expect(loop.storedNames.count == 1)
        }
    }

    @Test
    func `an image without a word is taken as it is`() async throws {
        try await TestLoop.run { loop in
            var form = DetectorForm()
            form.add("photo.JPG", Shot.picture(width: 24))
            // Cameras write something behind the end.
            form.add("other.jpeg", Shot.picture(width: 32) + [UInt8](repeating: 0, count: 4000))
            #expect(try await loop.send(form).status == 200)
            let images = try await loop.images(Array(try await loop.imageIDs(state: "inbox").suffix(2)))
            #expect(images.map { $0["width"] } == [24, 32])
        }
    }
}
