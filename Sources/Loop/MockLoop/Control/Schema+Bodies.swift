internal import JSON
internal import LoopDomain
internal import SocketIO

/// What the control interface is sent.
extension Schema {
    /// A member that need not be given; null says no more than nothing.
    private static func may(_ name: String, _ schema: Schema, _ about: String, standard: Value? = nil) -> Property {
        Property(name: name, schema: schema.orNull, about: about, standard: standard)
    }

    private static func must(_ name: String, _ schema: Schema, _ about: String) -> Property {
        Property(name: name, schema: schema, about: about, isRequired: true)
    }

    // MARK: Projects

    private static let organization = may(
        "organization", .text(Text(pattern: ProjectConfiguration.namePattern)), "Whose project it is.",
        standard: .string(Demo.path.organization))

    private static let projectChoice = [
        may("organization", anyText, "Whose project is meant.", standard: .string(Demo.path.organization)),
        may("project", anyText, "Which one.", standard: .string(Demo.path.project)),
    ]

    /// How many of something. Tests of early versions of the library say whether there shall be any.
    private static func howMany(_ name: String, of what: String, upTo limit: Int) -> Property {
        may(name, .either([.integer(0...limit), .flag], by: .type), "How many \(what); true is 1.", standard: 0)
    }

    static let projectOrder = named(
        "ProjectOrder",
        .object(
            Object(
                members: [
                    organization,
                    must(
                        "project_name",
                        .text(
                            Text(
                                pattern: ProjectConfiguration.namePattern,
                                exceptions: [ProjectConfiguration.takenName])),
                        "The project's id, which is its name as well."),
                    may("image_style", .words(Painting.Style.self), "How its pictures look.", standard: "beautiful"),
                    howMany("tags", of: "tags of each image", upTo: ProjectConfiguration.markCountLimit),
                    howMany(
                        "trainings", of: "trainings, each with a model", upTo: ProjectConfiguration.trainingCountLimit),
                ]
                    + Image.State.allCases.map {
                        howMany($0.rawValue, of: "images in this state", upTo: ProjectConfiguration.imageCountLimit)
                    } + ProjectConfiguration.countedMembers.map { howMany($0.name, of: $0.what, upTo: $0.limit) },
                others: .any)),
        example: [
            "project_name": "pytest", "inbox": 3, "complete": 5, "box_categories": 2, "point_categories": 1,
            "box_annotations": 2, "trainings": 1,
        ])

    static let projectChange = named(
        "ProjectChange",
        object([
            Property(
                name: "deployment_target", schema: anyText.orNull,
                about: "The id or the version of the model that detectors shall have; null is none."),
            may("categories", .list(of: category), "What can be marked in its images, in place of what could be."),
        ]),
        example: ["deployment_target": "1.2"])

    /// A category, as it is sent: it needs an id and a name.
    private static let category = named(
        "CategoryOrder",
        .object(
            Object(
                members: [
                    must("id", anyText, "A UUID."), must("name", anyText, "What detections call it."),
                    may("type", anyText, "box, point, segmentation or classification."),
                    may("color", anyText, "As CSS writes it."), may("description", anyText, "For people."),
                    may("hotkey", anyText, "For people."), may("point_size", count, "In pixels."),
                ], others: .any)),
        example: ["id": "b85bbc35-0363-3beb-08e4-e0affb95b2bc", "name": "purple box", "type": "box"])

    static let modelChoice = named(
        "ModelChoice",
        object(
            [
                Property(name: "version", schema: anyText, about: "A model by its version."),
                Property(name: "model_id", schema: anyText, about: "A model by its id, which counts more."),
            ], oneAtLeast: ["version", "model_id"]),
        example: ["version": "1.0"])

    static let imageChange = named(
        "ImageChange",
        object([
            may("state", words(Image.State.self), "Where it stands on its way to be learnt from."),
            may("set", words(Image.Set.self), "What a trainer uses it for."),
        ]),
        example: ["state": "complete", "set": "test"])

    // MARK: Commands

    private static let timeout = may(
        "timeout", .number(0...NodeCommands.longest), "How long the node may take to acknowledge, in seconds.",
        standard: 30)

    static let patience = named("Patience", object([timeout]), example: ["timeout": 10])

    static let trainingOrder = named(
        "TrainingOrder",
        object(
            projectChoice + [
                Property(
                    name: "base_model", schema: anyText.orNull,
                    about:
                        "The id or the version of the model to continue; null is none. When it is not given, it is the newest."
                ),
                may(
                    "model_variant", anyText, "Which network; when it is not given, the first that the trainer offers."),
                may("hyperparameters", .object(Object(members: [], others: .any)), "For the trainer."),
                may("categories", .list(of: .any), "When they are not given, those of the project."), timeout,
            ]),
        example: ["project": "demo", "base_model": "1.1", "hyperparameters": ["resolution": 800, "flip_rl": true]])

    static let saveOrder = named(
        "SaveOrder", object(projectChoice + [must("id", anyText, "The id of the model."), timeout]),
        example: ["id": "00000000-0000-0000-0000-000000000012"])

    /// Pixels, either way: no image is so large.
    private static let coordinate = Schema.integer(-1_000_000...1_000_000)

    static let userInput = named(
        "UserInput",
        object(
            projectChoice + [
                may("image_id", anyText, "When it is not given, the project's first image."),
                may("category_id", anyText, "When it is not given, the project's first category of outlines."),
                may(
                    "event_type", anyText,
                    "`left_mouse_down`, `mouse_move`, `key_up` and so on; up to version 0.7.6 `mouse_down` and so on.",
                    standard: "left_mouse_down"),
                may("x", coordinate, "In pixels from the left.", standard: 0),
                may("y", coordinate, "In pixels from the top.", standard: 0),
                may("frontend_id", anyText, "Whose input it is.", standard: "mockloop"),
                may("key_up", anyText, "`Escape`, say."), may("key_down", anyText, "`Shift`, say."),
                may("is_shift_key_pressed", .flag, "Whether it is.", standard: false),
                may("epsilon", .number(-1e9...1e9), "How exact an outline shall be."), timeout,
            ]),
        example: ["event_type": "left_mouse_down", "x": 120, "y": 80])

    /// The name of an event that is sent or looked for.
    private static let eventName = Schema.text(
        Text(exceptions: SocketIO.Packet.reservedNames.sorted()))

    static let emission = named(
        "Emission",
        object([
            must("event", eventName, "The name of the event."),
            may("arguments", .list(of: .any), "Its arguments.", standard: []),
            may("acknowledgement", .flag, "Whether it shall be acknowledged.", standard: true), timeout,
        ]),
        example: ["event": "user_logout", "arguments": ["mockloop"]])

    // MARK: Faults

    private static let howOften = [
        may("count", .integer(1...Fault.countLimit), "How often it is met.", standard: 1),
        may("delay", .number(0...Fault.delayLimit), "Seconds that go by before it shows.", standard: 0),
    ]

    static let faultOrder = either(
        [
            named(
                "EventFaultOrder",
                object(
                    [
                        must("event", anyText, "The name of the event that meets it, when a node sends it."),
                        may("node", anyText, "The id, the name or the kind of the node; all, when it is not given."),
                        Property(
                            name: "action",
                            schema: either(
                                [
                                    word(Fault.Action.wordsForEvents),
                                    object([must("acknowledge", .any, "What the node gets, and nothing is done.")]),
                                ], by: .type),
                            about: """
                                `hang`: nothing is done, and the node gets no acknowledgement. `cut`: nothing is done, and \
                                its connection ends. `late`: all goes well, after the delay.
                                """, standard: "late"),
                    ] + howOften, oneAtLeast: ["action", "delay"]),
                example: [
                    "event": "update_trainer", "action": ["acknowledge": ["success": false, "error_msg": "No."]],
                ]),
            named(
                "RequestFaultOrder",
                object(
                    [
                        may("method", anyText, "The method of the requests that meet it; all, when it is not given."),
                        may(
                            "path", anyText,
                            """
                            Their paths, as they are sent; `*` is any text. With a `?` in it, their paths and queries.
                            """, standard: "/api/*"),
                        Property(
                            name: "action",
                            schema: either(
                                [
                                    word(Fault.Action.wordsForRequests),
                                    object([
                                        must("status", .integer(Fault.statuses), "The status of the answer.")
                                    ]),
                                ], by: .type),
                            about: """
                                `hang`: there is no answer. `cut`: the connection ends without one. `cut_body`: the request \
                                is done, and the connection ends in the middle of the answer. `late`: all goes well, after \
                                the delay.
                                """, standard: "late"),
                    ] + howOften, oneAtLeast: ["action", "delay"]),
                example: ["method": "PUT", "path": "/api/*/file", "action": ["status": 429], "count": 2]),
        ], by: .presence(of: "event"))

    // MARK: The journal

    /// The parameters of a query of the journal.
    static let journalQuery = object([
        Property(name: "after", schema: Asked.after.schema, about: Asked.after.about, standard: 0),
        Property(
            name: "limit", schema: .integer(1...Journal.pageLimit), about: "Entries in the answer at most.",
            standard: 100),
        Asked.kind, Asked.node, Asked.session, Asked.connection, Asked.event, Asked.direction, Asked.method, Asked.path,
        Asked.status,
    ])

    static let waitOrder = named(
        "WaitOrder",
        object(
            [
                Asked.kind, Asked.node, Asked.session, Asked.connection, Asked.event, Asked.direction, Asked.status,
            ].map {
                may($0.name, $0.schema, $0.about)
            } + [
                may(
                    "request", object([Asked.method, Asked.path].map { may($0.name, $0.schema, $0.about) }),
                    "A request, whatever its kind says."),
                may(
                    "where", .object(Object(members: [], others: .any)),
                    """
                    Members that the first object among the arguments of an event has, or the JSON of a request's body, with \
                    these values; members of members likewise.
                    """),
                may("within", .number(0...JournalWaiters.longest), "How long one waits, in seconds.", standard: 30),
                may(Asked.after.name, Asked.after.schema, Asked.after.about),
            ]),
        example: ["event": "update_trainer", "node": "trainer", "where": ["state": "running"], "within": 10])
}

/// What entries of a journal are asked for by.
private enum Asked {
    static let kind = Property(
        name: "kind", schema: .word(JournalKind.allCases.map(\.rawValue)), about: "What kind of entry.")
    static let node = Property(
        name: "node", schema: .anyText, about: "The id, the name or the kind of the node that an event is from or for.")
    static let session = Property(name: "session", schema: .anyText, about: "The session of a node.")
    static let connection = Property(
        name: "connection", schema: .count, about: "The number of the connection that it came by.")
    static let event = Property(
        name: "event", schema: .anyText,
        about: "The name of an event. What acknowledges it is meant with the kind `acknowledgement` only.")
    static let direction = Property(
        name: "direction", schema: .word(["in", "out"]), about: "`in` is from a node, `out` to one.")
    static let status = Property(
        name: "status", schema: .integer(100...599), about: "The status that answered a request.")
    static let method = Property(name: "method", schema: .anyText, about: "The method of a request.")
    static let path = Property(
        name: "path", schema: .anyText,
        about: "The path of a request, as it was sent; `*` is any text. With a `?` in it, the path and the query.")
    static let after = Property(
        name: "after", schema: .count, about: "Only what is behind the entry with this number.")
}
