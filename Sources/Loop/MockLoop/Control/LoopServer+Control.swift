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
        let request = exchange.request
        guard let route = ControlRoute(path.segments) else {
            return exchange.answer(
                .failure(
                    404,
                    "There is nothing at \(request.target.prefix(200)); /\(ControlRoute.prefix)/openapi.json says what there is."
                ))
        }
        guard route.methods.contains(request.method) else {
            let methods = route.methods.joined(separator: ", ")
            return exchange.answer(
                .failure(405, "This path takes \(methods), not \(request.method.prefix(20)).").adding("Allow", methods))
        }
        Task {
            do {
                exchange.answer(try await answer(to: exchange, route, path))
            } catch is Exchange.ConnectionEnded {
                // Nobody is there to be answered.
            } catch let error as ControlError {
                exchange.answer(.failure(error.status, error.description))
            } catch {
                exchange.answer(.failure(error) ?? .failure(500, "The mock Loop failed: \(error)"))
            }
        }
    }

    private func answer(to exchange: Exchange, _ route: ControlRoute, _ path: RequestPath) async throws -> Response {
        let method = exchange.request.method
        switch route {
        case .document: return .json(ControlDocument.json(version: nil))
        case .state: return .json(state)
        case .reset:
            _ = try await body(of: exchange, members: [])
            reset()
            return .json(state)
        case .projects:
            guard method == "POST" else { return .json(["projects": .array(store.projects.map(\.summary))]) }
            return .json(try await createProject(exchange))
        case .project(let project):
            switch method {
            case "PATCH":
                try await changeProject(
                    project, try await body(of: exchange, members: ["deployment_target", "categories"]))
            case "DELETE":
                let keepsImages = path.queryValue("keep_images") == "true"
                try store.deleteProject(at: project, keepingImages: keepsImages)
                return .json(["deleted": true])
            default: break
            }
            return .json(store.projects[try store.place(of: project)].details)
        case .deploymentTarget(let project):
            guard method == "PUT" else {
                _ = try store.deploy(nil, in: project)
                return .json(["deployment_target": nil])
            }
            let body = try await body(of: exchange, members: ["version", "model_id"])
            guard let model = try body.text("model_id") ?? body.text("version") else {
                throw ControlError.missingMember("version", wanted: "the version of a model, or model_id its id")
            }
            let deployed = try store.deploy(model, in: project)
            return .json(["model_id": Value(deployed?.id), "version": Value(deployed?.version)])
        case .image(let project, let id):
            let body = try await body(of: exchange, members: ["state", "set"])
            let image = try store.changeImage(
                id, state: try body.word("state"), set: try body.word("set"), in: project)
            return .json(image.details)
        case .nodes: return .json(["nodes": .array(nodeListing)])
        case .node(let name): return .json(try node(name).json)
        case .connection(let name):
            try connection(of: name).socket.session?.abort()
            return .json(["disconnected": true])
        case .command(let command, let name): return .json(try await perform(command, of: name, exchange))
        case .faults:
            switch method {
            case "POST": return .json(try await armFault(exchange))
            case "DELETE":
                faults.disarmAll()
                return .json(["faults": []])
            default: return .json(["faults": .array(faults.armed.map(\.json))])
            }
        case .fault(let text):
            guard let id = Int(text), faults.disarm(id) else { throw ControlError.noSuchFault(Int(text) ?? 0) }
            return .json(["disarmed": true])
        case .journal:
            guard method == "DELETE" else { return .json(try journalPage(path)) }
            journal.removeAll()
            return .json(["entries": [], "next": .number(Number(journal.nextNumber))])
        case .wait: return .json(try await wait(exchange))
        }
    }

    /// The members of a request's body; none when it is empty.
    func body(of exchange: Exchange, members: [String]) async throws -> ControlBody {
        let bytes = try await exchange.body(limit: Self.controlByteCountLimit)
        guard !bytes.isEmpty else { return try ControlBody([:], members: members) }
        let json: Value
        do {
            json = try Value(parsing: bytes)
        } catch {
            throw BodyError.notJSON(String(describing: error))
        }
        return try ControlBody(json, members: members)
    }

    // MARK: State

    private var state: Value {
        [
            "time": .string(now.text()), "began": .string(began.text()), "url": .string(url),
            "tls_url": Value(tlsURL), "seed": .string(String(configuration.seed)),
            "authentication": .string(configuration.authentication.rawValue),
            "projects": .array(store.projects.map(\.summary)), "nodes": .array(nodeListing),
            "faults": .array(faults.armed.map(\.json)),
            "journal": [
                "first": .number(Number(journal.firstNumber)), "next": .number(Number(journal.nextNumber)),
            ],
        ]
    }

    private func createProject(_ exchange: Exchange) async throws -> Value {
        let json = try await json(of: exchange, limit: Self.controlByteCountLimit)
        let configuration = try ProjectConfiguration(json: json, organization: Demo.path.organization)
        store.put(Generator.project(configuration, host: host(for: exchange), at: now))
        return store.projects[try store.place(of: configuration.path)].details
    }

    private func changeProject(_ path: ProjectPath, _ body: ControlBody) async throws {
        let place = try store.place(of: path)
        let categories = try body.list("categories").map { try $0.map { try Category(json: $0) } }
        if body.has("deployment_target") { _ = try store.deploy(try body.text("deployment_target"), in: path) }
        if let categories { store.projects[place].categories = categories }
    }

    // MARK: Faults

    private static let faultMembers = ["method", "path", "event", "node", "action", "count", "delay"]

    private func armFault(_ exchange: Exchange) async throws -> Value {
        let body = try await body(of: exchange, members: Self.faultMembers)
        let target: Fault.Target
        if let event = try body.text("event") {
            target = .event(event, node: try body.text("node"))
        } else {
            target = .request(method: try body.text("method"), Glob(try body.text("path") ?? "/api/*"))
        }
        let delay = try body.duration("delay", upTo: Fault.delayLimit) ?? .zero
        let action = try Self.action(body["action"], delay: delay, of: target)
        let count = try body.integer("count", in: 1...Fault.countLimit) ?? 1
        return faults.arm(target, action, count: count, delay: delay).json
    }

    private static func action(_ value: Value?, delay: Duration, of target: Fault.Target) throws -> Fault.Action {
        let wanted: String
        switch target {
        case .request:
            wanted = "{\"status\": 400 to 599}, \"hang\", \"cut\", \"cut_body\" or, with a delay, \"late\""
            switch value?.string {
            case "hang": return .hang
            case "cut": return .cut
            case "cut_body": return .cutBody
            case "late": return .late
            default: break
            }
            if let status = value?["status"]?.int, (200...599).contains(status) { return .status(status) }
        case .event:
            wanted = "{\"acknowledge\": any JSON}, \"hang\", \"cut\" or, with a delay, \"late\""
            switch value?.string {
            case "hang": return .hang
            case "cut": return .cut
            case "late": return .late
            default: break
            }
            if let value = value?["acknowledge"] { return .acknowledge(value) }
        }
        guard let value else {
            // Nothing but a delay is a fault, too.
            if delay > .zero { return .late }
            throw ControlError.missingMember("action", wanted: wanted)
        }
        throw ControlError.wrongMember("action", is: value.text(), wanted: wanted)
    }
}

extension ControlBody {
    /// One of a few words.
    fileprivate func word<Word: RawRepresentable & CaseIterable>(_ name: String) throws -> Word?
    where Word.RawValue == String {
        guard let text = try text(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw ControlError.wrongMember(
                name, is: "\"\(text)\"", wanted: Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word
    }
}
