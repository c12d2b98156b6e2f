internal import Files
internal import HTTP1
internal import HTTPServer
internal import JSON
internal import LoopDomain

extension LoopServer {
    /// Bytes of a download that are read at a time: as many as may wait for a peer that is slow to read.
    private static let runByteCount = 256 * 1024

    /// A model that comes without id: it gets one, and the next version.
    func receiveModel(_ exchange: Exchange, in project: ProjectPath, format: String) async throws {
        try store.checkUpload(to: project, format: format)
        let model = try await withUpload(exchange) { checked in
            let draft = try store.draftModel(in: project, format: format)
            do {
                let now = configuration.clock.now
                let host = host(for: exchange)
                let information = ModelInformation(
                    id: draft.id, host: host, organization: project.organization, project: project.project,
                    version: draft.version, format: format)
                let file = try await storage.keep(
                    checked, modelFile: information.file(keeping: checked.contributed), at: now)
                return try store.complete(draft, file: file, contributed: checked.contributed, host: host, at: now)
            } catch {
                store.discard(draft)
                throw error
            }
        }
        exchange.answer(.json(model.json))
    }

    /// A format of a model that is there.
    ///
    /// What the upload's own `model.json` does not say is taken from the model's first: converters send only what they
    /// made, and a detector needs the categories in whatever format.
    func receiveFile(_ exchange: Exchange, in project: ProjectPath, id: String, format: String) async throws {
        _ = try store.model(id, in: project)
        try store.checkUpload(to: project, format: format)
        let model = try await withUpload(exchange) { checked in
            let stored = try store.model(id, in: project)
            let own = Set(checked.contributed.map(\.name))
            let information = ModelInformation(
                id: stored.model.id, host: host(for: exchange), organization: project.organization,
                project: project.project, version: stored.model.version ?? "", format: format)
            let contributed = checked.contributed + stored.contributed.filter { !own.contains($0.name) }
            let file = try await storage.keep(
                checked, modelFile: information.file(keeping: contributed), at: configuration.clock.now)
            return try store.put(file, format: format, ofModel: id, in: project)
        }
        exchange.answer(.json(model.json))
    }

    /// Takes the files of a request's body and looks through them; whatever becomes of them, nothing of the upload
    /// itself remains.
    private func withUpload(
        _ exchange: Exchange, _ use: (ModelStorage.Checked) async throws -> TrainedModel
    ) async throws -> TrainedModel {
        exchange.limitBody(to: configuration.uploadByteCountLimit)
        let folder = try await storage.makeUploadFolder()
        do {
            let files = try await UploadReceiver(folder: folder, thread: storage.thread).receive(exchange)
            let model = try await use(try await storage.check(files))
            await storage.remove(folder)
            return model
        } catch {
            await storage.remove(folder)
            throw error
        }
    }

    /// The archive of a model in a format.
    ///
    /// Clients take what follows `filename=` for the name of a folder: it is the field's last word, and a plain name.
    func sendFile(_ exchange: Exchange, in project: ProjectPath, id: String, format: String) async throws {
        let file = try store.file(ofModel: id, format: format, in: project)
        let reader = try await FileReader(file.path, on: storage.thread)
        exchange.begin(
            ResponseHead(
                status: 200,
                fields: FieldSection([
                    "Content-Type": "application/zip", "Content-Length": String(file.byteCount),
                    "Content-Disposition": "attachment; filename=\"model_\(id)_\(format).zip\"",
                ])))
        var offset = 0
        while exchange.request.method == "GET", offset < file.byteCount {
            let run = try await reader.read(at: offset, upTo: Self.runByteCount)
            guard !run.isEmpty else { return exchange.abort() }
            try await exchange.write(run)
            offset += run.count
        }
        exchange.end()
    }
}
