internal import Bytes
internal import Files
internal import HTTP1
internal import HTTPServer
internal import LoopDomain
internal import POSIX
internal import SocketIOServer
internal import Sockets
internal import TLS

/// A Learning Loop of one's own: listens, answers as the real one does, keeps everything in memory and a temporary
/// folder, and forgets it all when it stops. It runs until then, whether or not anybody holds it.
///
/// ```swift
/// let loop = try await LoopServer.start()
/// // … point a node at loop.url …
/// await loop.stop()
/// ```
///
/// One thread of its own does everything but work with files; the actor runs on it.
public actor LoopServer {
    /// How a Loop behaves.
    public struct Configuration: Sendable {
        /// From where it is reached. In memory, host, ports and certificate do not matter.
        public var listens = Listening.onPorts
        /// Where it listens: a name or an address.
        public var host = "127.0.0.1"
        /// The port for http; 0 picks a free one.
        public var port: UInt16 = 0
        /// The port for https, where the same Loop is served; 0 picks a free one, nil is none.
        public var tlsPort: UInt16?
        /// What shows clients of https that they talk to this Loop.
        public var certificate = ServerCertificate.ownAuthority
        /// Whether those who show no credentials are let in.
        public var authentication = Authentication.lenient
        /// Who may log in.
        public var account = Account(username: "mockloop", password: "mockloop")
        /// Determines all ids and tokens: the same requests at the same times get the same answers.
        public var seed: UInt64 = 0
        /// What the Loop takes for the time. With a ``ManualClock`` nothing takes time unless that is moved; any other
        /// says what time it is, and the system says when it is over.
        public var clock: any LoopClock = SystemClock()
        /// Bytes of one upload at most; a larger one is refused with 413.
        public var uploadByteCountLimit = 4 << 30
        /// How long requests that are under way may take when the Loop stops; no time where a ``ManualClock`` stands
        /// still.
        public var stopGrace = Duration.seconds(5)
        /// How long an upload of images takes at least, for tests that count on that.
        public var uploadDelay = UploadDelay()
        /// What the Loop adds to models that nodes upload.
        public var addedModelFile = AddedModelFile.modelInformation
        /// A file that the journal is written to, a line of JSON for each entry.
        public var journalFile: String?

        /// A Loop on a free port of this machine.
        public init() {}
    }

    nonisolated let loop: EventLoop
    /// What the Loop's time is, where that is moved by hand.
    let manual: ManualScheduler?
    /// What carries connections from this process.
    let link: PromptLink
    let configuration: Configuration
    let storage: FileStorage
    /// When the Loop began.
    let began: Timestamp
    var store: Store
    var journal = Journal()
    var journalWriter: JournalWriter?
    var faults = Faults()
    var waiters = JournalWaiters()
    /// The sockets of nodes that are connected, oldest first.
    var connections: [NodeConnection] = []
    /// Exchanges that a fault lets hang.
    var hangingExchanges: [ObjectIdentifier: Exchange] = [:]
    /// Exchanges that are under way, for the journal.
    var openRecords: [ObjectIdentifier: ExchangeRecord] = [:]
    /// The nodes that tests play, and the scripts that are under way.
    var clients: [Int: NodeClient] = [:]
    var lastClient = 0
    nonisolated let tasks: EventLoopTasks
    var scripts: [Int: Task<Void, any Error>] = [:]
    var lastScript = 0
    /// How many wait for everything to happen that takes no time.
    var settlingCount = 0
    /// Those who let time go by, and their timers.
    private var pauses: [Int: (Sockets.Timer, CheckedContinuation<Void, Never>)] = [:]
    private var lastPause = 0
    private var isStopping = false
    private(set) var http: Server?
    private(set) var sockets: SocketServer?
    private var endpoint: Endpoint?
    private var tlsEndpoint: Endpoint?

    /// The Loop's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Bytes of a form that logs somebody in.
    static let formByteCountLimit = 64 * 1024

    /// Where nodes connect with Socket.IO.
    static let socketPath = "/ws/socket.io/"

    private init(_ configuration: Configuration, loop: EventLoop, storage: FileStorage) {
        self.configuration = configuration
        self.loop = loop
        self.storage = storage
        tasks = EventLoopTasks(on: loop)
        manual = (configuration.clock as? ManualClock).map {
            ManualScheduler(at: Instant(sinceStart: $0.elapsed), turnsOf: loop)
        }
        link = PromptLink(on: manual ?? loop)
        began = configuration.clock.now
        store = Store(seed: configuration.seed, account: configuration.account)
    }

    /// Starts a Loop with the project `zauberzeug/demo`; it answers when this returns.
    ///
    /// - Throws: ``StartError``, whose description says what to do.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> LoopServer {
        do {
            let loop = try EventLoop(name: "mockloop")
            let storage = FileStorage(
                folder: try TemporaryFolder(prefix: "mockloop"), thread: WorkerThread(name: "mockloop-files"))
            let server = LoopServer(configuration, loop: loop, storage: storage)
            do {
                try await server.open()
            } catch {
                await server.stop()
                throw error
            }
            return server
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError(
                what: "The Loop cannot be started at \(configuration.host), port \(configuration.port): \(error)")
        }
    }

    private func open() async throws {
        if let file = configuration.journalFile {
            do {
                journalWriter = try await JournalWriter(file, on: storage.thread)
            } catch {
                throw StartError(what: "The journal cannot be written to \(file): \(error)")
            }
        }
        var http = Server.Configuration { [clock = configuration.clock] in
            clock.now.microsecondsSinceEpoch / 1_000_000
        }
        http.refusal = { .failure($0.status, $0.description) }
        let server = Server(on: scheduler, configuration: http) { self.handle($0) }
        self.http = server
        sockets = makeSocketServer()
        // The fixtures name the address, so it must be known first; but nobody may ask before they are there.
        if configuration.listens == .onPorts { try listen(with: server) }
        store.put(Demo.project(host: url, at: began))
        try server.start()
        (configuration.clock as? ManualClock)?.attach(self)
    }

    private func listen(with server: Server) throws {
        endpoint = try listen(with: server, port: configuration.port, option: "--port")
        if let port = configuration.tlsPort {
            tlsEndpoint = try listen(with: server, port: port, option: "--tls-port", tls: try makeServerContext())
        }
    }

    /// - Parameter option: by which the tool's user chooses the port.
    private func listen(
        with server: Server, port: UInt16, option: String, tls: ServerContext? = nil
    ) throws -> Endpoint {
        do {
            return try server.listen(host: configuration.host, port: port, on: loop, tls: tls)
        } catch let error as SystemError where error.isAddressInUse {
            throw StartError(
                what: "The port \(port) of \(configuration.host) is in use by another program; "
                    + "choose another with \(option), or 0 for a free one.")
        }
    }

    /// Ends the Loop: no new connection, answers to what is under way, then everything is closed and forgotten.
    public func stop() async {
        isStopping = true
        waiters.endAll()
        cutHangingExchanges()
        for client in clients.values { client.close() }
        for pause in pauses.keys.sorted() { end(pause) }
        sockets?.shutDown()
        await settle()
        (configuration.clock as? ManualClock)?.detach(self)
        await http?.shutDown(grace: manual == nil ? configuration.stopGrace : .zero)
        http = nil
        sockets = nil
        await letTimePass()
        await closeJournal()
        await storage.removeAll()
    }

    /// Everything is as it was after the start, but for what is connected, and for who is logged in: nodes up to version
    /// 0.7.52 keep one token for life, and those before 0.10 never log in again.
    public func reset() {
        cutHangingExchanges()
        let connected = Set(connections.compactMap(\.peer.nodeID))
        store.reset(seed: configuration.seed) { connected.contains($0.id) }
        store.put(Demo.project(host: url, at: configuration.clock.now))
        journal.removeAll()
        faults.disarmAll()
    }

    /// Where the Loop is reached: `http://127.0.0.1:8080`; in memory a URL that leads nowhere.
    public var url: String { endpoint?.url ?? Self.urlInMemory }

    /// The port that it listens at; 0 for a Loop in memory.
    public var port: UInt16 { endpoint?.port ?? 0 }

    /// Where it is reached by https, if it is: `https://127.0.0.1:8443`.
    public var tlsURL: String? { tlsEndpoint?.url }

    /// Where it is watched and controlled: `http://127.0.0.1:8080/mockloop`.
    public var controlURL: String { "\(url)/\(ControlOperation.prefix)" }

    /// A PEM file with the authority that clients of https must trust; nil where the certificate is not of the Loop's
    /// own making. It goes with the Loop.
    public var caCertificatePath: String? {
        tlsEndpoint != nil && configuration.certificate == .ownAuthority ? authorityPath : nil
    }

    /// The folder with models' archives and images, and with uploads while they arrive.
    package nonisolated var folderPath: String { storage.folder.path }

    /// Connections that are open.
    package var connectionCount: Int { http?.connectionCount ?? 0 }

    /// The time now.
    var now: Timestamp { configuration.clock.now }

    /// What keeps the Loop's deadlines.
    var scheduler: any Scheduler { manual ?? loop }

    /// Returns after `duration`, or when the Loop stops.
    func pause(for duration: Duration) async {
        guard duration > .zero, !isStopping else { return }
        lastPause += 1
        let pause = lastPause
        await withCheckedContinuation { continuation in
            let timer = scheduler.schedule(at: scheduler.now + duration) { self.end(pause) }
            pauses[pause] = (timer, continuation)
        }
    }

    private func end(_ pause: Int) {
        guard let (timer, continuation) = pauses.removeValue(forKey: pause) else { return }
        timer.cancel()
        continuation.resume()
    }
}

/// How long an upload of images takes at least.
///
/// Tests of library versions 0.7.38 and 0.10.10 to 0.13.7 look while uploads are under way, as they are for a while at a
/// Loop that is far away: 600 ms and 60 ms for each image satisfies all of them.
public struct UploadDelay: Sendable, Hashable {
    /// For each request.
    public var perRequest: Duration
    /// For each image of it.
    public var perImage: Duration

    /// None, unless given.
    public init(perRequest: Duration = .zero, perImage: Duration = .zero) {
        self.perRequest = perRequest
        self.perImage = perImage
    }
}

/// What the Loop adds to the files of a model. What it was changed over time, and nothing that a client sends tells which
/// it expects.
public enum AddedModelFile: String, Sendable, CaseIterable {
    /// `model.json`, which tests expect from version 0.6.4 on.
    case modelInformation = "model.json"
    /// `metadata.json`, which tests of version 0.3.7 expect.
    case metadata = "metadata.json"
    /// Nothing, which tests of versions 0.3.11 to 0.6.3 expect.
    case none
}

/// A Loop could not be started.
public struct StartError: Error, Sendable, CustomStringConvertible {
    /// What failed, and what to do.
    public let description: String

    init(what: String) { description = what }
}
