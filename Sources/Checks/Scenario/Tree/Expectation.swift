/// What an answer must be like. What is nil or empty is not looked at.
struct Expectation: Sendable {
    let position: Position
    var status: StatusPattern?
    var fields: [FieldExpectation] = []
    var body: BodyExpectation?
    var json = JSONExpectation()

    /// Any status from 200 to 299.
    static func success(at position: Position) -> Expectation {
        Expectation(position: position, status: .success)
    }
}

/// What a JSON value must be like: as a whole, and at single places. What is nil or empty is not looked at.
struct JSONExpectation: Sendable {
    var whole: Pattern?
    var pointers: [(pointer: JSONPointer, pattern: Pattern)] = []

    /// Whether there is nothing that it looks at.
    var isEmpty: Bool { whole == nil && pointers.isEmpty }
}

/// The status codes that are welcome.
struct StatusPattern: Sendable, Equatable {
    let ranges: [ClosedRange<Int>]

    static let success = StatusPattern(ranges: [200...299])
    /// No answer at all: a node gave up, or its connection was cut.
    static let unanswered = StatusPattern(ranges: [0...0])
    /// Every code that there is (RFC 9110, section 15).
    static let all = 100...599

    func contains(_ status: Int) -> Bool { ranges.contains { $0.contains(status) } }

    /// `200`, `2xx`, `200 or 201`.
    var shown: String {
        if self == .unanswered { return "no answer" }
        return ranges.map { range in
            if range.count == 1 { return String(range.lowerBound) }
            return range.count == 100 && range.lowerBound % 100 == 0
                ? "\(range.lowerBound / 100)xx" : "\(range.lowerBound)…\(range.upperBound)"
        }.joined(separator: " or ")
    }

    /// Reads `200`, `2xx` or `any`, which includes no answer.
    static func range(_ text: String) -> ClosedRange<Int>? {
        if text == "any" || text == Form.any.notation { return 0...599 }
        if text.count == 3, text.lowercased().hasSuffix("xx"), let hundreds = text.first?.wholeNumberValue,
            (1...5).contains(hundreds)
        {
            return hundreds * 100...hundreds * 100 + 99
        }
        guard let code = Int(text), all.contains(code) else { return nil }
        return code...code
    }
}

/// A header field of an answer.
struct FieldExpectation: Sendable {
    let name: String
    /// What its value must be like; nil when it must not be there.
    let value: TextPattern?
}

/// The body of an answer as text or bytes.
struct BodyExpectation: Sendable {
    var equals: TextPattern?
    var contains: [Template] = []
    /// Byte for byte the same as this file.
    var sameAs: FileReference?
}

/// A place in a JSON text (RFC 6901).
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    let tokens: [String]

    init(tokens: [String]) { self.tokens = tokens }

    /// Reads `/models/0/id`; the empty text is the whole value. In a token `~1` is `/` and `~0` is `~`.
    init?(_ text: String) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.hasPrefix("/") else { return nil }
        var tokens: [String] = []
        for piece in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = Self.unescaped(piece) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    private static func unescaped(_ piece: Substring) -> String? {
        var token = ""
        var rest = piece
        while let character = rest.popFirst() {
            guard character == "~" else {
                token.append(character)
                continue
            }
            switch rest.popFirst() {
            case "0": token.append("~")
            case "1": token.append("/")
            default: return nil
            }
        }
        return token
    }

    func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    package var description: String {
        tokens.map { token in
            "/" + token.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
        }.joined()
    }
}
