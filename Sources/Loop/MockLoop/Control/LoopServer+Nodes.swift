internal import HTTPServer
internal import JSON
internal import LoopDomain

/// A node as the control interface sees it: what it said of itself, and its connection.
struct NodeView {
    let id: String?
    let name: String
    let kind: NodeKind?
    let node: Node?
    let connection: NodeConnection?

    var json: Value {
        let peer = connection?.peer
        return [
            "id": Value(id), "name": .string(name), "kind": Value(kind?.rawValue),
            "connected": .bool(connection != nil), "session": Value(peer?.session),
            "organization": Value(peer?.organization), "project": Value(peer?.project),
            "acknowledgement": Value(peer.map { $0.era == .bare ? "true" : "object" }),
            "status": node.map { Value($0.status) } ?? nil, "last_seen": Value(node?.lastSeen.text()),
        ]
    }
}

extension LoopServer {
    /// The nodes that are or were connected: those that sent a status in the order in which they did, then those that
    /// did not.
    var nodeViews: [NodeView] {
        let known = store.nodeOrder.compactMap { id -> NodeView? in
            guard let node = store.nodes[id] else { return nil }
            return NodeView(
                id: id, name: node.name, kind: node.kind, node: node,
                connection: connections.last { $0.peer.nodeID == id })
        }
        let others = connections.filter { $0.peer.nodeID == nil }.map {
            NodeView(id: nil, name: "", kind: $0.peer.kind, node: nil, connection: $0)
        }
        return known + others
    }

    var nodeListing: [Value] { nodeViews.map(\.json) }

    /// The node that is meant by an id, a session, a name, or by its kind when there is just one that is connected.
    func node(_ name: String) throws -> NodeView {
        let views = nodeViews
        let candidates = [
            views.filter { $0.id == name || $0.connection?.peer.session == name },
            views.filter { $0.name == name },
            views.filter { $0.kind?.rawValue == name && $0.connection != nil },
            views.filter { $0.kind?.rawValue == name },
        ]
        for found in candidates where !found.isEmpty {
            guard found.count == 1 else { throw ControlError.ambiguousNode(name, count: found.count) }
            return found[0]
        }
        throw ControlError.noSuchNode(
            name, known: views.map { $0.id ?? $0.kind?.rawValue ?? $0.connection?.peer.session ?? "" })
    }

    func connection(of name: String) throws -> NodeConnection {
        guard let connection = try node(name).connection else { throw ControlError.notConnected(name) }
        return connection
    }

    // MARK: Commands

    /// The longest that a node may take to acknowledge, in seconds: up to version 0.7.6 trainers upload their model first.
    private static let timeLimit = 600.0

    func perform(_ command: NodeCommand, of name: String, _ exchange: Exchange) async throws -> Value {
        switch command {
        case .beginTraining:
            let body = try await body(
                of: exchange,
                members: [
                    "organization", "project", "base_model", "model_variant", "hyperparameters", "categories",
                    "timeout",
                ])
            return try await beginTraining(of: name, body)
        case .stopTraining:
            let body = try await body(of: exchange, members: ["timeout"])
            return try await call("stop_training", [], of: try connection(of: name), body).json
        case .abortTraining:
            let body = try await body(of: exchange, members: ["timeout"])
            let node = try connection(of: name)
            let answer = try await call("abort_training", [], of: node, body)
            // Trainers before version 0.20 do not know it, and say so in one way or another.
            guard answer.isAgreement else { return try await call("stop_training", [], of: node, body).json }
            return answer.json
        case .save:
            let body = try await body(of: exchange, members: ["organization", "project", "id", "timeout"])
            guard let id = try body.text("id") else {
                throw ControlError.missingMember("id", wanted: "the id of a model")
            }
            let project = try body.project()
            _ = try store.model(id, in: project)
            return try await call(
                "save", [.string(project.organization), .string(project.project), ["id": .string(id)]],
                of: try connection(of: name), body
            ).json
        case .restart:
            _ = try await body(of: exchange, members: [])
            try send("restart", [], to: try connection(of: name))
            return ["sent": true]
        case .userInput: return try await sendUserInput(to: name, exchange)
        case .emit:
            let body = try await body(of: exchange, members: ["event", "arguments", "acknowledgement", "timeout"])
            guard let event = try body.text("event") else {
                throw ControlError.missingMember("event", wanted: "the name of an event")
            }
            let arguments = try body.list("arguments") ?? []
            let node = try connection(of: name)
            guard try body.flag("acknowledgement") ?? true else {
                try send(event, arguments, to: node)
                return ["sent": true]
            }
            return try await call(event, arguments, of: node, body).json
        }
    }

    private func call(
        _ event: String, _ arguments: [Value], of node: NodeConnection, _ body: ControlBody
    ) async throws -> NodeAnswer {
        let limit = try body.duration("timeout", upTo: Self.timeLimit) ?? .seconds(30)
        return try await call(event, arguments, of: node, timeLimit: limit)
    }

    /// Tells a trainer to begin, in words that all versions understand: each passes over what it does not know.
    private func beginTraining(of name: String, _ body: ControlBody) async throws -> Value {
        let view = try node(name)
        guard view.kind == .trainer, let id = view.id else { throw ControlError.notATrainer(name) }
        guard let connection = view.connection else { throw ControlError.notConnected(name) }
        let path = try body.project()
        let project = store.projects[try store.place(of: path)]

        let base: TrainedModel?
        if let wanted = try body.text("base_model") {
            guard let model = project.models[wanted] ?? project.models.model(version: wanted) else {
                throw Refusal.unknownModel(id: wanted, path)
            }
            base = model.model
        } else if body.has("base_model") {
            base = nil
        } else {
            base = project.models.all.last { $0.model.version != nil && !$0.model.formats.isEmpty }?.model
        }
        let pretrained = view.node?.status["pretrained_models"]?[0]?["name"]?.string
        let variant = try body.text("model_variant") ?? pretrained ?? ""
        let hyperparameters =
            try body.object("hyperparameters")
            ?? ["resolution": .number(Number(Generator.resolution)), "flip_rl": false, "flip_ud": false]
        let number = try store.takeTrainingNumber(in: path)
        let details: Value = [
            // Up to version 0.11 a model's id, or the name of a pretrained one.
            "id": .string(base?.id ?? variant), "base_model_uuid": Value(base?.id), "base_model_id": Value(base?.id),
            "categories": .array(try body.list("categories") ?? project.categories.map(\.json)),
            "training_number": .number(Number(number)), "model_variant": .string(variant),
            "hyperparameters": hyperparameters,
            // From version 0.7.15 to 0.11.
            "resolution": hyperparameters["resolution"] ?? .number(Number(Generator.resolution)),
            "flip_rl": hyperparameters["flip_rl"] ?? false, "flip_ud": hyperparameters["flip_ud"] ?? false,
        ]
        // It may ask for things before it has agreed.
        _ = try store.beginTraining(
            in: path, trainer: id, trainerName: view.name, baseModel: base?.id, number: number, details: details,
            at: now)
        let answer = try await call(
            "begin_training", [.string(path.organization), .string(path.project), details], of: connection, body)
        if case .acknowledged = answer, !answer.isAgreement {
            store.cancelTraining(number, in: path)
            return answer.json(adding: ["accepted": false, "training": nil])
        }
        let training = try store.confirmTraining(number, in: path)
        return answer.json(adding: ["accepted": .bool(answer.isAgreement), "training": training.json])
    }

    private static let userInputMembers = [
        "organization", "project", "image_id", "category_id", "event_type", "x", "y", "frontend_id", "key_up",
        "key_down", "is_shift_key_pressed", "epsilon", "timeout",
    ]

    /// Sends an annotator what a person does with the mouse and the keys.
    private func sendUserInput(to name: String, _ exchange: Exchange) async throws -> Value {
        let body = try await body(of: exchange, members: Self.userInputMembers)
        let view = try node(name)
        guard view.kind == .annotator else { throw ControlError.notAnAnnotator(name) }
        guard let connection = view.connection else { throw ControlError.notConnected(name) }
        let path = try body.project()
        let project = store.projects[try store.place(of: path)]
        guard let image = try body.text("image_id") ?? project.images.all.first?.image.id else {
            throw ControlError.noImage(path.description)
        }
        let wanted = try body.text("category_id")
        let category = project.categories.first { wanted == nil ? $0.type == .segmentation : $0.id == wanted }
        guard let category else { throw ControlError.noCategory(path.description) }
        let coordinates = -1_000_000...1_000_000
        var data: Value = [
            "coordinate": [
                "x": .number(Number(try body.integer("x", in: coordinates) ?? 0)),
                "y": .number(Number(try body.integer("y", in: coordinates) ?? 0)),
            ],
            "event_type": .string(try body.text("event_type") ?? "left_mouse_down"),
            "context": ["organization": .string(path.organization), "project": .string(path.project)],
            "image_uuid": .string(image), "category": category.json,
            "is_shift_key_pressed": .bool(try body.flag("is_shift_key_pressed") ?? false),
            "key_up": Value(try body.text("key_up")), "key_down": Value(try body.text("key_down")),
        ]
        if let epsilon = body["epsilon"]?.number { data["epsilon"] = .number(epsilon) }
        let input: Value = ["frontend_id": .string(try body.text("frontend_id") ?? "mockloop"), "data": data]
        let answer = try await call("handle_user_input", [input], of: connection, body)
        // Up to version 0.5.2 there are three arguments. Nothing that the node said before tells.
        guard connection.peer.era == .bare, !answer.isAgreement else { return answer.json }
        return try await call(
            "handle_user_input", [.string(path.organization), .string(path.project), input], of: connection, body
        ).json
    }
}

extension NodeAnswer {
    var json: Value { json(adding: [:]) }

    /// - Parameter members: those of an object, which come first.
    func json(adding members: Value) -> Value {
        var json = members
        switch self {
        case .acknowledged(let value):
            json["acknowledged"] = true
            json["acknowledgement"] = value
        case .silent(let reason):
            json["acknowledged"] = false
            json["acknowledgement"] = .null
            json["reason"] = .string(reason)
        }
        return json
    }
}
