internal import HTTP1
internal import HTTPServer
internal import JSON
internal import LoopDomain
internal import SocketIOServer

extension LoopServer {
    /// Bytes of a JSON body: detections come all at once from library versions up to 0.7.11.
    static let jsonByteCountLimit = 64 << 20

    func handle(_ exchange: Exchange) {
        let request = exchange.request
        let path: RequestPath
        do {
            path = try RequestPath(target: request.target)
        } catch {
            note(exchange)
            return exchange.answer(.failure(400, error.description))
        }
        // Whoever controls the Loop is not part of what happens to it.
        if path.segments.first == ControlOperation.prefix { return control(exchange, path) }
        let record = note(exchange)
        guard let fault = faults.take(method: request.method, target: request.target) else {
            return serve(exchange, path)
        }
        record.fault = fault.id
        note(.fault(FaultRecord(fault, metBy: record)))
        apply(fault, to: exchange) { self.serve(exchange, path) }
    }

    /// Lets the journal see the exchange.
    @discardableResult
    private func note(_ exchange: Exchange) -> ExchangeRecord {
        let record = ExchangeRecord(exchange, at: now) { self.note(ended: $0) }
        begin(record)
        exchange.observer = record
        return record
    }

    private func serve(_ exchange: Exchange, _ path: RequestPath) {
        let request = exchange.request
        if sockets?.handle(exchange) == true { return }
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
            guard let response = try answer(to: exchange, route, path) else {
                Task { await answerLater(exchange, route) }
                return
            }
            exchange.answer(response)
        } catch {
            exchange.answer(failure(error))
        }
    }

    /// The answer that needs no more than the request's head; nil for what takes its time.
    private func answer(to exchange: Exchange, _ route: Route, _ path: RequestPath) throws -> Response? {
        switch route {
        case .status: return .json(["status": "ok"])
        case .logOut: return logOut(exchange)
        case .projects: return .json(["projects": .array(store.projects.map(\.listingEntry))])
        case .project(let project) where exchange.request.method == "DELETE":
            let keepsImages = path.queryValue("keep_images").map(Self.isTrue) ?? false
            try store.deleteProject(at: project, keepingImages: keepsImages)
            return .json(["success": true])
        case .project(let project): return .json(store.projects[try store.place(of: project)].json)
        case .data(let project):
            let state = try path.queryValue("state").map(Self.state)
            return .json(store.projects[try store.place(of: project)].data(state: state))
        case .images(let project) where exchange.request.method != "POST":
            let ids = path.queryValue("ids")?.split(separator: ",") ?? []
            return .json(try store.images(ids, version: path.queryValue("model_version"), in: project))
        case .models(let project):
            return .json(store.projects[try store.place(of: project)].models.listing(format: path.queryValue("format")))
        case .trainings(let project): return .json(store.projects[try store.place(of: project)].trainingCharts)
        case .deploymentTarget(let project):
            guard let model = store.projects[try store.place(of: project)].deployedModel else {
                throw Refusal.noTarget(project)
            }
            // `target_id` is what a script of 2022 reads.
            return .json([
                "model_uuid": .string(model.id), "version": Value(model.version), "target_id": Value(model.version),
            ])
        case .deploymentImages(let project): return .json(try imagesToDetect(in: project))
        case .logIn, .token, .generator, .images, .picture, .noveltyScores, .detections, .newModel, .modelFile,
            .trainedModel, .detectors:
            return nil
        }
    }

    /// Answers a request whose body is read, or whose answer comes from disk.
    private func answerLater(_ exchange: Exchange, _ route: Route) async {
        do {
            switch route {
            case .logIn: try await logIn(exchange)
            case .token: try await giveToken(exchange)
            case .generator(let organization): try await generate(exchange, organization: organization)
            case .images(let project): try await receiveImages(exchange, in: project)
            case .picture(let project, let id): try await sendPicture(exchange, in: project, id: id)
            case .noveltyScores(let project): try await receiveNoveltyScores(exchange, in: project)
            case .detections(let project): try await receiveDetections(exchange, in: project)
            case .newModel(let project, let format): try await receiveModel(exchange, in: project, format: format)
            case .modelFile(let project, let id, let format) where exchange.request.method == "PUT":
                try await receiveFile(exchange, in: project, id: id, format: format)
            case .modelFile(let project, let id, let format):
                try await sendFile(exchange, in: project, id: id, format: format)
            case .trainedModel(let project, let training, let format):
                try await receiveTrainedModel(exchange, in: project, training: training, format: format)
            case .detectors(let project): try await receiveDetectorStatus(exchange, in: project)
            case .status, .logOut, .projects, .project, .data, .models, .trainings, .deploymentTarget,
                .deploymentImages:
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

    /// The JSON in a request's body. Its content type does not matter: library versions 0.7.9 to 0.7.12 send none.
    func json(of exchange: Exchange, limit: Int = jsonByteCountLimit) async throws -> Value {
        let body = try await exchange.body(limit: limit)
        do {
            return try Value(parsing: body)
        } catch {
            throw BodyError.notJSON(String(describing: error))
        }
    }

    /// How the sender of a request reaches this Loop: its address goes into every model.
    func host(for exchange: Exchange) -> String {
        let own = exchange.isSecure ? tlsURL ?? url : url
        guard let host = exchange.request.fields["host"], !host.isEmpty else { return own }
        return (exchange.isSecure ? "https://" : "http://") + host
    }

    private static func isTrue(_ word: String) -> Bool { ["true", "1", "yes", "on"].contains(word.lowercased()) }

    private static func state(_ word: String) throws -> Image.State {
        guard let state = Image.State(rawValue: word) else {
            let words = Image.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw DomainError(what: "There are no images in state \"\(word)\"; there are \(words).")
        }
        return state
    }
}

/// A body that is not what it should be.
enum BodyError: Error, Hashable, CustomStringConvertible {
    case notJSON(String)

    var description: String {
        switch self {
        case .notJSON(let reason): "The body is no JSON, \(reason)"
        }
    }
}
