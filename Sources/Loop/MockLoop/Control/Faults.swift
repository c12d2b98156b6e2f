internal import JSON
internal import LoopDomain

/// What is to go wrong, and how often.
struct Faults {
    /// The faults that are armed, oldest first.
    private(set) var armed: [Fault] = []
    private var lastID = 0

    mutating func arm(_ target: Fault.Target, _ action: Fault.Action, count: Int, delay: Duration) -> Fault {
        lastID += 1
        let fault = Fault(id: lastID, target: target, action: action, delay: delay, remaining: count)
        armed.append(fault)
        return fault
    }

    /// - Returns: whether there was one with `id`.
    mutating func disarm(_ id: Int) -> Bool {
        let count = armed.count
        armed.removeAll { $0.id == id }
        return armed.count < count
    }

    mutating func disarmAll() { armed = [] }

    /// The fault that a request meets, which is used up by it.
    mutating func take(method: String, target: String) -> Fault? {
        guard !armed.isEmpty else { return nil }
        return take { meeting in
            guard case .request(let wanted, let glob) = meeting else { return false }
            return (wanted == nil || wanted == method) && glob.matches(target: target)
        }
    }

    /// The fault that an event of a node meets.
    mutating func take(event: String, of peer: Peer) -> Fault? {
        guard !armed.isEmpty else { return nil }
        return take { target in
            guard case .event(let name, let node) = target, name == event else { return false }
            return node == nil || node == peer.nodeID || node == peer.name || node == peer.kind?.rawValue
        }
    }

    private mutating func take(_ isMet: (Fault.Target) -> Bool) -> Fault? {
        guard let place = armed.firstIndex(where: { isMet($0.target) }) else { return nil }
        armed[place].remaining -= 1
        armed[place].met += 1
        let fault = armed[place]
        if fault.remaining == 0 { armed.remove(at: place) }
        return fault
    }
}

/// Something that goes wrong on purpose.
struct Fault {
    /// What meets it.
    enum Target {
        /// A request with the method, if one is given, and a path that the pattern stands for.
        case request(method: String?, Glob)
        /// An event with the name, of the node, if one is given.
        case event(String, node: String?)
    }

    /// What becomes of it.
    enum Action {
        /// A request is answered with the status, and nothing is done.
        case status(Int)
        /// An event is acknowledged with the value, and nothing is done.
        case acknowledge(Value)
        /// There is no answer, as long as the client waits.
        case hang
        /// The connection ends without an answer.
        case cut
        /// A request is heeded, and the connection ends in the middle of its answer.
        case cutBody
        /// All goes well, only later.
        case late
    }

    let id: Int
    let target: Target
    let action: Action
    let delay: Duration
    /// How often it is met from now on.
    var remaining: Int
    /// How often it was.
    var met = 0

    /// The statuses that a request can be answered with.
    static let statuses = 200...599
    /// The most that one fault is met.
    static let countLimit = 1_000_000
    /// The longest that one makes somebody wait, in seconds.
    static let delayLimit = 3600.0

    var json: Value {
        var json: Value = [
            "id": .number(Number(id)), "remaining": .number(Number(remaining)), "met": .number(Number(met)),
        ]
        switch target {
        case .request(let method, let glob):
            json["method"] = Value(method)
            json["path"] = .string(glob.pattern)
        case .event(let name, let node):
            json["event"] = .string(name)
            json["node"] = Value(node)
        }
        json["action"] = action.json
        json["delay"] = .number(Number(delay / .seconds(1)))
        return json
    }
}

extension Fault.Action {
    /// What becomes of requests, in a word.
    static let wordsForRequests = ["hang", "cut", "cut_body", "late"]
    /// What becomes of events, in a word.
    static let wordsForEvents = ["hang", "cut", "late"]

    /// The action that `json` stands for; all goes well, only later, where that is nothing.
    init(_ json: Value) {
        switch json.string {
        case "hang": self = .hang
        case "cut": self = .cut
        case "cut_body": self = .cutBody
        default:
            if let status = json["status"]?.number?.wholeNumber {
                self = .status(status)
            } else if let value = json["acknowledge"] {
                self = .acknowledge(value)
            } else {
                self = .late
            }
        }
    }

    var json: Value {
        switch self {
        case .status(let status): ["status": .number(Number(status))]
        case .acknowledge(let value): ["acknowledge": value]
        case .hang: "hang"
        case .cut: "cut"
        case .cutBody: "cut_body"
        case .late: "late"
        }
    }
}
