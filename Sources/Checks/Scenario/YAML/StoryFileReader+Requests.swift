internal import JSON

/// The structured words for requests, for those who prefer them to a command line, and the files of a story.
extension StoryFileReader {
    /// What may stand beside `request:`.
    static let requestWords = [
        "method", "headers", "query", "body", "form", "user", "output", "follow-redirects", "timeout",
    ]

    func request(_ words: Words) throws(ReadingError) -> RequestPlan {
        let url = try words.required("request").scalar(subject: "\"request\"", in: source)
        guard !url.passage.isEmpty else { throw error(.missingURL, at: url.position) }
        let word = Word(url.passage)
        var plan = RequestPlan(url: try CurlCommand.url(word, template: template(url)), urlPosition: url.position)
        if let method = try words.scalar("method") { plan.method = try template(method) }
        for entry in try words.entries("headers") {
            let value: FieldPlan.Value =
                if case .scalar(let scalar) = entry.value, scalar.isNull { .removed } else {
                    .text(try template(entry.value.scalar(subject: "the header \"\(entry.name.text)\"", in: source)))
                }
            plan.fields.append(FieldPlan(name: try template(entry.name), value: value))
        }
        plan.query = try namedPieces(words, "query")
        if let node = words["form"] {
            if words.has("body") { throw error(.twoBodies("form", "body"), at: words.place(of: "body")) }
            plan.body = .form(try form(node))
        } else if let node = words["body"] {
            plan.body = try body(node)
        }
        if let user = try words.scalar("user") { plan.credentials = try template(user) }
        plan.output = try fileReference(words, "output")
        plan.followsRedirects = try truth(words, "follow-redirects") ?? false
        plan.timeout = try duration(words, "timeout")
        return plan
    }

    func truth(_ words: Words, _ name: String) throws(ReadingError) -> Bool? {
        guard let scalar = try words.scalar(name) else { return nil }
        switch scalar.text {
        case "true": return true
        case "false": return false
        default: throw error(.truth(scalar.text, subject: "\"\(name)\""), at: scalar.position)
        }
    }

    /// `{ name: value }` as percent-encoded pieces.
    private func namedPieces(_ words: Words, _ name: String) throws(ReadingError) -> [DataPiece] {
        var pieces: [DataPiece] = []
        for entry in try words.entries(name) {
            let value = try entry.value.scalar(subject: "\"\(entry.name.text)\" of \"\(name)\"", in: source)
            pieces.append(
                DataPiece(content: .text(try template(value)), encoding: (true, try template(entry.name))))
        }
        return pieces
    }

    private func body(_ node: Node) throws(ReadingError) -> RequestPlan.Body {
        if case .scalar = node {
            let text = try node.scalar(subject: "\"body\"", in: source)
            return .data([DataPiece(content: .text(try template(text)))], type: "text/plain; charset=utf-8")
        }
        let words = try Words(node, subject: "\"body\"", known: ["json", "data", "file", "text"], in: source)
        switch try onlyWord(of: words, among: ["json", "data", "file", "text"]) {
        case "json":
            return .data([DataPiece(content: try jsonContent(try words.required("json")))], type: RequestPlan.jsonType)
        case "data": return .data(try namedPieces(words, "data"), type: RequestPlan.formType)
        case "file":
            let scalar = try words.required("file").scalar(subject: "\"file\"", in: source)
            let file = FileReference(path: try template(scalar), position: scalar.position)
            return .data([DataPiece(content: .file(file))], type: "application/octet-stream")
        default:
            let text = try words.required("text").scalar(subject: "\"text\"", in: source)
            return .data([DataPiece(content: .text(try template(text)))], type: "text/plain; charset=utf-8")
        }
    }

    /// The one word of a mapping that must have exactly one of several.
    private func onlyWord(of words: Words, among known: [String]) throws(ReadingError) -> String {
        let present = known.filter(words.has)
        guard let word = present.first else { throw error(.noneOf(known, subject: words.subject), at: words.position) }
        if present.count > 1 { throw error(.twoActions(word, present[1]), at: words.place(of: present[1])) }
        return word
    }

    private func jsonContent(_ node: Node) throws(ReadingError) -> DataPiece.Content {
        switch try jsonSource(node) {
        case .tree(let json): .json(json)
        case .text(let text): .text(text)
        }
    }

    /// A block (`json: |`) is JSON text as it stands, anything else is made JSON.
    func jsonSource(_ node: Node) throws(ReadingError) -> JSONSource {
        if case .scalar(let scalar) = node, scalar.style == .block { return .text(try template(scalar)) }
        return .tree(try json(node))
    }

    func json(_ node: Node) throws(ReadingError) -> JSONTemplate {
        switch node {
        case .scalar(let scalar):
            if scalar.isNull { return .spelled("null") }
            if scalar.isPlain, ["true", "false"].contains(scalar.text) || Number(text: scalar.text) != nil {
                return .spelled(scalar.text)
            }
            return .string(try template(scalar))
        case .sequence(let nodes, _):
            var elements: [JSONTemplate] = []
            for node in nodes { elements.append(try json(node)) }
            return .array(elements)
        case .mapping(let entries, _):
            var members: [(name: String, value: JSONTemplate)] = []
            for entry in entries { members.append((entry.name.text, try json(entry.value))) }
            return .object(members)
        }
    }

    private func form(_ node: Node) throws(ReadingError) -> [FormField] {
        var fields: [FormField] = []
        for entry in try node.entries(subject: "\"form\"", in: source) {
            let name = try template(entry.name)
            if case .sequence(let nodes, _) = entry.value {
                for node in nodes { fields.append(try formField(name, node, subject: entry.name.text)) }
            } else {
                fields.append(try formField(name, entry.value, subject: entry.name.text))
            }
        }
        return fields
    }

    private func formField(_ name: Template, _ node: Node, subject: String) throws(ReadingError) -> FormField {
        let subject = "the form field \"\(subject)\""
        guard case .mapping = node else {
            return FormField(name: name, content: .text(try template(node.scalar(subject: subject, in: source))))
        }
        let words = try Words(node, subject: subject, known: ["file", "text", "json", "type", "filename"], in: source)
        let content: FormField.Content
        switch try onlyWord(of: words, among: ["file", "text", "json"]) {
        case "file":
            let scalar = try words.required("file").scalar(subject: "\"file\"", in: source)
            content = .file(FileReference(path: try template(scalar), position: scalar.position))
        case "text": content = .text(try template(try words.required("text").scalar(subject: "\"text\"", in: source)))
        default: content = .json(try json(try words.required("json")))
        }
        var field = FormField(name: name, content: content)
        if let type = try words.scalar("type") { field.contentType = try template(type) }
        if let fileName = try words.scalar("filename") { field.fileName = try template(fileName) }
        return field
    }

    // MARK: Files

    /// Reads `name: content` of `files:` or of a zip.
    ///
    /// - Parameter isMember: whether it goes into a zip; a model is a flat archive.
    func file(_ entry: Node.Entry, isMember: Bool = false) throws(ReadingError) -> StoryFile {
        let name = entry.name.text
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !name.contains("\\"),
            !isMember || parts.count == 1
        else {
            throw error(.fileName(name, isMember: isMember), at: entry.name.position)
        }
        return StoryFile(name: name, content: try fileContent(entry.value, name: name))
    }

    private func fileContent(_ node: Node, name: String) throws(ReadingError) -> StoryFile.Content {
        let subject = "the file \"\(name)\""
        if case .scalar(let scalar) = node, !scalar.isNull { return .text(try template(scalar)) }
        // `model.json: { resolution: 800 }` is what one writes; without this rule it would need a `json:` more.
        if name.hasSuffix(".json"), case .mapping(let entries, _) = node, !entries.isSingleWord(of: Self.fileWords) {
            return .json(try json(node))
        }
        let words = try Words(node, subject: subject, known: Self.fileWords, in: source)
        switch try onlyWord(of: words, among: Self.fileWords) {
        case "text": return .text(try template(try words.required("text").scalar(subject: "\"text\"", in: source)))
        case "json": return .json(try json(try words.required("json")))
        case "size":
            let scalar = try words.required("size").scalar(subject: "\"size\"", in: source)
            guard let count = ByteCounts.parse(scalar.text) else {
                throw error(.size(scalar.text), at: scalar.position)
            }
            return .size(count)
        default:
            var members: [StoryFile] = []
            for entry in try words.entries("zip") { members.append(try file(entry, isMember: true)) }
            return .zip(members)
        }
    }

    private static let fileWords = ["text", "json", "zip", "size"]
}

extension [Node.Entry] {
    /// Whether it is one entry, named by one of these words.
    fileprivate func isSingleWord(of words: [String]) -> Bool {
        count == 1 && words.contains(self[0].name.text)
    }
}
