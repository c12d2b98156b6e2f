import Testing

@testable import Scenario

@Suite struct StoryFileReaderTests {
    private static let converter = """
        story: A model in format_a becomes available in format_b
        variables: { project: zauberzeug/projects/demo }
        files:
          my_model.zip: { zip: { weights.txt: "w", model.json: { resolution: 800 } } }
        steps:
          - name: Upload a model
            curl: --request POST -F 'files=@my_model.zip' ${loop}/api/${project}/format_a
            expect: { status: 200, json: { id: <uuid>, formats: [format_a], ...: } }
            capture: { model: /id }
          - start: converter
            command: [ "${mockloop}", node, converter, --every, "1" ]
            environment: { LOOP_HOST: "${loop_host}" }
          - name: After a short time the model is there
            curl: ${loop}/api/${project}/models?format=format_b
            until: { within: 30 s, every: 100 ms, fail-if: 5xx }
            expect:
              json: { models: [ { id: "${model}", version: <version>, ... } ] }
          - stop: converter
        """

    @Test func `the converter story is read as it is meant`() throws {
        let story = try story(Self.converter)
        #expect(story.title == "A model in format_a becomes available in format_b")
        #expect(
            story.steps.map(\.title) == [
                "Upload a model", "start converter", "After a short time the model is there", "stop converter",
            ])
        #expect(story.steps.map(\.position.line) == [6, 10, 13, 18])
        let upload = story.requests[0]
        #expect(upload.plan.method?.shown == "POST")
        #expect(upload.plan.url.shown == "${loop}/api/${project}/format_a")
        #expect(upload.expectation.status == StatusPattern(ranges: [200...200]))
        #expect(upload.expectation.json.whole?.picture == #"{id: <uuid>, formats: ["format_a"], ...}"#)
        #expect(story.steps[0].captures.map(\.variable) == ["model"])
        let wait = story.requests[1]
        guard case .until(let polling) = wait.patience else { throw ReadingMismatch() }
        #expect(polling.within == .seconds(30))
        #expect(polling.interval == .milliseconds(100))
        #expect(polling.failIf?.status == StatusPattern(ranges: [500...599]))
        #expect(wait.expectation.json.whole?.picture == #"{models: [{id: ${model}, version: <version>, ...}]}"#)
    }

    private struct ReadingMismatch: Error {}

    struct PatternCase: Sendable, CustomTestStringConvertible {
        let yaml: String
        let picture: String
        var testDescription: String { yaml }
    }

    @Test(arguments: [
        PatternCase(yaml: "{ a: 1, b: [x, ...] }", picture: #"{a: 1, b: ["x", ...]}"#),
        PatternCase(
            yaml: "{ a: true, b: yes, c: null, d: ~, e: }", picture: #"{a: true, b: "yes", c: null, d: null, e: null}"#),
        PatternCase(yaml: #"{ a: 4.0, b: "4.0", c: !!str 4.0 }"#, picture: #"{a: 4.0, b: "4.0", c: "4.0"}"#),
        PatternCase(yaml: #"{ a: "${loop}", b: 'at ${loop}' }"#, picture: #"{a: ${loop}, b: "at ${loop}"}"#),
        PatternCase(yaml: "{ a: uploaded at <timestamp>, ...: }", picture: #"{a: "uploaded at <timestamp>", ...}"#),
        PatternCase(
            yaml: #"{ a: '\<uuid>', b: a < b > c, c: "$${x}" }"#, picture: #"{a: "<uuid>", b: "a < b > c", c: "${x}"}"#),
        PatternCase(yaml: "[ ... ]", picture: "[...]"),
        PatternCase(
            yaml: "|\n        { \"models\": [ { \"id\": \"<uuid>\", ... }, ], }",
            picture: #"{models: [{id: <uuid>, ...}]}"#),
    ])
    func `expected JSON is written as YAML or as JSON`(example: PatternCase) throws {
        let story = try story("steps:\n  - curl: ${loop}/x\n    expect:\n      json: \(example.yaml)\n")
        #expect(story.requests[0].expectation.json.whole?.picture == example.picture)
    }

    @Test func `an error inside of a scalar points at its own place`() throws {
        struct Case { let text: String; let position: Position }
        let cases = [
            Case(
                text: "steps:\n- curl: >-\n    -X POST\n    --dat a=1\n    ${loop}/x\n",
                position: Position(line: 4, column: 5)),
            Case(text: "steps:\n- curl: |\n    -X POST\n\n      ${loup}/x\n", position: Position(line: 5, column: 7)),
            Case(text: "steps:\n- curl: \"-H 'a: \\\"b\\\"' ${loup}\"\n", position: Position(line: 2, column: 24)),
            Case(text: "steps:\n- curl: '-H ''a: b'' ${loup}'\n", position: Position(line: 2, column: 22)),
            Case(text: "steps:\n- curl: -H a:é ${loup}\n", position: Position(line: 2, column: 16)),
        ]
        for example in cases {
            let error = #expect(throws: ReadingError.self) { try story(example.text) }
            #expect(error?.position == example.position, "\(example.text)")
        }
    }

    @Test func `structured words and a command line make the same request`() throws {
        let words = try story(
            """
            steps:
              - request: ${loop}/api/login
                method: PUT
                headers: { X-One: "1", Accept: }
                query: { a b: c&d }
                form:
                  files: [ { file: a.zip, type: application/zip }, { file: b.zip } ]
                  note: hello
                user: me:secret
                timeout: 5 s
            """
        ).requests[0].plan
        let line = try curl(
            """
            curl -X PUT -H 'X-One: 1' -H Accept: -F 'files=@a.zip;type=application/zip' -F files=@b.zip -F note=hello \
            -u me:secret -m 5 ${loop}/api/login
            """)
        #expect("\(words.body)".strippingPlaces == "\(line.body)".strippingPlaces)
        #expect("\(words.fields)" == "\(line.fields)")
        #expect(words.timeout == line.timeout)
        #expect(words.credentials?.shown == line.credentials?.shown)
        #expect(words.query.count == 1)
    }

    @Test func `files are texts, JSON, sizes and archives`() throws {
        let story = try story(
            """
            files:
              notes.txt: hello ${loop}
              data.json: { json: [1, 2] }
              other.json: { a: { b: true } }
              weights.bin: { size: 100 MB }
              sub/model.zip: { zip: { model.json: { resolution: 800 }, w.bin: { size: 1 KiB } } }
            steps: [ { curl: "${loop}/x" } ]
            """)
        #expect(story.files.map(\.name) == ["notes.txt", "data.json", "other.json", "weights.bin", "sub/model.zip"])
        guard case .size(let size) = story.files[3].content, case .zip(let members) = story.files[4].content else {
            throw ReadingMismatch()
        }
        #expect(size == 100_000_000)
        #expect(members.map(\.name) == ["model.json", "w.bin"])
        #expect(
            "\(story.files[2].content)"
                == #"json(Scenario.JSONTemplate.object([(name: "a", value: Scenario.JSONTemplate.object([(name: "b", value: Scenario.JSONTemplate.spelled("true"))]))]))"#
        )
    }

    /// Found by the fuzzer: which of these names was complained about depended on the hashes of this run.
    @Test func `lists and texts that are names twice give the same error each time`() {
        let text = "steps:\n  ? [a]\n  : 1\n  ? b\n  : 2\n  ? b\n  : 3\n  ? [a]\n  : 4\n"
        let messages = (0..<20).map { _ in #expect(throws: ReadingError.self) { try story(text) }?.description }
        #expect(Set(messages).count == 1)
    }

    struct RequestCase: Sendable, CustomTestStringConvertible {
        let text: String
        /// Method and path with a bar between them; nil for what names no requests.
        let parts: String?
        var testDescription: String { text }
    }

    @Test(arguments: [
        RequestCase(text: "PUT /api/*", parts: "PUT|/api/*"), RequestCase(text: "/api/*", parts: "-|/api/*"),
        RequestCase(text: "\"  POST    /x  \"", parts: "POST|/x"),
        RequestCase(text: "GET ${loop}/x", parts: "GET|${loop}/x"), RequestCase(text: "PUT/api", parts: nil),
        RequestCase(text: "put /api", parts: nil), RequestCase(text: "PUT", parts: nil),
        RequestCase(text: "PUT api/x", parts: nil), RequestCase(text: "PUT /api/x y", parts: nil),
        RequestCase(text: "GET /api/x?a=1", parts: nil), RequestCase(text: "'*'", parts: nil),
        RequestCase(text: "PUT POST /x", parts: nil), RequestCase(text: "\"\"", parts: nil),
    ])
    func `requests are named by a method and a path`(example: RequestCase) throws {
        let text = "steps:\n- expect request: \(example.text)\n"
        guard let parts = example.parts else {
            let error = #expect(throws: ReadingError.self) { try story(text) }
            #expect(error?.problem.code == .requestPattern)
            #expect(error?.position == Position(line: 2, column: 19))
            return
        }
        guard case .look(let lookout) = try story(text).steps[0].action, case .request(let pattern, _) = lookout.subject
        else { throw ReadingMismatch() }
        #expect("\(pattern.method ?? "-")|\(pattern.path.shown)" == parts)
    }

    @Test func `steps with nodes are read as they are meant`() throws {
        let story = try story(
            """
            steps:
              - emit: begin_training
                to: trainer
                arguments: [ a, { b: 1 } ]
                acknowledgement: |
                  false
                within: 5 s
              - expect event: update_trainer
                from: trainer
                arguments: |
                  [ { "state": "<string>", ... } ]
                json: { state: idle, ... }
                at: { /uptime: <number> }
                fail-if: { json: { errors: {} } }
                capture: { uptime: /uptime }
              - name: It is gone
                wait for: ${username}
                connected: false
              - expect no request: /api/*
              - expect request: /api/*
                status: none
                capture: { cookie: header cookie }
              - fault: 429
            """)
        #expect(
            story.steps.map(\.title) == [
                "emit: begin_training to trainer", "expect event: update_trainer from trainer", "It is gone",
                "expect no request: /api/*", "expect request: /api/*", "fault: 429",
            ])
        #expect(!story.steps.contains { !$0.action.needsControl })
        guard case .command(let command) = story.steps[0].action, case .look(let event) = story.steps[1].action,
            case .waitFor(let node) = story.steps[2].action, case .look(let none) = story.steps[3].action,
            case .look(let request) = story.steps[4].action, case .fault(let fault) = story.steps[5].action
        else { throw ReadingMismatch() }
        guard case .like(let acknowledgement) = command.acknowledgement else { throw ReadingMismatch() }
        #expect(acknowledgement.whole?.picture == "false")
        #expect(command.within == .seconds(5))
        guard case .event(let expected) = event.subject, case .within(.seconds(30)) = event.patience else {
            throw ReadingMismatch()
        }
        #expect(expected.arguments?.picture == "[{state: <string>, ...}]")
        #expect(expected.json.whole?.picture == #"{state: "idle", ...}"#)
        #expect(expected.json.pointers.map { "\($0.pointer)" } == ["/uptime"])
        #expect(expected.failIf?.whole?.picture == "{errors: {}}")
        #expect(!node.isConnected && node.status.isEmpty)
        guard case .request(_, let unwelcome) = none.subject, case .never = none.patience,
            case .request(_, let unanswered) = request.subject
        else { throw ReadingMismatch() }
        #expect(unwelcome.status == nil)
        #expect(unanswered.status == .unanswered)
        guard case .arm(.status(429), nil, count: 1, delay: nil) = fault else { throw ReadingMismatch() }
    }

    @Test func `a variable that an event gave is known from there on`() throws {
        let text = "steps:\n- expect event: x\n  capture: { id: /id }\n- emit: y\n  to: ${id}\n"
        let read = try story(text)
        #expect(read.steps.count == 2)
        let early = "steps:\n- emit: y\n  to: ${id}\n- expect event: x\n  capture: { id: /id }\n"
        let error = #expect(throws: ReadingError.self) { try story(early) }
        #expect(error?.problem.code == .unknownVariable)
    }

    @Test func `a variable is known from where it is captured`() throws {
        let steps = "steps:\n  - curl: ${loop}/${model}\n    capture: { model: /id }\n"
        let error = #expect(throws: ReadingError.self) { try story(steps) }
        #expect(error?.problem.code == .unknownVariable)
        _ = try story(steps, variables: ["model"])
        _ = try story(steps + "  - curl: ${loop}/${model}\n".replacing("curl", with: "curl"), variables: ["model"])
    }
}

extension String {
    /// Without the places that a description of a plan shows.
    fileprivate var strippingPlaces: String {
        replacing(/position: \d+:\d+|urlPosition: \d+:\d+/, with: "")
    }
}
