import TestSupport
import Testing

@Suite struct CodeLinesTests {
    @Test func `comments go, literals become their numbers`() {
        let code = CodeLines(
            of: """
                f("a\\"b", #"c"d"#) // "no"
                /* "no" /* */
                */ g(\"""
                    two
                    lines
                    \""", "")
                """)
        #expect(code.lines == ["f(\"0\", \"1\") ", "", " g(\"2\"", "", "", ", \"3\")"])
        #expect(code.literals == ["a\\\"b", "c\"d", "\n    two\n    lines\n    ", ""])
    }

    @Test func `a name between backticks is code, whatever it holds`() {
        let code = CodeLines(of: "func `a \"b\" // c`() { \"d\" }\nfunc `open\n\"e\"")
        #expect(code.lines == ["func `a \"b\" // c`() { \"0\" }", "func `open", "\"1\""])
        #expect(code.literals == ["d", "e"])
    }

    @Test(arguments: ["", "\"", "`", "#", "/", "/*", "\"\\", "\"\"\"", "#\"\"\"\"", "``", "\"a\n"])
    func `what has no end ends with the text or the line`(text: String) {
        let code = CodeLines(of: text)
        #expect(code.lines.count == (text.hasSuffix("\n") ? 2 : 1))
    }
}
