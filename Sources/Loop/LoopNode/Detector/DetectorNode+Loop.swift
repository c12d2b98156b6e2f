internal import Bytes
internal import HTTPClient
internal import JSON
internal import Logging
internal import LoopDomain

extension DetectorNode {
    /// Tells the Loop how the node is.
    func sendStatus() async {
        var currentVersion: String?
        if case .active(let model) = await slot.state { currentVersion = model.information.version }
        let status: Value = [
            "uuid": Value(uuid), "name": .string(name), "state": "online",
            "uptime": .number(Number(Int(elapsed().components.seconds))), "model_format": .string(modelFormat),
            "current_model": Value(currentVersion), "target_model": Value(target?.version),
            "errors": .object(errors), "operation_mode": .string(operationMode.rawValue),
            "node_version": Value(configuration.nodeVersion),
        ]
        logger.debug("Status: \(status)")
        do {
            let path = "\(project.encodedResource)/detectors"
            let response = try await connection.post(status, to: path)
            guard (200..<300).contains(response.status) else {
                throw NodeError.refused(
                    request: "POST /api\(path)", status: response.status, detail: response.detail)
            }
        } catch {
            logger.warning("The Loop did not take the status: \(error)")
        }
    }

    /// Asks the Loop which model it wants in use.
    func askForTarget() async {
        do {
            let path = "\(project.encodedResource)/deployment/target"
            let request = "GET /api\(path)"
            let answer = try await connection.perform("GET", path).json(of: request)
            guard let id = answer["model_uuid"]?.string, let version = answer["version"]?.string,
                version.isFolderName
            else {
                throw NodeError.malformedAnswer(request: request, reason: "it names no model: \(answer)")
            }
            let target = Target(id: id, version: version)
            loopTarget = target
            guard versionControl == .followLoop, self.target != target else { return }
            logger.info("The Loop wants model \(version) instead of \(self.target?.version ?? "none")")
            self.target = target
        } catch {
            logger.warning("The Loop does not say which model it wants: \(error)")
        }
    }

    /// The target that a caller names by its version.
    ///
    /// - Throws: ``RequestError`` with what the caller is told.
    func target(ofVersion version: String) async throws -> Target {
        let path = "\(project.encodedResource)/models"
        let models: [Value]
        do {
            models = try await connection.perform("GET", path).json(of: "GET /api\(path)")["models"]?.array ?? []
        } catch {
            logger.warning("The models cannot be listed: \(error)")
            throw RequestError.detail(400, "Failed to load models from learning loop")
        }
        let ids = models.filter { $0["version"]?.string == version }.compactMap { $0["id"]?.string }
        guard let id = ids.first else { throw RequestError.detail(400, "No Model with version \(version)") }
        guard ids.count == 1 else { throw RequestError.detail(400, "Multiple models with version \(version)") }
        return Target(id: id, version: version)
    }
}

extension ProjectPath {
    /// The project's path below `/api`, percent-encoded.
    var encodedResource: String {
        "/\(PercentEncoding.encode(organization))/projects/\(PercentEncoding.encode(project))"
    }
}
