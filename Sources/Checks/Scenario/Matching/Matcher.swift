internal import JSON

/// One place where an answer is not what it must be.
package struct Mismatch: Sendable, Hashable, CustomStringConvertible {
    /// What was looked at: `status`, `header etag`, `body`, or a JSON pointer.
    package let subject: String
    package let expected: String
    package let actual: String

    package var description: String { "\(subject): expected \(expected), got \(actual)" }
}

/// Compares JSON with a pattern and tells where they differ.
struct Matcher {
    /// What a value looks like in a message is cut here, so that the place stays in sight.
    static let shownCount = 72

    private let values: [String: String]
    /// Where they differ, in the order of the pattern.
    private(set) var mismatches: [Mismatch] = []
    /// What stood in the answer in place of a document's examples.
    private(set) var examples: [String: String] = [:]

    init(values: [String: String]) { self.values = values }

    /// Compares a value with a pattern; what differs is added to `mismatches`.
    mutating func compare(_ value: Value, with pattern: Pattern, at pointer: JSONPointer) throws(UnsetVariable) {
        switch pattern {
        case .form(let form):
            guard !Self.isOfForm(form, value) else { return }
            differ(at: pointer, expected: form.notation, actual: value)
        case .null:
            if !value.isNull { differ(at: pointer, expected: "null", actual: value) }
        case .bool(let bool):
            if value.bool != bool { differ(at: pointer, expected: "\(bool)", actual: value) }
        case .number(let text):
            let isSame = Number(text: text).map { number in value.number?.isEquivalent(to: number) ?? false } ?? false
            if !isSame { differ(at: pointer, expected: text, actual: value) }
        case .text(let text): try compare(value, with: text, at: pointer)
        case .variable(let name, let position):
            guard let expected = values[name] else { throw UnsetVariable(name: name, position: position) }
            let actual = value.string ?? Self.spelling(of: value)
            if actual != expected { differ(at: pointer, expected: Self.shown(.string(expected)), actual: value) }
        case .array(let items): try compare(value, with: items, at: pointer)
        case .object(let members, let open): try compare(value, with: members, open: open, at: pointer)
        }
    }

    private mutating func differ(at pointer: JSONPointer, expected: String, actual: Value) {
        differ(at: pointer, expected: expected, actual: Self.shown(actual))
    }

    private mutating func differ(at pointer: JSONPointer, expected: String, actual: String) {
        let subject = pointer.tokens.isEmpty ? "the JSON" : pointer.description
        mismatches.append(Mismatch(subject: subject, expected: expected, actual: actual))
    }

    private mutating func compare(
        _ value: Value, with text: TextPattern, at pointer: JSONPointer
    ) throws(UnsetVariable) {
        let matcher = try TextMatcher(text, values: values)
        guard let string = value.string, let found = matcher.match(Array(string.utf8)) else {
            return differ(at: pointer, expected: Self.shown(.string(matcher.shown)), actual: value)
        }
        for (example, actual) in found { examples[example] = actual }
    }

    private mutating func compare(
        _ value: Value, with members: [Pattern.Member], open: Bool, at pointer: JSONPointer
    ) throws(UnsetVariable) {
        guard let present = value.object else { return differ(at: pointer, expected: "an object", actual: value) }
        for member in members {
            let place = pointer.appending(member.name)
            if case .form(.absent) = member.value {
                if let actual = value[member.name] { differ(at: place, expected: Form.absent.notation, actual: actual) }
            } else if let actual = value[member.name] {
                try compare(actual, with: member.value, at: place)
            } else {
                differ(at: place, expected: try shown(member.value), actual: "nothing")
            }
        }
        guard !open else { return }
        let known = Set(members.map(\.name))
        for member in present where !known.contains(member.name) {
            differ(at: pointer.appending(member.name), expected: "no such member", actual: member.value)
        }
    }

    // MARK: Arrays

    private mutating func compare(
        _ value: Value, with items: [Pattern.Item], at pointer: JSONPointer
    ) throws(UnsetVariable) {
        guard let elements = value.array else { return differ(at: pointer, expected: "an array", actual: value) }
        let patterns = items.compactMap { if case .value(let pattern) = $0 { pattern } else { nil } }
        guard patterns.count < items.count else {
            for (index, (element, pattern)) in zip(elements, patterns).enumerated() {
                try compare(element, with: pattern, at: pointer.appending("\(index)"))
            }
            if elements.count != patterns.count {
                differ(at: pointer, expected: Self.count(patterns.count), actual: Self.count(elements.count))
            }
            return
        }
        let places = try placement(of: items, in: elements)
        for (pattern, place) in zip(patterns, places) {
            guard let place else {
                differ(
                    at: pointer, expected: "an element like \(try shown(pattern))",
                    actual: elements.isEmpty
                        ? "[]" : "none of that kind in its place among \(Self.count(elements.count))")
                return
            }
            try compare(elements[place], with: pattern, at: pointer.appending("\(place)"))
        }
        if case .value? = items.last, places.last != elements.count - 1 {
            differ(at: pointer, expected: "nothing after the last element shown", actual: Self.count(elements.count))
        }
    }

    /// Finds for each pattern the element that it stands for, where `more` can be any number of elements.
    ///
    /// Runs of patterns between two `more` are set as early as possible, except that a run at the end stands at the end;
    /// as runs have a fixed length, this finds a placement whenever there is one.
    ///
    /// - Returns: the element of each pattern; nil from the first pattern on that finds none.
    private func placement(of items: [Pattern.Item], in elements: [Value]) throws(UnsetVariable) -> [Int?] {
        var runs: [[Pattern]] = [[]]
        for item in items {
            switch item {
            case .value(let pattern): runs[runs.count - 1].append(pattern)
            case .more: runs.append([])
            }
        }
        var places: [Int?] = []
        var start = 0
        for (number, run) in runs.enumerated() {
            let last = elements.count - run.count
            // The first run is tied to the start and the last one to the end.
            let candidates =
                number == 0 ? 0..<1 : number == runs.count - 1 ? last..<last + 1 : start..<max(start, last + 1)
            var place: Int?
            for candidate in candidates where candidate >= start && candidate + run.count <= elements.count {
                if try fits(run, elements[candidate..<candidate + run.count]) {
                    place = candidate
                    break
                }
            }
            guard let place else {
                // A run that is tied is compared where it must stand, so that the difference itself is shown.
                let tied = number == 0 && run.count <= elements.count ? 0 : nil
                places += run.indices.map { index in tied.map { $0 + index } }
                return places + (runs[(number + 1)...].joined().map { _ in nil })
            }
            places += run.indices.map { place + $0 }
            start = place + run.count
        }
        return places
    }

    private func fits(_ run: [Pattern], _ elements: ArraySlice<Value>) throws(UnsetVariable) -> Bool {
        for (pattern, element) in zip(run, elements) {
            var matcher = Matcher(values: values)
            try matcher.compare(element, with: pattern, at: JSONPointer(tokens: []))
            if !matcher.mismatches.isEmpty { return false }
        }
        return true
    }

    // MARK: Words

    static func isOfForm(_ form: Form, _ value: Value) -> Bool {
        switch form {
        case .any: true
        case .string: value.string != nil
        case .number: value.number != nil
        case .integer: value.number?.isInteger ?? false
        case .boolean: value.bool != nil
        case .object: value.object != nil
        case .array: value.array != nil
        case .uuid, .timestamp, .version: value.string.map(form.matches) ?? false
        case .absent: false
        }
    }

    /// A value's text as a capture keeps it: a string without quotes, anything else as JSON.
    static func spelling(of value: Value) -> String { value.string ?? value.text() }

    /// A value for a message, cut where it gets long.
    static func shown(_ value: Value) -> String { cut(value.text(style: .spaced)) }

    static func cut(_ text: String) -> String {
        text.count <= shownCount ? text : text.prefix(shownCount - 1) + "…"
    }

    private static func count(_ count: Int) -> String { count == 1 ? "1 element" : "\(count) elements" }

    /// A pattern for a message.
    private func shown(_ pattern: Pattern) throws(UnsetVariable) -> String {
        switch pattern {
        case .form(let form): return form.notation
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .number(let text): return text
        case .text(let text): return Self.shown(.string(try TextMatcher(text, values: values).shown))
        case .variable(let name, let position):
            guard let value = values[name] else { throw UnsetVariable(name: name, position: position) }
            return Self.shown(.string(value))
        case .array(let items):
            var texts: [String] = []
            for item in items {
                if case .value(let pattern) = item { texts.append(try shown(pattern)) } else { texts.append("...") }
            }
            return Self.cut("[" + texts.joined(separator: ", ") + "]")
        case .object(let members, let open):
            var texts: [String] = []
            for member in members { texts.append("\(Self.shown(.string(member.name))): \(try shown(member.value))") }
            if open { texts.append("...") }
            return Self.cut("{" + texts.joined(separator: ", ") + "}")
        }
    }
}

extension JSONPointer {
    /// The value at this place.
    func value(in root: Value) -> Value? {
        var value = root
        for token in tokens {
            if let elements = value.array {
                // RFC 6901, section 4: digits without leading zeros.
                guard token == "0" || token.first != "0", let index = Int(token), elements.indices.contains(index),
                    token.allSatisfy(\.isNumber)
                else { return nil }
                value = elements[index]
            } else if let member = value[token] {
                value = member
            } else {
                return nil
            }
        }
        return value
    }
}
