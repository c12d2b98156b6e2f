internal import HTTPServer
internal import JSON
internal import Logging
internal import LoopDomain

extension DetectorNode {
    func setOperationMode(_ word: String) async throws -> Response {
        guard let mode = OperationMode(rawValue: word) else {
            throw RequestError.detail(422, "\(UnknownMode(word: word, kind: "OperationMode"))")
        }
        guard mode != operationMode else { return .ok }
        logger.info("The operation mode is \(word) now")
        operationMode = mode
        await sendStatus()
        return .ok
    }

    /// A word that is none of a list.
    struct UnknownMode: Error, CustomStringConvertible {
        let word: String
        let kind: String

        /// As Python says it.
        var description: String { "'\(word)' is not a valid \(kind)" }
    }

    /// A request of the outbox takes long.
    struct OutboxBusy: Error, CustomStringConvertible {
        var description: String {
            "Upload thread did not terminate within \(Outbox.timeout.components.seconds) seconds."
        }
    }

    /// - Throws: ``UnknownMode``, ``OutboxBusy``.
    func setOutboxMode(_ word: String) async throws {
        switch Outbox.Mode(rawValue: word) {
        case .continuousUpload: await outbox.start()
        case .stopped: guard await outbox.stop() else { throw OutboxBusy() }
        case nil: throw UnknownMode(word: word, kind: "OutboxMode")
        }
    }

    /// Follows the Loop, keeps the model, or takes up a version.
    ///
    /// - Throws: ``RequestError`` with what the caller is told.
    func setModelVersion(_ word: String) async throws {
        logger.info("Which model is used is to be decided by \(word)")
        if let mode = VersionControl(rawValue: word), mode != .specificVersion {
            versionControl = mode
            return
        }
        guard word.isModelVersion else { throw RequestError.detail(400, "Invalid version number") }
        versionControl = .specificVersion
        guard target?.version != word else { return }
        do {
            let target = try await target(ofVersion: word)
            if versionControl == .specificVersion { self.target = target }
        } catch {
            versionControl = .pause
            throw error
        }
    }

    // MARK: - Information

    /// The answer to `GET /about`.
    var about: Value {
        get async {
            var information = Value.null
            if case .active(let model) = await slot.state { information = model.json }
            return [
                "operation_mode": .string(operationMode.rawValue), "state": "online", "model_info": information,
                "target_model": Value(target?.version), "version_control": .string(versionControl.rawValue),
            ]
        }
    }

    /// The answer to `GET /model_version`. What is not there is called `None`.
    var modelVersion: Value {
        get async {
            var current = "None"
            if case .active(let model) = await slot.state { current = model.information.version }
            return [
                "current_version": .string(current), "target_version": .string(target?.version ?? "None"),
                "loop_version": .string(loopTarget?.version ?? "None"),
                "local_versions": .array(await store.versions().map { .string($0) }),
                "version_control": .string(versionControl.rawValue),
            ]
        }
    }
}

extension ModelSlot.Loaded {
    /// What callers are told of a model, members in the Python library's order.
    var json: Value {
        let categories = information.categories.map { category -> Value in
            [
                "id": .string(category.id), "name": .string(category.name), "description": Value(category.description),
                "hotkey": Value(category.hotkey), "color": Value(category.color),
                "point_size": category.pointSize.map { .number(Number($0)) } ?? nil,
                "type": Value(category.type?.word),
            ]
        }
        return [
            "id": .string(information.id), "host": Value(information.host),
            "organization": .string(information.organization), "project": .string(information.project),
            "version": .string(information.version), "categories": .array(categories),
            "resolution": information.resolution.map { .number(Number($0)) } ?? nil,
            "model_root_path": .string(folder), "model_size": Value(information.modelSize),
            "conf_threshold": information.confidenceThreshold.map { .number(Number($0)) } ?? nil,
        ]
    }
}
