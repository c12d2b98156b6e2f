import JSON

/// What nodes of all eras say of themselves, as far as it tells the eras apart.
enum Statuses {
    /// The versions of the library that spell the status of a trainer in one way.
    struct Era: Sendable, CustomStringConvertible {
        let versions: String
        /// The members beside `id`, `name` and `state`.
        let members: Value
        /// Whether the acknowledgement must be `true`; an object where not.
        let wantsTrue: Bool

        var description: String { versions }

        /// A whole status.
        func status(id: String, state: Value = "idle") -> Value {
            var status: Value = ["id": .string(id), "name": .string("node \(id)"), "state": state]
            for member in members.object ?? [] { status[member.name] = member.value }
            return status
        }
    }

    static let trainers: [Era] = [
        Era(
            versions: "0.1.0–0.3.6", members: ["uptime": 0, "latest_error": nil, "latest_produced_model_id": nil],
            wantsTrue: true),
        Era(
            versions: "0.3.7–0.7.0",
            members: [
                "uptime": 0, "latest_error": "it failed", "latest_produced_model_id": "m", "train_image_count": 1,
                "test_image_count": nil, "skipped_image_count": 0,
            ], wantsTrue: true),
        Era(versions: "none that is known", members: ["uptime": 0, "latest_produced_model_id": nil], wantsTrue: true),
        Era(
            versions: "0.7.1", members: ["uptime": 1, "current_error": "", "latest_produced_model_id": nil],
            wantsTrue: false),
        Era(
            versions: "0.7.2–0.7.4",
            members: ["uptime": 1, "errors": [:], "latest_produced_model_id": nil, "pretrained_models": []],
            wantsTrue: false),
        Era(
            versions: "0.7.16–0.7.19",
            members: ["uptime": 1, "errors": [:], "hyperparameters": "{\"resolution\": 800}"],
            wantsTrue: false),
        Era(
            versions: "0.8.0–0.11.1",
            members: [
                "uptime": nil, "errors": ["prepare": "it failed"], "progress": 0.5, "pretrained_models": [],
                "hyperparameters": ["resolution": 800, "flipRl": false, "flipUd": false], "architecture": "mocked",
                "context": ["organization": "zauberzeug", "project": "demo"], "train_image_count": 1,
            ], wantsTrue: false),
        Era(
            versions: "0.12.0–0.27.0",
            members: [
                "uptime": 1.5, "errors": [:], "progress": nil, "pretrained_models": [], "architecture": nil,
                "context": nil,
            ], wantsTrue: false),
    ]

    static let annotators: [Era] = [
        Era(
            versions: "0.4.8–0.7.0", members: ["uptime": 0, "latest_error": nil, "capabilities": ["segmentation"]],
            wantsTrue: true),
        Era(versions: "0.7.1–0.7.56", members: ["uptime": 0, "capabilities": ["segmentation"]], wantsTrue: false),
        Era(
            versions: "0.8.0–0.27.0", members: ["uptime": 0, "errors": [:], "capabilities": ["segmentation"]],
            wantsTrue: false),
    ]

    /// A trainer of today.
    static func trainer(_ id: String, state: Value = "idle", progress: Value = nil) -> Value {
        [
            "id": .string(id), "name": .string("trainer \(id)"), "state": state, "uptime": nil, "errors": [:],
            "progress": progress, "pretrained_models": [["name": "small", "label": "Small", "description": ""]],
            "architecture": "mocked", "context": nil,
        ]
    }

    /// A trainer of the first versions.
    static func oldTrainer(_ id: String, state: Value = "idle") -> Value { trainers[0].status(id: id, state: state) }

    /// A detector of versions 0.8.0 to 0.15.
    static func detector(_ id: String, current: Value = nil, target: Value = nil) -> Value {
        [
            "id": .string(id), "name": .string("detector \(id)"), "model_format": "mocked", "state": "online",
            "errors": [:], "uptime": 3, "current_model": current, "target_model": target, "operation_mode": "idle",
        ]
    }

    /// An annotator of today.
    static func annotator(_ id: String) -> Value { annotators[2].status(id: id, state: "online") }

    /// That all is well, as nodes from version 0.7.1 on want to hear it.
    static let success: Value = ["success": true, "error_msg": nil, "payload": nil]
}
