internal import Bytes
internal import JSON
internal import Logging
internal import LoopDomain
internal import POSIX

/// Takes trainings, one at a time.
///
/// ```text
/// begin ──▶ refused: another one is under way, a sibling has the slot, or it makes no sense
///   └─────▶ the slot is taken ─▶ older trainings go ─▶ written down ─▶ acknowledged ─▶ TrainingCourse
/// recall ─▶ what is written down is shown ─▶ resume ─▶ TrainingCourse, which waits for the slot
/// ```
actor Trainer {
    private let equipment: TrainerEquipment
    private let newID: @Sendable () -> String
    private var phase = Phase.idle
    private var logger: Logger { equipment.logger }

    private enum Phase {
        case idle
        /// Somebody asked for a training, and it is being set up.
        case beginning(id: String)
        /// An earlier process left it, and it does not go on yet.
        case recalled(TrainingRecord, TrainingCourse)
        case active(id: String, TrainingCourse, Task<Void, Never>)
    }

    /// - Parameter newID: makes UUIDs.
    init(
        _ equipment: TrainerEquipment,
        newID: @escaping @Sendable () -> String = {
            var generator = SystemRandomNumberGenerator()
            return RandomUUID.next(using: &generator)
        }
    ) {
        self.equipment = equipment
        self.newID = newID
    }

    // MARK: - What the Loop asks

    /// Begins a training.
    ///
    /// When this returns it is written down, so that a node that is killed goes on with it.
    ///
    /// - Parameters:
    ///   - details: the last argument of `begin_training`.
    ///   - now: in seconds since 1970.
    /// - Throws: ``TrainingRefusal``, ``NodeError``; then nothing is changed.
    func begin(_ details: Value, in project: ProjectPath, at now: Double) async throws {
        switch phase {
        case .idle: break
        case .beginning(let id), .active(let id, _, _): throw TrainingRefusal.active(id: id)
        case .recalled(let record, _): throw TrainingRefusal.active(id: record.id)
        }
        let id = newID()
        phase = .beginning(id: id)
        do {
            let record = try TrainingRecord(
                details, in: project, id: id, dataFolder: equipment.configuration.node.absoluteDataFolder, start: now)
            try equipment.claim(for: record)
            try await setUp(record)
            logger.info("Training \(record.number) of \(project) begins", metadata: ["id": "\(id)"])
            start(record, TrainingCourse(record, equipment))
        } catch {
            equipment.slot.release()
            phase = .idle
            throw error
        }
    }

    private func setUp(_ record: TrainingRecord) async throws {
        if !equipment.configuration.keepsOldTrainings {
            await equipment.lastTraining.removeTrainings(of: record.projectFolder)
        }
        try await TrainingFolder(record.folder, on: equipment.thread).make()
        try await equipment.lastTraining.write(record)
    }

    /// Ends the training that is running, and goes on with the model that it has; in other states nothing happens.
    ///
    /// Returns when its process is gone.
    func stop() async {
        guard case .active(_, let course, _) = phase else { return logger.info("There is no training to stop") }
        await course.stop()
    }

    /// Gives up the training, in whatever state it is; returns when it is cleaned up.
    func abort() async {
        // One that was recalled must run to be given up.
        resume()
        guard case .active(_, let course, let task) = phase else {
            return logger.info("There is no training to abort")
        }
        await course.abort()
        await task.value
    }

    /// Ends what trains, as if it had ended by itself.
    ///
    /// - Returns: whether something did.
    func endWork() async -> Bool {
        guard case .active(_, let course, _) = phase, let work = await course.work else { return false }
        await work.stop()
        return true
    }

    // MARK: - The node's life

    /// Shows the training that an earlier process left, if there is one and none is under way. It does not go on yet.
    func recall() async {
        guard case .idle = phase, let record = await equipment.lastTraining.read() else { return }
        guard case .idle = phase else { return }
        phase = .recalled(record, TrainingCourse(record, equipment))
    }

    /// Goes on with the training that was recalled.
    func resume() {
        guard case .recalled(let record, let course) = phase else { return }
        logger.info(
            "Training \(record.number) of \(record.project) goes on", metadata: ["state": "\(record.state.rawValue)"])
        do {
            try equipment.claim(for: record)
        } catch {
            logger.info("\(error); the training waits")
        }
        start(record, course)
    }

    /// Leaves the training as it is, for the next process; returns when nothing of it runs any more.
    func shutDown() async {
        guard case .active(_, let course, let task) = phase else { return }
        await course.interrupt()
        await task.value
    }

    private func start(_ record: TrainingRecord, _ course: TrainingCourse) {
        let task = Task { finished(await course.run()) }
        phase = .active(id: record.id, course, task)
    }

    private func finished(_ outcome: TrainingCourse.Outcome) {
        // In this order: who shows no training has the slot no more.
        equipment.face.training = nil
        equipment.slot.release()
        phase = .idle
        switch outcome {
        case .over: if equipment.configuration.endsAfterTraining { equipment.life.ended.fulfil(.trainingEnded) }
        case .interrupted: break
        case .needsRestart(let reason): equipment.life.ended.fulfil(.needsRestart(reason))
        }
    }
}
