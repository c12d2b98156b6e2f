internal import JSON

enum ControlDocument {
    static func json(version: String?) -> Value { ["openapi": "3.1.0"] }
}
