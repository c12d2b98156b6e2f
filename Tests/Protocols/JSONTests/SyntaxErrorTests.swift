import JSON
import Testing

/// Every kind of error, with the place and the whole message that a person gets to see.
@Suite struct SyntaxErrorTests {
    @Test(arguments: [
        MessageCase(
            "",
            "line 1, column 1: the text ends too early, a value is missing. Write a string, a number, an object, an array, true, false or null here. If the text was cut off, send all of it."
        ),
        MessageCase(
            "[1,\n 2",
            "line 2, column 3: the text ends too early, a comma or \"]\" is missing. Separate elements with commas, or close the array. If the text was cut off, send all of it."
        ),
        MessageCase(
            "\"abc",
            "line 1, column 5: the text ends too early, the closing quote of a string is missing. Close the string with a double quote. If the text was cut off, send all of it."
        ),
        MessageCase(
            "{\n  \"a\": 1\n  \"b\": 2\n}",
            "line 3, column 3: expected a comma or \"}\", found a double quote (\"). Separate members with commas, or close the object."
        ),
        MessageCase(
            "{\"é\" 1}",
            "line 1, column 6: expected a colon after the member's name, found \"1\". Write members as \"name\": value."
        ),
        MessageCase(
            "{'a': 1}",
            "line 1, column 2: expected a member's name in double quotes or \"}\", found \"'\". Use double quotes; JSON has no single ones."
        ),
        MessageCase(
            "['a']",
            "line 1, column 2: expected a value or \"]\", found \"'\". Use double quotes; JSON has no single ones."),
        MessageCase(
            "{“a”: 1}",
            "line 1, column 2: expected a member's name in double quotes or \"}\", found \"“\" (U+201C). Use the straight double quote (\"); editors like to replace it."
        ),
        MessageCase(
            "[1\u{A0}]",
            "line 1, column 3: expected a comma or \"]\", found \"\u{A0}\" (U+00A0). Separate elements with commas, or close the array."
        ),
        MessageCase(
            "{a: 1}", "line 1, column 2: found the word \"a\", which JSON does not have. Put it in double quotes."),
        MessageCase(
            "{\"a\": True}", "line 1, column 7: found the word \"True\", which JSON does not have. Write true."),
        MessageCase("[None]", "line 1, column 2: found the word \"None\", which JSON does not have. Write null."),
        MessageCase(
            "NaN",
            "line 1, column 1: found the word \"NaN\", which JSON does not have. JSON numbers are finite; write null or leave the member out."
        ),
        MessageCase(
            "[1, 2,\r\n]",
            "line 2, column 1: a comma is followed by the end of the array or object. Remove the comma after the last element or member."
        ),
        MessageCase(
            "[01]",
            "line 1, column 3: a number begins with a zero and another digit. Remove the zeros in front, or write the number as a string."
        ),
        MessageCase(
            "[1.]",
            "line 1, column 4: expected a digit, found \"]\". A number needs digits after its sign, its decimal point and its e."
        ),
        MessageCase(
            "[+1]", "line 1, column 2: expected a value or \"]\", found \"+\". Write the number without its plus sign."),
        MessageCase(
            "[.5]", "line 1, column 2: expected a value or \"]\", found \".\". Write a digit before the decimal point."),
        MessageCase(
            "[1, // one\n2]", "line 1, column 5: expected a value, found \"/\". Remove the comment; JSON has none."),
        MessageCase(
            "\"a\nb\"",
            "line 1, column 3: a line ends inside a string. Close the string with a double quote, or write the line end as \\n."
        ),
        MessageCase("\"a\tb\"", "line 1, column 3: a string contains a tab as it is. Write it as \\t."),
        MessageCase(
            "\"\u{1B}\"",
            "line 1, column 2: a string contains the byte 0x1B as it is. Write it as \\u001B."),
        MessageCase(
            "\"C:\\dir\"",
            "line 1, column 5: expected one of \" \\ / b f n r t u after a backslash, found \"d\". Write a backslash itself as \\\\."
        ),
        MessageCase(
            "\"\\u12x\"",
            "line 1, column 6: expected a hexadecimal digit (four follow \\u), found \"x\". Write the escape as \\u and four hexadecimal digits."
        ),
        MessageCase(
            "{} x",
            "line 1, column 4: found \"x\" after the end of the value. Remove what follows; a JSON text is one value."),
        MessageCase(
            "\u{FEFF}{}",
            "line 1, column 1: the text begins with a byte order mark. Save the text as UTF-8 without a byte order mark."
        ),
    ])
    func `a message says what is wrong, where, and how to mend it`(test: MessageCase) throws {
        let bytes = Array(test.text.utf8)
        let error = try #require(#expect(throws: SyntaxError.self) { try Document(parsing: bytes) })
        #expect(error.description(in: bytes) == test.message)
        #expect(error.description.hasPrefix("byte \(error.offset): "))
    }

    @Test func `limits are named with their size`() throws {
        let limits = Limits(depth: 1, byteCount: 20, valueCount: 3)
        let cases = [
            (
                "[[]]",
                "line 1, column 2: arrays and objects stand more than 1 deep inside one another. Nest the data less deeply."
            ),
            ("[1,2,3]", "line 1, column 6: the text has more than 3 values. Send fewer values at once."),
            ("\"12345678901234567890\"", "line 1, column 21: the text has more than 20 bytes. Send less at once."),
        ]
        for (text, message) in cases {
            let error = try #require(#expect(throws: SyntaxError.self) { try Document(parsing: text, limits: limits) })
            #expect(error.description(in: Array(text.utf8)) == message)
        }
    }

    @Test func `bytes that are not UTF-8 do not disturb the message`() throws {
        let bytes: [UInt8] = [0x22, 0x41, 0xFF, 0x22]
        let error = try #require(#expect(throws: SyntaxError.self) { try Document(parsing: bytes) })
        #expect(
            error.description(in: bytes)
                == "line 1, column 3: a string contains bytes that are not UTF-8. Encode the text as UTF-8.")
        let outside: [UInt8] = [0x5B, 0xFF]
        let other = try #require(#expect(throws: SyntaxError.self) { try Document(parsing: outside) })
        #expect(
            other.description(in: outside).hasPrefix("line 1, column 2: expected a value or \"]\", found \"\u{FFFD}\""))
    }

    @Test func `lines end with LF, CR LF or CR, and columns count characters`() {
        let bytes = Array("a\nb\r\nc\rdéé€😀x".utf8)
        let x = bytes.count - 1
        #expect(Location(of: 0, in: bytes) == Location(of: -1, in: bytes))
        #expect([0, 1, 2, 3, 5, 7].map { Location(of: $0, in: bytes).line } == [1, 1, 2, 2, 3, 4])
        #expect([0, 1, 2, 3, 5, 7].map { Location(of: $0, in: bytes).column } == [1, 2, 1, 2, 1, 1])
        #expect(Location(of: x, in: bytes).column == 6)
        #expect(Location(of: x + 1, in: bytes) == Location(of: 1000, in: bytes))
    }
}

struct MessageCase: CustomTestStringConvertible {
    let text: String
    let message: String

    init(_ text: String, _ message: String) {
        self.text = text
        self.message = message
    }

    var testDescription: String { text.debugDescription }
}
