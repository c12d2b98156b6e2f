internal import Bytes
internal import HTTPClient
internal import JSON
internal import Logging
internal import LoopDomain

/// The steps in which images, models and detections go to and fro.
extension TrainingCourse {
    // MARK: - Before the training

    /// Fetches the images and what is known of them.
    func prepare() async throws {
        let exchange = equipment.life.images
        let progress = progress
        let ids = try await exchange.ids(of: record.project, in: "complete")
        let images = try await exchange.data(of: ids, in: record.project) { progress.value = $0 / 2 }
        try await exchange.download(ids, of: record.project) { progress.value = 0.5 + $0 / 2 }
        let present = Set(await exchange.store.present(ids, in: record.project))
        let usable = images.filter { image in image["id"]?.string.map(present.contains) ?? false }
        record.images = try ValidationSet.assign(usable, record.hyperparameters)
        record.skippedImageCount = images.count - usable.count
        logger.info("\(usable.count) images are there, \(images.count - usable.count) cannot be used")
    }

    /// Fetches the model that is continued.
    func downloadModel() async throws {
        guard let model = record.baseModel else { return }
        guard UUIDText.isOne(model) else {
            return logger.warning(
                "The base model \(model.debugDescription) is no UUID; the training begins from scratch")
        }
        let target = try await folder.emptyFolder("base_model")
        let names = try await equipment.models.download(
            model, equipment.logic.modelFormat, of: record.project, into: target)
        try await folder.adoptBaseModel(names, from: target)
    }

    // MARK: - The model

    /// Uploads the last better model, in all its formats.
    func uploadModel() async throws {
        guard let best = await folder.best, !best.files.isEmpty else {
            throw TrainerError.critical("Could not get latest model files. Training might have failed.")
        }
        let uploaded = Set(await folder.uploadedFormats)
        for (format, files) in best.files.sorted(by: { $0.key < $1.key }) where !uploaded.contains(format) {
            if let id = try await upload(files, format, best.metadata) { try await folder.noteUploaded(model: id) }
            try await folder.noteUploaded(format: format)
        }
        guard let id = await folder.uploadedModel else {
            throw TrainerError.critical("The model is uploaded, but the loop never answered with its id")
        }
        record.uploadedModel = id
        logger.info("The model is uploaded", metadata: ["id": "\(id)"])
    }

    /// Uploads a model in one format.
    ///
    /// - Returns: the id that the Loop gave it; nil when the Loop has it in this format, and does not say its id.
    private func upload(_ files: [String], _ format: String, _ metadata: ModelMetadata) async throws -> String? {
        var information: Value = ["categories": .array(record.categories.map(\.recordJSON))]
        for member in metadata.members { information[member.name] = member.value }
        let parts =
            files.map { FormPart(name: "files", content: .file(path: $0)) } + [
                FormPart(
                    name: "files", content: .bytes(information.bytes(style: .spaced)),
                    fileName: ModelInformation.fileName, contentType: "application/json")
            ]
        let path =
            "\(ImageExchange.path(of: record.project))/trainings/\(record.number)/models/latest/"
            + "\(PercentEncoding.encode(format))/file"
        let request = "PUT /api\(path)"
        let response = try await equipment.life.connection.perform(
            "PUT", path, body: .form(parts), timeout: LoopConnection.modelTimeout)
        switch response.status {
        case 200:
            guard let id = try response.json(of: request)["id"]?.string else {
                throw NodeError.malformedAnswer(request: request, reason: #"it has no text "id""#)
            }
            return id
        case 409:
            let id = (try? Value(parsing: response.body))?["detail"]?["id"]?.string
            logger.info("The Loop has the model in \(format)", metadata: ["id": "\(id ?? "not said")"])
            return id.flatMap { UUIDText.isOne($0) ? $0 : nil }
        case 400..<500 where response.status != 408 && response.status != 429:
            throw TrainerError.critical(
                "\(NodeError.refused(request: request, status: response.status, detail: response.detail))")
        default: throw NodeError.refused(request: request, status: response.status, detail: response.detail)
        }
    }

    // MARK: - Detections

    /// The states whose images are looked at, in the order in which the Python library asks for them.
    private static let imageStates = ["inbox", "annotate", "review", "complete"]

    /// Finds things in all images of the project, with the model that was uploaded.
    func detect() async throws {
        guard let id = record.uploadedModel else { return logger.error("Without a model nothing is found") }
        let target = try await folder.emptyFolder("detection_model")
        _ = try await equipment.models.download(id, equipment.logic.modelFormat, of: record.project, into: target)
        let model = DetectionModel(information: try await folder.information(in: target), folder: target)
        let ids = try await downloadAllImages()
        let store = equipment.life.images.store
        let images = await store.present(ids, in: record.project).map {
            DetectionImage(id: $0, path: store.path(of: $0, in: record.project))
        }
        await folder.removeDetections()
        if images.isEmpty { try await folder.save([], batch: 0) }
        let length = equipment.configuration.inferenceBatchSize
        for (batch, start) in stride(from: 0, to: images.count, by: length).enumerated() {
            progress.value = 0.5 + Double(start) / Double(images.count) / 2
            let images = Array(images[start..<min(start + length, images.count)])
            let detections = try await equipment.logic.detect(images, with: model)
            try Task.checkCancellation()
            try await folder.save(try Self.entries(detections, of: images), batch: batch)
        }
        await folder.remove(target)
    }

    /// - Returns: the ids of all images, each once.
    private func downloadAllImages() async throws -> [String] {
        var ids: [String] = []
        var seen: Set<String> = []
        for (place, state) in Self.imageStates.enumerated() {
            progress.value = Double(place + 1) / 10
            let found = try await equipment.life.images.ids(of: record.project, in: state)
            ids += found.filter { seen.insert($0).inserted }
            try await equipment.life.images.download(found, of: record.project)
        }
        return ids
    }

    /// What the Loop is told of images.
    private static func entries(_ detections: [Detections], of images: [DetectionImage]) throws(TrainerError) -> [Value]
    {
        guard detections.count == images.count else {
            throw .critical("the trainer found things in \(detections.count) images where there were \(images.count)")
        }
        guard detections.allSatisfy(\.isFinite) else {
            throw .critical("the trainer found something whose confidence or place is no number")
        }
        return zip(images, detections).map { image, detections in
            .object(detections.members(isFlat: false) + [Member(name: "image_id", value: .string(image.id))])
        }
    }

    /// Images in one request. The Python library's number since 0.10.1.
    private static let uploadLength = 100

    /// Tells the Loop what was found, and remembers how far it was told.
    func uploadDetections() async throws {
        let count = await folder.detectionBatchCount
        for batch in await folder.uploadIndex..<max(count, await folder.uploadIndex) {
            let detections = try await folder.detections(inBatch: batch)
            var start = await folder.uploadProgress
            while start < detections.count {
                let end = min(start + Self.uploadLength, detections.count)
                try await upload(Array(detections[start..<end]))
                start = end
                // 0 behind the last: the next number belongs to the next batch.
                try await folder.note(uploadProgress: end < detections.count ? end : 0)
            }
            try await folder.note(uploadIndex: batch + 1)
        }
        logger.info("\(count) batches of detections are uploaded")
    }

    private func upload(_ detections: [Value]) async throws {
        let path = "\(ImageExchange.path(of: record.project))/detections"
        let response = try await equipment.life.connection.post(.array(detections), to: path)
        guard response.status == 200 else {
            throw NodeError.refused(request: "POST /api\(path)", status: response.status, detail: response.detail)
        }
    }
}

extension Detections {
    /// Whether all numbers are some, so that JSON can say them.
    fileprivate var isFinite: Bool {
        boxes.allSatisfy { $0.confidence.isFinite }
            && points.allSatisfy { $0.confidence.isFinite && $0.x.isFinite && $0.y.isFinite }
            && segmentations.allSatisfy { $0.confidence.isFinite }
            && classifications.allSatisfy { $0.confidence.isFinite }
    }
}
