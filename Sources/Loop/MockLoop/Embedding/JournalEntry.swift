/// Something that passed between a Loop and its nodes, as it is written down.
public struct JournalEntry: Sendable, Equatable {
    /// All of it, as `GET /mockloop/journal` has it: `number`, `time`, `seconds`, `kind`, and what the kind has besides.
    public let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    /// Counts from 1 since the Loop began.
    public var number: Int { json["number"]?.int ?? 0 }

    /// Seconds since the Loop began.
    public var seconds: Double { json["seconds"]?.double ?? 0 }

    /// What it is: `exchange`, `event`, `acknowledgement`, `connected` and so on.
    public var kind: String { json["kind"]?.string ?? "" }

    /// The id of the node, once it is known.
    public var node: String? { json["node"]?.string }

    /// The name of an event, or of the one that is acknowledged.
    public var event: String? { json["event"]?.string }

    /// `in` for what came from a node, `out` for what was sent to it.
    public var direction: String? { json["direction"]?.string }

    /// What came with an event or an acknowledgement.
    public var arguments: [JSONValue] { json["arguments"]?.array ?? [] }

    /// The method of a request.
    public var method: String? { json["method"]?.string }

    /// The path and query of a request.
    public var target: String? { json["target"]?.string }

    /// The status of its answer; nil when it was not answered.
    public var status: Int? { json["status"]?.int }
}

extension JournalEntry: CustomStringConvertible {
    /// The JSON text.
    public var description: String { json.text }
}

/// What is waited for in a journal.
public struct JournalExpectation: Sendable, Equatable {
    /// The members of the body of `POST /mockloop/wait`.
    let members: JSONValue

    /// An expectation in the words of `POST /mockloop/wait`.
    public init(_ members: JSONValue) { self.members = members }

    /// An event of a node.
    ///
    /// - Parameters:
    ///   - node: its id, its name or its kind.
    ///   - members: what the first object among the arguments has, whatever else it has.
    public static func event(
        _ name: String, of node: String? = nil, with members: JSONValue? = nil
    ) -> JournalExpectation {
        JournalExpectation(of: ["event": JSONValue(name), "direction": "in"], node: node, members)
    }

    /// An event that is sent to a node.
    public static func sent(
        _ name: String, to node: String? = nil, with members: JSONValue? = nil
    ) -> JournalExpectation {
        JournalExpectation(of: ["event": JSONValue(name), "direction": "out"], node: node, members)
    }

    /// A request that is answered.
    ///
    /// - Parameters:
    ///   - path: without query; `*` stands for any text.
    ///   - members: what its JSON body has, whatever else it has.
    public static func request(
        _ method: String, _ path: String, status: Int? = nil, with members: JSONValue? = nil
    ) -> JournalExpectation {
        var json: JSONValue = ["request": ["method": JSONValue(method), "path": JSONValue(path)]]
        if let status { json = json.merging(["status": JSONValue(status)]) }
        return JournalExpectation(of: json, node: nil, members)
    }

    /// A node connects, or comes back.
    public static var connected: JournalExpectation { JournalExpectation(["kind": "connected"]) }

    /// A node that is known by its id, its name or its kind is no longer connected.
    public static func disconnected(_ node: String? = nil) -> JournalExpectation {
        JournalExpectation(of: ["kind": "disconnected"], node: node, nil)
    }

    private init(of json: JSONValue, node: String?, _ members: JSONValue?) {
        var json = json
        if let node { json = json.merging(["node": JSONValue(node)]) }
        if let members { json = json.merging(["where": members]) }
        self.members = json
    }
}
