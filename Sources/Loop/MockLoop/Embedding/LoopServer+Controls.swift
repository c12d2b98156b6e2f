internal import Bytes
public import LoopDomain

extension ProjectPath {
    /// The project that every Loop has: `zauberzeug/demo`.
    public static let demo = Demo.path
}

// What can be done over HTTP below `/mockloop` can be done from Swift: in the same words, by the same way, with a
// connection that is made of memory. So neither can do what the other cannot.
extension LoopServer {
    /// Asks the control interface for something.
    ///
    /// - Parameters:
    ///   - path: below `/mockloop`: `/nodes`, say.
    ///   - body: what it is sent.
    /// - Returns: what it answers.
    /// - Throws: ``ClientError/refused(status:reason:)``; `CancellationError` when the task is cancelled.
    @discardableResult
    public func control(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let target = "/mockloop\(path)"
        let answer =
            if let body { try await send(method, target, json: body) } else { try await send(method, target) }
        let json = answer.json ?? nil
        guard answer.status == 200 else {
            throw ClientError.refused(status: answer.status, reason: json["detail"]?.string ?? answer.text)
        }
        return json
    }

    // MARK: Projects

    /// Makes a project, or replaces the one at its path.
    ///
    /// - Parameter contents: how many there shall be of everything, as the generator of the Loop is told:
    ///   `["complete": 10, "box_categories": 2]`.
    /// - Returns: the project, as ``project(_:)`` has it.
    @discardableResult
    public func createProject(_ path: ProjectPath, _ contents: JSONValue = [:]) async throws -> JSONValue {
        let names: JSONValue = [
            "organization": JSONValue(path.organization), "project_name": JSONValue(path.project),
        ]
        return try await control("POST", "/projects", contents.merging(names))
    }

    /// Everything that is known of a project: `organization`, `project`, `categories`, `images`, `models`, `trainings`,
    /// `detectors`, `deployment_target`.
    public func project(_ path: ProjectPath = .demo) async throws -> JSONValue {
        try await control("GET", Self.path(of: path))
    }

    /// Deletes a project.
    public func deleteProject(_ path: ProjectPath) async throws {
        try await control("DELETE", Self.path(of: path))
    }

    /// The images of a project, in the order in which they came: `id`, `state`, `set`, `width`, `height`, `created`,
    /// `source`, `tags`, and what is marked in them.
    public func images(in path: ProjectPath = .demo) async throws -> [JSONValue] {
        try await project(path)["images"]?.array ?? []
    }

    /// The models of a project, oldest first: `id`, `version`, `formats`, `training` and so on.
    public func models(in path: ProjectPath = .demo) async throws -> [JSONValue] {
        try await project(path)["models"]?.array ?? []
    }

    /// The trainings of a project, oldest first: `number`, `trainer`, `state`, `progress`, `began`, `ended`, `model_id`
    /// and so on.
    public func trainings(in path: ProjectPath = .demo) async throws -> [JSONValue] {
        try await project(path)["trainings"]?.array ?? []
    }

    /// Says which model the detectors of a project shall have.
    ///
    /// - Parameter model: its version or its id; nil for none.
    public func deploy(_ model: String?, in path: ProjectPath = .demo) async throws {
        let target = "\(Self.path(of: path))/deployment_target"
        if let model {
            try await control("PUT", target, ["version": JSONValue(model)])
        } else {
            try await control("DELETE", target)
        }
    }

    /// Changes the state of an image, or its set; nil leaves it.
    ///
    /// - Returns: the image, as ``images(in:)`` has it.
    @discardableResult
    public func changeImage(
        _ id: String, state: String? = nil, set: String? = nil, in path: ProjectPath = .demo
    ) async throws -> JSONValue {
        var changes: JSONValue = [:]
        if let state { changes = changes.merging(["state": JSONValue(state)]) }
        if let set { changes = changes.merging(["set": JSONValue(set)]) }
        return try await control("PATCH", "\(Self.path(of: path))/images/\(Self.escaped(id))", changes)
    }

    private static func path(of project: ProjectPath) -> String {
        "/projects/\(escaped(project.organization))/\(escaped(project.project))"
    }

    /// A name as a segment of a path (RFC 3986, section 2.1).
    private static func escaped(_ name: String) -> String {
        name.utf8.map { byte in
            let isPlain = switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "-._~".utf8.contains(byte)
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(Unicode.Scalar(byte)) : "%\(digits.count == 1 ? "0" : "")\(digits)"
        }.joined()
    }

    // MARK: Nodes

    /// The nodes that are or were connected: `id`, `name`, `kind`, `connected`, `status`, `last_seen` and so on.
    public func nodes() async throws -> [JSONValue] {
        try await control("GET", "/nodes")["nodes"]?.array ?? []
    }

    /// Tells a trainer to begin a training, and waits for what it says.
    ///
    /// - Parameters:
    ///   - trainer: its id or its name, or `trainer` when there is just one.
    ///   - settings: what is not as usual, in the words of the control interface: `base_model`, `model_variant`,
    ///     `hyperparameters`, `categories`, `timeout`.
    /// - Returns: `accepted`, `acknowledged`, `acknowledgement` and `training`, which is null when it refused.
    @discardableResult
    public func beginTraining(
        on trainer: String = NodeKind.trainer.rawValue, in path: ProjectPath = .demo, _ settings: JSONValue = [:]
    ) async throws -> JSONValue {
        let names: JSONValue = ["organization": JSONValue(path.organization), "project": JSONValue(path.project)]
        return try await command("begin_training", trainer, settings.merging(names))
    }

    /// Tells a trainer to end its training and to keep the model.
    ///
    /// - Returns: `acknowledged` and `acknowledgement`.
    @discardableResult
    public func stopTraining(on trainer: String = NodeKind.trainer.rawValue) async throws -> JSONValue {
        try await command("stop_training", trainer)
    }

    /// Tells a trainer to give its training up.
    ///
    /// - Returns: `acknowledged` and `acknowledgement`.
    @discardableResult
    public func abortTraining(on trainer: String = NodeKind.trainer.rawValue) async throws -> JSONValue {
        try await command("abort_training", trainer)
    }

    /// Sends an event of any name to a node, and waits for its acknowledgement.
    ///
    /// - Returns: `acknowledged` and `acknowledgement`.
    @discardableResult
    public func emit(_ event: String, _ arguments: JSONValue..., to node: String) async throws -> JSONValue {
        try await command("emit", node, ["event": JSONValue(event), "arguments": JSONValue(arguments)])
    }

    /// Ends a node's connection, as if a cable had been pulled.
    public func cutConnection(of node: String) async throws {
        try await control("DELETE", "/nodes/\(Self.escaped(node))/connection")
    }

    private func command(_ word: String, _ node: String, _ body: JSONValue = [:]) async throws -> JSONValue {
        try await control("POST", "/nodes/\(Self.escaped(node))/\(word)", body)
    }

    // MARK: Faults

    /// Lets the next requests go wrong.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - path: those to which paths, without query; `*` stands for any text.
    ///   - method: those with which method; nil for all.
    ///   - mishap: what becomes of them.
    ///   - delay: how long before that nothing happens.
    /// - Returns: the number by which the fault is disarmed, and by which the journal names it.
    @discardableResult
    public func failNext(
        _ count: Int = 1, requests path: String = "/api/*", method: String? = nil, with mishap: Mishap = .status(500),
        after delay: Duration = .zero
    ) async throws -> Int {
        var target: JSONValue = ["path": JSONValue(path)]
        if let method { target = target.merging(["method": JSONValue(method)]) }
        return try await arm(target, count, mishap, delay)
    }

    /// Lets the next events of nodes go wrong; see ``failNext(_:requests:method:with:after:)``.
    ///
    /// - Parameter node: of which node, by its id, its name or its kind; nil for all.
    @discardableResult
    public func failNext(
        _ count: Int = 1, events event: String, of node: String? = nil, with mishap: Mishap = .hang,
        after delay: Duration = .zero
    ) async throws -> Int {
        var target: JSONValue = ["event": JSONValue(event)]
        if let node { target = target.merging(["node": JSONValue(node)]) }
        return try await arm(target, count, mishap, delay)
    }

    private func arm(_ target: JSONValue, _ count: Int, _ mishap: Mishap, _ delay: Duration) async throws -> Int {
        let how: JSONValue = [
            "count": JSONValue(count), "action": mishap.json, "delay": JSONValue(delay / .seconds(1)),
        ]
        return try await control("POST", "/faults", target.merging(how))["id"]?.int ?? 0
    }

    /// Lets nothing go wrong any more.
    public func disarmFaults() async throws { try await control("DELETE", "/faults") }

    // MARK: The journal

    /// What has passed between this Loop and its nodes, oldest first, as far as it is kept.
    ///
    /// - Parameter number: only what came behind the entry with this number; 0 for all.
    public func journal(after number: Int = 0) async throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        var last = number
        while true {
            let page = try await control("GET", "/journal?limit=1000&after=\(last)")
            let found = page["entries"]?.array ?? []
            guard !found.isEmpty else { return entries }
            entries += found.map { JournalEntry($0) }
            last = page["next"]?.int ?? Int.max
        }
    }

    /// Waits until something is written down.
    ///
    /// ```swift
    /// try await loop.wait(for: .event("update_trainer", of: "t1", with: ["state": "detecting"]))
    /// ```
    ///
    /// - Parameters:
    ///   - limit: how long, by the Loop's clock.
    ///   - number: what came behind the entry with this number counts, too, 0 for all; nil for only what comes now.
    /// - Returns: the first such entry.
    /// - Throws: ``ClientError/refused(status:reason:)`` with the status 504 when nothing of the kind came in time;
    ///   `CancellationError` when the task is cancelled.
    @discardableResult
    public func wait(
        for expectation: JournalExpectation, within limit: Duration = .seconds(30), after number: Int? = nil
    ) async throws -> JournalEntry {
        var body = expectation.members.merging(["within": JSONValue(limit / .seconds(1))])
        if let number { body = body.merging(["after": JSONValue(number)]) }
        return JournalEntry(try await control("POST", "/wait", body))
    }
}
