import Testing

@testable import Scenario

@Suite struct CurlCommandTests {
    @Test func `the words of the library's documents are read`() throws {
        let plan = try curl(
            "curl --request POST -F 'files=@my_model.zip' https://learning-loop.ai/api/zauberzeug/projects/demo/format_a"
        )
        #expect(plan.method?.shown == "POST")
        #expect(plan.url.shown == "https://learning-loop.ai/api/zauberzeug/projects/demo/format_a")
        guard case .form(let fields) = plan.body, case .file(let file) = fields[0].content else { throw Mismatch() }
        #expect(fields[0].name.shown == "files")
        #expect(file.path.shown == "my_model.zip")
    }

    private struct Mismatch: Error {}

    struct MethodCase: Sendable, CustomTestStringConvertible {
        let command: String
        let method: String
        var testDescription: String { command }
    }

    @Test(arguments: [
        MethodCase(command: "curl ${loop}/x", method: "GET"),
        MethodCase(command: "curl -d a=1 ${loop}/x", method: "POST"),
        MethodCase(command: "curl --json '{}' ${loop}/x", method: "POST"),
        MethodCase(command: "curl -F a=1 ${loop}/x", method: "POST"),
        MethodCase(command: "curl -T a.zip ${loop}/x", method: "PUT"),
        MethodCase(command: "curl -I ${loop}/x", method: "HEAD"),
        MethodCase(command: "curl -G -d a=1 ${loop}/x", method: "GET"),
        MethodCase(command: "curl -XDELETE ${loop}/x", method: "DELETE"),
        MethodCase(command: "curl -sSfXPUT --url ${loop}/x", method: "PUT"),
    ])
    func `the method is the named one, or the body decides`(example: MethodCase) throws {
        let plan = try curl(example.command)
        #expect(plan.method?.shown ?? plan.methodByDefault == example.method)
    }

    @Test func `options that change nothing for a story are accepted`() throws {
        let plan = try curl(
            "curl -sSfivgNqk -L -4 --compressed --retry 3 --connect-timeout 2 -w '%{http_code}' --cacert ca.pem -m 2.5 ${loop}/x"
        )
        #expect(plan.followsRedirects)
        #expect(plan.timeout == .milliseconds(2500))
    }

    @Test func `parts of a form keep type and file name`() throws {
        let plan = try curl(
            #"curl -F 'files=@"a;b.zip";type=application/zip;filename=model.zip' -F 'note=a;b' -F 'text=<notes.txt' -F 'files=@c.zip,d.zip' --form-string 'raw=@x;type=y' ${loop}/x"#
        )
        guard case .form(let fields) = plan.body else { throw Mismatch() }
        let pictures = fields.map { field in
            let content =
                switch field.content {
                case .text(let text): text.shown
                case .file(let file): "@" + file.path.shown
                case .contentOfFile(let file): "<" + file.path.shown
                case .json: "json"
                }
            return [field.name.shown, content, field.contentType?.shown ?? "-", field.fileName?.shown ?? "-"]
                .joined(separator: " ")
        }
        #expect(
            pictures == [
                "files @a;b.zip application/zip model.zip", "note a;b - -", "text <notes.txt - -", "files @c.zip - -",
                "files @d.zip - -", "raw @x;type=y - -",
            ])
    }

    @Test func `headers are added, taken away or sent empty`() throws {
        let plan = try curl(
            "curl -H 'Accept: text/plain' -H 'User-Agent:' -H 'X-Empty;' -A me -e here -b a=1 -c jar ${loop}/x")
        let pictures = plan.fields.map { field in
            switch field.value {
            case .text(let text): "\(field.name.shown)=\(text.shown)"
            case .removed: "-\(field.name.shown)"
            }
        }
        #expect(pictures == ["Accept=text/plain", "-User-Agent", "X-Empty=", "User-Agent=me", "Referer=here"])
        #expect(plan.cookies?.shown == "a=1")
        #expect(plan.cookieJar == "jar")
    }

    @Test func `data is sent as the options say`() throws {
        let plan = try curl(
            "curl -d a=1 --data-raw @b --data-binary @c.bin --data-urlencode 'q=x y' --data-urlencode n@f ${loop}/x")
        guard case .data(let pieces, let type) = plan.body else { throw Mismatch() }
        #expect(type == RequestPlan.formType)
        #expect(pieces.count == 5)
        #expect(pieces[3].encoding.name?.shown == "q")
        guard case .file(let file) = pieces[2].content, case .text(let raw) = pieces[1].content else {
            throw Mismatch()
        }
        #expect(file.path.shown == "c.bin")
        #expect(raw.shown == "@b")
    }

    @Test func `a URL without a scheme gets one, and the remote name is its last segment`() throws {
        let plan = try curl("curl -O localhost:8080/api/x/file.zip?a=b/c")
        #expect(plan.url.shown == "http://localhost:8080/api/x/file.zip?a=b/c")
        #expect(plan.output?.path.shown == "file.zip")
    }
}

@Suite struct ShellWordsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let line: String
        let words: [String]
        let terminator: String?
        init(_ line: String, _ words: [String], _ terminator: String? = nil) {
            self.line = line
            self.words = words
            self.terminator = terminator
        }
        var testDescription: String { line }
    }

    @Test(arguments: [
        Case("a  b\tc\n", ["a", "b", "c"]),
        Case("a 'b c' \"d 'e'\" f\\ g", ["a", "b c", "d 'e'", "f g"]),
        Case(#"'it'\''s' "say \"x\" \$ \n""#, ["it's", #"say "x" $ \n"#]),
        Case("a'b'\"c\"d", ["abcd"]),
        Case("a '' b", ["a", "", "b"]),
        Case("a \\\n  b \\\r\n c\\\nd", ["a", "b", "cd"]),
        Case("a # b c\nd", ["a", "d"]),
        Case("a b#c", ["a", "b#c"]),
        Case("a x?b=1&c=2 d", ["a", "x?b=1&c=2", "d"]),
        Case("a b | jq", ["a", "b"], "|"),
        Case("a b|jq", ["a", "b"], "|"),
        Case("a && b", ["a"], "&&"),
        Case("a &", ["a"], "&"),
        Case("a 2>/dev/null", ["a"], ">"),
        Case("a >> b", ["a"], ">>"),
        Case("a; b", ["a"], ";"),
        Case("a 'x > y | z'", ["a", "x > y | z"]),
    ])
    func `a line is split as a shell splits it`(example: Case) throws {
        let shell = try ShellWords(passage(example.line), syntax: .shell)
        #expect(shell.words.map(\.text) == example.words)
        #expect(shell.terminator?.text == example.terminator)
    }

    @Test func `a word knows where each of its bytes stood`() throws {
        let words = try ShellWords(passage("a \\\n 'b'c"), syntax: .shell).words
        #expect(words[1].passage.position == Position(line: 2, column: 3))
        #expect(words[1].passage.position(at: 1) == Position(line: 2, column: 5))
    }

    @Test func `single quotes protect a dollar in a shell and not in a story`() throws {
        let line = #"'${loop}' "${loop}" \${loop} ${loop}"#
        let names = Names(["loop"])
        let shell = try ShellWords(passage(line), syntax: .shell).words.map {
            try Template($0, syntax: .shell, names: names)
        }
        #expect(shell.map { $0.literal == nil } == [false, true, false, true])
        let story = try ShellWords(passage(line), syntax: .story).words.map {
            try Template($0, syntax: .story, names: names)
        }
        #expect(story.map { $0.literal == nil } == [true, true, false, true])
    }
}
