internal import HTTPServer
internal import JSON
internal import LoopDomain

/// A node as the control interface sees it: what it said of itself, and its connection.
struct NodeView {
    let id: String?
    let name: String?
    let kind: NodeKind?
    let node: Node?
    let connection: NodeConnection?
}

extension LoopServer {
    /// The nodes that are or were connected: those that sent a status in the order in which they did, then those of which
    /// none was taken.
    var nodeViews: [NodeView] {
        // A node that has come back may have its former connection still.
        let newest = Dictionary(
            connections.compactMap { connection in connection.peer.nodeID.map { ($0, connection) } },
            uniquingKeysWith: { $1 })
        let known = store.nodeOrder.compactMap { id -> NodeView? in
            guard let node = store.nodes[id] else { return nil }
            return NodeView(id: id, name: node.name, kind: node.kind, node: node, connection: newest[id])
        }
        let others = connections.filter { $0.peer.nodeID.map { store.nodes[$0] == nil } ?? true }.map {
            NodeView(id: $0.peer.nodeID, name: $0.peer.name, kind: $0.peer.kind, node: nil, connection: $0)
        }
        return known + others
    }

    var nodeListing: [Value] { nodeViews.map { json(of: $0) } }

    func json(of view: NodeView) -> Value {
        let peer = view.connection?.peer
        return [
            "id": Value(view.id), "name": Value(view.name), "kind": Value(view.kind?.rawValue),
            "connected": .bool(peer != nil), "connection": Value(peer?.connection), "session": Value(peer?.session),
            "organization": Value(peer?.organization), "project": Value(peer?.project),
            "era": Value(peer?.era.rawValue), "status": view.node.map { Value($0.status) } ?? nil,
            "last_seen": Value(view.node?.lastSeen.utc), "training": view.id.flatMap { training(of: $0) } ?? nil,
        ]
    }

    /// The training that a trainer is at, and where.
    private func training(of trainer: String) -> Value? {
        for project in store.projects {
            guard let training = project.trainings.last(where: { $0.trainer == trainer && $0.isOpen }) else { continue }
            let front: [Member] = [
                Member(name: "organization", value: .string(project.path.organization)),
                Member(name: "project", value: .string(project.path.project)),
            ]
            return .object(front + (training.json.object ?? []))
        }
        return nil
    }

    /// The node that is meant by an id, a session, a name, or by its kind when there is just one that is connected.
    /// One that is connected comes before one that was, for a node has another id when it is started anew.
    func node(_ name: String) throws -> NodeView {
        let views = nodeViews
        let candidates = [
            views.filter { $0.id == name || $0.connection?.peer.session == name },
            views.filter { $0.name == name && $0.connection != nil },
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

    func call(
        _ event: String, _ arguments: [Value], of node: NodeConnection, _ body: ControlBody
    ) async throws -> NodeAnswer {
        try await call(event, arguments, of: node, timeLimit: body.duration("timeout") ?? .zero)
    }

    func abortTraining(of name: String, _ body: ControlBody) async throws -> Value {
        let node = try connection(of: name)
        let answer = try await call("abort_training", [], of: node, body)
        // Trainers before version 0.20 do not know it, and say so in one way or another.
        return answer.isAgreement ? answer.json : try await call("stop_training", [], of: node, body).json
    }

    func save(on name: String, _ body: ControlBody) async throws -> Value {
        let node = try connection(of: name)
        let id = body.text("id") ?? ""
        _ = try store.model(id, in: body.project)
        let arguments: [Value] = [
            .string(body.project.organization), .string(body.project.project), ["id": .string(id)],
        ]
        return try await call("save", arguments, of: node, body).json
    }

    func emit(to name: String, _ body: ControlBody) async throws -> Value {
        let node = try connection(of: name)
        let event = body.text("event") ?? ""
        let arguments = body.list("arguments") ?? []
        guard body.flag("acknowledgement") else {
            try send(event, arguments, to: node)
            return ["sent": true]
        }
        return try await call(event, arguments, of: node, body).json
    }

    /// Tells a trainer to begin, in words that all versions understand: each passes over what it does not know.
    func beginTraining(of name: String, _ body: ControlBody) async throws -> Value {
        let view = try node(name)
        guard view.kind == .trainer, let id = view.id else { throw ControlError.notA(.trainer, name) }
        guard let connection = view.connection else { throw ControlError.notConnected(name) }
        let path = body.project
        let project = store.projects[try store.place(of: path)]

        let base: TrainedModel?
        if let wanted = body.text("base_model") {
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
        let variant = body.text("model_variant") ?? pretrained ?? ""
        let hyperparameters =
            body["hyperparameters"]
            ?? ["resolution": .number(Number(Generator.resolution)), "flip_rl": false, "flip_ud": false]
        let number = try store.takeTrainingNumber(in: path)
        let details: Value = [
            // Up to version 0.11 a model's id, or the name of a pretrained one.
            "id": .string(base?.id ?? variant), "base_model_uuid": Value(base?.id), "base_model_id": Value(base?.id),
            "categories": .array(body.list("categories") ?? project.categories.map(\.json)),
            "training_number": .number(Number(number)), "model_variant": .string(variant),
            "hyperparameters": hyperparameters,
            // From version 0.7.15 to 0.11.
            "resolution": hyperparameters["resolution"] ?? .number(Number(Generator.resolution)),
            "flip_rl": hyperparameters["flip_rl"] ?? false, "flip_ud": hyperparameters["flip_ud"] ?? false,
        ]
        // It may ask for things before it has agreed.
        _ = try store.beginTraining(
            in: path, trainer: id, trainerName: view.name ?? "", baseModel: base?.id, number: number, details: details,
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

    /// Sends an annotator what a person does with the mouse and the keys.
    func sendUserInput(to name: String, _ body: ControlBody) async throws -> Value {
        let view = try node(name)
        guard view.kind == .annotator else { throw ControlError.notA(.annotator, name) }
        guard let connection = view.connection else { throw ControlError.notConnected(name) }
        let path = body.project
        let project = store.projects[try store.place(of: path)]
        guard let image = body.text("image_id") ?? project.images.all.first?.image.id else {
            throw ControlError.noImage(path.description)
        }
        let wanted = body.text("category_id")
        let category = project.categories.first { wanted == nil ? $0.type == .segmentation : $0.id == wanted }
        guard let category else { throw ControlError.noCategory(path.description) }
        var data: Value = [
            "coordinate": [
                "x": .number(Number(body.integer("x") ?? 0)), "y": .number(Number(body.integer("y") ?? 0)),
            ],
            "event_type": Value(body.text("event_type")),
            "context": ["organization": .string(path.organization), "project": .string(path.project)],
            "image_uuid": .string(image), "category": category.json,
            "is_shift_key_pressed": .bool(body.flag("is_shift_key_pressed")),
            "key_up": Value(body.text("key_up")), "key_down": Value(body.text("key_down")),
        ]
        if let epsilon = body["epsilon"] { data["epsilon"] = epsilon }
        let input: Value = ["frontend_id": Value(body.text("frontend_id")), "data": data]
        let answer = try await call("handle_user_input", [input], of: connection, body)
        // Up to version 0.5.2 there are three arguments. Nothing that the node said before tells.
        guard connection.peer.era == .bare, !answer.isAgreement else { return answer.json }
        return try await call(
            "handle_user_input", [.string(path.organization), .string(path.project), input], of: connection, body
        ).json
    }
}

/// Limits of what nodes are told.
enum NodeCommands {
    /// The longest that a node may take to acknowledge, in seconds: up to version 0.7.6 trainers upload their model
    /// first.
    static let longest = 600.0
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
