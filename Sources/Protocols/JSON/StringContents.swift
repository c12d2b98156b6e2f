/// What stands between the quotes of a JSON string, and what it means (RFC 8259, sections 7 and 8.3).
enum StringContents {
    /// The characters of contents that have been read, so that every escape is known to be whole.
    static func resolved(_ contents: ArraySlice<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        var index = contents.startIndex
        while let backslash = contents[index...].firstIndex(of: Byte.backslash) {
            scalars.append(contentsOf: String(decoding: contents[index..<backslash], as: UTF8.self).unicodeScalars)
            let letter = contents[backslash + 1]
            if letter == UInt8(ascii: "u") {
                let scalar: Unicode.Scalar
                (scalar, index) = codePoint(in: contents, at: backslash)
                scalars.append(scalar)
            } else {
                scalars.append(Unicode.Scalar(meaning(ofEscape: letter)))
                index = backslash + 2
            }
        }
        scalars.append(contentsOf: String(decoding: contents[index...], as: UTF8.self).unicodeScalars)
        return String(scalars)
    }

    /// Whether two strings are the same code points; `==` would also take canonically equivalent ones for the same.
    static func areIdentical(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    /// The code point of a `\u` escape, or of the two that make a pair, and where the text goes on.
    private static func codePoint(in contents: ArraySlice<UInt8>, at index: Int) -> (Unicode.Scalar, next: Int) {
        let first = unit(in: contents, at: index)
        let next = index + 6
        if let scalar = Unicode.Scalar(first) { return (scalar, next) }
        let isPair =
            UTF16.isLeadSurrogate(first) && next + 6 <= contents.endIndex && contents[next] == Byte.backslash
            && contents[next + 1] == UInt8(ascii: "u")
        guard isPair, case let second = unit(in: contents, at: next), UTF16.isTrailSurrogate(second) else {
            return ("\u{FFFD}", next)
        }
        return (UTF16.decode(UTF16.EncodedScalar([first, second])), next + 6)
    }

    /// The four digits of the `\u` escape at `index`.
    private static func unit(in contents: ArraySlice<UInt8>, at index: Int) -> UInt16 {
        contents[(index + 2)..<(index + 6)].reduce(0) { $0 << 4 | (Byte.hexValue($1) ?? 0) }
    }

    private static func meaning(ofEscape letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): Byte.lineFeed
        case UInt8(ascii: "r"): Byte.carriageReturn
        case UInt8(ascii: "t"): Byte.tab
        default: letter  // a quote, backslash or slash means itself
        }
    }
}
