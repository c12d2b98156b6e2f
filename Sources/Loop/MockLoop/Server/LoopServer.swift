internal import Files
internal import HTTP1
internal import HTTPServer
internal import JSON
internal import LoopDomain
internal import POSIX
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
        /// What the Loop takes for the time.
        public var clock: any LoopClock = SystemClock()
        /// Bytes of one upload at most; a larger one is refused with 413.
        public var uploadByteCountLimit = 4 << 30
        /// How long requests that are under way may take when the Loop stops.
        public var stopGrace = Duration.seconds(5)

        /// A Loop on a free port of this machine.
        public init() {}
    }

    nonisolated let loop: EventLoop
    let configuration: Configuration
    let storage: ModelStorage
    var store: Store
    private var http: Server?
    private var endpoint: Endpoint?
    private var tlsEndpoint: Endpoint?

    /// The Loop's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Bytes of a form that logs somebody in.
    static let formByteCountLimit = 64 * 1024

    private init(_ configuration: Configuration, loop: EventLoop, storage: ModelStorage) {
        self.configuration = configuration
        self.loop = loop
        self.storage = storage
        store = Store(seed: configuration.seed, account: configuration.account)
    }

    /// Starts a Loop with the project `zauberzeug/demo`; it answers when this returns.
    ///
    /// - Throws: ``StartError``, whose description says what to do.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> LoopServer {
        do {
            let loop = try EventLoop(name: "mockloop")
            let storage = ModelStorage(
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
        var http = Server.Configuration { [clock = configuration.clock] in
            clock.now.microsecondsSinceEpoch / 1_000_000
        }
        http.refusal = { .failure($0.status, $0.description) }
        let server = Server(on: loop, configuration: http) { self.handle($0) }
        self.http = server
        // The fixtures' files name the address, so it must be known first; but nobody may ask before they are there.
        endpoint = try listen(with: server, port: configuration.port, option: "--port")
        if let port = configuration.tlsPort {
            tlsEndpoint = try listen(with: server, port: port, option: "--tls-port", tls: try makeServerContext())
        }
        let now = configuration.clock.now
        var files: [OwnedFile] = []
        for model in Demo.models {
            let information = ModelInformation(
                id: model.id, host: url, organization: Demo.path.organization, project: Demo.path.project,
                version: model.version, format: Demo.format)
            let file = information.file(keeping: Demo.contributed)
            files.append(try await storage.pack(Demo.files + [(ModelInformation.fileName, file)], at: now))
        }
        store.addDemo(files: files, host: url, at: now)
        try server.start()
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
        await http?.shutDown(grace: configuration.stopGrace)
        http = nil
        await storage.removeAll()
    }

    /// Where the Loop is reached: `http://127.0.0.1:8080`.
    public var url: String { endpoint?.url ?? "http://\(configuration.host)" }

    /// The port that it listens at.
    public var port: UInt16 { endpoint?.port ?? 0 }

    /// Where it is reached by https, if it is: `https://127.0.0.1:8443`.
    public var tlsURL: String? { tlsEndpoint?.url }

    /// A PEM file with the authority that clients of https must trust; nil where the certificate is not of the Loop's
    /// own making. It goes with the Loop.
    public var caCertificatePath: String? {
        tlsEndpoint != nil && configuration.certificate == .ownAuthority ? authorityPath : nil
    }

    /// The folder with the models' archives, and with uploads while they arrive.
    package nonisolated var folderPath: String { storage.folder.path }

    /// Connections that are open.
    package var connectionCount: Int { http?.connectionCount ?? 0 }

    // MARK: Requests

    private func handle(_ exchange: Exchange) {
        let request = exchange.request
        let path: RequestPath
        do {
            path = try RequestPath(target: request.target)
        } catch {
            return exchange.answer(.failure(400, error.description))
        }
        guard let route = path.route else {
            return exchange.answer(.failure(404, "There is nothing at \(request.target.prefix(200))."))
        }
        guard route.methods.contains(request.method) else {
            let methods = route.methods.joined(separator: ", ")
            return exchange.answer(
                .failure(405, "This path takes \(methods), not \(request.method.prefix(20)).").adding("Allow", methods))
        }
        guard isLetIn(request, to: route) else {
            return exchange.answer(
                .failure(401, "Not authenticated: log in with POST /api/login, or send no credentials.")
                    .adding("WWW-Authenticate", "Bearer"))
        }
        do {
            switch route {
            case .status: exchange.answer(.json(["status": "ok"]))
            case .projects: exchange.answer(.json(projectListing))
            case .project(let project): exchange.answer(.json(store.projects[try store.place(of: project)].json))
            case .models(let project):
                let place = try store.place(of: project)
                exchange.answer(.json(store.projects[place].listing(format: path.queryValue("format"))))
            case .logOut: logOut(exchange)
            case .logIn, .token, .newModel, .modelFile: Task { await answer(exchange, route) }
            }
        } catch {
            exchange.answer(failure(error))
        }
    }

    /// Answers a request whose body is read, or whose answer comes from disk.
    private func answer(_ exchange: Exchange, _ route: Route) async {
        do {
            switch route {
            case .logIn: try await logIn(exchange)
            case .token: try await giveToken(exchange)
            case .newModel(let project, let format): try await receiveModel(exchange, in: project, format: format)
            case .modelFile(let project, let id, let format) where exchange.request.method == "PUT":
                try await receiveFile(exchange, in: project, id: id, format: format)
            case .modelFile(let project, let id, let format):
                try await sendFile(exchange, in: project, id: id, format: format)
            case .status, .projects, .project, .models, .logOut:
                preconditionFailure("this route is answered at once")
            }
        } catch is Exchange.ConnectionEnded {
            // Nobody is there to be answered.
        } catch {
            // An answer that was begun cannot become another; its end will be missing.
            if exchange.isAnswered { exchange.abort() } else { exchange.answer(failure(error)) }
        }
    }

    private func failure(_ error: any Error) -> Response {
        .failure(error) ?? .failure(500, "The mock Loop failed: \(error)")
    }

    /// How the sender of a request reaches this Loop: its address goes into every model.
    func host(for exchange: Exchange) -> String {
        let own = exchange.isSecure ? tlsURL ?? url : url
        guard let host = exchange.request.fields["host"], !host.isEmpty else { return own }
        return (exchange.isSecure ? "https://" : "http://") + host
    }

    private var projectListing: Value {
        ["projects": .array(store.projects.map(\.listingEntry))]
    }
}

/// A Loop could not be started.
public struct StartError: Error, Sendable, CustomStringConvertible {
    /// What failed, and what to do.
    public let description: String

    init(what: String) { description = what }
}

extension Project {
    /// The entry in the answer to `GET /api/projects`; `resource` has no `/api`, which converters put before it.
    fileprivate var listingEntry: Value {
        [
            "organization_id": .string(path.organization), "project_id": .string(path.project),
            "project_name": .string(path.project), "resource": .string(path.resource),
            "organization_name": .string(path.organization),
        ]
    }

    /// The answer to `GET` of the project. Up to version 0.4.0 converters read `box_categories`.
    fileprivate var json: Value {
        var json = listingEntry
        json["categories"] = .array(categories.map(\.json))
        json["box_categories"] = .array(categories.filter { $0.type == .box }.map(\.json))
        return json
    }
}
