internal import Bytes
internal import HTTP1
internal import HTTPServer
internal import JSON
internal import LoopDomain

extension LoopServer {
    /// How long a token is said to be valid: 30 days. It does not end then; see ``Sessions``.
    private static let tokenLifetime = 30 * 86_400

    /// Whether a request may go on: what it shows is right, or it shows nothing and need not.
    ///
    /// Where nobody need show anything, nobody looks either: a client may still have the cookie of a Loop that has been
    /// started anew since, and does not log in again for what it asks without a login.
    func isLetIn(_ request: RequestHead, to route: Route) -> Bool {
        guard !route.isOpen(method: request.method) else { return true }
        switch visitor(showing: Credentials(request.fields)) {
        case .known(.user): return true
        case .known(.guest):
            return configuration.authentication == .lenient || route.isForGuests(method: request.method)
        case .nobody: return configuration.authentication == .lenient
        case .wrong: return false
        }
    }

    /// What credentials are worth.
    enum Standing {
        case known(Visitor)
        /// It shows none.
        case nobody
        case wrong
    }

    func visitor(showing credentials: Credentials) -> Standing {
        switch credentials {
        case .none: .nobody
        case .session(let token): store.sessions.visitor(showing: token).map { .known($0) } ?? .wrong
        case .basic(let username, let password):
            Account(username: username, password: password) == configuration.account ? .known(.user) : .wrong
        case .unreadable: .wrong
        }
    }

    /// `POST /api/login`: exactly 200 and a cookie, or an error. A cookie marked `Secure` would not come back over
    /// plain HTTP.
    func logIn(_ exchange: Exchange) async throws {
        let token = try openSession(try await form(of: exchange))
        exchange.answer(
            .json(["success": true]).adding(
                "Set-Cookie", "\(Credentials.cookieName)=\(token); HttpOnly; Path=/; SameSite=Lax"))
    }

    /// `POST /api/token`: the client subtracts the `Date` field from `expires`.
    func giveToken(_ exchange: Exchange) async throws {
        let token = try openSession(try await form(of: exchange))
        let expires = configuration.clock.now.microsecondsSinceEpoch / 1_000_000 + Self.tokenLifetime
        exchange.answer(
            .json([
                "access_token": .string(token), "token_type": "bearer", "expires": .number(Number(Double(expires))),
            ]))
    }

    func logOut(_ exchange: Exchange) -> Response {
        if case .session(let token) = Credentials(exchange.request.fields) { store.logOut(token) }
        return .json(["success": true]).adding(
            "Set-Cookie", "\(Credentials.cookieName)=; HttpOnly; Path=/; SameSite=Lax; Max-Age=0")
    }

    private func openSession(_ form: FormFields) throws -> String {
        try store.logIn(username: form["username"] ?? "", password: form["password"] ?? "")
    }

    /// The fields of a form in either encoding: nodes send it URL-encoded, a script of a third party as multipart.
    private func form(of exchange: Exchange) async throws -> FormFields {
        let contentType = exchange.request.fields.firstValue(of: "content-type") ?? []
        let body = try await exchange.body(limit: Self.formByteCountLimit)
        let mediaType = contentType.prefix { $0 != ASCII.semicolon }.trimmingWhiteSpace
        guard mediaType.equalsIgnoringCase("multipart/form-data") else {
            // Taken for a form without name, it would be let in by a lenient Loop, whatever is in it.
            guard
                body.isEmpty || mediaType.isEmpty || mediaType.equalsIgnoringCase("application/x-www-form-urlencoded")
            else { throw FormError.notAForm(mediaType: String(decoding: mediaType, as: UTF8.self)) }
            return FormFields(urlEncoded: body[...])
        }
        var reader = MultipartReader(boundary: try MultipartReader.boundary(fromContentType: contentType))
        reader.receive(body)
        var fields = FormFields()
        var name = ""
        var content: [UInt8] = []
        while let event = try reader.nextEvent() {
            switch event {
            case .part(let head):
                name = head.name
                content = []
            case .data(let run): content += run
            case .endOfPart: fields.append(name, String(decoding: content, as: UTF8.self))
            case .end: break
            }
        }
        try reader.finish()
        return fields
    }
}
