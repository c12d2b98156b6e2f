internal import JSON
internal import LoopDomain

extension Schema {
    /// Looks whether `value` is what it may be.
    ///
    /// - Parameter place: what the error calls the value: `request.path`.
    /// - Throws: the first thing that is wrong.
    func check(_ value: Value, at place: String) throws(ControlError) {
        switch (self, value) {
        case (.any, _), (.null, .null), (.flag, .bool): break
        case (.integer(let range), .number(let number)):
            guard number.isWhole else { throw .wrongMember(place, is: number.text, wanted: kindName) }
            guard let integer = number.wholeNumber, range.contains(integer) else {
                throw .outOfRange(place, smallest: Double(range.lowerBound), largest: Double(range.upperBound))
            }
        case (.number(let range), .number(let number)):
            guard let number = number.double, range.contains(number) else {
                throw .outOfRange(place, smallest: range.lowerBound, largest: range.upperBound)
            }
        case (.text(let wanted), .string(let text)): try wanted.check(text, at: place)
        case (.word(let words), .string(let text)):
            guard words.contains(text) else { throw .wrongMember(place, is: "\"\(text)\"", wanted: kindName) }
        case (.list(let element), .array(let list)):
            for (index, value) in list.enumerated() { try element.check(value, at: "\(place)[\(index)]") }
        case (.object(let object), .object(let members)): try object.check(members, of: value, at: place)
        case (.either, _):
            let schema = meant(by: value)
            if case .either = schema { throw .wrongMember(place, is: value.kindName, wanted: kindName) }
            try schema.check(value, at: place)
        case (.named(_, let schema, _), _): try schema.check(value, at: place)
        case (.null, _), (.flag, _), (.integer, _), (.number, _), (.text, _), (.word, _), (.list, _), (.object, _):
            throw .wrongMember(place, is: value.kindName, wanted: kindName)
        }
    }

    /// The one of several schemas that a value is meant for; itself, when it is not several, or none of them is.
    func meant(by value: Value) -> Schema {
        guard case .either(let schemas, let distinction) = unnamed else { return self }
        let found: Schema?
        switch distinction {
        case .type: found = schemas.first { $0.isOfType(value) }
        case .presence(let name): found = value[name] == nil ? schemas.last : schemas.first
        case .word(let name):
            found = schemas.first { schema in
                guard case .word(let words)? = schema.members.first(where: { $0.name == name })?.schema,
                    let word = value[name]?.string
                else { return false }
                return words.contains(word)
            }
        }
        return found?.meant(by: value) ?? self
    }

    private func isOfType(_ value: Value) -> Bool {
        switch (self, value) {
        case (.any, _), (.null, .null), (.flag, .bool), (.integer, .number), (.number, .number), (.text, .string),
            (.word, .string), (.list, .array), (.object, .object):
            true
        case (.either(let schemas, _), _): schemas.contains { $0.isOfType(value) }
        case (.named(_, let schema, _), _): schema.isOfType(value)
        case (.null, _), (.flag, _), (.integer, _), (.number, _), (.text, _), (.word, _), (.list, _), (.object, _):
            false
        }
    }

    /// What is wanted, for people.
    private var kindName: String {
        switch self {
        case .any: "any JSON"
        case .null: "null"
        case .flag: "true or false"
        case .integer: "a whole number"
        case .number: "a number"
        case .text: "a text"
        case .word(let words): words.map { "\"\($0)\"" }.joined(separator: " or ")
        case .list: "a list"
        case .object(let object):
            object.oneAtLeast.isEmpty && !object.members.isEmpty && object.members.allSatisfy(\.isRequired)
                ? "an object with \(object.members.map { "\"\($0.name)\"" }.joined(separator: ", "))" : "an object"
        case .either(let schemas, _): schemas.map(\.kindName).joined(separator: " or ")
        case .named(_, let schema, _): schema.kindName
        }
    }
}

extension Schema.Text {
    fileprivate func check(_ text: String, at place: String) throws(ControlError) {
        guard !exceptions.contains(text) else { throw .badText(place, text, wanted: "it is taken") }
        guard let pattern, let expression = try? Regex(pattern) else { return }
        let matches = (try? expression.wholeMatch(in: text)) != nil
        guard matches else { throw .badText(place, text, wanted: "it should look like \(pattern)") }
    }
}

extension Schema.Object {
    fileprivate func check(_ given: [Member], of value: Value, at place: String) throws(ControlError) {
        for member in given {
            let name = place.isEmpty ? member.name : "\(place).\(member.name)"
            if let property = members.first(where: { $0.name == member.name }) {
                try property.schema.check(member.value, at: name)
            } else if let others {
                try others.check(member.value, at: name)
            } else {
                throw .unknownMember(name, known: members.map(\.name))
            }
        }
        for property in members where property.isRequired && value[property.name] == nil {
            throw .missingMember(place.isEmpty ? property.name : "\(place).\(property.name)", property.about)
        }
        guard oneAtLeast.isEmpty || oneAtLeast.contains(where: { value[$0] != nil }) else {
            throw .missingMember(oneAtLeast.joined(separator: " or "), "")
        }
    }
}

extension Number {
    /// Whether it is a whole number, however it is spelled: to JSON Schema, 1.0 is one.
    fileprivate var isWhole: Bool { isInteger || double.map { $0 == $0.rounded() } ?? true }

    /// The value of a whole number, if it fits.
    var wholeNumber: Int? { int ?? double.flatMap(Int.init(exactly:)) }
}
