import JSON
import Testing

@Suite struct ElementTests {
    private func root(_ text: String) throws -> Element { try Document(parsing: text).root }

    @Test func `an element knows its kind and is nothing else`() throws {
        let elements = Array(try root(#"[null, true, false, -1, "a", [], {}]"#).elements)
        #expect(elements.map(\.kind) == [.null, .bool, .bool, .number, .string, .array, .object])
        #expect(elements.map(\.isNull) == [true, false, false, false, false, false, false])
        #expect(elements.map(\.bool) == [nil, true, false, nil, nil, nil, nil])
        #expect(elements.map(\.int) == [nil, nil, nil, -1, nil, nil, nil])
        #expect(elements.map(\.double) == [nil, nil, nil, -1, nil, nil, nil])
        #expect(elements.map(\.numberText) == [nil, nil, nil, "-1", nil, nil, nil])
        #expect(elements.map(\.string) == [nil, nil, nil, nil, "a", nil, nil])
        #expect(elements.allSatisfy { $0.elements.isEmpty && $0.members.isEmpty && $0["a"] == nil && $0[0] == nil })
        #expect(!elements.contains { $0.isOpen })
    }

    @Test func `elements and members come in order, with duplicates`() throws {
        let element = try root(#"{"b": [[1, [2]], 3, {"x": 4}], "a": {}, "b": 5}"#)
        #expect(element.members.map(\.name) == ["b", "a", "b"])
        #expect(element.members.map(\.value.text) == [#"[[1, [2]], 3, {"x": 4}]"#, "{}", "5"])
        #expect(
            element.members.first { $0.name == "b" }?.value.elements.map(\.text) == ["[1, [2]]", "3", #"{"x": 4}"#])
        #expect(element.members.count == 3)
    }

    @Test func `of duplicate members the last is found`() throws {
        let element = try root(#"{"a": 1, "\u0061": 2, "b": 3}"#)
        #expect(element["a"]?.int == 2)
        #expect(element["b"]?.int == 3)
        #expect(element["c"] == nil)
    }

    @Test func `a name is found whole, not by its beginning`() throws {
        let element = try root(#"{"model_id": 1, "model": 2, "models": 3, "": 4}"#)
        #expect(element["model"]?.int == 2)
        #expect(element["models"]?.int == 3)
        #expect(element["mode"] == nil)
        #expect(element[""]?.int == 4)
    }

    @Test func `an element is found by its position`() throws {
        let element = try root("[[1], [2, 3]]")
        #expect(element[1]?[0]?.int == 2)
        #expect(element[2] == nil)
        #expect(element[-1] == nil)
    }

    @Test(arguments: [
        StringCase(#""""#, ""), StringCase(#""a b""#, "a b"), StringCase(#""é€😀""#, "é€😀"),
        StringCase(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        StringCase(#""\u0041\u00e9\u20AC\u0000""#, "Aé€\0"),
        StringCase(#""\ud83d\ude00""#, "😀"), StringCase(#""x\uDBFF\uDFFFy""#, "x\u{10FFFF}y"),
        StringCase(#""é\né""#, "é\né"),
        // Surrogates without a partner, as Python's json.dumps("\ud800") sends them.
        StringCase(#""\ud800""#, "\u{FFFD}"), StringCase(#""\udc00""#, "\u{FFFD}"),
        StringCase(#""\ud800a""#, "\u{FFFD}a"),
        StringCase(#""\ud800\n""#, "\u{FFFD}\n"), StringCase(#""\ud800\u0041""#, "\u{FFFD}A"),
        StringCase(#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"), StringCase(#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
        StringCase(#""\ud83d\\ude00""#, "\u{FFFD}\\ude00"),
        StringCase(#""\ud800/udc00""#, "\u{FFFD}/udc00"), StringCase(#""\ud800\ndc00""#, "\u{FFFD}\ndc00"),
    ])
    func `a string has its escapes resolved`(test: StringCase) throws {
        let element = try root(test.text)
        let string = try #require(element.string)
        #expect(Array(string.unicodeScalars) == Array(test.characters.unicodeScalars))
        #expect(element.text == test.text)
        #expect(element.isString(test.characters))
        #expect(!element.isString(test.characters + "a"))
        #expect(try root("{\(test.text): 1}")[test.characters]?.int == 1)
        #expect(try root("{\(test.text): 1}").members.map(\.name) == [test.characters])
    }

    @Test func `names are compared by code point`() throws {
        let element = try root("{\"e\u{301}\": 1, \"\u{E9}\": 2, \"\\u00e9x\": 3}")
        #expect(element["e\u{301}"]?.int == 1)
        #expect(element["\u{E9}"]?.int == 2)
        #expect(element["e\u{301}x"] == nil)
        #expect(element["\u{E9}x"]?.int == 3)
    }

    @Test(arguments: [
        NumberCase("0", 0, 0), NumberCase("-0", 0, -0.0), NumberCase("42", 42, 42), NumberCase("-42", -42, -42),
        NumberCase("9223372036854775807", .max, 0x1p63),
        NumberCase("-9223372036854775808", .min, -0x1p63),
        NumberCase("9223372036854775808", nil, 0x1p63),
        NumberCase("-9223372036854775809", nil, -0x1p63),
        NumberCase("18446744073709551616", nil, 0x1p64),
        NumberCase("100000000000000000000000", nil, 1e23),
        NumberCase("1.0", nil, 1), NumberCase("1e2", nil, 100), NumberCase("1E-2", nil, 0.01),
        NumberCase("-1.5e+3", nil, -1500),
        NumberCase("0.1", nil, 0.1), NumberCase("5e-324", nil, .leastNonzeroMagnitude), NumberCase("1e-400", nil, 0),
        NumberCase("1e308", nil, 1e308),
        NumberCase("1e309", nil, nil), NumberCase("-1e400", nil, nil), NumberCase("1e99999999999999999999", nil, nil),
        NumberCase("0e99999999999999999999", nil, 0), NumberCase("1e-99999999999999999999", nil, 0),
        NumberCase("0.30000000000000004", nil, 0.30000000000000004),
        NumberCase("2.2250738585072011e-308", nil, .leastNormalMagnitude.nextDown),
    ])
    func `a number is an integer if it is spelled as one, and the nearest double`(test: NumberCase) throws {
        let element = try root(test.text)
        #expect(element.int == test.int)
        #expect(element.double == test.double)
        #expect(element.double?.sign == test.double?.sign)
        #expect(element.numberText == test.text)
        #expect(element.number?.int == test.int)
    }
}

struct StringCase: CustomTestStringConvertible {
    let text: String
    let characters: String

    init(_ text: String, _ characters: String) {
        self.text = text
        self.characters = characters
    }

    var testDescription: String { text }
}

struct NumberCase: CustomTestStringConvertible {
    let text: String
    let int: Int?
    let double: Double?

    init(_ text: String, _ int: Int?, _ double: Double?) {
        self.text = text
        self.int = int
        self.double = double
    }

    var testDescription: String { text }
}
