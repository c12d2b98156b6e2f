internal import HTTP1
internal import HTTPServer

extension LoopServer {
    /// Lets a request meet a fault.
    ///
    /// But for one that is done all the same, it is read whole first: so the fault is what its client sees, and not that
    /// nobody took what it sent.
    ///
    /// - Parameter serve: answers the request as it should be answered.
    func apply(_ fault: Fault, to exchange: Exchange, _ serve: @escaping () -> Void) {
        if fault.action.isServed, fault.delay == .zero {
            exchange.isAnswerCut = fault.action.isCut
            return serve()
        }
        Task {
            do {
                if !fault.action.isServed { try await readWhole(exchange) }
                await pause(for: fault.delay)
                carryOut(fault, on: exchange, serve)
            } catch is Exchange.ConnectionEnded {
                // It has met its end already.
            } catch {
                exchange.answer(.failure(error) ?? .failure(500, "\(error)"))
            }
        }
    }

    private func carryOut(_ fault: Fault, on exchange: Exchange, _ serve: () -> Void) {
        switch fault.action {
        case .status(let status):
            exchange.answer(Self.answer(status, of: fault))
        case .hang:
            let key = ObjectIdentifier(exchange)
            hangingExchanges[key] = exchange
            exchange.whenPeerEnds { self.hangingExchanges.removeValue(forKey: key)?.abort() }
        case .cut: exchange.abort()
        case .cutBody, .late, .acknowledge:
            exchange.isAnswerCut = fault.action.isCut
            serve()
        }
    }

    /// Seconds after which a client that sends too much may come again, as it is told.
    private static let retryAfter = 5

    private static func answer(_ status: Int, of fault: Fault) -> Response {
        // Answers that have no content, by their status (RFC 9110, sections 15.3.5 and 15.4.5).
        guard status != 204, status != 304 else { return Response(status: status) }
        let response = Response.failure(status, "This is fault \(fault.id), which was asked for.")
        switch status {
        case 401: return response.adding("WWW-Authenticate", "Bearer")
        case 429, 503: return response.adding("Retry-After", String(retryAfter))
        default: return response
        }
    }

    private func readWhole(_ exchange: Exchange) async throws {
        exchange.limitBody(to: configuration.uploadByteCountLimit)
        while try await exchange.nextBody() != nil {}
    }

    /// Ends the connections of requests that hang.
    func cutHangingExchanges() {
        let exchanges = hangingExchanges.values
        hangingExchanges = [:]
        for exchange in exchanges { exchange.abort() }
    }
}

extension Fault.Action {
    /// Whether what meets it is done all the same.
    fileprivate var isServed: Bool {
        switch self {
        case .cutBody, .late, .acknowledge: true
        case .status, .hang, .cut: false
        }
    }

    fileprivate var isCut: Bool { if case .cutBody = self { true } else { false } }
}
