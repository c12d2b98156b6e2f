internal import HTTPClient
internal import JSON
public import Logging
internal import LoopDomain

/// A node that looks for models of one format in all projects that its user can see, converts them and uploads the
/// result, until it is cancelled.
///
/// ```swift
/// let node = ConverterNode(name: "quantizer", logic: Quantizer(), configuration: NodeConfiguration(environment: nil))
/// try await node.run()
/// ```
///
/// ```text
/// GET /api/status  until 200, then POST /api/login
/// every 60 s:
///   GET /api/projects
///   for each project:            GET /api{resource}, GET /api{resource}/models
///     for each model with a version, with the source format and without the target format:
///       GET …/models/{id}/{source}/file  →  <data>/{org}/{project}/{id}  →  convert
///       PUT …/models/{id}/{target}/file
/// ```
///
/// What goes wrong is logged and the node goes on. A model that could not be converted is not tried again until the
/// node is restarted.
public actor ConverterNode {
    /// The pause after a login that failed. The Python library's since 0.10.
    static let loginPause: Duration = .seconds(5)

    private let name: String
    private let logic: any ConverterLogic
    private let configuration: NodeConfiguration
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let connection: LoopConnection
    private let store: ModelStore
    private var badModels: Set<String> = []

    /// The identity that the node has for the Loop; nil before ``run()``.
    public private(set) var uuid: String?

    /// A node that does nothing yet.
    ///
    /// - Parameters:
    ///   - name: the node's identity is kept under this name in the data folder.
    ///   - logic: what it can do.
    ///   - configuration: where the Loop is; by default what the environment says.
    ///   - logger: who hears what the node does.
    public init(
        name: String, logic: any ConverterLogic, configuration: NodeConfiguration = NodeConfiguration(environment: nil),
        logger: Logger = Logger(label: "LoopNode.converter")
    ) {
        self.init(name: name, logic: logic, configuration: configuration, logger: logger, clock: ContinuousClock())
    }

    /// - Parameter clock: what all pauses are measured with.
    package init(
        name: String, logic: any ConverterLogic, configuration: NodeConfiguration, logger: Logger,
        clock: any Clock<Duration>
    ) {
        self.name = name
        self.logic = logic
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
        connection = LoopConnection(configuration, clock: clock, logger: logger)
        store = ModelStore(dataFolder: configuration.absoluteDataFolder)
    }

    /// Runs the node until its task is cancelled; then it stops what it does, at once, and returns.
    ///
    /// It can run once.
    ///
    /// - Throws: ``NodeError/dataFolder(path:reason:)`` or ``NodeError/identities(path:reason:)`` when it cannot start.
    public func run() async throws {
        let known = try await store.prepare(name: name)
        uuid = configuration.uuid ?? known
        logger.info(
            "Converter \(name) (\(uuid ?? "")) turns \(logic.sourceFormat) into \(logic.targetFormat) at \(connection.baseURL)"
        )
        do {
            try await connection.untilReady()
            try await untilLoggedIn()
            let repetition = Repetition(isMuted: configuration.startsMuted, clock: clock, logger: logger)
            await repetition.run(every: configuration.pollInterval) { try await self.convertModels() }
        } catch is CancellationError {
            // As soon as it was told to.
        }
        logger.info("Converter \(name) stops")
        await connection.close()
    }

    private func untilLoggedIn() async throws(CancellationError) {
        while true {
            do {
                return try await connection.ensureLogin()
            } catch {
                try Self.rethrow(error)
                logger.error("Login failed: \(error)")
            }
            do { try await clock.sleep(for: Self.loginPause) } catch { throw CancellationError() }
        }
    }

    // MARK: - One round

    /// Looks at all projects once and converts what is to be converted.
    ///
    /// - Throws: `CancellationError` only.
    package func convertModels() async throws(CancellationError) {
        do {
            for project in try await projects() {
                guard let categories = try await categories(of: project) else { continue }
                for model in try await models(of: project)
                where model.isToBeConverted(from: logic.sourceFormat, to: logic.targetFormat) {
                    try await convert(model, of: project, categories: categories)
                }
            }
        } catch {
            try Self.rethrow(error)
            logger.error("Could not look for models: \(error)")
        }
    }

    /// All projects that the user can see.
    private func projects() async throws -> [ListedProject] {
        let request = "GET /api/projects"
        let answer = try await connection.perform("GET", "/projects").json(of: request)
        guard let entries = answer["projects"]?.array else {
            throw NodeError.malformedAnswer(request: request, reason: #"it has no array "projects""#)
        }
        return entries.compactMap { entry in
            do throws(DomainError) {
                return try ListedProject(json: entry)
            } catch {
                logger.error("Skipping a project: \(error)")
                return nil
            }
        }
    }

    /// The categories of a project, or nil when it is to be skipped.
    private func categories(of project: ListedProject) async throws -> [LoopDomain.Category]? {
        let request = "GET /api\(project.resource)"
        let response = try await connection.perform("GET", project.resource)
        do {
            guard let entries = try response.json(of: request)["categories"]?.array else {
                throw NodeError.malformedAnswer(request: request, reason: #"it has no array "categories""#)
            }
            return try entries.map { entry throws(DomainError) in try LoopDomain.Category(json: entry) }
        } catch {
            logger.error("Skipping project \(project.path): \(error)")
            return nil
        }
    }

    /// The models of a project. Where they cannot be had, the round ends.
    private func models(of project: ListedProject) async throws -> [ListedModel] {
        let path = "\(project.resource)/models"
        let answer = try await connection.perform("GET", path).json(of: "GET /api\(path)")
        guard let entries = answer["models"]?.array else {
            throw NodeError.malformedAnswer(request: "GET /api\(path)", reason: #"it has no array "models""#)
        }
        return entries.compactMap { entry in
            do throws(DomainError) {
                return try ListedModel(json: entry)
            } catch {
                logger.error("Skipping a model of \(project.path): \(error)")
                return nil
            }
        }
    }

    // MARK: - One model

    /// Converts a model and uploads the result; a failure is logged and remembered.
    private func convert(
        _ model: ListedModel, of project: ListedProject, categories: [LoopDomain.Category]
    ) async throws(CancellationError) {
        guard !badModels.contains(model.id) else {
            logger.debug("Skipping model \(model.id) of \(project.path): it failed before")
            return
        }
        var information = ModelInformation(
            id: model.id, host: connection.baseURL, organization: project.path.organization,
            project: project.path.project, version: model.version ?? "", format: logic.sourceFormat,
            categories: categories)
        logger.info("Converting model \(information.version) (\(model.id)) of \(project.path)")
        do {
            let exchange = ModelExchange(connection: connection, store: store, logger: logger)
            let folder = try await store.emptyFolder(of: model.id, in: project.path)
            _ = try await exchange.download(model.id, logic.sourceFormat, of: project.path, into: folder)
            information.resolution = try await store.resolution(in: folder)
            let files = try await logic.convert(information, in: folder)
            let paths = files.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
            guard !paths.isEmpty else { throw NodeError.conversion(reason: "it gave no files") }
            try await exchange.upload(paths, as: model.id, logic.targetFormat, of: project.path)
            logger.info(
                "Model \(information.version) (\(model.id)) of \(project.path) is there as \(logic.targetFormat)")
        } catch {
            try Self.rethrow(error)
            badModels.insert(model.id)
            logger.error(
                "Could not convert model \(information.version) (\(model.id)) of \(project.path): \(error)")
        }
    }

    /// Throws when the node is to stop: whatever a step says then, it was interrupted and has not failed.
    private static func rethrow(_ error: any Error) throws(CancellationError) {
        if error is CancellationError || Task.isCancelled { throw CancellationError() }
    }
}
