import JSON
import Testing

@testable import Scenario

@Suite struct MatcherTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let json: String
        /// What differs, one per line; empty when nothing does.
        let mismatches: String
        init(_ pattern: String, _ json: String, _ mismatches: String = "") {
            self.pattern = pattern
            self.json = json
            self.mismatches = mismatches
        }
        var testDescription: String { "\(pattern) and \(json)" }
    }

    private func mismatches(_ pattern: String, _ json: String, strings: ExampleJSON.Strings) throws -> String {
        let pattern = try ExampleJSON.readWhole(passage(pattern), strings: strings)
        var matcher = Matcher(values: ["x": "5", "loop": "http://127.0.0.1:1"])
        try matcher.compare(Value(parsing: json), with: pattern, at: JSONPointer(tokens: []))
        return matcher.mismatches.map(\.description).joined(separator: "\n")
    }

    @Test(arguments: [
        Case("1", "1.0"), Case("1.5", "15e-1"), Case("1", "2", "the JSON: expected 1, got 2"),
        Case("\"1\"", "1", "the JSON: expected \"1\", got 1"),
        Case("{}", "{}"), Case("{}", "[]", "the JSON: expected an object, got []"),
        Case("{}", #"{"a": 1}"#, "/a: expected no such member, got 1"),
        Case(#"{"a": 1, ...}"#, #"{"b": 2, "a": 1}"#),
        Case(#"{"a": 1, ...}"#, #"{"b": 2}"#, "/a: expected 1, got nothing"),
        Case(#"{"a": "<absent>", ...}"#, #"{"b": 2}"#),
        Case(#"{"a": "<absent>", ...}"#, #"{"a": null}"#, "/a: expected <absent>, got null"),
        Case(#"{"a": {"b/c": ["<integer>"]}}"#, #"{"a": {"b/c": [1.5]}}"#, "/a/b~1c/0: expected <integer>, got 1.5"),
        Case("[]", "[1]", "the JSON: expected 0 elements, got 1 element"),
        Case("[1, 2]", "[1, 3, 4]", "/1: expected 2, got 3\nthe JSON: expected 2 elements, got 3 elements"),
        Case("[...]", "[]"), Case("[1, ...]", "[1]"), Case("[1, ...]", "[1, 2, 3]"),
        Case("[..., 3]", "[1, 2, 3]"), Case("[1, ..., 3]", "[1, 3]"),
        Case(
            "[1, ..., 1]", "[1]",
            "the JSON: expected an element like 1, got none of that kind in its place among 1 element"),
        Case("[..., 2, ...]", "[1, 2, 3]"), Case("[..., 1, 2, ..., 2]", "[1, 1, 2, 3, 2]"),
        Case("[1, ...]", "[2, 1]", "/0: expected 1, got 2"),
        Case(
            "[..., 4, ...]", "[1, 2, 3]",
            "the JSON: expected an element like 4, got none of that kind in its place among 3 elements"),
        Case(
            "[..., 1]", "[1, 2]",
            "the JSON: expected an element like 1, got none of that kind in its place among 2 elements"),
        Case("\"<any>\"", "null"), Case("\"<string>\"", "\"\""), Case("\"<boolean>\"", "false"),
        Case("\"<number>\"", "1e3"), Case("\"<object>\"", "{}"),
        Case("\"<array>\"", "{}", "the JSON: expected <array>, got {}"),
        Case("\"<uuid>\"", "\"0B7E6F4C-6d0e-4f6b-9d5a-1a2b3c4d5e6f\""),
        Case(
            "\"<uuid>\"", "\"0B7E6F4C-6d0e-4f6b-9d5a-1a2b3c4d5e6fa\"",
            "the JSON: expected <uuid>, got \"0B7E6F4C-6d0e-4f6b-9d5a-1a2b3c4d5e6fa\""),
        Case("\"a <any> z\"", "\"a b z z\""), Case("\"<integer>-<number>\"", "\"-12--1.5e3\""),
        Case("\"${x}\"", "\"5\""), Case("\"${x}-\"", "\"5-\""),
        Case("\"${x}\"", "\"6\"", "the JSON: expected \"5\", got \"6\""),
    ])
    func `a pattern of a story is compared with an answer`(example: Case) throws {
        let found = try mismatches(example.pattern, example.json, strings: .story(Names(["x"])))
        #expect(found == example.mismatches)
    }

    @Test(arguments: [
        Case("\"2021-06-01T06:28:21.289092\"", "\"2026-01-02 03:04:05Z\""),
        Case("\"2021-06-01T06:28:21\"", "\"2026-01-02T03:04:05.1+02:00\""),
        Case("\"2021-06-01T06:28:21\"", "\"2026-01-02\"", "the JSON: expected \"<timestamp>\", got \"2026-01-02\""),
        Case("\"uploaded at 2021-06-01 06:28:21.288442\"", "\"uploaded at 2026-01-02 03:04:05.600700\""),
        Case(
            "\"uploaded at 2021-06-01 06:28:21.288442\"", "\"sent at 2026-01-02 03:04:05.600700\"",
            "the JSON: expected \"uploaded at <timestamp>\", got \"sent at 2026-01-02 03:04:05.600700\""),
        Case("\"4.0\"", "\"0.9.3\""), Case("\"4.0\"", "\"4\"", "the JSON: expected \"<version>\", got \"4\""),
        Case("\"4.0\"", "4.0", "the JSON: expected \"<version>\", got 4.0"), Case("4.0", "4"),
        Case("\"v4.0 of model_1.zip\"", "\"v10.11 of model_1.zip\""),
        Case("\"format_a\"", "\"format_b\"", "the JSON: expected \"format_a\", got \"format_b\""),
        Case("\"...\"", "\"\""), Case("[..., {\"a\": ...}]", "[1, {\"a\": null}]"), Case("\"eyJ...\"", "\"eyJhbGci\""),
        Case("\"https://l.example/x\"", "\"http://127.0.0.1:1/x\""),
    ])
    func `an example of a document is compared by form`(example: Case) throws {
        let host = DocumentHost(name: "https://l.example", variable: "loop", position: Position(line: 1, column: 1))
        let found = try mismatches(example.pattern, example.json, strings: .document([host]))
        #expect(found == example.mismatches)
    }

    /// With a placement by trial and error this would take longer than anybody waits.
    @Test(.timeLimit(.minutes(5))) func `patterns that leave much open are still compared quickly`() throws {
        let pattern = "[" + String(repeating: "..., [..., 1, ..., 2], ", count: 30) + "...]"
        let json = "[" + (0..<60).map { _ in "[0, 1, 0, 0, 0, 1, 3]" }.joined(separator: ", ") + "]"
        #expect(try !mismatches(pattern, json, strings: .story(Names([]))).isEmpty)
        let text = "\"" + String(repeating: "<any>a", count: 60) + "b\""
        #expect(
            try !mismatches(text, "\"\(String(repeating: "a", count: 20_000))\"", strings: .story(Names([]))).isEmpty)
    }

    @Test func `a pointer finds its value and nothing else`() throws {
        let value = try Value(parsing: #"{"a": [{"b/c": 1}], "": 2, "m~n": 3}"#)
        #expect(JSONPointer("")?.value(in: value) == value)
        #expect(JSONPointer("/a/0/b~1c")?.value(in: value)?.int == 1)
        #expect(JSONPointer("/")?.value(in: value)?.int == 2)
        #expect(JSONPointer("/m~0n")?.value(in: value)?.int == 3)
        for missing in ["/a/1", "/a/00", "/a/-", "/a/0/b", "/x/y", "/a/٣"] {
            #expect(JSONPointer(missing)?.value(in: value) == nil, "\(missing)")
        }
        #expect(JSONPointer("a") == nil)
        #expect(JSONPointer("/~2") == nil)
    }
}
