internal import HTTP1
internal import JSON

/// The control interface in the words of OpenAPI 3.1, made of the very values that requests are held to.
enum ControlDocument {
    /// The version of the interface; what is added to it does not change it.
    private static let version = "1.0"

    /// The document.
    ///
    /// - Parameter url: the address of the Loop.
    static func json(url: String) -> Value {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "The control interface of MockLoop", "version": .string(version),
                "description": """
                Watches a Loop and the nodes that are connected to it, tells nodes what to do, and lets things go wrong. \
                Asks for no credentials, and shows those that nodes sent.
                """,
            ],
            "servers": [["url": .string("\(url)/\(ControlOperation.prefix)")]],
            "paths": paths,
            "components": ["schemas": schemas],
        ]
    }

    private static let paths: Value = {
        var paths: Value = [:]
        for operation in ControlOperation.allCases {
            let description = operation.description
            var path = paths[description.path] ?? [:]
            path[description.method.lowercased()] = json(operation, description)
            paths[description.path] = path
        }
        return paths
    }()

    private static func json(_ operation: ControlOperation, _ description: ControlDescription) -> Value {
        var json: Value = [
            "operationId": .string(operation.rawValue), "summary": .string(description.summary),
        ]
        if !description.details.isEmpty { json["description"] = .string(description.details) }
        let parameters =
            description.parameters.map { parameter($0, in: "path") }
            + description.query.map { parameter($0, in: "query") }
        if !parameters.isEmpty { json["parameters"] = .array(parameters) }
        if let body = description.body {
            json["requestBody"] = ["required": .bool(isNeeded(body)), "content": content(body)]
        }
        var responses: Value = ["200": ["description": "What was asked for.", "content": content(description.answer)]]
        for status in description.failures {
            responses[String(status)] = [
                "description": .string(ResponseHead.reason(for: status)), "content": content(.failure),
            ]
        }
        json["responses"] = responses
        return json
    }

    private static func parameter(_ property: Property, in place: String) -> Value {
        var schema = property.json
        schema["description"] = nil
        return [
            "name": .string(property.name), "in": .string(place), "required": .bool(property.isRequired),
            "description": .string(property.about), "schema": schema,
        ]
    }

    private static func content(_ schema: Schema) -> Value {
        var content: Value = ["schema": schema.json]
        let examples = schema.examples
        if !examples.isEmpty {
            content["examples"] = .object(examples.map { Member(name: $0.name, value: ["value": $0.example]) })
        }
        return ["application/json": content]
    }

    /// Whether no body at all is not enough.
    private static func isNeeded(_ schema: Schema) -> Bool {
        do { try schema.check([:], at: "") } catch { return true }
        return false
    }

    private static let schemas: Value = {
        var schemas: Value = [:]
        for operation in ControlOperation.allCases {
            let description = operation.description
            for schema in [description.body, description.answer, .failure].compactMap({ $0 }) {
                for (name, schema, example) in schema.namedOnes {
                    var json = schema.json
                    json["examples"] = [example]
                    schemas[name] = json
                }
            }
        }
        return schemas
    }()
}

extension Schema {
    /// Examples of the schema, or of its alternatives, by their names.
    fileprivate var examples: [(name: String, example: Value)] {
        switch self {
        case .named(let name, _, let example): [(name, example)]
        case .either(let schemas, _): schemas.flatMap(\.examples)
        case .any, .null, .flag, .integer, .number, .text, .word, .list, .object: []
        }
    }
}
