/// Writes JSON text straight into bytes.
///
/// ```swift
/// var writer = Writer(style: .spaced)
/// writer.beginObject()
/// writer.name("formats")
/// writer.beginArray()
/// writer.string("format_a")
/// writer.endArray()
/// writer.endObject()
/// writer.bytes  // {"formats": ["format_a"]}
/// ```
///
/// Commas, line ends and indents come by themselves. Calls in an order that makes no JSON (a name in an array, a value
/// without a name in an object, a second root, an end too many) are mistakes of ours and stop the program.
package struct Writer {
    /// How much white space stands between the tokens.
    package enum Style: Sendable, Equatable {
        /// None: `{"a":1,"b":[1,2]}`, as FastAPI and JavaScript write it.
        case compact
        /// A space after each comma and colon: `{"a": 1, "b": [1, 2]}`, as Python's `json.dumps` writes it.
        case spaced
        /// A line for each element and member, as Python's `json.dumps(…, indent=n)` writes it. `[]` and `{}` stay together.
        case pretty(indent: Int)
    }

    /// What stands where the next call will write.
    private enum Place {
        /// The root, or a member's value.
        case value
        case firstElement
        case nextElement
        case firstName
        case nextName
        case done
    }

    /// What has been written so far. It is a JSON text once everything that was begun has been ended.
    package private(set) var bytes: [UInt8]

    private let style: Style
    private let escapesBeyondASCII: Bool
    private var place = Place.value
    /// For each container that is open, outermost first, whether it is an object.
    private var containers: [Bool] = []

    /// - Parameters:
    ///   - style: the white space between the tokens.
    ///   - escapesBeyondASCII: whether characters beyond ASCII (and DEL) are written as `\u` escapes, as Python's `json.dumps` does by
    ///     default, instead of as they are.
    ///   - front: bytes that stand before the text, such as the type of a packet.
    package init(style: Style = .compact, escapesBeyondASCII: Bool = false, after front: [UInt8] = []) {
        self.style = style
        self.escapesBeyondASCII = escapesBeyondASCII
        bytes = front
    }
}

// MARK: - Containers

extension Writer {
    package mutating func beginObject() { begin(isObject: true) }

    package mutating func endObject() { end(isObject: true) }

    package mutating func beginArray() { begin(isObject: false) }

    package mutating func endArray() { end(isObject: false) }

    /// Writes the name of a member and the colon; the member's value must be next.
    package mutating func name(_ name: String) {
        precondition(place == .firstName || place == .nextName, "a name can only stand where an object's member begins")
        separate(isFirst: place == .firstName)
        append(quoted: name)
        bytes.append(Byte.colon)
        if style != .compact { bytes.append(Byte.space) }
        place = .value
    }

    private mutating func begin(isObject: Bool) {
        beginValue()
        bytes.append(isObject ? Byte.openBrace : Byte.openBracket)
        containers.append(isObject)
        place = isObject ? .firstName : .firstElement
    }

    private mutating func end(isObject: Bool) {
        let isFirst = place == (isObject ? .firstName : .firstElement)
        precondition(
            isFirst || place == (isObject ? .nextName : .nextElement), "only the container begun last can be ended")
        containers.removeLast()
        if !isFirst { breakLine() }
        bytes.append(isObject ? Byte.closeBrace : Byte.closeBracket)
        endValue()
    }

    /// Everything that stands before a value.
    private mutating func beginValue() {
        switch place {
        case .value: break
        case .firstElement: separate(isFirst: true)
        case .nextElement: separate(isFirst: false)
        case .firstName, .nextName: preconditionFailure("a value inside an object needs a name first")
        case .done: preconditionFailure("a JSON text is one value")
        }
    }

    private mutating func endValue() {
        switch containers.last {
        case true?: place = .nextName
        case false?: place = .nextElement
        case nil: place = .done
        }
    }

    private mutating func separate(isFirst: Bool) {
        if !isFirst {
            bytes.append(Byte.comma)
            if style == .spaced { bytes.append(Byte.space) }
        }
        breakLine()
    }

    private mutating func breakLine() {
        guard case .pretty(let indent) = style else { return }
        bytes.append(Byte.lineFeed)
        bytes.append(contentsOf: repeatElement(Byte.space, count: indent * containers.count))
    }
}

// MARK: - Values

extension Writer {
    /// Writes a value with everything inside it.
    package mutating func value(_ value: Value) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                name(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    package mutating func null() { scalar("null") }

    package mutating func bool(_ value: Bool) { scalar(value ? "true" : "false") }

    package mutating func number(_ value: Number) { scalar(value.text) }

    package mutating func number(_ value: Int) { scalar(String(value)) }

    /// Writes a number as ``Number/init(_:)-(Double)`` spells it.
    ///
    /// - Precondition: `value` is finite.
    package mutating func number(_ value: Double) { number(Number(value)) }

    package mutating func string(_ value: String) {
        beginValue()
        append(quoted: value)
        endValue()
    }

    /// Writes a value that is JSON text already, as it is; nobody checks that it is.
    package mutating func raw(_ text: [UInt8]) {
        beginValue()
        bytes.append(contentsOf: text)
        endValue()
    }

    /// Writes a value of a document as it was spelled there.
    package mutating func raw(_ element: Element) {
        beginValue()
        bytes.append(contentsOf: element.document.bytes[element.byteRange])
        endValue()
    }

    private mutating func scalar(_ text: String) {
        beginValue()
        bytes.append(contentsOf: text.utf8)
        endValue()
    }
}

// MARK: - Strings

extension Writer {
    /// Writes a string with its quotes; only what must be escaped is (RFC 8259, section 7), in Python's spelling.
    private mutating func append(quoted text: String) {
        bytes.append(Byte.quote)
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        if !isPlain(bytes.span.extracting(start...)) {
            bytes.removeLast(bytes.count - start)
            for scalar in text.unicodeScalars { append(escaped: scalar) }
        }
        bytes.append(Byte.quote)
    }

    /// Whether bytes of a string may stand as they are.
    private func isPlain(_ bytes: Span<UInt8>) -> Bool {
        let end: UInt8 = escapesBeyondASCII ? 0x7F : 0xFF  // 0xFF is in no string
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 || byte == Byte.quote || byte == Byte.backslash || byte >= end { return false }
        }
        return true
    }

    private mutating func append(escaped scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": escape(Byte.quote)
        case "\\": escape(Byte.backslash)
        case "\n": escape(UInt8(ascii: "n"))
        case "\r": escape(UInt8(ascii: "r"))
        case "\t": escape(UInt8(ascii: "t"))
        case "\u{08}": escape(UInt8(ascii: "b"))
        case "\u{0C}": escape(UInt8(ascii: "f"))
        case _ where scalar.value < 0x20 || scalar.value >= 0x7F && escapesBeyondASCII:
            for unit in UTF16.encode(scalar) ?? .init() { escape(unit: unit) }
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
        }
    }

    private mutating func escape(_ letter: UInt8) {
        bytes.append(Byte.backslash)
        bytes.append(letter)
    }

    private mutating func escape(unit: UInt16) {
        escape(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift) & 0xF
            bytes.append(digit < 10 ? Byte.zero + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

// MARK: - Whole values

extension Value {
    /// The value as JSON text.
    package func bytes(style: Writer.Style = .compact) -> [UInt8] {
        var writer = Writer(style: style)
        writer.value(self)
        return writer.bytes
    }

    /// The value as JSON text.
    package func text(style: Writer.Style = .compact) -> String {
        String(decoding: bytes(style: style), as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends `value` as compact JSON text.
    package mutating func append(json value: Value) {
        var front: [UInt8] = []
        swap(&front, &self)
        var writer = Writer(after: front)
        front = []
        writer.value(value)
        self = writer.bytes
    }
}

extension Value: CustomStringConvertible {
    /// The value as JSON text on one line.
    package var description: String { text(style: .spaced) }
}
