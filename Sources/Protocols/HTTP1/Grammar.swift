internal import Bytes

/// The character classes of RFC 9110, sections 5.5 and 5.6.2, and RFC 3986, section 3.
///
/// Written as cases, because the compiler makes of them what one would otherwise spell as a table of bits.
enum Grammar {
    /// `tchar`: what field names, methods and transfer codings are made of.
    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), ASCII.hyphen,
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "^"),
            UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// `field-vchar`, SP and HTAB: a visible character, a byte of obs-text, or white space.
    ///
    /// Neither CR, LF nor NUL, as must be; nor any other control character, which a recipient may refuse, too
    /// (RFC 9110, section 5.5).
    static func isFieldValueCharacter(_ byte: UInt8) -> Bool {
        byte >= ASCII.space && byte != ASCII.delete || byte == ASCII.tab
    }

    /// What may stand in a request target: visible ASCII except `#`, because fragments are not sent (RFC 9112,
    /// section 3.2).
    ///
    /// RFC 3986 does not allow `"`, `<`, `>`, `\`, `^`, `` ` ``, `{`, `|` and `}` raw, nor brackets in a path. Real
    /// clients send some of them, mostly in queries; they are let through, because no reader takes them for the end of
    /// a target. (But a backslash in a path is refused: see ``Target``.)
    static func isTargetCharacter(_ byte: UInt8) -> Bool {
        byte > ASCII.space && byte < ASCII.delete && byte != UInt8(ascii: "#")
    }

    /// What the name of a host is made of: `unreserved`, `sub-delims` and `%` (RFC 3986, section 3.2.2), so neither
    /// user information nor a path.
    ///
    /// Not the comma, although it is one of the `sub-delims`: no name has one, and several `Host` fields that somebody
    /// on the way joined would look like that.
    static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), ASCII.hyphen:
            true
        case UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            ASCII.semicolon, ASCII.equals, ASCII.percent:
            true
        default: false
        }
    }

    /// `OWS`: the blank and the tab.
    static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }
}
