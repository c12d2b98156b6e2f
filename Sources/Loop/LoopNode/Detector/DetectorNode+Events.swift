internal import JSON
internal import Logging
internal import LoopDomain
internal import SocketIO

extension DetectorNode {
    /// The events of Socket.IO that the node understands.
    ///
    /// | Event | Argument | Acknowledgement |
    /// | --- | --- | --- |
    /// | `detect` | `{image, camera_id, tags, source, autoupload, creation_date}` | as `POST /detect` |
    /// | `batch_detect` | the same with `images` | `{"items": […]}` |
    /// | `upload` | `{image, metadata, upload_priority}` | `{"status": "OK"}` |
    /// | `info` | | the model |
    /// | `about`, `get_model_version` | | as by HTTP |
    /// | `set_model_version_mode` | a word | `{"status": "OK"}` |
    /// | `get_outbox_mode` | | `{"outbox_mode": …}` |
    /// | `set_outbox_mode` | a word | `{"status": "OK"}` |
    ///
    /// What goes wrong is `{"error": "…"}`.
    nonisolated func addEvents(to routes: inout NodeRoutes) {
        func add(_ name: String, _ answer: @escaping @Sendable (EventData) async throws -> Value) {
            routes.events[name] = { [logger] arguments in
                do {
                    return Payload(try await answer(EventData(arguments)))
                } catch {
                    logger.error("\(name): \(error)")
                    return Payload(["error": .string(Self.sentence(error))])
                }
            }
        }
        let done: Value = ["status": "OK"]
        add("detect") { try await self.detect($0) }
        add("batch_detect") { try await self.detectBatch($0) }
        add("upload") { data in
            try await self.upload(data)
            return done
        }
        add("info") { _ in await self.information }
        add("about") { _ in await self.about }
        add("get_model_version") { _ in await self.modelVersion }
        add("set_model_version_mode") { data in
            try await self.setModelVersion(try data.word)
            return done
        }
        add("get_outbox_mode") { _ in ["outbox_mode": .string(await self.outbox.mode.rawValue)] }
        add("set_outbox_mode") { data in
            try await self.setOutboxMode(try data.word)
            return done
        }
    }

    private static func sentence(_ error: any Error) -> String {
        if case RequestError.detail(_, let text) = error { return text }
        return "\(error)"
    }

    private var takesPlainImages: Bool { configuration.oldestCallers <= .d8 }

    private func detect(_ data: EventData) async throws -> Value {
        let image = try data.image(takesPlain: takesPlainImages)
        let results = try await detect([image], isBatch: false, try wishes(of: data))
        return results.first?.json ?? .null
    }

    private func detectBatch(_ data: EventData) async throws -> Value {
        let images = try data.images(takesPlain: takesPlainImages)
        let results = try await detect(images, isBatch: true, try wishes(of: data))
        return ["items": .array(results.map(\.json))]
    }

    private func wishes(of data: EventData) throws -> DetectionWishes {
        let json = data.value(except: ["image", "images"])
        var wishes = DetectionWishes()
        wishes.camera = try MetadataReader.text("camera_id", in: json)
        if configuration.oldestCallers <= .d7, wishes.camera == nil {
            wishes.camera = try MetadataReader.text("camera-id", in: json) ?? MetadataReader.text("mac", in: json)
        }
        wishes.tags = try MetadataReader.tags(in: json)
        wishes.source = try MetadataReader.text("source", in: json)
        wishes.created = try MetadataReader.text("creation_date", in: json)
        if let word = json["autoupload"] { wishes.upload = .init(word: word.string ?? word.text()) }
        return wishes
    }

    private func upload(_ data: EventData) async throws {
        let json = data.value(except: ["image"])
        let now = ImageMetadata.date(wallClock.localNow)
        var metadata = ImageMetadata()
        metadata.created = now
        if let given = json["metadata"], given.isTrueInPython {
            metadata = try MetadataReader.read(given, created: now)
        } else if configuration.oldestCallers <= .d7 {
            metadata = try MetadataReader.readFlat(json, created: now)
        }
        if case .active(let model) = await slot.state {
            let unknown = metadata.resolveCategories(by: model.information)
            if !unknown.isEmpty {
                let names = unknown.sorted().joined(separator: ", ")
                logger.warning("Model \(model.information.version) knows no category called \(names)")
            }
        }
        let image = try data.image(takesPlain: takesPlainImages)
        try await upload([(image, metadata)], isPriority: json["upload_priority"]?.isTrueInPython ?? false)
    }

    /// The model in use, or why there is none.
    private var information: Value {
        get async {
            switch await slot.state {
            case .initializing: ["status": "No model loaded"]
            case .updating(let version): ["status": "Updating model to version \(version)"]
            case .active(let model): model.json
            }
        }
    }
}

/// The argument of an event.
struct EventData: Sendable {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    /// What is wrong with it.
    enum Flaw: Error, Hashable, CustomStringConvertible {
        case image, images, word

        /// As the Python library says it.
        var description: String {
            switch self {
            case .image: "could not parse image from data"
            case .images: "could not parse images from data"
            case .word: "the argument is no text"
            }
        }
    }

    /// The argument as a word.
    var word: String {
        get throws(Flaw) {
            guard let word = arguments[0]?.string else { throw .word }
            return word
        }
    }

    /// The argument as JSON; an empty object if it is no object.
    ///
    /// - Parameter names: members that are left out, because they are large.
    func value(except names: Set<String>) -> Value {
        guard let object = arguments[0], object.kind == .object else { return [:] }
        var members: [Member] = []
        for (name, value) in object.members where !names.contains(name) {
            members.append(Member(name: name, value: Value(value)))
        }
        return .object(members)
    }

    /// The member `image`.
    ///
    /// - Parameter takesPlain: whether an attachment by itself is a JPEG file.
    func image(takesPlain: Bool) throws(Flaw) -> ImageInput {
        guard let image = arguments[0]?["image"], let read = read(image, takesPlain: takesPlain) else { throw .image }
        return read
    }

    /// The list `images`.
    func images(takesPlain: Bool) throws(Flaw) -> [ImageInput] {
        guard let list = arguments[0]?["images"], list.kind == .array else { throw .images }
        var images: [ImageInput] = []
        for element in list.elements {
            guard let image = read(element, takesPlain: takesPlain) else { throw .images }
            images.append(image)
        }
        return images
    }

    private func read(_ image: Element, takesPlain: Bool) -> ImageInput? {
        if let bytes = arguments.attachment(for: image) { return takesPlain ? ImageInput(jpeg: bytes) : nil }
        guard let bytes = image["bytes"].flatMap({ arguments.attachment(for: $0) }) else { return nil }
        switch image["format"].map({ $0.string ?? "" }) ?? "raw" {
        case "jpeg": return ImageInput(jpeg: bytes)
        case "raw":
            guard let type = image["dtype"]?.string, let lengths = image["shape"], lengths.kind == .array else {
                return nil
            }
            var shape: [Int] = []
            for length in lengths.elements {
                guard let length = length.int else { return nil }
                shape.append(length)
            }
            return try? ImageInput(array: bytes, type: type, shape: shape)
        default: return nil
        }
    }
}

extension MetadataReader {
    /// Reads what callers of versions 0.14 to 0.16 send beside an image: the lists of detections in `detections`, and
    /// `tags`, `source` and `creation_date`.
    static func readFlat(_ json: Value, created: String) throws(Flaw) -> ImageMetadata {
        var metadata = ImageMetadata()
        if let detections = json["detections"], detections.isTrueInPython {
            metadata = try read(detections, created: created)
        }
        metadata.tags = try tags(in: json)
        metadata.source = try text("source", in: json)
        metadata.created = try text("creation_date", in: json) ?? created
        return metadata
    }
}

extension Value {
    /// Whether Python takes the value for true: everything that is not empty, zero or nothing.
    fileprivate var isTrueInPython: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .number(let number): number.double != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        }
    }
}
