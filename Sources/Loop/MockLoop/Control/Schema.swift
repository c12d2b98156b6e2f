internal import JSON

/// What a JSON value may be.
///
/// What comes from outside is held to it (``check(_:at:)``), and the document of the control interface shows it
/// (``json``): neither can say something that the other does not.
indirect enum Schema: Sendable {
    /// Whatever JSON there is.
    case any
    case null
    /// `true` or `false`.
    case flag
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case text(Text)
    /// One of a few words.
    case word([String])
    case list(of: Schema)
    case object(Object)
    /// One of several, by what the value itself is or has.
    case either([Schema], by: Distinction)
    /// Another schema, which the document shows once, under this name.
    case named(String, Schema, example: Value)

    struct Text: Sendable {
        /// A regular expression for the whole of it.
        var pattern: String?
        /// What it may not be all the same.
        var exceptions: [String] = []
        /// What kind of text it is, by the words of JSON Schema: for readers.
        var format: String?
    }

    struct Object: Sendable {
        var members: [Property]
        /// What further members may be; nil where there may be none.
        var others: Schema?
        /// Of these members there must be one at least.
        var oneAtLeast: [String] = []
    }

    /// How alternatives are told apart.
    enum Distinction: Sendable {
        /// They are of different types.
        case type
        /// An object with this member is the first of the two, one without it the second.
        case presence(of: String)
        /// The member with this name is a word that only one of them takes.
        case word(in: String)
    }
}

/// A member of an object, or a parameter of a query.
struct Property: Sendable {
    let name: String
    let schema: Schema
    /// For readers.
    let about: String
    var isRequired = false
    /// What it is when it is not given.
    var standard: Value?
}

extension Schema {
    /// Any text.
    static let anyText = Schema.text(Text())
    /// A moment in UTC: `2021-06-01T06:28:21.288442Z`.
    static let time = Schema.text(Text(format: "date-time"))
    /// A count, from 0 on.
    static let count = Schema.integer(0...Schema.largestInteger)

    /// The largest integer that every reader of JSON has in its numbers (RFC 8259, section 6).
    static let largestInteger = 1 << 53 - 1

    var orNull: Schema { .either([self, .null], by: .type) }

    /// An object with these members and no others.
    static func object(_ members: [Property], oneAtLeast: [String] = []) -> Schema {
        .object(Object(members: members, others: nil, oneAtLeast: oneAtLeast))
    }

    /// An object in an answer, which always has all of its members.
    ///
    /// - Parameter notes: what there is to say of some of them.
    static func record(_ members: KeyValuePairs<String, Schema>, _ notes: [String: String] = [:]) -> Schema {
        .object(members.map { Property(name: $0, schema: $1, about: notes[$0] ?? "", isRequired: true) })
    }

    static func words<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> Schema where Word.RawValue == String {
        .word(Word.allCases.map(\.rawValue))
    }

    /// What it is when it is looked at without its name.
    var unnamed: Schema { if case .named(_, let schema, _) = self { schema.unnamed } else { self } }

    /// The members of an object; none of what is none.
    var members: [Property] { if case .object(let object) = unnamed { object.members } else { [] } }
}

// MARK: - The document

extension Schema {
    /// The schema in the words of JSON Schema 2020-12, as OpenAPI 3.1 has them.
    var json: Value {
        switch self {
        case .any: [:]
        case .null: ["type": "null"]
        case .flag: ["type": "boolean"]
        case .integer(let range):
            [
                "type": "integer", "minimum": .number(Number(range.lowerBound)),
                "maximum": .number(Number(range.upperBound)),
            ]
        case .number(let range):
            [
                "type": "number", "minimum": .number(Number(range.lowerBound)),
                "maximum": .number(Number(range.upperBound)),
            ]
        case .text(let text): text.json
        case .word(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        case .list(let element): ["type": "array", "items": element.json]
        case .object(let object): object.json
        case .either(let schemas, by: .type): Self.json(ofTypes: schemas)
        case .either(let schemas, by: .presence): ["oneOf": .array(schemas.map(\.json))]
        case .either(let schemas, by: .word(let name)):
            ["oneOf": .array(schemas.map(\.json)), "discriminator": ["propertyName": .string(name)]]
        case .named(let name, _, _): ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    /// `{"type": ["string", "null"]}` where that says it all, else a list of alternatives.
    private static func json(ofTypes schemas: [Schema]) -> Value {
        let alternatives = schemas.map(\.json)
        if schemas.count == 2, case .null = schemas[1], var first = alternatives.first, first["enum"] == nil,
            let type = first["type"]
        {
            first["type"] = [type, "null"]
            return first
        }
        return ["anyOf": .array(alternatives)]
    }

    /// The schemas that stand under a name, this one and those inside of it, each after those that it is made of.
    var namedOnes: [(name: String, schema: Schema, example: Value)] {
        switch self {
        case .any, .null, .flag, .integer, .number, .text, .word: []
        case .list(let element): element.namedOnes
        case .object(let object): object.members.flatMap(\.schema.namedOnes) + (object.others?.namedOnes ?? [])
        case .either(let schemas, _): schemas.flatMap(\.namedOnes)
        case .named(let name, let schema, let example): schema.namedOnes + [(name, schema, example)]
        }
    }
}

extension Schema.Text {
    fileprivate var json: Value {
        var json: Value = ["type": "string"]
        if let pattern { json["pattern"] = .string("^(?:\(pattern))$") }
        if let format { json["format"] = .string(format) }
        if !exceptions.isEmpty { json["not"] = ["enum": .array(exceptions.map { .string($0) })] }
        return json
    }
}

extension Schema.Object {
    fileprivate var json: Value {
        var json: Value = ["type": "object"]
        if !members.isEmpty {
            json["properties"] = .object(members.map { Member(name: $0.name, value: $0.json) })
        }
        let required = members.filter(\.isRequired).map { Value.string($0.name) }
        if !required.isEmpty { json["required"] = .array(required) }
        if !oneAtLeast.isEmpty { json["anyOf"] = .array(oneAtLeast.map { ["required": [.string($0)]] }) }
        json["additionalProperties"] = others.map(\.json) ?? false
        return json
    }
}

extension Property {
    /// The schema of the value with what is said of it.
    var json: Value {
        var json = schema.json
        if !about.isEmpty { json["description"] = .string(about) }
        if let standard { json["default"] = standard }
        return json
    }
}
