/// A view of one value of a ``Document``: cheap to make and to copy, and valid for as long as it is kept.
package struct Element: Sendable {
    /// The document that the value belongs to.
    package let document: Document

    /// Where its first entry stands on the tape.
    let index: Int

    package enum Kind: Sendable, Hashable {
        case null, bool, number, string, array, object
        /// `...` in the place of an element (more elements) or of a member's value (any value); only ``Dialect/example``
        /// has it. An ellipsis among the members of an object is no element: see ``Element/isOpen``.
        case ellipsis
    }

    package var kind: Kind {
        switch document.bytes[Int(entry.offset)] {
        case Byte.quote: .string
        case Byte.openBrace: .object
        case Byte.openBracket: .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        case Byte.minus, Byte.zero...Byte.nine: .number
        default: .ellipsis
        }
    }

    /// The bytes of the value in ``Document/bytes``, with its quotes or brackets.
    package var byteRange: Range<Int> {
        let end = isContainer ? Int(document.tape[entry.extent].offset) + 1 : entry.extent
        return Int(entry.offset)..<end
    }

    /// The value as it is spelled in the text, white space and escapes included.
    package var text: String { String(decoding: document.bytes[byteRange], as: UTF8.self) }

    /// Whether an array or object has an ellipsis inside it, directly: others may be there than are named.
    package var isOpen: Bool { isContainer && entry.isMarked }

    /// The line and column of its first byte.
    package var location: Location { Location(of: byteRange.lowerBound, in: document.bytes) }

    var entry: TapeEntry { document.tape[index] }

    private var isContainer: Bool {
        let byte = document.bytes[Int(entry.offset)]
        return byte == Byte.openBrace || byte == Byte.openBracket
    }
}

// MARK: - Scalars

extension Element {
    package var isNull: Bool { kind == .null }

    /// The value of `true` or `false`, nil for everything else.
    package var bool: Bool? { kind == .bool ? document.bytes[Int(entry.offset)] == UInt8(ascii: "t") : nil }

    /// The number as it is spelled, nil for everything else.
    package var number: Number? { numberText.map(Number.init(spelled:)) }

    /// The spelling of a number, nil for everything else.
    package var numberText: String? { kind == .number ? text : nil }

    /// The value of a number that is spelled as an integer (`-?` and digits; `1.0` and `1e2` are not) and fits, else nil.
    package var int: Int? {
        guard kind == .number else { return nil }
        let isNegative = document.bytes[Int(entry.offset)] == Byte.minus
        var value = 0
        for index in (Int(entry.offset) + (isNegative ? 1 : 0))..<entry.extent {
            let byte = document.bytes[index]
            guard Byte.isDigit(byte) else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Int(byte &- Byte.zero)
            // Towards the sign, because the smallest integer has no positive counterpart.
            let (sum, tooFar) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !tooLarge, !tooFar else { return nil }
            value = sum
        }
        return value
    }

    /// The double nearest to a number, nil if that would be infinite, and for everything that is no number.
    package var double: Double? { number?.double }

    /// The characters of a string with its escapes resolved, nil for everything else.
    ///
    /// An escaped surrogate that is not half of a pair (`"\ud800"`, which Python's `json` writes for such a string) is no
    /// character; each becomes U+FFFD, as Swift repairs strings. ``text`` still shows what was sent.
    package var string: String? {
        guard kind == .string else { return nil }
        return document.string(at: index)
    }

    /// Whether this is a string of exactly these code points; makes no `String` unless it has escapes.
    ///
    /// Unlike `==` of `String`, this does not take a composed and a decomposed `é` for the same.
    package func isString(_ other: String) -> Bool {
        kind == .string && document.isString(at: index, other)
    }
}

extension Element: CustomStringConvertible {
    package var description: String { text }
}
