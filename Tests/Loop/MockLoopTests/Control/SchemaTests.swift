import JSON
import Testing

@testable import MockLoop

@Suite("Schemas")
struct SchemaTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let schema: Schema
        let value: Value
        /// What is wrong with it; nil for nothing.
        let error: ControlError?
        init(_ schema: Schema, _ value: Value, _ error: ControlError? = nil) {
            self.schema = schema
            self.value = value
            self.error = error
        }
        var testDescription: String { "\(schema.json) \(value)" }
    }

    private static let pair = Schema.object([
        Property(name: "a", schema: .integer(1...3), about: "One.", isRequired: true),
        Property(name: "b", schema: .anyText.orNull, about: ""),
    ])
    private static let nested = Schema.object([Property(name: "pairs", schema: .list(of: pair), about: "")])
    private static let open = Schema.object(Schema.Object(members: [], others: .flag))
    private static let one = Schema.object(
        [Property(name: "a", schema: .any, about: ""), Property(name: "b", schema: .any, about: "")],
        oneAtLeast: ["a", "b"])
    private static let tagged = Schema.either(
        [
            .object([Property(name: "kind", schema: .word(["x", "y"]), about: "", isRequired: true)]),
            .object([
                Property(name: "kind", schema: .word(["z"]), about: "", isRequired: true),
                Property(name: "n", schema: .flag, about: ""),
            ]),
        ], by: .word(in: "kind"))
    private static let present = Schema.either(
        [
            .object([Property(name: "event", schema: .anyText, about: "", isRequired: true)]),
            .object([Property(name: "path", schema: .anyText, about: "")]),
        ], by: .presence(of: "event"))

    private static func wrong(_ name: String, _ kind: String, _ wanted: String) -> ControlError {
        .wrongMember(name, is: kind, wanted: wanted)
    }

    @Test(arguments: [
        Case(.any, ["a": [nil]]), Case(.null, nil), Case(.null, false, wrong("v", "true or false", "null")),
        Case(.flag, true), Case(.flag, 1, wrong("v", "a number", "true or false")),
        Case(.integer(1...3), 0, .outOfRange("v", smallest: 1, largest: 3)), Case(.integer(1...3), 1),
        Case(.integer(1...3), 3), Case(.integer(1...3), 4, .outOfRange("v", smallest: 1, largest: 3)),
        // To JSON Schema these are whole numbers, too.
        Case(.integer(1...3), 2.0), Case(.integer(1...300), .number(Number(text: "1e2")!)),
        Case(.integer(1...3), 2.5, wrong("v", "2.5", "a whole number")),
        Case(.integer(1...3), "2", wrong("v", "a text", "a whole number")),
        Case(
            .integer(1...3), .number(Number(text: "99999999999999999999")!),
            .outOfRange("v", smallest: 1, largest: 3)),
        Case(.integer(1...3), .number(Number(text: "1e999")!), .outOfRange("v", smallest: 1, largest: 3)),
        Case(.number(0...1.5), 0), Case(.number(0...1.5), 1.5),
        Case(.number(0...1.5), 1.6, .outOfRange("v", smallest: 0, largest: 1.5)),
        Case(.number(0...1.5), .number(Number(text: "1e999")!), .outOfRange("v", smallest: 0, largest: 1.5)),
        Case(.number(0...1.5), nil, wrong("v", "null", "a number")),
        Case(.anyText, ""), Case(.anyText, [], wrong("v", "a list", "a text")),
        Case(.text(.init(pattern: "a+", exceptions: ["aa"])), "aaa"),
        Case(.text(.init(pattern: "a+", exceptions: ["aa"])), "aa", .badText("v", "aa", wanted: "it is taken")),
        Case(
            .text(.init(pattern: "a+", exceptions: ["aa"])), "ab",
            .badText("v", "ab", wanted: "it should look like a+")),
        Case(.text(.init(pattern: "a+")), "a\n", .badText("v", "a\n", wanted: "it should look like a+")),
        Case(.word(["in", "out"]), "in"), Case(.word(["in", "out"]), "IN", wrong("v", "\"IN\"", "\"in\" or \"out\"")),
        Case(.list(of: .flag), []), Case(.list(of: .flag), [true, nil], wrong("v[1]", "null", "true or false")),
        Case(.list(of: .flag), [:], wrong("v", "an object", "a list")),
        Case(pair, ["a": 1]), Case(pair, ["b": "x", "a": 1]), Case(pair, ["a": 1, "b": nil]),
        Case(pair, ["b": "x"], .missingMember("v.a", "One.")), Case(pair, [:], .missingMember("v.a", "One.")),
        Case(pair, ["a": 1, "c": 1], .unknownMember("v.c", known: ["a", "b"])),
        Case(nested, ["pairs": [["a": 1], ["a": 4]]], .outOfRange("v.pairs[1].a", smallest: 1, largest: 3)),
        Case(open, ["x": true]), Case(open, ["x": 1], wrong("v.x", "a number", "true or false")),
        Case(one, ["a": nil]), Case(one, ["b": 1]), Case(one, [:], .missingMember("a or b", "")),
        Case(.flag.orNull, nil), Case(.flag.orNull, 1, wrong("v", "a number", "true or false or null")),
        Case(.either([.integer(1...3), pair], by: .type), 4, .outOfRange("v", smallest: 1, largest: 3)),
        Case(.either([.integer(1...3), pair], by: .type), [:], .missingMember("v.a", "One.")),
        Case(tagged, ["kind": "y"]), Case(tagged, ["kind": "z", "n": true]),
        Case(tagged, ["kind": "x", "n": true], .unknownMember("v.n", known: ["kind"])),
        Case(tagged, ["kind": "w"], wrong("v", "an object", "an object with \"kind\" or an object")),
        Case(present, ["event": "a"]), Case(present, [:]),
        Case(present, ["event": "a", "path": "b"], .unknownMember("v.path", known: ["event"])),
        Case(present, ["event": 1], wrong("v.event", "a number", "a text")),
    ])
    func `a value is held to a schema, and the first thing that is wrong is named`(example: Case) {
        do throws(ControlError) {
            try example.schema.check(example.value, at: "v")
            #expect(example.error == nil)
        } catch {
            #expect(error == example.error)
        }
        // The document says the same, to whoever reads it.
        let flaws = DocumentReader(document: [:]).flaws(in: example.value, example.schema.json, at: "")
        #expect(flaws.isEmpty == (example.error == nil), "\(flaws)")
    }

    @Test
    func `of two members of the same name the last counts, and both are looked at`() throws {
        #expect(try ControlBody(["a": 2, "a": 1], Self.pair).integer("a") == 1)
        #expect(throws: ControlError.outOfRange("a", smallest: 1, largest: 3)) {
            try ControlBody(["a": 9, "a": 1], Self.pair)
        }
    }

    @Test
    func `what is not given has its standard value, and null is not given`() throws {
        let schema = Schema.object([
            Property(name: "n", schema: .integer(0...9).orNull, about: "", standard: 7),
            Property(name: "t", schema: .anyText.orNull, about: ""),
        ])
        for json: Value in [[:], ["n": nil, "t": nil]] {
            let body = try ControlBody(json, schema)
            #expect(body.integer("n") == 7 && body.text("t") == nil && body.duration("n") == .seconds(7))
            #expect(body.has("n") == (json["n"] != nil))
        }
        #expect(try ControlBody(["n": 3.0], schema).integer("n") == 3)
    }
}
