internal import JSON
internal import Logging
internal import LoopDomain
internal import Processes

/// The training itself, and what the Loop hears of it meanwhile.
extension TrainingCourse {
    /// How often it is looked what the training has come to, and how long the Loop may take to take note of it. The Python
    /// library's numbers.
    static let publicationPause = Duration.seconds(5)
    private static let publicationTime = Duration.seconds(60)

    private enum Signal: Sendable {
        case look
        case ended(TrainingWork.End)
    }

    /// The training, as its logic sees it.
    var job: TrainingJob {
        let folder = record.imagesFolder
        return TrainingJob(
            number: record.number, project: record.project, folder: record.folder, imagesFolder: folder,
            categories: record.categories, hyperparameters: Hyperparameters(json: record.hyperparameters),
            modelVariant: record.modelVariant, baseModelID: record.baseModel.flatMap { UUIDText.isOne($0) ? $0 : nil },
            images: (record.images ?? []).compactMap { TrainingImage(json: $0, folder: folder) })
    }

    func train() async throws {
        isStopping = false
        let method = try await equipment.logic.method(for: job)
        let work = try await TrainingWork.begin(method, in: folder, progress)
        self.work = work
        do {
            try await watch(work)
            self.work = nil
        } catch {
            self.work = nil
            await work.stop()
            throw error
        }
    }

    /// Attends to a training until it has ended.
    private func watch(_ work: TrainingWork) async throws {
        let (signals, send) = AsyncStream.makeStream(of: Signal.self)
        Task { send.yield(.ended(await work.end())) }
        let clock = equipment.clock
        let lookLater = {
            Task {
                try await clock.sleep(for: Self.publicationPause)
                send.yield(.look)
            }
        }
        var pause = lookLater()
        defer { pause.cancel() }
        for await signal in signals {
            switch signal {
            case .look:
                if let failure = equipment.logic.failure(in: work.output()) {
                    throw TrainingFailure(description: failure)
                }
                face.set(error: nil, TrainingStep.train.errorKey)
                try await lookAndPublish(work)
                pause = lookLater()
            case .ended(let end): return try await conclude(work, end)
            }
        }
        throw CancellationError()
    }

    /// What goes wrong here is no reason to end the training.
    private func lookAndPublish(_ work: TrainingWork) async throws {
        do {
            try await publish(behind: work.observe)
        } catch {
            try Task.checkCancellation()
            logger.warning("The Loop was not told of the training's progress: \(error)")
        }
    }

    /// The training has ended, by itself or because it was stopped.
    private func conclude(_ work: TrainingWork, _ end: TrainingWork.End) async throws {
        try Task.checkCancellation()
        do {
            try await work.observe()
        } catch {
            try Task.checkCancellation()
            logger.error("What the training came to cannot be seen: \(error)")
            face.set(error: "\(error)", TrainingStep.publish.errorKey)
        }
        do {
            if let failure = equipment.logic.failure(in: work.output()) { throw TrainingFailure(description: failure) }
            switch end {
            case .done: break
            case .error(let error): throw error
            case .ending(let ending): try await judge(ending, work)
            }
        } catch {
            try Task.checkCancellation()
            // To be ended may be what it failed of. It must not begin anew: what it has is uploaded.
            guard isStopping else { throw error }
            logger.info("The stopped training failed: \(error)")
        }
    }

    /// A program that failed, but has a model, has trained.
    private func judge(_ ending: Ending, _ work: TrainingWork) async throws {
        guard !isStopping, await folder.best == nil else {
            return logger.warning("The training program ended with \(ending)")
        }
        let lastWords = work.output().last.map { ": \($0)" } ?? ""
        throw TrainerError.critical("the training program ended with \(ending) before it had a model\(lastWords)")
    }

    /// Tells the Loop of the last better model, if it does not know of it.
    ///
    /// - Parameter look: what comes before.
    func publish(behind look: @Sendable () async throws -> Void = {}) async throws {
        do {
            try await look()
            guard await equipment.life.session.isConnected else { throw SessionError.notConnected }
            if let best = await folder.best, !best.isPublished {
                try await publish(best)
                try await folder.markPublished(best.number)
            }
            face.set(error: nil, TrainingStep.publish.errorKey)
        } catch {
            if !Task.isCancelled { face.set(error: "\(error)", TrainingStep.publish.errorKey) }
            throw error
        }
    }

    private func publish(_ best: TrainingFolder.KeptState) async throws {
        let training: Value = [
            "trainer_id": .string(equipment.life.uuid), "trainer_name": .string(equipment.name),
            "confusion_matrix": best.confusionMatrix.json,
            "train_image_count": .number(Number(record.imageCount(in: "train") + record.imageCount(in: "val"))),
            "test_image_count": .number(Number(record.imageCount(in: "test"))),
            "hyperparameters": record.hyperparameters,
            "best_epoch": best.epoch.map { .number(Number($0)) } ?? .null,
        ]
        let answer = try await equipment.life.session.call(
            "update_training",
            [.string(record.project.organization), .string(record.project.project), training],
            within: Self.publicationTime)
        guard answer["success"]?.bool == true else {
            throw NodeError.unsuccessful(event: "update_training", acknowledgement: "\(answer)")
        }
        logger.info("The Loop knows of a better model", metadata: ["epoch": "\(best.epoch.map(String.init) ?? "-")"])
    }
}
