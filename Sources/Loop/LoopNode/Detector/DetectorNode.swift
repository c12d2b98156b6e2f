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
    private let load: Loader
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let address = Promise<String?>()

    var operationMode = OperationMode.startup
    var versionControl: VersionControl
    /// The model that the node shall use.
    var target: Target?
    /// The model that the Loop names.
    var loopTarget: Target?
    private var filter: RelevanceFilter
    private var errors: [Member] = []
    private var isMuted: Bool
    private var cyclesToStatus = 0
    private var buildAttempts = DetectorNode.buildAttemptLimit
    private var update: Task<Void, Never>?
    private var lastSave: Task<Void, Never>?
    private var pendingSaves = 0
    private var failure: NodeError?
    private var cyclePause: Task<Void, any Error>?

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
            to: "\(project.resource)/images", of: connection, clock: clock, wallClock: wallClock, logger: logger)
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
        do {
            await startUp()
            while true {
                try await cycle()
            }
        } catch {
            logger.info("Detector \(name) stops")
        }
        await server.stop()
        update?.cancel()
        await update?.value
        await lastSave?.value
        _ = await outbox.stop()
        await connection.close()
        if let failure { throw failure }
    }

    /// Where the node is reached, `http://127.0.0.1:8004`, as soon as it is; nil when it will not be.
    public nonisolated var url: String? {
        get async { await address.value }
    }

    /// Loads the model that was last in use.
    private func startUp() async {
        if let folder = await store.linkedFolder() {
            do {
                try await build(in: folder)
            } catch {
                logger.error("The model that was last in use cannot be loaded: \(error)")
            }
        }
        if operationMode == .startup { operationMode = .idle }
    }

    private func cycle() async throws {
        try Task.checkCancellation()
        guard failure == nil else { throw CancellationError() }
        if isMuted { return try await pause(Self.mutedPause) }
        cyclesToStatus -= 1
        if cyclesToStatus <= 0 {
            cyclesToStatus = configuration.syncCycles
            await sendStatus()
        }
        if operationMode == .idle, update == nil {
            await askForTarget()
            clearError("update_model")
            await updateIfNeeded()
        }
        try await pause(Self.cyclePause)
    }

    private func pause(_ duration: Duration) async throws {
        guard failure == nil else { throw CancellationError() }
        try await clock.sleep(for: duration)
    }

    /// Leaves the Loop alone, or comes back to it.
    func mute(_ isMuted: Bool) {
        self.isMuted = isMuted
        logger.info("The node \(isMuted ? "leaves the Loop alone" : "comes back to the Loop")")
    }

    // MARK: - The Loop

    /// Tells the Loop how the node is.
    func sendStatus() async {
        var currentVersion: String?
        if case .active(let model) = await slot.state { currentVersion = model.information.version }
        let status: Value = [
            "uuid": Value(uuid), "name": .string(name), "state": "online",
            "uptime": .number(Number(Int(elapsed().components.seconds))), "model_format": .string(modelFormat),
            "current_model": Value(currentVersion), "target_model": Value(target?.version),
            "errors": .object(errors), "operation_mode": .string(operationMode.rawValue),
            "node_version": Value(configuration.nodeVersion),
        ]
        logger.debug("Status: \(status)")
        do {
            let path = "\(project.resource)/detectors"
            let response = try await connection.post(status, to: path)
            guard (200..<300).contains(response.status) else {
                throw NodeError.refused(
                    request: "POST /api\(path)", status: response.status, detail: response.detail)
            }
        } catch {
            logger.warning("The Loop did not take the status: \(error)")
        }
    }

    /// Asks the Loop which model it wants in use.
    private func askForTarget() async {
        do {
            let path = "\(project.resource)/deployment/target"
            let request = "GET /api\(path)"
            let answer = try await connection.perform("GET", path).json(of: request)
            guard let id = answer["model_uuid"]?.string, let version = answer["version"]?.string,
                version.isFolderName
            else {
                throw NodeError.malformedAnswer(request: request, reason: "it names no model: \(answer)")
            }
            let target = Target(id: id, version: version)
            loopTarget = target
            guard versionControl == .followLoop, self.target != target else { return }
            logger.info("The Loop wants model \(version) instead of \(self.target?.version ?? "none")")
            self.target = target
        } catch {
            logger.warning("The Loop does not say which model it wants: \(error)")
        }
    }

    /// The target that a caller names by its version.
    ///
    /// - Throws: ``RequestError`` with what the caller is told.
    func target(ofVersion version: String) async throws -> Target {
        let path = "\(project.resource)/models"
        let models: [Value]
        do {
            models = try await connection.perform("GET", path).json(of: "GET /api\(path)")["models"]?.array ?? []
        } catch {
            logger.warning("The models cannot be listed: \(error)")
            throw RequestError.detail(400, "Failed to load models from learning loop")
        }
        let ids = models.filter { $0["version"]?.string == version }.compactMap { $0["id"]?.string }
        guard let id = ids.first else { throw RequestError.detail(400, "No Model with version \(version)") }
        guard ids.count == 1 else { throw RequestError.detail(400, "Multiple models with version \(version)") }
        return Target(id: id, version: version)
    }

    // MARK: - Models

    /// Begins to take up the target, if that is another model than the one in use.
    private func updateIfNeeded() async {
        guard let target else { return }
        if case .active(let model) = await slot.state, model.information.version == target.version { return }
        logger.info("Taking up model \(target.version)")
        update = Task {
            await take(up: target)
            update = nil
        }
    }

    private func take(up target: Target) async {
        do {
            let folder = try await folder(of: target)
            do {
                try await build(in: folder)
            } catch {
                await store.remove(folder)
                throw error
            }
            try await store.link(to: target.version)
        } catch is CancellationError {
            return
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("Model \(target.version) cannot be taken up: \(error)")
            setError("update_model", "Could not update model: \(error)")
            // So that it is tried again.
            if self.target == target { self.target = nil }
            if loopTarget == target { loopTarget = nil }
        }
        await sendStatus()
    }

    /// The folder with the files of a model, which are fetched if they are not there.
    private func folder(of target: Target) async throws -> String {
        if let folder = await store.folder(of: target.version) {
            logger.info("Model \(target.version) is there already")
            return folder
        }
        let exchange = ModelExchange(connection: connection, store: store, logger: logger)
        let scratch = try await store.scratchFolder(for: target.version)
        do {
            _ = try await exchange.download(target.id, modelFormat, of: project, into: scratch)
            return try await store.install(scratch, as: target.version)
        } catch {
            await store.remove(scratch)
            throw error
        }
    }

    /// Puts the model in a folder into use.
    private func build(in folder: String) async throws {
        let information = try await store.information(in: folder)
        if configuration.buildsExclusively { await slot.release(for: information.version) }
        do {
            let logic = try await load(information, folder)
            await slot.put(.init(logic: logic, information: information, folder: folder))
            buildAttempts = Self.buildAttemptLimit
            logger.info("Model \(information.version) is in use")
        } catch {
            await slot.giveUp()
            if error is CancellationError || Task.isCancelled { throw error }
            buildAttempts -= 1
            if buildAttempts == 0 {
                failure = .needsRestart(reason: "model \(information.version) could not be built twice: \(error)")
            }
            throw error
        }
    }

    private func setError(_ name: String, _ text: String) {
        clearError(name)
        errors.append(Member(name: name, value: .string(text)))
    }

    private func clearError(_ name: String) { errors.removeAll { $0.name == name } }

    /// As after the start, with a data folder that is empty.
    func reset() async throws {
        try await store.wipe()
        _ = try await store.prepare(name: name)
        try await outbox.open()
        filter = RelevanceFilter(uncertainty: configuration.uncertainty)
        versionControl = configuration.versionControl
        operationMode = .idle
        target = nil
        loopTarget = nil
        errors = []
        await slot.clear()
        await outbox.start()
        mute(false)
    }

    // MARK: - Images

    /// Finds things in images, and keeps those for the Loop that are worth it.
    ///
    /// - Parameter isBatch: whether they are given to the logic together; else there is one.
    func detect(_ images: [ImageInput], isBatch: Bool, _ wishes: DetectionWishes) async throws -> [ImageMetadata] {
        let found = try await slot.detect(images, isBatch: isBatch)
        var results: [ImageMetadata] = []
        for (image, detections) in zip(images, found) {
            var metadata = ImageMetadata(detections)
            metadata.tags += wishes.tags
            metadata.source = wishes.source
            metadata.created = wishes.created
            results.append(metadata)
            switch wishes.upload {
            case .filtered:
                let causes = filter.causes(of: detections, camera: wishes.camera, at: elapsed())
                guard !causes.isEmpty else { continue }
                metadata.tags += causes.map(\.rawValue)
                await keep(image, metadata)
            case .all: await keep(image, metadata)
            case .disabled: break
            case .unknown(let word): logger.error("There is no autoupload \(word.debugDescription)")
            }
        }
        return results
    }

    /// Brings an image to the outbox while its caller gets the answer already, if not too many are on their way.
    private func keep(_ image: ImageInput, _ metadata: ImageMetadata) async {
        pendingSaves += 1
        let save = Task { [outbox, logger, lastSave] in
            await lastSave?.value
            do {
                try await outbox.save(image, metadata)
            } catch {
                logger.error("An image could not be kept for the Loop: \(error)")
            }
            pendingSaves -= 1
        }
        lastSave = save
        if pendingSaves > Self.pendingSaveLimit { await save.value }
    }

    /// Keeps images for the Loop that a caller wants it to have.
    func upload(_ images: [(ImageInput, ImageMetadata)], isPriority: Bool) async throws {
        for (image, metadata) in images {
            var metadata = metadata
            metadata.tags.append("picked_by_system")
            try await outbox.save(image, metadata, isPriority: isPriority)
        }
    }
}

/// What the sender of an image wants to be done with it.
struct DetectionWishes: Sendable, Hashable {
    /// Which images are uploaded.
    enum Upload: Sendable, Hashable {
        /// Those that are worth it.
        case filtered
        case all
        case disabled
        /// Nobody knows which.
        case unknown(String)

        init(word: String) {
            switch word {
            case "filtered": self = .filtered
            case "all": self = .all
            case "disabled": self = .disabled
            default: self = .unknown(word)
            }
        }
    }

    var camera: String?
    var tags: [String] = []
    var source: String?
    /// When the image was taken.
    var created: String?
    var upload = Upload.filtered
}

extension Clock where Duration == Swift.Duration {
    /// Tells the time that has passed since now.
    fileprivate func stopwatch() -> @Sendable () -> Duration {
        let start = now
        return { start.duration(to: now) }
    }
}
