internal import JSON
internal import LoopDomain

/// What the control interface answers. Each member is always there; what is not known is null.
extension Schema {
    static let failure = named(
        "Failure", record(["detail": anyText]),
        example: ["detail": "There is no node \"trainer\"; none has connected yet."])

    // MARK: What there is

    static let state = named(
        "State",
        record([
            "time": time, "began": time, "url": anyText, "tls_url": anyText.orNull, "seed": anyText,
            "authentication": words(Authentication.self), "projects": .list(of: projectSummary),
            "nodes": .list(of: node), "faults": .list(of: fault), "journal": record(["first": count, "next": count]),
        ]),
        example: [
            "time": "2021-06-01T06:28:30.512345Z", "began": "2021-06-01T06:28:21.288442Z",
            "url": "http://127.0.0.1:8080", "tls_url": nil, "seed": "1", "authentication": "lenient",
            "projects": [summaryExample], "nodes": [nodeExample], "faults": [faultExample],
            "journal": ["first": 1, "next": 26],
        ])

    static let projectSummary = named(
        "ProjectSummary",
        record([
            "organization": anyText, "project": anyText,
            "image_counts": .object(
                Object(members: Image.State.allCases.map { Property(name: $0.rawValue, schema: count, about: "") })),
            "categories": count, "models": count, "trainings": count, "deployment_target": anyText.orNull,
        ]), example: summaryExample)

    private static let summaryExample: Value = [
        "organization": "zauberzeug", "project": "demo", "image_counts": ["inbox": 1, "complete": 10],
        "categories": 6, "models": 3, "trainings": 0, "deployment_target": "1.1",
    ]

    static let project = named(
        "Project",
        record([
            "organization": anyText, "project": anyText, "categories": .list(of: category),
            "images": .list(of: image), "models": .list(of: model), "trainings": .list(of: training),
            "detectors": .list(of: detector), "deployment_target": deploymentTarget.orNull,
        ]),
        example: [
            "organization": "zauberzeug", "project": "demo", "categories": [categoryExample], "images": [imageExample],
            "models": [modelExample], "trainings": [trainingExample], "detectors": [detectorExample],
            "deployment_target": targetExample,
        ])

    private static let category = named(
        "Category",
        record([
            "id": anyText, "name": anyText, "description": anyText.orNull, "hotkey": anyText.orNull,
            "color": anyText.orNull, "type": anyText.orNull,
            "point_size": .integer(-largestInteger...largestInteger).orNull,
        ]), example: categoryExample)

    private static let categoryExample: Value = [
        "id": "b85bbc35-0363-3beb-08e4-e0affb95b2bc", "name": "purple box", "description": "", "hotkey": "1",
        "color": "#FF00FF", "type": "box", "point_size": nil,
    ]

    /// What is marked in an image is kept as it was sent.
    private static let marks = Schema.list(of: .any)

    static let image = named(
        "Image",
        record([
            "id": anyText, "state": words(Image.State.self), "set": words(Image.Set.self), "width": count,
            "height": count, "created": anyText, "source": anyText.orNull, "tags": .list(of: anyText),
            "bytes": count.orNull, "novelty_score": .any,
            "box_annotations": marks, "point_annotations": marks, "segmentation_annotations": marks,
            "skeleton_annotations": marks, "classification_annotation": .any,
            "box_detections": marks, "point_detections": marks, "segmentation_detections": marks,
            "skeleton_detections": marks, "classification_detections": marks,
        ]), example: imageExample)

    private static let imageExample: Value = [
        "id": "04e9b13d-9f5b-02c5-af46-5bf40b1ca0a7", "state": "inbox", "set": "train", "width": 640, "height": 480,
        "created": "2021-06-01T06:28:21.288442", "source": "robot 4", "tags": ["night"], "bytes": 48211,
        "novelty_score": nil, "box_annotations": [], "point_annotations": [], "segmentation_annotations": [],
        "skeleton_annotations": [], "classification_annotation": nil,
        "box_detections": [
            [
                "category_name": "purple box", "x": 10, "y": 20, "width": 30, "height": 40, "model_name": "1.1",
                "confidence": 0.9,
            ]
        ],
        "point_detections": [], "segmentation_detections": [], "skeleton_detections": [],
        "classification_detections": [],
    ]

    private static let model = named(
        "Model",
        record([
            "id": anyText, "version": anyText.orNull, "formats": .list(of: anyText), "created": anyText,
            "comment": anyText, "host": anyText, "parent_id": anyText.orNull, "confusion_matrix": .any,
            "training": count.orNull,
        ]), example: modelExample)

    private static let modelExample: Value = [
        "id": "00000000-0000-0000-0000-000000000011", "version": "1.1", "formats": ["mocked"],
        "created": "2021-06-01T06:28:21.288442", "comment": "", "host": "http://127.0.0.1:8080",
        "parent_id": "00000000-0000-0000-0000-000000000010", "confusion_matrix": [:], "training": 2,
    ]

    private static let trainingMembers: KeyValuePairs<String, Schema> = [
        "number": count, "trainer": anyText, "trainer_name": anyText, "base_model": anyText.orNull, "details": .any,
        "began": anyText, "ended": anyText.orNull, "state": anyText.orNull, "progress": .any, "updates": count,
        "latest": .any, "model_id": anyText.orNull,
    ]

    private static let training = named("Training", record(trainingMembers), example: trainingExample)

    private static let trainingExample: Value = [
        "number": 4, "trainer": "85ef1a58-308d-4c80-8931-43d1f752f4f2", "trainer_name": "trainer",
        "base_model": "00000000-0000-0000-0000-000000000012",
        "details": ["training_number": 4, "model_variant": "", "hyperparameters": ["resolution": 800]],
        "began": "2021-06-01T06:28:25.100000", "ended": nil, "state": "running", "progress": 0.4, "updates": 2,
        "latest": ["train_image_count": 8, "test_image_count": 2], "model_id": nil,
    ]

    private static let detector = named(
        "Detector", record(["id": anyText, "name": anyText, "status": .any, "last_seen": time]),
        example: detectorExample)

    private static let detectorExample: Value = [
        "id": "3a3a2b1c-5d6e-4f70-8a9b-0c1d2e3f4a5b", "name": "detector at the gate",
        "status": ["state": "online", "current_model": "1.1"], "last_seen": "2021-06-01T06:28:29.000000Z",
    ]

    static let deploymentTarget = named(
        "DeploymentTarget", record(["model_id": anyText, "version": anyText]), example: targetExample)

    private static let targetExample: Value = ["model_id": "00000000-0000-0000-0000-000000000011", "version": "1.1"]

    // MARK: Nodes

    static let node = named(
        "Node",
        record([
            "id": anyText.orNull, "name": anyText.orNull, "kind": words(NodeKind.self).orNull, "connected": .flag,
            "connection": count.orNull, "session": anyText.orNull, "organization": anyText.orNull,
            "project": anyText.orNull, "era": words(AcknowledgementEra.self).orNull, "status": .any,
            "last_seen": time.orNull, "training": nodeTraining.orNull,
        ]), example: nodeExample)

    /// The training that a trainer is at, and where.
    private static let nodeTraining = named(
        "NodeTraining",
        object(
            record(["organization": anyText, "project": anyText]).members + record(trainingMembers).members),
        example: nodeTrainingExample)

    private static let nodeTrainingExample = Value.object(
        [
            Member(name: "organization", value: "zauberzeug"), Member(name: "project", value: "demo"),
        ] + (trainingExample.object ?? []))

    private static let nodeExample: Value = [
        "id": "85ef1a58-308d-4c80-8931-43d1f752f4f2", "name": "trainer", "kind": "trainer", "connected": true,
        "connection": 7, "session": "lv_VI97HAXpY6yYWAAAC", "organization": nil, "project": nil, "era": "object",
        "status": ["id": "85ef1a58-308d-4c80-8931-43d1f752f4f2", "name": "trainer", "state": "running"],
        "last_seen": "2021-06-01T06:28:30.100000Z", "training": nodeTrainingExample,
    ]

    private static let answerMembers =
        record(["acknowledged": .flag, "acknowledgement": .any]).members + [
            Property(name: "reason", schema: anyText, about: "Why there is no acknowledgement.")
        ]

    static let commandAnswer = named(
        "CommandAnswer", object(answerMembers),
        example: ["acknowledged": true, "acknowledgement": ["success": true, "error_msg": nil, "payload": nil]])

    static let trainingAnswer = named(
        "TrainingAnswer",
        object(record(["accepted": .flag, "training": training.orNull]).members + answerMembers),
        example: [
            "accepted": true, "training": trainingExample, "acknowledged": true,
            "acknowledgement": ["success": true, "error_msg": nil, "payload": nil],
        ])

    static let sent = named("Sent", record(["sent": .flag]), example: ["sent": true])

    // MARK: Faults

    static let fault = named(
        "Fault",
        object(
            record(["id": count, "remaining": count, "met": count]).members + [
                Property(name: "method", schema: anyText.orNull, about: "Of requests that meet it; null is any."),
                Property(name: "path", schema: anyText, about: "Of requests that meet it."),
                Property(name: "event", schema: anyText, about: "The event that meets it."),
                Property(name: "node", schema: anyText.orNull, about: "Whose event meets it; null is anybody's."),
            ]
                + record([
                    "action": either(
                        [
                            word(Fault.Action.wordsForRequests),
                            either(
                                [record(["status": .integer(Fault.statuses)]), record(["acknowledge": .any])],
                                by: .presence(of: "status")),
                        ], by: .type),
                    "delay": .number(0...Fault.delayLimit),
                ]).members), example: faultExample)

    private static let faultExample: Value = [
        "id": 1, "remaining": 2, "met": 0, "method": "PUT", "path": "/api/*/file", "action": ["status": 429],
        "delay": 0.0,
    ]

    // MARK: The journal

    static let journalPage = named(
        "JournalPage", record(["entries": .list(of: journalEntry), "next": count]),
        example: ["entries": [eventExample], "next": 12])

    static let journalEntry = either(
        [exchange, event, acknowledgement, namespaceMessage, unreadableMessage, connected, disconnected, metFault],
        by: .word(in: "kind"))

    private static func entry(_ name: String, _ kinds: JournalKind..., members: [Property], example: Value) -> Schema {
        let front = record(["number": count, "time": time, "seconds": .number(-1e12...1e12)]).members
        let kind = Property(name: "kind", schema: .word(kinds.map(\.rawValue)), about: "", isRequired: true)
        return named(
            name, object(front + [kind] + members),
            example: .object(
                [
                    Member(name: "number", value: 12), Member(name: "time", value: "2021-06-01T06:28:30.100000Z"),
                    Member(name: "seconds", value: 8.811558),
                ] + (example.object ?? [])))
    }

    /// The beginning of what was sent, as text where it is text.
    private static let body = named(
        "Body",
        object(
            record(["bytes": count]).members + [
                Property(name: "text", schema: anyText, about: "What it is, where that is UTF-8."),
                Property(name: "base64", schema: .text(Text(format: "byte")), about: "What it is, where it is not."),
                Property(name: "truncated", schema: .flag, about: "True when this is its beginning only."),
                Property(name: "incomplete", schema: .flag, about: "True when its end did not come, or was not read."),
            ]), example: ["bytes": 17, "text": "{\"success\": true}"])

    private static let fields = Schema.list(of: .list(of: anyText))

    private static let exchange = entry(
        "Exchange", .exchange,
        members: record([
            "connection": count, "secure": .flag, "method": anyText, "target": anyText,
            "request": record(["fields": fields, "body": body, "raw": anyText]),
            "status": .integer(100...999).orNull,
            "response": either([record(["fields": fields, "body": body, "raw": anyText]), .null], by: .type),
            "complete": .flag, "seconds_taken": .number(-1e12...1e12),
        ]).members + [Property(name: "fault", schema: count, about: "The id of the fault that it met.")],
        example: [
            "kind": "exchange", "connection": 3, "secure": false, "method": "GET", "target": "/api/status",
            "request": [
                "fields": [["Host", "127.0.0.1:8080"]], "body": ["bytes": 0, "text": ""],
                "raw": "GET /api/status HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n",
            ],
            "status": 200,
            "response": [
                "fields": [["Content-Type", "application/json"], ["Content-Length", "16"]],
                "body": ["bytes": 16, "text": "{\"status\": \"ok\"}"],
                "raw": "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n",
            ],
            "complete": true, "seconds_taken": 0.000214,
        ])

    private static let peerMembers = record([
        "connection": count, "session": anyText, "node": anyText.orNull, "node_name": anyText.orNull,
        "node_kind": words(NodeKind.self).orNull,
    ]).members

    private static let messageMembers = peerMembers + record(["direction": word(["in", "out"])]).members

    private static let peerExample: [Member] = [
        Member(name: "connection", value: 7), Member(name: "session", value: "lv_VI97HAXpY6yYWAAAC"),
        Member(name: "node", value: "85ef1a58-308d-4c80-8931-43d1f752f4f2"),
        Member(name: "node_name", value: "trainer"), Member(name: "node_kind", value: "trainer"),
    ]

    private static func peerExample(_ kind: JournalKind, _ members: Value) -> Value {
        .object([Member(name: "kind", value: .string(kind.rawValue))] + peerExample + (members.object ?? []))
    }

    private static let packetMembers = record(["acknowledgement_id": anyText.orNull, "raw": anyText]).members

    private static let event = entry(
        "Event", .event,
        members: messageMembers + record(["event": anyText, "arguments": .list(of: .any)]).members + packetMembers,
        example: peerExample(
            .event,
            [
                "direction": "in", "event": "update_trainer", "arguments": [["state": "running"]],
                "acknowledgement_id": "3", "raw": "23[\"update_trainer\",{\"state\":\"running\"}]",
            ]))

    private static let eventExample: Value = {
        guard case .named(_, _, let example) = event else { return .null }
        return example
    }()

    private static let acknowledgement = entry(
        "Acknowledgement", .acknowledgement,
        members: messageMembers + record(["event": anyText.orNull, "arguments": .list(of: .any)]).members
            + packetMembers,
        example: peerExample(
            .acknowledgement,
            [
                "direction": "out", "event": "update_trainer",
                "arguments": [["success": true, "error_msg": nil, "payload": nil]], "acknowledgement_id": "3",
                "raw": "33[{\"success\":true,\"error_msg\":null,\"payload\":null}]",
            ]))

    /// What joins a namespace, or leaves it.
    private static let namespaceMessage = entry(
        "NamespacePacket", .connect, .connectError, .disconnect,
        members: messageMembers + [Property(name: "payload", schema: .any, about: "What is said with it.")]
            + packetMembers,
        example: peerExample(
            .connect, ["direction": "in", "payload": nil, "acknowledgement_id": nil, "raw": "0"]))

    /// An attachment of a packet, or what is no packet.
    private static let unreadableMessage = entry(
        "Message", .attachment, .malformed, members: messageMembers + record(["body": body]).members,
        example: peerExample(.malformed, ["direction": "in", "body": ["bytes": 1, "text": "x"]]))

    private static let connected = entry(
        "Connected", .connected, members: peerMembers + record(["headers": fields]).members,
        example: peerExample(.connected, ["headers": [["nodeType", "trainer"]]]))

    private static let disconnected = entry(
        "Disconnected", .disconnected, members: peerMembers + record(["reason": anyText]).members,
        example: peerExample(.disconnected, ["reason": "transport close"]))

    private static let metFault = entry(
        "MetFault", .fault,
        members: record(["fault": count, "action": .any, "connection": count]).members + [
            Property(name: "method", schema: anyText, about: "Of the request that met it."),
            Property(name: "target", schema: anyText, about: "Of the request that met it."),
            Property(name: "session", schema: anyText, about: "Of the node whose event met it."),
            Property(name: "node", schema: anyText.orNull, about: "Whose event met it."),
            Property(name: "node_name", schema: anyText.orNull, about: "Whose event met it."),
            Property(name: "node_kind", schema: words(NodeKind.self).orNull, about: "Whose event met it."),
            Property(name: "event", schema: anyText, about: "The event that met it."),
        ],
        example: [
            "kind": "fault", "fault": 1, "action": "hang", "connection": 3, "method": "GET", "target": "/api/status",
        ])
}
