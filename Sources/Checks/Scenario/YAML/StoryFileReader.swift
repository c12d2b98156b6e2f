/// Reads a story file: YAML whose words are those of curl's users.
///
/// The words are described in `Scenarios/README.md`; each `Words(… known:)` below is the list of one place.
struct StoryFileReader {
    let source: SourceText
    /// The variables that are known where the reader stands; a capture adds one.
    var names: Names
    /// The processes that an earlier step started and none stopped.
    private var running: Set<String> = []

    /// Reads a whole story.
    ///
    /// - Parameter variables: names that have values from outside: the built-in ones and those of the command line.
    static func read(_ source: SourceText, variables: Set<String>) throws(ReadingError) -> Story {
        var reader = StoryFileReader(source: source, names: Names(variables))
        return try reader.story()
    }

    private init(source: SourceText, names: Names) {
        self.source = source
        self.names = names
    }

    func error(_ problem: ReadingError.Problem, at position: Position) -> ReadingError {
        ReadingError(problem, at: position, in: source)
    }

    func template(_ scalar: Scalar) throws(ReadingError) -> Template {
        try Template(scalar.passage, names: names)
    }

    private mutating func story() throws(ReadingError) -> Story {
        guard let root = try NodeReader.read(source) else {
            throw error(.emptyStory, at: Position(line: 1, column: 1))
        }
        let words = try Words(
            root, subject: "a story", known: ["story", "variables", "files", "steps"], in: source)
        var variables: [(name: String, value: Template)] = []
        for entry in try words.entries("variables") {
            let name = try variableName(entry.name)
            let value = try template(try entry.value.scalar(subject: "the variable \"\(name)\"", in: source))
            variables.append((name, value))
            names.insert(name)
        }
        var files: [StoryFile] = []
        for entry in try words.entries("files") { files.append(try file(entry)) }
        let list = try words.required("steps")
        let nodes = try list.elements(subject: "\"steps\"", in: source)
        guard !nodes.isEmpty else { throw error(.noSteps, at: list.position) }
        var steps: [Step] = []
        for (index, node) in nodes.enumerated() { steps.append(try step(node, number: index + 1)) }
        return Story(
            teller: .story, source: source, title: try words.scalar("story")?.text ?? source.name,
            variables: variables, files: files, steps: steps)
    }

    func variableName(_ name: Scalar) throws(ReadingError) -> String {
        guard Names.isName(name.passage.bytes) else { throw error(.variableName(name.text), at: name.position) }
        return name.text
    }

    // MARK: Steps

    private mutating func step(_ node: Node, number: Int) throws(ReadingError) -> Step {
        let entries = try node.entries(subject: "a step", in: source)
        let actions = entries.filter { StepWord(rawValue: $0.name.text) != nil }
        guard let action = actions.first, let word = StepWord(rawValue: action.name.text) else {
            let written = entries.first?.name
            let close = written.flatMap { nearest(to: $0.text, in: StepWord.allCases.map(\.rawValue)) }
            throw error(.stepWithoutAction(nearest: close), at: written?.position ?? node.position)
        }
        if actions.count > 1 {
            throw error(.twoActions(action.name.text, actions[1].name.text), at: actions[1].name.position)
        }
        let words = try Words(node, subject: word.subject, known: word.known, in: source)
        let name = try words.scalar("name")?.text
        switch word {
        case .curl, .request: return try requestStep(words, number: number, name: name)
        case .start: return try startStep(words, number: number, name: name)
        case .stop: return try stopStep(words, number: number, name: name)
        case .run: return try runStep(words, number: number, name: name)
        case .emit, .beginTraining, .stopTraining, .abortTraining, .userInput, .disconnect, .deploy, .fault,
            .expectEvent, .expectNoEvent, .expectRequest, .expectNoRequest, .waitFor:
            return Step(
                number: number, title: name ?? controlTitle(word, words), position: words.position,
                action: try controlAction(word, words), captures: try captures(words, from: word.captureSource))
        }
    }

    private mutating func requestStep(_ words: Words, number: Int, name: String?) throws(ReadingError) -> Step {
        let plan: RequestPlan
        let shown: String
        if let command = try words.scalar("curl") {
            plan = try curl(command)
            shown = "curl " + command.text.split { $0.isWhitespace }.joined(separator: " ")
        } else {
            plan = try request(words)
            shown = "\(plan.method?.shown ?? plan.methodByDefault) \(plan.url.shown)"
        }
        let expectation =
            try words["expect"].map { node throws(ReadingError) in try self.expectation(node) }
            ?? .success(at: words.position)
        let patience: RequestStep.Patience =
            if let node = words["until"] { .until(try polling(node)) } else { .none }
        let captures = try captures(words, from: .answer)
        return Step(
            number: number, title: name ?? shown, position: words.position,
            action: .request(RequestStep(plan: plan, expectation: expectation, patience: patience)), captures: captures)
    }

    /// Reads a curl command line; the word `curl` itself may stand before it.
    func curl(_ scalar: Scalar) throws(ReadingError) -> RequestPlan {
        let shell = try ShellWords(scalar.passage, syntax: .story)
        if let terminator = shell.terminator {
            throw scalar.passage.error(.shellOperator(terminator.text), at: terminator.index)
        }
        let words = shell.words.first?.text == "curl" ? Array(shell.words.dropFirst()) : shell.words
        return try CurlCommand.read(words, of: scalar.passage, syntax: .story, names: names)
    }

    private mutating func startStep(_ words: Words, number: Int, name: String?) throws(ReadingError) -> Step {
        let node = try words.required("start")
        let process = try node.scalar(subject: "\"start\"", in: source)
        guard running.insert(process.text).inserted else {
            throw error(.startedTwice(process.text), at: process.position)
        }
        let start = ProcessStart(
            name: process.text, command: try commandLine(try words.required("command"), subject: "\"command\""),
            environment: try environment(words), directory: try fileReference(words, "directory"),
            readiness: try words["ready"].map { node throws(ReadingError) in try readiness(node) })
        return Step(
            number: number, title: name ?? "start \(process.text)", position: words.position, action: .start(start),
            captures: [])
    }

    private mutating func stopStep(_ words: Words, number: Int, name: String?) throws(ReadingError) -> Step {
        let process = try words.required("stop").scalar(subject: "\"stop\"", in: source)
        guard running.contains(process.text) else {
            throw error(
                .unknownProcess(
                    process.text, nearest: nearest(to: process.text, in: running), running: running.sorted()),
                at: process.position)
        }
        running.remove(process.text)
        let stop = ProcessStop(
            name: process.text, grace: try duration(words, "grace") ?? ProcessStop.defaultGrace,
            exitCode: try exitCode(words))
        return Step(
            number: number, title: name ?? "stop \(process.text)", position: words.position, action: .stop(stop),
            captures: [])
    }

    private mutating func runStep(_ words: Words, number: Int, name: String?) throws(ReadingError) -> Step {
        let command = try commandLine(try words.required("run"), subject: "\"run\"")
        var exit = 0
        var output: OutputExpectation?
        if let node = words["expect"] {
            let expect = try Words(
                node, subject: "\"expect\" of a \"run\" step", known: ["exit", "output"], in: source)
            exit = try exitCode(expect) ?? 0
            output = try expect["output"].map { node throws(ReadingError) in
                let body = try bodyExpectation(node, subject: "\"output\"", words: ["equals", "contains"])
                return OutputExpectation(position: node.position, equals: body.equals, contains: body.contains)
            }
        }
        let run = CommandRun(
            command: command, environment: try environment(words), directory: try fileReference(words, "directory"),
            within: try duration(words, "within") ?? CommandRun.defaultPatience, exitCode: exit, output: output)
        let captures = try captures(words, from: .output)
        return Step(
            number: number, title: name ?? "run \(command.shown)", position: words.position, action: .run(run),
            captures: captures)
    }

    // MARK: Parts of steps

    private func commandLine(_ node: Node, subject: String) throws(ReadingError) -> LaunchCommand {
        if case .sequence(let nodes, let position) = node {
            var arguments: [Template] = []
            for node in nodes { arguments.append(try template(node.scalar(subject: subject, in: source))) }
            guard !arguments.isEmpty else { throw error(.emptyCommand, at: position) }
            return .arguments(arguments)
        }
        let scalar = try node.scalar(subject: subject, in: source)
        guard !scalar.passage.trimmed.isEmpty else { throw error(.emptyCommand, at: scalar.position) }
        return .shell(try template(scalar))
    }

    private func environment(_ words: Words) throws(ReadingError) -> [(name: String, value: Template)] {
        var environment: [(name: String, value: Template)] = []
        for entry in try words.entries("environment") {
            let name = try variableName(entry.name)
            let value = try entry.value.scalar(subject: "the environment variable \"\(name)\"", in: source)
            environment.append((name, try template(value)))
        }
        return environment
    }

    private func readiness(_ node: Node) throws(ReadingError) -> ProcessStart.Readiness {
        let words = try Words(
            node, subject: "\"ready\"", known: ["output", "curl", "expect", "within"], in: source)
        let within = try duration(words, "within") ?? ProcessStart.Readiness.defaultPatience
        if let output = try words.scalar("output") {
            if words.has("curl") { throw error(.twoActions("output", "curl"), at: words.place(of: "curl")) }
            return .init(sign: .output(try template(output)), within: within)
        }
        let command = try words.required("curl").scalar(subject: "\"curl\"", in: source)
        let expectation =
            try words["expect"].map { node throws(ReadingError) in try self.expectation(node) }
            ?? .success(at: words.position)
        return .init(sign: .request(try curl(command), expectation), within: within)
    }

    private func polling(_ node: Node) throws(ReadingError) -> Polling {
        if case .scalar = node {
            let within = try duration(node, subject: "\"until\"")
            return Polling(within: within, interval: Polling.defaultInterval, failIf: nil)
        }
        let words = try Words(node, subject: "\"until\"", known: ["within", "every", "fail-if"], in: source)
        return Polling(
            within: try duration(try words.required("within"), subject: "\"within\""),
            interval: try duration(words, "every") ?? Polling.defaultInterval,
            failIf: try words["fail-if"].map { node throws(ReadingError) in try refusal(node) })
    }

    private mutating func captures(
        _ words: Words, from captureSource: CaptureSource
    ) throws(ReadingError) -> [Capture] {
        var captures: [Capture] = []
        for entry in try words.entries("capture") {
            let name = try variableName(entry.name)
            let what = try entry.value.scalar(subject: "the capture \"\(name)\"", in: source)
            guard let origin = Self.origin(what.text, from: captureSource) else {
                throw error(.captureOrigin(what.text, from: captureSource), at: what.position)
            }
            captures.append(Capture(variable: name, origin: origin, position: entry.name.position))
        }
        for capture in captures { names.insert(capture.variable) }
        return captures
    }

    private static func origin(_ text: String, from source: CaptureSource) -> Capture.Origin? {
        if source == .output { return text == "output" ? .output : nil }
        if source == .json { return JSONPointer(text).map { .pointer($0) } }
        if text == "status" { return .status }
        if text == "body" { return .body }
        if text.hasPrefix("header ") {
            let name = text.dropFirst("header ".count).drop { $0 == " " }
            return name.isEmpty || name.contains(" ") ? nil : .field(String(name))
        }
        return JSONPointer(text).map { .pointer($0) }
    }

    func duration(_ words: Words, _ name: String) throws(ReadingError) -> Duration? {
        guard let node = words[name] else { return nil }
        return try duration(node, subject: "\"\(name)\"")
    }

    func duration(_ node: Node, subject: String) throws(ReadingError) -> Duration {
        let scalar = try node.scalar(subject: subject, in: source)
        guard let duration = Durations.parse(scalar.text) else {
            throw error(.duration(scalar.text, subject: subject), at: scalar.position)
        }
        return duration
    }

    private func exitCode(_ words: Words) throws(ReadingError) -> Int? {
        guard let scalar = try words.scalar("exit") else { return nil }
        guard let code = Int(scalar.text), (0...255).contains(code) else {
            throw error(.exitCode(scalar.text), at: scalar.position)
        }
        return code
    }

    func fileReference(_ words: Words, _ name: String) throws(ReadingError) -> FileReference? {
        guard let scalar = try words.scalar(name) else { return nil }
        return FileReference(path: try template(scalar), position: scalar.position)
    }
}
