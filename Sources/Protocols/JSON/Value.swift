/// A JSON value that is owned and can be changed. It keeps the order of members, duplicate members and the spelling of
/// numbers, but not white space and escapes (``Document`` does).
///
/// ```swift
/// var model: Value = ["id": "4711", "version": "1.0", "formats": ["format_a"]]
/// model["comment"] = "uploaded"
/// ```
package enum Value: Sendable {
    case null
    case bool(Bool)
    case number(Number)
    case string(String)
    case array([Value])
    case object([Member])
}

/// A member of an object: a name and its value.
package struct Member: Sendable {
    package var name: String
    package var value: Value

    package init(name: String, value: Value) {
        self.name = name
        self.value = value
    }
}

// MARK: - Reading

extension Value {
    /// Copies a value out of its document.
    ///
    /// - Precondition: no ellipsis is inside it; a document in ``Dialect/example`` has its meaning given by its reader.
    package init(_ element: Element) {
        switch element.kind {
        case .null: self = .null
        case .bool: self = .bool(element.bool ?? false)
        case .number: self = .number(Number(spelled: element.text))
        case .string: self = .string(element.string ?? "")
        case .array: self = .array(Self.values(of: element))
        case .object: self = .object(Self.members(of: element))
        case .ellipsis: preconditionFailure("an ellipsis is no JSON value")
        }
    }

    // Loops rather than closures in the two functions that recurse: in a debug build 512 levels then take less than the
    // 512 KiB that secondary threads have on some systems.

    private static func values(of array: Element) -> [Value] {
        var values: [Value] = []
        for element in array.elements { values.append(Value(element)) }
        return values
    }

    private static func members(of object: Element) -> [Member] {
        precondition(!object.isOpen, "an object with an ellipsis is no JSON value")
        var members: [Member] = []
        for (name, value) in object.members { members.append(Member(name: name, value: Value(value))) }
        return members
    }

    package init(parsing bytes: [UInt8], limits: Limits = .standard) throws(SyntaxError) {
        self.init(try Document(parsing: bytes, limits: limits).root)
    }

    package init(parsing text: String, limits: Limits = .standard) throws(SyntaxError) {
        self.init(try Document(parsing: text, limits: limits).root)
    }
}

// MARK: - Looking inside

extension Value {
    package var isNull: Bool { if case .null = self { true } else { false } }

    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    package var number: Number? { if case .number(let value) = self { value } else { nil } }

    package var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The value of a number that is spelled as an integer and fits; see ``Number/int``.
    package var int: Int? { number?.int }

    /// The double nearest to a number; see ``Number/double``.
    package var double: Double? { number?.double }

    package var array: [Value]? { if case .array(let elements) = self { elements } else { nil } }

    package var object: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// The value of a member; of duplicates the last. Nil if there is none or this is no object.
    ///
    /// Setting a value puts it in the place of the first member of that name and removes further ones, so that what was set
    /// is what is read; a new name is added at the end. Setting nil removes every member of that name (`.null` is a value).
    ///
    /// - Precondition: only an object's members are set.
    package subscript(_ name: String) -> Value? {
        get { object?.last { StringContents.areIdentical($0.name, name) }?.value }
        set {
            guard case .object(var members) = self else {
                preconditionFailure("only an object has members that can be set")
            }
            self = .null  // so that the members are not copied
            let place = members.firstIndex { StringContents.areIdentical($0.name, name) }
            switch (place, newValue) {
            case (nil, nil): break
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (let place?, let value?):
                members[place].value = value
                let next = place + 1
                members[next...].removeAll { StringContents.areIdentical($0.name, name) }
            case (_?, nil): members.removeAll { StringContents.areIdentical($0.name, name) }
            }
            self = .object(members)
        }
    }

    /// The element at `position` of an array, nil if there are not so many or this is no array.
    package subscript(_ position: Int) -> Value? {
        guard let array, array.indices.contains(position) else { return nil }
        return array[position]
    }
}
