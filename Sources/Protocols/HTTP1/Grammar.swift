internal import Bytes

/// The character classes of RFC 9110, section 5.6.2 and 5.5, and RFC 3986, as tables of 256 entries.
enum Grammar {
    /// `tchar`: what field names, methods and transfer codings are made of.
    static func isTokenCharacter(_ byte: UInt8) -> Bool { classes[Int(byte)] & token != 0 }

    /// `field-vchar`, SP and HTAB: a visible character, a byte of obs-text, or white space. Neither CR, LF nor NUL.
    static func isFieldValueCharacter(_ byte: UInt8) -> Bool { classes[Int(byte)] & fieldValue != 0 }

    /// What may stand in a request target: visible ASCII without those that RFC 3986 never allows raw.
    ///
    /// Real clients send `|`, `^`, `{`, `}`, `[`, `]` and `"` unencoded in queries; they are let through, because
    /// nothing can be smuggled with them. `#` is not: fragments are not sent (RFC 9112, section 3.2).
    static func isTargetCharacter(_ byte: UInt8) -> Bool { classes[Int(byte)] & target != 0 }

    /// What a host with its port is made of (RFC 3986, section 3.2.2): no user information, no path.
    static func isHostCharacter(_ byte: UInt8) -> Bool { classes[Int(byte)] & host != 0 }

    static let token: UInt8 = 1
    static let fieldValue: UInt8 = 2
    static let target: UInt8 = 4
    static let host: UInt8 = 8

    /// The classes of each byte, for loops that fetch the table once.
    static let classes: [UInt8] = (0...255).map { code in
        let byte = UInt8(code)
        let isAlphanumeric = byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte.lowercased)
        var value: UInt8 = 0
        if isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(byte) { value |= token }
        if byte >= ASCII.space && byte != ASCII.delete || byte == ASCII.tab { value |= fieldValue }
        if byte > ASCII.space && byte < ASCII.delete && byte != UInt8(ascii: "#") { value |= target }
        if isAlphanumeric || "-._~!$&'()*+,;=%:[]".utf8.contains(byte) { value |= host }
        return value
    }
}
