internal import Logging
internal import LoopDomain
internal import POSIX

/// What a node that keeps a connection to its Loop has while it runs, and how it lives: it serves a few requests, and
/// says something to the Loop every few seconds, until something ends it.
final class NodeLife: Sendable {
    /// The identity that the node has for the Loop.
    let uuid: String
    let connection: LoopConnection
    let session: LoopSession
    let images: ImageExchange
    /// Obeys `PUT /debug_logging`.
    let logger: Logger

    /// Whoever fulfils it first says why the node ends.
    let ended = Promise<NodeEnding>()

    private let configuration: NodeConfiguration
    private let log: LogSwitch
    private let repetition: Repetition
    private let age: Stopwatch

    /// Finds or makes the node's identity and everything that it needs; nothing is said to the Loop yet.
    static func begin(
        name: String, _ kind: LoopSession.Kind, configuration: NodeConfiguration, clock: any Clock<Duration>,
        logger: Logger
    ) async throws(NodeError) -> NodeLife {
        let log = LogSwitch()
        let logger = log.logger(like: logger)
        let known = try await ModelStore(dataFolder: configuration.absoluteDataFolder).prepare(name: name)
        let connection = LoopConnection(configuration, clock: clock, logger: logger)
        let session = try LoopSession(configuration, kind, over: connection, logger: logger)
        return NodeLife(configuration.uuid ?? known, session, configuration, clock, log, logger)
    }

    private init(
        _ uuid: String, _ session: LoopSession, _ configuration: NodeConfiguration, _ clock: any Clock<Duration>,
        _ log: LogSwitch, _ logger: Logger
    ) {
        self.uuid = uuid
        connection = session.connection
        self.session = session
        self.configuration = configuration
        self.log = log
        self.logger = logger
        images = ImageExchange(
            connection: connection, store: ImageStore(dataFolder: configuration.absoluteDataFolder, node: uuid),
            checker: ImageChecker(), clock: clock, logger: logger)
        repetition = Repetition(isMuted: configuration.startsMuted, clock: clock, logger: logger)
        age = Stopwatch(clock)
    }

    /// How long the node has been running.
    var uptime: Duration { age.elapsed }

    /// Lives: serves `routes` and what every node serves, calls `round` every few seconds, which is to connect first, and
    /// answers the Loop's events by `handler`.
    ///
    /// - Parameter serving: called with the URL where requests are answered.
    /// - Returns: why it is over: something fulfilled ``ended``, or the task was cancelled. ``close()`` is due then.
    /// - Throws: ``NodeError`` when the node cannot listen where it should; it has not lived then.
    func run(
        _ handler: @escaping LoopSession.Handler, routes: NodeRoutes = NodeRoutes(),
        serving: @Sendable (String) -> Void, round: @escaping @Sendable () async throws -> Void
    ) async throws(NodeError) -> NodeEnding {
        let server = try await serve(routes, serving)
        await session.serve(handler, ended: ended)
        let rounds = Task { [repetition] in await repetition.run { try await round() } }
        let ending = await withTaskCancellationHandler {
            await ended.value
        } onCancel: {
            ended.fulfil(.cancelled)
        }
        rounds.cancel()
        await rounds.value
        await server.stop()
        return ending
    }

    private func serve(_ routes: NodeRoutes, _ serving: @Sendable (String) -> Void) async throws(NodeError)
        -> NodeServer
    {
        var routes = routes
        routes.addCommon(log) { [weak self] in await self?.mute($0) }
        let server: NodeServer
        do throws(SystemError) {
            server = try NodeServer(routes, logger: logger)
        } catch {
            throw .system(reason: error.description)
        }
        let url = try await server.start(host: configuration.serverHost, port: configuration.serverPort)
        logger.info("Requests are answered at \(url)")
        serving(url)
        return server
    }

    /// From now on the node says nothing to its Loop, and is not connected; or it does and is again.
    private func mute(_ isMuted: Bool) async {
        repetition.isMuted = isMuted
        logger.info("The node \(isMuted ? "leaves the Loop alone" : "comes back to the Loop")")
        if isMuted { await session.disconnect() }
    }

    /// Leaves the Loop, and ends all transfers.
    func close() async {
        await session.close()
        await connection.close()
    }
}
