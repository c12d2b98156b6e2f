internal import JSON
internal import LoopDomain
internal import POSIX

/// What a trainer shows of itself, to be read in one moment from anywhere.
///
/// A status is read when it goes out, and a `begin_training` is acknowledged when the training is shown here. So the Loop,
/// which takes `idle` for the end of a training, never hears of an idle trainer behind the acknowledgement.
final class TrainerFace: Sendable {
    /// A training, as it is shown.
    struct Training: Sendable {
        let project: ProjectPath
        /// Seconds since 1970.
        let start: Double
        var state: TrainingState
        /// By the keys of the steps.
        var errors: [Member] = []
        let progress: ProgressBox
    }

    private let state = Lock<Training?>(nil)
    private let slot: TrainingSlot

    init(slot: TrainingSlot) { self.slot = slot }

    /// The training; nil while there is none.
    var training: Training? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func change(_ change: (inout Training) -> Void) {
        state.withLock { training in
            guard var changed = training else { return }
            change(&changed)
            training = changed
        }
    }

    /// Sets or removes the error of a step.
    func set(error: String?, _ key: String) {
        change { training in
            training.errors.removeAll { $0.name == key }
            if let error { training.errors.append(Member(name: key, value: .string(error))) }
        }
    }

    /// The state's word in a status.
    ///
    /// Without a training `idle`, or `blocked` while another node has the training slot. A training that was resumed
    /// waits for the slot: it is never `blocked`.
    var word: String { Self.word(of: training, slot) }

    private static func word(of training: Training?, _ slot: TrainingSlot) -> String {
        guard let training else { return slot.isTakenByOther ? "blocked" : "idle" }
        return slot.isHeld ? training.state.rawValue : "waiting_for_slot"
    }

    /// The argument of `update_trainer`, since version 0.12 of the Python library.
    ///
    /// - Parameter now: in seconds since 1970.
    func status(id: String, name: String, logic: any TrainerLogic, at now: Double) -> Value {
        let training = training
        let hasProgress = [.dataDownloading, .running, .detecting].contains(training?.state)
        let progress = hasProgress ? training?.progress.value : nil
        return [
            "id": .string(id), "name": .string(name), "state": .string(Self.word(of: training, slot)),
            "uptime": training.map { .number(Number(max(0, now - $0.start))) } ?? .null,
            "errors": .object(training?.errors ?? []),
            "progress": progress.map { .number(Number($0)) } ?? .null,
            "pretrained_models": .array(logic.pretrainedModels.map(\.json)),
            "architecture": Value(logic.architecture),
            "context": training.map {
                ["organization": .string($0.project.organization), "project": .string($0.project.project)]
            } ?? .null,
        ]
    }
}
