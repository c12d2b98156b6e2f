internal import FoundationEssentials
internal import HTTPClient
internal import JSON

/// An entry of a MockLoop's journal.
struct JournalEntry {
    /// What is shown of arguments in a message: a trainer's status is as long as this.
    private static let shownCount = 240

    let number: Int
    private let value: Value

    /// Nil when it has no number.
    init?(_ value: Value) {
        guard let number = value["number"]?.int else { return nil }
        self.number = number
        self.value = value
    }

    private var kind: String { value["kind"]?.string ?? "" }

    /// Whether it may tell why something did not come.
    ///
    /// - Parameter node: the id, name or kind of the node that did not do it; nil for any.
    func isTelling(of node: String?) -> Bool {
        switch kind {
        case "event", "connected", "disconnected": node == nil || names.contains { $0 == node }
        // Requests do not say whose they are, and those of Socket.IO's long polling say nothing at all.
        case "exchange": value["target"]?.string?.hasPrefix("/api") ?? false
        default: false
        }
    }

    /// What its node is called: name, id, kind.
    private var names: [String] {
        ["node_name", "node", "node_kind"].compactMap { value[$0]?.string }.filter { !$0.isEmpty }
    }

    // MARK: Events

    /// The arguments of an event.
    var arguments: Value { value["arguments"] ?? .array([]) }

    /// The first argument of an event that is an object: what a status or a result is told with.
    var object: Value? { arguments.array?.first { $0.object != nil } }

    // MARK: Exchanges

    /// The request of an exchange and the status of its answer, in the form in which answers are looked at.
    var request: Answer {
        let request = value["request"]
        let fields = (request?["fields"]?.array ?? []).map { pair in
            Field(name: pair[0]?.string ?? "", value: pair[1]?.string ?? "")
        }
        return Answer(status: value["status"]?.int ?? 0, fields: fields, body: body)
    }

    private var body: [UInt8] {
        let body = value["request"]?["body"]
        if let text = body?["text"]?.string { return Array(text.utf8) }
        return body?["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) } ?? []
    }

    /// The size of the request's body in bytes, if only its beginning is kept.
    var byteCountOfCutBody: Int? {
        let body = value["request"]?["body"]
        return body?["truncated"]?.bool == true ? body?["bytes"]?.int : nil
    }

    // MARK: Words

    /// One line for a message: the number, the time of day and what happened.
    var shown: String { "#\(number) \(timeOfDay) \(happening)" }

    private var happening: String {
        switch kind {
        case "event":
            let verb = value["direction"]?.string == "out" ? "got" : "sent"
            return "\(shownNode) \(verb) \(value["event"]?.string ?? "an event") \(shownArguments)"
        case "exchange":
            let status = value["status"]?.int.map(String.init) ?? "no answer"
            return "\(value["method"]?.string ?? "") \(value["target"]?.string ?? "") → \(status)"
        default: return "\(shownNode) \(kind)"
        }
    }

    private var shownNode: String { names.first ?? "a node" }

    private var shownArguments: String {
        let elements = arguments.array ?? []
        let text = (elements.count == 1 ? elements[0] : arguments).text(style: .spaced)
        return text.count <= Self.shownCount ? text : text.prefix(Self.shownCount - 1) + "…"
    }

    /// `12:30:15.250` of `2024-02-29T12:30:15.250000Z`.
    private var timeOfDay: String {
        let time = value["time"]?.string ?? ""
        guard let separator = time.firstIndex(where: { $0 == "T" || $0 == " " }) else { return time }
        return String(time[time.index(after: separator)...].prefix("12:30:15.250".count))
    }
}
