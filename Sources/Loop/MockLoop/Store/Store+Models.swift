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
        guard Project.isFormatName(format) else { throw .badFormatName(format) }
    }

    /// Takes an id and a version for a model that comes without id.
    package mutating func draftModel(in path: ProjectPath, format: String) throws(Refusal) -> Draft {
        try checkUpload(to: path, format: format)
        let version = projects[try place(of: path)].takeVersion()
        return Draft(project: path, id: newID(), version: version, format: format)
    }

    /// The upload came to nothing.
    package mutating func discard(_ draft: Draft) {
        // Who deleted the project meanwhile has no use for its versions.
        guard let place = try? place(of: draft.project) else { return }
        projects[place].giveBack(draft.version)
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
        projects[place].add(StoredModel(model, files: [draft.format: file], contributed: contributed))
        return model
    }

    /// The model with `id`, of whatever format.
    package func model(_ id: String, in path: ProjectPath) throws(Refusal) -> StoredModel {
        guard let model = projects[try place(of: path)].model(id) else { throw .unknownModel(id: id, path) }
        return model
    }

    /// A model is there in a format: another one, or other contents in one that it had.
    ///
    /// - Returns: the model as it is listed now.
    package mutating func put(
        _ file: OwnedFile, format: String, ofModel id: String, in path: ProjectPath
    ) throws(Refusal) -> TrainedModel {
        _ = try model(id, in: path)
        projects[try place(of: path)].put(file, format: format, ofModel: id)
        return try model(id, in: path).model
    }

    /// The archive of a model in a format.
    package func file(ofModel id: String, format: String, in path: ProjectPath) throws(Refusal) -> OwnedFile {
        guard let file = try model(id, in: path).files[format] else { throw .unknownFormat(format, modelID: id) }
        return file
    }
}
