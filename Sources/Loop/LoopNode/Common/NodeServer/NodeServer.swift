internal import Bytes
internal import EngineIO
internal import HTTP1
internal import HTTPServer
internal import Logging
internal import LoopDomain
internal import POSIX
internal import SocketIO
internal import SocketIOServer
internal import Sockets

/// What a node serves itself: HTTP, and Socket.IO where its routes have events.
///
/// ```swift
/// var routes = NodeRoutes()
/// routes.add("GET", "/operation_mode") { _ in .text("idle") }
/// routes.events["about"] = { _ in Payload(["state": "online"]) }
/// let server = try NodeServer(routes, logger: logger)
/// let endpoint = try await server.start(host: "0.0.0.0", port: 80)
/// ```
///
/// It answers as the Python library's nodes do, which run on FastAPI: errors are `{"detail": …}`, and what nobody has
/// foreseen is `Internal Server Error` in plain text and the end of the connection.
actor NodeServer {
    /// How many connections' requests may still be answered, and for how long, when the server stops.
    static let stopGrace: Duration = .seconds(5)

    /// Attachments of one packet: a batch has one for each image. The reference has no limit.
    private static let attachmentCountLimit = 1000

    private let loop: EventLoop
    private let routes: NodeRoutes
    private let logger: Logger
    private var http: Server?
    private var sockets: SocketServer?
    private var eventsUnderWay = 0
    private var isStopping = false
    private var whenNoEvents: CheckedContinuation<Void, Never>?

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// A server that nobody can reach yet.
    ///
    /// - Throws: `SystemError` when the system gives no further descriptor.
    init(_ routes: NodeRoutes, logger: Logger) throws(SystemError) {
        loop = try EventLoop(name: "node-server")
        self.routes = routes
        self.logger = logger
    }

    /// Begins to serve.
    ///
    /// - Parameter port: 0 picks a free one.
    /// - Returns: where: `http://127.0.0.1:8004`.
    /// - Throws: ``NodeError/address(host:port:reason:)``.
    func start(host: String, port: UInt16) throws(NodeError) -> String {
        let server = Server(on: loop, configuration: configuration) { self.handle($0) }
        if !routes.events.isEmpty { sockets = makeSocketServer() }
        do {
            let endpoint = try server.listen(host: host, port: port, on: loop)
            try server.start()
            http = server
            return endpoint.url
        } catch let error as SystemError where error.isAddressInUse {
            throw .address(host: host, port: port, reason: "another program uses it")
        } catch {
            throw .address(host: host, port: port, reason: "\(error)")
        }
    }

    private var configuration: Server.Configuration {
        var configuration = Server.Configuration { WallClock.system.now.microsecondsSinceEpoch / 1_000_000 }
        configuration.refusal = { .detail($0.status, $0.description) }
        return configuration
    }

    private func makeSocketServer() -> SocketServer {
        var settings = SocketServer.Configuration()
        settings.engine.path = "/ws/socket.io/"
        settings.engine.takesPathWithoutSlash = true
        settings.engine.maxPayload = NodeRoutes.imageByteCountLimit
        settings.limits.attachmentCount = Self.attachmentCountLimit
        settings.allowAttachments(of: NodeRoutes.imageByteCountLimit)
        let server = SocketServer(on: loop, settings)
        server.namespace(Packet.mainNamespace).onConnect = { socket in
            socket.onEvent = { self.receive($0) }
        }
        return server
    }

    /// Ends the server: requests and events that are under way are answered, as far as that takes no longer than
    /// ``stopGrace``, and clients of Socket.IO are told.
    func stop() async {
        isStopping = true
        if eventsUnderWay > 0 {
            let timer = loop.schedule(at: loop.now + Self.stopGrace) { self.whenNoEvents.take()?.resume() }
            await withCheckedContinuation { whenNoEvents = $0 }
            timer.cancel()
        }
        sockets?.shutDown()
        await http?.shutDown(grace: Self.stopGrace)
        http = nil
        sockets = nil
    }

    // MARK: - Requests

    private func handle(_ exchange: Exchange) {
        if sockets?.handle(exchange) == true { return }
        let target = exchange.request.target
        let path = String(target.prefix { $0 != "?" })
        guard let methods = routes.requests[path] else {
            return exchange.answer(redirection(from: path, of: exchange.request) ?? .detail(404, "Not Found"))
        }
        guard let route = methods[exchange.request.method] else {
            let allowed = methods.keys.sorted().joined(separator: ", ")
            return exchange.answer(.detail(405, "Method Not Allowed").adding("Allow", allowed))
        }
        Task { await answer(exchange, route) }
    }

    /// To the path with or without a slash at its end, where that one is served.
    private func redirection(from path: String, of request: RequestHead) -> Response? {
        let other = path.hasSuffix("/") ? String(path.dropLast()) : path + "/"
        guard routes.requests[other] != nil, let host = request.fields["host"] else { return nil }
        let query = request.target.dropFirst(path.count)
        return Response(status: 307).adding("Location", "http://\(host)\(other)\(query)")
    }

    private func answer(_ exchange: Exchange, _ route: NodeRoutes.Route) async {
        do {
            let body = try await exchange.body(limit: route.bodyByteCountLimit)
            exchange.answer(try await route.handler(NodeRequest(head: exchange.request, body: body)))
        } catch is Exchange.ConnectionEnded {
            // Nobody is there to be answered.
        } catch let error as HTTP1.ProtocolError {
            exchange.answer(.detail(error.status, error.description))
        } catch let error as RequestError {
            exchange.answer(error.response)
        } catch {
            logger.error("\(exchange.request.method) \(exchange.request.target): \(error)")
            exchange.answer(.internalServerError)
        }
    }

    // MARK: - Events

    /// An event that nobody knows is not acknowledged, as in the reference.
    private func receive(_ event: ReceivedEvent) {
        guard !isStopping else { return }
        guard let handler = routes.events[event.name] else {
            logger.debug("There is no event \(event.name.debugDescription) here")
            return
        }
        Task { await acknowledge(event, handler) }
    }

    private func acknowledge(_ event: ReceivedEvent, _ handler: NodeRoutes.EventHandler) async {
        eventsUnderWay += 1
        let payload = await handler(event.arguments)
        event.acknowledge?(payload)
        eventsUnderWay -= 1
        if eventsUnderWay == 0 { whenNoEvents.take()?.resume() }
    }
}
