internal import HTTPClient
internal import JSON
public import Logging
public import LoopDomain
internal import POSIX

/// A node that looks at images for whoever asks it, with the model that the Loop wants it to use, and that sends the Loop
/// the images which are worth a look.
///
/// ```swift
/// let node = DetectorNode(name: "blobs", modelFormat: "blobs") { model, folder in Blobs(model: model) }
/// try await node.run()
/// ```
///
/// ```text
/// callers ── POST /detect, Socket.IO `detect` … ──▶ ModelSlot ──▶ RelevanceFilter ──▶ Outbox ──▶ POST …/images
///                                                      ▲
/// every 5 s: POST …/detectors (each 6th time) ─────────┤
///            GET …/deployment/target ──▶ models/<version> ──▶ build
/// ```
///
/// What goes wrong is logged and the node goes on; only a model that cannot be built twice in a row ends it.
public actor DetectorNode {
    /// Makes the logic for a model.
    ///
    /// It may take minutes; the model before answers meanwhile. When the node shuts down, the task is cancelled.
    ///
    /// - `model`: what its `model.json` says.
    /// - `folder`: the folder with its files.
    public typealias Loader =
        @Sendable (_ model: ModelInformation, _ folder: String) async throws -> any DetectorLogic

    /// The pause between two cycles, and while the node leaves its Loop alone. The Python library's.
    static let cyclePause: Duration = .seconds(5)
    static let mutedPause: Duration = .seconds(1)

    /// A model may fail to build so often before the node ends, so that a fresh process gets a fresh graphics card.
    static let buildAttemptLimit = 2

    /// Images that may be on their way to the disk; the answers to further ones wait.
    static let pendingSaveLimit = 8

    /// What the node is about.
    enum OperationMode: String, Sendable, CaseIterable {
        /// The model that was last in use is being loaded.
        case startup
        /// Models are changed when the Loop asks for it.
        case idle
        /// The model stays.
        case detecting
    }

    /// A model that is to be taken up.
    struct Target: Sendable, Hashable {
        let id: String
        let version: String
    }

    let name: String
    let modelFormat: String
    let configuration: DetectorConfiguration
    let project: ProjectPath
    let connection: LoopConnection
    let outbox: Outbox
    let slot = ModelSlot()
    let store: ModelStore
    let log: LogSwitch
    let logger: Logger
    let wallClock: WallClock
    let load: Loader
    private let clock: any Clock<Duration>
    let elapsed: @Sendable () -> Duration
    private let address = Promise<String?>()

    var operationMode = OperationMode.startup
    var versionControl: VersionControl
    /// The model that the node shall use.
    var target: Target?
    /// The model that the Loop names.
    var loopTarget: Target?
    var filter: RelevanceFilter
    var errors: [Member] = []
    private var isMuted: Bool
    private var cyclesToStatus = 0
    var buildAttempts = DetectorNode.buildAttemptLimit
    var update: Task<Void, Never>?
    var lastSave: Task<Void, Never>?
    var pendingSaves = 0
    private var failure: NodeError?
    private(set) var life: Task<Void, Never>?

    /// The identity that the node has for the Loop; nil before ``run()``.
    public private(set) var uuid: String?

    /// A node that does nothing yet.
    ///
    /// - Parameters:
    ///   - name: the node's identity is kept under this name in the data folder.
    ///   - modelFormat: the format in which the node takes models, as the Loop calls it.
    ///   - configuration: where the Loop is, and so on; by default what the environment says.
    ///   - logger: who hears what the node does.
    ///   - load: makes the logic for a model.
    public init(
        name: String, modelFormat: String,
        configuration: DetectorConfiguration = DetectorConfiguration(environment: nil),
        logger: Logger = Logger(label: "LoopNode.detector"), load: @escaping Loader
    ) {
        self.init(
            name: name, modelFormat: modelFormat, configuration: configuration, logger: logger,
            clock: ContinuousClock(), wallClock: .system, load: load)
    }

    /// - Parameters:
    ///   - clock: what all pauses are measured with.
    ///   - wallClock: what images are dated with.
    package init(
        name: String, modelFormat: String, configuration: DetectorConfiguration, logger: Logger,
        clock: any Clock<Duration>, wallClock: WallClock, load: @escaping Loader
    ) {
        let log = LogSwitch()
        let logger = log.logger(like: logger)
        let node = configuration.node
        self.name = name
        self.modelFormat = modelFormat
        self.configuration = configuration
        self.log = log
        self.logger = logger
        self.clock = clock
        self.wallClock = wallClock
        self.load = load
        elapsed = clock.stopwatch()
        project = ProjectPath(organization: node.organization, project: node.project)
        connection = LoopConnection(node, clock: clock, logger: logger)
        store = ModelStore(dataFolder: node.dataFolder)
        outbox = Outbox(
            OutboxFolder(dataFolder: store.dataFolder), limit: configuration.outboxLimit,
            to: "\(node.baseURL)/api\(project.encodedResource)/images", certificatePath: node.certificatePath,
            clock: clock, wallClock: wallClock, logger: logger)
        filter = RelevanceFilter(uncertainty: configuration.uncertainty)
        versionControl = configuration.versionControl
        isMuted = node.startsMuted
    }

    // MARK: - Life

    /// Runs the node until its task is cancelled; then requests that are under way are answered, images that wait stay
    /// on disk, and it returns.
    ///
    /// It can run once.
    ///
    /// - Throws: ``NodeError`` when it cannot start, or ``NodeError/needsRestart(reason:)`` when it cannot go on.
    public func run() async throws {
        defer { address.fulfil(nil) }
        try configuration.check()
        let known = try await store.prepare(name: name)
        uuid = configuration.node.uuid ?? known
        await store.clearScratch()
        try await outbox.open()
        let server: NodeServer
        do {
            server = try NodeServer(routes(), logger: logger)
        } catch {
            throw NodeError.configuration(reason: "\(error)")
        }
        let url = try await server.start(
            host: configuration.node.serverHost, port: configuration.node.serverPort)
        logger.info("Detector \(name) (\(uuid ?? "")) serves \(url) and belongs to \(project) at \(connection.baseURL)")
        address.fulfil(url)
        await outbox.start()
        let life = Task { await live() }
        self.life = life
        await withTaskCancellationHandler {
            await life.value
        } onCancel: {
            life.cancel()
        }
        logger.info("Detector \(name) stops")
        await server.stop()
        update?.cancel()
        await update?.value
        await lastSave?.value
        await outbox.close()
        await connection.close()
        if let failure { throw failure }
    }

    /// Where the node is reached, `http://127.0.0.1:8004`, as soon as it is; nil when it will not be.
    public nonisolated var url: String? {
        get async { await address.value }
    }

    /// Loads the model that was last in use, and then keeps in touch with the Loop, until the task is cancelled.
    private func live() async {
        await loadLinkedModel()
        if operationMode == .startup { operationMode = .idle }
        while !Task.isCancelled {
            if !isMuted { await cycle() }
            do { try await clock.sleep(for: isMuted ? Self.mutedPause : Self.cyclePause) } catch { return }
        }
    }

    /// Tells the Loop how the node is, if it is time to, and looks for a model to take up.
    private func cycle() async {
        cyclesToStatus -= 1
        if cyclesToStatus <= 0 {
            cyclesToStatus = configuration.syncCycles
            await sendStatus()
        }
        guard operationMode == .idle, update == nil else { return }
        await askForTarget()
        clearError("update_model")
        await updateIfNeeded()
    }

    /// The node cannot go on.
    func fail(_ error: NodeError) {
        failure = error
        life?.cancel()
    }

    /// Leaves the Loop alone, or comes back to it.
    func mute(_ isMuted: Bool) {
        self.isMuted = isMuted
        logger.info("The node \(isMuted ? "leaves the Loop alone" : "comes back to the Loop")")
    }
}

extension Clock where Duration == Swift.Duration {
    /// Tells the time that has passed since now.
    fileprivate func stopwatch() -> @Sendable () -> Duration {
        let start = now
        return { start.duration(to: now) }
    }
}
