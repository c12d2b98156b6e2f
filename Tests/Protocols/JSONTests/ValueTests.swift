import JSON
import Testing

@Suite struct ValueTests {
    @Test func `literals look as JSON does`() throws {
        let value: Value = [
            "null": nil, "yes": true, "int": -1, "double": 1.5, "text": "a", "list": [1, "b", [], [:]], "a": 1, "a": 2,
        ]
        let text = #"{"null":null,"yes":true,"int":-1,"double":1.5,"text":"a","list":[1,"b",[],{}],"a":1,"a":2}"#
        #expect(value.text() == text)
        #expect(try Value(parsing: text) == value)
    }

    @Test func `a value looks inside itself as an element does`() throws {
        let value = try Value(parsing: #"{"a": [1, 2.5, "x", true, null], "b": {}}"#)
        #expect(value["a"]?[0]?.int == 1)
        #expect(value["a"]?[1]?.double == 2.5)
        #expect(value["a"]?[1]?.int == nil)
        #expect(value["a"]?[1]?.number?.text == "2.5")
        #expect(value["a"]?[2]?.string == "x")
        #expect(value["a"]?[3]?.bool == true)
        #expect(value["a"]?[4]?.isNull == true)
        #expect(value["a"]?[5] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["b"]?.object?.isEmpty == true)
        #expect(value["a"]?.array?.count == 5)
        #expect(value["a"]?["x"] == nil)
    }

    @Test func `setting a member replaces, adds or removes`() throws {
        var value: Value = ["a": 1, "b": 2]
        value["a"] = "new"
        value["c"] = nil
        value["d"] = .null
        #expect(value == ["a": "new", "b": 2, "d": nil])
        value["b"] = Value?.none
        #expect(value == ["a": "new", "d": nil])
        value["d"] = ["x": 1]
        value["d"]?["x"] = 2
        #expect(value.text() == #"{"a":"new","d":{"x":2}}"#)
    }

    @Test func `what is set is what is read, also after duplicates`() {
        var value: Value = ["a": 1, "b": 2, "a": 3, "a": 4]
        #expect(value["a"] == 4)
        value["a"] = 5
        #expect(value == ["a": 5, "b": 2])
        var other: Value = ["a": 1, "b": 2, "a": 3]
        other["a"] = Value?.none
        #expect(other == ["b": 2])
    }

    @Test func `equality sees order, spelling, duplicates and code points`() throws {
        #expect(try Value(parsing: #"{"a": "\u0041"}"#) == Value(parsing: #"{ "a":"A" }"#))
        for (left, right) in [
            (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#), ("1", "1.0"), (#"{"a":1}"#, #"{"a":1,"a":1}"#),
            ("\"\u{E9}\"", "\"e\u{301}\""),
            ("{\"\u{E9}\":1}", "{\"e\u{301}\":1}"), ("[1,2]", "[2,1]"), ("null", "false"), ("[]", "{}"), ("\"1\"", "1"),
            ("[1]", "[1,1]"),
        ] {
            #expect(try Value(parsing: left) != Value(parsing: right), "\(left) and \(right)")
        }
    }

    @Test func `equivalence sees what a reader sees`() throws {
        func areEquivalent(_ left: String, _ right: String) throws -> Bool {
            try Value(parsing: left).isEquivalent(to: Value(parsing: right))
        }
        #expect(try areEquivalent(#"{"a":1,"b":[2.0]}"#, #"{"b":[2],"a":1e0}"#))
        #expect(try areEquivalent(#"{"a":1,"a":2}"#, #"{"a":2}"#))
        #expect(try !areEquivalent(#"{"a":1,"a":2}"#, #"{"a":1}"#))
        #expect(try !areEquivalent(#"{"a":1}"#, #"{"a":1,"b":null}"#))
        #expect(try !areEquivalent(#"{"a":1}"#, #"{"b":1}"#))
        #expect(try !areEquivalent("[1,2]", "[2,1]"))
        #expect(try !areEquivalent("[1]", "[1,1]"))
        #expect(try !areEquivalent("1", "\"1\""))
        #expect(try !areEquivalent("{\"\u{E9}\":1}", "{\"e\u{301}\":1}"))
    }

    @Test func `mistakes of ours stop the program`() async {
        await #expect(processExitsWith: .failure) {
            var value: Value = [1]
            value["a"] = 1
        }
        await #expect(processExitsWith: .failure) { _ = Value(try Document(parsing: "[...]", dialect: .example).root) }
        await #expect(processExitsWith: .failure) { _ = Value(try Document(parsing: "{...}", dialect: .example).root) }
    }
}
