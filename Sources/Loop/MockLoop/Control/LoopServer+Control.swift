internal import Bytes
internal import HTTP1
internal import HTTPServer
internal import JSON
internal import LoopDomain
internal import SocketIOServer

extension LoopServer {
    /// Bytes of a body that the control interface takes.
    private static let controlByteCountLimit = 4 << 20

    /// Answers a request to the control interface. It asks for no credentials, meets no fault, and is in no journal.
    func control(_ exchange: Exchange, _ path: RequestPath) {
        Task {
            do {
                exchange.answer(.json(try await answer(to: exchange, path)))
            } catch is Exchange.ConnectionEnded {
                // Nobody is there to be answered.
            } catch let error as ControlError {
                let response = Response.failure(error.status, error.description)
                guard case .methodNotTaken(_, let taken) = error else { return exchange.answer(response) }
                exchange.answer(response.adding("Allow", taken.joined(separator: ", ")))
            } catch {
                exchange.answer(.failure(error) ?? .failure(500, "The mock Loop failed: \(error)"))
            }
        }
    }

    private func answer(to exchange: Exchange, _ path: RequestPath) async throws -> Value {
        let request = exchange.request
        guard let place = ControlOperation.place(at: path.segments.dropFirst()) else {
            throw ControlError.nothingThere(String(request.target.prefix(200)))
        }
        guard let operation = place.operation(for: request.method) else {
            throw ControlError.methodNotTaken(String(request.method.prefix(20)), taken: place.methods)
        }
        let description = operation.description
        let query = try ControlBody(path.query(description.query), .object(description.query))
        let body = try await body(of: exchange, description.body ?? .object([]), isRead: description.body != nil)
        return try await perform(operation, place.parameters, query, body, for: exchange)
    }

    private func perform(
        _ operation: ControlOperation, _ names: ControlOperation.Parameters, _ query: ControlBody, _ body: ControlBody,
        for exchange: Exchange
    ) async throws -> Value {
        let project = ProjectPath(organization: names["organization"] ?? "", project: names["project"] ?? "")
        let node = names["node"] ?? ""
        switch operation {
        case .getDocument: return ControlDocument.json(url: host(for: exchange))
        case .getState: return state
        case .reset:
            reset()
            return state
        case .listProjects: return ["projects": .array(store.projects.map(\.summary))]
        case .createProject: return try createProject(body, host: host(for: exchange))
        case .getProject: return store.projects[try store.place(of: project)].details
        case .changeProject: return try changeProject(project, body)
        case .deleteProject:
            try store.deleteProject(at: project, keepingImages: query.text("keep_images") == "true")
            return ["deleted": true]
        case .setDeploymentTarget:
            return try store.deploy(body.text("model_id") ?? body.text("version"), in: project)?.target ?? nil
        case .clearDeploymentTarget:
            _ = try store.deploy(nil, in: project)
            return ["deployment_target": nil]
        case .changeImage:
            let id = names["id"] ?? ""
            _ = try store.changeImage(id, state: body.word("state"), set: body.word("set"), in: project)
            return try store.image(id, in: project).details
        case .listNodes: return ["nodes": .array(nodeListing)]
        case .getNode: return json(of: try self.node(node))
        case .disconnect:
            try connection(of: node).socket.session?.abort()
            return ["disconnected": true]
        case .beginTraining: return try await beginTraining(of: node, body)
        case .stopTraining: return try await call("stop_training", [], of: try connection(of: node), body).json
        case .abortTraining: return try await abortTraining(of: node, body)
        case .save: return try await save(on: node, body)
        case .restart:
            try send("restart", [], to: try connection(of: node))
            return ["sent": true]
        case .sendUserInput: return try await sendUserInput(to: node, body)
        case .emit: return try await emit(to: node, body)
        case .listFaults: return ["faults": .array(faults.armed.map(\.json))]
        case .armFault: return armFault(body).json
        case .disarmFaults:
            faults.disarmAll()
            return ["faults": []]
        case .disarmFault:
            let id = names["id"] ?? ""
            guard let number = Int(id), faults.disarm(number) else { throw ControlError.noSuchFault(id) }
            return ["disarmed": true]
        case .getJournal: return journalPage(query)
        case .emptyJournal:
            journal.removeAll()
            return ["entries": [], "next": .number(Number(journal.nextNumber - 1))]
        case .wait: return try await wait(body, for: exchange)
        }
    }

    // MARK: Bodies

    /// What a request's body says; nothing when it is empty.
    private func body(of exchange: Exchange, _ schema: Schema, isRead: Bool) async throws -> ControlBody {
        let bytes = isRead ? try await exchange.body(limit: Self.controlByteCountLimit) : []
        guard !bytes.isEmpty else { return try ControlBody([:], schema) }
        let contentType = exchange.request.fields["content-type"]
        guard Self.takes(contentType) else { throw ControlError.mediaTypeNotTaken(contentType ?? "") }
        let json: Value
        do {
            json = try Value(parsing: bytes)
        } catch {
            throw ControlError.notJSON(String(describing: error))
        }
        return try ControlBody(json, schema)
    }

    /// Whether a body of this type may be JSON: none is said, JSON is, or what `curl -d` says when it is not told.
    private static func takes(_ contentType: String?) -> Bool {
        guard let contentType else { return true }
        let type = Array(contentType.utf8).prefix { $0 != ASCII.semicolon }.trimmingWhiteSpace
        return type.isEmpty || type.equalsIgnoringCase("application/json")
            || type.equalsIgnoringCase("application/x-www-form-urlencoded")
    }

    // MARK: State and projects

    private var state: Value {
        [
            "time": .string(now.utc), "began": .string(began.utc), "url": .string(url),
            "tls_url": Value(tlsURL), "seed": .string(String(configuration.seed)),
            "authentication": .string(configuration.authentication.rawValue),
            "projects": .array(store.projects.map(\.summary)), "nodes": .array(nodeListing),
            "faults": .array(faults.armed.map(\.json)),
            "journal": [
                "first": .number(Number(journal.firstNumber)), "next": .number(Number(journal.nextNumber)),
            ],
        ]
    }

    private func createProject(_ body: ControlBody, host: String) throws -> Value {
        let configuration = try ProjectConfiguration(json: body.wholeNumbers, organization: Demo.path.organization)
        store.put(Generator.project(configuration, host: host, at: now))
        return store.projects[try store.place(of: configuration.path)].details
    }

    private func changeProject(_ path: ProjectPath, _ body: ControlBody) throws -> Value {
        let place = try store.place(of: path)
        let categories = try body.list("categories").map { try $0.map { try Category(json: $0) } }
        if body.has("deployment_target") { _ = try store.deploy(body.text("deployment_target"), in: path) }
        if let categories { store.projects[place].categories = categories }
        return store.projects[place].details
    }

    // MARK: Faults

    private func armFault(_ body: ControlBody) -> Fault {
        let target: Fault.Target =
            if let event = body.text("event") {
                .event(event, node: body.text("node"))
            } else {
                .request(method: body.text("method"), Glob(body.text("path") ?? ""))
            }
        return faults.arm(
            target, Fault.Action(body["action"] ?? nil), count: body.integer("count") ?? 1,
            delay: body.duration("delay") ?? .zero)
    }
}

extension RequestPath {
    /// The parameters of the query as JSON: those that are known to be numbers as numbers, where they are.
    ///
    /// - Parameter known: those that there may be.
    fileprivate func query(_ known: [Property]) -> Value {
        .object(
            queryFields.map { name, text in
                let number = known.first { $0.name == name }.flatMap { property -> Number? in
                    guard case .integer = property.schema else { return nil }
                    return Number(text: text)
                }
                return Member(name: name, value: number.map { .number($0) } ?? .string(text))
            })
    }
}
