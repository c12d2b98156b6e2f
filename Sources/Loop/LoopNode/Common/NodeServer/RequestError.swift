internal import HTTPServer
internal import JSON

/// What is wrong with a request, in the form in which FastAPI says it.
enum RequestError: Error, Hashable {
    /// `{"detail": "…"}` with a status.
    case detail(Int, String)
    /// 422, with every value that is not what it should be.
    case invalid([Flaw])

    /// A value that is not what it should be: an entry of the list `detail`, as pydantic 2 writes it.
    struct Flaw: Hashable {
        /// Where: `["body", "file"]`; in a list, followed by the place.
        let location: [Value]
        /// pydantic's word for it: `missing`.
        let type: String
        let message: String
        /// What was given.
        var input = Value.null
        /// What else pydantic says.
        var context: Value?

        /// A value that must be there is not.
        static func missing(_ location: Value...) -> Flaw {
            Flaw(location: location, type: "missing", message: "Field required")
        }

        static func == (one: Flaw, other: Flaw) -> Bool { one.json == other.json }

        func hash(into hasher: inout Hasher) { hasher.combine(type) }

        var json: Value {
            var json: Value = [
                "type": .string(type), "loc": .array(location), "msg": .string(message), "input": input,
            ]
            if let context { json["ctx"] = context }
            return json
        }
    }

    var response: Response {
        switch self {
        case .detail(let status, let text): .detail(status, text)
        case .invalid(let flaws): .json(["detail": .array(flaws.map(\.json))], status: 422)
        }
    }
}
