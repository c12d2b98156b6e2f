internal import JSON
internal import Logging
internal import LoopDomain

extension DetectorNode {
    /// Puts the model into use that was last.
    func loadLinkedModel() async {
        guard let folder = await store.linkedFolder() else { return }
        do {
            try await build(in: folder)
        } catch {
            logger.error("The model that was last in use cannot be loaded: \(error)")
        }
    }

    /// Begins to take up the target, if that is another model than the one in use.
    func updateIfNeeded() async {
        guard let target else { return }
        if case .active(let model) = await slot.state, model.information.version == target.version { return }
        logger.info("Taking up model \(target.version)")
        update = Task {
            await take(up: target)
            update = nil
        }
    }

    private func take(up target: Target) async {
        do {
            let folder = try await folder(of: target)
            do {
                try await build(in: folder)
            } catch {
                await store.remove(folder)
                throw error
            }
            try await store.link(to: target.version)
        } catch is CancellationError {
            return
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("Model \(target.version) cannot be taken up: \(error)")
            setError("update_model", "Could not update model: \(error)")
            // So that it is tried again.
            if self.target == target { self.target = nil }
        }
        await sendStatus()
    }

    /// The folder with the files of a model, which are fetched if they are not there.
    private func folder(of target: Target) async throws -> String {
        if let folder = await store.folder(of: target.version) {
            logger.info("Model \(target.version) is there already")
            return folder
        }
        let exchange = ModelExchange(connection: connection, store: store, logger: logger)
        let scratch = try await store.scratchFolder(for: target.version)
        do {
            _ = try await exchange.download(target.id, modelFormat, of: project, into: scratch)
            return try await store.install(scratch, as: target.version)
        } catch {
            await store.remove(scratch)
            throw error
        }
    }

    /// Puts the model in a folder into use.
    func build(in folder: String) async throws {
        let information = try await store.information(in: folder)
        if configuration.buildsExclusively { await slot.release(for: information.version) }
        do {
            let logic = try await load(information, folder)
            await slot.put(.init(logic: logic, information: information, folder: folder))
            buildAttempts = Self.buildAttemptLimit
            logger.info("Model \(information.version) is in use")
        } catch {
            await slot.giveUp()
            if error is CancellationError || Task.isCancelled { throw error }
            buildAttempts -= 1
            if buildAttempts == 0 {
                // Whoever starts the node anew finds nothing of it, and fetches it again.
                await store.remove(folder)
                fail(.needsRestart(reason: "model \(information.version) could not be built twice: \(error)"))
            }
            throw error
        }
    }

    func setError(_ name: String, _ text: String) {
        clearError(name)
        errors.append(Member(name: name, value: .string(text)))
    }

    func clearError(_ name: String) { errors.removeAll { $0.name == name } }

    /// As after the start, with a data folder that is empty.
    func reset() async throws {
        update?.cancel()
        await update?.value
        try await store.wipe()
        _ = try await store.prepare(name: name)
        try await outbox.open()
        filter = RelevanceFilter(uncertainty: configuration.uncertainty)
        versionControl = configuration.versionControl
        operationMode = .idle
        target = nil
        loopTarget = nil
        errors = []
        await slot.clear()
        await outbox.start()
        mute(false)
    }
}
