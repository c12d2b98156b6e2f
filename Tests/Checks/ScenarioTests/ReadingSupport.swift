import Testing

@testable import Scenario

/// A text as a passage of a source of its own.
func passage(_ text: String) throws -> Passage {
    let source = try SourceText(name: "text", bytes: Array(text.utf8))
    return Passage(0..<source.bytes.count, of: source)
}

/// Reads a story from its text.
func story(_ text: String, variables: Set<String> = []) throws -> Story {
    try StoryReader.read(SourceText(name: "story.yaml", bytes: Array(text.utf8)), variables: variables)
}

/// Reads a document from its text.
func document(_ text: String, starts: [String] = []) throws -> Story {
    try StoryReader.read(
        SourceText(name: "document.md", bytes: Array(text.utf8)), starts: starts.map { try StartOption($0) })
}

/// Reads a curl command of a story.
func curl(_ command: String, variables: Set<String> = BuiltIn.story) throws -> RequestPlan {
    let passage = try passage(command)
    let words = try ShellWords(passage, syntax: .story).words.dropFirst()
    return try CurlCommand.read(Array(words), of: passage, syntax: .story, names: Names(variables))
}

extension Story {
    /// The requests of its steps, in order.
    var requests: [RequestStep] {
        steps.compactMap { if case .request(let request) = $0.action { request } else { nil } }
    }

    /// The reasons of its skipped commands, by number.
    var skipped: [Int] { steps.compactMap { if case .skip = $0.action { $0.number } else { nil } } }

    /// The commands it starts, with the number of the command before which they start.
    var starts: [String] {
        steps.compactMap {
            if case .start(let start) = $0.action { "\($0.number): \(start.command.shown)" } else { nil }
        }
    }
}

extension Pattern {
    /// A one-line picture of a pattern.
    var picture: String {
        switch self {
        case .form(let form): form.notation
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let text): text
        case .text(let text): "\"\(text.shown)\""
        case .variable(let name, _): "${\(name)}"
        case .array(let items):
            "["
                + items.map { if case .value(let pattern) = $0 { pattern.picture } else { "..." } }.joined(
                    separator: ", ")
                + "]"
        case .object(let members, let open):
            "{" + (members.map { "\($0.name): \($0.value.picture)" } + (open ? ["..."] : [])).joined(separator: ", ")
                + "}"
        }
    }
}
