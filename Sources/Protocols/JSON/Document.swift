/// A JSON text that has been read (RFC 8259): its bytes and a flat index of the values in them.
///
/// Nothing of the text is lost: the order of members, the spelling of numbers, duplicate members, where each value stands.
/// Strings and numbers are made when they are asked for, from the bytes. Beside the bytes it was given a document costs one
/// allocation, which grows only for texts that are very dense (less than four bytes to a token) or large (over 256 KiB).
/// Reading takes one pass and no recursion.
///
/// ```swift
/// let document = try Document(parsing: bytes)
/// for model in document.root.elements { print(model["version"]?.string ?? "?") }
/// ```
package struct Document: Sendable {
    /// The text, as it was given. All byte offsets count from its front.
    package let bytes: [UInt8]

    let tape: [TapeEntry]

    /// Reads one value with nothing but whitespace around it.
    ///
    /// - Throws: what is wrong first, and where. A text that could go on (it was cut off) always gives
    ///   ``SyntaxError/Kind/endedEarly(expected:)``.
    package init(
        parsing bytes: [UInt8], dialect: Dialect = .strict, limits: Limits = .standard
    ) throws(SyntaxError) {
        var reader = try Reader(byteCount: bytes.count, from: 0, dialect: dialect, limits: limits)
        try reader.readValue(bytes.span)
        try reader.readEnd(bytes.span)
        self.bytes = bytes
        tape = reader.tape
    }

    /// Reads one value with nothing but whitespace around it.
    package init(
        parsing text: String, dialect: Dialect = .strict, limits: Limits = .standard
    ) throws(SyntaxError) {
        try self.init(parsing: Array(text.utf8), dialect: dialect, limits: limits)
    }

    /// Reads the value at `offset`, after whitespace if there is any, and leaves what follows it alone.
    ///
    /// For JSON inside other text, such as an answer quoted in a document. The value ends at `root.byteRange.upperBound`.
    /// A number ends where its digits do: of `12 apples` it reads 12. `offset` is a place in `bytes`, from 0 to their count;
    /// all offsets of values and errors still count from the front of `bytes`.
    package init(
        parsingPrefixOf bytes: [UInt8], from offset: Int, dialect: Dialect = .strict, limits: Limits = .standard
    ) throws(SyntaxError) {
        precondition((0...bytes.count).contains(offset), "a value can only be read from a place inside the bytes")
        var reader = try Reader(byteCount: bytes.count, from: offset, dialect: dialect, limits: limits)
        try reader.readValue(bytes.span)
        self.bytes = bytes
        tape = reader.tape
    }

    /// The value that the text is.
    package var root: Element { Element(document: self, index: 0) }
}
