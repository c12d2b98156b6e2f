internal import Bytes
package import HTTP1

/// What an HTTP request asks an Engine.IO server for, as its head alone tells.
package enum ServerRequest: Sendable, Hashable {
    case handshake(Transport, Query)
    case poll(session: String)
    case post(session: String)
    /// The upgrade of a session.
    case webSocket(session: String)
    /// What a browser asks before it lets a page of another origin ask.
    case preflight(Answer)
    case refused(Refusal)

    /// The version of the protocol, the value of `EIO`.
    private static let version = "4"

    /// Reads a request to the server's path.
    ///
    /// - Parameter session: what carries a session, by its id; nil where there is none.
    package static func read(
        _ request: RequestHead, _ configuration: ServerConfiguration, session: (String) -> Transport?
    ) -> ServerRequest {
        do {
            return try ServerRequest(request, configuration, session: session)
        } catch {
            return .refused(error)
        }
    }

    private init(
        _ request: RequestHead, _ configuration: ServerConfiguration, session: (String) -> Transport?
    ) throws(Refusal) {
        guard let query = Query(target: request.target) else { throw .badRequest }
        let origin = request.fields.firstValue(of: "origin")
        guard origin.map(CrossOrigin.isWellFormed) ?? true else { throw .badRequest }
        if request.method == "OPTIONS", let crossOrigin = configuration.crossOrigin {
            self = .preflight(crossOrigin.preflight(request))
            return
        }
        guard let transport = query["transport"].flatMap(Transport.init), configuration.transports.contains(transport)
        else { throw .unknownTransport }
        // JSONP, with which browsers of before 2012 asked other origins: their scripts could not read what is answered here.
        guard transport != .polling || query["j"] == nil else { throw .badRequest }
        let asksForWebSocket = request.fields.contains("websocket", in: "upgrade")
        if asksForWebSocket, let origin, let crossOrigin = configuration.crossOrigin, crossOrigin.refusesWebSockets,
            !crossOrigin.allows(origin)
        {
            throw .forbidden("Origin not allowed")
        }
        if let id = query["sid"], !id.isEmpty {
            guard let carrier = session(id) else { throw .unknownSession }
            // The reference forgets to look here; the protocol demands the parameter of every request.
            guard query["EIO"] == Self.version else { throw .unsupportedVersion }
            switch (transport, request.method) {
            // A proxy that does not know WebSocket takes the upgrade away: what is left must not take packets.
            case (.webSocket, "GET"):
                guard asksForWebSocket else { throw .badRequest }
                self = .webSocket(session: id)
            case (.polling, "GET"):
                guard carrier == .polling, !asksForWebSocket else { throw .badRequest }
                self = .poll(session: id)
            case (.polling, "POST"):
                guard carrier == .polling, !asksForWebSocket else { throw .badRequest }
                self = .post(session: id)
            default: throw .badRequest
            }
        } else {
            guard request.method == "GET" else { throw .badHandshakeMethod }
            guard (transport == .webSocket) == asksForWebSocket else { throw .badRequest }
            guard query["EIO"] == Self.version else { throw .unsupportedVersion }
            self = .handshake(transport, query)
        }
    }
}
