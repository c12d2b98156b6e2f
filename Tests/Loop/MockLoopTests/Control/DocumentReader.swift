import JSON
import Testing

/// The OpenAPI document of a Loop, read by code that knows nothing of how it was made.
struct DocumentReader {
    let document: Value

    struct Operation: Hashable, CustomStringConvertible {
        let method: String
        let path: String

        var description: String { "\(method) \(path)" }
    }

    var operations: [Operation] {
        (document["paths"]?.object ?? []).flatMap { path in
            (path.value.object ?? []).map { Operation(method: $0.name.uppercased(), path: path.name) }
        }
    }

    private func json(of operation: Operation) -> Value? {
        document["paths"]?[operation.path]?[operation.method.lowercased()]
    }

    /// The operation that a request means: the one with the fewest names in braces.
    func operation(_ method: String, _ path: String) -> Operation? {
        let words = path.prefix { $0 != "?" }.split(separator: "/")
        return operations.filter { operation in
            let wanted = operation.path.split(separator: "/")
            return operation.method == method && wanted.count == words.count
                && zip(wanted, words).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }.min { $0.path.count { $0 == "{" } < $1.path.count { $0 == "{" } }
    }

    func statuses(of operation: Operation) -> [Int] {
        (json(of: operation)?["responses"]?.object ?? []).compactMap { Int($0.name) }
    }

    func parameters(of operation: Operation) -> [Value] { json(of: operation)?["parameters"]?.array ?? [] }

    private func content(of operation: Operation, status: Int?) -> Value? {
        let holder =
            status.map { json(of: operation)?["responses"]?[String($0)] } ?? json(of: operation)?["requestBody"]
        return holder?["content"]?["application/json"]
    }

    /// The examples of an answer, or of a body (nil).
    func examples(of operation: Operation, status: Int?) -> [Value] {
        (content(of: operation, status: status)?["examples"]?.object ?? []).compactMap { $0.value["value"] }
    }

    /// What is wrong with `value` as an answer of an operation, or as a body (nil).
    func flaws(in value: Value, as status: Int?, of operation: Operation) -> [String] {
        guard let schema = content(of: operation, status: status)?["schema"] else {
            return ["\(operation) has no schema for \(status.map { "\($0)" } ?? "a body")"]
        }
        return flaws(in: value, schema, at: "\(operation) \(status.map { "\($0)" } ?? "body")")
    }

    /// The schemas of the document, by their names, each with its examples.
    var schemas: [(name: String, schema: Value)] {
        (document["components"]?["schemas"]?.object ?? []).map { ($0.name, $0.value) }
    }

    // MARK: JSON Schema

    private static let passive: Set = ["description", "examples", "default", "discriminator", "format"]

    /// What is wrong with `value` by the words of a schema (JSON Schema 2020-12). A word that is not known here is a flaw.
    func flaws(in value: Value, _ schema: Value, at place: String) -> [String] {
        (schema.object ?? []).flatMap { word -> [String] in
            switch word.name {
            case "$ref":
                let name = word.value.string?.split(separator: "/").last.map(String.init) ?? ""
                guard let target = document["components"]?["schemas"]?[name] else { return ["\(place): no \(name)"] }
                return flaws(in: value, target, at: place)
            case "type":
                let types = word.value.array ?? [word.value]
                let fits = types.contains { Self.isOfType(value, $0.string ?? "") }
                return fits ? [] : ["\(place): \(value) is not of type \(word.value)"]
            case "enum":
                return word.value.array?.contains { $0.isEquivalent(to: value) } == true
                    ? [] : ["\(place): \(value) is none of \(word.value)"]
            case "minimum", "maximum":
                guard let spelled = value.number, let limit = word.value.double else { return [] }
                let number = spelled.double ?? .infinity
                let fits = word.name == "minimum" ? number >= limit : number <= limit
                return fits ? [] : ["\(place): \(value) passes the \(word.name) \(word.value)"]
            case "pattern":
                guard let text = value.string, let pattern = word.value.string, let regex = try? Regex(pattern) else {
                    return []
                }
                return text.contains(regex) ? [] : ["\(place): \(value) is not like \(pattern)"]
            case "items":
                return (value.array ?? []).enumerated().flatMap { flaws(in: $1, word.value, at: "\(place)[\($0)]") }
            case "properties":
                return (word.value.object ?? []).flatMap { property in
                    value[property.name].map { flaws(in: $0, property.value, at: "\(place).\(property.name)") } ?? []
                }
            case "required":
                guard value.object != nil else { return [] }
                return (word.value.array ?? []).compactMap { name in
                    value[name.string ?? ""] == nil ? "\(place): no \(name)" : nil
                }
            case "additionalProperties":
                let known = (schema["properties"]?.object ?? []).map(\.name)
                return (value.object ?? []).filter { !known.contains($0.name) }.flatMap { member in
                    word.value == false
                        ? ["\(place): nobody knows \(member.name)"]
                        : flaws(in: member.value, word.value, at: "\(place).\(member.name)")
                }
            case "anyOf", "oneOf":
                let found = (word.value.array ?? []).map { flaws(in: value, $0, at: place) }
                let count = found.count { $0.isEmpty }
                guard count == 0 || word.name == "oneOf" && count > 1 else { return [] }
                return ["\(place): \(count) of \(word.name) fit: \(found)"]
            case "not": return flaws(in: value, word.value, at: place).isEmpty ? ["\(place): \(value) is excluded"] : []
            case let name where Self.passive.contains(name): return []
            default: return ["\(place): a schema with \(word.name)"]
            }
        }
    }

    private static func isOfType(_ value: Value, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
            ("object", .object):
            true
        case ("integer", .number(let number)): number.double.map { $0 == $0.rounded() } ?? true
        default: false
        }
    }
}
