internal import FoundationEssentials
internal import HTTPClient
internal import JSON

/// What looking at an answer found.
struct Findings {
    var mismatches: [Mismatch] = []
    /// What stood in the answer in place of a document's examples.
    var examples: [String: String] = [:]

    var hold: Bool { mismatches.isEmpty }
}

/// What an expectation looks at: an answer, or the request of a node with the status of its answer.
struct Answer {
    /// 0 when there was no answer.
    let status: Int
    /// The reason phrase; it may be empty.
    let reason: String
    let fields: [Field]
    let body: [UInt8]
    /// The file that holds the body, if it went there.
    let file: String?
    /// The body as JSON; read when it is first asked for.
    private(set) var json: Result<Value, SyntaxError>?

    init(status: Int, reason: String = "", fields: [Field], body: [UInt8], file: String? = nil) {
        self.status = status
        self.reason = reason
        self.fields = fields
        self.body = body
        self.file = file
        json = nil
    }

    init(_ response: Response, file: String? = nil) {
        self.init(
            status: response.status, reason: response.reason, fields: response.fields, body: response.body, file: file)
    }

    /// The values of all fields of this name (RFC 9110, section 5.1: names have no case).
    func values(ofField name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    mutating func readJSON() -> Result<Value, SyntaxError> {
        if let json { return json }
        let result = Result { () throws(SyntaxError) in try Value(parsing: body) }
        json = result
        return result
    }

    /// The status for a message.
    var shownStatus: String {
        status == 0 ? "no answer" : reason.isEmpty ? "\(status)" : "\(status) \(reason)"
    }

    /// The body for a message.
    var shownBody: String {
        if let file { return "saved as \(file)" }
        if body.isEmpty { return "an empty body" }
        guard let text = String(validating: body.prefix(4 * Matcher.shownCount), as: UTF8.self) else {
            return "\(body.count) bytes that are no text"
        }
        return Matcher.cut(text.split { $0.isNewline }.joined(separator: " "))
    }
}

extension Expectation {
    /// Looks at an answer.
    ///
    /// - Parameters:
    ///   - answer: the answer; its JSON is read if it is needed.
    ///   - values: of the variables.
    ///   - find: gives the path of a file that the story names.
    /// - Throws: ``UnsetVariable``, or ``FileProblem`` from `find`.
    func check(
        _ answer: inout Answer, values: [String: String], find: (FileReference) throws -> String
    ) throws -> Findings {
        var findings = Findings()
        if let status, !status.contains(answer.status) {
            findings.mismatches.append(
                Mismatch(subject: "status", expected: status.shown, actual: answer.shownStatus))
        }
        for field in fields { try check(field, of: answer, values: values, &findings) }
        if let body { try check(body, of: answer, values: values, find: find, &findings) }
        if !json.isEmpty { try checkJSON(&answer, values: values, &findings) }
        return findings
    }

    private func check(
        _ field: FieldExpectation, of answer: Answer, values: [String: String], _ findings: inout Findings
    ) throws {
        let actual = answer.values(ofField: field.name)
        guard let value = field.value else {
            if let first = actual.first {
                findings.mismatches.append(
                    Mismatch(subject: "header \(field.name)", expected: "none", actual: Matcher.shown(.string(first))))
            }
            return
        }
        let matcher = try TextMatcher(value, values: values)
        if !actual.contains(where: { matcher.match(Array($0.utf8)) != nil }) {
            let shown = actual.isEmpty ? "none" : actual.map { Matcher.shown(.string($0)) }.joined(separator: " and ")
            findings.mismatches.append(
                Mismatch(
                    subject: "header \(field.name)", expected: Matcher.shown(.string(matcher.shown)), actual: shown))
        }
    }

    private func check(
        _ body: BodyExpectation, of answer: Answer, values: [String: String], find: (FileReference) throws -> String,
        _ findings: inout Findings
    ) throws {
        findings.mismatches += try body.mismatches(
            with: answer.body, subject: "body", shown: answer.shownBody, values: values)
        guard let reference = body.sameAs else { return }
        let path = try find(reference)
        let isSame =
            if let file = answer.file {
                FileManager.default.contentsEqual(atPath: path, andPath: file)
            } else {
                (try? Data(contentsOf: URL(filePath: path)))?.elementsEqual(answer.body) ?? false
            }
        if !isSame {
            findings.mismatches.append(
                Mismatch(subject: "body", expected: "the same bytes as \(path)", actual: answer.shownBody))
        }
    }

    private func checkJSON(_ answer: inout Answer, values: [String: String], _ findings: inout Findings) throws {
        let value: Value
        switch answer.readJSON() {
        case .success(let read): value = read
        case .failure(let error):
            let actual = "\(answer.shownBody) (\(error))"
            return findings.mismatches.append(Mismatch(subject: "body", expected: "JSON", actual: actual))
        }
        let found = try json.check(value, values: values)
        findings.mismatches += found.mismatches
        findings.examples.merge(found.examples) { $1 }
    }
}

extension JSONExpectation {
    /// Looks at a value.
    func check(_ value: Value, values: [String: String]) throws(UnsetVariable) -> Findings {
        var matcher = Matcher(values: values)
        var missing: [Mismatch] = []
        if let whole { try matcher.compare(value, with: whole, at: JSONPointer(tokens: [])) }
        for (pointer, pattern) in pointers {
            if let found = pointer.value(in: value) {
                if case .form(.absent) = pattern {
                    missing.append(
                        Mismatch(
                            subject: "\(pointer)", expected: Form.absent.notation, actual: Matcher.shown(found)))
                } else {
                    try matcher.compare(found, with: pattern, at: pointer)
                }
            } else if case .form(.absent) = pattern {
                continue
            } else {
                missing.append(
                    Mismatch(subject: "\(pointer)", expected: "a value", actual: "nothing in \(Matcher.shown(value))"))
            }
        }
        return Findings(mismatches: missing + matcher.mismatches, examples: matcher.examples)
    }
}

extension BodyExpectation {
    /// Compares a text; the comparison with a file is not done here.
    func mismatches(
        with bytes: [UInt8], subject: String, shown: String, values: [String: String]
    ) throws(UnsetVariable) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        if let equals {
            let matcher = try TextMatcher(equals, values: values)
            if matcher.match(bytes) == nil {
                mismatches.append(
                    Mismatch(subject: subject, expected: Matcher.shown(.string(matcher.shown)), actual: shown))
            }
        }
        for template in contains {
            let text = try template.text(values)
            if !text.isEmpty, bytes.firstRange(of: Array(text.utf8)) == nil {
                mismatches.append(
                    Mismatch(subject: subject, expected: "a text with \(Matcher.shown(.string(text)))", actual: shown))
            }
        }
        return mismatches
    }
}
