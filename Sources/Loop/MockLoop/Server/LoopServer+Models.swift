internal import Files
internal import HTTP1
internal import HTTPServer
internal import JSON
internal import LoopDomain

extension LoopServer {
    /// A model that comes without id: it gets one, and the next version.
    ///
    /// Where it does not say what its categories are, they are the project's: nodes up to version 0.10.10 read no
    /// `model.json` without any.
    func receiveModel(_ exchange: Exchange, in project: ProjectPath, format: String) async throws {
        try store.checkUpload(to: project, format: format)
        let model = try await withUpload(exchange) { checked in
            let draft = try store.draftModel(in: project, format: format)
            do {
                let host = host(for: exchange)
                let categories = store.projects[try store.place(of: project)].categories
                let contributed = checked.contributed.adding([
                    Member(name: "categories", value: .array(categories.map(\.json)))
                ])
                let information = ModelInformation(
                    id: draft.id, host: host, organization: project.organization, project: project.project,
                    version: draft.version, format: format)
                let file = try await keep(checked, information, keeping: contributed)
                return try store.complete(draft, file: file, contributed: contributed, host: host, at: now)
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
            // A model that its trainer announced gets its version with its first files.
            let version = try store.version(ofModelToStore: id, in: project)
            let information = ModelInformation(
                id: stored.model.id, host: host(for: exchange), organization: project.organization,
                project: project.project, version: version, format: format)
            let file = try await keep(
                checked, information, keeping: checked.contributed.adding(stored.contributed))
            return try store.put(file, format: format, ofModel: id, in: project)
        }
        exchange.answer(.json(model.json))
    }

    /// The model of a training in a format, from version 0.7.23 on. The answer's id is the same for all formats: the
    /// trainer goes on with whichever it got last.
    func receiveTrainedModel(
        _ exchange: Exchange, in project: ProjectPath, training text: String, format: String
    ) async throws {
        guard let number = Int(text) else {
            _ = try store.place(of: project)
            throw DomainError(what: "\"\(text)\" is no number of a training.")
        }
        _ = try store.draftModel(ofTraining: number, format: format, in: project)
        let id = try await withUpload(exchange) { checked in
            let draft = try store.draftModel(ofTraining: number, format: format, in: project)
            let host = host(for: exchange)
            let contributed = checked.contributed.adding(draft.contributed)
            let information = ModelInformation(
                id: draft.id, host: host, organization: project.organization, project: project.project,
                version: draft.version, format: format)
            let file = try await keep(checked, information, keeping: contributed)
            try store.complete(
                draft, ofTraining: number, format: format, file: file, contributed: contributed, host: host,
                in: project, at: now)
            return draft.id
        }
        exchange.answer(.json(["id": .string(id)]))
    }

    /// Takes the files of a request's body and looks through them; whatever becomes of them, nothing of the upload
    /// itself remains.
    private func withUpload<Result: Sendable>(
        _ exchange: Exchange, _ use: (FileStorage.Checked) async throws -> Result
    ) async throws -> Result {
        exchange.limitBody(to: configuration.uploadByteCountLimit)
        return try await withUploadFolder { folder in
            let receiver = UploadReceiver(folder: folder, thread: storage.thread, names: .distinct)
            return try await use(try await storage.check(try await receiver.receive(exchange)))
        }
    }

    /// Writes the archive of what was uploaded, with the file that the Loop adds.
    private func keep(
        _ checked: FileStorage.Checked, _ information: ModelInformation, keeping contributed: [Member]
    ) async throws -> OwnedFile {
        try await storage.keep(checked, adding: addedFiles(information, keeping: contributed), at: now)
    }

    /// What the Loop adds to the files of a model.
    private func addedFiles(
        _ information: ModelInformation, keeping contributed: [Member]
    ) -> [(name: String, bytes: [UInt8])] {
        switch configuration.addedModelFile {
        case .modelInformation: [(ModelInformation.fileName, information.file(keeping: contributed))]
        case .metadata: [(AddedModelFile.metadata.rawValue, information.file(keeping: contributed))]
        case .none: []
        }
    }

    /// The archive of a model in a format.
    ///
    /// Clients take what follows `filename=` for the name of a folder: it is the field's last word, and a plain name.
    func sendFile(_ exchange: Exchange, in project: ProjectPath, id: String, format: String) async throws {
        let file: OwnedFile
        switch try store.file(ofModel: id, format: format, in: project) {
        case .archive(let archive): file = archive
        case .sample: file = try await packSample(of: id, format: format, in: project)
        }
        let reader = try await FileReader(file.path, on: storage.thread)
        exchange.begin(
            ResponseHead(
                status: 200,
                fields: FieldSection([
                    "Content-Type": "application/zip", "Content-Length": String(file.byteCount),
                    "Content-Disposition": "attachment; filename=\"model_\(id)_\(format).zip\"",
                ])))
        try await send(reader, byteCount: file.byteCount, to: exchange)
    }

    /// Packs the files of a generated model, once.
    private func packSample(of id: String, format: String, in project: ProjectPath) async throws -> OwnedFile {
        let stored = try store.model(id, in: project)
        let information = ModelInformation(
            id: stored.model.id, host: stored.model.host, organization: project.organization,
            project: project.project, version: stored.model.version ?? "", format: format)
        let added = addedFiles(information, keeping: stored.contributed)
        let file = try await storage.pack(Generator.files + added, at: stored.model.created)
        store.packed(file, format: format, ofModel: id, in: project)
        return file
    }
}

extension [Member] {
    /// These members, and those of `others` whose names are not among them.
    fileprivate func adding(_ others: [Member]) -> [Member] {
        let names = Set(map(\.name))
        return self + others.filter { !names.contains($0.name) }
    }
}
