public import Logging
public import LoopDomain
internal import Processes

/// A converter whose work is done by a command of the user's; without one it copies.
///
/// The command is a line for `/bin/sh`. It finds what it needs in its environment, and the first two as `$1` and `$2`:
///
/// | Variable | Is |
/// | --- | --- |
/// | `SOURCE_FOLDER` | the folder with the model's files, `model.json` among them |
/// | `TARGET_FOLDER` | an empty folder; all files that are in it at the end are uploaded |
/// | `MODEL_INFORMATION` | a JSON file: what the Loop says of the model, and the categories of its project |
/// | `SOURCE_FORMAT`, `TARGET_FORMAT` | the two formats |
///
/// It has failed when its exit code is not 0; its output goes to the log. When the node shuts down, it is ended with
/// everything that it has started.
///
/// Without a command all files are copied; their extensions become the target format, but for `model.json`. So the Loop
/// and its users see a conversion where none is needed.
public struct CommandConverterLogic: ConverterLogic {
    /// What is converted.
    public let sourceFormat: String

    /// What comes out.
    public let targetFormat: String

    private let command: String?
    private let logger: Logger
    private let files = ConversionFiles()

    /// A converter between two formats.
    ///
    /// - Parameters:
    ///   - sourceFormat: what is converted.
    ///   - targetFormat: what comes out.
    ///   - command: a line for `/bin/sh`; nil copies.
    ///   - logger: who hears what the command prints.
    public init(
        from sourceFormat: String, to targetFormat: String, command: String? = nil,
        logger: Logger = Logger(label: "LoopNode.converter")
    ) {
        self.sourceFormat = sourceFormat
        self.targetFormat = targetFormat
        self.command = command
        self.logger = logger
    }

    /// Runs the command, or copies.
    ///
    /// - Throws: ``NodeError/conversion(reason:)`` when the command fails or gives no files.
    public func convert(_ model: ModelInformation, in folder: String) async throws -> [String] {
        let target = try await files.makeTarget(for: targetFormat, beside: folder)
        guard let command else {
            try await files.copy(folder, to: target, extension: targetFormat)
            return try await files.results(in: target)
        }
        let information = try await files.write(model, beside: folder)
        let ending = try await run(
            command, source: folder, target: target,
            environment: [
                "SOURCE_FOLDER": folder, "TARGET_FOLDER": target, "MODEL_INFORMATION": information,
                "SOURCE_FORMAT": sourceFormat, "TARGET_FORMAT": targetFormat,
            ])
        try Task.checkCancellation()
        guard ending.isSuccess else {
            throw NodeError.conversion(reason: "the command \(command.debugDescription) ended with \(ending)")
        }
        return try await files.results(in: target)
    }

    private func run(
        _ command: String, source: String, target: String, environment: [String: String?]
    ) async throws -> Ending {
        let logger = logger
        let shell = Command(
            "/bin/sh", arguments: ["-c", command, "converter", source, target], environment: environment,
            output: .lines { logger.info("\($0)") })
        return try await RunningProcess.run(shell) { await $0.wait() }
    }
}
