internal import HTTP1

/// What a Loop answers to a request.
public struct HTTPAnswer: Sendable {
    /// The status: 200, 404 and so on.
    public let status: Int
    /// The fields of its head, in their order.
    public let fields: [(name: String, value: String)]
    /// The body, as it came.
    public let body: [UInt8]

    init(_ head: ResponseHead, body: [UInt8]) {
        status = head.status
        fields = head.fields.map { ($0.name, $0.value) }
        self.body = body
    }

    /// The value of a field, whatever the case of its name is written in; nil when there is none.
    public func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; nil when it is none.
    public var json: JSONValue? { try? JSONValue(parsing: body) }
}
