/// Reads the words of a curl command into a request.
struct CurlCommand {
    /// A URL in a command may lack its scheme.
    static let defaultScheme = "http://"

    private let syntax: Template.Syntax
    private let names: Names
    /// Where the command begins, for errors that have no better place.
    private let passage: Passage

    private var url: Word?
    private var method: Template?
    private var fields: [FieldPlan] = []
    private var data: [DataPiece] = []
    private var isJSON = false
    private var form: [FormField] = []
    private var upload: FileReference?
    private var output: FileReference?
    private var usesRemoteName = false
    private var dataBecomesQuery = false
    private var head = false
    private var followsRedirects = false
    private var sendsPathAsIs = false
    private var timeout: Duration?
    private var credentials: Template?
    private var cookies: Template?
    private var cookieJar: String?
    /// The first option that gave a body, for the message when a second kind follows.
    private var bodyOption: (name: String, kind: Int)?

    /// Reads a command.
    ///
    /// - Parameters:
    ///   - words: the words after `curl` itself.
    ///   - passage: the whole command, for the place of errors.
    ///   - syntax: whose rules hold for variables.
    ///   - names: the variables that are known.
    /// - Throws: ``ReadingError`` at the word that is wrong.
    static func read(
        _ words: [Word], of passage: Passage, syntax: Template.Syntax, names: Names
    ) throws(ReadingError) -> RequestPlan {
        var command = CurlCommand(syntax: syntax, names: names, passage: passage)
        try command.readOptions(words)
        return try command.plan()
    }

    private init(syntax: Template.Syntax, names: Names, passage: Passage) {
        self.syntax = syntax
        self.names = names
        self.passage = passage
    }

    private mutating func readOptions(_ words: [Word]) throws(ReadingError) {
        var rest = words[...]
        var optionsEnded = false
        while let word = rest.popFirst() {
            let text = word.text
            if optionsEnded || !text.hasPrefix("-") || text == "-" {
                try take(url: word)
            } else if text == "--" {
                optionsEnded = true
            } else if text.hasPrefix("--") {
                try readLong(word, name: String(text.dropFirst(2)), rest: &rest)
            } else {
                try readShort(word, rest: &rest)
            }
        }
    }

    private mutating func readLong(
        _ word: Word, name: String, rest: inout ArraySlice<Word>
    ) throws(ReadingError) {
        guard let option = CurlOption.named(name) else {
            let stem = String(name.prefix { $0 != "=" })
            let close = nearest(to: stem, in: CurlOption.all.map(\.name))
            throw word.passage.error(
                .unknownOption(word.text, nearest: close.map { "--\($0)" }, hasEqualsSign: stem != name))
        }
        try readValue(of: option, written: "--\(name)", at: word, rest: &rest)
    }

    /// Reads `-sSf`, `-XPOST`, `-X POST`: letters without a value, then at most one with the rest as its value.
    private mutating func readShort(_ word: Word, rest: inout ArraySlice<Word>) throws(ReadingError) {
        var index = 1
        while index < word.bytes.count {
            let letter = Character(UnicodeScalar(word.bytes[index]))
            guard let option = CurlOption.lettered(letter) else {
                throw word.passage.error(
                    .unknownOption(
                        "-\(word[index..<index + 1].text)", nearest: suggestion(for: word), hasEqualsSign: false),
                    at: index)
            }
            index += 1
            guard option.takesValue else {
                try apply(option, value: word[0..<0], written: "-\(letter)")
                continue
            }
            if index < word.bytes.count {
                try apply(option, value: word[index...], written: "-\(letter)")
            } else {
                try readValue(of: option, written: "-\(letter)", at: word, rest: &rest)
            }
            return
        }
    }

    /// A word such as `-request` most likely lacks a dash.
    private func suggestion(for word: Word) -> String? {
        let name = String(word.text.dropFirst())
        if CurlOption.named(name) != nil { return "--\(name)" }
        let swapped = name.first.map { $0.isLowercase ? $0.uppercased() : $0.lowercased() }
        guard name.count == 1, let letter = swapped?.first, CurlOption.lettered(letter) != nil else { return nil }
        return "-\(letter)"
    }

    private mutating func readValue(
        of option: CurlOption, written: String, at word: Word, rest: inout ArraySlice<Word>
    ) throws(ReadingError) {
        guard option.takesValue else { return try apply(option, value: word[0..<0], written: written) }
        guard let value = rest.popFirst() else { throw word.passage.error(.optionWithoutValue(written)) }
        try apply(option, value: value, written: written)
    }

    private func template(_ word: Word) throws(ReadingError) -> Template {
        try Template(word, syntax: syntax, names: names)
    }

    private func file(_ word: Word, after written: String) throws(ReadingError) -> FileReference {
        if word.text == "-" { throw word.passage.error(.standardInput(written)) }
        if word.bytes.isEmpty { throw word.passage.error(.missingFileName(written)) }
        return FileReference(path: try template(word), position: word.passage.position)
    }

    private mutating func apply(_ option: CurlOption, value: Word, written: String) throws(ReadingError) {
        switch option.meaning {
        case .nothing: break
        case .url: try take(url: value)
        case .method: method = try template(value)
        case .field: fields.append(try FieldPlan(reading: value, syntax: syntax, names: names))
        case .user: credentials = try template(value)
        case .bearer:
            let token = Template(literal: "Bearer ") + (try template(value))
            fields.append(FieldPlan(name: Template(literal: "Authorization"), value: .text(token)))
        case .userAgent:
            fields.append(FieldPlan(name: Template(literal: "User-Agent"), value: .text(try template(value))))
        case .referer: fields.append(FieldPlan(name: Template(literal: "Referer"), value: .text(try template(value))))
        case .range:
            let range = Template(literal: "bytes=") + (try template(value))
            fields.append(FieldPlan(name: Template(literal: "Range"), value: .text(range)))
        case .get: dataBecomesQuery = true
        case .head: head = true
        case .location: followsRedirects = true
        case .output: output = try file(value, after: written)
        case .remoteName: usesRemoteName = true
        case .pathAsIs: sendsPathAsIs = true
        case .maximumTime: timeout = try seconds(value, written: written)
        case .cookie:
            // As with curl: with a `=` it is the cookies themselves, otherwise the name of a jar.
            if value.firstIndex(of: UInt8(ascii: "=")) != nil {
                cookies = try template(value)
            } else {
                cookieJar = value.text
            }
        case .cookieJar: cookieJar = value.text
        case .form, .formString, .data, .dataRaw, .dataBinary, .dataEncoded, .json, .upload:
            try applyBody(option, value: value, written: written)
        }
    }

    private mutating func applyBody(_ option: CurlOption, value: Word, written: String) throws(ReadingError) {
        switch option.meaning {
        case .form, .formString:
            try noteBody(written, kind: 0, at: value)
            form += try FormField.reading(
                value, of: written, isLiteral: option.meaning == .formString, syntax: syntax, names: names)
        case .upload:
            try noteBody(written, kind: 1, at: value)
            upload = try file(value, after: written)
        default:
            try noteBody(written, kind: 2, at: value)
            data.append(try dataPiece(option.meaning, value: value, written: written))
            isJSON = isJSON || option.meaning == .json
        }
    }

    private mutating func noteBody(_ written: String, kind: Int, at word: Word) throws(ReadingError) {
        if let first = bodyOption, first.kind != kind {
            throw word.passage.error(.twoBodies(first.name, written))
        }
        bodyOption = bodyOption ?? (written, kind)
    }

    private func dataPiece(
        _ meaning: CurlOption.Meaning, value: Word, written: String
    ) throws(ReadingError) -> DataPiece {
        let at = UInt8(ascii: "@")
        switch meaning {
        case .dataRaw: return DataPiece(content: .text(try template(value)))
        case .dataEncoded: return try encodedPiece(value, written: written)
        default:
            guard value.bytes.first == at else { return DataPiece(content: .text(try template(value))) }
            let reference = try file(value[1...], after: written)
            return DataPiece(content: .file(reference), dropsLineEnds: meaning == .data)
        }
    }

    /// `content`, `=content`, `name=content`, `@file` or `name@file`.
    private func encodedPiece(_ value: Word, written: String) throws(ReadingError) -> DataPiece {
        let separators = [UInt8(ascii: "="), UInt8(ascii: "@")]
        guard let place = value.bytes.firstIndex(where: separators.contains) else {
            return DataPiece(content: .text(try template(value)), encoding: (true, nil))
        }
        let name: Template? = place == 0 ? nil : try template(value[0..<place])
        let rest = value[(place + 1)...]
        if value.bytes[place] == separators[0] {
            return DataPiece(content: .text(try template(rest)), encoding: (true, name))
        }
        return DataPiece(content: .file(try file(rest, after: written)), encoding: (true, name))
    }

    private func seconds(_ value: Word, written: String) throws(ReadingError) -> Duration {
        guard let seconds = Double(value.text), seconds > 0, seconds <= Durations.longest else {
            throw value.passage.error(.optionValue(written, value.text, expected: "a number of seconds above 0"))
        }
        return .seconds(seconds)
    }

    private mutating func take(url word: Word) throws(ReadingError) {
        if let first = url { throw word.passage.error(.secondURL(word.text, first: first.text)) }
        if word.bytes.isEmpty { throw word.passage.error(.missingURL) }
        url = word
    }

    private func plan() throws(ReadingError) -> RequestPlan {
        guard let url else { throw passage.error(.missingURL) }
        var plan = RequestPlan(url: try Self.url(url, template: template(url)), urlPosition: url.passage.position)
        plan.method = method
        plan.fields = fields
        plan.credentials = credentials
        plan.followsRedirects = followsRedirects
        plan.sendsPathAsIs = sendsPathAsIs
        plan.timeout = timeout
        plan.cookies = cookies
        plan.cookieJar = cookieJar
        plan.asksForHeadOnly = head
        plan.output = output
        if usesRemoteName, output == nil { plan.output = try remoteName(of: url) }
        if let upload {
            plan.body = .upload(upload)
        } else if !form.isEmpty {
            plan.body = .form(form)
        } else if dataBecomesQuery {
            plan.query = data
        } else if !data.isEmpty {
            plan.body = .data(data, type: isJSON ? RequestPlan.jsonType : RequestPlan.formType)
        }
        return plan
    }

    /// The URL with a scheme.
    ///
    /// - Throws: ``ReadingError`` for a scheme other than http and https.
    static func url(_ word: Word, template: Template) throws(ReadingError) -> Template {
        guard let first = template.parts.first, case .literal(let text) = first else { return template }
        guard let mark = text.firstRange(of: "://") else { return Template(literal: defaultScheme) + template }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard scheme.allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) }) else {
            return Template(literal: defaultScheme) + template
        }
        guard scheme == "http" || scheme == "https" else { throw word.passage.error(.scheme(scheme)) }
        return template
    }

    /// The last segment of the URL's path (`--remote-name`).
    private func remoteName(of url: Word) throws(ReadingError) -> FileReference {
        let end = url.bytes.firstIndex { "?#".utf8.contains($0) } ?? url.bytes.count
        let slash = url.bytes[..<end].lastIndex(of: UInt8(ascii: "/")) ?? -1
        return try file(url[slash + 1..<end], after: "--remote-name")
    }
}
