/// Reads a Markdown document as a story: its curl commands are the steps, the JSON after each is what must come back.
struct DocumentReader {
    /// The path below which a Loop answers; commands for other paths are not for it.
    static let loopPath = "/api"
    /// By how many names a document may call the Loop, with scheme and without. Real ones have one or two hosts.
    private static let hostCount = 32

    private let source: SourceText
    private let names: Names

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - variables: names that have values from outside.
    ///   - starts: processes that start before a command, from the command line; they take the place of those that
    ///     the document names.
    static func read(
        _ source: SourceText, variables: Set<String>, starts: [StartOption] = []
    ) throws(ReadingError) -> Story {
        let reader = DocumentReader(source: source, names: Names(variables, inDocument: true))
        return try reader.story(starts)
    }

    /// A command as it was found, with what is known of it before the answers are read.
    private struct Command {
        let plan: RequestPlan?
        let passage: Passage
        /// Why it is not for the Loop; nil when it is.
        let skipReason: String?
        let hosts: [DocumentHost]
        var answer: (range: Range<Int>, isMarked: Bool)?
        /// The processes that start before it.
        var starts: [Passage]
    }

    private func story(_ options: [StartOption]) throws(ReadingError) -> Story {
        let document = MarkdownLines(source)
        let scanner = try MarkdownScanner(document)
        var commands: [Command] = []
        var starts: [Passage] = []
        for finding in scanner.findings {
            switch finding {
            // Whoever says what to start says it all: two nodes would do the work of one, and nobody would know which.
            case .start(let passage): if options.isEmpty { starts.append(passage) }
            case .answer(let range, let isMarked):
                if let last = commands.indices.last { commands[last].answer = (range, isMarked) }
            case .command(let words, let passage):
                commands.append(try command(words, passage, starts: starts))
                starts = []
            }
        }
        guard !commands.isEmpty else { throw ReadingError(.noCommands, at: Position(line: 1, column: 1), in: source) }
        guard commands.contains(where: { $0.plan != nil }) else {
            throw commands[0].passage.error(.noLoopCommands(commands.count))
        }
        try checkRange(of: options, commands)
        let hosts = hosts(of: commands)
        var steps: [Step] = []
        var names = ProcessNames()
        for (index, command) in commands.enumerated() {
            for passage in command.starts {
                steps.append(start(passage, number: index + 1, name: names.next(for: passage.text)))
            }
            for option in options where option.number == index + 1 {
                steps.append(option.step(name: names.next(for: option.command), before: command.passage.position))
            }
            steps.append(try step(command, number: index + 1, in: document, hosts: hosts))
        }
        for passage in starts {
            steps.append(start(passage, number: commands.count + 1, name: names.next(for: passage.text)))
        }
        return Story(
            teller: .document, source: source, title: scanner.title ?? source.name, variables: [], files: [],
            steps: steps)
    }

    /// The names by which the commands call the Loop; longer ones first, because the others may be their beginnings.
    private func hosts(of commands: [Command]) -> [DocumentHost] {
        var hosts: [DocumentHost] = []
        for host in commands.lazy.flatMap(\.hosts) where hosts.count < Self.hostCount {
            if !hosts.contains(where: { $0.name == host.name }) { hosts.append(host) }
        }
        return hosts.sorted { ($1.name.utf8.count, $0.name) < ($0.name.utf8.count, $1.name) }
    }

    /// Processes of a document have no names of their own; they are called by their number and command.
    private struct ProcessNames {
        /// How much of a command makes a name.
        private static let shownCount = 48

        private var count = 0

        mutating func next(for command: String) -> String {
            count += 1
            let shown = ShellWords.onOneLine(command)
            let isShort = shown.count <= Self.shownCount
            return "process \(count) (\(isShort ? shown : shown.prefix(Self.shownCount) + "…"))"
        }
    }

    private func command(_ words: [Word], _ passage: Passage, starts: [Passage]) throws(ReadingError) -> Command {
        func skipped(_ reason: String) -> Command {
            Command(plan: nil, passage: passage, skipReason: "not for the Loop: \(reason)", hosts: [], starts: starts)
        }
        do throws(ReadingError) {
            var plan = try CurlCommand.read(words, of: passage, syntax: .shell, names: names)
            let address = DocumentAddress(plan.url)
            guard address.isForLoop else { return skipped("its path is not below \(Self.loopPath)") }
            plan.url = address.loopURL
            plan.credentials = plan.credentials ?? address.credentials.map(Template.init(literal:))
            return Command(
                plan: plan, passage: passage, skipReason: nil, hosts: address.hosts(at: plan.urlPosition),
                starts: starts)
        } catch {
            if case .missingURL = error.problem { return skipped("it has no URL") }
            // What is wrong with somebody else's command need not be known here.
            guard MarkdownScanner.mayBeForLoop(passage) else {
                return skipped("its path is not below \(Self.loopPath)")
            }
            throw error
        }
    }

    private func checkRange(of options: [StartOption], _ commands: [Command]) throws(ReadingError) {
        for option in options where !(1...commands.count).contains(option.number) {
            throw option.error(
                .startOutOfRange(option.number, file: source.name, commands: commands.map { shown($0.passage) }))
        }
    }

    private func shown(_ command: Passage) -> String {
        ShellWords.onOneLine(command.text)
    }

    private func start(_ passage: Passage, number: Int, name: String) -> Step {
        let start = ProcessStart(
            name: name, command: .shell(Template(literal: passage.text)), environment: [], directory: nil,
            readiness: nil)
        return Step(
            number: number, title: "start \(ShellWords.onOneLine(passage.text))", position: passage.position,
            action: .start(start), captures: [])
    }

    private func step(
        _ command: Command, number: Int, in document: MarkdownLines, hosts: [DocumentHost]
    ) throws(ReadingError) -> Step {
        guard let plan = command.plan else {
            return Step(
                number: number, title: shown(command.passage), position: command.passage.position,
                action: .skip(reason: command.skipReason ?? ""), captures: [])
        }
        var expectation = Expectation.success(at: command.passage.position)
        if let answer = command.answer {
            let pattern = try self.answer(answer, in: document, hosts: hosts)
            expectation = Expectation(position: document.text.position(at: answer.range.lowerBound))
            // A Loop's errors are objects with `detail`; a document that shows one means a status of its own.
            expectation.status = pattern.isErrorOfLoop ? nil : .success
            expectation.json.whole = pattern
        }
        return Step(
            number: number, title: shown(command.passage), position: command.passage.position,
            action: .request(RequestStep(plan: plan, expectation: expectation, patience: .whileIdempotent)),
            captures: [])
    }

    private func answer(
        _ answer: (range: Range<Int>, isMarked: Bool), in document: MarkdownLines, hosts: [DocumentHost]
    ) throws(ReadingError) -> Pattern {
        let block = document.text[answer.range]
        let (pattern, end) = try ExampleJSON.read(block, strings: .document(hosts))
        let rest = block[end..<block.bytes.count]
        if !rest.trimmed.isEmpty {
            let blanks = rest.bytes.prefix { ShellWords.isBlank($0) }.count
            throw block.error(.textAfterJSON, at: end + blanks)
        }
        return pattern
    }
}

extension Pattern {
    /// Whether a document shows `{"detail": …}`.
    fileprivate var isErrorOfLoop: Bool {
        guard case .object(let members, _) = self else { return false }
        return members.contains { $0.name == "detail" }
    }
}

extension ShellWords {
    /// A command as a title: continued lines and runs of blanks become one blank.
    static func onOneLine(_ text: String) -> String {
        text.split { $0.isWhitespace }.filter { $0 != "\\" }.joined(separator: " ")
    }
}

/// The URL of a document's command, taken apart.
private struct DocumentAddress {
    /// The URL's scheme, with `://`.
    private var scheme = ""
    /// The host and port, if they are written out; nil when variables stand there.
    private var authority: String?
    /// `user:password` in front of the host.
    private(set) var credentials: String?
    /// From the path on.
    private var rest: [Template.Part]

    init(_ url: Template) {
        rest = []
        var written = ""
        var hasVariable = false
        for (index, part) in url.parts.enumerated() {
            guard case .literal(let text) = part else {
                hasVariable = true
                continue
            }
            var tail = Substring(text)
            if index == 0, let mark = tail.firstRange(of: "://") {
                scheme = String(tail[..<mark.upperBound])
                tail = tail[mark.upperBound...]
            }
            guard let end = tail.firstIndex(where: { "/?#".contains($0) }) else {
                written += tail
                continue
            }
            written += tail[..<end]
            rest = [.literal(String(tail[end...]))] + url.parts[(index + 1)...]
            break
        }
        if let at = written.lastIndex(of: "@") {
            credentials = String(written[..<at])
            written = String(written[written.index(after: at)...])
        }
        authority = hasVariable ? nil : written
    }

    var isForLoop: Bool {
        guard case .literal(let path)? = rest.first else { return false }
        let loopPath = DocumentReader.loopPath
        // Clients of some versions double the slash; the Loop does not mind.
        let single = path.hasPrefix("//") ? String(path.dropFirst()) : path
        guard single.hasPrefix(loopPath) else { return false }
        return single.dropFirst(loopPath.count).first.map { "/?#".contains($0) } ?? (rest.count == 1)
    }

    /// The same address at the real Loop.
    var loopURL: Template {
        Template(parts: [.variable(name: BuiltIn.loop, position: Position(line: 1, column: 1))] + rest)
    }

    func hosts(at position: Position) -> [DocumentHost] {
        guard let authority, !authority.isEmpty else { return [] }
        return [
            DocumentHost(name: scheme + authority, variable: BuiltIn.loop, position: position),
            DocumentHost(name: authority, variable: BuiltIn.loopHost, position: position),
        ]
    }
}
