internal import JSON

/// A JSON value, as tests write it down and look into it.
///
/// ```swift
/// let status: JSONValue = ["id": "t1", "name": "Trainer", "state": "idle", "errors": [:]]
/// status["state"]?.string  // "idle"
/// ```
///
/// For types of your own, there is Foundation: `JSONDecoder().decode(Status.self, from: Data(value.text.utf8))`, and
/// `try JSONValue(parsing: Array(JSONEncoder().encode(status)))`.
public struct JSONValue: Sendable {
    let value: JSON.Value

    init(_ value: JSON.Value) { self.value = value }

    /// Reads a JSON text.
    ///
    /// - Throws: ``JSONTextError``, which says where it is none.
    public init(parsing text: String) throws(JSONTextError) { try self.init(parsing: Array(text.utf8)) }

    /// Reads a JSON text in UTF-8.
    ///
    /// - Throws: ``JSONTextError``, which says where it is none.
    public init(parsing text: [UInt8]) throws(JSONTextError) {
        let result = Result { () throws(SyntaxError) in try JSON.Value(parsing: text) }
        value = try result.mapError { JSONTextError(offset: $0.offset, description: $0.description(in: text)) }.get()
    }

    /// A text.
    public init(_ text: some StringProtocol) { value = .string(String(text)) }

    /// A whole number.
    public init(_ number: some BinaryInteger) { value = .number(Number(Int(number))) }

    /// A number, which is finite: JSON has no others.
    public init(_ number: Double) { value = .number(Number(number)) }

    /// True or false.
    public init(_ flag: Bool) { value = .bool(flag) }

    /// A list.
    public init(_ elements: some Sequence<JSONValue>) { value = .array(elements.map(\.value)) }

    /// The JSON text, in one line.
    public var text: String { value.text() }

    /// Whether it is `null`.
    public var isNull: Bool { value.isNull }

    /// True or false; nil when it is neither.
    public var bool: Bool? { value.bool }

    /// The text; nil when it is none.
    public var string: String? { value.string }

    /// The number, spelled without fraction and exponent; nil when it is none, or too large.
    public var int: Int? { value.int }

    /// The number, or the one next to it that a `Double` can be; nil when it is none.
    public var double: Double? { value.double }

    /// The elements; nil when it is no list.
    public var array: [JSONValue]? { value.array?.map { JSONValue($0) } }

    /// The names of the members, in their order; nil when it is no object.
    public var names: [String]? { value.object?.map(\.name) }

    /// The value of a member; nil when there is none.
    public subscript(_ name: String) -> JSONValue? { value[name].map { JSONValue($0) } }

    /// The element at a position, from 0; nil when there is none.
    public subscript(_ position: Int) -> JSONValue? { value[position].map { JSONValue($0) } }

    /// The same object with further members, or other values of those that it has.
    func merging(_ other: JSONValue) -> JSONValue {
        var merged = value
        for member in other.value.object ?? [] { merged[member.name] = member.value }
        return JSONValue(merged)
    }
}

extension JSONValue: Equatable {
    /// Whether both say the same: the order of members does not count, nor how a number is spelled.
    public static func == (one: JSONValue, other: JSONValue) -> Bool { one.value.isEquivalent(to: other.value) }
}

extension JSONValue: CustomStringConvertible {
    /// The JSON text.
    public var description: String { text }
}

extension JSONValue: ExpressibleByNilLiteral {
    /// `null`.
    public init(nilLiteral: ()) { value = .null }
}

extension JSONValue: ExpressibleByBooleanLiteral {
    /// `true` or `false`.
    public init(booleanLiteral flag: Bool) { self.init(flag) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    /// A number.
    public init(integerLiteral number: Int) { self.init(number) }
}

extension JSONValue: ExpressibleByFloatLiteral {
    /// A number.
    public init(floatLiteral number: Double) { self.init(number) }
}

extension JSONValue: ExpressibleByStringInterpolation {
    /// A text.
    public init(stringLiteral text: String) { self.init(text) }
}

extension JSONValue: ExpressibleByArrayLiteral {
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self.init(elements) }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object, whose members keep their order.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        value = .object(members.map { Member(name: $0, value: $1.value) })
    }
}

/// A text that is no JSON.
public struct JSONTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it stops being JSON, in bytes from its beginning.
    public let offset: Int
    /// What is wrong there, and what would be right.
    public let description: String
}
