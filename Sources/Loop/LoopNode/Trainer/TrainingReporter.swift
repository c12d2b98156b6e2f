internal import POSIX

/// Where a training says what it has come to.
public final class TrainingReporter: Sendable {
    private let folder: TrainingFolder
    private let progressBox: ProgressBox
    private let lastOutput: @Sendable () -> [String]

    init(_ folder: TrainingFolder, _ progress: ProgressBox, lastOutput: @escaping @Sendable () -> [String]) {
        self.folder = folder
        progressBox = progress
        self.lastOutput = lastOutput
    }

    /// Says how far the training is, from 0 to 1. The Loop hears of it with the next status.
    public func report(progress: Double) { progressBox.value = progress }

    /// Says that there is a better model.
    ///
    /// Its files are copied before this returns, and may be written over then. The Loop hears of it within 5 s; only the
    /// last one that it has heard of is uploaded in the end.
    ///
    /// - Throws: ``TrainerError/critical(_:)`` when a file is missing, or the names make no sense.
    public func report(best state: BestState) async throws { try await folder.keep(state) }

    /// The epoch of the last better model that was reported, by this process or one before; nil for none.
    public var bestEpoch: Int? { get async { await folder.best?.epoch } }

    /// The last lines of the program's output, at most 50; none for a function.
    public var output: [String] { lastOutput() }
}

/// How far a step is; nil for nobody knows.
final class ProgressBox: Sendable {
    private let state = Lock<Double?>(nil)

    var value: Double? {
        get { state.withLock { $0 } }
        // What is no number cannot be told to anybody.
        set { state.withLock { $0 = newValue.flatMap { $0.isFinite ? $0 : nil } } }
    }
}
