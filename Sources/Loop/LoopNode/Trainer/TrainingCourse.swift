internal import JSON
internal import Logging
internal import LoopDomain

/// Carries one training through its states, from where it stands to its end.
///
/// ```text
///        ┌───────────▶ the step that the state says ──────────── none left ──▶ clean up ─▶ over
///        │ after a pause     │ in a task of its own                                ▲
///        │                   ├─ done ─▶ the state after it, written down           │
///        ├─ failed ──────────┤                                                     │
///        │                   ├─ cannot be mended, or was aborted ─▶ ready_for_cleanup, written down
///        │                   └─ interrupted ─▶ as it is, for the next process
/// ```
actor TrainingCourse {
    /// How it ended, for this process.
    enum Outcome: Sendable, Hashable {
        case over
        /// It is as it was written down.
        case interrupted
        /// It is as it was written down, and only another process can go on with it.
        case needsRestart(String)
    }

    private enum Wish {
        case none, abort, interrupt
    }

    let equipment: TrainerEquipment
    let folder: TrainingFolder
    let progress = ProgressBox()
    var record: TrainingRecord
    /// What trains, while it does.
    var work: TrainingWork?
    /// Whether the training was stopped while it ran.
    var isStopping = false
    private var failureCount = 0
    private var wish = Wish.none
    private var step: Task<Void, any Error>?

    var face: TrainerFace { equipment.face }
    var logger: Logger { equipment.logger }

    /// Shows the training; it does not run yet.
    init(_ record: TrainingRecord, _ equipment: TrainerEquipment) {
        self.record = record
        self.equipment = equipment
        folder = TrainingFolder(record.folder, on: equipment.thread)
        equipment.face.training = TrainerFace.Training(
            project: record.project, start: record.start, state: record.state, progress: progress)
    }

    /// Carries the training to its end, or until it is interrupted.
    func run() async -> Outcome {
        // Whatever comes of it: who waits may be told to give up.
        _ = await attempt { [self] in try await waitForSlot() }
        while let step = record.state.step {
            if wish == .interrupt { return .interrupted }
            if let outcome = await perform(step) { return outcome }
        }
        guard wish != .interrupt else { return .interrupted }
        await cleanUp()
        return .over
    }

    // MARK: - What others want

    /// Ends the training that is running, and goes on with the model that it has; in other states nothing happens.
    func stop() async {
        guard face.training?.state == .running else {
            return logger.info("The training is not running, so there is nothing to stop")
        }
        guard let work else { return abort() }
        isStopping = true
        logger.info("The training is stopped")
        await work.stop()
    }

    /// Gives up the training.
    func abort() {
        guard wish == .none else { return }
        logger.info("The training is aborted")
        wish = .abort
        step?.cancel()
    }

    /// Leaves the training as it is.
    func interrupt() {
        wish = .interrupt
        step?.cancel()
    }

    // MARK: - One step

    /// Does something that can be cancelled.
    private func attempt(_ body: @escaping @Sendable () async throws -> Void) async -> Result<Void, any Error> {
        let task = Task { try await body() }
        step = task
        if wish != .none { task.cancel() }
        defer { step = nil }
        return await task.result
    }

    /// Waits until no sibling has the training slot; a training that was just begun has it.
    private func waitForSlot() async throws {
        var isWaiting = false
        while true {
            do {
                return try equipment.claim(for: record)
            } catch let refusal as TrainingRefusal {
                if !isWaiting { logger.info("\(refusal); waiting") }
                isWaiting = true
            }
            try await equipment.clock.sleep(for: Self.slotPause)
        }
    }

    /// How long to wait before the slot is tried again. The Python library's number.
    private static let slotPause = Duration.seconds(1)

    /// - Returns: nil when the training goes on.
    private func perform(_ step: TrainingStep) async -> Outcome? {
        let failures = failureCount
        let result = await attempt { [self] in
            if failures > 0 { try await equipment.clock.sleep(for: TrainingStep.pause(afterFailures: failures)) }
            try Task.checkCancellation()
            await enter(step)
            try await carryOut(step)
        }
        switch (result, wish) {
        case (_, .abort): await move(to: .readyForCleanup)
        case (.success, .none), (.success, .interrupt):
            face.set(error: nil, step.errorKey)
            await move(to: step.after)
        case (.failure, .interrupt):
            face.change { $0.state = step.before }
            return .interrupted
        case (.failure(TrainerError.needsRestart(let reason)), .none):
            logger.error("\(step.during.rawValue): \(reason)")
            return .needsRestart(reason)
        case (.failure(TrainerError.critical(let reason)), .none):
            logger.error("\(step.during.rawValue) failed for good: \(reason)")
            face.set(error: reason, step.errorKey)
            await move(to: .readyForCleanup)
        case (.failure(let error), .none):
            logger.error("\(step.during.rawValue) failed: \(error)")
            failureCount += 1
            face.set(error: "\(error)", step.errorKey)
            face.change { $0.state = step.before }
        }
        return nil
    }

    private func enter(_ step: TrainingStep) {
        logger.info("Training: \(step.during.rawValue)")
        progress.value = 0
        face.change { $0.state = step.during }
    }

    /// Goes to a state that is written down.
    private func move(to state: TrainingState) async {
        failureCount = 0
        record.state = state
        face.change { $0.state = state }
        do {
            try await equipment.lastTraining.write(record)
        } catch {
            // The training goes on all the same; what is lost is done again by the next process.
            logger.error("\(error)")
        }
    }

    private func carryOut(_ step: TrainingStep) async throws {
        switch step {
        case .prepare: try await prepare()
        case .downloadModel: try await downloadModel()
        case .train: try await train()
        case .publish: try await publish()
        case .uploadModel: try await uploadModel()
        case .detect: try await detect()
        case .uploadDetections: try await uploadDetections()
        }
    }

    // MARK: - The end

    /// Removes what nobody needs any more, and tells the Loop a last time of the training.
    private func cleanUp() async {
        if equipment.configuration.keepsOldTrainings {
            await folder.removeDetections()
        } else {
            await folder.removeBulk()
        }
        await equipment.logic.trainingEnded(job)
        await equipment.lastTraining.remove()
        do {
            try await TrainerNode.sendStatus(of: equipment)
        } catch {
            logger.warning("The Loop was not told of the training's end: \(error)")
        }
        logger.info("Training \(record.number) of \(record.project) is over")
    }
}
