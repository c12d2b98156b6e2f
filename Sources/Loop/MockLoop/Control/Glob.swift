/// A pattern in which `*` stands for any text.
struct Glob: Hashable, Sendable {
    let pattern: String

    init(_ pattern: String) { self.pattern = pattern }

    /// Whether the pattern stands for the whole of `text`.
    ///
    /// Takes steps of no more than the product of both lengths, whatever the pattern.
    func matches(_ text: some StringProtocol) -> Bool {
        let pattern = Array(pattern.utf8)
        let text = Array(text.utf8)
        var place = 0
        var start = 0
        // Where to go on when what follows the last star does not fit: the star takes one character more.
        var star: (place: Int, start: Int)?
        while start < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, start)
                place += 1
            } else if place < pattern.count, pattern[place] == text[start] {
                place += 1
                start += 1
            } else if let last = star {
                star = (last.place, last.start + 1)
                place = last.place + 1
                start = last.start + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Whether the pattern stands for the path of a request target, or for path and query where there is a `?` in it.
    func matches(target: String) -> Bool {
        // In front of an absolute form stand scheme and authority (RFC 9112, section 3.2.2).
        var path = target[...]
        if !path.hasPrefix("/"), let authority = path.firstRange(of: "//") {
            path = path[authority.upperBound...].drop { $0 != "/" && $0 != "?" }
        }
        return matches(pattern.utf8.contains(UInt8(ascii: "?")) ? path : path.prefix { $0 != "?" })
    }
}
