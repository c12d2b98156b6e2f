internal import EngineIO
internal import HTTP1
internal import HTTPServer
internal import JSON
internal import Logging
internal import LoopDomain

extension DetectorNode {
    /// Bytes of all images of one upload. The Python library has no limit; a caller who has more sends twice.
    static let uploadByteCountLimit = 256 * 1024 * 1024

    /// What the node serves.
    ///
    /// | Request | |
    /// | --- | --- |
    /// | POST `/detect` | an image is looked at |
    /// | POST `/upload` | images are kept for the Loop |
    /// | GET, PUT `/operation_mode` | |
    /// | GET `/about` | |
    /// | GET, PUT `/model_version` | |
    /// | GET, PUT `/outbox_mode` | |
    /// | POST `/reset` | by the back door only |
    nonisolated func routes() -> NodeRoutes {
        var routes = NodeRoutes()
        routes.addCommon(log) { await self.mute($0) }
        routes.add("POST", "/detect", limit: NodeRoutes.imageByteCountLimit) { try await self.detect($0) }
        routes.add("POST", "/upload", limit: Self.uploadByteCountLimit) { try await self.upload($0) }
        routes.add("GET", "/operation_mode") { _ in .text(await self.operationMode.rawValue) }
        routes.add("PUT", "/operation_mode") { try await self.setOperationMode(try $0.text) }
        routes.add("GET", "/about") { _ in .json(await self.about) }
        routes.add("GET", "/model_version") { _ in .json(await self.modelVersion) }
        routes.add("PUT", "/model_version") { request in
            try await self.setModelVersion(try request.text)
            return .ok
        }
        routes.add("GET", "/outbox_mode") { _ in .text(await self.outbox.mode.rawValue) }
        routes.add("PUT", "/outbox_mode") { request in
            do {
                try await self.setOutboxMode(try request.text)
            } catch let error as UnknownMode {
                throw RequestError.detail(422, "Could not set outbox mode: \(error)")
            } catch let error as OutboxBusy {
                throw RequestError.detail(202, "Setting has not completed, yet: \(error)")
            }
            return .ok
        }
        if configuration.node.hasBackdoor {
            routes.add("POST", "/reset") { _ in
                do {
                    try await self.reset()
                    return .json(true)
                } catch {
                    self.logger.error("The node could not be reset: \(error)")
                    return .json(false)
                }
            }
        }
        addEvents(to: &routes)
        return routes
    }

    // MARK: - Images

    private func detect(_ request: NodeRequest) async throws -> Response {
        let form = try UploadForm(request)
        var flaws: [RequestError.Flaw] = []
        var wishes = DetectionWishes()
        wishes.camera = request.field("camera-id")
        if configuration.oldestCallers <= .d7, wishes.camera == nil { wishes.camera = request.field("mac") }
        wishes.tags =
            request.field("tags")?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
        wishes.source = request.head.fields["source"]
        wishes.created = request.head.fields["creation-date"]
        if let word = request.head.fields["autoupload"] {
            wishes.upload = .init(word: word)
            if case .unknown = wishes.upload, configuration.oldestCallers > .d7 { flaws.append(.autoupload(word)) }
        }
        let file = form.file("file", flaws: &flaws)
        guard flaws.isEmpty, let file else { throw RequestError.invalid(flaws) }
        let results = try await detect([ImageInput(jpeg: file)], isBatch: false, wishes)
        return .json(results.first?.json ?? .null)
    }

    private func upload(_ request: NodeRequest) async throws -> Response {
        let form = try UploadForm(request)
        var flaws: [RequestError.Flaw] = []
        var isPriority = false
        let query = request.query
        if let word = query?["upload_priority"] {
            if let value = Self.bool(word) { isPriority = value } else { flaws.append(.priority(word)) }
        }
        let files = form.files("files", flaws: &flaws)
        guard flaws.isEmpty else { throw RequestError.invalid(flaws) }
        var metadata = ImageRecord()
        metadata.source = query?["source"]
        metadata.created = query?["creation_date"]
        try await upload(files.map { (ImageInput(jpeg: $0), metadata) }, isPriority: isPriority)
        // What a tuple becomes in FastAPI: clients have come to expect it.
        return .json([200, "OK"])
    }

    /// What pydantic takes for true and false.
    private static func bool(_ word: String) -> Bool? {
        switch word.lowercased() {
        case "1", "true", "t", "yes", "y", "on": true
        case "0", "false", "f", "no", "n", "off": false
        default: nil
        }
    }
}

extension RequestError.Flaw {
    fileprivate static func autoupload(_ word: String) -> Self {
        let words = "'filtered', 'all' or 'disabled'"
        return Self(
            location: ["header", "autoupload"], type: "literal_error", message: "Input should be \(words)",
            input: .string(word), context: ["expected": .string(words)])
    }

    fileprivate static func priority(_ word: String) -> Self {
        Self(
            location: ["query", "upload_priority"], type: "bool_parsing",
            message: "Input should be a valid boolean, unable to interpret input", input: .string(word))
    }
}
