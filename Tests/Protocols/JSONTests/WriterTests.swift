import Bytes
import JSON
import TestSupport
import Testing

@Suite struct WriterTests {
    static let value: Value = ["a": 1, "b": [1, 2.5, [], [:]], "c": ["d": nil, "e": [true]], "": "x"]

    // The three texts are what Python 3.11 prints for json.dumps(v, separators=(",", ":")), json.dumps(v) and
    // json.dumps(v, indent=2).
    @Test func `compact text has no white space`() {
        #expect(Self.value.text() == #"{"a":1,"b":[1,2.5,[],{}],"c":{"d":null,"e":[true]},"":"x"}"#)
    }

    @Test func `spaced text looks as Python's`() {
        #expect(
            Self.value.text(style: .spaced)
                == #"{"a": 1, "b": [1, 2.5, [], {}], "c": {"d": null, "e": [true]}, "": "x"}"#)
    }

    @Test func `pretty text looks as Python's with an indent`() {
        let text = """
            {
              "a": 1,
              "b": [
                1,
                2.5,
                [],
                {}
              ],
              "c": {
                "d": null,
                "e": [
                  true
                ]
              },
              "": "x"
            }
            """
        #expect(Self.value.text(style: .pretty(indent: 2)) == text)
        #expect(Value.array([[1]]).text(style: .pretty(indent: 0)) == "[\n[\n1\n]\n]")
        #expect(Value.array([]).text(style: .pretty(indent: 2)) == "[]")
        #expect(Value.string("a").text(style: .pretty(indent: 2)) == "\"a\"")
    }

    @Test func `strings are escaped as Python does with ensure_ascii off`() {
        #expect(
            Value.string("\"\\/\u{8}\u{C}\n\r\t\0\u{1F} ~\u{7F}é€😀\u{2028}").text()
                == #""\"\\/\b\f\n\r\t\u0000\u001f ~"# + "\u{7F}é€😀\u{2028}\"")
    }

    @Test func `strings are escaped as Python does with ensure_ascii on`() {
        var writer = Writer(escapesBeyondASCII: true)
        writer.beginArray()
        writer.string("\"\\/\u{8}\u{C}\n\r\t\0\u{1F} ~\u{7F}é€😀\u{2028}")
        writer.string("plain")
        writer.endArray()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"["\"\\/\b\f\n\r\t\u0000\u001f ~\u007f\u00e9\u20ac\ud83d\ude00\u2028","plain"]"#)
    }

    /// One by one, because a string is copied as it is when nothing in it needs an escape.
    @Test(arguments: (0..<0x80).compactMap(Unicode.Scalar.init))
    func `a character of ASCII is escaped if it must be`(scalar: Unicode.Scalar) {
        let short: [Unicode.Scalar: String] = [
            "\"": #"\""#, "\\": #"\\"#, "\n": #"\n"#, "\r": #"\r"#, "\t": #"\t"#, "\u{8}": #"\b"#, "\u{C}": #"\f"#,
        ]
        let digits = String(scalar.value, radix: 16)
        let long = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        let escaped = short[scalar] ?? (scalar.value < 0x20 ? long : String(scalar))
        #expect(Value.string(String(scalar)).text() == "\"\(escaped)\"")
        var writer = Writer(escapesBeyondASCII: true)
        writer.string(String(scalar))
        #expect(writer.bytes == Array("\"\(scalar == "\u{7F}" ? long : escaped)\"".utf8))
    }

    @Test func `a writer needs no tree`() throws {
        let document = try Document(parsing: #"[ 1.50, "\u0041" ]"#)
        var writer = Writer(style: .spaced, after: Array("42".utf8))
        writer.beginArray()
        writer.string("event")
        writer.beginObject()
        writer.name("é")
        writer.bool(false)
        writer.name("n")
        writer.number(-7)
        writer.name("d")
        writer.number(2.0)
        writer.name("null")
        writer.null()
        writer.name("raw")
        writer.raw(Array("[0 ]".utf8))
        writer.name("as sent")
        writer.raw(document.root)
        writer.name("value")
        writer.value([1, ["a": "b"]])
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.endArray()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"42["event", {"é": false, "n": -7, "d": 2.0, "null": null, "raw": [0 ], "as sent": [ 1.50, "\u0041" ], "#
                + #""value": [1, {"a": "b"}]}, []]"#)
    }

    @Test func `calls that make no JSON stop the program`() async {
        await #expect(processExitsWith: .failure) {
            var writer = Writer()
            writer.beginArray()
            writer.name("a")
        }
        await #expect(processExitsWith: .failure) {
            var writer = Writer()
            writer.beginObject()
            writer.null()
        }
        await #expect(processExitsWith: .failure) {
            var writer = Writer()
            writer.beginObject()
            writer.name("a")
            writer.endObject()
        }
        await #expect(processExitsWith: .failure) {
            var writer = Writer()
            writer.beginArray()
            writer.endObject()
        }
        await #expect(processExitsWith: .failure) {
            var writer = Writer()
            writer.null()
            writer.null()
        }
    }

    @Test(arguments: 0..<200)
    func `what is written reads back as it was`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = random.value(depth: 5)
        for style in [Writer.Style.compact, .spaced, .pretty(indent: 2), .pretty(indent: 0)] {
            let text = value.bytes(style: style)
            #expect(try Value(parsing: text) == value)
            #expect(try Document(parsing: text).root.byteRange == 0..<text.count)
        }
        var writer = Writer(escapesBeyondASCII: true)
        writer.value(value)
        #expect(writer.bytes.allSatisfy { $0 < 0x7F })
        #expect(try Value(parsing: writer.bytes) == value)
    }
}

extension SeededGenerator {
    /// A value with at most `depth` containers inside one another.
    fileprivate mutating func value(depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: .null
        case 1: .bool(.random(using: &self))
        case 2: .number(Number(Int(truncatingIfNeeded: next())))
        case 3: .number(Number(finiteDouble()))
        case 4, 5: .string(string())
        case 6: .array((0..<Int.random(in: 0..<6, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            .object(
                (0..<Int.random(in: 0..<6, using: &self)).map { _ in
                    Member(name: string(), value: value(depth: depth - 1))
                })
        }
    }

    /// Any bit pattern that is finite: all sizes are equally likely.
    private mutating func finiteDouble() -> Double {
        let double = Double(bitPattern: next())
        return double.isFinite ? double : 0
    }

    private mutating func string() -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x7F, 0...0x1F, 0x20...0x7E, 0x80...0x7FF, 0x800...0xFFFF, 0x10000...0x10FFFF,
        ]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<12, using: &self) {
            let range = ranges[Int.random(in: ranges.indices, using: &self)]
            scalars.append(Unicode.Scalar(UInt32.random(in: range, using: &self)) ?? "\u{FFFD}")
        }
        return String(scalars)
    }
}
