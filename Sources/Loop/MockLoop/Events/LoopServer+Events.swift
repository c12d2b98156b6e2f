internal import JSON
internal import LoopDomain
internal import SocketIO

extension LoopServer {
    /// What a node's event comes to.
    ///
    /// - Returns: the acknowledgement; nil for an event that no Loop knows, which gets none.
    func answer(to event: ReceivedEvent, from peer: Peer) -> Value? {
        do {
            switch event.name {
            case "update_trainer": try updateTrainer(event.arguments, from: peer)
            case "update_training": try updateTraining(event.arguments, from: peer)
            case "update_model": try updateModel(event.arguments)
            case "update_detector": return try updateDetector(event.arguments, from: peer)
            case "update_annotation_node": try updateAnnotator(event.arguments, from: peer)
            case "update_segmentation_annotation": try updateSegmentation(event.arguments)
            case "update_deployment": try updateDeployment(event.arguments, from: peer)
            default: return nil
            }
            return peer.era.success()
        } catch let error as Refusal {
            return peer.era.failure("\(error)")
        } catch {
            return peer.era.failure("\(event.name): \(error)")
        }
    }

    private func updateTrainer(_ arguments: Arguments, from peer: Peer) throws {
        let status = try status(in: arguments, at: 0)
        peer.era = AcknowledgementEra(status: status)
        guard let state = status["state"]?.string else {
            throw DomainError(what: "A trainer's status needs a text in \"state\".")
        }
        let id = try note(.trainer, status, from: peer)
        store.note(state: state, progress: status["progress"]?.number, ofTrainer: id, at: now)
    }

    /// From version 0.7.23 on: organization, project, and what the trainer has reached.
    private func updateTraining(_ arguments: Arguments, from peer: Peer) throws {
        let (project, training) = try projectAndObject(in: arguments)
        guard let trainer = training["trainer_id"]?.string ?? peer.nodeID else {
            throw DomainError(what: "A training needs a text in \"trainer_id\".")
        }
        try store.updateTraining(of: trainer, Value(training), in: project)
    }

    /// Up to version 0.7.22: organization, project, and a model that the trainer will send.
    private func updateModel(_ arguments: Arguments) throws {
        let (project, model) = try projectAndObject(in: arguments)
        try store.announceModel(Value(model), in: project, at: now)
    }

    /// From version 0.6.1 to 0.15: organization, project and status. The acknowledgement names the model to have.
    private func updateDetector(_ arguments: Arguments, from peer: Peer) throws -> Value {
        let (project, status) = try projectAndObject(in: arguments)
        let id = try note(.detector, status, from: peer)
        try store.note(
            detector: id, name: status["name"]?.string ?? "", status: Value(status), in: project, at: now)
        guard let model = store.projects[try store.place(of: project)].deployedModel else {
            throw Refusal.noTarget(project)
        }
        return AcknowledgementEra.object.success([
            "target_model_id": .string(model.id), "target_model_version": Value(model.version),
        ])
    }

    private func updateAnnotator(_ arguments: Arguments, from peer: Peer) throws {
        let status = try status(in: arguments, at: 0)
        peer.era = AcknowledgementEra(status: status)
        _ = try note(.annotator, status, from: peer)
    }

    private func updateSegmentation(_ arguments: Arguments) throws {
        let (project, annotation) = try projectAndObject(in: arguments)
        guard let image = annotation["image_id"]?.string else {
            throw DomainError(what: "An outline needs a text in \"image_id\".")
        }
        try store.addSegmentation(try Marks.segmentation(Value(annotation)), to: image, in: project)
    }

    /// What a test of version 0.6.1 sends: the model that the detectors of the handshake's project shall have.
    private func updateDeployment(_ arguments: Arguments, from peer: Peer) throws {
        let target = try status(in: arguments, at: 0)
        guard let id = target["target_model_id"]?.string else {
            throw DomainError(what: "A deployment needs a text in \"target_model_id\".")
        }
        let project = ProjectPath(
            organization: peer.organization ?? Demo.path.organization, project: peer.project ?? Demo.path.project)
        _ = try store.deploy(id, in: project)
    }

    // MARK: Arguments

    private func status(in arguments: Arguments, at place: Int) throws -> Element {
        guard let status = arguments[place], status.kind == .object else {
            throw DomainError(what: "The argument \(place + 1) must be an object.")
        }
        return status
    }

    private func projectAndObject(in arguments: Arguments) throws -> (ProjectPath, Element) {
        guard let organization = arguments[0]?.string, let project = arguments[1]?.string else {
            throw DomainError(what: "The first two arguments must be texts: an organization and a project.")
        }
        let path = ProjectPath(organization: organization, project: project)
        _ = try store.place(of: path)
        return (path, try status(in: arguments, at: 2))
    }

    /// Remembers who a node is.
    private func note(_ kind: NodeKind, _ status: Element, from peer: Peer) throws -> String {
        guard let id = status["id"]?.string, let name = status["name"]?.string else {
            throw DomainError(what: "A status needs texts in \"id\" and \"name\".")
        }
        // It is kept with all that came in the same packet.
        guard status.document.bytes.count <= Self.statusByteCountLimit else {
            throw DomainError(what: "A status has at most \(Self.statusByteCountLimit) bytes.")
        }
        peer.kind = kind
        peer.nodeID = id
        peer.name = name
        store.note(node: id, kind: kind, status: status, at: now)
        return id
    }
}

extension AcknowledgementEra {
    /// The era of a trainer or an annotator that says `status` of itself. Up to version 0.7.0 it has `latest_error`, that
    /// of a trainer `latest_produced_model_id` as well; from then on a trainer's has `current_error` or `errors`.
    fileprivate init(status: Element) {
        let isNew = status["current_error"] != nil || status["errors"] != nil
        let isOld = status["latest_error"] != nil || status["latest_produced_model_id"] != nil
        self = isOld && !isNew ? .bare : .object
    }

    /// All is well, as the node wants to hear it.
    func success(_ payload: Value = .null) -> Value {
        switch self {
        case .bare: true
        case .object, .unknown: ["success": true, "error_msg": nil, "payload": payload]
        }
    }

    /// Something is not. Old nodes show whatever is not `true` as an error.
    func failure(_ message: String) -> Value {
        switch self {
        case .bare: .string(message)
        case .object, .unknown: ["success": false, "error_msg": .string(message), "payload": nil]
        }
    }
}
