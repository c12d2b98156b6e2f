internal import HTTPClient
internal import JSON

/// The control interface of a MockLoop: what a story tells it beside what the Loop's own paths are for.
struct ControlInterface {
    /// How long a call may take beyond the time for which it was asked to wait.
    static let margin = Duration.seconds(10)
    /// How many entries of the journal are looked through for those that a message shows.
    private static let evidenceReach = 500

    let exchange: any Exchange
    /// The Loop's address without a slash at its end.
    let loop: String
    let caCertificate: String?

    /// An answer with the record of its exchange.
    struct Answer {
        let status: Int
        /// Null when the body was no JSON.
        let json: Value
        let record: ExchangeRecord

        var isSuccess: Bool { (200...299).contains(status) }

        /// Why the Loop refused, in its own words.
        var detail: String { json["detail"]?.string ?? "status \(status)" }
    }

    /// What there is, at one moment.
    struct State {
        /// The number that the journal's next entry will have.
        let nextEntry: Int
        let nodes: [Value]

        /// The nodes for a message.
        var shownNodes: String {
            let shown = nodes.map { node in
                let texts = ["name", "id", "kind"].compactMap { node[$0]?.string }
                let name = texts.first { !$0.isEmpty } ?? "a node without a name"
                let kind = node["kind"]?.string.map { ", \($0)" } ?? ""
                return "\(name) (\(node["connected"]?.bool == true ? "connected" : "not connected")\(kind))"
            }
            return shown.isEmpty ? "the Loop knows no node" : "the Loop knows \(shown.joined(separator: ", "))"
        }
    }

    // MARK: Calls

    /// Sends a request below `/mockloop`.
    ///
    /// - Parameters:
    ///   - path: begins with a slash; its parts are percent-encoded.
    ///   - waiting: how long the Loop was asked to wait before it answers.
    /// - Throws: ``ControlProblem`` when there is no answer.
    func call(
        _ method: String, _ path: String, _ body: Value? = nil, waiting: Duration = .zero
    ) async throws -> Answer {
        var request = Request(method: method, url: "\(loop)/mockloop\(path)", timeout: waiting + Self.margin)
        request.caCertificate = caCertificate
        if let body {
            request.fields = [Field(name: "Content-Type", value: RequestPlan.jsonType)]
            request.body = .bytes(body.bytes())
        }
        do {
            let response = try await exchange.perform(request)
            let json = (try? Value(parsing: response.body)) ?? .null
            return Answer(status: response.status, json: json, record: ExchangeRecord(request, response))
        } catch let error as TransferError {
            throw ControlProblem("the Loop at \(loop) cannot be reached: \(error.message)")
        }
    }

    /// What there is now.
    ///
    /// - Throws: ``ControlProblem``, also when this is no MockLoop.
    func state() async throws -> State {
        let answer = try await call("GET", "/state")
        guard answer.isSuccess, let next = answer.json["journal"]?["next"]?.int else {
            throw ControlProblem(
                "this step needs a MockLoop, and \(loop) is none: GET /mockloop/state was answered with \(answer.status)"
            )
        }
        return State(nextEntry: next, nodes: answer.json["nodes"]?.array ?? [])
    }

    /// What the Loop knows of a node; an answer with status 404 when that is nothing.
    func node(_ name: String) async throws -> Answer {
        try await call("GET", "/nodes/\(RequestBuilder.percentEncoded(name))")
    }

    // MARK: The journal

    /// Waits for the first entry after `number` that the Loop takes for what is looked for.
    ///
    /// - Returns: the entry; nil when none has come in time.
    func nextEntry(
        like subject: JournalSubject, after number: Int, within patience: Duration
    ) async throws -> JournalEntry? {
        var body = subject.members
        body["after"] = .number(Number(number))
        body["within"] = .number(Number(patience.inSeconds))
        let answer = try await call("POST", "/wait", body, waiting: patience)
        if answer.status == 504 { return nil }
        guard answer.isSuccess, let entry = JournalEntry(answer.json) else {
            throw ControlProblem("the Loop did not look into its journal: \(answer.detail)")
        }
        return entry
    }

    /// The last entries after `number` that may tell why something did not come: what its node did, and all requests.
    func lastEntries(beside subject: JournalSubject, after number: Int, count: Int) async throws -> [JournalEntry] {
        let next = try await state().nextEntry
        let start = max(number, next - 1 - Self.evidenceReach)
        let answer = try await call("GET", "/journal?after=\(start)&limit=\(Self.evidenceReach)")
        let entries = (answer.json["entries"]?.array ?? []).compactMap { JournalEntry($0) }
        return entries.filter { $0.isTelling(of: subject.node) }.suffix(count)
    }
}

/// Why a step cannot use the control interface, in words for the story's author.
struct ControlProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension Duration {
    /// As the control interface takes it.
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000) / 1e6
    }
}
