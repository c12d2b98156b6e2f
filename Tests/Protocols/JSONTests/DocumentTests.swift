import JSON
import Testing

/// RFC 8259, whole texts: what must be accepted, what must be refused, and that nothing is lost.
@Suite struct DocumentTests {
    @Test(arguments: [
        // Section 2: whitespace around the six structural characters, and any value as a text.
        "null", "true", "false", "0", "\"\"", "[]", "{}", " \t\r\n[ \t\r\n1 , 2 \n] \n", "\n{ \"a\" :\t1 }\r\n",
        // Section 4: empty names, duplicate names, names with escapes.
        #"{"":0}"#, #"{"a":1,"a":2}"#, #"{"\u0061":1,"\n":2}"#, #"{"a":{"b":{"c":{}}},"d":[]}"#,
        // Section 5: values of different kinds.
        #"[null,true,false,0,"",[],{}]"#, "[[],[[]],[[],[[]]]]",
        // Section 6: every branch of the grammar, and sizes beyond every machine.
        "-0", "-1", "10", "1.0", "0.0", "-0.5", "1e5", "1E5", "1e+5", "1e-5", "0e0", "0e+00", "1.5e300",
        "123456789012345678901234567890",
        "1e400", "-1e-400", "0.000000000000000000000000000000000000000000000001", "1e00000000000000000000000001",
        // Section 7: every escape, characters of one to four bytes, DEL and the separators that JavaScript dislikes.
        #""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00\uFFFF\u0000""#,
        "\"\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}\"",
        "\"\u{2028}\u{2029}\u{FEFF}\"", #""\ud800""#, #""\udc00\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#,
        "\"/*no comment*/\"",
    ])
    func `a text that keeps to the grammar is accepted and kept`(text: String) throws {
        let document = try Document(parsing: text)
        #expect(document.bytes == Array(text.utf8))
        #expect(
            document.root.text == String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()))
    }

    @Test(arguments: [
        // Nothing, or more than one value.
        "", " ", "\n", "1 2", "{}{}", "[] []", "null null", "1,2", "[],", "{},", "]", "}", ",", ":", "[]]", "{}}", "#",
        "\u{0C}[]",
        "[]\u{A0}", "\u{2060}[]", "[1]//", "/**/1", "[1/**/]", "[]\0",
        // Arrays and objects.
        "[", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1:2]", "[1;2]", "[}", "[1}", "[\"a\"", "[[",
        "[]}", "[1]]",
        "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\":1,,\"b\":2}", "{\"a\" 1}",
        "{\"a\",1}", "{\"a\"::1}",
        "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{[]:1}", "{\"a\":1]", "{\"a\"}", "{\"a\":}",
        "{:1}", "{{}}", "{]",
        "{\"a\":1;\"b\":2}", "{\"a\"=1}", "[\"a\":1]", "{\"a\":\"b\":\"c\"}", "{\"a\":1,2}", "[...]", "{...}",
        "[1,...]", "{\"a\":...}", "...",
        // Words.
        "True", "FALSE", "nul", "nulL", "tru", "truth", "truee", "falsehood", "undefined", "NaN", "Infinity",
        "-Infinity", "None", "nil", "a",
        "[nulx]", "[fals]", "[t]",
        // Numbers.
        "-", "+1", "--1", "-+1", "01", "-01", "00", "007", "1.", "-1.", "1.e5", ".5", "-.5", "1e", "1E", "1e+", "1e-",
        "1e5.5", "1e5e5", "0x10",
        "0b1", "1_000", "1,000", "1 000", "1a", "1f", "1.0.0", "1-1", "0e", "2.e3", "９", "1e٣", "1\u{FE0F}", "-a",
        "- 1", "[1+2]", "0.e1", "[-]",
        // Strings.
        "\"", "\"a", "a\"", "'a'", "\"\\\"", "\"\\", "\"\\x41\"", "\"\\a\"", "\"\\ \"", "\"\\0\"", "\"\\'\"", "\"\\u\"",
        "\"\\u1\"", "\"\\u12\"",
        "\"\\u123\"", "\"\\u123g\"", "\"\\U0041\"", "\"\\u{41}\"", "\"\\u-041\"", "\"\\u+041\"", "\"\\u 041\"",
        "\"\n\"", "\"\t\"", "\"\r\"", "\"\0\"",
        "\"\u{1F}\"", "\"a\nb\"", "\"\\\n\"", "\"\\é\"", "“a”", "`a`", "\"a\"b\"", "\"a\" \"b\"", "\"\"\"",
        "\"\\ud800\\u\"", "\"\\ud800\\u1\"",
        // Section 8.1: no byte order mark, no other encodings.
        "\u{FEFF}", "\u{FEFF}[]", "[\u{FEFF}]", "[\0]", "\0[\0]\0", "{\"a\":\u{2003}1}",
    ])
    func `a text that breaks the grammar is refused`(text: String) {
        let error = #expect(throws: SyntaxError.self) { try Document(parsing: text) }
        #expect((0...text.utf8.count).contains(error?.offset ?? -1))
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2], [0xE0, 0x9F, 0xBF],
            [0xE0, 0x80, 0x80], [0xE1, 0x80],
            [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE9],
        ] as [[UInt8]])
    func `bytes in a string that are not UTF-8 are refused where they begin`(sequence: [UInt8]) {
        let text = Array("[\"é".utf8) + sequence + Array("\"]".utf8)
        let error = SyntaxError(kind: .invalidUTF8, offset: 4)
        #expect(throws: error) { try Document(parsing: text) }
    }

    /// Texts with every kind of token in them, none of which is a number to its end (a shorter number is a number, too).
    static let samples = [
        #"{"models": [{"id": "2184c69e", "version": "2.0", "formats": [], "ok": true, "parent": null, "x": -1.5e+10}], "é€😀": "\"\\\u00e9\ud83d\ude00é€😀"}"#,
        " [ false , [ [ ] , { } ] , { \"\" : { } } , 0 , -0.0 , 1E-5 ] ", "\"é\\u0041\\\\\"", "true", "false", "null",
    ]

    @Test(arguments: samples)
    func `a text cut off anywhere ended too early`(text: String) throws {
        let bytes = Array(text.utf8)
        let end = try Document(parsing: bytes).root.byteRange.upperBound
        for count in 0..<end {
            let error = #expect(throws: SyntaxError.self) { try Document(parsing: Array(bytes.prefix(count))) }
            #expect(error?.isEndedEarly == true, "after \(count) bytes: \(String(describing: error))")
            #expect(error?.offset == count)
        }
    }

    @Test(arguments: samples)
    func `a text with one byte changed is read or refused, within its bounds`(text: String) throws {
        var bytes = Array(text.utf8)
        for index in bytes.indices {
            let original = bytes[index]
            for byte in [0x00, 0x0A, 0x22, 0x2C, 0x2E, 0x30, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x80, 0xC3, 0xFF] as [UInt8]
            {
                bytes[index] = byte
                switch Result(catching: { () throws(SyntaxError) in try Value(parsing: bytes) }) {
                case .success(let value): #expect(try Value(parsing: value.bytes()) == value)
                case .failure(let error): #expect((0...bytes.count).contains(error.offset))
                }
            }
            bytes[index] = original
        }
    }

    @Test func `values know where they stand`() throws {
        let document = try Document(parsing: " {\"a\": [1, {}], \"b\":\"é\"}\n")
        let root = document.root
        #expect(root.byteRange == 1..<25)
        #expect(root["a"]?.byteRange == 7..<14)
        #expect(root["a"]?[1]?.byteRange == 11..<13)
        #expect(root["b"]?.byteRange == 20..<24)
        #expect(root["b"]?.location == Location(of: 20, in: document.bytes))
    }
}

// MARK: - Limits

extension DocumentTests {
    @Test(arguments: [(511, true), (512, true), (513, false)])
    func `containers may stand 512 deep`(depth: Int, isAllowed: Bool) {
        let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let objects = String(repeating: "{\"a\":", count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)
        for (text, offset) in [(arrays, 512), (objects, 512 * 5)] {
            let error = SyntaxError(kind: .tooDeep(limit: 512), offset: offset)
            if isAllowed {
                #expect(throws: Never.self) { try Value(parsing: text) }
            } else {
                #expect(throws: error) { try Document(parsing: text) }
            }
        }
    }

    @Test func `depth counts what is open, not what was`() throws {
        let limits = Limits(depth: 2)
        #expect(try Document(parsing: "[[],[],{},[1]]", limits: limits).root.elements.count == 4)
        #expect(throws: SyntaxError(kind: .tooDeep(limit: 2), offset: 9)) {
            try Document(parsing: "[[],[1],[[]]]", limits: limits)
        }
        #expect(throws: SyntaxError(kind: .tooDeep(limit: 0), offset: 1)) {
            try Document(parsing: " []", limits: Limits(depth: 0))
        }
        #expect(try Document(parsing: "1", limits: Limits(depth: 0)).root.int == 1)
    }

    @Test func `a hundred thousand brackets are refused, not a stack overflow`() {
        for text in ["[", "{\"\":", "[{\"\":"] {
            let error = #expect(throws: SyntaxError.self) {
                try Document(parsing: String(repeating: text, count: 100_000))
            }
            #expect(error?.kind == .tooDeep(limit: 512))
        }
    }

    @Test func `reading needs no stack, whatever the depth`() throws {
        let depth = 1_000_000
        let text = Array(repeating: UInt8(ascii: "["), count: depth) + Array(repeating: UInt8(ascii: "]"), count: depth)
        let document = try Document(parsing: text, limits: Limits(depth: depth))
        #expect(document.root.byteRange == 0..<(2 * depth))
    }

    @Test(arguments: [(9, true), (10, true), (11, false)])
    func `a text may have as many bytes as the limit says`(count: Int, isAllowed: Bool) {
        let text = "\"" + String(repeating: "a", count: count - 2) + "\""
        if isAllowed {
            #expect(throws: Never.self) { try Document(parsing: text, limits: Limits(byteCount: 10)) }
        } else {
            #expect(throws: SyntaxError(kind: .tooLong(limit: 10), offset: 10)) {
                try Document(parsing: text, limits: Limits(byteCount: 10))
            }
        }
    }

    @Test(arguments: [(3, true), (4, true), (5, false)])
    func `a text may have as many values as the limit says`(count: Int, isAllowed: Bool) {
        let array = "[" + Array(repeating: "1", count: count - 1).joined(separator: ",") + "]"
        let object = "{" + Array(repeating: "\"a\":{}", count: count - 1).joined(separator: ",") + "}"
        for text in [array, object] {
            let kind = Result(catching: { () throws(SyntaxError) in
                try Document(parsing: text, limits: Limits(valueCount: 4))
            }).failure?.kind
            #expect(kind == (isAllowed ? nil : .tooManyValues(limit: 4)))
        }
    }
}

// MARK: - Prefixes

extension DocumentTests {
    @Test(arguments: [
        ("{\"a\": 1} and more", 0..<8), ("  [1, 2]]]", 2..<8), ("12 apples", 0..<2), ("\"a\"\"b\"", 0..<3),
        ("nullify", 0..<4), ("1.5.6", 0..<3),
    ])
    func `a value is read from the front of other text`(text: String, range: Range<Int>) throws {
        #expect(try Document(parsingPrefixOf: Array(text.utf8), from: 0).root.byteRange == range)
    }

    @Test func `a value inside other text keeps the offsets of the whole`() throws {
        let text = Array("curl x\n\n{\"a\": [1,\n 2]}\nthen\n{\"b\": }".utf8)
        let document = try Document(parsingPrefixOf: text, from: 6)
        #expect(document.root.byteRange == 8..<22)
        #expect(document.root["a"]?[1]?.location == Location(of: 19, in: text))
        #expect(throws: SyntaxError(kind: .unexpected(UInt8(ascii: "}"), expected: .value), offset: 34)) {
            try Document(parsingPrefixOf: text, from: 28)
        }
        #expect(throws: SyntaxError(kind: .endedEarly(expected: .value), offset: text.count)) {
            try Document(parsingPrefixOf: text, from: text.count)
        }
    }
}

extension Result {
    var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}
