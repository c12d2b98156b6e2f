internal import JSON
public import Logging
internal import LoopDomain
internal import POSIX

/// A node that trains models when the Loop asks for it, until it is cancelled or something else ends it.
///
/// ```swift
/// let node = TrainerNode(name: "darkroom", logic: Darkroom(), configuration: TrainerConfiguration(environment: nil))
/// let ending = try await node.run()
/// ```
///
/// ```text
/// every 5 s:        connect if need be, update_trainer
/// begin_training    ─▶ images and the model to continue ─▶ the logic trains, update_training for each better model
///                   ─▶ the model is uploaded ─▶ things are found with it in all images ─▶ these are uploaded
/// stop_training     ─▶ what runs is ended, and the rest is done with the model that it has
/// abort_training    ─▶ all is given up
/// ```
///
/// What it does is written down in the data folder, so that it goes on after it was ended or killed.
public actor TrainerNode {
    private let name: String
    private let logic: any TrainerLogic
    private let configuration: TrainerConfiguration
    private let clock: any Clock<Duration>
    private let logger: Logger
    private var idleSince: Stopwatch?
    private var lastWord: String?

    /// The identity that the node has for the Loop; nil before ``run()``.
    public private(set) var uuid: String?

    private let address = Promise<String?>()

    /// How long the Loop may take to acknowledge a status. The Python library's number.
    private static let statusTime = Duration.seconds(30)

    /// A node that does nothing yet.
    ///
    /// - Parameters:
    ///   - name: the node's identity is kept under this name in the data folder.
    ///   - logic: what it can do.
    ///   - configuration: where the Loop is, and so on; by default what the environment says.
    ///   - logger: who hears what the node does.
    public init(
        name: String, logic: any TrainerLogic,
        configuration: TrainerConfiguration = TrainerConfiguration(environment: nil),
        logger: Logger = Logger(label: "LoopNode.trainer")
    ) {
        self.init(name: name, logic: logic, configuration: configuration, logger: logger, clock: ContinuousClock())
    }

    /// - Parameter clock: what all pauses are measured with.
    package init(
        name: String, logic: any TrainerLogic, configuration: TrainerConfiguration, logger: Logger,
        clock: any Clock<Duration>
    ) {
        self.name = name
        self.logic = logic
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
    }

    /// Runs the node until its task is cancelled, the Loop wants it restarted, or it has nothing more to do; it can run
    /// once. A training that is under way is left for the next process.
    ///
    /// - Throws: ``NodeError`` when it cannot start.
    public func run() async throws -> NodeEnding {
        defer { address.fulfil(nil) }
        try configuration.check()
        let slot = try TrainingSlot(path: configuration.trainingSlotPath, logger: logger)
        let life = try await NodeLife.begin(
            name: name, .trainer, configuration: configuration.node, clock: clock, logger: logger)
        uuid = life.uuid
        let equipment = TrainerEquipment(logic, configuration, name: name, life: life, slot: slot, clock: clock)
        let trainer = Trainer(equipment)
        logger.info("Trainer \(name) (\(life.uuid)) works at \(configuration.node.baseURL)")
        do {
            let ending = try await life.run(
                { try await self.answer($0, trainer) }, routes: Self.backdoor(trainer, equipment)
            ) {
                address.fulfil($0)
            } round: {
                // Before anybody can ask for another training, and hear that this one is over.
                await trainer.recall()
                try await life.session.ensure()
                await trainer.resume()
                try await self.sendStatus(equipment)
            }
            await trainer.shutDown()
            await life.close()
            logger.info("Trainer \(name) stops: \(ending)")
            return ending
        } catch {
            await life.close()
            throw error
        }
    }

    /// Where the node answers requests, `http://127.0.0.1:8004`, as soon as it does; nil when it will not.
    public nonisolated var url: String? {
        get async { await address.value }
    }

    // MARK: - What the node says

    private func sendStatus(_ equipment: TrainerEquipment) async throws {
        let word = equipment.face.word
        equipment.logger.log(level: word == lastWord ? .debug : .info, "Status: \(word)")
        lastWord = word
        do {
            try await Self.sendStatus(of: equipment)
        } catch SessionError.noAcknowledgement(let event, let limit) {
            await equipment.life.session.disconnect()
            throw SessionError.noAcknowledgement(event, within: limit)
        }
        endWhenIdle(equipment)
    }

    /// Tells the Loop how a trainer is.
    ///
    /// An acknowledgement that is no object is tolerated, as the Python library does.
    static func sendStatus(of equipment: TrainerEquipment) async throws {
        let life = equipment.life
        let answer = try await life.session.call("update_trainer", within: statusTime) {
            [
                equipment.face.status(
                    id: life.uuid, name: equipment.name, logic: equipment.logic, at: WallClock.system.secondsSince1970)
            ]
        }
        guard answer.object == nil || answer["success"]?.bool == true else {
            await life.session.markBroken()
            throw NodeError.unsuccessful(event: "update_trainer", acknowledgement: "\(answer)")
        }
    }

    private func endWhenIdle(_ equipment: TrainerEquipment) {
        guard let timeout = configuration.idleTimeout else { return }
        guard equipment.face.training == nil else {
            idleSince = nil
            return
        }
        let stopwatch = idleSince ?? Stopwatch(clock)
        idleSince = stopwatch
        if stopwatch.elapsed > timeout { equipment.life.ended.fulfil(.idle) }
    }

    // MARK: - What the node is told

    private func answer(_ event: LoopEvent, _ trainer: Trainer) async throws -> EventReply? {
        switch event.name {
        case "begin_training":
            do {
                let project = ProjectPath(organization: try event.text(0), project: try event.text(1))
                try await trainer.begin(try event.object(2), in: project, at: WallClock.system.secondsSince1970)
                return .done(true)
            } catch let refusal as TrainingRefusal {
                logger.warning("The Loop's training is refused: \(refusal)")
                return .failure(refusal.description, payload: refusal.payload)
            }
        case "stop_training":
            await trainer.stop()
            return .done(true)
        case "abort_training":
            await trainer.abort()
            return .done(true)
        default: return nil
        }
    }
}
