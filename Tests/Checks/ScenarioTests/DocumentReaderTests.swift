import Testing

@testable import Scenario

/// Documents in the forms that real ones have: neat, sloppy, and with their fences the wrong way round.
@Suite struct DocumentReaderTests {
    /// What the story of a converter comes to, whatever form it is told in.
    private static let answers = [
        nil,
        #"{models: [{id: "<uuid>", version: "<version>", formats: ["format_a"], created: "<timestamp>", comment: "uploaded at <timestamp>", ...}]}"#,
        "{models: []}",
        #"{models: [{id: "<uuid>", version: "<version>", formats: ["format_a", "format_b"], created: "<timestamp>", comment: "uploaded at <timestamp>", ...}]}"#,
    ]

    private func expectConverterStory(_ story: Story) {
        #expect(story.requests.map { $0.expectation.json.whole?.picture } == Self.answers)
        #expect(
            story.requests.map(\.plan.url.shown) == [
                "${loop}/api/zauberzeug/projects/demo/format_a",
                "${loop}/api/zauberzeug/projects/demo/models?format=format_a",
                "${loop}/api/zauberzeug/projects/demo/models?format=format_b",
                "${loop}/api/zauberzeug/projects/demo/models?format=format_b",
            ])
        #expect(story.steps.map(\.number) == [1, 2, 3, 4])
    }

    @Test func `a neat document with marked blocks`() throws {
        expectConverterStory(
            try document(
                """
                # How to see a converter work

                Send a model: `curl --request POST -F 'files=@my_model.zip' https://loop.example.com/api/zauberzeug/projects/demo/format_a`
                Then it is listed:
                `curl "https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_a"`

                ```json
                {
                  "models": [
                    {
                    "id": "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f",
                    "version": "4.0",
                    "formats": [
                      "format_a"
                    ],
                    "created": "2023-04-05T06:07:08.123456",
                    "comment": "uploaded at 2023-04-05 06:07:08.123456",
                    ...
                    }
                  ]
                }
                ```

                The other list is empty
                `curl "https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_b"`

                ```json
                {
                  "models": []
                }
                ```

                Some time later
                `curl https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_b`

                ```json
                {
                  "models": [
                  {
                  "id": "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f",
                    "version": "4.0",
                    "formats": [
                      "format_a",
                      "format_b",
                    ],
                    "created": "2023-04-05T06:07:08.123456",
                    "comment": "uploaded at 2023-04-05 06:07:08.123456",
                    ...
                  }
                  ]
                }
                ```

                See [the other page](https://example.com/{x}).
                """))
    }

    /// One fence of four marks holds everything from the first answer on; three marks never close it.
    @Test func `a document whose fences are the wrong way round`() throws {
        let story = try document(
            """
            Send a model with
            `curl --request POST -F 'files=@my_model.zip' https://loop.example.com/api/zauberzeug/projects/demo/format_a`
            Then it is listed
            `curl "https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_a"`

            ````

            {
            "models": [
            {
            "id": "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f",
            "version": "4.0",

            "formats": [
            "format_a"
            ],
            "created": "2023-04-05T06:07:08.123456",
            "comment": "uploaded at 2023-04-05 06:07:08.123456",
            ...
            }
            ]
            }

            ```

            the other list is empty
            `curl "https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_b"`

            ```

            {
            "models": []
            }

            ```

            Some time later
            `curl https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_b`

            ```

            {
            "models": [
            {
            "id": "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f",
            "version": "4.0",
            "formats": [
            "format_a",
            "format_b",
            ],
            "created": "2023-04-05T06:07:08.123456",
            "comment": "uploaded at 2023-04-05 06:07:08.123456",
            ...
            }
            ]
            }

            ```

            ## More about models

            [A link](https://example.com) begins this line, and `{ "this": is no JSON }` stands in a span.
            """)
        expectConverterStory(story)
    }

    @Test func `a session in one fenced block with prompts, continued lines and answers`() throws {
        let story = try document(
            """
            ```console
            $ curl --request POST \\
            >   -F 'files=@my_model.zip' \\
            >   https://loop.example.com:8443/api/zauberzeug/projects/demo/format_a
            $ curl -s "https://loop.example.com:8443/api/zauberzeug/projects/demo/models?format=format_a" | jq .
            { "models": [ { "id": "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f", "version": "4.0", "formats": ["format_a"],
              "created": "2023-04-05T06:07:08Z", "comment": "uploaded at 2023-04-05 06:07:08+02:00", ... } ] }
            % curl https://loop.example.com:8443/api/zauberzeug/projects/demo/models?format=format_b 2>/dev/null # empty
            {"models": []}
            curl https://loop.example.com:8443/api/zauberzeug/projects/demo/models?format=format_b
            {"models": [{"id": "0b7e6f4c-6d0e-4f6b-9d5a-1a2b3c4d5e6f", "version": "4.0", "formats": ["format_a", "format_b",],
            "created": "2023-04-05T06:07:08.123456", "comment": "uploaded at 2023-04-05 06:07:08.123456", …}]}
            ```
            """)
        expectConverterStory(story)
    }

    @Test func `quoted and indented blocks, and line ends of another system`() throws {
        let text = """
            > Send a model
            > ```sh
            > curl -F 'files=@my_model.zip' https://loop.example.com/api/zauberzeug/projects/demo/format_a
            > ```

            A list and an indented block:

            - one

                  curl https://loop.example.com/api/zauberzeug/projects/demo/models?format=format_a

            ~~~
            {"models": [...]}
            ~~~

            curl is a word of this line, and `curl` alone is none, nor is `-H 'a: b'` a command.
            """
        let story = try document(text.replacing("\n", with: "\r\n"))
        #expect(story.requests.map { $0.plan.methodByDefault } == ["POST", "GET"])
        #expect(story.requests[1].expectation.json.whole?.picture == "{models: [...]}")
    }

    @Test func `commands for others are skipped and still counted`() throws {
        let story = try document(
            """
            A detector: `curl --request POST -F 'file=@test.jpg' localhost:8004/detect`, or
            `curl -X POST -F 'files=@test.jpg' "http://localhost:/upload"` and `curl --version`.
            - one: `curl http://localhost/model_version`
            - the Loop: `curl https://loop.example.com/api/projects`
            - not the Loop: `curl https://loop.example.com/apis`
            """)
        #expect(story.skipped == [1, 2, 3, 4, 6])
        #expect(story.requests.map(\.plan.url.shown) == ["${loop}/api/projects"])
    }

    @Test func `what is wrong with a command for somebody else is none of our business`() throws {
        let story = try document(
            """
            `curl --proto '=https' --tlsv1.2 https://sh.example.com` and `curl https://x.example/it's`
            and `curl -H "Authorization: $TOKEN" https://git.example.com/repos`
            and `curl -s https://loop.example.com/api/x > answer.json` and `curl https://loop.example.com/api/y 2>&1 | jq`
            """)
        #expect(story.skipped == [1, 2, 3])
        #expect(story.requests.map { $0.plan.output?.path.shown } == ["answer.json", nil])
        let error = #expect(throws: ReadingError.self) { try document("`curl --proto https https://l.example/api/x`") }
        #expect(error?.problem.code == .unknownOption)
    }

    @Test func `spans and comments of a line are read in their order`() throws {
        let story = try document(
            """
            Write `<!-- mockloop start: nothing -->` to start something. <!-- mockloop start: one --> `curl https://l.example/api/a`
            <!-- a comment
            over lines --> and `curl
            https://l.example/api/b` <!-- mockloop start: two -->
            and ``curl https://l.example/api/`c` ``, ` `
            """)
        #expect(story.starts == ["1: one", "3: two"])
        #expect(
            story.requests.map(\.plan.url.shown) == ["${loop}/api/a", "${loop}/api/b", "${loop}/api/`c`"])
    }

    @Test func `the head of an answer may stand before its JSON`() throws {
        let story = try document(
            """
            ```json
            $ curl -i https://l.example/api/x
            HTTP/1.1 200 OK
            content-type: application/json

            {"a": 1}
            ```
            """)
        #expect(story.requests.map { $0.expectation.json.whole?.picture } == ["{a: 1}"])
    }

    @Test func `comments start processes before a command, or options in their place`() throws {
        let text = """
            `curl https://loop.example.com/api/one`
            <!-- mockloop start: mockloop node converter --from format_a --to format_b -->
            `curl https://loop.example.com/api/two` and `curl https://loop.example.com/api/three`
            <!-- another comment with `curl https://loop.example.com/api/none` -->
            """
        let own = try document(text)
        #expect(own.starts == ["2: mockloop node converter --from format_a --to format_b"])
        #expect(own.requests.count == 3)
        let story = try document(text, starts: ["3: ./node.sh 'a b'", "1:sleep 1"])
        #expect(story.starts == ["1: sleep 1", "3: ./node.sh 'a b'"])
    }

    @Test func `the document's host means the Loop in expected strings, too`() throws {
        let story = try document(
            """
            `curl https://loop.example.com:8443/api/projects`

            ```
            {"a": "https://loop.example.com:8443/x", "b": "loop.example.com:8443", "c": "my.loop.example.com:8443",
             "d": "see loop.example.com:8443.", "e": "v4.0-beta", "f": "a1b2", "g": "...", "h": "abc...", "i": "1.2.3.4x"}
            ```
            """)
        #expect(
            story.requests[0].expectation.json.whole?.picture == """
                {a: "${loop}/x", b: "${loop_host}", c: "my.loop.example.com:8443", d: "see ${loop_host}.", \
                e: "v<version>-beta", f: "a1b2", g: "<any>", h: "abc<any>", i: "1.2.3.4x"}
                """)
    }

    @Test func `data over several lines belongs to its command`() throws {
        let story = try document(
            """
            ```bash
            # make a project
            curl -X POST https://loop.example.com/api/zauberzeug/projects/generator \\
              -H 'Content-Type: application/json' -d '{
                "name": "demo",
                "cost": "$5"
              }' && curl https://loop.example.com/api/projects
            ```
            and a second block

            ```python
            {"this": is_python}
            ```

            ```
            {"projects": [...]}
            ```
            """)
        guard case .data(let pieces, _) = story.requests[0].plan.body, case .text(let text) = pieces[0].content else {
            Issue.record("the first command has no data")
            return
        }
        #expect(text.shown.contains("\"cost\": \"$5\"\n"))
        #expect(story.requests.map { $0.expectation.json.whole?.picture } == [nil, "{projects: [...]}"])
    }

    @Test func `an error that a document shows has a status of its own`() throws {
        let story = try document("`curl https://l.example/api/x`\n\n```json\n{\"detail\": \"no such project\"}\n```\n")
        #expect(story.requests[0].expectation.status == nil)
    }

    @Test func `the variables of every node may stand in commands`() throws {
        let story = try document(
            "```\ncurl -u \"$LOOP_USERNAME:${LOOP_PASSWORD}\" http://$LOOP_HOST/api/$LOOP_ORGANIZATION/x\n```\n")
        #expect(story.requests[0].plan.url.shown == "${loop}/api/${LOOP_ORGANIZATION}/x")
        #expect(story.requests[0].plan.credentials?.shown == "${LOOP_USERNAME}:${LOOP_PASSWORD}")
    }
}
