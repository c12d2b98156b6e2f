import JSON
import Testing

/// JSON as documents show it: `...` for more of the same, and a forgiven trailing comma.
@Suite struct DialectTests {
    private func root(_ text: String) throws -> Element { try Document(parsing: text, dialect: .example).root }

    @Test(arguments: [
        "[1, 2, ...]", "[1, 2 ...]", "[1,2,...,]", "[\n 1,\n 2,\n ...\n]", "[1, 2\n...\n]", "[1,2,…]", "[1,2…,]",
    ])
    func `an array may go on`(text: String) throws {
        let array = try root(text)
        #expect(array.isOpen)
        #expect(array.elements.map(\.kind) == [.number, .number, .ellipsis])
        #expect(["...", "…"].contains(array[2]?.text))
    }

    @Test func `an ellipsis stands anywhere among elements`() throws {
        #expect(try root("[...]").elements.map(\.kind) == [.ellipsis])
        #expect(try root("[..., 1]").elements.map(\.kind) == [.ellipsis, .number])
        #expect(try root("[... 1]").elements.map(\.kind) == [.ellipsis, .number])
        #expect(try root("[1, ..., [2]]").elements.map(\.kind) == [.number, .ellipsis, .array])
        #expect(try root("[1\n...\n2]").elements.map(\.kind) == [.number, .ellipsis, .number])
        #expect(try root("[[1, ...], 2]").isOpen == false)
        #expect(try root("[[1, ...], 2]")[0]?.isOpen == true)
    }

    @Test(arguments: [
        #"{"a": 1, "b": {}, ...}"#, #"{"a": 1, "b": {} ...}"#, #"{..., "a": 1, "b": {}}"#, #"{... "a": 1, "b": {}}"#,
        #"{"a": 1, ..., "b": {}}"#, "{\"a\": 1\n...\n\"b\": {}\n}", #"{"a": 1, "b": {}, ...,}"#,
        #"{"a": 1, …, "b": {},}"#,
    ])
    func `an object may have more members, wherever that is said`(text: String) throws {
        let object = try root(text)
        #expect(object.isOpen)
        #expect(object.members.map(\.name) == ["a", "b"])
        #expect(object["b"]?.isOpen == false)
        #expect(object["b"]?.kind == .object)
    }

    @Test func `an ellipsis in the place of a member's value is any value`() throws {
        let object = try root(#"{"id": ..., "models": [...], "x": {...}}"#)
        #expect(object["id"]?.kind == .ellipsis)
        #expect(object["models"]?.isOpen == true)
        #expect(object["x"]?.isOpen == true)
        #expect(object["x"]?.members.isEmpty == true)
        #expect(!object.isOpen)
    }

    @Test(arguments: [
        ("[1,]", "[1]"), (#"{"a":1,}"#, #"{"a":1}"#), ("[[1,],]", "[[1]]"), (#"{"a":[],}"#, #"{"a":[]}"#),
    ])
    func `one trailing comma is forgiven and leaves no trace`(text: String, strict: String) throws {
        #expect(try Value(root(text)) == Value(parsing: strict))
        #expect(try root(text).isOpen == false)
    }

    @Test(arguments: [
        "...", "…", "[,]", "[1,,]", "[1,,2]", "{,}", #"{"a":1,,}"#, "[..]", "[.]", "[....]", "[. . .]", "[...,,]",
        "[,...]", #"{"a" ...}"#, "[1] ...",
        #"{"a": 1, ... 2}"#, "[...:1]", #"{...: 1}"#, "[1 2]", #"{"a": 1 "b": 2}"#, "[1, ... }", "[\u{2025}]",
        "[tru...]", "[\"a...]",
    ])
    func `everything else is still refused`(text: String) {
        #expect(throws: SyntaxError.self) { try Document(parsing: text, dialect: .example) }
    }

    @Test(arguments: DocumentTests.samples)
    func `strict texts read the same in both dialects`(text: String) throws {
        #expect(try Value(root(text)) == Value(parsing: text))
    }

    @Test(arguments: [#"{"a": [1, 2, ...,], "b": …, ... , }"#, "[\n1\n...\n{…},\n]"])
    func `an example cut off anywhere ended too early`(text: String) throws {
        let bytes = Array(text.utf8)
        for count in bytes.indices {
            let error = #expect(throws: SyntaxError.self) {
                try Document(parsing: Array(bytes.prefix(count)), dialect: .example)
            }
            #expect(error?.isEndedEarly == true, "after \(count) bytes: \(String(describing: error))")
        }
    }

    @Test func `an example ends where its value does`() throws {
        let text = Array("{\n  \"version\": \"2.0\",\n  ...\n}\n```\n".utf8)
        let document = try Document(parsingPrefixOf: text, from: 0, dialect: .example)
        #expect(document.root.byteRange.upperBound == text.count - 5)
    }

    @Test func `ellipses count as values`() {
        let error = SyntaxError(kind: .tooManyValues(limit: 2), offset: 3)
        #expect(throws: error) { try Document(parsing: "[1 … ...]", dialect: .example, limits: Limits(valueCount: 2)) }
    }
}
