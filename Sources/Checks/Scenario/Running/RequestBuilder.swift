internal import FoundationEssentials
internal import HTTPClient
internal import JSON

/// Makes the request of a plan: variables get their values, files their paths.
struct RequestBuilder {
    /// The largest file that is read into memory to be changed on its way (`-d @file`); others are read while they are
    /// sent.
    static let memoryByteCount = 64 << 20
    /// How long an exchange may take when neither the plan nor a deadline says less.
    static let standardTimeout = Duration.seconds(60)
    /// Exchanges get at least this long, also when a deadline is nearer.
    static let leastTimeout = Duration.milliseconds(500)

    let values: [String: String]
    let finder: FileFinder
    let caCertificate: String?
    /// UUIDs that a document showed, and what stood in their places: later commands of the document mean those.
    let examples: [String: String]
    /// The cookies that a story keeps, by the names of its jars.
    let jars: [String: CookieJar]

    /// A request that is ready to be sent.
    struct Prepared {
        var request: Request
        /// The file that gets the answer's body.
        var output: String?
    }

    /// Fills in a plan.
    ///
    /// - Throws: ``UnsetVariable`` or ``FileProblem``.
    func prepare(_ plan: RequestPlan) throws -> Prepared {
        let method = try plan.method.map { try text($0) } ?? plan.methodByDefault
        var request = Request(method: method, url: try url(plan), timeout: plan.timeout ?? Self.standardTimeout)
        request.followsRedirects = plan.followsRedirects
        request.sendsPathAsIs = plan.sendsPathAsIs
        request.caCertificate = caCertificate
        request.cookieJar = plan.cookieJar.flatMap { jars[$0] }
        for field in plan.fields {
            let name = try text(field.name)
            switch field.value {
            case .text(let value): request.fields.append(Field(name: name, value: try text(value)))
            case .removed: request.omittedFieldNames.append(name)
            }
        }
        if let cookies = plan.cookies { request.fields.append(Field(name: "Cookie", value: try text(cookies))) }
        if let credentials = plan.credentials {
            let parts = try text(credentials).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.basicCredentials = BasicCredentials(
                username: String(parts[0]), password: parts.count == 2 ? String(parts[1]) : "")
        }
        try setBody(plan.body, of: &request)
        var prepared = Prepared(request: request)
        if let output = plan.output {
            let path = try finder.place(forSaving: text(output.path))
            prepared.output = path
            prepared.request.responseBody = .file(path: path)
        }
        return prepared
    }

    private func text(_ template: Template) throws(UnsetVariable) -> String {
        var text = try template.text(values)
        for (example, actual) in examples where text.contains(example) {
            text = text.replacing(example, with: actual)
        }
        return text
    }

    private func url(_ plan: RequestPlan) throws -> String {
        var url = try text(plan.url)
        if case .upload(let file) = plan.body, url.hasSuffix("/") {
            url += Self.percentEncoded(try text(file.path).split(separator: "/").last.map(String.init) ?? "")
        }
        guard !plan.query.isEmpty else { return url }
        let query = String(decoding: try bytes(of: plan.query), as: UTF8.self)
        let fragment = url.firstIndex(of: "#") ?? url.endIndex
        let separator = url[..<fragment].contains("?") ? "&" : "?"
        return url[..<fragment] + separator + query + url[fragment...]
    }

    private func setBody(_ body: RequestPlan.Body, of request: inout Request) throws {
        switch body {
        case .none: break
        case .upload(let file): request.body = .file(path: try finder.find(text(file.path)))
        case .form(let fields): request.body = .form(try fields.map { try formPart($0) })
        case .data(let pieces, let type):
            addField("Content-Type", type, to: &request)
            if type == RequestPlan.jsonType { addField("Accept", type, to: &request) }
            if pieces.count == 1, case .file(let file) = pieces[0].content, !pieces[0].dropsLineEnds,
                !pieces[0].encoding.isEncoded
            {
                request.body = .file(path: try finder.find(text(file.path)))
            } else {
                request.body = .bytes(try bytes(of: pieces))
            }
        }
    }

    private func addField(_ name: String, _ value: String, to request: inout Request) {
        let given = request.fields.map(\.name) + request.omittedFieldNames
        guard !given.contains(where: { $0.lowercased() == name.lowercased() }) else { return }
        request.fields.append(Field(name: name, value: value))
    }

    private func formPart(_ field: FormField) throws -> FormPart {
        let fileName = try field.fileName.map { try text($0) }
        let type = try field.contentType.map { try text($0) }
        let content: FormPart.Content
        var typeByDefault: String?
        switch field.content {
        case .text(let value): content = .bytes(Array(try text(value).utf8))
        case .file(let file): content = .file(path: try finder.find(text(file.path)))
        case .contentOfFile(let file): content = .bytes(try read(file))
        case .json(let json):
            content = .bytes(try json.value(values).bytes())
            typeByDefault = RequestPlan.jsonType
        }
        return FormPart(
            name: try text(field.name), content: content, fileName: fileName, contentType: type ?? typeByDefault)
    }

    // MARK: Data

    private func bytes(of pieces: [DataPiece]) throws -> [UInt8] {
        var joined: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            if index > 0 { joined.append(UInt8(ascii: "&")) }
            joined += try bytes(of: piece)
        }
        return joined
    }

    private func bytes(of piece: DataPiece) throws -> [UInt8] {
        var content: [UInt8]
        switch piece.content {
        case .text(let value): content = Array(try text(value).utf8)
        case .json(let json): content = try json.value(values).bytes()
        case .file(let file):
            content = try read(file)
            if piece.dropsLineEnds {
                content.removeAll { $0 == 0 || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
            }
        }
        guard piece.encoding.isEncoded else { return content }
        let name = try piece.encoding.name.map { try text($0) + "=" } ?? ""
        return Array((name + Self.percentEncoded(content)).utf8)
    }

    private func read(_ file: FileReference) throws -> [UInt8] {
        let path = try finder.find(text(file.path))
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        guard size <= Self.memoryByteCount else {
            throw FileProblem(
                message: "\(path) is larger than \(Self.memoryByteCount >> 20) MiB; send it with -T or -F")
        }
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw FileProblem(message: "\(path) cannot be read: \(error)")
        }
    }

    static func percentEncoded(_ text: String) -> String { percentEncoded(Array(text.utf8)) }

    /// Everything but RFC 3986's unreserved characters (section 2.3) as `%XX`, as curl does it.
    static func percentEncoded(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF")
        return bytes.map { byte in
            Names.isNameByte(byte) || "-.~".utf8.contains(byte)
                ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}
