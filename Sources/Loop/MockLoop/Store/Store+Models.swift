package import Files
package import JSON
package import LoopDomain

extension Store {
    /// A model that is being uploaded: it has its id and version, but nobody sees it yet.
    package struct Draft: Sendable, Hashable {
        package let project: ProjectPath
        package let id: String
        package let version: String
        package let format: String
    }

    /// Checks that a model of `format` may be uploaded to `path`.
    package func checkUpload(to path: ProjectPath, format: String) throws(Refusal) {
        _ = try place(of: path)
        guard FormatName.isValid(format) else { throw .badFormatName(format) }
    }

    /// Takes an id and a version for a model that comes without id.
    package mutating func draftModel(in path: ProjectPath, format: String) throws(Refusal) -> Draft {
        try checkUpload(to: path, format: format)
        let version = projects[try place(of: path)].models.promiseVersion(continuing: nil)
        return Draft(project: path, id: newID(), version: version, format: format)
    }

    /// The upload came to nothing.
    package mutating func discard(_ draft: Draft) {
        // Who deleted the project meanwhile has no use for its versions.
        guard let place = try? place(of: draft.project) else { return }
        projects[place].models.giveBack(draft.version)
    }

    /// The upload is complete: the model is there.
    ///
    /// - Parameters:
    ///   - contributed: the members of `model.json` that came with it.
    ///   - host: the address of the Loop, as the uploader knows it.
    ///   - now: when it was uploaded.
    /// - Returns: the model as it is listed.
    package mutating func complete(
        _ draft: Draft, file: OwnedFile, contributed: [Member], host: String, at now: Timestamp
    ) throws(Refusal) -> TrainedModel {
        let place = try place(of: draft.project)
        let model = TrainedModel(
            id: draft.id, version: draft.version, formats: [draft.format], created: now,
            comment: "uploaded at \(now.text(separator: UInt8(ascii: " ")))", host: host)
        projects[place].models.add(
            StoredModel(model, files: [draft.format: .archive(file)], contributed: contributed))
        return model
    }

    /// The model with `id`, of whatever format.
    package func model(_ id: String, in path: ProjectPath) throws(Refusal) -> StoredModel {
        guard let model = projects[try place(of: path)].models[id] else { throw .unknownModel(id: id, path) }
        return model
    }

    /// The version of a model whose files are being uploaded.
    ///
    /// A model that a trainer announced itself (`update_model`, up to version 0.7.22) gets its version with its first
    /// files; until then it is promised one.
    package mutating func version(ofModelToStore id: String, in path: ProjectPath) throws(Refusal) -> String {
        let model = try model(id, in: path).model
        let place = try place(of: path)
        let base = continuedVersion(of: model.parent, in: projects[place])
        guard let version = projects[place].models.promiseVersion(toModel: id, continuing: base) else {
            throw .unknownModel(id: id, path)
        }
        return version
    }

    /// A model is there in a format: another one, or other contents in one that it had.
    ///
    /// - Returns: the model as it is listed now.
    package mutating func put(
        _ file: OwnedFile, format: String, ofModel id: String, in path: ProjectPath
    ) throws(Refusal) -> TrainedModel {
        _ = try version(ofModelToStore: id, in: path)
        projects[try place(of: path)].models.put(.archive(file), format: format, ofModel: id)
        return try model(id, in: path).model
    }

    /// The version that a model continues which was made from the one with id `base`.
    ///
    /// That one may have been made in between, and never been kept: then it is the version of what that was made from.
    func continuedVersion(of base: String?, in project: Project) -> String? {
        var base = base
        var seen: Swift.Set<String> = []
        while let id = base, seen.insert(id).inserted, let model = project.models[id]?.model {
            if let version = model.version { return version }
            base = model.parent
        }
        return nil
    }

    /// The archive of a model in a format.
    package func file(ofModel id: String, format: String, in path: ProjectPath) throws(Refusal) -> ModelFile {
        guard let file = try model(id, in: path).files[format] else { throw .unknownFormat(format, modelID: id) }
        return file
    }

    /// The files of the generator were packed.
    package mutating func packed(_ file: OwnedFile, format: String, ofModel id: String, in path: ProjectPath) {
        guard let place = try? place(of: path), case .sample? = projects[place].models[id]?.files[format] else {
            return
        }
        projects[place].models.put(.archive(file), format: format, ofModel: id)
    }
}
