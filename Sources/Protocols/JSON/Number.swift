/// A JSON number as it is spelled; `1.0`, `1` and `1e0` are three different ones (see ``isEquivalent(to:)``).
///
/// JSON sets no range (RFC 8259, section 6), so the spelling is the value and ``int`` and ``double`` are views of it.
package struct Number: Sendable, Hashable {
    /// The spelling, which always keeps to the grammar of RFC 8259.
    package let text: String

    /// Takes a spelling as it is; nil if it is not a JSON number: `+1`, `.5`, `01`, `0x10`, ` 1`, `NaN`.
    package init?(text: String) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, first == Byte.minus || Byte.isDigit(first),
            var reader = try? Reader(byteCount: bytes.count, from: 0, dialect: .strict, limits: .standard),
            (try? reader.readNumber(bytes.span)) != nil, reader.position == bytes.count
        else { return nil }
        self.text = text
    }

    package init(_ value: Int) { text = String(value) }

    /// The shortest spelling that reads back as the same value; whole numbers keep a `.0`.
    ///
    /// - Precondition: `value` is finite; JSON has no NaN and no infinity. Decide what to write instead before calling.
    package init(_ value: Double) {
        precondition(value.isFinite, "JSON has no number for NaN or infinity (RFC 8259, section 6)")
        text = value.description
    }

    /// Takes a spelling that has been read from a text.
    init(spelled text: String) { self.text = text }

    /// The value, if it is spelled as an integer (digits after an optional minus sign, no `.0`, no exponent) and fits.
    package var int: Int? { Int(text) }

    /// The nearest double, or nil if the number is too large for one (`1e400`). What is too small for one is 0.
    package var double: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

    /// Whether it is spelled as an integer, of whatever size.
    package var isInteger: Bool { text.utf8.allSatisfy { Byte.isDigit($0) || $0 == Byte.minus } }

    /// Whether both are the same number to a reader: integers exactly, whatever their size, others as doubles.
    package func isEquivalent(to other: Number) -> Bool {
        if text == other.text { return true }
        if isInteger && other.isInteger { return int == 0 && other.int == 0 }  // only 0 has two spellings: 0 and -0
        if let double, let otherDouble = other.double { return double == otherDouble }
        return false
    }
}

extension Number: CustomStringConvertible {
    package var description: String { text }
}
