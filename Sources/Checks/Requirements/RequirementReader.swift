/// Reads requirements that are written down as text, because hundreds of them are easier to read and to compare with
/// a protocol's text than hundreds of calls of an initializer.
///
/// One requirement looks like this; an empty line stands before the next:
///
/// ```text
/// EIO-HS-06 MUST server
/// On WebSocket the open packet is the first frame sent after the 101.
/// Source: Engine.IO protocol 4, Handshake
/// ```
///
/// The sentence and the sources may take several lines. Sources are separated by semicolons. Where a requirement does not
/// hold for all versions of the library, a line like `Versions: 0.1.5 to 0.7.52` stands below the first, see
/// ``LibraryVersions``.
struct RequirementReader {
    /// What is wrong with a text.
    struct ReadingError: Error, Equatable, CustomStringConvertible {
        enum Rule: String, Sendable {
            case head = "the first line is an id, MUST, SHOULD or MAY, and server, client or both"
            case id = "an id is capital letters and digits with hyphens between, and ends in two digits"
            case versions = "\"Versions: \" is followed by \"A to B\", \"A or later\", \"B or earlier\" or one version"
            case sentence = "a sentence stands above the sources, and ends in a full stop"
            case source = "a line that begins with \"Source: \" follows the sentence"
        }

        let rule: Rule
        /// The first line of the requirement, counted from 1.
        let line: Int

        var description: String { "line \(line): \(rule.rawValue)" }
    }

    private static let versionsMark = "Versions: "
    private static let sourceMark = "Source: "

    static func requirements(in text: String) throws(ReadingError) -> [Requirement] {
        var requirements: [Requirement] = []
        var block: [Substring] = []
        var firstLine = 1
        // The empty line behind the last one ends the last requirement.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false) + [Substring()]
        for (index, line) in lines.enumerated() {
            if !line.isEmpty {
                if block.isEmpty { firstLine = index + 1 }
                block.append(line)
            } else if !block.isEmpty {
                requirements.append(try requirement(in: block, at: firstLine))
                block = []
            }
        }
        return requirements
    }

    private static func requirement(
        in lines: [Substring], at line: Int
    ) throws(ReadingError) -> Requirement {
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, let level = Requirement.Level(rawValue: String(words[1])),
            let side = Requirement.Side(rawValue: String(words[2]))
        else { throw ReadingError(rule: .head, line: line) }
        guard isID(words[0]) else { throw ReadingError(rule: .id, line: line) }
        guard let mark = lines.firstIndex(where: { $0.hasPrefix(sourceMark) }) else {
            throw ReadingError(rule: .source, line: line)
        }
        let (versions, sentenceStart) = try versions(in: lines, at: line)
        guard sentenceStart < mark else { throw ReadingError(rule: .sentence, line: line) }
        let sentence = lines[sentenceStart..<mark].joined(separator: " ")
        guard sentence.hasSuffix("."), !lines[sentenceStart..<mark].contains(where: { $0.hasPrefix(versionsMark) })
        else { throw ReadingError(rule: .sentence, line: line) }
        let sources = lines[mark...].map { $0.drop { $0 == " " } }.joined(separator: " ").dropFirst(sourceMark.count)
        return Requirement(
            id: String(words[0]), level: level, side: side, versions: versions, sentence: sentence,
            sources: sources.split(separator: ";").map { String($0.drop { $0 == " " }) })
    }

    /// The versions of the line below the first if it names them, and the place of the line behind.
    private static func versions(
        in lines: [Substring], at line: Int
    ) throws(ReadingError) -> (LibraryVersions, sentenceStart: Int) {
        guard lines.count > 1, lines[1].hasPrefix(versionsMark) else { return (.all, 1) }
        guard let versions = LibraryVersions(lines[1].dropFirst(versionsMark.count)) else {
            throw ReadingError(rule: .versions, line: line)
        }
        return (versions, 2)
    }

    /// Whether this is `WORD-WORD-NN` or `WORD-NN`.
    private static func isID(_ text: Substring) -> Bool {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        let areWords = words.dropLast().allSatisfy { word in
            !word.isEmpty && word.allSatisfy { ("A"..."Z").contains($0) || ("0"..."9").contains($0) }
        }
        guard words.count >= 2, areWords, let number = words.last else { return false }
        return number.count == 2 && number.allSatisfy { ("0"..."9").contains($0) }
    }
}
