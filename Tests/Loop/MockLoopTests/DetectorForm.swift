import HTTPClient
import JPEG
import JSON

/// What a detector's outbox sends, byte by byte: images, each with what is said of it.
struct DetectorForm: Sendable {
    /// An image and what is said of it.
    struct Shot: Sendable {
        var metadata: [UInt8]
        var image: [UInt8]

        init(_ metadata: Value = Self.metadata, image: [UInt8] = Self.picture()) {
            self.metadata = metadata.bytes()
            self.image = image
        }

        init(_ metadata: String, image: [UInt8] = Self.picture()) {
            self.metadata = Array(metadata.utf8)
            self.image = image
        }

        /// What version 0.23 says of an image in which nothing was found.
        static let metadata: Value = [
            "box_detections": [], "point_detections": [], "segmentation_detections": [],
            "classification_detections": [], "box_annotations": [], "point_annotations": [],
            "classification_annotation": nil, "tags": [], "created": nil, "source": nil, "state": nil,
        ]

        /// A picture of one colour.
        static func picture(width: Int = 16, height: Int = 8, shade: UInt8 = 128) -> [UInt8] {
            let pixels = Pixels(
                width: width, height: height, bytes: [UInt8](repeating: shade, count: 3 * width * height))
            do { return try JPEG.encode(pixels) } catch { preconditionFailure("\(error)") }
        }
    }

    /// How a version of the library puts the parts together.
    enum Era: String, CaseIterable, Sendable {
        /// One image; no part has a Content-Type.
        case single = "0.6.3–0.10.6"
        /// All that is said first, then all images, under the same names; no part has a Content-Type.
        case untyped = "0.10.7–0.10.9"
        /// The same, with the Content-Types of aiohttp.
        case typed = "0.10.10–0.13.2"
        /// In turn, with names of their own in percent-encoding.
        case interleaved = "0.13.3–0.27.0"

        /// Images in one request at most.
        var limit: Int { self == .single ? 1 : 20 }
    }

    private static let boundary = "b5f8"
    static let contentType = "multipart/form-data; boundary=\(boundary)"

    private(set) var body: [UInt8] = []

    init() {}

    init(_ shots: [Shot], _ era: Era) {
        switch era {
        case .single, .untyped:
            for shot in shots { add("image.json", shot.metadata) }
            for shot in shots { add("image.jpg", shot.image) }
        case .typed:
            for shot in shots { add("image.json", shot.metadata, type: "text/plain; charset=utf-8") }
            for shot in shots { add("image.jpg", shot.image, type: "image/jpeg") }
        case .interleaved:
            for (number, shot) in shots.enumerated() {
                let name = "image_2026-01-01_12%3A00%3A00.\(123_456 + number)"
                add("\(name).json", shot.metadata, type: "text/plain; charset=utf-8")
                add("\(name).jpg", shot.image, type: "image/jpeg")
            }
        }
    }

    /// Adds a file.
    mutating func add(_ name: String, _ bytes: [UInt8], type: String? = nil) {
        body += "--\(Self.boundary)\r\n".utf8
        if let type { body += "Content-Type: \(type)\r\n".utf8 }
        body += "Content-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\n\r\n".utf8
        body += bytes
        body += "\r\n".utf8
    }

    /// The whole body.
    var bytes: [UInt8] { body + Array("--\(Self.boundary)--\r\n".utf8) }
}

extension TestLoop {
    /// Sends what a detector's outbox would, which shows no credentials in any version.
    func send(
        _ form: DetectorForm, to project: String = demo, fields: [String: String] = [:]
    ) async throws -> Response {
        try await send(
            "POST", "\(project)/images",
            fields: fields.merging(["Content-Type": DetectorForm.contentType]) { own, _ in own },
            body: .bytes(form.bytes))
    }

    /// What is known of images.
    func images(_ ids: [String], in project: String = demo) async throws -> [Value] {
        let response = try await get("\(project)/images?ids=\(ids.joined(separator: ","))")
        return response.json["images"]?.array ?? []
    }

    /// The ids of a project's images.
    func imageIDs(in project: String = demo, state: String? = nil) async throws -> [String] {
        let response = try await get("\(project)/data" + (state.map { "?state=\($0)" } ?? ""))
        return response.json["image_ids"]?.array?.compactMap(\.string) ?? []
    }
}
