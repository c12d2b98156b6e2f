/// What a value may look like when its exact text is not known in advance: `<uuid>`, `<timestamp>` and so on.
package enum Form: String, Sendable, CaseIterable {
    /// Any value at all; inside a longer text any run of characters, none included.
    case any
    /// Any string.
    case string
    /// Any number; inside a text digits with an optional sign, fraction and exponent.
    case number
    /// A number without fraction and exponent.
    case integer
    /// `true` or `false`.
    case boolean
    /// Any object.
    case object
    /// Any array.
    case array
    /// 32 hexadecimal digits as 8-4-4-4-12 (RFC 9562, section 4), in capitals or not.
    case uuid
    /// A date and a time of day with `T` or a blank between them; a fraction and a zone may follow (RFC 3339 and what
    /// Python's `isoformat` and `str` make of a `datetime`).
    case timestamp
    /// Numbers joined by dots, at least two of them: `4.0`, `0.9.3`.
    case version
    /// No value: the member must not be there.
    case absent

    /// How it is written in a story.
    package var notation: String { "<\(rawValue)>" }

    /// Whether it may stand inside a longer text.
    var fitsInText: Bool {
        switch self {
        case .any, .number, .integer, .uuid, .timestamp, .version: true
        case .string, .boolean, .object, .array, .absent: false
        }
    }

    /// Where a text of this form can end.
    ///
    /// - Parameters:
    ///   - bytes: the text that is looked at, in UTF-8.
    ///   - start: where the form begins in it.
    /// - Returns: every offset at which it can end, in rising order; empty when there is no such text at `start`.
    func ends(in bytes: [UInt8], from start: Int) -> [Int] {
        var scanner = FormScanner(bytes: bytes, index: start)
        switch self {
        case .any, .string: return Array(start...bytes.count)
        case .uuid: return scanner.uuid() ? [scanner.index] : []
        case .timestamp: return scanner.timestampEnds()
        case .version: return scanner.versionEnds()
        case .integer: return scanner.integerEnds()
        case .number: return scanner.numberEnds()
        case .boolean, .object, .array, .absent: return []
        }
    }

    /// Whether a whole text is of this form.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return ends(in: bytes, from: 0).last == bytes.count
    }
}

/// Walks over the bytes of a text and recognises the forms.
private struct FormScanner {
    let bytes: [UInt8]
    var index: Int

    private func byte(_ offset: Int = 0) -> UInt8? {
        index + offset < bytes.count ? bytes[index + offset] : nil
    }

    private mutating func skip(_ characters: String) -> Bool {
        guard let byte = byte(), characters.utf8.contains(byte) else { return false }
        index += 1
        return true
    }

    private mutating func digits(_ count: Int) -> Bool {
        for offset in 0..<count {
            guard let byte = byte(offset), isDigit(byte) else { return false }
        }
        index += count
        return true
    }

    /// Steps over a run of digits and gives back every place in it after the first digit.
    private mutating func digitRun() -> [Int] {
        let start = index
        while let byte = byte(), isDigit(byte) { index += 1 }
        return start < index ? Array(start + 1...index) : []
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    mutating func uuid() -> Bool {
        for (group, length) in [8, 4, 4, 4, 12].enumerated() {
            if group > 0, !skip("-") { return false }
            for _ in 0..<length where !skip("0123456789abcdefABCDEF") { return false }
        }
        return true
    }

    mutating func timestampEnds() -> [Int] {
        guard digits(4), skip("-"), digits(2), skip("-"), digits(2), skip("Tt "), digits(2), skip(":"), digits(2),
            skip(":"), digits(2)
        else { return [] }
        var ends = [index]
        ends += zoneEnds()
        let whole = index
        if skip(".,") {
            for end in digitRun() {
                ends.append(end)
                index = end
                ends += zoneEnds()
            }
        } else {
            index = whole
        }
        return Array(Set(ends)).sorted()
    }

    /// Where a time zone (`Z`, `+02`, `+0200`, `+02:00`) at this place can end. Does not move.
    private func zoneEnds() -> [Int] {
        var scanner = self
        if scanner.skip("Zz") { return [scanner.index] }
        guard scanner.skip("+-"), scanner.digits(2) else { return [] }
        var ends = [scanner.index]
        _ = scanner.skip(":")
        if scanner.digits(2) { ends.append(scanner.index) }
        return ends
    }

    mutating func versionEnds() -> [Int] {
        guard !digitRun().isEmpty else { return [] }
        var ends: [Int] = []
        while byte() == UInt8(ascii: ".") {
            index += 1
            let run = digitRun()
            if run.isEmpty { break }
            ends += run
        }
        return ends
    }

    mutating func integerEnds() -> [Int] {
        _ = skip("-")
        return digitRun()
    }

    mutating func numberEnds() -> [Int] {
        var ends = integerEnds()
        guard !ends.isEmpty else { return [] }
        if byte() == UInt8(ascii: ".") {
            index += 1
            ends += digitRun()
        }
        if let last = ends.last {
            index = last
            if skip("eE") {
                _ = skip("+-")
                ends += digitRun()
            }
        }
        return ends
    }
}
