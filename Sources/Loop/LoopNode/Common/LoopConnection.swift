internal import Bytes
internal import HTTPClient
internal import JSON
internal import Logging

/// The way to a Loop: its address, the session, and the patience that its answers ask for.
///
/// A session is a cookie from `POST /api/login`. It is made before the first request that needs one, and again, once,
/// when a request is answered 401. An answer 429 means: later; the request is sent again after a pause.
final class LoopConnection: Sendable {
    /// How often a request is sent before a 429 is taken for the answer, and the pause between.
    ///
    /// The Python library's numbers since 0.12.1.
    static let attemptLimit = 20
    static let attemptPause: Duration = .seconds(5)

    /// The pause between two questions whether the Loop is ready. The Python library's since 0.8.
    static let readinessPause: Duration = .seconds(10)

    /// The longest time for an answer, and for a model on its way up or down.
    ///
    /// 60 s are the Python library's; it means them for models, too, but counts each read and write anew.
    static let timeout: Duration = .seconds(60)
    static let modelTimeout: Duration = .seconds(600)

    let baseURL: String
    private let username: String
    private let password: String
    private let client: Client
    private let cookieJar = CookieJar()
    private let login = SharedLogin()
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// A connection that has not sent anything.
    ///
    /// - Parameters:
    ///   - baseURL: another address than the configuration's.
    ///   - clock: what the pauses are measured with.
    init(
        _ configuration: NodeConfiguration, at baseURL: String? = nil, clock: any Clock<Duration>, logger: Logger
    ) {
        self.baseURL = baseURL ?? configuration.baseURL
        username = configuration.username
        password = configuration.password
        client = Client(
            configuration: .init(caCertificate: configuration.certificatePath, userAgent: "LoopNode"))
        self.clock = clock
        self.logger = logger
    }

    /// Ends all transfers.
    func close() async { await client.close() }

    /// Waits until the Loop says that it is ready.
    ///
    /// - Throws: `CancellationError` only.
    func untilReady() async throws {
        while true {
            do {
                let response = try await send(request("GET", "/status"))
                if response.status == 200 { return }
                logger.info("The Loop at \(baseURL) is not ready: status \(response.status)")
            } catch let error as TransferError {
                logger.info("The Loop at \(baseURL) is not ready: \(error.message)")
            }
            try await clock.sleep(for: Self.readinessPause)
        }
    }

    /// Asks once whether the Loop is ready.
    ///
    /// - Throws: ``NodeError/notReady(reason:)``, `CancellationError`.
    func checkReadiness(within limit: Duration) async throws {
        var request = request("GET", "/status")
        request.timeout = limit
        do {
            let response = try await client.perform(request)
            guard response.status != 200 else { return }
            throw NodeError.notReady(reason: "status \(response.status)")
        } catch let error as TransferError {
            throw NodeError.notReady(reason: error.message)
        }
    }

    /// The cookies of the session.
    var cookies: [Cookie] { cookieJar.cookies }

    /// Makes a session if there is none.
    ///
    /// - Throws: ``NodeError/login(status:detail:)``, `TransferError`, `CancellationError`.
    func ensureLogin() async throws {
        guard cookieJar.isEmpty else { return }
        try await logIn()
    }

    /// Makes a new session.
    ///
    /// - Throws: as ``ensureLogin()``.
    func logIn() async throws { try await renewLogin(after: await login.count) }

    private func renewLogin(after count: Int) async throws {
        try await login.renew(after: count) { [self] in try await postLogin() }
    }

    private func postLogin() async throws {
        cookieJar.clear()
        let form = "username=\(PercentEncoding.encode(username))&password=\(PercentEncoding.encode(password))"
        var request = request("POST", "/login")
        request.fields = [Field(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        request.body = .bytes(Array(form.utf8))
        let response = try await send(request)
        guard response.status == 200 else {
            cookieJar.clear()
            throw NodeError.login(status: response.status, detail: response.detail)
        }
        guard !cookieJar.isEmpty else { throw NodeError.login(status: 200, detail: "") }
    }

    /// Sends a request to the Loop.
    ///
    /// - Parameters:
    ///   - path: below `/api`, encoded.
    ///   - needsLogin: whether a session is made first; if not, one that there is is used all the same.
    /// - Throws: what ``ensureLogin()`` throws; statuses are no errors.
    func perform(
        _ method: String, _ path: String, fields: [Field] = [], body: Request.Body = .none,
        responseBody: Request.ResponseBody = .memory, timeout: Duration = timeout, needsLogin: Bool = true
    ) async throws -> Response {
        if needsLogin { try await ensureLogin() }
        var request = request(method, path)
        request.fields = fields
        request.body = body
        request.responseBody = responseBody
        request.timeout = timeout
        let count = await login.count
        let response = try await send(request)
        guard response.status == 401, needsLogin else { return response }
        logger.info("The Loop does not know the session any more; logging in again")
        try await renewLogin(after: count)
        return try await send(request)
    }

    /// Sends JSON to the Loop.
    func post(_ value: Value, to path: String) async throws -> Response {
        let type = Field(name: "Content-Type", value: "application/json")
        return try await perform("POST", path, fields: [type], body: .bytes(value.bytes()))
    }

    private func request(_ method: String, _ path: String) -> Request {
        Request(method: method, url: baseURL + "/api" + path, timeout: Self.timeout, cookieJar: cookieJar)
    }

    private func send(_ request: Request) async throws -> Response {
        var attempt = 1
        while true {
            let response = try await client.perform(request)
            if response.status != 429 || attempt == Self.attemptLimit { return response }
            logger.info("The Loop is busy (429); \(request.method) \(request.url) again in \(Self.attemptPause)")
            attempt += 1
            try await clock.sleep(for: Self.attemptPause)
        }
    }
}

extension Response {
    /// What the Loop says of an error: the member `detail` of a JSON answer, else the text itself.
    var detail: String {
        if let value = try? Value(parsing: body), let detail = value["detail"] {
            return detail.string ?? detail.text()
        }
        return String(decoding: body.prefix(Self.detailByteCount), as: UTF8.self)
    }

    /// So much of a text that is no JSON is shown: a page for browsers would fill the log.
    private static let detailByteCount = 200

    /// The JSON of an answer with status 200.
    ///
    /// - Parameter request: what was asked, for the error.
    func json(of request: String) throws(NodeError) -> Value {
        guard status == 200 else { throw .refused(request: request, status: status, detail: detail) }
        do {
            return try Value(parsing: body)
        } catch {
            throw .malformedAnswer(request: request, reason: "it is no JSON (\(error))")
        }
    }
}
