/// A YAML value with its place: what the readers of stories see of YAML.
indirect enum Node: Sendable {
    case scalar(Scalar)
    case sequence([Node], Position)
    case mapping([Entry], Position)

    /// One `name: value` of a mapping.
    struct Entry: Sendable {
        let name: Scalar
        let value: Node
    }

    var position: Position {
        switch self {
        case .scalar(let scalar): scalar.position
        case .sequence(_, let position), .mapping(_, let position): position
        }
    }

    /// What it is, in the words of an error.
    var kind: String {
        switch self {
        case .scalar(let scalar): scalar.isNull ? "nothing" : "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A YAML scalar: its text, and how it was written.
struct Scalar: Sendable {
    enum Style: Sendable { case plain, quoted, block }

    let passage: Passage
    let position: Position
    let style: Style
    /// Whether a tag (`!!str`) says that it is a text whatever it looks like.
    let isTaggedString: Bool

    var text: String { passage.text }

    /// Whether it is written without quotes, so that its text may mean a number, a truth value or nothing (YAML 1.2
    /// core schema; `yes` and `on` are texts).
    var isPlain: Bool { style == .plain && !isTaggedString }

    var isNull: Bool { isPlain && ["", "null", "~"].contains(text) }
}
