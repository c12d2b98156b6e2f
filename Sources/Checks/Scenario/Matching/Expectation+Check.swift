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

/// An answer with the file that holds its body, if it went there.
struct Answer {
    let response: Response
    let file: String?
    /// The body as JSON; read when it is first asked for.
    private(set) var json: Result<Value, SyntaxError>?

    init(_ response: Response, file: String? = nil) {
        self.response = response
        self.file = file
        json = nil
    }

    mutating func readJSON() -> Result<Value, SyntaxError> {
        if let json { return json }
        let result = Result { () throws(SyntaxError) in try Value(parsing: response.body) }
        json = result
        return result
    }

    /// The body for a message.
    var shownBody: String {
        if let file { return "saved as \(file)" }
        if response.body.isEmpty { return "an empty body" }
        guard let text = String(validating: response.body.prefix(4 * Matcher.shownCount), as: UTF8.self) else {
            return "\(response.body.count) bytes that are no text"
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
        let response = answer.response
        if let status, !status.contains(response.status) {
            findings.mismatches.append(
                Mismatch(subject: "status", expected: status.shown, actual: Self.shown(response)))
        }
        for field in fields { try check(field, of: response, values: values, &findings) }
        if let body { try check(body, of: answer, values: values, find: find, &findings) }
        if json != nil || !pointers.isEmpty { try checkJSON(&answer, values: values, &findings) }
        return findings
    }

    private static func shown(_ response: Response) -> String {
        response.reason.isEmpty ? "\(response.status)" : "\(response.status) \(response.reason)"
    }

    private func check(
        _ field: FieldExpectation, of response: Response, values: [String: String], _ findings: inout Findings
    ) throws {
        let actual = response.fields.filter { $0.name.lowercased() == field.name.lowercased() }.map(\.value)
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
            with: answer.response.body, subject: "body", shown: answer.shownBody, values: values)
        guard let reference = body.sameAs else { return }
        let path = try find(reference)
        let isSame =
            if let file = answer.file {
                FileManager.default.contentsEqual(atPath: path, andPath: file)
            } else {
                (try? Data(contentsOf: URL(filePath: path)))?.elementsEqual(answer.response.body) ?? false
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
        var matcher = Matcher(values: values)
        if let json { try matcher.compare(value, with: json, at: JSONPointer(tokens: [])) }
        for (pointer, pattern) in pointers {
            if let found = pointer.value(in: value) {
                if case .form(.absent) = pattern {
                    findings.mismatches.append(
                        Mismatch(
                            subject: "\(pointer)", expected: Form.absent.notation, actual: Matcher.shown(found)))
                } else {
                    try matcher.compare(found, with: pattern, at: pointer)
                }
            } else if case .form(.absent) = pattern {
                continue
            } else {
                findings.mismatches.append(
                    Mismatch(subject: "\(pointer)", expected: "a value", actual: "nothing in \(Matcher.shown(value))"))
            }
        }
        findings.mismatches += matcher.mismatches
        findings.examples.merge(matcher.examples) { $1 }
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
