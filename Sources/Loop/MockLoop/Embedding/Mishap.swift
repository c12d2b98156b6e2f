/// What becomes of a request or an event that a Loop lets go wrong.
public enum Mishap: Sendable, Equatable {
    /// A request is answered with a status, and nothing is done.
    case status(Int)
    /// An event is acknowledged with a value, and nothing is done.
    case acknowledge(JSONValue)
    /// There is no answer, for as long as it is waited for.
    case hang
    /// The connection ends without an answer.
    case cut
    /// A request is heeded, and the connection ends in the middle of its answer.
    case cutBody
    /// All goes well, only later.
    case late

    var json: JSONValue {
        switch self {
        case .status(let status): ["status": JSONValue(status)]
        case .acknowledge(let value): ["acknowledge": value]
        case .hang: "hang"
        case .cut: "cut"
        case .cutBody: "cut_body"
        case .late: "late"
        }
    }
}
