package import Files
package import JSON
package import LoopDomain

extension Store {
    /// A trainer is told to begin.
    package mutating func beginTraining(
        in path: ProjectPath, trainer: String, trainerName: String, baseModel: String?, number: Int, details: Value,
        at now: Timestamp
    ) throws(Refusal) -> Training {
        let training = Training(
            number: number, trainer: trainer, trainerName: trainerName, baseModel: baseModel, details: details,
            began: now)
        projects[try place(of: path)].trainings.append(training)
        return training
    }

    /// The trainer agreed, or did not say: from now on its states are those of the training.
    package mutating func confirmTraining(_ number: Int, in path: ProjectPath) throws(Refusal) -> Training {
        let place = try place(of: path)
        projects[place].changeTraining(number) { $0.isConfirmed = true }
        guard let training = projects[place].training(number) else { throw .unknownTraining(number, path) }
        return training
    }

    /// The trainer refused: the training is none.
    package mutating func cancelTraining(_ number: Int, in path: ProjectPath) {
        guard let place = try? place(of: path) else { return }
        projects[place].trainings.removeAll { $0.number == number }
    }

    /// The number that the next training of a project gets.
    package mutating func takeTrainingNumber(in path: ProjectPath) throws(Refusal) -> Int {
        let place = try place(of: path)
        let last = max(
            projects[place].trainings.last?.number ?? 0,
            projects[place].models.all.compactMap(\.model.training).max() ?? 0,
            takenTrainingNumbers[path] ?? 0)
        takenTrainingNumbers[path] = last + 1
        return last + 1
    }

    /// A trainer says what it is at.
    ///
    /// The Loop ends a training when its trainer is idle or blocked again, whatever became of it.
    package mutating func note(state: String, progress: Number?, ofTrainer trainer: String, at now: Timestamp) {
        for place in projects.indices {
            guard let training = projects[place].trainings.last(where: { $0.trainer == trainer && $0.isOpen })
            else { continue }
            projects[place].changeTraining(training.number) { training in
                let isDone = state == "idle" || state == "blocked"
                if isDone { training.ended = now }
                if !isDone || training.state == nil { training.state = state }
                if let progress { training.progress = progress }
            }
        }
    }

    /// A trainer tells of a new best state (`update_training`). It does not say of which training: it has one.
    package mutating func updateTraining(of trainer: String, _ update: Value, in path: ProjectPath) throws(Refusal) {
        let place = try place(of: path)
        guard let training = projects[place].training(of: trainer) else { throw .noTraining(trainer: trainer, path) }
        projects[place].changeTraining(training.number) { training in
            training.latest = update
            training.updateCount += 1
        }
    }

    /// A trainer up to version 0.7.22 announces a model with an id of its own (`update_model`).
    package mutating func announceModel(_ announcement: Value, in path: ProjectPath, at now: Timestamp) throws(Refusal)
    {
        let place = try place(of: path)
        guard let id = announcement["id"]?.string else { throw .announcementWithoutID }
        // It becomes part of paths and file names, as a format does.
        guard FormatName.isValid(id) else { throw .badModelID(id) }
        let trainer = announcement["trainer_id"]?.string ?? ""
        let training = projects[place].training(of: trainer)
        if let training {
            projects[place].changeTraining(training.number) { training in
                training.latest = announcement
                training.updateCount += 1
                training.model = id
            }
        }
        guard projects[place].models[id] == nil else { return }
        projects[place].models.add(
            StoredModel(
                TrainedModel(
                    id: id, version: nil, formats: [], created: now, training: training?.number,
                    parent: announcement["parent_id"]?.string, confusionMatrix: announcement["confusion_matrix"]),
                contributed: contributions(of: training, in: projects[place])))
    }

    /// A model that a training is about to be given in a format.
    package struct TrainedDraft: Sendable {
        package let id: String
        package let version: String
        /// What `model.json` gets where the trainer does not say it.
        package let contributed: [Member]
    }

    /// Looks whether the model of a training may be uploaded in a format, and under which id.
    package mutating func draftModel(
        ofTraining number: Int, format: String, in path: ProjectPath
    ) throws(Refusal) -> TrainedDraft {
        try checkUpload(to: path, format: format)
        let place = try place(of: path)
        let known = projects[place].models.all.last { $0.model.training == number }
        let training = projects[place].training(number)
        guard number > 0, training != nil || known != nil else { throw .unknownTraining(number, path) }
        // All formats of a training are one model, with one id.
        if let known {
            guard known.files[format] == nil else { throw .alreadyStored(id: known.model.id, format: format) }
            return TrainedDraft(
                id: known.model.id, version: try version(ofModelToStore: known.model.id, in: path),
                contributed: known.contributed)
        }
        if let taken = takenTrainings[path]?[number] { return taken }
        let base = continuedVersion(of: training?.baseModel, in: projects[place])
        let draft = TrainedDraft(
            id: newID(), version: projects[place].models.promiseVersion(continuing: base),
            contributed: contributions(of: training, in: projects[place]))
        takenTrainings[path, default: [:]][number] = draft
        return draft
    }

    /// The model of a training is there in a format.
    package mutating func complete(
        _ draft: TrainedDraft, ofTraining number: Int, format: String, file: OwnedFile, contributed: [Member],
        host: String, in path: ProjectPath, at now: Timestamp
    ) throws(Refusal) {
        let place = try place(of: path)
        if let known = projects[place].models[draft.id] {
            guard known.files[format] == nil else { throw .alreadyStored(id: draft.id, format: format) }
        } else {
            let training = projects[place].training(number)
            projects[place].models.add(
                StoredModel(
                    TrainedModel(
                        id: draft.id, version: draft.version, formats: [], created: now,
                        comment: "training \(number)", host: host, training: number, parent: training?.baseModel,
                        confusionMatrix: training?.latest?["confusion_matrix"]),
                    contributed: contributed))
            projects[place].changeTraining(number) { $0.model = draft.id }
            takenTrainings[path]?[number] = nil
        }
        projects[place].models.put(.archive(file), format: format, ofModel: draft.id)
    }

    /// What a model gets in its `model.json` where its trainer does not say it: the training's categories, else the
    /// project's, and from its hyperparameters the resolution, which detectors need.
    private func contributions(of training: Training?, in project: Project) -> [Member] {
        let details = training?.details
        var categories = Value.array(project.categories.map(\.json))
        if let told = details?["categories"], told.array?.isEmpty == false { categories = told }
        let resolution = details?["hyperparameters"]?["resolution"] ?? details?["resolution"]
        return ModelInformation.readable(
            [Member(name: "categories", value: categories), Member(name: "resolution", value: resolution ?? .null)])
    }
}
