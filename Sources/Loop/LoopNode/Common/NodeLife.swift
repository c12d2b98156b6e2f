internal import Logging
internal import LoopDomain
internal import POSIX

/// What a node that keeps a connection to its Loop has while it runs, and how it lives: what it says every few seconds,
/// until something ends it.
final class NodeLife: Sendable {
    /// The identity that the node has for the Loop.
    let uuid: String
    let connection: LoopConnection
    let session: LoopSession
    let images: ImageExchange
    let repetition: Repetition

    /// Whoever fulfils it first says why the node ends.
    let ended = Promise<NodeEnding>()

    private let age: Stopwatch

    /// Finds or makes the node's identity and everything that it needs; nothing is said to the Loop yet.
    static func begin(
        name: String, _ kind: LoopSession.Kind, configuration: NodeConfiguration, clock: any Clock<Duration>,
        logger: Logger
    ) async throws(NodeError) -> NodeLife {
        let known = try await ModelStore(dataFolder: configuration.absoluteDataFolder).prepare(name: name)
        let connection = LoopConnection(configuration, clock: clock, logger: logger)
        let session = try LoopSession(configuration, kind, over: connection, logger: logger)
        return NodeLife(
            configuration.uuid ?? known, connection, session, configuration: configuration, clock: clock,
            logger: logger)
    }

    private init(
        _ uuid: String, _ connection: LoopConnection, _ session: LoopSession, configuration: NodeConfiguration,
        clock: any Clock<Duration>, logger: Logger
    ) {
        self.uuid = uuid
        self.connection = connection
        self.session = session
        images = ImageExchange(
            connection: connection, store: ImageStore(dataFolder: configuration.absoluteDataFolder, node: uuid),
            checker: ImageChecker(), clock: clock, logger: logger)
        repetition = Repetition(isMuted: configuration.startsMuted, clock: clock, logger: logger)
        age = Stopwatch(clock)
    }

    /// How long the node has been running.
    var uptime: Duration { age.elapsed }

    /// Lives: calls `round` every few seconds, which is to connect first, and answers the Loop's events by `handler`.
    ///
    /// - Returns: why it is over: something fulfilled ``ended``, or the task was cancelled. ``close()`` is due then.
    func run(_ handler: @escaping LoopSession.Handler, round: @escaping @Sendable () async throws -> Void) async
        -> NodeEnding
    {
        await session.serve(handler, ended: ended)
        let rounds = Task { [repetition] in
            await repetition.run { try await round() }
        }
        let ending = await withTaskCancellationHandler {
            await ended.value
        } onCancel: {
            ended.fulfil(.cancelled)
        }
        rounds.cancel()
        await rounds.value
        return ending
    }

    /// From now on the node says nothing to its Loop, and is not connected; or it does and is again.
    func mute(_ isMuted: Bool) async {
        repetition.isMuted = isMuted
        if isMuted { await session.disconnect() }
    }

    /// Leaves the Loop, and ends all transfers.
    func close() async {
        await session.close()
        await connection.close()
    }
}
