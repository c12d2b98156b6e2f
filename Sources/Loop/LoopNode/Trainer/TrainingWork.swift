internal import Processes

/// What trains, once it has begun: a program, or a function.
struct TrainingWork: Sendable {
    /// How it ended.
    enum End: Sendable {
        case done
        /// A program that ended otherwise than with exit code 0.
        case ending(Ending)
        /// A function that threw.
        case error(any Error)
    }

    /// Waits for the end.
    let end: @Sendable () async -> End
    /// Ends it; returns when nothing of it runs any more. Any number of times.
    let stop: @Sendable () async -> Void
    /// The last lines that it wrote.
    let output: @Sendable () -> [String]
    /// Looks what it has come to, and reports it.
    let observe: @Sendable () async throws -> Void

    /// Begins.
    ///
    /// - Throws: `StartError` when a program does not start.
    static func begin(
        _ method: TrainingMethod, in folder: TrainingFolder, _ progress: ProgressBox
    ) async throws -> TrainingWork {
        switch method {
        case .command(let command):
            let process = try await RunningProcess.start(command.command(in: folder.path, log: folder.logPath))
            let reporter = TrainingReporter(folder, progress) { process.lastOutput }
            return TrainingWork {
                let ending = await process.wait()
                return ending.isSuccess ? .done : .ending(ending)
            } stop: {
                await process.stop()
            } output: {
                process.lastOutput
            } observe: {
                try await command.observe(reporter)
            }
        case .function(let function):
            let reporter = TrainingReporter(folder, progress) { [] }
            let task = Task { try await function(reporter) }
            return TrainingWork {
                switch await task.result {
                case .success: .done
                case .failure(let error): .error(error)
                }
            } stop: {
                task.cancel()
                _ = await task.result
            } output: {
                []
            } observe: {
            }
        }
    }
}

/// A training went wrong; it is done again.
struct TrainingFailure: Error, Sendable, Hashable, CustomStringConvertible {
    let description: String
}
