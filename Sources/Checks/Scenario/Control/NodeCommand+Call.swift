internal import JSON

extension NodeCommand {
    /// The call of the control interface that gives the command.
    ///
    /// - Returns: its path below the node's, and its body.
    /// - Throws: ``UnsetVariable``, or ``ControlProblem`` when a block of the story is no JSON of the right kind.
    func call(_ values: [String: String]) throws -> (path: String, body: Value) {
        var body: Value
        let path: String
        switch message {
        case .event(let name, let arguments):
            let isAcknowledged = if case .none = acknowledgement { false } else { true }
            path = "emit"
            body = ["event": .string(try name.text(values)), "acknowledgement": .bool(isAcknowledged)]
            let list = try arguments?.value(values) ?? .array([])
            guard list.array != nil else { throw ControlProblem("\"arguments\" is no JSON array") }
            body["arguments"] = list
        case .known(let known, let members):
            path = known.rawValue
            body = try members?.value(values) ?? .object([])
            guard body.object != nil else { throw ControlProblem("\"with\" is no JSON object") }
        }
        body["timeout"] = .number(Number(within.inSeconds))
        return (path, body)
    }
}
