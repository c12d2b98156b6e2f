package import JSON

/// A training of a project.
package struct Training: Sendable {
    /// Counts from 1 in its project; 0 is none.
    package let number: Int
    /// The id of the trainer.
    package var trainer: String
    package var trainerName: String
    /// The model that is continued; nil for a training from scratch.
    package var baseModel: String?
    /// What the trainer is told, as it was sent with `begin_training`.
    package var details: Value
    package var began: Timestamp
    /// When its trainer was done with it; nil while it goes on.
    package var ended: Timestamp?
    /// Whether its trainer agreed to it, or at least did not refuse.
    package var isConfirmed = false
    /// The state that the trainer last said.
    package var state: String?
    /// From 0 to 1.
    package var progress: Number?
    /// The last best state that the trainer told of: confusion matrix, counts and the like.
    package var latest: Value?
    /// How often it told of one.
    package var updateCount = 0
    /// The model that came of it; one id for all formats.
    package var model: String?

    package init(
        number: Int, trainer: String, trainerName: String, baseModel: String?, details: Value, began: Timestamp
    ) {
        self.number = number
        self.trainer = trainer
        self.trainerName = trainerName
        self.baseModel = baseModel
        self.details = details
        self.began = began
    }
}

extension Training {
    /// Whether its trainer is at it.
    package var isOpen: Bool { isConfirmed && ended == nil }

    /// The form in which people see it.
    package var json: Value {
        [
            "number": .number(Number(number)), "trainer": .string(trainer), "trainer_name": .string(trainerName),
            "base_model": Value(baseModel), "details": details, "began": .string(began.text()),
            "ended": Value(ended?.text()), "state": Value(state),
            "progress": progress.map { .number($0) } ?? nil, "updates": .number(Number(updateCount)),
            "latest": latest ?? nil, "model_id": Value(model),
        ]
    }
}
