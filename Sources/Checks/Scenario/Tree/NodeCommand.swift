/// Something that a MockLoop tells a node over its Socket.IO connection.
struct NodeCommand: Sendable {
    /// What the node gets.
    enum Message: Sendable {
        /// Any event; without `arguments` it has none.
        case event(Template, arguments: JSONSource?)
        /// An event whose arguments the Loop makes up itself; `members` say what it would choose otherwise.
        case known(Known, members: JSONSource?)
    }

    /// The events that a Loop knows how to send; the words are those of its control interface.
    enum Known: String, Sendable, CaseIterable {
        case beginTraining = "begin_training"
        case stopTraining = "stop_training"
        case abortTraining = "abort_training"
        case userInput = "user_input"
    }

    /// What the node's acknowledgement must be like.
    enum Acknowledgement: Sendable {
        /// One must come that does not refuse.
        case welcome
        case like(JSONExpectation)
        /// None is asked for.
        case none
    }

    let message: Message
    /// Its id, its name, or its kind when just one of that kind is connected.
    let node: Template
    let acknowledgement: Acknowledgement
    /// How long the acknowledgement may take.
    let within: Duration
}

/// The end of a node's Socket.IO connection, by the Loop's doing.
struct Disconnection: Sendable {
    let node: Template
}
