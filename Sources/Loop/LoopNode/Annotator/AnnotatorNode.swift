internal import HTTPClient
internal import JSON
public import Logging
internal import LoopDomain
internal import POSIX

/// A node that helps people to annotate, until it is cancelled or the Loop wants it restarted.
///
/// ```swift
/// let node = AnnotatorNode(name: "magnet", logic: Magnet(), configuration: NodeConfiguration(environment: nil))
/// let ending = try await node.run()
/// ```
///
/// ```text
/// every 5 s:   connect if need be, update_annotation_node
/// handle_user_input  ─▶ the image, once ─▶ the logic ─▶ update_segmentation_annotation ─▶ acknowledged with the SVG
/// user_logout        ─▶ the frontend's history is forgotten
/// ```
public actor AnnotatorNode<Logic: AnnotatorLogic> {
    /// How long acknowledgements may take. The Python library's numbers.
    private static var statusTime: Duration { .seconds(10) }
    private static var annotationTime: Duration { .seconds(30) }

    private let name: String
    private let logic: Logic
    private let configuration: NodeConfiguration
    private let clock: any Clock<Duration>
    private let logger: Logger
    private var frontends = Frontends<Logic.History>()
    /// The last input of each frontend that is under way; the next one waits for it.
    private var underWay: [String: Task<EventReply, any Error>] = [:]
    private var hasReported = false

    /// The identity that the node has for the Loop; nil before ``run()``.
    public private(set) var uuid: String?

    private let address = Promise<String?>()

    /// A node that does nothing yet.
    ///
    /// - Parameters:
    ///   - name: the node's identity is kept under this name in the data folder.
    ///   - logic: what it can do.
    ///   - configuration: where the Loop is; by default what the environment says.
    ///   - logger: who hears what the node does.
    public init(
        name: String, logic: Logic, configuration: NodeConfiguration = NodeConfiguration(environment: nil),
        logger: Logger = Logger(label: "LoopNode.annotator")
    ) {
        self.init(name: name, logic: logic, configuration: configuration, logger: logger, clock: ContinuousClock())
    }

    /// - Parameter clock: what all pauses are measured with.
    package init(
        name: String, logic: Logic, configuration: NodeConfiguration, logger: Logger, clock: any Clock<Duration>
    ) {
        self.name = name
        self.logic = logic
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
    }

    /// Runs the node until its task is cancelled, or the Loop wants it restarted; it can run once.
    ///
    /// - Throws: ``NodeError`` when it cannot start.
    public func run() async throws -> NodeEnding {
        defer { address.fulfil(nil) }
        let life = try await NodeLife.begin(
            name: name, .annotator, configuration: configuration, clock: clock, logger: logger)
        uuid = life.uuid
        logger.info("Annotator \(name) (\(life.uuid)) works at \(configuration.baseURL)")
        do {
            let ending = try await life.run { event in
                try await self.answer(event, life)
            } serving: {
                address.fulfil($0)
            } round: {
                try await life.session.ensure()
                try await self.sendStatus(life)
            }
            await life.close()
            logger.info("Annotator \(name) stops: \(ending)")
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

    private func sendStatus(_ life: NodeLife) async throws {
        let status: Value = [
            "id": .string(life.uuid), "name": .string(name), "state": "online",
            "uptime": .number(Number(Int(life.uptime / .seconds(1)))), "errors": [:], "capabilities": ["segmentation"],
        ]
        logger.log(level: hasReported ? .debug : .info, "Status: \(status)")
        hasReported = true
        do {
            let answer = try await life.session.call("update_annotation_node", [status], within: Self.statusTime)
            guard answer["success"]?.bool == true else {
                throw NodeError.unsuccessful(event: "update_annotation_node", acknowledgement: "\(answer)")
            }
        } catch {
            await life.session.markBroken()
            throw error
        }
    }

    // MARK: - What the node is told

    private func answer(_ event: LoopEvent, _ life: NodeLife) async throws -> EventReply? {
        switch event.name {
        case "handle_user_input":
            let input = try UserInput(json: try event.object(0))
            return try await inTurn(of: input.frontendID) { try await self.handle(input, life) }
        case "user_logout":
            let frontend = try event.text(0)
            return try await inTurn(of: frontend) { await self.logOut(frontend) }
        default: return nil
        }
    }

    private func handle(_ input: UserInput, _ life: NodeLife) async throws -> EventReply {
        guard !input.isEscape else {
            frontends.forget(input.frontendID)
            return .text("")
        }
        let image = try await image(of: input, life)
        var history = frontends.history(of: input.frontendID) ?? logic.makeHistory()
        let output: ToolOutput
        do {
            output = try await logic.handle(input, image: image, history: &history)
        } catch {
            frontends.forget(input.frontendID)
            throw error
        }
        frontends.keep(history, of: input.frontendID)
        if let annotation = output.annotation {
            // Stored before the person sees that it is drawn.
            _ = try await life.session.call(
                "update_segmentation_annotation",
                [.string(input.project.organization), .string(input.project.project), annotation.json],
                within: Self.annotationTime)
        }
        return .text(output.svg)
    }

    private func logOut(_ frontend: String) async -> EventReply {
        frontends.forget(frontend)
        return .done(await logic.logOut(frontend: frontend))
    }

    /// The path of the image; nil when the Loop does not give it.
    private func image(of input: UserInput, _ life: NodeLife) async throws -> String? {
        try input.project.checkFolderNames()
        try await life.images.download([input.imageID], of: input.project)
        let isThere = await !life.images.store.present([input.imageID], in: input.project).isEmpty
        return isThere ? life.images.store.path(of: input.imageID, in: input.project) : nil
    }

    /// Does something for a frontend behind what is under way for it: a history is changed by one input at a time.
    private func inTurn(
        of frontend: String, _ work: @escaping @Sendable () async throws -> EventReply
    ) async throws -> EventReply {
        let previous = underWay[frontend]
        let task = Task {
            _ = await previous?.result
            return try await work()
        }
        underWay[frontend] = task
        defer { if underWay[frontend] == task { underWay[frontend] = nil } }
        return try await task.value
    }
}
