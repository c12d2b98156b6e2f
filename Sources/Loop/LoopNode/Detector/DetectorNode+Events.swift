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
        let cameraNames = configuration.oldestCallers <= .d7 ? ["camera_id", "camera-id", "mac"] : ["camera_id"]
        for name in cameraNames where wishes.camera == nil { wishes.camera = try MetadataReader.word(name, in: json) }
        wishes.tags = try MetadataReader.tags(in: json)
        wishes.source = try MetadataReader.word("source", in: json)
        wishes.created = try MetadataReader.text("creation_date", in: json)
        if let word = json["autoupload"] { wishes.upload = .init(word: word.string ?? word.text()) }
        return wishes
    }

    private func upload(_ data: EventData) async throws {
        let json = data.value(except: ["image"])
        let now = ImageRecord.date(wallClock.localNow)
        var metadata = ImageRecord()
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
