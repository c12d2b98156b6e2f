/// Something that nodes do and that the Loop's journal shows.
struct Lookout: Sendable {
    /// How long it may take to come when nothing else is said: nodes report every five seconds, and a real one needs a
    /// while to start.
    static let defaultPatience = Duration.seconds(30)

    enum Subject: Sendable {
        case event(EventExpectation)
        case request(RequestPattern, Expectation)
    }

    let subject: Subject
    let patience: Patience

    /// Whether it is waited for, or must not have come.
    enum Patience: Sendable {
        case within(Duration)
        case never
    }
}

/// An event of a node.
struct EventExpectation: Sendable {
    let name: Template
    /// Nil for any node.
    let node: Template?
    /// The whole list of arguments.
    let arguments: Pattern?
    /// The first argument that is an object.
    let json: JSONExpectation
    /// An event that is like this ends the waiting at once; it looks at the same object.
    let failIf: JSONExpectation?
}

/// How a node must be.
struct NodeCondition: Sendable {
    let node: Template
    let isConnected: Bool
    /// The last status that it sent.
    let status: JSONExpectation
    let within: Duration
}
