internal import Files
internal import JSON
internal import Logging
internal import LoopDomain
internal import POSIX

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The file `last_training__<node>.json` of a data folder: the training that is under way, for the next process.
actor LastTraining {
    private let path: String
    private let thread: WorkerThread
    private let logger: Logger

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// - Parameter node: the node's id.
    init(dataFolder: String, node: String, on thread: WorkerThread, logger: Logger) {
        path = "\(dataFolder)/last_training__\(node).json"
        self.thread = thread
        self.logger = logger
    }

    /// A training has the annotations of all its images, so more than what a Loop says at a time.
    private static let limits = Limits(byteCount: Limits.largestByteCount, valueCount: 200_000_000)

    /// The training that was under way; nil for none.
    ///
    /// A file that is none is put aside, so that the node is of use all the same.
    func read() -> TrainingRecord? {
        guard let bytes = try? FileReader.contents(of: path) else { return nil }
        do {
            return try TrainingRecord(json: try Value(parsing: bytes, limits: Self.limits))
        } catch {
            logger.error("\(path) is no training (\(error)); it is called \(path).unreadable from now on")
            _ = systemRename(path, "\(path).unreadable")
            return nil
        }
    }

    func write(_ record: TrainingRecord) throws(NodeError) {
        do {
            try WholeFile.write(record.bytes, to: path)
        } catch {
            throw .dataFolder(path: path, reason: "\(error)")
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Removes the folders of all trainings of a project.
    func removeTrainings(of projectFolder: String) {
        try? FileManager.default.removeItem(atPath: "\(projectFolder)/trainings")
    }
}
