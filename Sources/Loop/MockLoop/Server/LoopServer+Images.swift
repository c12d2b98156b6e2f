internal import Files
internal import HTTP1
internal import HTTPServer
internal import JSON
internal import LoopDomain

extension LoopServer {
    /// Images that detectors send: exactly 200, or they are sent again for ever.
    func receiveImages(_ exchange: Exchange, in project: ProjectPath) async throws {
        _ = try store.place(of: project)
        exchange.limitBody(to: configuration.uploadByteCountLimit)
        let ids = try await withUploadFolder { folder in
            let receiver = UploadReceiver(folder: folder, thread: storage.thread, names: .any)
            let images = try await storage.keepImages(try await receiver.receive(exchange))
            let delay = configuration.uploadDelay
            await pause(for: delay.perRequest + delay.perImage * images.count)
            return try store.receive(images, in: project, at: now)
        }
        exchange.answer(.json(["image_ids": .array(ids.map { .string($0) })]))
    }

    /// The picture of an image: its bytes as they came, or a painting.
    func sendPicture(_ exchange: Exchange, in project: ProjectPath, id: String) async throws {
        switch try store.image(id, in: project).picture {
        case .file(let file):
            let reader = try await FileReader(file.path, on: storage.thread)
            exchange.begin(
                ResponseHead(
                    status: 200,
                    fields: FieldSection(["Content-Type": "image/jpeg", "Content-Length": String(file.byteCount)])))
            try await send(reader, byteCount: file.byteCount, to: exchange)
        case .painting(let painting):
            exchange.answer(
                Response(status: 200, contentType: "image/jpeg", body: try await storage.paint(painting)))
        }
    }

    /// What a trainer found, from version 0.7.9 on: a list of detections, each with the image that they are in.
    func receiveDetections(_ exchange: Exchange, in project: ProjectPath) async throws {
        _ = try store.place(of: project)
        guard let entries = try await json(of: exchange).array else {
            throw DomainError(what: "Detections are a list, with an object for each image.")
        }
        let detections = try entries.enumerated().map { index, entry in
            guard let image = entry["image_id"]?.string else {
                throw DomainError(what: "[\(index)] has no text in \"image_id\".")
            }
            do throws(DomainError) {
                return (image: image, marks: try Marks(.detections, in: entry))
            } catch {
                throw DomainError(what: "[\(index)].\(error.what)")
            }
        }
        try store.add(detections, in: project)
        exchange.answer(.json(["success": true]))
    }

    /// How new images are to a model: `{image id: number}`.
    func receiveNoveltyScores(_ exchange: Exchange, in project: ProjectPath) async throws {
        _ = try store.place(of: project)
        guard let members = try await json(of: exchange).object else {
            throw DomainError(what: "Novelty scores are an object: the images' ids with a number each.")
        }
        let scores = try members.map { member in
            guard let score = member.value.number else {
                throw DomainError(
                    what: "The novelty score of \(member.name) is \(member.value.kindName), not a number.")
            }
            return (image: member.name, score: score)
        }
        try store.setNoveltyScores(scores, in: project)
        exchange.answer(.json(["success": true]))
    }

    /// Bytes of a download that are read at a time: as many as may wait for a peer that is slow to read.
    private static let runByteCount = 256 * 1024

    /// Sends a file behind the head of its answer, and ends the answer.
    func send(_ reader: FileReader, byteCount: Int, to exchange: Exchange) async throws {
        var offset = 0
        while exchange.request.method == "GET", offset < byteCount {
            let run = try await reader.read(at: offset, upTo: Self.runByteCount)
            guard !run.isEmpty else { return exchange.abort() }
            try await exchange.write(run)
            offset += run.count
        }
        exchange.end()
    }

    /// Does something with the folder of an upload, which goes with it.
    func withUploadFolder<Result: Sendable>(_ use: (TemporaryFolder) async throws -> Result) async throws -> Result {
        let folder = try await storage.makeUploadFolder()
        do {
            let result = try await use(folder)
            await storage.remove(folder)
            return result
        } catch {
            await storage.remove(folder)
            throw error
        }
    }
}
