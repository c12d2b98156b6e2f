/// What goes wrong on purpose.
enum Fault: Sendable {
    /// The next `count` requests or events like this are not treated as they should be.
    case arm(Action, target: Target?, count: Int, delay: Duration?)
    /// No more faults: those that are left are taken back.
    case disarm

    /// The most that one step arms: more is "always", which another Loop says better.
    static let largestCount = 1_000_000

    /// What a request can be answered with.
    static let statuses = 200...599

    enum Target: Sendable {
        case request(RequestPattern)
        /// Of this node, if one is named.
        case event(Template, node: Template?)
    }

    enum Action: Sendable {
        /// The request is answered with this status and nothing else happens.
        case status(Int)
        /// The event is acknowledged like this.
        case acknowledge(JSONSource)
        /// Nothing comes back.
        case hang
        /// The connection ends instead.
        case cut
        /// The connection ends in the middle of the answer's body.
        case cutBody
        /// All is well, only later.
        case late
    }
}

/// Which requests of nodes are meant: `PUT /api/*/trainings/*`, where `*` is any text.
struct RequestPattern: Sendable {
    /// Nil for any method.
    let method: String?
    let path: Template

    var shown: String { (method.map { "\($0) " } ?? "") + path.shown }
}
